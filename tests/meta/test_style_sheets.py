"""What a machine can hold of the look: one built sheet, colours in one place, logical properties, small files."""

import gzip
import re
from pathlib import Path

import pytest

from journey.forms.hand_map import FINGERS
from journey.management.commands.bundle_css import CSS, PARTS, bundled

SHEETS = sorted([*(CSS / "parts").glob("*.css"), CSS / "admin.css"])
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom|(?:max-|min-)?(?:width|height))\s*:(?=[^()]*;)"
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)


def test_patient_sheet_equals_its_parts() -> None:
    assert (CSS / "patient.css").read_text(encoding="utf-8") == bundled(), "run manage.py bundle_css"


def test_every_part_is_in_the_bundle() -> None:
    assert {path.stem for path in (CSS / "parts").glob("*.css")} == set(PARTS)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_sheet_uses_logical_properties_only(sheet: Path) -> None:
    assert PHYSICAL.findall(sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.stem != "print"], ids=lambda path: path.stem)
def test_sheet_takes_its_colours_from_the_tokens(sheet: Path) -> None:
    screen = sheet.read_text(encoding="utf-8").split("@media print")[0]
    values = re.findall(r":\s([^;{}]+);", screen)
    assert [value for value in values if COLOUR.search(value)] == []


def test_dark_palette_of_the_system_equals_the_chosen_one() -> None:
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8")
    system = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', tokens, re.DOTALL)
    chosen = re.search(r'^:root\[data-theme="dark"\] \{(.*?)\}', tokens, re.DOTALL | re.MULTILINE)
    assert system
    assert chosen
    assert system[1].split() == chosen[1].split()


def test_joint_places_of_the_sheet_equal_those_of_the_drawing() -> None:
    sheet = (CSS / "parts" / "handmap.css").read_text(encoding="utf-8")
    places = re.findall(r"\.joint--([\w-]+) \{\s*inset-inline-start: ([\d.]+)%;\s*inset-block-start: ([\d.]+)%;", sheet)
    # The board's view box is -8 8 344 474.
    shown = {name: (-8 + float(x) * 3.44, 8 + float(y) * 4.74) for name, x, y in places}
    drawn = {spot.name: (spot.x, spot.y) for _finger, spots in FINGERS for spot in spots}
    assert shown.keys() == drawn.keys()
    for name, place in drawn.items():
        assert shown[name] == pytest.approx(place, abs=0.5), name


@pytest.mark.parametrize(
    ("file", "kilobytes"), [("css/patient.css", 15), ("js/patient.js", 10)]
)  # performance marks of a cold page
def test_file_of_every_patient_page_stays_small(file: str, kilobytes: int) -> None:
    packed = gzip.compress((CSS.parent / file).read_bytes(), compresslevel=6)
    assert len(packed) <= kilobytes * 1024

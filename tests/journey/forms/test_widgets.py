"""The widgets in the own template pack: what is printed, what is read back, where the error summary leads."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from journey.forms.date_parts import DatePartsField
from journey.forms.dates import LocalMomentField
from journey.forms.hand_map import UNSURE, HandMap, hand_map_choices, spot_of
from journey.forms.widgets import ChoiceRadio, NumberWithUnit, ScaleRadio, TextList, TickBoxes


class EveryWidget(forms.Form):
    pain = forms.ChoiceField(
        choices=[(n, str(n)) for n in range(11)],
        widget=ScaleRadio(ends=("no pain", "worst pain")),
        help_text="Tap one.",
    )
    swelling = forms.ChoiceField(choices=[("none", "No"), ("mild", "A little")], widget=ChoiceRadio)
    flags = forms.MultipleChoiceField(choices=[("a", "A"), ("none", "None")], widget=TickBoxes(alone=["none"]))
    temp = forms.DecimalField(widget=NumberWithUnit(unit="°C"), help_text="For example 36.8")
    since = DatePartsField(help_text="For example 27 3 2026")
    tasks = forms.Field(widget=TextList(count=3, label="Thing"))
    where = forms.MultipleChoiceField(choices=hand_map_choices(["right", "left"]), widget=HandMap)
    agree = forms.BooleanField()
    note = forms.CharField(widget=forms.Textarea)

    helper = FormHelper()


def _page(form: forms.Form) -> str:
    return render_crispy_form(form)


def _sent(**values: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_error_summary_leads_to_an_input_of_every_refused_field() -> None:
    form = EveryWidget({})
    assert set(form.errors) == set(form.fields)
    targets = re.findall(r'href="#([^"]+)"', render_to_string("components/error_summary.html", {"form": form}))
    inputs = set(re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', _page(form)))
    assert len(targets) == len(form.fields)
    assert set(targets) <= inputs


@pytest.mark.parametrize("data", [None, {}], ids=["fresh", "refused"])
def test_every_id_that_is_pointed_to_is_on_the_page_once(data: dict[str, str] | None) -> None:
    page = _page(EveryWidget(data))
    ids = re.findall(r' id="([^"]+)"', page)
    pointed = {one for many in re.findall(r'(?:aria-describedby|for)="([^"]+)"', page) for one in many.split()}
    assert len(ids) == len(set(ids))
    assert pointed <= set(ids)


def test_heading_field_makes_its_label_the_heading_of_the_page() -> None:
    form = EveryWidget()
    form.helper = FormHelper()
    form.helper.heading_field = "pain"
    assert re.findall(r"<legend><h1>([^<]*)", _page(form)) == ["Pain"]


def test_scale_puts_the_words_into_the_labels_of_its_ends() -> None:
    page = _page(EveryWidget())
    words = re.findall(r'class="num">(\d+)</span>(?:<span>([^<]*))?', page)
    assert [words[0], words[-1]] == [("0", "no pain"), ("10", "worst pain")]
    assert all(word == "" for _number, word in words[1:-1])


def test_tick_boxes_mark_the_answer_that_stands_alone() -> None:
    assert re.findall(r'value="(\w+)"[^>]*data-alone', _page(EveryWidget())) == ["none", UNSURE]


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (["3", "3", "2026"], dt.date(2026, 3, 3)),
        (["03", "Mar", "2026"], dt.date(2026, 3, 3)),
        (["27", "march", "2026"], dt.date(2026, 3, 27)),
        (["29", "2", "2028"], dt.date(2028, 2, 29)),
    ],
)
def test_date_parts_as_people_write_them_make_the_date(parts: list[str], date: dt.date) -> None:
    assert DatePartsField().clean(parts) == date


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["", "", ""], "Enter the date."),
        (["", "3", "2026"], "Enter the day."),
        (["3", "", ""], "Enter the month and the year."),
        (["29", "2", "2026"], "Enter a real date, such as 27 3 2026."),
        (["3", "Foo", "2026"], "Write the month as a number or a name, such as 3 or March."),
        (["3", "3", "26"], "Write the year with 4 numbers, such as 2026."),
        (["x", "3", "2026"], "Enter a real date, such as 27 3 2026."),
    ],
)
def test_date_parts_that_are_no_date_are_refused_with_what_to_write(parts: list[str], message: str) -> None:
    """BAD-03: nothing is guessed: no day swapped with a month, no date moved to the next one."""
    with pytest.raises(forms.ValidationError) as refused:
        DatePartsField().clean(parts)
    assert refused.value.messages == [message]


def test_optional_date_left_blank_is_none() -> None:
    assert DatePartsField(required=False).clean(["", " ", ""]) is None


def test_text_list_reads_the_lines_that_were_filled_in() -> None:
    field = EveryWidget.base_fields["tasks"]
    data = _sent(tasks_0=" open jars ", tasks_1="", tasks_2="write")
    assert field.clean(field.widget.value_from_datadict(data, {}, "tasks")) == ["open jars", "write"]


def test_hand_map_of_one_hand_offers_its_joints_and_not_sure() -> None:
    codes = [code for code, _word in hand_map_choices(["left"])]
    assert len(codes) == len(set(codes)) == 19
    assert codes[-1] == UNSURE
    assert all(code.startswith("L-") for code in codes[:-1])


def test_hand_map_marker_stands_for_the_box_of_its_joint() -> None:
    page = _page(EveryWidget())
    box = re.search(r'value="L-CMC1" data-joint="thumb-cmc"[^>]* id="([^"]+)"', page)
    assert box
    assert f'<label class="joint joint--thumb-cmc" for="{box[1]}">' in page


@pytest.mark.parametrize(
    ("joint", "name"),
    [("R-CMC1", "thumb-cmc"), ("L-DIP5", "little-dip"), ("R-A1_3", "middle-mcp"), ("L-TFCC", "wrist-ulnar")],
)
def test_spot_of_a_joint_is_its_own_or_the_nearest_place(joint: str, name: str) -> None:
    spot = spot_of(joint)
    assert spot is not None
    assert spot.name == name


@pytest.mark.parametrize("joint", ["", "R-", "R-NOWHERE"])
def test_spot_of_an_unknown_joint_is_none(joint: str) -> None:
    assert spot_of(joint) is None


def test_drawing_in_a_comma_language_keeps_its_points() -> None:
    with translation.override("de"):
        page = render_to_string("components/journey_line.html", {"chapters": [], "joint": "R-PIP2", "grows": False})
    assert 'cx="111.7"' in page


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31"])
def test_moment_in_a_year_that_cannot_be_meant_is_refused_in_every_zone(typed: str) -> None:
    field = LocalMomentField()
    for zone in ("America/New_York", "Asia/Tokyo", "UTC"):
        field.read_in(ZoneInfo(zone))
        with pytest.raises(forms.ValidationError, match="Enter a real date"):
            field.clean([typed, "23:59"])

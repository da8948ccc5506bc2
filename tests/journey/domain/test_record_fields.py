"""Every field of the record, whatever its kind: what it refuses, what it warns of, what it needs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Findings, check, progress
from journey.domain.record.entries import NEVER_SAVED, Entry, changes, column, complete, plain, read, undone
from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, Group, Kind, Section, with_other
from journey.domain.record.sections import SECTIONS
from tests.records import cells, consultation, follow_up, injection, post_care, preparation

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
FACTS = GateFacts(now=NOW, clinic_zone=LONDON, patient_zone=LONDON, injection_at=NOW - timedelta(hours=1))
TODAY = date(2026, 11, 24)


def every_field(section: Section) -> Iterator[tuple[Group | None, Field]]:
    """Those of its lines too."""
    for group, fields in ((None, section.fields), *((group, group.fields) for group in section.groups)):
        for each in with_other(fields):
            yield group, each


def some_value(each: Field) -> Any:
    """A value that the field takes."""
    match each.kind:
        case kind if kind in ONE_CODE:
            return next(code for code, _words in each.options if code not in {"other", *each.unfinished})
        case kind if kind in MANY_CODES:
            return (next(code for code, _words in each.options if code != "other"),)
        case Kind.NUMBER:
            assert each.limits is not None
            low = each.limits.warn_below if each.limits.warn_below is not None else each.limits.low
            return Decimal(low + each.limits.above_low) if each.limits.places else low + each.limits.above_low
        case Kind.YES_NO:
            return True
        case Kind.DATE:
            return TODAY
        case Kind.MOMENT:
            return NOW
        case Kind.PERSON:
            return "5f1f2b9e-0000-4000-8000-000000000000"
    return {"icd_code": "M18.11", "snomed_id": "37895003", "trial_id": "NCT01234567"}.get(each.name, "some words")


def found(section: Section, group: Group | None, each: Field, value: Any, *, case: bool = True) -> Findings:
    """What is found when this field alone has this value, with the case that it belongs to unless `case` is false."""
    values = {each.name: value}
    if each.shown is not None:
        fields = {other.name: other for other in with_other(group.fields if group else section.fields)}
        asked = fields[each.shown.field]
        right = each.shown.among[0] if asked.kind in ONE_CODE else each.shown.among[:1]
        values[asked.name] = (right if asked.kind is not Kind.YES_NO else right == ("yes",)) if case else asked.blank
    lines = {group.code: [values]} if group else {}
    return check(section, complete(section, {} if group else values, lines), FACTS)


def at_fault(findings: Findings, each: Field) -> list[str]:
    return [found.sentence for found in findings.errors if found.place.rpartition(".")[2] == each.name]


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.code)
class TestEveryField:
    def test_good_value_is_accepted(self, section: Section) -> None:
        for group, each in every_field(section):
            sentences = at_fault(found(section, group, each, some_value(each)), each)
            # A joint and the time-out before the needle are asked for by rules that have tests of their own.
            refused = [told for told in sentences if "Eaton" not in told and "before the needle" not in told]
            assert refused == [], each.name

    def test_blank_is_accepted_unless_it_must_be_there(self, section: Section) -> None:
        for group, each in every_field(section):
            assert bool(at_fault(found(section, group, each, each.blank), each)) == each.must, each.name

    def test_value_outside_is_refused(self, section: Section) -> None:
        for group, each in every_field(section):
            for value in outside(each):
                assert at_fault(found(section, group, each, value), each), (each.name, value)

    def test_value_without_its_case_is_refused(self, section: Section) -> None:
        for group, each in every_field(section):
            if each.shown is not None:
                told = at_fault(found(section, group, each, some_value(each), case=False), each)
                assert any(sentence.startswith("This is for ") for sentence in told), each.name

    def test_unusual_value_is_a_warning(self, section: Section) -> None:
        for group, each in every_field(section):
            for value in unusual(each):
                findings = found(section, group, each, value)
                assert any(warned.place.endswith(each.name) for warned in findings.warnings), (each.name, value)

    def test_needed_value_is_missed_until_it_is_there(self, section: Section) -> None:
        for group, each in every_field(section):
            if each.needed and each.shown is None:
                words = each.label if group is None else f"{group.one} 1: {each.label}"
                assert words in missing(section, group, {each.name: each.blank, **somewhere(group, each)})
                assert words not in missing(section, group, {each.name: some_value(each), **somewhere(group, each)})
                for code in each.unfinished:
                    assert words in missing(section, group, {each.name: code})

    def test_value_comes_back_from_json_as_it_was(self, section: Section) -> None:
        before = complete(section, {}, {})
        for group, each in every_field(section):
            values = {each.name: some_value(each)}
            entry = complete(section, {} if group else values, {group.code: [values]} if group else {})
            told = plain(changes(section, before, entry))
            assert changes(section, undone(section, entry, told), before) == {}, each.name


def outside(each: Field) -> list[Any]:
    if each.kind in ONE_CODE:
        return ["nothing"]
    if each.kind in MANY_CODES:
        return [("nothing",)]
    if each.limits is not None:
        lowest = each.limits.low if each.limits.above_low else each.limits.low - 1
        finer = Decimal(1).scaleb(-each.limits.places - 1)
        return [lowest, each.limits.high + 1, each.limits.low + each.limits.above_low + finer]
    if each.kind is Kind.DATE:
        return [date(1899, 12, 31), *([] if each.future else [TODAY + timedelta(days=1)])]
    if each.kind is Kind.MOMENT:
        return [NOW.replace(year=1899), *([] if each.future else [NOW + timedelta(minutes=1)])]
    if each.kind in {Kind.LINE, Kind.TEXT}:
        return ["x" * (each.longest + 1), *(["?"] if each.pattern else [])]
    return []


def unusual(each: Field) -> list[Any]:
    if each.limits is None:
        return []
    step = Decimal(1).scaleb(-each.limits.places)
    below, above = each.limits.warn_below, each.limits.warn_above
    found = [below - step] if below is not None and below > each.limits.low else []
    return found + ([above + step] if above is not None else [])


def somewhere(group: Group | None, each: Field) -> dict[str, Any]:
    """Something else in the line, so that it is one."""
    return {} if group is None else {other.name: some_value(other) for other in group.fields if other is not each}


def missing(section: Section, group: Group | None, values: dict[str, Any]) -> tuple[str, ...]:
    lines = {group.code: [values]} if group else {}
    return progress(section, complete(section, {} if group else values, lines), FACTS).missing


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.code)
def test_blank_section_is_accepted_and_needs_what_it_needs(section: Section) -> None:
    blank = complete(section, {}, {})

    assert check(section, blank, FACTS).errors == ()
    assert progress(section, NEVER_SAVED, FACTS).missing == progress(section, blank, FACTS).missing != ()


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.code)
def test_row_as_json_is_read_as_the_entry_it_was_made_from(section: Section) -> None:
    good = {
        **consultation(on=TODAY, clinician="7"),
        **preparation(procedure=NOW, on=NOW, clinician="7", nurse="8"),
        **cells(at=NOW - timedelta(minutes=20), operator="7"),
        **injection(at=NOW, operator="7", nurse="8"),
        **follow_up(on=TODAY),
        **post_care(at=NOW),
    }
    entry = complete(section, *good[section.code])
    stored = {
        **_columns(section.fields, entry.values),
        "lines": {
            group.code: [{**_columns(group.fields, line), "id": "1"} for line in entry.of(group.code)]
            for group in section.groups
        },
        "version": 3,
        "saved_at": NOW.isoformat(),
        "saved_by": "Dr Osei",
        "seen": ["a"],
        "id": "9",
    }  # fmt: skip

    again = read(section, stored)

    assert changes(section, entry, again) == {}
    assert (again.version, again.saved_at, again.saved_by, again.seen) == (3, NOW, "Dr Osei", frozenset("a"))


def _columns(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    return {column(each): plain(values[each.name]) for each in with_other(fields)}


def test_choice_that_stands_alone_is_refused_with_another() -> None:
    entry = complete(SECTIONS["problem"], {"prior_treatments": ("none", "splint")}, {})
    sentences = [each.sentence for each in check(SECTIONS["problem"], entry, FACTS).errors]
    assert sentences == ["“Nothing yet” cannot stand with another answer."]


def test_order_of_ticks_is_no_change() -> None:
    one, other = (
        complete(SECTIONS["problem"], {"prior_treatments": codes}, {})
        for codes in (("prp", "splint"), ("splint", "prp"))
    )
    assert changes(SECTIONS["problem"], one, other) == {}


def test_more_lines_than_allowed_are_refused() -> None:
    lines = {"diagnoses": [{"certainty": "confirmed"}] * 11}
    entry = complete(SECTIONS["problem"], {}, lines)
    assert [each.place for each in check(SECTIONS["problem"], entry, FACTS).errors] == ["diagnoses"]


def test_entry_knows_what_was_seen() -> None:
    entry = complete(SECTIONS["problem"], {}, {"diagnoses": [{"condition": "cmc1_oa", "icd_code": "M65.4"}]})
    warned = check(SECTIONS["problem"], entry, FACTS)

    assert [each.place for each in warned.unseen(())] == ["diagnoses.0.icd_code"]
    assert warned.unseen(each.key for each in warned.warnings) == ()
    other = complete(SECTIONS["problem"], {}, {"diagnoses": [{"condition": "cmc1_oa", "icd_code": "M06.9"}]})
    assert check(SECTIONS["problem"], other, FACTS).unseen(each.key for each in warned.warnings)


def test_never_saved_entry_is_blank() -> None:
    assert Entry() == NEVER_SAVED
    assert (NEVER_SAVED.get("mode"), NEVER_SAVED.of("diagnoses"), NEVER_SAVED.version) == (None, (), 0)


# Lists of which clinical.md 2 names every answer, or whose own field says the rest (docs/decisions/0062).
CLOSED = (
    "mode regulatory_pathway dominant_hand cell_therapy_source certainty laterality eaton_stage grind_test finkelstein "
    "measure hand movement pregnancy_status can_hold virus_screen candidacy risks_discussed plan fasting_plan finger "
    "part infection_screen pregnancy_test marked_hand said_hand site_side gram_stain sterility_culture mycoplasma "
    "substance_class residual_disposition alertness teach_back directions visit_code lump_review response decision "
    "long_term_plan anaphylaxis hand_movement hand_bleeding hand_swelling hand_feeling"
)
ANSWERED = ({"yes", "no"}, {"yes", "no", "unknown"}, {"yes", "no", "not_needed"})


def test_every_list_has_other_or_is_closed() -> None:
    lists = {each for section in SECTIONS.values() for _group, each in every_field(section) if each.options}
    lists = {each for each in lists if each.kind in {Kind.CODE, Kind.CODES} and each.codes not in ANSWERED}
    assert {each.name for each in lists if not each.other} == set(CLOSED.split())
    assert all("other" not in each.codes for each in lists if each.name in CLOSED.split())


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.code)
def test_no_two_fields_of_a_form_have_one_label(section: Section) -> None:
    for fields in (section.fields, *(group.fields for group in section.groups)):
        titles = [each.title for each in with_other(fields) if each.name not in OPINIONS]
        assert len(titles) == len(set(titles))


OPINIONS = frozenset(each.name for each in SECTIONS["contraindications"].fields if each.name.endswith("_opinion"))

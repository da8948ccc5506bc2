"""The clinic's numbers as buttons: in the order that answers now, once each, and no word of the clinic lost."""

import pytest

from journey.models import Clinic
from journey.presenters.calls import Call, clinic_calls, in_order, text_and_calls, title_and_call
from journey.presenters.clinic import ClinicCard, clinic_card
from tests.journey.presenters.scenes import plain

OURS, THEIRS = "01632960142", "01632960199"


@pytest.fixture
def card() -> ClinicCard:
    return clinic_card(
        Clinic(
            name="Riverside Hand Clinic",
            clinic_phone="01632 960 142",
            out_of_hours_phone="01632 960 199",
            emergency_number="112",
            time_zone="Europe/London",
        )
    )


def said(calls: tuple[Call, ...]) -> list[tuple[str, str, str]]:
    return [(call.tel, plain(call.words), call.label) for call in calls]


def test_numbers_while_open_begin_with_the_clinics_own(card: ClinicCard) -> None:
    assert said(clinic_calls(card, closed=False)) == [
        (OURS, "01632 960 142", ""),
        (THEIRS, "01632 960 199", "When we are closed:"),
    ]


def test_numbers_while_closed_begin_with_the_one_that_answers(card: ClinicCard) -> None:
    assert said(clinic_calls(card, closed=True)) == [
        (THEIRS, "01632 960 199", "We are closed now. Call this number:"),
        (OURS, "01632 960 142", "When we are open:"),
    ]


@pytest.mark.parametrize(("phone", "count"), [("", 1), ("01632 960 142", 1), ("01632 960 199", 2)])
def test_number_that_is_not_set_or_the_same_is_no_second_button(phone: str, count: int) -> None:
    clinic = Clinic(name="C", clinic_phone="01632 960 142", out_of_hours_phone=phone, emergency_number="112")
    assert len(clinic_calls(clinic_card(clinic), closed=True)) == count


@pytest.mark.parametrize(
    ("text", "kept", "calls"),
    [
        (
            "If we are closed: {out_of_hours_phone}. If it gets worse, do not wait.",
            "If it gets worse, do not wait.",
            [(THEIRS, "01632 960 199", "If we are closed:")],
        ),
        (
            "Call {out_of_hours_phone}. Or call {clinic_phone}. Show them this page.",
            "Show them this page.",
            [(THEIRS, "Call 01632 960 199", ""), (OURS, "Or call 01632 960 142", "")],
        ),
        # A number inside a sentence stays where the clinic put it.
        (
            "Call {clinic_phone} and go to the emergency department at once.",
            "Call {clinic_phone} and go to the emergency department at once.",
            [],
        ),
        (
            "Go to the emergency department and call {clinic_phone}.",
            "",
            [(OURS, "Go to the emergency department and call 01632 960 142", "")],
        ),
        ("Do not drive yourself.", "Do not drive yourself.", []),
        ("", "", []),
    ],
)
def test_text_gives_up_the_numbers_that_its_sentences_end_in(
    card: ClinicCard, text: str, kept: str, calls: list[tuple[str, str, str]]
) -> None:
    left, found = text_and_calls(text, card)
    assert (left, said(found)) == (kept, calls)


@pytest.mark.parametrize(
    ("heading", "title", "calls"),
    [
        ("Call us today, or within 24 hours: {clinic_phone}.", "Call us today, or within 24 hours", [OURS]),
        ("You need help now.", "You need help now.", []),
        ("{clinic_phone}", "{clinic_phone}", []),
    ],
)
def test_heading_gives_up_the_number_at_its_end(card: ClinicCard, heading: str, title: str, calls: list[str]) -> None:
    left, found = title_and_call(heading, card)
    assert (left, [call.tel for call in found]) == (title, calls)


def test_named_numbers_keep_their_words_and_the_other_number_is_added(card: ClinicCard) -> None:
    _left, named = text_and_calls("Call {clinic_phone}.", card)
    assert said(in_order(named, card, closed=False)) == [
        (OURS, "Call 01632 960 142", ""),
        (THEIRS, "01632 960 199", "When we are closed:"),
    ]
    assert [call.tel for call in in_order(named, card, closed=True)] == [THEIRS, OURS]

"""The short form of the drill: a few actions by chance, and each thing that the judge must see."""

from collections.abc import Callable
from random import Random
from uuid import uuid4

import pytest

from drills.always_true import Judge
from drills.random_actions import Walk, emergency, take, wait, without_ears, without_gates, without_numbers
from journey.actions.plans import record_date
from journey.actions.reminders import note_reminders, send_reminders
from journey.domain.stages import HarvestMode
from journey.domain.windows import Anchor
from journey.models import RECORDS, Allergy, Clinic, Reminder
from tests.builders import NOW, staff
from tests.walked import walked

pytestmark = [pytest.mark.drill, pytest.mark.django_db]


@pytest.mark.parametrize(("stages", "seed"), [(("injection", "harvesting"), 5), (("preparation", "post_care"), 2)])
def test_actions_by_chance_break_nothing(stages: tuple[str, str], seed: int) -> None:
    walk = Walk([walked(stages[0]), walked(stages[1])], NOW, Random(seed))

    assert list(take(walk, 30)) == []
    assert sum(number for (_name, taken), number in walk.did.items() if taken) > 3
    assert sum(number for (_name, taken), number in walk.did.items() if not taken) > 3
    assert walk.told


def test_emergency_that_no_rule_looks_at_is_seen() -> None:
    """Sent with the whole form or on its first page; heard, it has its alert, and an owner when time is up."""
    for seed in (1, 2, 3):
        walk = Walk([walked("post_care", day=3)], NOW, Random(seed))
        judge = Judge(walk.journeys, walk.told)
        emergency(walk, walk.journeys[0])
        wait(walk, walk.journeys[0])
        assert list(judge.broken(walk.now)) == []

        with without_ears():
            emergency(walk, walk.journeys[0])

        assert list(judge.broken(walk.now)) == ["a patient told of an emergency, and there is no urgent alert"]
        walk.told.clear()


def test_needle_that_asks_no_gate_is_seen() -> None:
    journey = walked("injection", mode=HarvestMode.DONOR_PRODUCT)
    judge = Judge([journey])
    assert list(judge.broken(NOW)) == []

    with without_gates():
        record_date(journey=journey, anchor=Anchor.INJECTION, moment=NOW, by=staff(), at=NOW)

    assert list(judge.broken(NOW)) == ["a needle without a product"]


def test_needle_into_another_hand_or_against_an_allergy_is_seen() -> None:
    journey = walked("injection")
    judge = Judge([journey])
    assert list(judge.broken(NOW)) == []

    RECORDS["time_out"].objects.filter(cycle__journey=journey).update(said_hand="left")
    Allergy.objects.create(patient=journey.patient, substance="Citrate", kind="citrate")
    with without_gates():
        record_date(journey=journey, anchor=Anchor.INJECTION, moment=NOW, by=staff(), at=NOW)

    assert list(judge.broken(NOW)) == [
        "the left hand was said, and the plan says the right",
        "cells made with citrate were injected into somebody who is allergic to it",
    ]


def test_patient_who_is_written_to_without_a_number_is_seen() -> None:
    journey = walked("post_care", day=3)
    walk = Walk([journey], NOW, Random(1))
    judge = Judge(walk.journeys)
    note_reminders(at=NOW)
    Clinic.objects.update(clinic_phone="")
    send_reminders(at=NOW)
    assert list(judge.broken(NOW)) == []
    assert not Reminder.objects.exclude(mail=None).exists()

    with without_numbers():
        send_reminders(at=NOW)

    assert list(judge.broken(NOW)) == ["a patient was written to without a number to call"]


def test_patient_who_is_written_to_reads_whom_to_call() -> None:
    walk = Walk([walked("post_care", day=3)], NOW, Random(1))
    note_reminders(at=NOW)
    send_reminders(at=NOW)

    assert Reminder.objects.exclude(mail=None).exists()
    assert list(Judge(walk.journeys).broken(NOW)) == []


def answer_that_is_gone(judge: Judge) -> None:
    judge._sent.add(uuid4())


def event_that_is_gone(judge: Judge) -> None:
    judge._events.add(uuid4())


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (answer_that_is_gone, "1 answers that were sent are gone"),
        (event_that_is_gone, "the history lost an event"),
    ],
)
def test_judge_sees_what_was_lost(damage: Callable[[Judge], None], told: str) -> None:
    judge = Judge([walked("post_care", day=3)])
    assert list(judge.broken(NOW)) == []
    damage(judge)

    assert list(judge.broken(NOW)) == [told]

"""Staff and patients do things by chance, right and wrong, and no state breaks what must always hold (clinical.md 8.3).

    python -m drills.random_actions             # exit 0: nothing broke, and needles were used
    python -m drills.random_actions --broken    # gates, then emergencies, then numbers are ignored; exit 0: all caught

Makes a database of its own. A sequence begins with two patients somewhere on the way and takes `--steps` actions; after
each the rows are read and judged. 60 sequences of 60 steps take some minutes; `--seed` gives the same ones again.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from drills.always_true import Judge, Told
from drills.database import own_database, start

STARTS = ("consultation", "preparation", "harvesting", "injection", "post_care", "follow_up")
ROLES = ("clinician", "clinician", "clinician", "nurse", "nurse", "coordinator", "manager")
AWAY = (*(timedelta(minutes=each) for each in (0, 0, 0, -1, -10, 10)), timedelta(hours=-2), timedelta(days=-3))
PHONE = "01632 960 142"
SIGNS = ("breathing", "face_swelling", "collapsed", "chest_pain", "sepsis_sign")
LATER = (timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=2), timedelta(hours=20), timedelta(days=8))


@dataclass
class Walk:
    """Two journeys and the moment at which the next thing happens; `did` counts what was taken and what refused, `told`
    is every emergency that a patient told and was answered about."""

    journeys: list[Any]
    now: datetime
    random: Random
    did: Counter[tuple[str, bool]] = field(default_factory=Counter)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Everybody has an address: an alert that nobody can be told of would find no owner, and a patient without one
        would be reminded of nothing."""
        from django.db.models import F, Value
        from django.db.models.functions import Concat

        from accounts.models import User

        where = Concat(F("username"), Value("@clinic.example"))
        User.objects.filter(email="").update(email=where)

    def person(self, *roles: str) -> Any:
        from tests.builders import staff

        return staff(self.random.choice(roles or ROLES))


def begin(random: Random, now: datetime) -> Walk:
    from journey.domain.stages import HarvestMode
    from journey.models import Clinic
    from tests.builders import journey_at, patient

    Clinic.objects.update(clinic_phone=PHONE)  # the sequence before may have left it out
    journeys = []
    for name in ("Rosa Marsh", "Ken Ode"):
        who = patient(name, at=now - timedelta(days=120))
        stage, mode = random.choice(STARTS), random.choice(list(HarvestMode))
        if stage == "harvesting" and mode != HarvestMode.PATIENT_HARVEST:
            stage = "injection"
        journeys.append(journey_at(stage, at=now, mode=mode, who=who))
    return Walk(journeys, now, random)


def take(walk: Walk, steps: int) -> Iterator[str]:
    """Take the steps; gives what broke, with the step after which it did."""
    from journey.domain.errors import Refusal
    from tests.builders import fresh

    judge = Judge(walk.journeys, walk.told)
    yield from judge.broken(walk.now)
    for number in range(steps):
        journey, (name, act) = fresh(walk.random.choice(walk.journeys)), walk.random.choice(list(ACTIONS.items()))
        try:
            act(walk, journey)
            taken = True
        except Refusal:
            taken = False
        except NothingToDo:
            continue
        walk.did[name, taken] += 1
        for problem in judge.broken(walk.now):
            yield f"step {number}, {name}: {problem}"
            return


class NothingToDo(Exception):
    """What this action needs is not there."""


def move(walk: Walk, journey: Any) -> None:
    from journey.actions.moves import make_move
    from journey.domain.moves import MOVES, Choices, Move
    from journey.domain.product_facts import Disposition

    # Finishing a stage is what most people do most of the time; an end of the journey leaves little to try.
    finishing = [each for each in Move if each.value.startswith("complete_")]
    chosen = walk.random.choice(finishing if walk.random.random() < 0.6 else list(Move))
    if chosen is Move.RECORD_DEATH and walk.random.random() < 0.8:
        raise NothingToDo
    codes = MOVES[chosen].reason_codes
    choices = Choices(
        reason_code=walk.random.choice(codes) if codes else "",
        disposition=walk.random.choice(["", *Disposition]),
        note=walk.random.choice(["", "As we said.", "As we said."]),
        review_on=walk.random.choice([None, walk.now.date() + timedelta(days=20)]),
        procedure_at=walk.random.choice([None, walk.now + timedelta(days=20)]),
        keep_safety_checks=walk.random.random() < 0.7,
        injection_same_day=walk.random.random() < 0.5,
        harm=walk.random.random() < 0.3,
    )
    make_move(journey=journey, move=chosen, by=walk.person(), at=walk.now, choices=choices)


def date(walk: Walk, journey: Any) -> None:
    from journey.actions.plans import record_date
    from journey.domain.windows import Anchor

    anchor = walk.random.choice([each for each in Anchor if each is not Anchor.RESULT])
    moment = walk.now + walk.random.choice([*AWAY, timedelta(days=9)])
    record_date(
        journey=journey, anchor=anchor, moment=moment, by=walk.person(), at=walk.now,
        reason=walk.random.choice(["", "It was typed wrongly."]),
    )  # fmt: skip


def plan(walk: Walk, journey: Any) -> None:
    from journey.actions.plans import record_plan
    from journey.domain.stages import CellSource, HarvestMode, Tissue

    hand = walk.random.choice(["left", "right"])
    values = {
        "target_hand": hand,
        "joints": [walk.random.choice(["L-CMC1", "R-CMC1", f"{hand[0].upper()}-PIP2"])],
        "cell_source": walk.random.choice(list(CellSource)),
        "tissue": walk.random.choice(list(Tissue)),
        "harvest_mode": walk.random.choice(list(HarvestMode)),
    }
    few = {name: value for name, value in values.items() if walk.random.random() < 0.6}
    record_plan(journey=journey, values=few, by=walk.person(), at=walk.now)


def allergies(walk: Walk, journey: Any) -> None:
    from journey.actions.people import AllergyLine, confirm_allergies

    known = (AllergyLine("Heparin", "heparin", "rash", "moderate"), AllergyLine("Citrate", "citrate", "rash"))
    lines = walk.random.choice([(), (), *((each,) for each in known)])
    confirm_allergies(patient=journey.patient, lines=lines, none_known=not lines, by=walk.person(), at=walk.now)


def consent(walk: Walk, journey: Any) -> None:
    from tests.consents import consent_to

    try:
        consent_to(journey, at=walk.now)
    except AssertionError as nothing:
        raise NothingToDo from nothing


def withdraw(walk: Walk, journey: Any) -> None:
    from journey.actions.consent_withdrawing import withdraw_consent
    from journey.domain.consent import Scope
    from tests.builders import newest_cycle

    if walk.random.random() < 0.7:
        raise NothingToDo
    scope = walk.random.choice(list(Scope))
    withdraw_consent(cycle=newest_cycle(journey), scope=scope, by=journey.patient.user, at=walk.now)


def record(walk: Walk, journey: Any) -> None:
    """A part of the record, as it is when all is well."""
    from tests import records
    from tests.builders import newest_cycle, ready_cells, staff

    cycle, by, nurse = newest_cycle(journey), walk.person("clinician", "clinician", "nurse"), staff("nurse")
    both: dict[str, Any] = {"by": by, "nurse": nurse, "at": walk.now}
    parts: dict[str, Callable[[], Any]] = {
        "consultation": lambda: records.record_consultation(journey, cycle, by=by, at=walk.now),
        "plans": lambda: records.record_preparation(journey, cycle, sections=records.PLANS, **both),
        "day": lambda: records.record_preparation(journey, cycle, sections=records.THE_DAY, **both),
        "cells": lambda: ready_cells(journey, at=walk.now),
        "before": lambda: records.record_injection(journey, cycle, sections=records.BEFORE_NEEDLE, **both),
        "after": lambda: records.record_injection(journey, cycle, sections=records.AFTER_NEEDLE, **both),
        "vitals": lambda: records.record_first_vitals(cycle, by=nurse, at=walk.now, started=walk.now),
        "post-care": lambda: records.record_post_care(cycle, by=nurse, at=walk.now, started=walk.now),
        "visit": lambda: records.record_visit(cycle, by=by, at=walk.now),
    }
    part = walk.random.choice(list(parts))
    if part in {"plans", "day"} and cycle.procedure_at is None:
        raise NothingToDo
    if part in {"before", "after"} and not journey.joints:
        raise NothingToDo
    parts[part]()


def label(walk: Walk, journey: Any) -> None:
    """Read at any checkpoint: the label of this session, of the other patient's, or none that there is."""
    from journey.actions.products import Reading, check_identity
    from journey.domain.product_facts import Checkpoint, Identifiers
    from tests.builders import newest_cycle

    cycle = newest_cycle(journey)
    other = newest_cycle(walk.random.choice(walk.journeys))
    code = walk.random.choice([cycle.product_id, cycle.product_id, other.product_id, "SC-26-000001-X"])
    point = walk.random.choice([*Checkpoint, Checkpoint.BEDSIDE])
    reading = Reading(point, walk.random.choice(list(Identifiers)), code, matches=walk.random.random() < 0.9)
    check_identity(cycle=cycle, reading=reading, second=walk.person(), by=walk.person(), at=walk.now)


def sign(walk: Walk, journey: Any) -> None:
    from journey.actions.releases import sign_release
    from tests.builders import newest_cycle

    intact = walk.random.random() < 0.9
    sign_release(cycle=newest_cycle(journey), container_intact=intact, by=walk.person(), at=walk.now)


def product(walk: Walk, journey: Any) -> None:
    """Set aside, disposed of, stored, or taken for this session although it is the other patient's."""
    from journey.actions.products import end_product, quarantine_product, register_product
    from journey.domain.product_facts import Disposition, QuarantineReason
    from journey.domain.reasons import ABORT_REASONS
    from journey.models import Product
    from tests.builders import newest_cycle

    made = list(Product.objects.filter(cycle__journey__in=walk.journeys).select_related("cycle__journey"))
    if not made or walk.random.random() < 0.5:
        code = walk.random.choice([each.code for each in made] or [""])
        register_product(cycle=newest_cycle(journey), code=code, by=walk.person(), at=walk.now)
        return
    one = walk.random.choice(made)
    if walk.random.random() < 0.5:
        reason = walk.random.choice(list(QuarantineReason))
        quarantine_product(product=one, reason=reason, note="Fell.", by=walk.person(), at=walk.now)
        return
    end_product(
        product=one, abort_reason=walk.random.choice(["", *ABORT_REASONS]),
        disposition=walk.random.choice(list(Disposition)), by=walk.person(), at=walk.now,
    )  # fmt: skip


def answer(walk: Walk, journey: Any) -> None:
    """A check-in that is open, or a report of a symptom; sometimes a very bad one."""
    from journey.models import CheckIn
    from tests.builders import report_of, send

    rows = CheckIn.objects.filter(journey=journey, state__in=["open", "late", "scheduled"], opens_at__lte=walk.now)
    known = list(rows.select_related("journey__patient__site__clinic", "cycle").order_by("opens_at", "id"))
    one = walk.random.choice([*known, None])
    if one is None and journey.cycles.filter(injection_at__isnull=False).exists():
        send(report_of(journey, at=walk.now), at=walk.now, pain_worst=walk.random.choice([0, 4, 7, 10]))
    else:
        send(one or report_of(journey, at=walk.now), at=walk.now)


def emergency(walk: Walk, journey: Any) -> None:
    """A sign that needs help now, sent with the whole form or on its first page and then no more; on a form that is
    open, on one that was sent, or told as a symptom."""
    from journey.actions.answering import save_answer
    from journey.models import CheckIn
    from tests.builders import report_of, send

    rows = CheckIn.objects.filter(journey=journey, opens_at__lte=walk.now, draft=None).exclude(state="cancelled")
    asked = [each for each in rows.select_related("journey__patient__site__clinic", "cycle") if _asks_signs(each, walk)]
    one = walk.random.choice([*sorted(asked, key=lambda each: each.pk), None]) or report_of(journey, at=walk.now)
    if not _asks_signs(one, walk):
        raise NothingToDo
    sign = walk.random.choice(SIGNS)
    if walk.random.random() < 0.5:
        send(one, at=walk.now, red_flags=(sign,))
    else:
        page = {"ticked": [sign], "shown": list(SIGNS)}
        save_answer(check_in=one, page_key="red_flags", answer=page, by=journey.patient.user, at=walk.now)
    walk.told.append(Told(one.pk, walk.now))


def _asks_signs(check_in: Any, walk: Walk) -> bool:
    from journey.models.form_context import form_context
    from journey.pathway.flow import form_pages

    pages = form_pages(check_in.pathway_version.content, form_context(check_in, walk.now), {})
    return any(page.key == "red_flags" for page in pages)


def work(walk: Walk, journey: Any) -> None:
    """An alert of the patient is taken, the patient is spoken with, or it is closed."""
    from journey.actions.alerts import close_alert, take_alert
    from journey.actions.contacts import log_contact
    from journey.models import Alert
    from tests.builders import newest_cycle

    alert = Alert.objects.filter(patient=journey.patient).exclude(state="closed").order_by("opened_at", "id").first()
    if alert is None:
        raise NothingToDo
    by, next_step = walk.person("clinician", "nurse"), walk.random.choice(["take", "call", "close"])
    if next_step == "take":
        take_alert(alert=alert, by=by, at=walk.now)
    elif next_step == "call":
        result = walk.random.choice(["reached", "no_answer"])
        log_contact(
            cycle=newest_cycle(alert.journey), purpose="alert", route="phone", result=result, alert=alert, by=by,
            at=walk.now,
        )  # fmt: skip
    else:
        close_alert(alert=alert, outcome="sent_to_emergency", note="As we said.", by=by, at=walk.now)


def override(walk: Walk, journey: Any) -> None:
    from journey.actions.gate_decisions import agree_override, clear_check, request_override
    from journey.domain.gate_checks import GATE_CHECKS
    from journey.models import GateDecision
    from tests.builders import newest_cycle, staff

    cycle = newest_cycle(journey)
    check = walk.random.choice(list(GATE_CHECKS)).id
    if walk.random.random() < 0.3:
        clear_check(cycle=cycle, check_id=check, note="Looked at.", by=walk.person(), at=walk.now)
        return
    waiting = GateDecision.objects.filter(cycle=cycle, second_by=None).first()
    if waiting is not None:
        agree_override(decision=waiting, by=staff("clinician", "Dr Abel"), at=walk.now)
        return
    request_override(cycle=cycle, check_id=check, reason="Abroad.", by=walk.person(), at=walk.now)


def wait(walk: Walk, journey: Any) -> None:
    from journey.actions.clock import roll_check_ins
    from journey.actions.notices import follow_clocks
    from journey.actions.reminders import note_reminders, send_reminders

    walk.now += walk.random.choice(LATER)
    roll_check_ins(at=walk.now)
    follow_clocks(at=walk.now)
    note_reminders(at=walk.now)
    send_reminders(at=walk.now)


def numbers(walk: Walk, journey: Any) -> None:
    """The clinic's own number is taken out of the settings, or comes back."""
    from journey.models import Clinic

    Clinic.objects.update(clinic_phone=walk.random.choice(["", PHONE, PHONE]))


ACTIONS: dict[str, Callable[[Walk, Any], None]] = {
    "move": move, "date": date, "plan": plan, "allergies": allergies, "consent": consent, "withdraw": withdraw,
    "record": record, "label": label, "sign": sign, "product": product, "answer": answer,
    "emergency": emergency, "work": work, "override": override, "wait": wait, "numbers": numbers,
}  # fmt: skip


@contextmanager
def without_gates() -> Iterator[None]:
    """A clinic that is broken: the time of a needle is recorded, whatever is missing."""
    from journey.actions import plans

    good = plans._check_needle
    plans._check_needle = lambda *_asked: None
    try:
        yield
    finally:
        plans._check_needle = good


@contextmanager
def without_ears() -> Iterator[None]:
    """A clinic that is broken: what a patient tells is kept, and no rule looks at it."""
    from journey.actions import answering, sending

    good = sending.outcome_of, answering.emergency_of
    sending.outcome_of = answering.emergency_of = lambda *_asked, **_more: None
    try:
        yield
    finally:
        sending.outcome_of, answering.emergency_of = good


@contextmanager
def without_numbers() -> Iterator[None]:
    """A clinic that is broken: patients are written to, whatever is missing in the settings."""
    from django.db.models import Q

    from journey.actions import reminders

    good = reminders.is_set_up
    reminders.is_set_up = lambda _path="": Q()
    try:
        yield
    finally:
        reminders.is_set_up = good


BROKEN: tuple[Callable[[], AbstractContextManager[None]], ...] = (without_gates, without_ears, without_numbers)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", action="store_true", help="with each thing broken in turn: all caught")
    parser.add_argument("--sequences", type=int, default=60)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start()
    did, found = Counter[tuple[str, bool]](), list[list[str]]()
    with own_database("drill_random_actions"):
        for clinic in BROKEN if asked.broken else (nullcontext,):
            found.append(_problems(asked, clinic, did))
    for name in ACTIONS:
        print(f"{name:10} {did[name, True]:5} done {did[name, False]:5} refused")
    for problems in found:
        print(f"{len(problems)} problems", *problems[:10], sep="\n")
    caught = all(bool(problems) == asked.broken for problems in found)
    print("as it should be" if caught else "NOT as it should be")
    return 0 if caught and sum(did.values()) else 1


def _problems(
    asked: argparse.Namespace, clinic: Callable[[], AbstractContextManager[None]], did: Counter[tuple[str, bool]]
) -> list[str]:
    """Of sequences that begin well and go on in this clinic."""
    from django.utils import timezone

    found = []
    for number in range(asked.sequences):
        walk = begin(Random(asked.seed * 1_000 + number), timezone.now())
        with clinic():
            found += [f"sequence {number}, {problem}" for problem in take(walk, asked.steps)]
        did.update(walk.did)
    return found


if __name__ == "__main__":
    sys.exit(main())

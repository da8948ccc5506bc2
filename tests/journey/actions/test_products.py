"""The product of a session: its number, its chain of identity, its release by two people, its quarantine for ever."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.roles import Role
from journey.actions.consent_withdrawing import withdraw_consent
from journey.actions.moves import make_move
from journey.actions.people import AllergyLine, confirm_allergies
from journey.actions.plans import record_date
from journey.actions.products import Reading, check_identity, end_product, quarantine_product, register_product
from journey.actions.records import save_record
from journey.actions.releases import sign_release
from journey.domain.consent import Scope
from journey.domain.errors import AlreadyDone, GateClosed, MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.moves import Choices, Move
from journey.domain.product_facts import BEFORE_RELEASE, Checkpoint, Identifiers, QuarantineReason
from journey.domain.record.refusals import EntryRefused
from journey.domain.record.sections import SECTIONS
from journey.domain.windows import Anchor
from journey.models import Alert, Cycle, IdentityCheck, Journey, JourneyEvent, Product, ReleaseSignature
from tests import consents
from tests.builders import (
    DONOR,
    NOW,
    check_chain,
    fresh,
    newest_cycle,
    read_at_bedside,
    ready_cells,
    staff,
)
from tests.records import record_cells
from tests.walked import walked

MINUTE = timedelta(minutes=1)
TAKEN = NOW - 20 * MINUTE
NURSE, CLINICIAN = Role.NURSE, Role.CLINICIAN


def taken(journey: Journey, at: Any = TAKEN) -> Product:
    record_date(journey=journey, anchor=Anchor.HARVEST, moment=at, by=staff(), at=at)
    return Product.objects.get(code=newest_cycle(journey).product_id)


def reading(code: str, *, matches: bool = True, point: Checkpoint = Checkpoint.COLLECTION) -> Reading:
    return Reading(point, Identifiers.NAME_AND_BIRTH_DATE, code, matches=matches)


def checked(journey: Journey, code: str, **more: Any) -> IdentityCheck:
    return check_identity(
        cycle=newest_cycle(journey), reading=reading(code, **more), second=staff(), by=staff(NURSE), at=NOW
    )


def signed(journey: Journey, role: Role, **more: Any) -> ReleaseSignature:
    return sign_release(cycle=newest_cycle(journey), container_intact=True, by=staff(role), at=NOW, **more)


def processed(journey: Journey) -> Product:
    """Taken, recorded, and matched at four checkpoints; not released."""
    product = taken(journey)
    record_cells(newest_cycle(journey), by=staff(), at=NOW, began=TAKEN)
    check_chain(newest_cycle(journey), at=NOW)
    return product


def banked(journey: Journey) -> Product:
    """Stored, and the session that made it now wants stored cells for its injection."""
    product = processed(journey)
    end_product(product=product, abort_reason="", disposition="stored", by=staff(), at=NOW)
    Cycle.objects.filter(journey=journey).update(harvest_mode="banked_cells", harvest_at=None)
    cycle = newest_cycle(journey)
    cycle.stages.filter(code="harvesting").update(state="skipped")
    cycle.stages.filter(code="injection").update(state="in_progress")
    return product


def stop(journey: Journey, move: Move, reason: str, disposition: str) -> None:
    choices = Choices(reason_code=reason, disposition=disposition)
    make_move(journey=fresh(journey), move=move, by=staff(), at=NOW, choices=choices)


def kinds(journey: Journey) -> list[str]:
    return list(JourneyEvent.objects.filter(journey=journey).values_list("kind", flat=True))


def refused_by_the_database(sql: str, *values: Any) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(refusal.value)


def test_harvest_gives_the_session_a_product_with_the_next_number(harvesting: Journey) -> None:
    product = taken(harvesting)

    assert product.code.startswith("P-2026")
    assert (product.patient_id, product.origin, product.made_by) == (
        harvesting.patient_id,
        "patient_harvest",
        staff(),
    )
    record_date(journey=fresh(harvesting), anchor=Anchor.HARVEST, moment=TAKEN, by=staff(), at=NOW, reason="Clock.")
    assert Product.objects.filter(cycle=newest_cycle(harvesting)).count() == 1


def test_number_is_given_again_neither_after_a_refusal_nor_to_another(harvesting: Journey) -> None:
    with transaction.atomic():
        first = taken(harvesting).code
        transaction.set_rollback(True)
    assert taken(harvesting).code != first


def test_label_of_another_session_stops_and_records_nothing(harvesting: Journey, post_care: Journey) -> None:
    product, other = taken(harvesting), newest_cycle(post_care).product_id

    with pytest.raises(NotAccepted, match=f"Stop. {other} is not the product of this session: that is {product.code}"):
        checked(harvesting, other)
    with pytest.raises(NotAccepted, match="mistyped"):
        checked(harvesting, product.code[:-1] + ("A" if product.code[-1] != "A" else "B"))
    assert not IdentityCheck.objects.filter(product=product).exists()
    assert checked(harvesting, f" {product.code.lower()} ").matches


def test_second_person_is_another_person_of_the_team(harvesting: Journey) -> None:
    product, cycle = taken(harvesting), newest_cycle(harvesting)
    for second in (staff(NURSE), harvesting.patient.user):
        with pytest.raises(NotAccepted) as refusal:
            check_identity(cycle=cycle, reading=reading(product.code), second=second, by=staff(NURSE), at=NOW)
        assert refusal.value.field == "second"
    with pytest.raises(IntegrityError, match="identity_check_by_two_people"), transaction.atomic():
        IdentityCheck.objects.create(
            product=product,
            cycle=cycle,
            point="COI-1",
            identifiers="name_birth_date",
            scanned="x",
            matches=True,
            at=NOW,
            checked_by=staff(),
            second_by=staff(),
        )


def test_mismatch_sets_the_product_aside_at_once_and_for_ever(harvesting: Journey) -> None:
    product = processed(harvesting)

    checked(harvesting, product.code, matches=False, point=Checkpoint.LABELLED)

    product.refresh_from_db()
    assert (product.quarantine_reason, product.quarantined_by) == ("identity_mismatch", staff(NURSE))
    assert "product_quarantined" in kinds(harvesting)
    with pytest.raises(MoveNotAllowed, match="quarantine"):
        checked(harvesting, product.code)
    with pytest.raises(MoveNotAllowed, match="quarantine"):
        signed(harvesting, CLINICIAN)
    with pytest.raises(GateClosed) as refusal:
        make_move(journey=fresh(harvesting), move=Move.COMPLETE_HARVESTING, by=staff(), at=NOW, choices=Choices())
    assert any("G3-05" in line for line in refusal.value.lines)


QUARANTINE_PATHS = [
    "update journey_product set quarantined_at = null, quarantined_by_id = null, quarantine_reason = '' where id = %s",
    "update journey_product set quarantine_reason = 'other' where id = %s",
    "delete from journey_product where id = %s",
    "update journey_product set disposition = 'stored', ended_at = now(), ended_by_id = made_by_id where id = %s",
    "update journey_product set code = 'P-OTHER' where id = %s",
    "set local pgtrigger.ignore = '{journey_product:quarantine_is_for_ever}'; "
    "update journey_product set quarantined_at = now() where id = %s",
]


def test_quarantine_is_undone_on_no_path(harvesting: Journey) -> None:
    product = processed(harvesting)
    for role in (NURSE, CLINICIAN):
        signed(harvesting, role)
    asked = {"product": product, "reason": QuarantineReason.DAMAGED, "note": "Bag torn.", "at": NOW}
    quarantine_product(by=staff(NURSE), **asked)
    quarantine_product(by=staff(NURSE), **asked)
    with pytest.raises(AlreadyDone):
        quarantine_product(by=staff(), **asked)

    for sql in QUARANTINE_PATHS:
        refused_by_the_database(sql, product.pk)
    told = refused_by_the_database(
        "update journey_cycle set injection_at = now() where id = %s", newest_cycle(harvesting).pk
    )
    assert "may not be used" in told
    Cycle.objects.filter(pk=newest_cycle(harvesting).pk).update(product_id="")
    told = refused_by_the_database(
        "update journey_cycle set product_id = %s where id = %s", product.code, newest_cycle(harvesting).pk
    )
    assert "may not be used" in told


def test_release_needs_two_people_and_is_repeated_by_neither(harvesting: Journey) -> None:
    product = processed(harvesting)

    first = signed(harvesting, NURSE)
    with pytest.raises(NotPermitted, match="Another person must sign"):
        signed(harvesting, NURSE)
    with pytest.raises(IntegrityError, match="release_signed_by_two_people"), transaction.atomic():
        ReleaseSignature.objects.create(
            product=product, cycle=first.cycle, place=2, container_intact=True, at=NOW, by=staff(NURSE)
        )
    second = signed(harvesting, CLINICIAN)

    assert (first.place, second.place) == (1, 2)
    assert signed(harvesting, NURSE) == first
    with pytest.raises(MoveNotAllowed, match="Two people signed already: Nurse Kim, Dr Osei"):
        sign_release(cycle=first.cycle, container_intact=True, by=staff(CLINICIAN, "Dr Abel"), at=NOW)
    refused_by_the_database("update journey_releasesignature set by_id = by_id where id = %s", first.pk)
    make_move(journey=fresh(harvesting), move=Move.COMPLETE_HARVESTING, by=staff(), at=NOW, choices=Choices())


def test_release_names_every_criterion_that_is_not_met(harvesting: Journey) -> None:
    taken(harvesting)
    with pytest.raises(GateClosed) as refusal:
        sign_release(cycle=newest_cycle(harvesting), container_intact=False, by=staff(), at=NOW)
    found = [line.partition(":")[0] for line in refusal.value.lines]
    assert found == ["REL-1", "REL-2", "REL-3", "REL-7", "REL-8"]


def test_container_that_is_not_intact_alone_stops_the_release(harvesting: Journey) -> None:
    processed(harvesting)
    with pytest.raises(GateClosed) as refusal:
        sign_release(cycle=newest_cycle(harvesting), container_intact=False, by=staff(NURSE), at=NOW)

    assert [line.partition(":")[0] for line in refusal.value.lines] == ["REL-2"]
    assert not ReleaseSignature.objects.filter(cycle=newest_cycle(harvesting)).exists()


def test_product_with_what_the_list_names_is_neither_recorded_nor_released(harvesting: Journey) -> None:
    """By the words of the list: neither the additive nor the allergy was given a class."""
    processed(harvesting)
    cycle, yolk = newest_cycle(harvesting), {"substance": "Egg yolk", "substance_class": "none"}

    def add() -> None:
        lines = {"additives": [{**yolk, "additive_expiry": NOW.date()}]}
        save_record(cycle=cycle, section=SECTIONS["processing"], values={}, lines=lines, by=staff(), at=NOW)

    def allergic_to(substance: str) -> None:
        line = AllergyLine(substance, "food", "Rash", "moderate")
        confirm_allergies(patient=harvesting.patient, lines=[line], none_known=False, by=staff(), at=NOW)

    allergic_to("Eggs")
    with pytest.raises(EntryRefused, match="The patient is allergic to this"):
        add()
    allergic_to("Fish")
    add()
    allergic_to("Eggs")
    with pytest.raises(GateClosed) as refusal:
        signed(harvesting, CLINICIAN)

    assert refusal.value.lines == ("REL-10: No additive matches an allergy. Allergic to: Egg yolk.",)


def test_release_without_viability_needs_the_second_signers_reason(harvesting: Journey) -> None:
    processed(harvesting)
    values = {"viability_measured": False, "viability_pct": None}
    cycle = newest_cycle(harvesting)
    save_record(cycle=cycle, section=SECTIONS["processing"], values=values, lines={}, by=staff(), at=NOW)

    signed(harvesting, NURSE)
    with pytest.raises(NotAccepted, match="Viability was not measured") as refusal:
        signed(harvesting, CLINICIAN)
    assert refusal.value.field == "reason"
    assert signed(harvesting, CLINICIAN, reason="Fresh marrow, within the hour.").place == 2


def test_product_that_is_not_released_is_not_given_by_raw_sql(harvesting: Journey) -> None:
    processed(harvesting)
    signed(harvesting, NURSE)

    told = refused_by_the_database(
        "update journey_cycle set injection_at = now() where id = %s", newest_cycle(harvesting).pk
    )
    assert "is not released" in told


def test_product_of_another_patient_enters_no_session(harvesting: Journey, post_care: Journey) -> None:
    others = newest_cycle(post_care).product_id
    cycle = newest_cycle(harvesting)
    told = refused_by_the_database("update journey_cycle set product_id = %s where id = %s", others, cycle.pk)
    assert "is not of this patient" in told
    told = refused_by_the_database("update journey_cycle set product_id = 'P-MADE-UP' where id = %s", cycle.pk)
    assert "is not of this patient" in told


def test_positive_culture_after_use_is_urgent_sets_aside_and_asks_for_an_adverse_event(post_care: Journey) -> None:
    cycle = newest_cycle(post_care)
    values = {"sterility_culture": "positive", "recall_plan": ""}
    for _repeat in range(2):
        save_record(
            cycle=cycle,
            section=SECTIONS["processing"],
            values=values,
            lines={},
            by=staff(),
            at=NOW,
            reason="Laboratory",
        )

    alert = Alert.objects.get()
    assert (alert.patient_id, alert.level, alert.due_at) == (post_care.patient_id, "urgent_now", NOW + 30 * MINUTE)
    assert [(each.kind, each.product.code) for each in alert.findings.all()] == [("positive_test", cycle.product_id)]

    assert Product.objects.get(code=cycle.product_id).quarantine_reason == "contamination"
    assert "adverse_event_to_record" in kinds(post_care)


def test_complication_of_the_harvest_asks_for_an_adverse_event_once(harvesting: Journey) -> None:
    taken(harvesting)
    for complication in (("vasovagal",), ("vasovagal", "bleeding")):
        values = {"immediate_complication": complication}
        cycle = newest_cycle(harvesting)
        save_record(cycle=cycle, section=SECTIONS["harvest"], values=values, lines={}, by=staff(), at=NOW)
    assert kinds(harvesting).count("adverse_event_to_record") == 1


def test_lots_are_found_by_what_stands_in_the_record_and_never_forgotten(harvesting: Journey) -> None:
    product, cycle = processed(harvesting), newest_cycle(harvesting)
    values = {"kit_lot": "kit 2231b"}
    save_record(cycle=cycle, section=SECTIONS["processing"], values=values, lines={}, by=staff(), at=NOW)

    product.refresh_from_db()
    assert product.lots == ["KIT-2231", "KIT2231B"]
    refused_by_the_database("update journey_product set lots = '{}' where id = %s", product.pk)


def test_low_viability_stops_the_harvest_and_discards_the_product(harvesting: Journey) -> None:
    product = processed(harvesting)
    stop(harvesting, Move.ABORT_HARVEST, "low_viability", "discarded")

    product.refresh_from_db()
    assert (product.disposition, product.abort_reason, product.ended_by) == ("discarded", "low_viability", staff())
    told = refused_by_the_database("update journey_product set disposition = 'stored' where id = %s", product.pk)
    assert "Cannot update" in told
    with pytest.raises(MoveNotAllowed, match="disposed of already"):
        end_product(product=product, abort_reason="", disposition="stored", by=staff(), at=NOW)


def test_stopping_asks_what_becomes_of_the_product(harvesting: Journey) -> None:
    """A blank, cells that are not clean but kept, and research without a yes are refused; nothing has moved then."""
    product = processed(harvesting)
    for reason, disposition, words in (
        ("low_volume", "", "Choose what becomes of it"),
        ("contamination", "stored", "never stored for use"),
        ("low_volume", "research_with_consent", "has not agreed that left-over cells"),
    ):
        with pytest.raises(NotAccepted, match=words) as refusal:
            stop(harvesting, Move.ABORT_HARVEST, reason, disposition)
        assert refusal.value.field == "disposition"
        with pytest.raises(NotAccepted, match=words):
            end_product(product=product, abort_reason=reason, disposition=disposition, by=staff(), at=NOW)
    assert newest_cycle(harvesting).stages.get(code="harvesting").state == "in_progress"

    stop(harvesting, Move.ABORT_HARVEST, "equipment_failure", "stored")

    product.refresh_from_db()
    assert (product.disposition, newest_cycle(harvesting).product_id) == ("stored", "")


def test_research_needs_a_yes_that_stands(harvesting: Journey) -> None:
    product = processed(harvesting)
    signed = consents.kept(harvesting, at=NOW, left_over_cells=True)
    back = {"cycle": signed.cycle, "scope": Scope.LEFT_OVER_CELLS, "words": "", "by": harvesting.patient.user}
    with transaction.atomic():
        stop(harvesting, Move.ABORT_HARVEST, "low_volume", "research_with_consent")
        product.refresh_from_db()
        assert product.disposition == "research_with_consent"
        transaction.set_rollback(True)

    withdraw_consent(**back, at=NOW)

    with pytest.raises(NotAccepted, match="or took it back"):
        stop(harvesting, Move.ABORT_HARVEST, "low_volume", "research_with_consent")


def test_thawed_cells_of_a_stopped_injection_are_in_nobodys_store(harvesting: Journey) -> None:
    product, cycle = banked(harvesting), newest_cycle(harvesting)
    register_product(cycle=cycle, code=product.code, by=staff(NURSE), at=NOW)
    product.refresh_from_db()
    assert (product.disposition, product.ended_at) == ("", None)
    values = {"thaw_at": NOW - MINUTE}
    save_record(cycle=cycle, section=SECTIONS["banked_cells"], values=values, lines={}, by=staff(), at=NOW)
    with pytest.raises(NotAccepted, match="thawed are not stored again"):
        stop(harvesting, Move.ABORT_INJECTION, "medical_event", "stored")

    stop(harvesting, Move.ABORT_INJECTION, "medical_event", "discarded")

    product.refresh_from_db()
    assert (product.disposition, product.abort_reason, product.is_usable) == ("discarded", "medical_event", False)


def test_stored_cells_come_back_for_the_same_patient_alone(harvesting: Journey, db: None) -> None:
    product, cycle = banked(harvesting), newest_cycle(harvesting)
    assert cycle.product_id == ""

    with pytest.raises(NotAccepted, match="No product of this patient"):
        register_product(cycle=cycle, code="P-20260000007", by=staff(NURSE), at=NOW)
    assert register_product(cycle=cycle, code=product.code.lower(), by=staff(NURSE), at=NOW) == product
    assert newest_cycle(harvesting).product_id == product.code


def test_donors_unit_is_registered_once_and_released_for_the_injection(db: None) -> None:
    journey = walked("injection", mode=DONOR, name="Ana Lee")
    cycle = ready_cells(journey, at=NOW - 5 * MINUTE)

    product = Product.objects.get(code=cycle.product_id)
    assert register_product(cycle=cycle, by=staff(NURSE), at=NOW) == product
    assert product.lots == ["G123426123456", "L-88", "U-3"]
    read_at_bedside(journey, at=NOW)
    record_date(journey=fresh(journey), anchor=Anchor.INJECTION, moment=NOW, by=staff(), at=NOW)
    with pytest.raises(MoveNotAllowed, match="was given"):
        end_product(product=product, abort_reason="clotted", disposition="discarded", by=staff(), at=NOW)


def test_coordinator_and_people_of_another_site_change_nothing(harvesting: Journey) -> None:
    product, cycle = taken(harvesting), newest_cycle(harvesting)
    desk = staff(Role.COORDINATOR)
    acts = [
        lambda: check_identity(cycle=cycle, reading=reading(product.code), second=staff(), by=desk, at=NOW),
        lambda: sign_release(cycle=cycle, container_intact=True, by=desk, at=NOW),
        lambda: register_product(cycle=cycle, by=desk, at=NOW),
        lambda: quarantine_product(product=product, reason=QuarantineReason.OTHER, note="x", by=desk, at=NOW),
        lambda: end_product(product=product, abort_reason="clotted", disposition="discarded", by=desk, at=NOW),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()


def test_checkpoints_before_the_release_are_all_but_the_bedside() -> None:
    assert set(Checkpoint) - set(BEFORE_RELEASE) == {Checkpoint.BEDSIDE}

"""Where a journey stands, from its rows: facts for the gates, the snapshot for the moves (clinical.md 8.2)."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import PositiveSmallIntegerField

from journey.actions.contacts import log_contact
from journey.actions.gate_decisions import clear_check
from journey.actions.people import AllergyLine, confirm_allergies
from journey.actions.plans import record_date
from journey.domain.gate_facts import GateFacts
from journey.domain.gates import Gate
from journey.domain.record.post_care.clock import observation_clock
from journey.domain.snapshot import Snapshot
from journey.domain.stages import StageCode, StageState
from journey.domain.windows import Anchor
from journey.models import Clinic, Journey, PathwayVersion
from journey.standing import Standing, standing_of
from tests.builders import NOW, check_in_of, fresh, newest_cycle, report_of, send, staff

DAY = timedelta(days=1)
FEVER = {"temp_c": {"unit": "C", "number": "39"}}


def standing(journey: Journey, at: datetime = NOW) -> Standing:
    return standing_of(fresh(journey), at)


def passed(journey: Journey, gate: Gate, check: str, at: datetime = NOW) -> bool:
    return next(line.passed for line in standing(journey, at).gate(gate).lines if line.check_id == check)


def procedure_of(journey: Journey) -> datetime:
    at = newest_cycle(journey).procedure_at
    assert at is not None
    return at


def test_every_number_of_the_clinic_reaches_what_it_decides(consultation: Journey) -> None:
    """A number that nothing reads would be approved in vain (clinical.md 10)."""
    shared = {each.name for each in fields(GateFacts)} & {each.name for each in Clinic._meta.fields}
    for_moves = {each.name for each in fields(Snapshot)} & {each.name for each in Clinic._meta.fields}
    numbers = {each.name for each in Clinic._meta.fields if isinstance(each, PositiveSmallIntegerField)}
    assert numbers - shared - for_moves == {
        "consent_max_age_days",  # in the facts of consent
        "cooling_off_days",  # kept with each signature
        "outside_team_hours", "answer_requests_days", "retention_years",  # no clinical numbers
    }  # fmt: skip
    changed = {name: getattr(Clinic.objects.get(), name) + 1 for name in (shared | for_moves) & numbers}
    changed["tumescent_lidocaine_max_mg_kg"] = 34
    Clinic.objects.update(**changed)

    now = standing(consultation)

    assert {name: getattr(now.facts, name) for name in shared & numbers} == {
        name: changed[name] for name in shared & numbers
    }
    assert {name: getattr(now.snapshot, name) for name in for_moves} == {name: changed[name] for name in for_moves}


class TestPlace:
    @pytest.mark.parametrize(
        ("stage", "current", "gate"),
        [
            ("consultation", StageCode.CONSULTATION, Gate.G1),
            ("preparation", StageCode.PREPARATION, Gate.G2),
            ("harvesting", StageCode.HARVESTING, Gate.G3),
            ("post_care", StageCode.POST_CARE, Gate.G5),
            ("follow_up", StageCode.FOLLOW_UP, Gate.G6),
        ],
    )
    def test_stage_in_progress_has_its_forward_gate(
        self, request: pytest.FixtureRequest, stage: str, current: StageCode, gate: Gate
    ) -> None:
        now = standing(request.getfixturevalue(stage))

        assert now.current is not None
        assert now.current.code == current
        assert now.snapshot.stages[current] is StageState.IN_PROGRESS
        report = now.forward_gate()
        assert report is not None
        assert report.gate is gate

    def test_stopped_stage_is_where_the_journey_waits(self, harvesting: Journey) -> None:
        newest_cycle(harvesting).stages.filter(code="harvesting").update(
            state="aborted", closed_at=NOW, closed_by=staff("clinician")
        )
        now = standing(harvesting)
        assert now.current is not None
        assert now.current.code == StageCode.HARVESTING
        assert now.forward_gate() is None

    def test_standing_costs_two_statements_however_much_was_sent(
        self, post_care: Journey, django_assert_num_queries: Any
    ) -> None:
        for code in ("A-0", "A-1", "A-2", "A-3"):
            send(check_in_of(post_care, code), pain_worst=8)
        journey = fresh(post_care)
        _ = journey.pathway_version.content

        with django_assert_num_queries(2):
            now = standing_of(journey, NOW)
            now.gate(Gate.G5)
            assert now.snapshot.cycle_no == 1


class TestSettings:
    @pytest.mark.parametrize("setting", ["emergency_number", "clinic_phone", "approval_statement", "evidence_text"])
    def test_empty_setting_closes_the_first_gate(self, consultation: Journey, setting: str) -> None:
        assert passed(consultation, Gate.G1, "G1-01")
        Clinic.objects.update(**{setting: ""})
        assert not passed(consultation, Gate.G1, "G1-01")

    def test_rules_without_a_clinician_close_the_first_gate(self, consultation: Journey) -> None:
        PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)
        assert not passed(consultation, Gate.G1, "G1-01")


class TestReadiness:
    @pytest.mark.parametrize(
        ("chosen", "ready"),
        [({}, True), ({"wants": "unsure"}, False), (FEVER, False), ({"red_flags": ("breathing",)}, False)],
    )
    def test_day_before_check_opens_the_gate_only_when_ready(
        self, preparation: Journey, chosen: dict[str, Any], ready: bool
    ) -> None:
        at = procedure_of(preparation) - timedelta(hours=20)
        send(check_in_of(preparation, "P-1"), at=at, **chosen)
        assert passed(preparation, Gate.G2, "G2-06", at) is ready

    def test_nurse_clears_what_was_answered(self, preparation: Journey) -> None:
        at = procedure_of(preparation) - timedelta(hours=20)
        send(check_in_of(preparation, "P-1"), at=at, infection_now="yes")
        self.clear(preparation, at + timedelta(hours=1))
        assert passed(preparation, Gate.G2, "G2-06", at + timedelta(hours=1))

    def test_clearing_does_not_cover_a_worse_answer_sent_later(self, preparation: Journey) -> None:
        at = procedure_of(preparation) - timedelta(hours=20)
        send(check_in_of(preparation, "P-1"), at=at, wants="unsure")
        self.clear(preparation, at + timedelta(hours=1))

        send(check_in_of(preparation, "P-1"), at=at + timedelta(hours=2), **FEVER)

        assert not passed(preparation, Gate.G2, "G2-06", at + timedelta(hours=2))

    def test_clearing_does_not_cover_another_date(self, preparation: Journey) -> None:
        at = procedure_of(preparation) - timedelta(hours=20)
        send(check_in_of(preparation, "P-1"), at=at, wants="unsure")
        self.clear(preparation, at)
        record_date(
            journey=preparation,
            anchor=Anchor.PROCEDURE,
            moment=at + 9 * DAY,
            by=staff("nurse"),
            at=at + timedelta(hours=1),
        )

        assert not passed(preparation, Gate.G2, "G2-06", at + timedelta(hours=1))

    def clear(self, journey: Journey, at: datetime) -> None:
        clear_check(cycle=newest_cycle(journey), check_id="G2-06", note="Spoke by phone.", by=staff("nurse"), at=at)

    def test_fever_on_the_day_closes_the_gate(self, preparation: Journey) -> None:
        at = procedure_of(preparation)
        assert passed(preparation, Gate.G2, "G2-07", at)
        send(check_in_of(preparation, "P-0"), at=at - timedelta(hours=2), **FEVER)
        assert not passed(preparation, Gate.G2, "G2-07", at)

    def test_baseline_is_good_for_its_days(self, preparation: Journey) -> None:
        assert not passed(preparation, Gate.G2, "G2-05")
        send(check_in_of(preparation, "P-BASE"))
        assert passed(preparation, Gate.G2, "G2-05")

    def test_allergies_are_confirmed_for_thirty_days(self, preparation: Journey) -> None:
        confirm_allergies(patient=preparation.patient, lines=(), none_known=True, by=staff("nurse"), at=NOW)
        assert passed(preparation, Gate.G2, "G2-02", NOW + 30 * DAY)
        assert not passed(preparation, Gate.G2, "G2-02", NOW + 31 * DAY)


class TestAfterwards:
    def test_first_call_is_one_that_reached_or_three_that_did_not(self, post_care: Journey) -> None:
        assert not passed(post_care, Gate.G5, "G5-03")
        for number, expected in ((1, False), (2, False), (3, True)):
            self.call(post_care, "no_answer", NOW + timedelta(hours=number))
            assert passed(post_care, Gate.G5, "G5-03") is expected

    def test_call_before_the_pathways_48_hours_is_another_call(self, post_care: Journey) -> None:
        injected = newest_cycle(post_care).injection_at
        self.call(post_care, "reached", injected + timedelta(hours=47, minutes=59))
        assert not passed(post_care, Gate.G5, "G5-03")
        self.call(post_care, "reached", injected + timedelta(hours=48))
        assert passed(post_care, Gate.G5, "G5-03")

    def test_one_call_that_reached_is_enough(self, post_care: Journey) -> None:
        self.call(post_care, "reached")
        assert passed(post_care, Gate.G5, "G5-03")

    def call(self, journey: Journey, result: str, at: datetime = NOW) -> None:
        log_contact(
            cycle=newest_cycle(journey), purpose="call_48_72h", route="phone", result=result, by=staff("nurse"), at=at
        )

    @pytest.mark.parametrize(
        ("chosen", "reached", "opens"),
        [
            ({"pain_worst": 2}, False, True),
            ({"pain_worst": 8}, False, False),
            ({"pain_worst": 8}, True, True),
            ({"red_flags": ("breathing",)}, False, False),
            ({"red_flags": ("breathing",)}, True, False),
        ],
        ids=["no alert", "call waits", "call reached", "urgent waits", "urgent reached and open"],
    )
    def test_open_alerts_hold_the_journey_in_post_care(
        self, post_care: Journey, chosen: dict[str, Any], reached: bool, opens: bool
    ) -> None:
        send(report_of(post_care), **chosen)
        if reached:
            alert = post_care.patient.alerts.get()
            log_contact(
                cycle=newest_cycle(post_care),
                purpose="alert",
                route="phone",
                result="reached",
                by=staff("nurse"),
                at=NOW,
                alert=alert,
            )
        assert passed(post_care, Gate.G5, "G5-05") is opens

    def test_two_week_check_is_sent_or_replaced_by_a_call(self, post_care: Journey) -> None:
        day_15 = NOW + 12 * DAY
        assert not passed(post_care, Gate.G5, "G5-04", day_15)
        clear_check(cycle=newest_cycle(post_care), check_id="G5-04", note="By phone.", by=staff("nurse"), at=day_15)
        assert passed(post_care, Gate.G5, "G5-04", day_15)
        assert not passed(post_care, Gate.G5, "G5-04", NOW)

    def test_anaphylaxis_in_the_past_asks_for_the_longer_watch(self, post_care: Journey) -> None:
        assert observation_clock(standing(post_care).facts).least == timedelta(minutes=30)
        line = AllergyLine("Nuts", "food", severity="anaphylaxis")
        confirm_allergies(patient=post_care.patient, lines=(line,), none_known=False, by=staff("nurse"), at=NOW)
        assert observation_clock(standing(post_care).facts).least == timedelta(minutes=60)

    @pytest.mark.parametrize(("days", "expected"), [(0, 1), (730 - 21, 1), (731 - 21, 0)])
    def test_injections_of_24_months_count(self, follow_up: Journey, days: int, expected: int) -> None:
        injected = newest_cycle(follow_up).injection_at
        assert injected is not None
        at = injected + 21 * DAY + days * DAY
        assert standing(follow_up, at).facts.injections_last_24_months == expected


class TestSilence:
    def test_attempts_count_since_the_patient_was_last_heard(self, follow_up: Journey) -> None:
        for number, route in enumerate(("phone", "letter", "phone")):
            log_contact(
                cycle=newest_cycle(follow_up), purpose="silence", route=route, result="no_answer",
                by=staff("coordinator"), at=NOW + number * DAY,
            )  # fmt: skip
        snapshot = standing(follow_up, NOW + 3 * DAY).snapshot
        assert (snapshot.contact_attempts, snapshot.contact_routes) == (3, 2)

        send(check_in_of(follow_up, "F-21"), at=NOW + 3 * DAY)

        snapshot = standing(follow_up, NOW + 3 * DAY).snapshot
        assert (snapshot.contact_attempts, snapshot.contact_routes) == (0, 0)

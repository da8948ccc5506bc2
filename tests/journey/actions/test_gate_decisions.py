"""Standing for a gate check by name: one may clear what the rule says, two override (clinical.md 8.1)."""

from datetime import timedelta

import pytest

from journey.actions.gate_decisions import CLEARABLE, OVERRIDABLE, agree_override, clear_check, request_override
from journey.actions.records import save_record
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.gates import GATE_CHECKS, CheckKind, Gate, GateLine
from journey.domain.record.sections import SECTIONS
from journey.gate_rows import READINESS_CHECKS
from journey.models import GateDecision, Journey
from journey.standing import standing_of
from tests.builders import NOW, newest_cycle, staff

CHECKS = [check.id for check in GATE_CHECKS]


def ask(journey: Journey, check: str = "G5-04", reason: str = "Moved abroad.", by: str = "Dr Osei") -> GateDecision:
    return request_override(
        cycle=newest_cycle(journey), check_id=check, reason=reason, by=staff("clinician", by), at=NOW
    )


def overridden(journey: Journey) -> dict[str, frozenset[str] | None]:
    return dict(standing_of(journey, NOW).facts.overridden)


class TestClearing:
    @pytest.mark.parametrize("check", CHECKS)
    def test_only_checks_that_name_a_person_can_be_cleared(self, preparation: Journey, check: str) -> None:
        cycle = newest_cycle(preparation)
        assert cycle.procedure_at is not None
        at = cycle.procedure_at - timedelta(hours=36)
        if check not in CLEARABLE:
            with pytest.raises(MoveNotAllowed):
                clear_check(cycle=cycle, check_id=check, note="Spoke.", by=staff("nurse"), at=at)
            return

        who = staff("clinician" if check == "G1-06" else "nurse")
        decision = clear_check(cycle=cycle, check_id=check, note=" Spoke. ", by=who, at=at)

        assert (decision.kind, decision.reason, decision.by) == ("cleared", "Spoke.", who)
        assert check in standing_of(preparation, at).facts.cleared
        assert preparation.events.get(kind="check_cleared").data == {"check": check}

    @pytest.mark.parametrize("check", sorted(READINESS_CHECKS))
    def test_readiness_is_not_cleared_before_anybody_could_be_asked(self, preparation: Journey, check: str) -> None:
        cycle = newest_cycle(preparation)
        assert cycle.procedure_at is not None
        early = cycle.procedure_at - timedelta(hours=36, seconds=1)

        with pytest.raises(MoveNotAllowed):
            clear_check(cycle=cycle, check_id=check, note="Spoke.", by=staff("nurse"), at=early)

    def test_clearing_that_stands_is_given_again_to_the_same_person_and_told_to_another(
        self, post_care: Journey
    ) -> None:
        values = {"cycle": newest_cycle(post_care), "check_id": "G5-04", "note": "Rang her."}
        first = clear_check(**values, by=staff("nurse"), at=NOW)

        assert clear_check(**values, by=staff("nurse"), at=NOW + timedelta(hours=1)) == first
        with pytest.raises(AlreadyDone) as refusal:
            clear_check(**values, by=staff("clinician"), at=NOW + timedelta(hours=1))
        assert (refusal.value.by, refusal.value.at) == ("Nurse Kim", NOW)
        assert post_care.events.filter(kind="check_cleared").count() == 1

    def test_clearing_needs_a_note_and_a_clinical_role(self, preparation: Journey) -> None:
        cycle = newest_cycle(preparation)
        with pytest.raises(NotAccepted):
            clear_check(cycle=cycle, check_id="G5-04", note=" ", by=staff("nurse"), at=NOW)
        with pytest.raises(NotPermitted):
            clear_check(cycle=cycle, check_id="G1-06", note="A clinician talks again.", by=staff("nurse"), at=NOW)
        for role in ("coordinator", "manager", "auditor"):
            with pytest.raises(NotPermitted):
                clear_check(cycle=cycle, check_id="G2-06", note="Spoke.", by=staff(role), at=NOW)
        assert not GateDecision.objects.filter(cycle=cycle).exists()


class TestOverriding:
    def test_override_counts_once_a_second_clinician_agrees(self, post_care: Journey) -> None:
        decision = ask(post_care)
        assert overridden(post_care) == {}

        agreed = agree_override(decision=decision, by=staff("clinician", "Dr Abel"), at=NOW + timedelta(hours=1))

        assert overridden(post_care) == {"G5-04": frozenset()}
        assert (agreed.by, agreed.second_by) == (staff("clinician"), staff("clinician", "Dr Abel"))
        report = standing_of(post_care, NOW).gate(Gate.G5)
        assert next(line for line in report.lines if line.check_id == "G5-04").overridden

    def test_person_who_asked_cannot_agree(self, post_care: Journey) -> None:
        decision = ask(post_care)

        with pytest.raises(NotPermitted):
            agree_override(decision=decision, by=staff("clinician"), at=NOW)
        assert overridden(post_care) == {}

    @pytest.mark.parametrize("check", CHECKS)
    def test_hard_check_is_never_overridden(self, post_care: Journey, check: str) -> None:
        kind = next(each.kind for each in GATE_CHECKS if each.id == check)
        assert (check in OVERRIDABLE) == (kind is CheckKind.OVERRIDE)
        if check in OVERRIDABLE:
            assert ask(post_care, check).check_id == check
            return
        with pytest.raises(MoveNotAllowed):
            ask(post_care, check)

    def test_override_that_waits_is_not_asked_for_twice(self, post_care: Journey) -> None:
        first = ask(post_care)
        assert ask(post_care).pk == first.pk
        with pytest.raises(AlreadyDone):
            ask(post_care, by="Dr Abel")
        assert post_care.events.filter(kind="override_requested").count() == 1

    def test_agreement_is_given_once(self, post_care: Journey) -> None:
        decision = ask(post_care)
        second = staff("clinician", "Dr Abel")
        agree_override(decision=decision, by=second, at=NOW)

        again = agree_override(decision=decision, by=second, at=NOW + timedelta(hours=1))

        assert again.second_at == NOW
        with pytest.raises(AlreadyDone):
            agree_override(decision=decision, by=staff("clinician", "Dr Chen"), at=NOW)

    def test_override_needs_a_reason(self, post_care: Journey) -> None:
        with pytest.raises(NotAccepted):
            ask(post_care, reason=" ")

    @pytest.mark.parametrize("role", ["nurse", "coordinator", "manager", "auditor"])
    def test_override_is_for_clinicians(self, post_care: Journey, role: str) -> None:
        with pytest.raises(NotPermitted):
            request_override(cycle=newest_cycle(post_care), check_id="G5-04", reason="Moved.", by=staff(role), at=NOW)
        with pytest.raises(NotPermitted):
            agree_override(decision=ask(post_care), by=staff(role), at=NOW)

    def test_override_keeps_what_stood_against_the_check_when_it_was_asked_for(self, preparation: Journey) -> None:
        cycle, by = newest_cycle(preparation), staff()
        checklist = SECTIONS["contraindications"]
        told = {"cycle": cycle, "section": checklist, "lines": {}, "by": by, "at": NOW, "reason": "Told now."}
        save_record(values={"cancer_within_5y": "yes"}, **told)
        decision = ask(preparation, "G2-10.relative")
        agree_override(decision=decision, by=staff("clinician", "Dr Abel"), at=NOW)
        assert overridden(preparation) == {"G2-10.relative": frozenset({"cancer_within_5y"})}
        assert self.line(preparation).overridden

        save_record(values={"immunosuppressed": "yes"}, **told)
        assert not self.line(preparation).overridden

        agree_override(decision=ask(preparation, "G2-10.relative"), by=staff("clinician", "Dr Abel"), at=NOW)
        assert self.line(preparation).overridden

    def test_override_of_before_that_was_kept_goes_on_counting(self, preparation: Journey) -> None:
        first, second = staff("clinician"), staff("clinician", "Dr Abel")
        for check in ("G2-10.relative", "G6-01.open"):
            GateDecision.objects.create(
                cycle=newest_cycle(preparation), check_id=check, kind="overridden", reason="Cured.",
                by=first, at=NOW, second_by=second, second_at=NOW,
            )  # fmt: skip
        assert overridden(preparation) == {"G2-10.relative": None}, "events and alerts are named one by one"

        agree_override(decision=ask(preparation, "G6-01.open"), by=second, at=NOW)
        assert overridden(preparation) == {"G2-10.relative": None, "G6-01.open": frozenset()}

    def line(self, journey: Journey) -> GateLine:
        lines = standing_of(journey, NOW).gate(Gate.G2).lines
        return next(line for line in lines if line.check_id == "G2-10.relative")

"""Consent: what the patient signs, what a clinician adds, what takes it away, and what the needle waits for."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from accounts.roles import Role
from journey.access.renewals import renewal_before
from journey.actions.clinic import save_settings
from journey.actions.consent_desk import ask_again, countersign, note_talk, record_paper
from journey.actions.consent_signing import note_reading, save_lines, sign_consent
from journey.actions.consent_texts import approve_consent_text
from journey.actions.consent_withdrawing import note_withdrawal, withdraw_consent
from journey.actions.moves import make_move
from journey.actions.plans import record_date, record_plan
from journey.actions.questions import ask_question
from journey.actions.records import save_record
from journey.domain.consent import Again, Scope
from journey.domain.consent_ready import Missing
from journey.domain.errors import AlreadyDone, GateClosed, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.domain.gates import Gate
from journey.domain.moves import Choices, Move
from journey.domain.record.sections import SECTIONS
from journey.domain.windows import Anchor
from journey.models import (
    Clinic,
    Consent,
    ConsentDraft,
    ConsentText,
    ConsentWithdrawal,
    Cycle,
    Invitation,
    Journey,
    JourneyEvent,
)
from journey.standing import standing_of
from tests import consents
from tests.builders import NOW, fresh, helper_of, newest_cycle, patient, staff

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(preparation: Journey) -> Journey:
    """Everything is read and known, and a new signature is asked for: the patient can sign."""
    again(preparation)
    return preparation


def again(journey: Journey, at: datetime = NOW - HOUR) -> None:
    ask_again(cycle=cycle_of(journey), why=Again.SAFETY, note="A letter.", by=staff(), at=at)


def cycle_of(journey: Journey) -> Cycle:
    return consents.newest(journey)


def rosa(journey: Journey) -> User:
    assert journey.patient.user is not None
    return journey.patient.user


def found(journey: Journey, at: datetime = NOW) -> tuple[bool, str]:
    """What G2-01 says."""
    line = next(each for each in standing_of(fresh(journey), at).gate(Gate.G2).lines if each.check_id == "G2-01")
    return line.passed, line.detail


def renewed(journey: Journey, *, sent_by: User) -> Invitation:
    """Somebody gave the patient a new way to sign in, and it was used an hour ago."""
    sent, used = NOW - 2 * HOUR, NOW - HOUR
    about = {"patient": journey.patient, "address": "new@example.org", "secret": "s", "sent_by": sent_by}
    return Invitation.objects.create(renews=True, sent_at=sent, used_at=used, expires_at=NOW + DAY, **about)


def new_words(at: datetime = NOW, *, material: bool = True) -> ConsentText:
    """The clinic's statement changes, and a clinician approves the new text."""
    clinic = Clinic.objects.get()
    values = {"approval_statement": f"The law changed. {at}"}
    save_settings(clinic=clinic, values=values, by=staff(Role.MANAGER), at=at)
    return consents.consent_text(at=at, changes="The law changed.", is_material=material)


class TestSigning:
    def test_signature_keeps_the_words_the_version_and_the_time_to_think(self, asked: Journey) -> None:
        """LOG-12"""
        made = consents.sign(asked, at=NOW, research=True)

        words = {each["code"]: each["text"] for each in made.lines}
        assert words["had_time"] == "I had time (7 days) and my questions were answered."
        assert "This treatment is not approved here." in words["approval_status"]
        assert len(made.lines) == 26  # 23 lines, and the three extra questions
        assert (made.research, made.photos, made.left_over_cells) == (True, False, False)
        assert (made.text.number, made.thinking_ends_at) == (1, NOW + 7 * DAY)
        assert not ConsentDraft.objects.filter(cycle=made.cycle).exists()

    def test_pressed_twice_it_is_one_signature(self, asked: Journey) -> None:
        token = consents.tick(asked, at=NOW)
        values = {"cycle": cycle_of(asked), "token": token, "typed_name": "Rosa Marsh", "by": rosa(asked)}
        first, second = sign_consent(**values, at=NOW), sign_consent(**values, at=NOW + MINUTE)

        assert first == second
        assert asked.events.filter(kind="consent_signed", at__gte=NOW).count() == 1

    def test_page_of_another_device_signs_nothing(self, asked: Journey) -> None:
        consents.tick(asked, at=NOW)
        with pytest.raises(StaleVersion):
            sign_consent(cycle=cycle_of(asked), token=uuid4(), typed_name="Rosa Marsh", by=rosa(asked), at=NOW)
        with pytest.raises(StaleVersion):
            save_lines(cycle=cycle_of(asked), page_key="what", answers={}, basis="other", by=rosa(asked), at=NOW)

    def test_line_without_a_tick_or_signature_without_a_name_is_refused(self, asked: Journey) -> None:
        for pages, name, sentence in ((6, "Rosa Marsh", "not answered"), (7, " ", "first and last name")):
            token = consents.tick(asked, at=NOW, pages=pages)
            with pytest.raises(NotAccepted, match=sentence):
                sign_consent(cycle=cycle_of(asked), token=token, typed_name=name, by=rosa(asked), at=NOW)

    def test_text_approved_between_reading_and_signing_has_to_be_read_first(self, asked: Journey) -> None:
        token = consents.tick(asked, at=NOW)
        old = consents.signing(asked, NOW).text
        new_words()

        with pytest.raises(MoveNotAllowed, match="read first what is known"):
            sign_consent(cycle=cycle_of(asked), token=token, typed_name="Rosa Marsh", by=rosa(asked), at=NOW)
        with pytest.raises(StaleVersion):
            note_reading(cycle=cycle_of(asked), text_id=old.pk, by=rosa(asked), at=NOW)  # type: ignore[union-attr]
        consents.read(asked, at=NOW)
        with pytest.raises(StaleVersion):
            sign_consent(cycle=cycle_of(asked), token=token, typed_name="Rosa Marsh", by=rosa(asked), at=NOW)
        assert consents.sign(asked, at=NOW).text.number == 2

    def test_plan_that_changed_meanwhile_has_to_be_ticked_anew(self, asked: Journey) -> None:
        token = consents.tick(asked, at=NOW)
        record_plan(journey=fresh(asked), values={"joints": ["R-CMC1", "R-STT"]}, by=staff(), at=NOW)
        with pytest.raises(StaleVersion):
            sign_consent(cycle=cycle_of(asked), token=token, typed_name="Rosa Marsh", by=rosa(asked), at=NOW)

    def test_nobody_signs_for_the_patient(self, asked: Journey) -> None:
        token = consents.tick(asked, at=NOW)
        helper = helper_of(asked.patient, "manage").user
        for other in (helper, patient("Ken Ode").user, staff()):
            with pytest.raises(NotPermitted):
                sign_consent(cycle=cycle_of(asked), token=token, typed_name="Rosa Marsh", by=other, at=NOW)
            with pytest.raises(NotPermitted):
                withdraw_consent(cycle=cycle_of(asked), scope=Scope.TREATMENT, by=other, at=NOW)

    def test_open_question_and_settings_that_say_something_else_come_first(self, asked: Journey) -> None:
        stage = cycle_of(asked).stages.select_related("cycle__journey__patient").get(code="consultation")
        ask_question(stage=stage, words="Can I drive?", by=rosa(asked), at=NOW)
        assert consents.signing(asked, NOW).missing == (Missing.QUESTIONS,)
        save_settings(clinic=Clinic.objects.get(), values={"evidence_text": "New."}, by=staff(Role.MANAGER), at=NOW)
        assert consents.signing(asked, NOW).missing == (Missing.TEXT, Missing.QUESTIONS)
        with pytest.raises(MoveNotAllowed, match="up to date"):
            consents.tick(asked, at=NOW)

    def test_before_the_check_of_understanding_nothing_is_signed(self, consultation: Journey) -> None:
        consents.read(consultation, at=NOW)
        assert {Missing.PLAN, Missing.TALK, Missing.UNDERSTANDING} <= set(consents.signing(consultation, NOW).missing)

    def test_signed_once_it_is_not_asked_again(self, preparation: Journey) -> None:
        with pytest.raises(MoveNotAllowed, match="signed already"):
            consents.tick(preparation, at=NOW)

    def test_donor_cells_again_ask_one_more_line(self, asked: Journey) -> None:
        donor = {"cell_source": "allogeneic", "tissue": "umbilical_cord", "harvest_mode": "donor_product"}
        record_plan(journey=fresh(asked), values=donor, by=staff(), at=NOW)
        assert not consents.sign(asked, at=NOW).repeat_donor
        save_record(
            cycle=cycle_of(asked), section=SECTIONS["history"], values={"prior_allogeneic_exposure": True}, lines={},
            by=staff(), at=NOW + MINUTE, reason="Told later.",
        )  # fmt: skip
        made = consents.sign(asked, at=NOW + HOUR)
        assert made.repeat_donor
        assert made.lines[-1]["code"] == "repeat_donor_cells" or "repeat_donor_cells" in str(made.lines)


class TestClinician:
    def test_countersigned_once_with_capacity_assessed(self, asked: Journey) -> None:
        made = consents.sign(asked, at=NOW)
        values = {"consent": made, "interpreter": "", "at": NOW + HOUR}
        with pytest.raises(NotAccepted, match="can decide"):
            countersign(**values, capacity_assessed=False, by=staff())
        with pytest.raises(NotPermitted):
            countersign(**values, capacity_assessed=True, by=staff(Role.NURSE))
        countersign(**values, capacity_assessed=True, by=staff())
        countersign(**values, capacity_assessed=True, by=staff())
        with pytest.raises(AlreadyDone, match="Dr Osei"):
            countersign(**values, capacity_assessed=True, by=staff(Role.CLINICIAN, "Dr Abel"))
        assert found(asked, NOW + 8 * DAY) == (True, "Signed on 24 November 2026, version 1. Good for 180 days.")
        assert "Time to think until 1 December 2026, 10am" in found(asked, NOW + 6 * DAY)[1]

    def test_after_a_new_way_to_sign_in_it_is_asked_face_to_face_who_signed(self, asked: Journey) -> None:
        """A colleague who moved the sign-in to a mailbox of their own could have signed."""
        both = staff(Role.CLINICIAN, "Dr Both")
        renewed(asked, sent_by=both)
        made = consents.sign(asked, at=NOW)
        values = {"consent": made, "capacity_assessed": True, "interpreter": "", "at": NOW + HOUR}
        with pytest.raises(NotAccepted, match="face to face") as refusal:
            countersign(**values, by=staff())
        assert refusal.value.field == "identity_checked"
        with pytest.raises(NotPermitted, match="Another clinician countersigns"):
            countersign(**values, identity_checked=True, by=both)
        countersign(**values, identity_checked=True, by=staff())
        assert JourneyEvent.objects.get(kind="consent_countersigned", at=NOW + HOUR).data["identity_checked"]

    def test_renewal_makes_a_signature_doubtful_for_a_time_and_until_it_is_reviewed(self, asked: Journey) -> None:
        cases = (
            (NOW - 29 * DAY, True, True),
            (NOW - 31 * DAY, True, False),
            (NOW - 31 * DAY, False, True),
            (NOW + MINUTE, False, False),
            (None, False, False),
        )
        for used_at, is_reviewed, is_doubtful in cases:
            one = Invitation(renews=True, used_at=used_at, reviewed_at=NOW if is_reviewed else None)
            assert (renewal_before([one], NOW) is not None) is is_doubtful, (used_at, is_reviewed)

    def test_withdrawn_signature_is_not_countersigned(self, asked: Journey) -> None:
        made = consents.sign(asked, at=NOW)
        withdraw_consent(cycle=cycle_of(asked), scope=Scope.TREATMENT, by=rosa(asked), at=NOW)
        with pytest.raises(MoveNotAllowed, match="has withdrawn"):
            countersign(consent=made, capacity_assessed=True, interpreter="", by=staff(), at=NOW)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"signed_at": NOW + MINUTE}, "signed_at"),
            ({"signed_at": NOW - 400 * DAY}, "signed_at"),  # before the text was approved
            ({"countersigned_at": NOW - HOUR}, "countersigned_at"),
            ({"countersigned_at": NOW + MINUTE}, "countersigned_at"),
            ({"every_line_ticked": False}, "every_line_ticked"),
            ({"capacity_assessed": False}, "capacity_assessed"),
            ({"signed_as": " "}, "signed_as"),
        ],
    )
    def test_paper_that_does_not_fit_is_refused_at_its_field(
        self, asked: Journey, changed: dict[str, object], field: str
    ) -> None:
        told = replace(consents.paper(at=NOW), **changed)
        with pytest.raises(NotAccepted) as refusal:
            record_paper(cycle=cycle_of(asked), paper=told, by=staff(), at=NOW)
        assert refusal.value.field == field

    def test_paper_counts_from_its_signature_and_is_recorded_once(self, asked: Journey) -> None:
        values = {"cycle": cycle_of(asked), "paper": consents.paper(at=NOW), "token": uuid4(), "at": NOW}
        with pytest.raises(NotPermitted):
            record_paper(**values, by=staff(Role.NURSE))
        with pytest.raises(NotAccepted, match="clinician countersigns"):
            record_paper(**{**values, "paper": replace(values["paper"], countersigned_by=staff("nurse"))}, by=staff())
        first, second = record_paper(**values, by=staff()), record_paper(**values, by=staff())
        assert first == second
        assert found(asked, NOW + 8 * DAY)[0]

    def test_paper_that_was_signed_before_the_withdrawal_does_not_undo_it(self, asked: Journey) -> None:
        consents.sign(asked, at=NOW - 10 * MINUTE)
        withdraw_consent(cycle=cycle_of(asked), scope=Scope.TREATMENT, by=rosa(asked), at=NOW)
        with pytest.raises(NotAccepted, match="withdrew after this was signed"):
            record_paper(cycle=cycle_of(asked), paper=consents.paper(at=NOW), by=staff(), at=NOW)

    def test_talk_is_noted_and_changes_nothing(self, preparation: Journey) -> None:
        before = found(preparation)
        token = uuid4()
        for _press in range(2):
            note_talk(cycle=cycle_of(preparation), note="Asked about risks.", token=token, by=staff(), at=NOW)
        assert found(preparation) == before
        assert cycle_of(preparation).consent_talks.count() == 1


class TestWithdrawal:
    def test_taken_back_a_minute_ago_it_stops_the_move_with_a_sentence(self, harvesting: Journey) -> None:
        assert found(harvesting)[0]
        withdraw_consent(cycle=cycle_of(harvesting), scope=Scope.TREATMENT, by=rosa(harvesting), at=NOW - MINUTE)

        assert found(harvesting) == (False, "Withdrawn on 24 November 2026, 9:59am.")
        with pytest.raises(GateClosed, match="G2-01"):
            record_date(journey=fresh(harvesting), anchor=Anchor.HARVEST, moment=NOW, by=staff(), at=NOW)

    def test_needle_that_was_used_before_is_recorded(self, harvesting: Journey) -> None:
        withdraw_consent(cycle=cycle_of(harvesting), scope=Scope.TREATMENT, by=rosa(harvesting), at=NOW - MINUTE)
        taken = NOW - 5 * MINUTE
        record_date(journey=fresh(harvesting), anchor=Anchor.HARVEST, moment=taken, by=staff(), at=NOW)
        assert newest_cycle(harvesting).harvest_at == taken

    def test_after_the_harvest_it_keeps_the_injection_away(self, harvesting: Journey) -> None:
        taken = NOW - 20 * MINUTE
        record_date(journey=fresh(harvesting), anchor=Anchor.HARVEST, moment=taken, by=staff(), at=NOW)
        withdraw_consent(cycle=cycle_of(harvesting), scope=Scope.TREATMENT, by=rosa(harvesting), at=NOW)
        with pytest.raises(GateClosed) as closed:
            make_move(journey=fresh(harvesting), move=Move.COMPLETE_HARVESTING, by=staff(), at=NOW)
        assert any("Withdrawn on 24 November 2026, 10am." in line for line in closed.value.lines)

    def test_repeat_is_the_same_fact_and_other_uses_stay(self, asked: Journey) -> None:
        consents.sign(asked, at=NOW, research=True)
        cycle, by = cycle_of(asked), rosa(asked)
        first = withdraw_consent(cycle=cycle, scope=Scope.RESEARCH, by=by, at=NOW, words="No.")
        assert withdraw_consent(cycle=cycle, scope=Scope.RESEARCH, by=by, at=NOW + MINUTE) == first
        assert not standing_of(fresh(asked), NOW).facts.consent.withdrawn_at
        with pytest.raises(MoveNotAllowed, match="not agreed to"):
            withdraw_consent(cycle=cycle, scope=Scope.PHOTOS, by=by, at=NOW)
        told = note_withdrawal(cycle=cycle, scope=Scope.APP, words="By phone.", by=staff("coordinator"), at=NOW)
        assert told.told_to == staff("coordinator")
        with pytest.raises(NotPermitted):
            note_withdrawal(cycle=cycle, scope=Scope.APP, words="", by=staff("manager"), at=NOW)

    def test_end_of_the_journey_takes_the_consent_with_it(self, preparation: Journey) -> None:
        make_move(journey=preparation, move=Move.WITHDRAW, by=staff(), at=NOW, choices=Choices(note="Wants to stop."))
        taken = ConsentWithdrawal.objects.get(cycle=cycle_of(preparation))
        assert (taken.scope, taken.told_to, taken.at) == (Scope.TREATMENT, staff(), NOW)
        with pytest.raises(MoveNotAllowed, match="has ended"):
            consents.tick(preparation, at=NOW)


class TestText:
    def test_clinician_stands_for_it_and_says_what_changed(self, preparation: Journey) -> None:
        clinic = Clinic.objects.get()
        values = {"clinic": clinic, "is_material": True, "at": NOW}
        assert approve_consent_text(**values, changes="", by=staff()).number == 1  # nothing changed
        save_settings(clinic=clinic, values={"evidence_text": "Other words."}, by=staff(Role.MANAGER), at=NOW)
        with pytest.raises(NotPermitted):
            approve_consent_text(**values, changes="Words.", by=staff(Role.MANAGER))
        with pytest.raises(NotAccepted, match="what changed"):
            approve_consent_text(**values, changes=" ", by=staff())
        with pytest.raises(StaleVersion):
            approve_consent_text(**values, changes="Words.", seen="older", by=staff())
        assert approve_consent_text(**values, changes="Words.", by=staff()).number == 2

    @pytest.mark.parametrize("material", [True, False])
    def test_only_a_material_change_asks_those_who_signed(self, preparation: Journey, material: bool) -> None:
        new_words(material=material)
        assert found(preparation)[0] is not material


class TestDate:
    def test_needle_is_not_planned_into_the_time_to_think(self, asked: Journey) -> None:
        signed = consents.sign(asked, at=NOW)
        too_early = signed.thinking_ends_at - MINUTE
        with pytest.raises(NotAccepted, match="7 days to think is 1 December 2026, 10am"):
            record_date(journey=fresh(asked), anchor=Anchor.PROCEDURE, moment=too_early, by=staff("nurse"), at=NOW)
        choices = Choices(reason_code="staffing", procedure_at=too_early)
        with pytest.raises(NotAccepted) as refusal:
            make_move(journey=fresh(asked), move=Move.POSTPONE, by=staff(), at=NOW, choices=choices)
        assert refusal.value.field == "procedure_at"
        record_date(
            journey=fresh(asked), anchor=Anchor.PROCEDURE, moment=signed.thinking_ends_at, by=staff("nurse"), at=NOW
        )

    def test_without_a_signature_the_days_begin_now(self, asked: Journey) -> None:
        with pytest.raises(NotAccepted, match="earliest time is 1 December 2026, 10am"):
            record_date(journey=asked, anchor=Anchor.PROCEDURE, moment=NOW + 6 * DAY, by=staff("nurse"), at=NOW)
        assert Consent.objects.filter(cycle=cycle_of(asked)).count() == 1

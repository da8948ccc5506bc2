"""Helpers: invited by the patient alone, answering by their level, ended at once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from journey.actions.answering import save_answer, start_report
from journey.actions.caregivers import (
    MOST_HELPERS,
    Invitation,
    accept_invitation,
    change_help,
    end_help,
    invite_caregiver,
)
from journey.actions.helper_links import MAILS_OF_PATIENT, send_again
from journey.actions.sending import send_check_in
from journey.domain.caregiving import HELP_ENDED
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Alert, Caregiver, CheckIn, CheckInDraft, Journey, JourneyEvent, Submission
from tests.builders import NOW, check_in_of, fill, helper_of, patient, staff

ANA = Invitation("Ana", "ana@example.org", "fill_in", 91, "daughter")


def invite(journey: Journey, asked: Invitation = ANA, **more: Any) -> Caregiver:
    by = more.pop("by", journey.patient.user)
    return invite_caregiver(patient=journey.patient, asked=asked, by=by, at=NOW, **more)


class TestInviting:
    def test_invitation_gives_nothing_until_it_is_accepted(self, post_care: Journey) -> None:
        invited = invite(post_care)

        assert (invited.user, invited.accepted_at, invited.invited_by) == (None, None, post_care.patient.user)
        assert not invited.helps_at(NOW)
        assert str(invited) == "Ana (daughter)"
        event = JourneyEvent.objects.filter(kind="helper_invited").get()
        assert (event.by, event.data["helper"], event.data["level"]) == (
            invited.invited_by,
            "Ana (daughter)",
            "fill_in",
        )

    @pytest.mark.parametrize("who", ["helper", "another patient", "nurse"])
    def test_nobody_but_the_patient_invites(self, post_care: Journey, who: str) -> None:
        by = {
            "helper": lambda: helper_of(post_care.patient, "manage").user,
            "another patient": lambda: patient("Ken Ode").user,
            "nurse": lambda: staff("nurse"),
        }[who]()
        with pytest.raises(NotPermitted):
            invite(post_care, by=by)

    def test_same_form_sent_twice_is_one_invitation(self, post_care: Journey) -> None:
        token = uuid4()
        assert invite(post_care, token=token) == invite(post_care, token=token)
        assert Caregiver.objects.count() == 1

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            (Invitation("Ana", "ana@example.org", "owner", 91), "level"),
            (Invitation("Ana", "ana@example.org", "see", 4000), "days"),
        ],
    )
    def test_what_no_form_offers_is_refused(self, post_care: Journey, asked: Invitation, field: str) -> None:
        with pytest.raises(NotAccepted) as refusal:
            invite(post_care, asked)
        assert refusal.value.field == field

    def test_address_is_invited_once_and_helpers_are_few(self, post_care: Journey) -> None:
        invite(post_care)
        with pytest.raises(NotAccepted, match="already"):
            invite(post_care, Invitation("Anna", "ANA@example.org", "see", 30))
        for number in range(MOST_HELPERS - 1):
            invite(post_care, Invitation("Bo", f"bo{number}@example.org", "see", 30))
        with pytest.raises(NotAccepted, match="at most"):
            invite(post_care, Invitation("Cy", "cy@example.org", "see", 30))

    def test_nobody_writes_to_strangers_by_inviting_and_taking_back(self, post_care: Journey) -> None:
        """LOG-09: each link is a mail in the clinic's name, also one that is sent again."""
        me, later = post_care.patient.user, NOW + timedelta(minutes=2)
        for number in range(MAILS_OF_PATIENT.most - 1):
            asked = invite(post_care, Invitation("Bo", f"bo{number}@example.org", "see", 30))
            end_help(caregiver=asked, by=me, at=NOW)
        last = invite(post_care)
        with pytest.raises(NotAccepted, match="many invitations today"):
            send_again(caregiver=last, by=me, at=later)
        with pytest.raises(NotAccepted, match="many invitations today"):
            invite(post_care, Invitation("Cy", "cy@example.org", "see", 30))
        assert send_again(caregiver=last, by=me, at=NOW + timedelta(days=1)).link_sent_at == NOW + timedelta(days=1)


class TestAccepting:
    def test_staff_and_the_patient_are_no_helpers(self, post_care: Journey) -> None:
        invited = invite(post_care)
        for by in (staff("nurse"), post_care.patient.user):
            with pytest.raises(NotAccepted):
                accept_invitation(caregiver=invited, by=by, at=NOW)

    def test_patient_may_be_another_patients_helper(self, post_care: Journey) -> None:
        ken = patient("Ken Ode")
        helping = helper_of(post_care.patient, user=ken.user)
        assert helping.helps_at(NOW)

    def test_accepted_ended_or_old_invitation_is_over(self, post_care: Journey) -> None:
        used, ended, old = helper_of(post_care.patient), invite(post_care), helper_of(post_care.patient, name="Old")
        end_help(caregiver=ended, by=post_care.patient.user, at=NOW)
        other = patient("Ken Ode").user
        late = old.ends_at + timedelta(minutes=1)
        for caregiver, at in ((used, NOW), (ended, NOW), (old, late)):
            with pytest.raises(MoveNotAllowed, match="over"):
                accept_invitation(caregiver=caregiver, by=other, at=at)

    def test_repeat_by_the_same_person_is_one_and_a_new_invitation_replaces_the_old(self, post_care: Journey) -> None:
        first = helper_of(post_care.patient, "see")
        assert accept_invitation(caregiver=first, by=first.user, at=NOW) == first

        second = helper_of(post_care.patient, "manage", user=first.user)
        first.refresh_from_db()
        assert (first.helps_at(NOW), second.helps_at(NOW)) == (False, True)


class TestChanging:
    def test_level_and_end_count_from_the_next_page_on(self, post_care: Journey) -> None:
        ana = helper_of(post_care.patient, "manage")
        changed = change_help(caregiver=ana, level="see", days=30, by=post_care.patient.user, at=NOW)

        assert (changed.level, changed.ends_at < ana.ends_at) == ("see", True)
        with pytest.raises(NotPermitted):
            save_answer(check_in=check_in_of(post_care, "A-3"), page_key="pain_worst", answer=4, by=ana.user, at=NOW)
        assert JourneyEvent.objects.get(kind="helper_changed").data["level"] == "see"

    def test_end_may_stay_as_it_is_and_a_repeat_changes_nothing(self, post_care: Journey) -> None:
        ana = helper_of(post_care.patient, "see")
        for _ in range(2):
            changed = change_help(caregiver=ana, level="fill_in", days=0, by=post_care.patient.user, at=NOW)
            assert (changed.level, changed.ends_at) == ("fill_in", ana.ends_at)
        assert JourneyEvent.objects.filter(kind="helper_changed").count() == 1

    @pytest.mark.parametrize(("level", "days", "field"), [("owner", 0, "level"), ("see", 4000, "days")])
    def test_what_no_form_offers_is_refused(self, post_care: Journey, level: str, days: int, field: str) -> None:
        ana = helper_of(post_care.patient)
        with pytest.raises(NotAccepted) as refusal:
            change_help(caregiver=ana, level=level, days=days, by=post_care.patient.user, at=NOW)
        assert refusal.value.field == field

    def test_ended_help_and_help_of_another_are_not_changed(self, post_care: Journey) -> None:
        ana = helper_of(post_care.patient, "manage")
        for by in (ana.user, patient("Ken Ode").user, staff("nurse")):
            with pytest.raises(NotPermitted):
                change_help(caregiver=ana, level="see", days=0, by=by, at=NOW)
        end_help(caregiver=ana, by=post_care.patient.user, at=NOW)
        with pytest.raises(MoveNotAllowed):
            change_help(caregiver=ana, level="manage", days=365, by=post_care.patient.user, at=NOW)


class TestAnswering:
    def test_helper_sends_and_submission_and_event_keep_who(self, post_care: Journey) -> None:
        ana = helper_of(post_care.patient)
        check_in = check_in_of(post_care, "A-3")
        draft = fill(check_in, by=ana.user, pain_worst=4)

        sent = send_check_in(check_in=check_in, token=draft.token, by=ana.user, at=NOW).submission

        assert (sent.sent_by, sent.caregiver) == (ana.user, ana)
        event = JourneyEvent.objects.get(kind="check_in_sent", data__submission=str(sent.pk))
        assert (event.by, event.data["helper"]) == (ana.user, "Ana (daughter)")

    def test_red_flag_ticked_by_a_helper_opens_the_alert_at_once(self, post_care: Journey) -> None:
        ana = helper_of(post_care.patient)
        answer = {"ticked": ["breathing"], "shown": ["breathing"]}
        saved = save_answer(
            check_in=check_in_of(post_care, "A-3"), page_key="red_flags", answer=answer, by=ana.user, at=NOW
        )
        assert saved.emergency is not None
        assert Alert.objects.filter(patient=post_care.patient).exists()
        assert JourneyEvent.objects.get(kind="red_flag").data["helper"] == "Ana (daughter)"

    @pytest.mark.parametrize("why", ["may only look", "was ended", "ran out", "helps another", "became staff"])
    def test_who_may_not_answer_writes_nothing(self, post_care: Journey, why: str) -> None:
        """IDW-01, IDW-03: also in the middle of a form that was begun while it was allowed."""
        rosa = post_care.patient
        check_in = check_in_of(post_care, "A-3")
        ana = helper_of(patient("Ken Ode") if why == "helps another" else rosa, "manage")
        at, by = NOW, ana.user
        assert by is not None
        draft = fill(check_in, by=by if why != "helps another" else rosa.user, pain_worst=4)
        match why:
            case "may only look":
                Caregiver.objects.filter(pk=ana.pk).update(level="see")
            case "was ended":
                end_help(caregiver=ana, by=rosa.user, at=NOW)
            case "ran out":
                Caregiver.objects.filter(pk=ana.pk).update(invited_at=NOW - timedelta(days=30), ends_at=NOW)
            case "became staff":
                by.is_staff = True
                by.save()
        kept = CheckInDraft.objects.get(check_in=check_in).answers

        for attempt in (
            lambda: save_answer(check_in=check_in, page_key="pain_worst", answer=9, by=by, at=at),
            lambda: send_check_in(check_in=check_in, token=draft.token, by=by, at=at),
            lambda: start_report(journey=post_care, by=by, at=at),
        ):
            with pytest.raises(NotPermitted) as refusal:
                attempt()
        if why in {"was ended", "ran out"}:
            assert refusal.value.sentence == HELP_ENDED
        assert CheckInDraft.objects.get(check_in=check_in).answers == kept
        assert not Submission.objects.filter(check_in=check_in).exists()
        assert not CheckIn.objects.filter(journey=post_care, code="REPORT").exists()

    def test_check_of_understanding_is_refused_to_every_helper(self, preparation: Journey) -> None:
        check_in = CheckIn.objects.get(journey=preparation, code="C-POST")
        ana = helper_of(preparation.patient, "manage")
        with pytest.raises(NotPermitted, match="Only the person you help"):
            save_answer(check_in=check_in, page_key="u_proven", answer="false", by=ana.user, at=NOW)


class TestTold:
    def test_staff_enter_what_they_were_told_and_it_is_marked(self, post_care: Journey) -> None:
        nurse, check_in = staff("nurse"), check_in_of(post_care, "A-3")
        answer = {"ticked": ["breathing"], "shown": ["breathing"]}
        saved = save_answer(check_in=check_in, page_key="red_flags", answer=answer, by=nurse, at=NOW, told_by="phone")
        assert saved.emergency is not None

        draft = fill(check_in, red_flags=("breathing",))
        first = send_check_in(check_in=check_in, token=draft.token, by=nurse, at=NOW, told_by="phone")
        again = send_check_in(check_in=check_in, token=draft.token, by=nurse, at=NOW, told_by="phone")

        assert (first.submission.sent_by, first.submission.told_by) == (nurse, "phone")
        assert (again.submission, again.new) == (first.submission, False)
        event = JourneyEvent.objects.get(kind="check_in_sent", data__submission=str(first.submission.pk))
        assert event.data["told_by"] == "phone"

    @pytest.mark.parametrize("who", ["coordinator", "manager", "auditor", "patient", "helper"])
    def test_who_does_not_read_answers_enters_none(self, post_care: Journey, who: str) -> None:
        by = {"patient": lambda: post_care.patient.user, "helper": lambda: helper_of(post_care.patient).user}
        user = by[who]() if who in by else staff(who)
        with pytest.raises(NotPermitted):
            start_report(journey=post_care, by=user, at=NOW, told_by="phone")

    def test_way_of_telling_that_is_none_is_refused(self, post_care: Journey) -> None:
        with pytest.raises(NotAccepted):
            start_report(journey=post_care, by=staff("nurse"), at=NOW, told_by="rumour")


class TestEnding:
    @pytest.mark.parametrize("who", ["patient", "helper", "coordinator"])
    def test_patient_helper_and_desk_end_it_with_an_event(self, post_care: Journey, who: str) -> None:
        ana = helper_of(post_care.patient)
        by = {"patient": post_care.patient.user, "helper": ana.user}.get(who) or staff(who)

        ended = end_help(caregiver=ana, by=by, at=NOW, reason="Asked by phone." if who == "coordinator" else "")

        assert (ended.ended_at, ended.ended_by, ended.helps_at(NOW)) == (NOW, by, False)
        assert JourneyEvent.objects.get(kind="helper_ended").by == by

    def test_staff_say_why_and_others_may_not(self, post_care: Journey) -> None:
        ana, max_ = helper_of(post_care.patient), helper_of(post_care.patient, "manage", "Max")
        with pytest.raises(NotAccepted):
            end_help(caregiver=ana, by=staff("nurse"), at=NOW)
        for by in (staff("auditor"), max_.user, patient("Ken Ode").user):
            with pytest.raises(NotPermitted):
                end_help(caregiver=ana, by=by, at=NOW, reason="No.")

    def test_repeat_is_one_and_the_second_person_reads_who_was_first(self, post_care: Journey) -> None:
        ana = helper_of(post_care.patient)
        end_help(caregiver=ana, by=post_care.patient.user, at=NOW)
        end_help(caregiver=ana, by=post_care.patient.user, at=NOW + timedelta(hours=1))
        with pytest.raises(AlreadyDone, match="Rosa"):
            end_help(caregiver=ana, by=staff("nurse"), at=NOW, reason="Asked by phone.")
        assert JourneyEvent.objects.filter(kind="helper_ended").count() == 1

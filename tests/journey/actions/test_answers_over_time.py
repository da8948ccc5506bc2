"""Answers that meet a later moment: another day, a needle in between, a clinic that has spoken with the patient."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from journey.actions.alerts import close_alert
from journey.actions.answering import save_answer
from journey.actions.contacts import log_contact
from journey.actions.plans import record_date
from journey.actions.sending import send_check_in
from journey.domain.errors import NotAccepted
from journey.domain.windows import Anchor
from journey.models import Alert, CheckIn, CheckInDraft, Journey, Patient, TriageResult
from journey.models.form_context import form_context
from journey.pathway.flow import Page, first_unanswered, form_pages, posted_of
from journey.standing import standing_of
from tests.builders import NOW, check_in_of, fill, fresh, newest_cycle, report_of, send, staff
from tests.records import BEFORE_NEEDLE, record_injection
from tests.walked import walked, walked_hands

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLAGS = {"ticked": ["breathing"], "shown": ["breathing", "face_swelling", "collapsed", "chest_pain", "sepsis_sign"]}


def tick(check_in: CheckIn, at: datetime) -> TriageResult:
    by = check_in.journey.patient.user
    result = save_answer(check_in=check_in, page_key="red_flags", answer=FLAGS, by=by, at=at).emergency
    assert result is not None
    return result


def pages(check_in: CheckIn, at: datetime, draft: CheckInDraft) -> tuple[Page, ...]:
    row = CheckIn.objects.select_related("journey__patient__site__clinic", "cycle").get(pk=check_in.pk)
    return form_pages(row.pathway_version.content, form_context(row, at), draft.answers)


def first_open(check_in: CheckIn, at: datetime) -> str | None:
    """The page where the patient goes on; none when all can be sent."""
    draft = CheckInDraft.objects.get(check_in=check_in)
    page = first_unanswered(pages(check_in, at, draft), draft.answers)
    return page.key if page else None


def reach(alert: Alert, at: datetime) -> None:
    cycle = newest_cycle(alert.journey)
    log_contact(cycle=cycle, purpose="alert", route="phone", result="reached", by=staff("nurse"), at=at, alert=alert)


def close(alert: Alert, at: datetime) -> None:
    reach(alert, at)
    close_alert(alert=alert, outcome="advice_given", note="Spoke with her.", decided="Rest.", by=staff("nurse"), at=at)


class TestRedFlagsAgain:
    def test_sign_ticked_again_after_its_alert_was_closed_raises_another(self, post_care: Journey) -> None:
        report = report_of(post_care)
        first = tick(report, NOW)
        close(Alert.objects.get(), NOW + HOUR)

        again = tick(report, NOW + 2 * HOUR)

        assert again.pk != first.pk
        assert sorted(Alert.objects.values_list("state", flat=True)) == ["closed", "open"]

    def test_sign_ticked_again_the_next_day_raises_that_days_alert(self, post_care: Journey) -> None:
        report = report_of(post_care)
        tick(report, NOW)
        tick(report, NOW + DAY)

        assert Alert.objects.count() == 2

    @pytest.mark.parametrize("code", ["REPORT", "A-5"])
    def test_form_begun_on_an_earlier_day_starts_with_the_signs_again(self, post_care: Journey, code: str) -> None:
        begun, sent_at = NOW + 2 * DAY, NOW + 3 * DAY
        form = report_of(post_care, at=begun) if code == "REPORT" else check_in_of(post_care, code)
        draft = fill(form, at=begun, pain_worst=7, note="Since noon.")

        assert first_open(form, begun) is None
        assert first_open(form, sent_at) == "red_flags"
        with pytest.raises(NotAccepted, match="A new day has begun"):
            send_check_in(check_in=form, token=draft.token, by=post_care.patient.user, at=sent_at)
        sent = send(form, at=sent_at).submission

        assert (sent.answers["pain_worst"], sent.answers["note"], sent.day) == (7, "Since noon.", 6)

    def test_page_of_signs_answered_on_an_earlier_day_is_blank_again(self, post_care: Journey) -> None:
        form = check_in_of(post_care, "A-5")
        for ticked in ((), ("breathing",)):
            draft = fill(form, at=NOW + 2 * DAY, red_flags=ticked)
            page = pages(form, NOW + 3 * DAY, draft)[0]
            assert posted_of(page, draft.answers["red_flags"]) == {"value": []}

    def test_signs_answered_before_midnight_are_asked_after_it_where_the_patient_is(self, post_care: Journey) -> None:
        """23:30 in New York is 04:30 in London: the patient's own midnight counts."""
        Patient.objects.update(time_zone="America/New_York")
        evening = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
        report = report_of(fresh(post_care), at=evening)
        fill(report, at=evening)

        assert first_open(report, evening + timedelta(minutes=29)) is None
        assert first_open(report, evening + timedelta(minutes=31)) == "red_flags"

    def test_correction_on_a_later_day_keeps_the_signs_of_the_day_it_was_sent(self, post_care: Journey) -> None:
        sent_at = NOW + 2 * DAY
        first = send(check_in_of(post_care, "A-5"), at=sent_at, pain_worst=3).submission
        second = send(check_in_of(post_care, "A-5"), at=sent_at + DAY, pain_worst=5).submission

        assert (second.version, second.day, second.raw["red_flags"]) == (2, first.day, first.raw["red_flags"])


class TestNewReasonAfterTheCall:
    def test_another_worry_after_the_patient_was_reached_starts_the_clock_again(self, post_care: Journey) -> None:
        send(report_of(post_care), pain_worst=8)
        reach(Alert.objects.get(), NOW + HOUR)
        send(report_of(post_care, at=NOW + 5 * HOUR), at=NOW + 5 * HOUR, pain_worst=9)

        alert = Alert.objects.get()
        assert (alert.state, alert.contacted_at) == ("open", None)
        assert (alert.clock_from, alert.due_at) == (NOW + 5 * HOUR, NOW + 29 * HOUR)

    def test_same_answers_corrected_after_the_patient_was_reached_ask_for_no_second_call(
        self, post_care: Journey
    ) -> None:
        report = report_of(post_care)
        send(report, pain_worst=8)
        reach(Alert.objects.get(), NOW + HOUR)
        send(report, at=NOW + 2 * HOUR, pain_worst=8, note="It began at noon.")

        assert Alert.objects.get().contacted_at == NOW + HOUR

    def test_alert_closed_by_somebody_who_never_took_it_has_been_seen_by_them(self, post_care: Journey) -> None:
        """The patient's page says who has seen it, never that it still waits on the clinic's list."""
        send(report_of(post_care), pain_worst=8)
        close(Alert.objects.get(), NOW + HOUR)

        alert = Alert.objects.get()
        assert (alert.acknowledged_by, alert.acknowledged_at) == (staff("nurse"), NOW + HOUR)


class TestNeedleInBetween:
    @pytest.fixture
    def own_cells(self, db: None) -> Journey:
        return walked("injection")

    def test_report_of_before_the_injection_keeps_its_questions_when_corrected(self, own_cells: Journey) -> None:
        report = report_of(own_cells)
        first = send(report).submission
        cycle, people = newest_cycle(own_cells), {"by": staff(), "nurse": staff("nurse")}
        record_injection(own_cells, cycle, at=NOW + HOUR, sections=BEFORE_NEEDLE, **people)
        record_date(journey=own_cells, anchor=Anchor.INJECTION, moment=NOW + HOUR, by=staff(), at=NOW + HOUR)

        assert tick(report, NOW + DAY).level == "urgent_now"
        second = send(report, at=NOW + DAY, red_flags=("breathing",)).submission

        assert (second.version, second.day, second.hday) == (2, first.day, first.hday) == (2, None, 0)
        assert second.answers.keys() == first.answers.keys()

    def test_readiness_between_harvest_and_injection_runs_the_readiness_table(self, own_cells: Journey) -> None:
        moment = NOW + DAY
        record_date(journey=own_cells, anchor=Anchor.PROCEDURE, moment=moment, by=staff(), at=NOW)
        sent: dict[str, Any] = {"infection_now": "yes"}
        result = TriageResult.objects.get(submission=send(check_in_of(own_cells, "P-1"), **sent).submission)

        assert (result.level, result.deciding) == ("hold", ["RDY-03"])


def test_watch_sent_a_day_ahead_of_its_check_in_is_asked_again_on_that_day(follow_up: Journey) -> None:
    early = NOW - DAY
    assert check_in_of(follow_up, "F-21").due_at.date() == NOW.date()

    send(check_in_of(follow_up, "F-21"), at=early, temp_c={"unit": "C", "number": "37.5"})

    assert TriageResult.objects.get(check_in__code="F-21").level == "watch"
    assert CheckIn.objects.get(code="EXTRA").due_at.date() == NOW.date()


def test_alert_that_two_hands_share_holds_both_journeys(db: None) -> None:
    post_care, other = walked_hands("post_care", day=3)
    send(report_of(post_care), red_flags=("breathing",))
    send(report_of(other), red_flags=("breathing",))

    assert Alert.objects.count() == 1
    assert [standing_of(fresh(each), NOW).facts.open_urgent_now for each in (post_care, other)] == [1, 1]

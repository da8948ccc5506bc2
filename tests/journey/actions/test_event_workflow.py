"""From a draft to the end: who decides, what is refused, what has to be reported, and what nobody can take back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from journey.actions.event_awareness import correct_awareness
from journey.actions.event_reports import (
    add_facts,
    close_event,
    drop_report,
    make_report,
    reopen_event,
    share_words,
)
from journey.actions.event_review import add_opinion, assess_event, confirm_event, dismiss_event
from journey.domain.errors import (
    AlreadyDone,
    GateClosed,
    MoveNotAllowed,
    NotAccepted,
    NotPermitted,
    StaleVersion,
)
from journey.models import AdverseEvent, Clinic, Journey
from tests.builders import NOW, newest_cycle, other_site, report_of, send, staff
from tests.events import CAUSES, assessed, confirmed, drafted, judgement

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SERIOUS = {"criteria": ("hospital",), "measures": ("hospital",)}


def other() -> Any:
    return staff("clinician", "Dr Abel")


def again(event: AdverseEvent) -> AdverseEvent:
    return AdverseEvent.objects.get(pk=event.pk)


class TestDeciding:
    def test_clinician_confirms_and_a_repeat_changes_nothing(self, post_care: Journey) -> None:
        event = drafted(post_care, pain_worst=8)
        first = confirm_event(event=event, by=staff(), at=NOW + HOUR, expected_version=event.version)
        second = confirm_event(event=event, by=staff(), at=NOW + 2 * HOUR, expected_version=event.version)

        assert (first.state, second.version) == ("triaged", first.version)
        assert first.due_at == (NOW + 3 * DAY).replace(hour=17)
        assert [(each.what, each.before, each.after) for each in event.steps.all()] == [
            ("drafted", "", "draft"), ("confirmed", "draft", "triaged"),
        ]  # fmt: skip

    def test_second_person_reads_who_was_first(self, post_care: Journey) -> None:
        event = drafted(post_care)
        confirm_event(event=event, by=staff(), at=NOW)
        with pytest.raises(AlreadyDone, match="Dr Osei"):
            dismiss_event(event=event, reason="No.", by=other(), at=NOW)

    def test_what_may_be_serious_is_assessed_within_a_day(self, post_care: Journey) -> None:
        assert confirmed(post_care).due_at == NOW + DAY

    def test_dismissal_says_why_and_comes_back_when_something_else_is_told(self, post_care: Journey) -> None:
        event = drafted(post_care, pain_worst=8)
        with pytest.raises(NotAccepted, match="why"):
            dismiss_event(event=event, reason=" ", by=staff(), at=NOW)
        dismissed = dismiss_event(event=event, reason="Knocked it.", by=staff(), at=NOW)
        assert (dismissed.state, dismissed.due_at) == ("dismissed", None)

        send(report_of(post_care, at=NOW + HOUR), at=NOW + HOUR, signs_hand=("discharge",), discharge="pus")

        assert (again(event).state, again(event).effect_family) == ("draft", "infection")
        assert event.steps.get(what="gathered").before == "dismissed"

    def test_old_page_and_wrong_people_are_refused(self, post_care: Journey) -> None:
        event = drafted(post_care)
        with pytest.raises(StaleVersion):
            confirm_event(event=event, by=staff(), at=NOW, expected_version=event.version - 1)
        with pytest.raises(NotPermitted):
            confirm_event(event=event, by=staff("nurse"), at=NOW)
        far = staff("clinician", "Dr Far", site=other_site())
        for act in (
            lambda: confirm_event(event=event, by=far, at=NOW),
            lambda: dismiss_event(event=event, reason="x", by=far, at=NOW),
            lambda: assess_event(event=event, judgement=judgement(), by=far, at=NOW),
            lambda: add_opinion(event=event, judgement=judgement(), by=far, at=NOW),
            lambda: add_facts(event=event, text="x", known_at=NOW, by=far, at=NOW),
            lambda: share_words(event=event, text="x", by=far, at=NOW),
            lambda: correct_awareness(event=event, aware_at=NOW - DAY, reason="x", by=far, at=NOW),
            lambda: close_event(event=event, note="", by=far, at=NOW),
            lambda: reopen_event(event=event, reason="x", by=far, at=NOW),
        ):
            with pytest.raises(Http404):
                act()
        assert again(event).state == "draft"


class TestAssessing:
    def test_assessment_stands_and_derives_what_follows(self, post_care: Journey) -> None:
        event = assessed(post_care)
        assert (event.state, event.serious, event.related, event.expected) == ("assessed", False, True, False)
        assert (event.term, event.grade, event.outcome, event.due_at) == ("Wound infection", 2, "recovering", None)
        row = event.assessments.get()
        assert (row.by, row.expected_list, row.causality, row.counts_as_related) == (staff(), "2026-1", CAUSES, True)

    @pytest.mark.parametrize(
        ("changed", "criteria"),
        [
            ({"grade": 4}, ["life_threatening"]),
            ({"grade": 5, "outcome": "fatal"}, ["death"]),
            ({"term": "Joint infection", "grade": 3}, ["joint_infection"]),
            ({"term": "Neoplasms - other", "family": "tumour_formation", "grade": 1}, ["new_cancer"]),
        ],
    )
    def test_what_is_always_serious_is_so_without_a_tick(
        self, post_care: Journey, changed: dict[str, Any], criteria: list[str]
    ) -> None:
        event = assessed(post_care, **changed)
        assert event.serious
        assert event.assessments.get().criteria == criteria

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"term": ""}, "term"),
            ({"narrative": " "}, "narrative"),
            ({"family": "odd"}, "family"),
            ({"outcome": "odd"}, "outcome"),
            ({"grading_system": "odd"}, "grading_system"),
            ({"grade": 5}, "grade"),
            ({"outcome": "fatal"}, "grade"),
            ({"onset_at": NOW + HOUR}, "onset_at"),
            ({"onset_at": NOW - 30 * DAY}, "onset_at"),
            ({"resolved_at": NOW - HOUR}, "resolved_at"),
            ({"resolved_at": NOW + HOUR}, "resolved_at"),
            ({"measures": ()}, "measures"),
            ({"measures": ("none", "watch")}, "measures"),
            ({"criteria": ("odd",)}, "criteria"),
            ({"causality": {"cells": "odd"}}, "cells"),
            ({"causality": {"disease": "certain"}}, "cells"),
            ({"expected": True}, "expected"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, post_care: Journey, changed: dict[str, Any], field: str) -> None:
        event = confirmed(post_care)
        with pytest.raises(NotAccepted) as refusal:
            assess_event(event=event, judgement=judgement(**changed), by=staff(), at=NOW)
        assert refusal.value.field == field
        assert not event.assessments.exists()

    def test_expected_is_accepted_when_the_list_holds_it(self, post_care: Journey) -> None:
        mild = {"term": "Localized edema", "family": "swelling", "grade": 2, "expected": True}
        assert assessed(post_care, **mild).expected

    def test_later_assessment_says_why_and_keeps_what_was_related(self, post_care: Journey) -> None:
        event = assessed(post_care)
        version, unrelated = event.version, {"causality": {"cells": "unlikely"}}
        with pytest.raises(NotAccepted, match="why"):
            assess_event(event=event, judgement=judgement(grade=3), by=staff(), at=NOW)
        with pytest.raises(NotAccepted, match="that stays"):
            assess_event(event=event, judgement=judgement(**unrelated, reason="Looks so."), by=staff(), at=NOW)
        changed = judgement(grade=3, reason="Worse.")
        with pytest.raises(StaleVersion):
            assess_event(event=event, judgement=changed, by=other(), at=NOW, expected_version=version - 1)
        assess_event(event=event, judgement=judgement(grade=3, reason="Worse."), by=other(), at=NOW + HOUR)
        assert again(event).grade == 3
        assert [each.grade for each in event.assessments.all()] == [2, 3]

    def test_second_opinion_comes_from_another_and_the_graver_counts(self, post_care: Journey) -> None:
        event = assessed(post_care, causality={"cells": "unlikely"}, expected=False)
        assert again(event).related is False
        with pytest.raises(MoveNotAllowed, match="another clinician"):
            add_opinion(event=event, judgement=judgement(), by=staff(), at=NOW)
        add_opinion(event=event, judgement=judgement(**SERIOUS), by=other(), at=NOW)
        assert (again(event).related, again(event).serious, again(event).state) == (True, True, "report_due")
        assert again(event).grade == 2


class TestReporting:
    def test_serious_event_is_due_to_the_physician_next_day_and_to_the_profile(self, post_care: Journey) -> None:
        Clinic.objects.update(reporting_profiles=["us_ind"])
        event = assessed(post_care, **SERIOUS)
        due = {each.rule: (each.due_on - NOW.date()).days for each in event.reports.all()}
        assert due == {"site_serious": 1, "us_ind_15": 15}
        assert event.state == "report_due"
        assert event.due_at == NOW + DAY  # the second assessor, before the end of the next day

    def test_reports_are_made_one_by_one_and_stay_as_they_are(self, post_care: Journey) -> None:
        event = assessed(post_care, **SERIOUS)
        report = event.reports.get()
        values = {"report": report, "authority": "Dr Osei", "reference": "7", "by": staff("manager"), "at": NOW}
        with pytest.raises(NotAccepted, match="between"):
            make_report(**values, sent_on=NOW.date() + DAY)
        make_report(**values, sent_on=NOW.date())
        make_report(**{**values, "authority": "Another"}, sent_on=NOW.date())
        report.refresh_from_db()
        assert (report.authority, report.made_by, again(event).state) == ("Dr Osei", staff("manager"), "reported")
        with pytest.raises(AlreadyDone):
            make_report(**{**values, "by": staff()}, sent_on=NOW.date())

    def test_graver_assessment_opens_the_sooner_report_and_keeps_the_other(self, post_care: Journey) -> None:
        Clinic.objects.update(reporting_profiles=["eu_ctr"])
        event = assessed(post_care, **SERIOUS)
        worse = judgement(grade=4, criteria=("hospital",), reason="Intensive care.")
        assess_event(event=event, judgement=worse, by=staff(), at=NOW + HOUR)
        rules = set(event.reports.values_list("rule", flat=True))
        assert rules == {"site_serious", "eu_ctr_15", "eu_ctr_7", "eu_ctr_8_more"}

    def test_report_that_is_not_needed_says_why_and_is_the_leads(self, post_care: Journey) -> None:
        event = assessed(post_care, **SERIOUS)
        report = event.reports.get()
        with pytest.raises(MoveNotAllowed, match="Dr Osei"):
            drop_report(report=report, reason="Twice.", by=other(), at=NOW)
        with pytest.raises(NotAccepted):
            drop_report(report=report, reason="", by=staff(), at=NOW)
        drop_report(report=report, reason="Reported by the hospital.", by=staff(), at=NOW)
        assert again(event).state == "assessed"

    def test_new_facts_start_their_own_clock_once(self, post_care: Journey) -> None:
        Clinic.objects.update(reporting_profiles=["us_ind"])
        event = assessed(post_care, **SERIOUS)
        for report in event.reports.all():
            make_report(report=report, authority="FDA", reference="", sent_on=NOW.date(), by=staff(), at=NOW)
        late = NOW + 3 * DAY
        for _ in range(2):
            add_facts(event=event, text="Discharged.", known_at=late, by=staff("nurse"), at=late, token=event.pk)
        news = event.reports.get(fact__isnull=False)
        assert (news.rule, (news.due_on - late.date()).days, again(event).state) == ("us_ind_news", 15, "follow_up")
        with pytest.raises(NotAccepted):
            add_facts(event=event, text="x", known_at=late + HOUR, by=staff(), at=late)


class TestKnownSince:
    def correct(self, event: AdverseEvent, aware_at: Any, **more: Any) -> AdverseEvent:
        values = {"reason": "She rang the desk the evening before.", "by": staff(), "at": NOW + 2 * HOUR, **more}
        return correct_awareness(event=event, aware_at=aware_at, **values)

    def test_what_waits_for_a_report_moves_and_the_history_shows_both(self, post_care: Journey) -> None:
        Clinic.objects.update(reporting_profiles=["us_ind"])
        event = assessed(post_care, **SERIOUS)
        sent = event.reports.get(rule="site_serious")
        make_report(report=sent, authority="Dr Osei", reference="", sent_on=NOW.date(), by=staff(), at=NOW)

        corrected = self.correct(event, NOW - DAY)

        due = {each.rule: (each.due_on - NOW.date()).days for each in event.reports.all()}
        assert due == {"site_serious": 1, "us_ind_15": 14}
        step = event.steps.get(what="aware_corrected")
        assert (step.aware_before, step.aware_after, step.by) == (NOW, NOW - DAY, staff())
        assert self.correct(corrected, NOW - DAY).version == corrected.version
        assert post_care.events.get(kind="adverse_event_aware_corrected").data["from"] == NOW.isoformat()

    def test_draft_is_confirmed_by_another_day_then(self, post_care: Journey) -> None:
        event = drafted(post_care, pain_worst=8)
        before = event.due_at

        corrected = self.correct(event, NOW - 2 * DAY)

        assert corrected.due_at is not None
        assert before is not None
        assert corrected.due_at < before
        assert corrected.state == "draft"

    def test_later_moment_gives_the_time_back_when_it_was_not_known_yet(self, post_care: Journey) -> None:
        event = drafted(post_care, pain_worst=8)
        earlier = self.correct(event, NOW - 2 * DAY)

        assert self.correct(earlier, NOW, reason="It was another call.").due_at == event.due_at

    def test_moment_that_cannot_be_is_refused_with_a_sentence(self, post_care: Journey) -> None:
        event = assessed(post_care, **SERIOUS)
        early = self.correct(event, NOW - 3 * DAY)
        make_report(
            report=event.reports.get(), authority="Dr Osei", reference="", by=staff(), at=NOW,
            sent_on=(NOW - 2 * DAY).date(),
        )  # fmt: skip
        for moment, words in (
            (NOW + 3 * HOUR, "in the future"),
            (NOW + HOUR, "written down before that"),
            (NOW - DAY, "It was reported on 22 November 2026"),
        ):
            with pytest.raises(NotAccepted, match=words):
                self.correct(early, moment)
        with pytest.raises(NotAccepted, match="Write why"):
            self.correct(early, NOW - 4 * DAY, reason=" ")
        with pytest.raises(NotAccepted, match="written already"):
            self.correct(early, NOW - 3 * DAY, reason="Another word about it.")
        with pytest.raises(StaleVersion):
            self.correct(early, NOW - 4 * DAY, expected_version=event.version)
        for role in ("nurse", "manager", "coordinator"):
            with pytest.raises(NotPermitted):
                self.correct(early, NOW - 4 * DAY, by=staff(role))
        assert again(event).aware_at == NOW - 3 * DAY

    def test_what_is_over_is_taken_up_again_first(self, post_care: Journey) -> None:
        event = drafted(post_care, pain_worst=8)
        dismiss_event(event=event, reason="Knocked it.", by=staff(), at=NOW)
        with pytest.raises(MoveNotAllowed, match="Dismissed"):
            self.correct(event, NOW - DAY)
        with pytest.raises(DatabaseError), transaction.atomic():
            AdverseEvent.objects.filter(pk=event.pk).update(aware_at=NOW - DAY)


class TestClosing:
    def test_lead_closes_once_everything_is_there(self, post_care: Journey) -> None:
        event = assessed(post_care, **SERIOUS)
        with pytest.raises(GateClosed) as missing:
            close_event(event=event, note="", by=staff(), at=NOW)
        assert len(missing.value.lines) == 2
        make_report(
            report=event.reports.get(), authority="Dr Osei", reference="", sent_on=NOW.date(), by=staff(), at=NOW
        )
        add_opinion(event=event, judgement=judgement(**SERIOUS), by=other(), at=NOW)
        with pytest.raises(MoveNotAllowed, match="lead clinician"):
            close_event(event=event, note="", by=other(), at=NOW)
        closed = close_event(event=event, note="Healed.", by=staff(), at=NOW)
        assert (closed.state, closed.closed_by, closed.due_at) == ("closed", staff(), None)
        assert close_event(event=event, note="", by=staff(), at=NOW).version == closed.version
        with pytest.raises(AlreadyDone):
            close_event(event=event, note="", by=staff("manager"), at=NOW)

    def test_unknown_outcome_needs_three_attempts(self, post_care: Journey) -> None:
        from journey.actions.contacts import log_contact

        event = assessed(post_care, outcome="unknown")
        for number in range(3):
            with pytest.raises(GateClosed, match="cannot be closed"):
                close_event(event=event, note="", by=staff(), at=NOW)
            log_contact(
                cycle=newest_cycle(post_care), purpose="other", route="phone", result="no_answer",
                by=staff(), at=NOW + number * HOUR,
            )  # fmt: skip
        assert close_event(event=event, note="", by=staff(), at=NOW + DAY).state == "closed"

    def test_closed_and_dismissed_are_taken_up_again_with_a_reason(self, post_care: Journey) -> None:
        event = assessed(post_care)
        close_event(event=event, note="", by=staff(), at=NOW)
        with pytest.raises(MoveNotAllowed):
            assess_event(event=event, judgement=judgement(reason="x"), by=staff(), at=NOW)
        with pytest.raises(NotAccepted):
            reopen_event(event=again(event), reason="", by=staff(), at=NOW)
        opened = reopen_event(event=again(event), reason="New signs.", by=staff(), at=NOW)
        assert (opened.state, opened.closed_at, opened.closed_by) == ("assessed", None, None)


def test_patient_is_told_in_versions_and_only_of_what_is_confirmed(post_care: Journey) -> None:
    event = drafted(post_care)
    with pytest.raises(MoveNotAllowed):
        share_words(event=event, text="Your hand was infected.", by=staff(), at=NOW)
    confirm_event(event=event, by=staff(), at=NOW)
    for hour, text in enumerate(("Your hand was infected.", "Your hand was infected.", "It is healing.")):
        share_words(event=event, text=text, by=staff(), at=NOW + hour * HOUR)
    assert [each.text for each in event.words.all()] == ["Your hand was infected.", "It is healing."]

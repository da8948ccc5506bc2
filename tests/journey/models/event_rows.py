"""A row of every table of adverse events, and one write that breaks each of their constraints."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import models

from accounts.mail import announce
from journey.models import (
    AdverseEvent,
    AdverseEventAssessment,
    AdverseEventFact,
    AdverseEventReport,
    AdverseEventStep,
    AdverseEventWords,
    Clinic,
    ClusterMember,
    EventNotice,
    InfectionCluster,
    Journey,
    ReportNotice,
    TriageResult,
    TumourReview,
    TumourReviewFinding,
    TumourReviewReason,
)
from tests.builders import NOW, staff

DAY = timedelta(days=1)
APPEND_ONLY = [
    AdverseEventStep,
    AdverseEventAssessment,
    AdverseEventFact,
    AdverseEventWords,
    ClusterMember,
    ReportNotice,
    EventNotice,
    TumourReviewFinding,
    TumourReviewReason,
]
NEVER_DELETED = [AdverseEvent, AdverseEventReport, InfectionCluster, TumourReview]


def write_rows() -> None:
    """To the event that an alert drafted."""
    event = AdverseEvent.objects.get()
    belongs = {"event": event, "patient": event.patient}
    assessment()
    AdverseEventFact.objects.create(**belongs, text="New.", known_at=NOW, at=NOW, by=staff())
    AdverseEventWords.objects.create(**belongs, text="You had a sore hand.", at=NOW, by=staff())
    AdverseEventReport.objects.create(**belongs, rule="site_serious", due_on=NOW.date(), opened_at=NOW)
    report_notice()
    event_notice()
    cluster = InfectionCluster.objects.create(kind="lot", value="L1", found_at=NOW)
    ClusterMember.objects.create(**belongs, cluster=cluster, at=NOW)
    review = TumourReview.objects.create(
        patient=event.patient, journey=event.journey, opened_at=NOW, examine_by=NOW + DAY, image_by=NOW + DAY
    )
    of_review = {"review": review, "patient": event.patient, "at": NOW}
    TumourReviewReason.objects.create(**of_review, detail="A lump.")
    TumourReviewFinding.objects.create(
        **of_review, step="examined", done_at=NOW, who="Dr Osei", found="A cyst.", by=staff()
    )


def report_notice(**changed: Any) -> ReportNotice:
    (message,) = announce(kind="report_notice", to=[("email", "osei@example.org")], at=NOW)
    report = AdverseEventReport.objects.get(rule="site_serious")
    known = {"on": NOW.date(), "person": staff(), "channel": "email", "mail": message, "at": NOW}
    return ReportNotice.objects.create(**{"report": report, "patient": report.patient, **known, **changed})


def event_notice(**changed: Any) -> EventNotice:
    (message,) = announce(kind="event_notice", to=[("email", "osei@example.org")], at=NOW)
    event = AdverseEvent.objects.get()
    known = {"step": "confirm", "due_at": NOW, "on": NOW.date(), "person": staff(), "channel": "email", "at": NOW}
    return EventNotice.objects.create(event=event, patient=event.patient, mail=message, **{**known, **changed})


def assessment(**changed: Any) -> AdverseEventAssessment:
    event = AdverseEvent.objects.get()
    values = {
        "place": 1,
        "term": "Fever",
        "grading_system": "ctcae_5_0",
        "grade": 2,
        "effect_family": "infection",
        "onset_at": NOW,
        "serious": False,
        "expected": False,
        "expected_list": "2026-1",
        "related": True,
        "counts_as_related": True,
        "measures": ["watch"],
        "outcome": "recovering",
        "narrative": "Warm.",
        "at": NOW,
        "by": staff(),
        **changed,
    }
    return AdverseEventAssessment.objects.create(event=event, patient=event.patient, **values)


def another(model: type[models.Model], **changed: Any) -> None:
    """A copy of a row of this table, with another id and these values."""
    row = model._default_manager.first()
    assert row is not None
    row.pk, row._state.adding = uuid4(), True
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def change(model: type[models.Model], **values: Any) -> Callable[[Journey], object]:
    return lambda journey: model._default_manager.update(**values)


def event(**changed: Any) -> Callable[[Journey], object]:
    return lambda journey: another(AdverseEvent, **{"number": uuid4().hex[:12], "alert": None, **changed})


def two_of_a_session(journey: Journey) -> None:
    event(origin="harvest")(journey)
    event(origin="harvest")(journey)


def closed_review(**changed: Any) -> Callable[[Journey], object]:
    """The open one, closed in order but for these values."""
    known = {"closed_at": NOW, "closed_by": staff, "result": "harmless", "note": "A cyst.", **changed}
    return lambda journey: TumourReview.objects.update(
        **{name: value() if callable(value) else value for name, value in known.items()}
    )


SECOND = {"place": 2}
BREAKS: dict[str, Callable[[Journey], object]] = {
    "adverse_event_state_known": change(AdverseEvent, state="odd", serious=False),
    "adverse_event_source_known": event(source="odd"),
    "adverse_event_scale_known": change(AdverseEvent, grading_system="odd"),
    "adverse_event_family_known": change(AdverseEvent, effect_family="odd"),
    "adverse_event_outcome_known": change(AdverseEvent, outcome="odd"),
    "adverse_event_grade_1_to_5": change(AdverseEvent, grade=6),
    "adverse_event_ends_after_it_began": change(AdverseEvent, onset_at=NOW, resolved_at=NOW - DAY),
    "adverse_event_closed_paired": change(AdverseEvent, state="closed", serious=False, closed_at=NOW),
    "adverse_event_closed_by_somebody": lambda journey: AdverseEvent.objects.update(closed_at=NOW, closed_by=staff()),
    "adverse_event_judged_before_it_is_reported": change(AdverseEvent, state="reported"),
    "one_adverse_event_per_session_and_origin": two_of_a_session,
    "adverse_event_step_corrects_with_both_times_and_why": lambda journey: another(
        AdverseEventStep, what="aware_corrected"
    ),
    "adverse_event_step_state_known": lambda journey: another(AdverseEventStep, after="odd"),
    "adverse_event_assessments_in_order": lambda journey: assessment(),
    "assessment_grade_1_to_5": lambda journey: assessment(**SECOND, grade=0),
    "assessment_family_known": lambda journey: assessment(**SECOND, effect_family="odd"),
    "assessment_scale_known": lambda journey: assessment(**SECOND, grading_system="odd"),
    "assessment_outcome_known": lambda journey: assessment(**SECOND, outcome="odd"),
    "assessment_serious_by_its_criteria": lambda journey: assessment(**SECOND, serious=True),
    "fatal_event_is_never_expected": lambda journey: assessment(
        **SECOND, serious=True, criteria=["death"], expected=True
    ),
    "assessment_ends_after_it_began": lambda journey: assessment(**SECOND, resolved_at=NOW - DAY),
    "adverse_event_reported_once_by_each_rule": lambda journey: another(AdverseEventReport),
    "adverse_event_report_paired": lambda journey: another(
        AdverseEventReport, rule="us_ind_7", made_at=NOW, authority="FDA", sent_on=NOW.date()
    ),
    "adverse_event_report_sent_or_not_needed": lambda journey: another(
        AdverseEventReport, rule="us_ind_7", made_at=NOW, made_by=staff()
    ),
    "infection_cluster_kind_known": lambda journey: another(InfectionCluster, kind="odd"),
    "infection_cluster_settled_paired": change(InfectionCluster, settled_at=NOW, note="Found."),
    "infection_cluster_settled_with_a_note": lambda journey: InfectionCluster.objects.update(
        settled_at=NOW, settled_by=staff()
    ),
    "one_open_cluster_of_a_kind_and_value": lambda journey: another(InfectionCluster),
    "report_notice_channel_known": lambda journey: report_notice(channel="owl"),
    "one_report_notice_per_day_and_channel": lambda journey: report_notice(),
    "event_notice_step_known": lambda journey: event_notice(step="odd"),
    "event_notice_channel_known": lambda journey: event_notice(channel="owl"),
    "one_event_notice_per_time_day_and_channel": lambda journey: event_notice(),
    "one_draft_of_an_adverse_event_per_alert": lambda journey: another(AdverseEvent, number="AE-2", state="draft"),
    "event_once_in_a_cluster": lambda journey: another(ClusterMember),
    "tumour_review_result_known": closed_review(result="odd"),
    "tumour_review_closed_paired": closed_review(closed_by=None),
    "tumour_review_closed_with_a_result_in_words": closed_review(note=""),
    "tumour_review_times_in_order": lambda journey: another(
        TumourReview, closed_at=NOW, closed_by=staff(), result="harmless", note="A cyst.", image_by=NOW
    ),
    "one_open_tumour_review_per_patient": lambda journey: another(TumourReview),
    "tumour_review_reason_is_told_or_found": lambda journey: another(
        TumourReviewReason, triage=TriageResult.objects.first()
    ),
    "tumour_review_finding_step_known": lambda journey: another(TumourReviewFinding, step="odd"),
    "tumour_review_finding_says_who_and_what": lambda journey: another(TumourReviewFinding, found=""),
    "clinic_reporting_profiles_known": change(Clinic, reporting_profiles=["odd"]),
}

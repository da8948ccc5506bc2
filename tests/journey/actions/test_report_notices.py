"""Who is told of a report that is due: on its days, once a person and channel, until it was sent."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as sent
from django.db import IntegrityError

from accounts import mail
from accounts.models import OutgoingMail
from journey.actions.event_reports import make_report
from journey.actions.report_notices import tell_of_reports
from journey.models import AdverseEvent, AdverseEventReport, Clinic, Journey, ReportNotice, SiteMembership
from tests.builders import NOW, staff
from tests.events import assessed
from tests.journey.actions.test_notices import told_at

DAY = timedelta(days=1)


@pytest.fixture
def serious(post_care: Journey) -> AdverseEvent:
    """Reported within 15 days to the FDA, and to the clinic within 1. Dr Osei leads the journey."""
    Clinic.objects.update(reporting_profiles=["us_ind"])
    told_at(staff("clinician"))
    told_at(staff("manager"))
    return assessed(post_care, criteria=("hospital",))


def told(rule: str = "us_ind_15") -> list[tuple[int, str]]:
    """Days from the day on which the clinic knew, and whom."""
    rows = ReportNotice.objects.filter(report__rule=rule).select_related("person").order_by("on", "person__username")
    return [((row.on - NOW.date()).days, str(row.person)) for row in rows]


def days(first: int, last: int, at: datetime = NOW) -> None:
    for day in range(first, last + 1):
        tell_of_reports(at=at + day * DAY)


def test_lead_is_told_two_days_before_one_day_before_on_the_day_and_every_day_after(serious: AdverseEvent) -> None:
    days(0, 17)
    expected = [(day, "Dr Osei") for day in (13, 14, 15)]
    assert told() == expected + [(day, who) for day in (16, 17) for who in ("Dr Osei", "Max Lee")]


def test_same_day_is_told_once_however_often_the_job_runs(serious: AdverseEvent) -> None:
    assert [tell_of_reports(at=NOW + 13 * DAY + timedelta(minutes=5 * each)) for each in range(3)][1:] == [0, 0]
    row = ReportNotice.objects.filter(report__rule="us_ind_15").get()
    same = {"report": row.report, "patient": row.patient, "on": row.on, "person": row.person, "channel": row.channel}
    with pytest.raises(IntegrityError, match="one_report_notice_per_day_and_channel"):
        ReportNotice.objects.create(**same, mail=row.mail, at=NOW)


def test_overdue_reports_of_one_event_leave_in_one_mail(serious: AdverseEvent) -> None:
    days(16, 16)
    assert (
        ReportNotice.objects.filter(person=staff()).count(),
        OutgoingMail.objects.filter(kind="report_notice", to=f"{staff().username}@example.org").count(),
    ) == (2, 1)


def test_nobody_is_told_before_seven_in_the_morning_of_the_clinic(serious: AdverseEvent) -> None:
    days(13, 13, at=NOW.replace(hour=6, minute=59))
    assert told() == []
    days(13, 13, at=NOW.replace(hour=7, minute=0))
    assert told() == [(13, "Dr Osei")]


def test_mail_says_the_day_and_nothing_of_what_happened(serious: AdverseEvent) -> None:
    make_all(serious, but="us_ind_15")
    days(13, 13)
    mail.deliver_due(at=NOW + 13 * DAY)
    (letter,) = [each for each in sent.outbox if each.subject == "A report is due"]
    due_on = AdverseEventReport.objects.get(rule="us_ind_15").due_on
    assert f"It is due on {due_on.day} {due_on:%B %Y}." in letter.body
    for word in ("adverse", "infection", serious.number, "Rosa", "hand", str(serious.pk)):
        assert word not in letter.body


def test_report_that_is_sent_stops_the_mails_also_one_that_waits(serious: AdverseEvent) -> None:
    make_all(serious, but="us_ind_15")
    days(13, 13)
    make_all(serious)
    days(14, 16)
    assert told() == [(13, "Dr Osei")]
    mail.deliver_due(at=NOW + 13 * DAY)
    assert not [each for each in sent.outbox if "report" in each.subject.lower()]


def test_later_day_is_told_and_the_earlier_mail_that_never_left_is_not(serious: AdverseEvent) -> None:
    make_all(serious, but="us_ind_15")
    days(14, 15)
    mail.deliver_due(at=NOW + 15 * DAY)
    assert len([each for each in sent.outbox if each.subject == "A report is due"]) == 1


def test_worker_that_dies_between_notice_and_mail_leaves_neither(serious: AdverseEvent, monkeypatch: Any) -> None:
    monkeypatch.setattr(ReportNotice.objects, "bulk_create", broken)
    days(13, 13)
    assert not OutgoingMail.objects.filter(kind="report_notice").exists()
    monkeypatch.undo()
    days(13, 13)
    assert told() == [(13, "Dr Osei")]


@pytest.mark.parametrize("why", ["none", "works elsewhere"])
def test_site_lead_is_told_where_the_journey_has_none_who_works_here(serious: AdverseEvent, why: str) -> None:
    if why == "none":
        Journey.objects.update(lead_clinician=None)
    else:
        SiteMembership.objects.filter(person=staff()).delete()
    lead = told_at(staff("clinician", "Dr Obi"))
    serious.patient.site.__class__.objects.filter(pk=serious.patient.site_id).update(lead_clinician=lead)
    days(13, 13)
    assert told() == [(13, "Dr Obi")]


def broken(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError


def make_all(event: AdverseEvent, but: str = "") -> None:
    for report in event.reports.filter(made_at=None).exclude(rule=but):
        make_report(report=report, authority="FDA", reference="1", sent_on=date(2026, 11, 24), by=staff(), at=NOW)

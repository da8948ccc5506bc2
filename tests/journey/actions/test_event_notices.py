"""The lead clinician is told of an adverse event that nobody confirmed or assessed by its time, at once and daily."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as sent
from django.db import IntegrityError

from accounts import mail
from accounts.models import OutgoingMail
from journey.actions.event_notices import tell_of_late_events
from journey.actions.event_review import assess_event, confirm_event
from journey.models import AdverseEvent, EventNotice, Journey, Site, SiteMembership
from tests.builders import NOW, staff
from tests.events import drafted, judgement
from tests.journey.actions.test_notices import told_at

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def event(post_care: Journey) -> AdverseEvent:
    """It may be serious, so a clinician confirms it within the hour. Dr Osei leads the journey."""
    told_at(staff("clinician"))
    return drafted(post_care)


def told() -> list[tuple[str, str]]:
    rows = EventNotice.objects.select_related("person").order_by("at")
    return [(row.step, str(row.person)) for row in rows]


def test_draft_that_may_be_serious_is_told_at_once_past_its_hour_then_daily_until_it_is_confirmed(
    event: AdverseEvent,
) -> None:
    assert [tell_of_late_events(at=NOW + HOUR - MINUTE), tell_of_late_events(at=NOW + HOUR)] == [0, 0]
    assert [tell_of_late_events(at=NOW + HOUR + each * MINUTE) for each in (1, 6, 11)] == [1, 0, 0]
    assert tell_of_late_events(at=(NOW + DAY).replace(hour=6, minute=59)) == 0
    assert [tell_of_late_events(at=(NOW + day * DAY).replace(hour=7, minute=0)) for day in (1, 2)] == [1, 1]
    confirm_event(event=event, by=staff(), at=NOW + 2 * DAY)
    assert tell_of_late_events(at=NOW + 3 * DAY - HOUR) == 0
    assert told() == [("confirm", "Dr Osei")] * 3


def test_confirmed_one_is_told_past_the_time_of_its_assessment_until_it_is_assessed(event: AdverseEvent) -> None:
    confirm_event(event=event, by=staff(), at=NOW)
    assert [tell_of_late_events(at=NOW + DAY), tell_of_late_events(at=NOW + DAY + MINUTE)] == [0, 1]
    assess_event(event=event, judgement=judgement(), by=staff(), at=NOW + DAY + HOUR)
    assert tell_of_late_events(at=NOW + 3 * DAY) == 0
    assert told() == [("assess", "Dr Osei")]


def test_draft_that_is_not_serious_waits_in_the_queue_alone(post_care: Journey) -> None:
    told_at(staff("clinician"))
    drafted(post_care, pain_worst=8)
    assert tell_of_late_events(at=NOW + 30 * DAY) == 0


@pytest.mark.parametrize("why", ["none", "works elsewhere"])
def test_site_lead_is_told_where_the_journey_has_none_who_works_here(event: AdverseEvent, why: str) -> None:
    lead = told_at(staff("clinician", "Dr Obi"))
    Site.objects.update(lead_clinician=lead)
    if why == "none":
        Journey.objects.update(lead_clinician=None)
    else:
        SiteMembership.objects.filter(person=staff()).delete()
    assert tell_of_late_events(at=NOW + 2 * HOUR) == 1
    assert told() == [("confirm", "Dr Obi")]


def test_mail_leads_to_it_and_says_nothing_of_what_happened(event: AdverseEvent) -> None:
    tell_of_late_events(at=NOW + 2 * HOUR)
    mail.deliver_due(at=NOW + 2 * HOUR)
    (letter,) = [each for each in sent.outbox if each.subject == "A decision is past its time"]
    assert f"/{event.pk}/" in letter.body
    for word in ("infection", event.number, "Rosa", "hand", "serious"):
        assert word not in letter.body


def test_mail_that_waits_is_not_sent_once_somebody_decided(event: AdverseEvent) -> None:
    tell_of_late_events(at=NOW + 2 * HOUR)
    confirm_event(event=event, by=staff(), at=NOW + 2 * HOUR)
    mail.deliver_due(at=NOW + 2 * HOUR)
    assert not [each for each in sent.outbox if each.subject == "A decision is past its time"]


def test_one_row_for_each_time_day_person_and_channel(event: AdverseEvent) -> None:
    tell_of_late_events(at=NOW + 2 * HOUR)
    row = EventNotice.objects.get()
    (message,) = mail.announce(kind="event_notice", to=[("email", "osei@example.org")], at=NOW)
    same = {name: getattr(row, name) for name in ("event", "patient", "step", "due_at", "on", "person", "channel")}
    with pytest.raises(IntegrityError, match="one_event_notice_per_time_day_and_channel"):
        EventNotice.objects.create(**same, mail=message, at=NOW)


def test_worker_that_dies_between_notice_and_mail_leaves_neither(event: AdverseEvent, monkeypatch: Any) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(EventNotice.objects, "bulk_create", broken)
    assert tell_of_late_events(at=NOW + 2 * HOUR) == 0
    assert not OutgoingMail.objects.filter(kind="event_notice").exists()
    monkeypatch.undo()
    assert tell_of_late_events(at=NOW + 2 * HOUR) == 1

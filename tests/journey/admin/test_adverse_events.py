"""Adverse events as staff print and count them: each reader is told no more than is theirs, each event counts once."""

import re
from datetime import timedelta

from django.urls import reverse

from accounts.roles import Role
from journey.actions.event_reports import make_report, share_words
from journey.actions.event_review import add_opinion, dismiss_event
from journey.models import AdverseEvent, Journey
from tests.builders import NOW, staff
from tests.events import assessed, drafted, judgement
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.walked import walked

DAY = timedelta(days=1)
SUMMARY = reverse("admin:journey_adverseevent_summary")


def test_report_tells_the_authority_no_name_the_clinic_everything_and_the_patient_what_was_shared(
    post_care: Journey,
) -> None:
    event = assessed(post_care, criteria=("hospital",), measures=("hospital",))
    add_opinion(event=event, judgement=judgement(grade=3), by=staff("clinician", "Dr Abel"), at=NOW)
    report = event.reports.get()
    with the_time_is(NOW + 2 * DAY):
        page = client_of(Role.CLINICIAN).get(reverse("admin:journey_adverseevent_changelist"))
        assert re.search(r'class="late[^>]*>[^<]*, overdue', page.content.decode()), "red past its day"
    make_report(report=report, authority="Ethics board", reference="EB-7", sent_on=NOW.date(), by=staff(), at=NOW)
    address = reverse("admin:journey_adverseevent_report", args=[event.pk])
    with the_time_is(NOW):
        client, patient = client_of(Role.NURSE), post_care.patient
        pages = {each: said(client.get(f"{address}?for={each}")) for each in ("authority", "clinic", "patient")}
        assert "Nothing was shared with the patient yet." in pages["patient"]
        share_words(event=event, text="Your hand was infected.", by=staff(), at=NOW)
        pages["patient"] = said(client.get(f"{address}?for=patient"))

    named = (patient.full_name, str(staff()), "Dr Abel")
    body = {each: words.partition("Print")[2] or words for each, words in pages.items()}
    assert [name for name in named if name in body["authority"]] == []
    assert [name for name in named if name not in body["clinic"]] == []
    for words in ("Hospital stay", "The cells: Possible", "Second opinion", "CTCAE 5.0", event.number, "list 2026-1"):
        assert words in body["authority"], words
        assert words in body["clinic"], words
    assert "to Ethics board EB-7" in body["clinic"]
    assert "Your hand was infected." in body["patient"]
    assert "Wound infection" not in body["patient"]


def test_month_and_week_count_what_was_confirmed_against_the_injections(post_care: Journey) -> None:
    assessed(post_care, criteria=("hospital",), measures=("hospital",))
    other = walked("follow_up", day=21)
    dismiss_event(event=drafted(other, NOW, pain_worst=9), reason="Knocked it.", by=staff(), at=NOW)
    with the_time_is(NOW):
        client = client_of(Role.MANAGER)
        month = client.get(SUMMARY).context["summary"]
        week = client.get(f"{SUMMARY}?span=week&day={NOW + 7 * DAY:%Y-%m-%d}").context["summary"]
        odd = [client.get(f"{SUMMARY}?span=week&day={day}").status_code for day in ("0001-01-01", "9999-12-31", "x")]

    facts = {each.label: each.text for each in month.facts}
    assert (facts["Adverse events"].split()[0], facts["Serious"].split()[0], facts["Dismissed"]) == ("1", "1", "1")
    counted = {table.title: [row[:2] for row in table.rows] for table in month.tables[:4]}
    assert counted == {
        "By kind": [("Infection", "1")],
        "By grade": [("2, moderate", "1")],
        "By source": [("Answers of the patient", "1")],
        "By lot": [("KIT-2231", "1")],
    }
    assert len(month.tables[4].rows) == AdverseEvent.objects.count() == 2
    assert {each.label: each.text for each in week.facts}["Adverse events"].split()[0] == "0"
    assert odd == [200, 200, 200]

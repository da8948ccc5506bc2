"""What the clinic wrote down wrongly about a patient is put right with a reason, and everybody can see that it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Trace, User
from accounts.roles import Role
from journey.actions.correcting import Details, correct_patient
from journey.actions.data_requests import ask_correction
from journey.actions.inviting import invite_patient
from journey.actions.people import add_patient
from journey.domain.errors import NotAccepted, NotPermitted
from journey.models import Appointment, Invitation, JourneyEvent, Patient
from tests.builders import LONDON, helper_of, other_site, patient, staff, work_at
from tests.journey.admin.staff_pages import client_of, said
from tests.journey.views.test_door_invitation import come_in
from tests.post import newest_to, path_in
from tests.walked import walked

pytestmark = pytest.mark.django_db
RIGHT = date(1958, 3, 21)


def page(who: Patient) -> str:
    return reverse("admin:journey_patient_correct", args=[who.pk])


def typed(who: Patient, **changed: Any) -> dict[str, Any]:
    """What the page sends when nothing but this is changed."""
    names = ("full_name", "called", "record_no", "phone", "email")
    same = {name: getattr(who, name) for name in names}
    born = {"date_of_birth": who.date_of_birth.isoformat(), "site": who.site_id}
    return {**same, **born, "version": who.version, "reason": "looked at the passport", **changed}


def details(who: Patient, **changed: Any) -> Details:
    names = ("record_no", "full_name", "called", "date_of_birth", "phone", "email", "site")
    return Details(**{**{name: getattr(who, name) for name in names}, **changed})


def correct(who: Patient, by: User | None = None, **changed: Any) -> Any:
    by = by or staff(Role.COORDINATOR)
    return correct_patient(patient=who, details=details(who, **changed), reason="typo", by=by, at=timezone.now())


def test_mistyped_date_of_birth_is_put_right_and_the_patient_comes_in(client: Client) -> None:
    rosa, desk = patient(user=None, email="rosa@example.org"), client_of(Role.COORDINATOR)
    invite_patient(patient=rosa, by=staff(Role.COORDINATOR), at=timezone.now() - timedelta(hours=1))
    old = path_in(newest_to("rosa@example.org"))
    assert page(rosa) in desk.get(reverse("admin:journey_patient_change", args=[rosa.pk])).content.decode()

    answer = desk.post(page(rosa), typed(rosa, date_of_birth=RIGHT.isoformat()), follow=True)

    assert "The invitation that was out has stopped" in said(answer)
    assert "looked at the passport" in said(answer)
    assert Invitation.objects.get().ended_by == staff(Role.COORDINATOR)
    rosa.refresh_from_db()
    assert (rosa.date_of_birth, rosa.version) == (RIGHT, 2)
    row = Trace.objects.get(kind="change", table_name="journey_patient", row_id=str(rosa.pk))
    assert row.after["date_of_birth"] == "1958-03-21" != row.before["date_of_birth"]
    assert Trace.objects.get(kind="act", outcome="done", patient_id=rosa.pk).reason == "looked at the passport"
    assert client.get(old).status_code == 404
    desk.post(reverse("admin:journey_patient_invite", args=[rosa.pk]))
    assert come_in(client, path_in(newest_to("rosa@example.org")), rosa).status_code == 302


def test_address_is_written_down_before_the_sign_in_and_is_the_patients_own_after_it() -> None:
    rosa, desk = patient(user=None, email=""), client_of(Role.MANAGER)
    assert desk.post(page(rosa), typed(rosa, email="rosa@example.org")).status_code == 303
    rosa.refresh_from_db()
    assert rosa.email == "rosa@example.org"

    own = patient("Jon Delgado", email="jon@example.org")
    assert 'name="email"' not in desk.get(page(own)).content.decode()
    assert desk.post(page(own), typed(own, email="thief@example.org", called="Jonny")).status_code == 303
    own.refresh_from_db()
    assert (own.email, own.user.email, own.called) == ("jon@example.org", "jon@example.org", "Jonny")
    assert newest_to("jon@example.org").subject == "Your clinic changed your details"
    with pytest.raises(NotAccepted):
        correct(own, email="thief@example.org")


def test_team_reads_in_the_history_what_was_corrected_and_why() -> None:
    journey = walked("post_care", day=3)
    desk = client_of(Role.COORDINATOR)
    assert desk.post(page(journey.patient), typed(journey.patient, full_name="Rosa Marshall")).status_code == 303
    event = JourneyEvent.objects.get(kind="details_corrected")
    assert (event.reason, event.data) == ("looked at the passport", {"changed": ["full_name"]})
    history = desk.get(reverse("admin:journey_journey_history", args=[journey.pk]))
    assert "Corrected the details of the patient" in said(history)
    assert "full name" in said(history)


def test_second_of_two_people_sees_both_values_and_overwrites_nothing() -> None:
    rosa = patient(user=None)
    first, second = client_of(Role.COORDINATOR), client_of(Role.NURSE)
    assert first.post(page(rosa), typed(rosa, phone="01632 960 777")).status_code == 303

    answer = second.post(page(rosa), typed(rosa, phone="01632 960 888"))

    assert answer.status_code == 409
    assert "01632 960 777" in said(answer)
    assert "01632 960 888" in said(answer)
    rosa.refresh_from_db()
    assert rosa.phone == "01632 960 777"
    assert first.post(page(rosa), typed(rosa, version=1)).status_code == 303, "the second press of a double click"


def test_what_cannot_be_is_refused_in_words_and_kept_as_typed() -> None:
    rosa, jon, desk = patient(user=None), patient("Jon Delgado", user=None), client_of(Role.COORDINATOR)
    helper = helper_of(patient("Mia Wolf"), "see").user
    User.objects.filter(pk=helper.pk).update(email="helper@example.org")
    helper.refresh_from_db()
    wrong = {
        "Another patient has this record number.": {"record_no": jon.record_no},
        "The date of birth must be in the past.": {"date_of_birth": "2999-01-01"},
        "The date of birth is too long ago.": {"date_of_birth": "1899-12-31"},
        "Enter the whole phone number": {"phone": "none"},
        "A helper signs in with this address.": {"email": helper.email},
        "Enter the full name.": {"full_name": ""},
        "Write why it is corrected.": {"reason": ""},
        "hidden letter": {"called": "Ro\u202esa"},
        "Nothing is different yet.": {},
    }
    for sentence, changed in wrong.items():
        answer = desk.post(page(rosa), typed(rosa, **changed))
        assert (answer.status_code, sentence in said(answer)) == (422, True), sentence
    assert Patient.objects.get(pk=rosa.pk).version == 1
    with pytest.raises(NotAccepted, match="helper"):
        add_patient(
            site=rosa.site, record_no="R-9", full_name="A", called="A", date_of_birth=RIGHT, time_zone=LONDON,
            email=helper.email, by=staff(Role.COORDINATOR), at=timezone.now(),
        )  # fmt: skip
    Patient.objects.filter(pk=rosa.pk).update(email=helper.email)
    with pytest.raises(NotAccepted, match="helper"):
        invite_patient(patient=rosa, by=staff(Role.COORDINATOR), at=timezone.now())


def test_site_is_one_of_who_corrects_and_leaves_nothing_behind() -> None:
    journey = walked("post_care", day=3)
    rosa, desk, away = journey.patient, client_of(Role.COORDINATOR), other_site()
    assert desk.post(page(rosa), typed(rosa, site=away.pk)).status_code == 422
    with pytest.raises(Http404):
        correct(rosa, site=away)
    work_at(away, staff(Role.COORDINATOR))
    Appointment.objects.filter(patient=rosa).update(state="done")
    assert "Hand over first" in said(desk.post(page(rosa), typed(rosa, site=away.pk)))
    work_at(away, staff(Role.CLINICIAN), staff(Role.NURSE))
    assert desk.post(page(rosa), typed(rosa, site=away.pk)).status_code == 303
    rosa.refresh_from_db()
    assert rosa.site == away


def test_only_the_desk_and_managers_of_the_site_correct() -> None:
    rosa = patient(user=None)
    with pytest.raises(NotPermitted):
        correct(rosa, staff(Role.AUDITOR), called="R")
    with pytest.raises(Http404):
        correct(rosa, staff(Role.MANAGER, "Far Away", site=other_site()), called="R")


def test_request_for_a_correction_leads_there_and_says_what_was_corrected() -> None:
    rosa = patient()
    asked = ask_correction(patient=rosa, wrong="the year", right="1958", by=rosa.user, at=timezone.now())
    desk = client_of(Role.MANAGER)
    assert page(rosa) in desk.get(reverse("admin:journey_datarequest_change", args=[asked.pk])).content.decode()
    done = reverse("admin:journey_datarequest_done", args=[asked.pk])
    assert "nothing was corrected" in said(desk.get(done))
    desk.post(page(rosa), typed(rosa, date_of_birth=RIGHT.isoformat()))
    assert "Corrected since they asked: date of birth." in said(desk.get(done))

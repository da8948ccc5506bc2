"""The clinic's side of consent: what the pages say, countersigning, papers, and a withdrawal that stops the move."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from journey.actions.consent_desk import ask_again
from journey.actions.consent_withdrawing import withdraw_consent
from journey.domain.consent import Again, Scope
from journey.models import Clinic, Consent, ConsentTalk, ConsentText, Document, Journey
from tests import consents
from tests.builders import NOW, newest_cycle, staff
from tests.journey.actions.test_consents import renewed
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.papers import pdf

HOUR = timedelta(hours=1)


@pytest.fixture
def asked(preparation: Journey) -> Journey:
    again = {"why": Again.SAFETY, "note": "A letter.", "by": staff(), "at": NOW - HOUR}
    ask_again(cycle=consents.newest(preparation), **again)
    return preparation


def url(journey: Journey, name: str = "consent", *more: object) -> str:
    return reverse(f"admin:journey_journey_{name}", args=[journey.pk, *more])


def paper_form(**changed: object) -> dict[str, object]:
    return {
        "signed_as": "Rosa Marsh", "signed_at_day": "2026-11-24", "signed_at_clock": "08:30", "every_line_ticked": "on",
        "countersigned_by": staff().pk, "countersigned_at_day": "2026-11-24", "countersigned_at_clock": "08:40",
        "capacity_assessed": "on", "left_over_cells": "no", "research": "yes", "photos": "no", "token": uuid4(),
        **changed,
    }  # fmt: skip


def test_page_says_what_stands_and_countersigning_is_one_form(asked: Journey) -> None:
    with the_time_is():
        doctor, nurse = client_of(Role.CLINICIAN), client_of(Role.NURSE)
        assert "Asked for anew on 24 November 2026, 9am." in said(doctor.get(url(asked)))
        signed = consents.sign(asked, at=NOW)
        assert "Waits for a clinician" in said(nurse.get(url(asked)))
        address = url(asked, "consent_countersign", signed.pk)
        assert nurse.get(address).status_code == 403
        assert doctor.post(address, {"interpreter": ""}).status_code == 422
        for _press in range(2):
            done = doctor.post(address, {"interpreter": "Li Wei", "capacity_assessed": "on"})
            assert done.status_code == 303
        page = said(doctor.get(url(asked)))
        for each in ("Li Wei", "Time to think until 1 December 2026, 10am.", "My problem and what was found"):
            assert each in page


def test_signature_and_withdrawal_after_a_new_way_to_sign_in_are_flagged(asked: Journey) -> None:
    with the_time_is():
        renewed(asked, sent_by=staff(Role.COORDINATOR))
        signed, doctor = consents.sign(asked, at=NOW), client_of(Role.CLINICIAN)
        doubt = f"the patient got a new way to sign in: given by {staff(Role.COORDINATOR)}, used "
        address = url(asked, "consent_countersign", signed.pk)
        assert doubt in said(doctor.get(url(asked)))
        assert doubt in said(doctor.get(address))
        form = {"interpreter": "", "capacity_assessed": "on"}
        refused = doctor.post(address, form)
        assert refused.status_code == 422
        assert "Make sure face to face who signed" in said(refused)
        assert doctor.post(address, {**form, "identity_checked": "on"}).status_code == 303
        assert doubt not in said(doctor.get(url(asked)))
        cycle, patient = consents.newest(asked), asked.patient.user
        assert patient is not None
        withdraw_consent(cycle=cycle, scope=Scope.TREATMENT, by=patient, at=NOW)
        assert doubt in said(doctor.get(url(asked)))


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("signed.pdf", pdf(), "application/pdf")


def test_paper_is_recorded_once_and_with_its_scan(asked: Journey) -> None:
    with the_time_is():
        doctor, token, address = client_of(Role.CLINICIAN), uuid4(), url(asked, "consent_paper")
        assert "Scan of the paper" in said(doctor.get(address))
        for changed, refusal in (
            ({"scan": ""}, "Choose a file"),
            ({"scan": scan(), "countersigned_at_clock": "07:00"}, "The patient signs first"),
        ):
            refused = doctor.post(address, paper_form(**changed))
            assert refused.status_code == 422
            assert refusal in said(refused)
        for _press in range(2):
            assert doctor.post(address, paper_form(token=token, scan=scan())).status_code == 303
        made = Consent.objects.get(method="paper")
        assert (made.research, made.photos, made.countersigned_by) == (True, False, staff())
        kept = Document.objects.get(kind="consent_paper")
        assert bytes(kept.content.content) == pdf()


def test_talk_and_request_and_withdrawal_are_pages_of_their_own(asked: Journey) -> None:
    with the_time_is():
        doctor, desk = client_of(Role.CLINICIAN), client_of(Role.COORDINATOR)
        for name, form in (
            ("consent_talk", {"note": "Talked.", "token": uuid4()}),
            ("consent_again", {"note": "New letter.", "why": "plan", "token": uuid4()}),
        ):
            assert desk.get(url(asked, name)).status_code == 403
            assert doctor.post(url(asked, name), {}).status_code == 422
            for _press in range(2):
                assert doctor.post(url(asked, name), form).status_code == 303
        assert ConsentTalk.objects.filter(cycle=newest_cycle(asked)).count() == 3
        assert desk.post(url(asked, "consent_withdrawal"), {"scope": "treatment", "words": ""}).status_code == 303
        assert "told to Ana Cruz" in said(doctor.get(url(asked)))


def test_withdrawal_of_a_minute_ago_stops_the_move(preparation: Journey) -> None:
    with the_time_is():
        doctor = client_of(Role.CLINICIAN)
        withdraw = {"scope": Scope.TREATMENT, "by": preparation.patient.user, "at": NOW - timedelta(minutes=1)}
        withdraw_consent(cycle=consents.newest(preparation), **withdraw)
        assert "Withdrawn on 24 November 2026, 9:59am." in said(doctor.get(url(preparation, "change")))
        move = reverse("admin:journey_journey_move", args=[preparation.pk, "complete_preparation"])
        refused = doctor.post(move, {"version": preparation.version})
        assert refused.status_code == 409
        assert "(G2-01) Withdrawn on 24 November 2026, 9:59am." in said(refused)


def test_text_is_read_and_approved_by_a_clinician(preparation: Journey) -> None:
    with the_time_is():
        doctor, manager = client_of(Role.CLINICIAN), client_of(Role.MANAGER)
        add, listed = reverse("admin:journey_consenttext_add"), reverse("admin:journey_consenttext_changelist")
        assert "Version 1" in said(manager.get(listed))
        assert doctor.get(add).status_code == 302  # nothing to approve
        Clinic.objects.update(evidence_text="A new study is out.")
        assert manager.get(add).status_code == 403
        page = doctor.get(add)
        assert "Evidence text: A new study is out." in said(page)
        seen = page.content.decode().split('name="seen" value="')[1].split('"')[0]
        assert doctor.post(add, {"seen": seen}).status_code == 422
        done = doctor.post(add, {"seen": seen, "changes": "A new study.", "is_material": "yes"})
        assert done.status_code == 303
        assert "A new study is out." in said(manager.get(done["Location"]))
        assert ConsentText.objects.count() == 2

"""The papers of a journey: added, read, shared, struck out; and what the patient gets of them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Trace
from accounts.roles import Role
from journey.actions.documents import add_document, share_document, strike_document
from journey.domain.documents import MOST_BYTES, CleanFile, DocumentKind
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Document, Journey
from tests.builders import NOW, newest_cycle, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.meta.world import paper_of
from tests.papers import A_PDF, A_PICTURE, pdf
from tests.walked import walked


@pytest.fixture
def journey(db: None) -> Journey:
    return walked("post_care", day=3)


@pytest.fixture(autouse=True)
def clock():
    with the_time_is(NOW):
        yield


def url(journey: Journey, rest: str = "") -> str:
    return f"/admin/journey/journey/{journey.pk}/documents/{rest}"


def posted(**changed: object) -> dict[str, object]:
    file = SimpleUploadedFile("whatever.exe", pdf())
    return {"kind": "imaging_report", "title": "X-ray of both hands", "file": file, "token": uuid4(), **changed}


def own_client(journey: Journey) -> Client:
    client = Client()
    client.force_login(journey.patient.user)
    return client


def test_paper_is_added_read_shared_and_saved_by_the_patient(journey: Journey) -> None:
    nurse, patient = client_of(Role.NURSE), own_client(journey)
    assert nurse.post(url(journey, "new/"), posted()).status_code == 303
    kept = Document.objects.get()
    stage_page = f"/stages/{kept.stage_id}/"
    assert (kept.title, kept.size, kept.stage.code) == ("X-ray of both hands", len(pdf()), "consultation")
    assert patient.get(f"/documents/{kept.pk}/").status_code == 404
    assert "X-ray of both hands" not in said(patient.get(stage_page))

    read = nurse.get(url(journey, f"{kept.pk}/"))
    assert read.content == pdf()
    assert read.headers["Content-Disposition"] == 'attachment; filename="X-ray-of-both-hands.pdf"'
    assert read.headers["Content-Type"] == "application/pdf"
    assert "sandbox" in read.headers["Content-Security-Policy"]
    assert "no-store" in read.headers["Cache-Control"]

    assert "can save the file" in said(nurse.get(url(journey, f"{kept.pk}/share/")))
    assert nurse.post(url(journey, f"{kept.pk}/share/")).status_code == 303
    assert "X-ray of both hands" in said(patient.get(stage_page))
    assert patient.get(f"/documents/{kept.pk}/").content == pdf()
    assert "Shared" in said(nurse.get(url(journey)))


def test_form_sent_twice_is_one_document(journey: Journey) -> None:
    nurse, token = client_of(Role.NURSE), uuid4()
    for _time in range(2):
        assert nurse.post(url(journey, "new/"), posted(token=token)).status_code == 303
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"file": SimpleUploadedFile("x.pdf", b"<html>")}, "not a PDF"),
        ({"file": ""}, "Choose a file."),
        ({"title": " \u202e "}, "Write a title."),
        ({"kind": "consent_paper"}, "Select a valid choice"),
    ],
)
def test_refusal_says_why_and_keeps_what_was_typed(journey: Journey, changed: dict[str, object], told: str) -> None:
    answer = client_of(Role.NURSE).post(url(journey, "new/"), posted(**changed))

    assert answer.status_code == 422
    assert told in said(answer)
    assert "Choose the file again" in said(answer)
    assert "title" in changed or 'value="X-ray of both hands"' in answer.content.decode()
    assert not Document.objects.exists()


def test_body_larger_than_any_document_is_refused_before_it_is_read(journey: Journey) -> None:
    too_much = SimpleUploadedFile("x.pdf", b"%PDF-" + b"0" * (MOST_BYTES + 2 * 1024 * 1024))
    assert client_of(Role.NURSE).post(url(journey, "new/"), posted(file=too_much)).status_code == 413


def test_paper_that_was_struck_out_stays_with_its_reason_and_leaves_the_patient(journey: Journey) -> None:
    kept, nurse, patient = paper_of(newest_cycle(journey), shared=True), client_of(Role.NURSE), own_client(journey)
    assert patient.get(f"/documents/{kept.pk}/").status_code == 200

    assert nurse.post(url(journey, f"{kept.pk}/strike/"), {"reason": " "}).status_code == 422
    assert nurse.post(url(journey, f"{kept.pk}/strike/"), {"reason": "Of another patient."}).status_code == 303

    assert patient.get(f"/documents/{kept.pk}/").status_code == 404
    words = said(nurse.get(url(journey)))
    assert "Of another patient." in words
    assert "Struck out" in words
    assert nurse.get(url(journey, f"{kept.pk}/")).status_code == 200


def test_supplier_paper_is_never_shared(journey: Journey) -> None:
    about = {"title": "Eligibility", "file": A_PDF, "by": staff("nurse"), "at": NOW}
    paper = add_document(cycle=newest_cycle(journey), kind=DocumentKind.DONOR_ELIGIBILITY, **about)
    with pytest.raises(MoveNotAllowed, match="never shared"):
        share_document(document=paper, by=staff("nurse"), at=NOW)
    assert "Share with the patient" not in said(client_of(Role.NURSE).get(url(journey)))


def test_two_at_once_hear_who_was_first(journey: Journey) -> None:
    kept = paper_of(newest_cycle(journey), shared=True)
    assert share_document(document=kept, by=staff("nurse"), at=NOW).shared_by == staff("nurse")
    with pytest.raises(AlreadyDone, match="Nurse Kim shared this document already"):
        share_document(document=kept, by=staff(), at=NOW)
    strike_document(document=kept, reason="Wrong hand.", by=staff("nurse"), at=NOW)
    with pytest.raises(AlreadyDone, match="Nurse Kim struck this document out already"):
        strike_document(document=kept, reason="Old.", by=staff(), at=NOW)
    with pytest.raises(MoveNotAllowed, match="struck out"):
        share_document(document=kept, by=staff("nurse"), at=NOW)


@pytest.mark.parametrize(
    ("file", "title", "refusal"),
    [
        (CleanFile("application/pdf", b"MZ"), "x", NotAccepted),
        (CleanFile("image/png", A_PICTURE.content), "x", NotAccepted),
        (CleanFile("application/pdf", b""), "x", NotAccepted),
        (A_PDF, " ", NotAccepted),
        (A_PDF, "x" * 101, NotAccepted),
    ],
)
def test_action_keeps_nothing_that_the_form_would_refuse(
    journey: Journey, file: CleanFile, title: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        add_document(cycle=newest_cycle(journey), kind=DocumentKind.OTHER, title=title, file=file, by=staff(), at=NOW)


def test_desk_sees_that_there_are_papers_and_opens_none(journey: Journey) -> None:
    kept, desk = paper_of(newest_cycle(journey), shared=False), client_of(Role.COORDINATOR)
    assert "X-ray of both hands" in said(desk.get(url(journey)))
    assert desk.get(url(journey, f"{kept.pk}/")).status_code == 403
    with pytest.raises(NotPermitted):
        share_document(document=kept, by=staff("coordinator"), at=NOW)


def test_file_that_was_opened_leaves_a_row(journey: Journey) -> None:
    kept = paper_of(newest_cycle(journey), shared=False)
    client_of(Role.NURSE).get(url(journey, f"{kept.pk}/"))
    row = Trace.objects.order_by("-number").first()
    assert (row.patient_id, row.page) == (journey.patient_id, "admin:journey_journey_document_read")

"""Photos with a check-in: added, taken out, sent once, kept by a correction; seen by who may, never without consent."""

from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import Trace
from accounts.roles import Role
from journey.access.own_data import own_data
from journey.actions.consent_withdrawing import withdraw_consent
from journey.actions.photos import add_photo
from journey.actions.sending import send_check_in
from journey.domain.consent import Scope
from journey.domain.errors import NotAccepted
from journey.domain.photos import MOST_A_DAY, MOST_PHOTOS, PhotoPlace
from journey.models import CheckIn, CheckInDraft, Journey, Photo, PhotoContent, SentPhoto
from journey.presenters.my_data_file import my_data
from tests.builders import NOW, check_in_of, fill, newest_cycle, report_of, send
from tests.consents import kept
from tests.journey.admin.staff_pages import client_of, said
from tests.journey.views.patient_pages import draft_of, patient_of, question, the_clock_at, url, words
from tests.papers import A_PICTURE, picture


@pytest.fixture
def check_in(post_care: Journey) -> CheckIn:
    """A-3 of a patient who agrees to photos, with every question answered."""
    kept(post_care, at=NOW, photos=True)
    check_in = check_in_of(post_care, "A-3")
    fill(check_in, pain_worst=4)
    return check_in


@pytest.fixture(autouse=True)
def clock():
    with the_clock_at(NOW):
        yield


def posted(**changed: Any) -> dict[str, Any]:
    photo = SimpleUploadedFile("IMG_0001.HEIC", picture())
    return {"photo": photo, "place": "hand", "token": uuid4(), "add": "1", **changed}


def add(client: Client, check_in: CheckIn, **changed: Any) -> Photo:
    form = posted(**changed)
    assert client.post(question(check_in, "photo"), form).status_code == 303
    return Photo.objects.get(pk=form["token"])


def send_now(check_in: CheckIn) -> None:
    token = CheckInDraft.objects.get(check_in=check_in).token
    send_check_in(check_in=check_in, token=token, by=check_in.journey.patient.user, at=NOW)


def test_photo_is_asked_last_and_its_page_says_that_nobody_looks_at_once(check_in: CheckIn) -> None:
    client = patient_of(check_in.journey)
    after_note = client.post(question(check_in, "note"), {"value": ""})
    assert after_note["Location"] == question(check_in, "photo")
    page = client.get(question(check_in, "photo"))
    assert "Nobody looks at it at once. If you are worried, do not wait: call us on 01632 960 142." in words(page)
    assert 'enctype="multipart/form-data"' in page.content.decode()
    assert "capture" not in page.content.decode()


def test_photo_is_added_shown_taken_out_and_survives_another_device(check_in: CheckIn) -> None:
    client = patient_of(check_in.journey)
    photo = add(client, check_in, place="harvest_site")
    other_device = patient_of(check_in.journey)
    page = other_device.get(question(check_in, "photo"))
    assert "Photo 1: Where cells were taken" in words(page)
    image = other_device.get(url("photo", check_in, photo.pk))
    assert (image.status_code, image["Content-Type"]) == (200, "image/jpeg")
    assert image["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (image["X-Content-Type-Options"], "no-store" in image["Cache-Control"]) == ("nosniff", True)
    assert "1 photo" in words(client.get(url("check_in_check_answers", check_in)))

    taken_out = client.post(question(check_in, "photo"), {"take_out": str(photo.pk)})

    assert taken_out["Location"] == question(check_in, "photo")
    assert not Photo.objects.exists()
    assert not PhotoContent.objects.exists()
    assert draft_of(check_in)["photo"] == []


def test_double_click_adds_one_photo_and_continue_keeps_what_was_chosen(check_in: CheckIn) -> None:
    client, token = patient_of(check_in.journey), uuid4()
    for _n in range(2):
        add(client, check_in, token=token)
    assert Photo.objects.count() == 1
    following = client.post(question(check_in, "photo"), posted(add=""))
    assert Photo.objects.count() == 2
    assert following.status_code == 303


def test_bad_file_blank_choice_and_too_many_are_refused_and_nothing_is_lost(check_in: CheckIn) -> None:
    client = patient_of(check_in.journey)
    bad = client.post(question(check_in, "photo"), posted(photo=SimpleUploadedFile("x.jpg", b"<svg/>")))
    blank = client.post(question(check_in, "photo"), {"add": "1", "place": "hand"})
    assert (bad.status_code, blank.status_code) == (422, 422)
    assert "Take a photo, or save it as a JPEG." in words(bad)
    assert "Choose a photo first." in words(blank)
    for _n in range(MOST_PHOTOS):
        add(client, check_in)
    assert "You have added as many photos" in words(client.get(question(check_in, "photo")))
    assert client.post(question(check_in, "photo"), posted()).status_code == 422
    assert Photo.objects.count() == MOST_PHOTOS


def test_photos_of_a_day_are_counted_over_all_check_ins(check_in: CheckIn) -> None:
    by = check_in.journey.patient.user
    for _n in range(MOST_A_DAY):
        Photo.objects.create(check_in=check_in, place="hand", size=1, sha256="", added_at=NOW, added_by=by)
    with pytest.raises(NotAccepted, match="many photos for one day"):
        add_photo(check_in=check_in, file=A_PICTURE, place=PhotoPlace.HAND, by=by, at=NOW, token=uuid4())


def test_sending_twice_keeps_each_photo_once_and_a_correction_keeps_or_replaces(check_in: CheckIn) -> None:
    client = patient_of(check_in.journey)
    first = add(client, check_in)
    token = CheckInDraft.objects.get(check_in=check_in).token
    for _n in range(2):
        assert client.post(url("check_in_send", check_in), {"token": token})["Location"] == url(
            "check_in_result", check_in
        )
    assert [row.photo_id for row in SentPhoto.objects.all()] == [first.pk]

    second = add(client, check_in)
    send_now(check_in)
    client.post(question(check_in, "photo"), {"take_out": str(first.pk)})
    send_now(check_in)

    versions = {each.version: each for each in check_in.submissions.all()}
    photos = {n: set(each.sent_photos.values_list("photo", flat=True)) for n, each in versions.items()}
    assert photos == {1: {first.pk}, 2: {first.pk, second.pk}, 3: {second.pk}}
    shown = client.get(f"/answers/{versions[1].pk}/").content.decode()
    assert url("photo", check_in, first.pk) in shown
    assert url("photo", check_in, second.pk) not in shown


def test_photo_that_was_sent_cannot_be_changed_or_deleted(check_in: CheckIn) -> None:
    photo = add(patient_of(check_in.journey), check_in)
    send_now(check_in)
    for statement in (
        "delete from journey_photo",
        "update journey_photo set place = 'harvest_site'",
        "delete from journey_photocontent",
        "update journey_photocontent set content = ''",
        "delete from journey_sentphoto",
    ):
        with (
            pytest.raises(DatabaseError, match="pgtrigger: Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Photo.objects.get() == photo


def test_thrown_away_changes_take_their_photos_along(check_in: CheckIn) -> None:
    client = patient_of(check_in.journey)
    first = add(client, check_in)
    send_now(check_in)
    add(client, check_in)
    client.post(url("check_in_discard", check_in))
    assert list(Photo.objects.all()) == [first]


def test_without_consent_no_photo_is_asked_for_or_taken(post_care: Journey) -> None:
    check_in = check_in_of(post_care, "A-3")
    fill(check_in)
    client = patient_of(post_care)
    assert client.get(question(check_in, "photo")).status_code == 303
    client.post(question(check_in, "photo"), posted())
    with pytest.raises(NotAccepted, match="did not agree"):
        add_photo(
            check_in=check_in, file=A_PICTURE, place=PhotoPlace.HAND, by=post_care.patient.user, at=NOW, token=uuid4()
        )
    assert not Photo.objects.exists()


def test_consent_taken_back_hides_what_was_sent_from_staff_and_leaves_out_what_was_not(check_in: CheckIn) -> None:
    client, nurse = patient_of(check_in.journey), client_of(Role.NURSE)
    sent = add(client, check_in)
    send_now(check_in)
    address = f"/admin/journey/journey/{check_in.journey_id}/photos/"
    assert nurse.get(f"{address}{sent.pk}/").status_code == 200
    report = report_of(check_in.journey)
    fill(report)
    add(client, report)
    withdraw_consent(cycle=newest_cycle(check_in.journey), scope=Scope.PHOTOS, by=check_in.journey.patient.user, at=NOW)
    send_now(report)
    assert list(Photo.objects.all()) == [sent]
    assert nurse.get(f"{address}{sent.pk}/").status_code == 404
    assert "There are no photos to show." in said(nurse.get(address))
    assert client.get(url("photo", check_in, sent.pk)).status_code == 200


def test_staff_see_photos_beside_answers_on_the_alert_and_side_by_side(check_in: CheckIn) -> None:
    client, nurse = patient_of(check_in.journey), client_of(Role.NURSE)
    photo = add(client, check_in)
    fill(check_in, pain_worst=9)
    send_now(check_in)
    address = f"/admin/journey/journey/{check_in.journey_id}/photos/"
    alert = check_in.journey.alerts.get()
    for page in (f"/admin/journey/checkin/{check_in.pk}/change/", f"/admin/journey/alert/{alert.pk}/change/", address):
        assert f"{address}{photo.pk}/" in nurse.get(page).content.decode()
    assert "Session 1, day 3: " in said(nurse.get(address))
    assert "The hand" in said(nurse.get(address))
    before = Trace.objects.filter(kind="read").count()
    image = nurse.get(f"{address}{photo.pk}/")
    assert (image["Content-Type"], Trace.objects.filter(kind="read").count()) == ("image/jpeg", before + 1)
    assert client_of(Role.COORDINATOR).get(f"{address}{photo.pk}/").status_code == 403


def test_staff_do_not_see_what_was_not_sent_and_enter_answers_without_photos(check_in: CheckIn) -> None:
    photo = add(patient_of(check_in.journey), check_in)
    nurse, journey = client_of(Role.NURSE), check_in.journey
    assert nurse.get(f"/admin/journey/journey/{journey.pk}/photos/{photo.pk}/").status_code == 404
    entering = f"/admin/journey/journey/{journey.pk}/enter/{check_in.pk}/phone/"
    assert "All questions are answered" in said(nurse.get(f"{entering}?page=photo"))


def test_photo_of_another_check_in_or_patient_is_not_found(check_in: CheckIn) -> None:
    photo, client = add(patient_of(check_in.journey), check_in), patient_of(check_in.journey)
    other = report_of(check_in.journey)
    assert client.get(url("photo", other, photo.pk)).status_code == 404
    assert client.get(url("photo", check_in, uuid4())).status_code == 404


def test_answers_without_a_photo_take_no_statement_more(check_in: CheckIn, django_assert_max_num_queries: Any) -> None:
    client = patient_of(check_in.journey)
    client.get(question(check_in, "photo"))
    with django_assert_max_num_queries(5):
        client.get(question(check_in, "photo"))
    assert send(report_of(check_in.journey)).new


def test_own_copy_contains_the_photos(check_in: CheckIn) -> None:
    photo, patient = add(patient_of(check_in.journey), check_in), check_in.journey.patient
    send_now(check_in)
    data = own_data(patient)
    kept_as = b64encode(PhotoContent.objects.get(photo=photo).content).decode()
    assert [row["content"] for row in data["photo_files"]] == [kept_as]
    sections = my_data(patient, data, NOW).sections
    pictures = [each for section in sections for entry in section.entries for each in entry.pictures]
    assert pictures == [f"data:image/jpeg;base64,{kept_as}"]

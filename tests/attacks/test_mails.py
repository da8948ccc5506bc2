"""PHI-03, INJ-04: every mail that the product writes, read whole: none says who is a patient here, or of what."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts import encryption, tickets
from accounts.answers import answer
from accounts.choosing_password import choose_by_link, stop_using
from accounts.models import OutgoingMail, Purpose, Ticket
from accounts.roles import Role
from journey.actions.caregivers import Invitation, invite_caregiver
from journey.actions.data_requests import ask_closing, ask_correction, decide_request
from journey.actions.inviting import invite_patient
from journey.actions.own_account import change_language_and_place
from journey.actions.questions import answer_question, ask_question
from journey.actions.renewing import renew_sign_in
from journey.actions.staff_links import change_address, send_password_link
from journey.models import Clinic, Site, Stage
from tests.builders import journey_at, knows, patient, staff
from tests.factors import PASSWORD
from tests.meta.code import ROOT

pytestmark = pytest.mark.django_db
AT_WORK = "osei@example.org"
# Of the patient, of who treats them, and of where; then of what for.
NAMES = ("Zephyrine", "Quillfeather", "Ottoline", "Dr Osei", "Harbour Lane", "Hands of Today", "1944", "R-0")
OF_WHAT = re.compile(
    r"\b(hands?|wrist|thumb|joints?|pain|cells?|stem|inject\w*|harvest\w*|marrow|fat|surg\w+|surgeon|diagnos\w*|"
    r"procedure|treat\w*|therap\w*|symptoms?|check-?ins?|alert|result|urgent|medicines?|allerg\w*|consent)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def written(file_transaction: None) -> list[OutgoingMail]:
    """Everything that the product says by mail, said once."""
    zeph = patient("Zephyrine Quillfeather", email="zeph@example.org", password=PASSWORD)
    assert zeph.user is not None
    at, user = timezone.now(), zeph.user
    journey_at("post_care", day=3, who=zeph)
    newcomer = patient("Zephyrine Quill", user=None, email="q@example.org")
    Clinic.objects.update(name="Hands of Today")
    Site.objects.update(name="Harbour Lane")
    manager = staff(Role.MANAGER)
    invite_patient(patient=newcomer, by=desk(), at=at)
    helper = Invitation("Ottoline", "ottoline@example.org", "manage", 91, "Zephyrine's godmother")
    invite_caregiver(patient=zeph, asked=helper, by=user, at=at)
    correction = ask_correction(patient=zeph, wrong="Quillfeather", right="Quilfeather", by=user, at=at)
    decide_request(request=correction, outcome="done", answer="Ms Quilfeather, your hand.", by=manager, at=at)
    stage = Stage.objects.select_related("cycle__journey__patient").get(cycle__journey__patient=zeph, code="post_care")
    question = ask_question(stage=stage, words="Does Quillfeather's hand hurt?", by=user, at=at)
    answer_question(question=question, answer="It may be sore, Ms Quillfeather.", by=staff(Role.NURSE), at=at)
    change_language_and_place(patient=zeph, language="en", time_zone="Europe/Madrid", by=user, at=at)
    kim = staff(Role.NURSE)
    change_address(person=kim, email="kim@example.org", by=manager, at=at)
    send_password_link(person=kim, by=manager, at=at)
    for purpose in set(Purpose) - {Purpose.STAFF}:  # a manager sends that one
        address = AT_WORK if purpose is Purpose.WARNING else user.email
        own = None if purpose in {Purpose.SIGN_IN, Purpose.RESET, Purpose.WARNING} else user
        answer(tickets.ask(purpose=purpose, address=address, user=own, at=at).pk, at=at)
    reset = Ticket.objects.get(purpose=Purpose.RESET)
    choose_by_link(reset, user, "three quiet words", at=at)
    stop_using(user, at=at)
    renew_sign_in(patient=zeph, address="new@example.org", seen=True, by=desk(), at=at)
    closing = ask_closing(patient=zeph, by=user, at=at)
    decide_request(request=closing, outcome="done", answer="Closed.", by=manager, at=at, agreed=True)
    return list(OutgoingMail.objects.order_by("written_at"))


def desk():  # type: ignore[no-untyped-def]
    doctor = knows(staff(), PASSWORD)
    doctor.email = AT_WORK
    doctor.save(update_fields=["email"])
    return staff(Role.COORDINATOR)


def words_of(mail: OutgoingMail) -> str:
    if not mail.words:
        return mail.subject
    kept = json.loads(encryption.decrypt(mail.words))
    return "\n".join((mail.subject, kept["text"], kept["html"]))


def test_no_mail_names_a_person_a_place_or_what_it_is_about(written: list[OutgoingMail]) -> None:
    for mail in written:
        said = re.sub(r"https?://\S+|<[^>]+>", " ", words_of(mail))
        assert [name for name in NAMES if name in said] == [], mail.kind
        assert OF_WHAT.findall(said) == [], mail.kind


def test_every_kind_of_mail_is_read_above(written: list[OutgoingMail]) -> None:
    """A new kind fails here until it is written in the fixture."""
    sources = [*(ROOT / "accounts").rglob("*.py"), *(ROOT / "journey").rglob("*.py")]
    found = {kind for path in sources for kind in _kinds(path)} | {f"door_{purpose}" for purpose in Purpose}
    assert found - {mail.kind for mail in written} == set()
    assert len(found) >= 9


def _kinds(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return re.findall(r'mail\.write\(\s*kind="(\w+)"', text)


def test_every_mail_goes_to_one_address_and_its_head_is_one_line(written: list[OutgoingMail]) -> None:
    """INJ-04."""
    for mail in written:
        assert mail.to.count("@") == 1, mail.kind
        assert not re.search(r"[\r\n\x00]", mail.to + mail.subject), mail.kind


def test_link_of_a_mail_holds_nothing_but_a_secret(written: list[OutgoingMail]) -> None:
    links = {link for mail in written for link in re.findall(r"https?://[^\s\"<]+", words_of(mail))}
    assert links
    for link in links:
        assert re.fullmatch(r"http://[\w.:]+/(invitation|help|sign-in/new-password)/[\w-]{43}/", link), link


def test_limit_of_the_door_leaves_a_line_for_whoever_watches(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """BRU-04: the line has the place and no name."""
    with caplog.at_level("WARNING"):
        for number in range(40):
            client.post("/sign-in/send-code/", {"address": f"canary{number}@example.org"})
    assert "sign-in limit reached from 127.0.0.1" in caplog.text
    assert "canary" not in caplog.text

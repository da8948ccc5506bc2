"""On an empty server one command makes the clinic and somebody who may sign in, once."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import OutgoingMail, User
from accounts.roles import Role
from journey.models import Clinic, PathwayVersion, Site
from tests.builders import staff
from tests.journey.views.door_pages import link_for
from tests.post import LINK

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Ms Reed", "sign_in_name": "reed", "email": "reed@clinic.example", "clinic": "Oak Lane", "site": "Harbour",
}  # fmt: skip
CHOSEN = "three quiet words"


def run(**changed: str) -> str:
    """The path of the link that it prints."""
    out = StringIO()
    call_command("first_manager", stdout=out, **{**TYPED, **changed})
    found = LINK.search(out.getvalue())
    assert found, out.getvalue()
    return found[0].removeprefix(settings.PUBLIC_URL)


def test_empty_server_gets_a_clinic_and_a_manager_who_chooses_a_password_and_adds_others() -> None:
    link = run()

    assert not OutgoingMail.objects.exists()
    browser = Client()
    browser.post(link, {"password": CHOSEN})
    browser.post("/accounts/login/", {"login": TYPED["email"], "password": CHOSEN})
    site, version = Site.objects.get(name="Harbour", clinic__name="Oak Lane"), PathwayVersion.objects.get()
    assert version.rules_approved_at is None
    added = {
        "display_name": "Kim",
        "username": "kim",
        "email": "kim@clinic.example",
        "roles": "nurse",
        "sites": site.pk,
    }
    assert browser.post("/admin/accounts/user/add/", added).status_code == 303
    assert link_for(Client(), TYPED["email"])


def test_lost_link_is_printed_anew_until_a_password_is_chosen() -> None:
    first, second = run(email="slip@clinic.example"), run()

    assert Client().get(first).status_code == 404
    assert User.objects.get().email == TYPED["email"]
    Client().post(second, {"password": CHOSEN})
    with pytest.raises(CommandError, match="Ms Reed is a manager already"):
        run()
    assert Clinic.objects.count() == Site.objects.count() == PathwayVersion.objects.count() == 1


def test_it_refuses_with_a_sentence_and_leaves_nothing_behind() -> None:
    refused = {
        "Enter a whole e-mail address.": {"email": "reed@"},
        "This field cannot be blank.": {"clinic": ""},
        "Enter a valid username": {"sign_in_name": "two words"},
    }
    for sentence, changed in refused.items():
        with pytest.raises(CommandError, match=sentence):
            run(**changed)
        assert not User.objects.exists()
        assert not Clinic.objects.exists()

    staff(Role.MANAGER)
    with pytest.raises(CommandError, match=r"is a manager already\. Managers add others on the page Staff\."):
        run()

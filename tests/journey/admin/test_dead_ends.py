"""No link of a staff screen leads its reader to a refusal, and every number leads to a list of as many."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import resolve, reverse

from accounts.roles import Role
from journey.actions.appointments import book_appointment
from tests.builders import NOW, check_in_of, journey_at, newest_cycle, patient, send, staff
from tests.journey.admin.staff_pages import alert_of, client_of, index, the_time_is
from tests.walked import walked

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LINK = re.compile(r'<a [^>]*?href="([^"#]+)[^"]*"')
# Sorting and filtering a list are pages of the list; what carries a name of ours is a way on.
WAY_ON = re.compile(r"\?(show|journey)=")
# So many of each kind; of what clinicians reach more, for there a page differs most from patient to patient.
ENOUGH, OF_CLINICIANS = 1, 3


@pytest.fixture(scope="module")
def clinic_of_this_file(file_transaction: None) -> None:
    """People before, at and after the needle; an alert, answers to read, a visit today, visits that nobody booked."""
    with the_time_is(NOW):
        for stage in ("preparation", "harvesting"):
            journey_at(stage, who=patient(stage.title()))
        rosa = walked("post_care", day=3)
        alert_of(rosa)
        send(check_in_of(journey_at("post_care", day=5, who=patient("Ken Ode")), "A-5"), at=NOW)
        journey_at("follow_up", day=40, who=patient("Ines Roy"))
        starts = NOW + timedelta(hours=2)
        book_appointment(
            cycle=newest_cycle(rosa), clinician=staff(), kind="w2", starts_at=starts,
            ends_at=starts + timedelta(minutes=30), by=staff(Role.COORDINATOR), at=NOW,
        )  # fmt: skip


@pytest.fixture
def clinic_at_work(clinic_of_this_file: None, db: None) -> Iterator[None]:
    with the_time_is(NOW):
        yield


def test_no_link_leads_its_reader_to_a_refusal(clinic_at_work: None) -> None:
    for role in Role:
        found = dict(_walk(client_of(role), OF_CLINICIANS if role is Role.CLINICIAN else ENOUGH))

        assert {place: status for place, status in found.items() if status not in {200, 302, 303}} == {}, role
        assert "/admin/" in found


def test_each_number_of_the_work_queue_leads_to_a_list_of_as_many(clinic_at_work: None) -> None:
    for role in Role:
        client = client_of(role)
        for row in index(client).context.get("queue") or ():
            if row.count:
                shown = client.get(row.url).context["cl"]
                assert str(shown.result_count) == row.count, (role, row.key)
                assert client.get(row.name_url).status_code == 200, (role, row.key)


def _walk(client: Client, enough: int) -> Iterator[tuple[str, int]]:
    """Every address that links reach from the first page, with what it answers; a few of each kind."""
    seen, kinds = {reverse("admin:index")}, Counter[tuple[str, str]]()
    ahead = deque(seen)
    while ahead:
        place = ahead.popleft()
        response = client.get(place)
        yield place, response.status_code
        if response.status_code != 200:
            continue
        for link in map(unescape, LINK.findall(response.content.decode())):
            if not link.startswith("/admin/") or ("?" in link and not WAY_ON.search(link)) or link in seen:
                continue
            path, _, shown = link.partition("?")
            kind = resolve(path).view_name, ID.sub("", shown)
            kinds[kind] += 1
            if kinds[kind] <= enough:
                seen.add(link)
                ahead.append(link)

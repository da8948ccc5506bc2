"""Opening a record outside the team: who may, who is found, how long, what is told (IDR-01, FUN-01, FUN-03)."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404, HttpResponse
from django.urls import reverse

from accounts.models import Kind, Outcome, Trace, User
from accounts.roles import Role
from journey.access import get_journey
from journey.actions.notes import write_note
from journey.actions.opened_records import end_opening, open_record, review_opening
from journey.actions.staff import set_sites
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Clinic, Journey, JourneyEvent, OpenedRecord
from tests.builders import NOW, newest_cycle, other_site, patient, staff
from tests.journey.admin.staff_pages import client_of, index, said, the_time_is
from tests.statements import statements
from tests.walked import walked

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ADD = "/admin/journey/openedrecord/add/"
LIST = "/admin/journey/openedrecord/"
WHY = {"reason": "emergency", "note": "Called at night, cannot reach the team."}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    with the_time_is(NOW):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def rosa() -> Journey:
    return walked("post_care", day=3)


def far(role: Role = Role.NURSE) -> User:
    return staff(role, f"Far {role}", site=other_site())


def asked(person: User, **typed: str) -> HttpResponse:
    return client_of(person).post(ADD, {**WHY, **typed})


def workspace_of(rosa: Journey) -> str:
    return reverse("admin:journey_journey_change", args=[rosa.pk])


def opened(rosa: Journey, by: User | None = None) -> OpenedRecord:
    return open_record(patient=rosa.patient, by=by or far(), at=NOW, **WHY)


# Finding ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["number", "number in small letters", "name and birth"])
def test_one_page_opens_the_record_that_is_named_exactly(rosa: Journey, way: str) -> None:
    born = rosa.patient.date_of_birth.isoformat()
    typed = {
        "number": {"record_no": rosa.patient.record_no},
        "number in small letters": {"record_no": f" {rosa.patient.record_no.lower()} "},
        "name and birth": {"full_name": "rosa  marsh", "date_of_birth": born},
    }[way]
    nurse = far()

    response = asked(nurse, **typed)

    assert (response.status_code, response.headers["Location"]) == (303, workspace_of(rosa))
    page = said(client_of(nurse).get(workspace_of(rosa)))
    assert "You opened this record outside your team: Emergency care" in page
    assert "Called at night, cannot reach the team." in page
    assert "Open to you until" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"record_no": "R-"},
        {"record_no": "%"},
        {"full_name": "Rosa Marsh", "date_of_birth": "1961-05-05"},
        {"full_name": "Rosa", "date_of_birth": "1961-05-04"},
        {"full_name": "Rosa Marsh"},
        {"date_of_birth": "1961-05-04"},
        {},
    ],
)
def test_words_that_do_not_fit_exactly_name_nobody(rosa: Journey, typed: dict[str, str]) -> None:
    """It is no browsing tool: nothing of a near miss is shown, and nothing is opened."""
    response = asked(far(), **typed)

    assert response.status_code == 422
    assert not OpenedRecord.objects.exists()
    assert rosa.patient.record_no not in said(response)
    assert workspace_of(rosa) not in response.content.decode()


def test_nobody_and_a_near_miss_read_the_same(rosa: Journey) -> None:
    near = said(asked(far(), record_no=rosa.patient.record_no + "0"))
    nobody = said(asked(far(), record_no="R-99999999"))

    assert "No record fits exactly." in near
    assert "No record fits exactly." in nobody
    asks = Trace.objects.filter(kind=Kind.ACT, outcome=Outcome.FAILED, table_name="journey_openedrecord")
    assert [(row.actor_name, row.patient_id) for row in asks] == [("Far nurse", None)] * 2, "AUD-01"


def test_two_people_of_one_name_and_birth_need_the_number(rosa: Journey) -> None:
    patient("Rosa Marsh")
    response = asked(far(), full_name="Rosa Marsh", date_of_birth="1961-05-04")

    assert response.status_code == 422
    assert "Use the record number" in said(response)
    assert not OpenedRecord.objects.exists()


@pytest.mark.parametrize("missing", ["reason", "note"])
def test_without_a_reason_in_words_nothing_opens(rosa: Journey, missing: str) -> None:
    assert asked(far(), record_no=rosa.patient.record_no, **{missing: " "}).status_code == 422
    with pytest.raises(NotAccepted):
        open_record(patient=rosa.patient, by=far(), at=NOW, **{**WHY, missing: " "})
    assert not OpenedRecord.objects.exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_roles_that_do_not_care_for_patients_may_not(rosa: Journey, role: Role) -> None:
    assert asked(far(role), record_no=rosa.patient.record_no).status_code == 403
    with pytest.raises(NotPermitted):
        opened(rosa, far(role))
    assert not OpenedRecord.objects.exists()


def test_record_of_my_own_site_is_not_opened_but_shown(rosa: Journey) -> None:
    response = asked(staff(Role.NURSE), record_no=rosa.patient.record_no)

    assert response.headers["Location"] == workspace_of(rosa)
    assert not OpenedRecord.objects.exists()
    assert "outside your team" not in said(client_of(staff(Role.NURSE)).get(workspace_of(rosa)))
    with pytest.raises(MoveNotAllowed):
        opened(rosa, staff(Role.NURSE))


def test_second_click_is_the_same_opening(rosa: Journey) -> None:
    for _click in range(2):
        assert asked(far(), record_no=rosa.patient.record_no).status_code == 303

    assert OpenedRecord.objects.count() == 1
    assert JourneyEvent.objects.filter(kind="opened_outside_team").count() == 1


# For how long, for whom ----------------------------------------------------------------------------------


def sees(rosa: Journey, person: User, at: Any = NOW) -> bool:
    try:
        return get_journey(person, rosa.pk, at) == rosa
    except Http404:
        return False


def test_record_is_open_for_a_day_to_that_person_alone(rosa: Journey) -> None:
    nurse, colleague = far(), far(Role.CLINICIAN)
    opened(rosa, nurse)

    assert sees(rosa, nurse)
    assert sees(rosa, nurse, NOW + 24 * HOUR - MINUTE)
    assert not sees(rosa, nurse, NOW + 24 * HOUR)
    assert not sees(rosa, nurse, NOW - MINUTE)
    assert not sees(rosa, colleague)


def test_hours_are_a_setting_of_the_clinic(rosa: Journey) -> None:
    Clinic.objects.update(outside_team_hours=2)
    opened(rosa)

    assert sees(rosa, far(), NOW + HOUR)
    assert not sees(rosa, far(), NOW + 2 * HOUR)


@pytest.mark.parametrize("hours", [0, 73])
def test_hours_outside_the_bounds_are_refused_by_the_database(rosa: Journey, hours: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.update(outside_team_hours=hours)


def test_opened_record_can_be_written_and_only_while_it_is_open(rosa: Journey) -> None:
    nurse, stage = far(), newest_cycle(rosa).stages.get(code="post_care")
    opened(rosa, nurse)

    note = write_note(stage=stage, text="Told to come in.", by=nurse, at=NOW + HOUR)

    assert note.written_by == nurse
    with pytest.raises(Http404):
        write_note(stage=stage, text="Again.", by=nurse, at=NOW + 25 * HOUR)


def test_ended_early_it_is_closed_at_once(rosa: Journey) -> None:
    nurse = far()
    opening = opened(rosa, nurse)
    client, end = client_of(nurse), reverse("admin:journey_openedrecord_end", args=[opening.pk])
    assert client.get(end).status_code == 200
    assert sees(rosa, nurse)

    assert client.post(end).status_code == 303

    assert not sees(rosa, nurse)
    assert client.get(workspace_of(rosa)).status_code == 404
    assert JourneyEvent.objects.filter(kind="outside_team_ended", by=nurse).count() == 1


def test_only_the_person_ends_it(rosa: Journey) -> None:
    opening = opened(rosa)
    end = reverse("admin:journey_openedrecord_end", args=[opening.pk])

    assert client_of(far(Role.CLINICIAN)).post(end).status_code == 404
    with pytest.raises(NotPermitted):
        end_opening(opening=opening, by=far(Role.CLINICIAN), at=NOW)
    assert sees(rosa, far())


def test_role_that_is_taken_away_takes_the_opening_with_it(rosa: Journey) -> None:
    """FUN-04."""
    nurse = far()
    opened(rosa, nurse)
    nurse.groups.clear()

    assert not sees(rosa, User.objects.get(pk=nurse.pk))


def test_flag_goes_when_the_person_joins_the_team(rosa: Journey) -> None:
    nurse = far()
    opened(rosa, nurse)
    set_sites(person=nurse, sites=[rosa.patient.site], by=staff(Role.MANAGER), at=NOW)

    assert "outside your team" not in said(client_of(nurse).get(workspace_of(rosa)))


def test_flag_stands_on_the_pages_behind_the_workspace_too(rosa: Journey) -> None:
    opened(rosa)
    page = reverse("admin:journey_journey_note", args=[rosa.pk])

    assert "You opened this record outside your team" in said(client_of(far()).get(page))


# What is told, and the review ------------------------------------------------------------------------------


def test_patients_history_says_who_opened_it_and_why(rosa: Journey) -> None:
    opened(rosa)
    history = said(client_of(staff()).get(reverse("admin:journey_journey_history", args=[rosa.pk])))

    assert "Opened the record from outside the team" in history
    assert "Far nurse" in history
    assert "Called at night" in history


def test_manager_reviews_with_a_note_and_the_list_names_no_patient(rosa: Journey) -> None:
    opening, manager = opened(rosa), staff(Role.MANAGER)
    client = client_of(manager)
    listed = client.get(LIST)
    assert rosa.patient.record_no in said(listed)
    assert "Rosa" not in said(listed)
    assert "Rosa" not in said(client.get(f"{LIST}{opening.pk}/change/"))
    review = reverse("admin:journey_openedrecord_review", args=[opening.pk])

    assert client.post(review, {"note": ""}).status_code == 422
    assert client.post(review, {"note": "Agreed with the team."}).status_code == 303

    opening.refresh_from_db()
    assert (opening.reviewed_by, opening.reviewed_at, opening.review_note) == (manager, NOW, "Agreed with the team.")
    assert list(client.get(LIST).context["cl"].result_list) == []
    assert len(client.get(LIST, {"review": "done"}).context["cl"].result_list) == 1


def test_second_manager_reads_who_was_first(rosa: Journey) -> None:
    opening = opened(rosa)
    for _again in range(2):
        review_opening(opening=opening, note="Fine.", by=staff(Role.MANAGER), at=NOW)

    with pytest.raises(AlreadyDone, match="Max Lee"):
        review_opening(opening=opening, note="Fine.", by=staff(Role.MANAGER, "Mia Lee"), at=NOW)


def test_nobody_reviews_what_they_opened_themselves(rosa: Journey) -> None:
    both = far(Role.NURSE)
    opening = opened(rosa, both)
    both.groups.add(*staff(Role.MANAGER).groups.all())
    person = User.objects.get(pk=both.pk)

    with pytest.raises(NotAccepted, match="Another manager"):
        review_opening(opening=opening, note="Fine.", by=person, at=NOW)


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLINICIAN, Role.COORDINATOR, Role.AUDITOR])
def test_list_is_the_managers(rosa: Journey, role: Role) -> None:
    """FUN-03."""
    opening = opened(rosa)
    for address in (LIST, f"{LIST}{opening.pk}/change/", f"{LIST}{opening.pk}/review/"):
        assert client_of(staff(role)).get(address).status_code == 403, address


def test_opening_is_never_deleted(rosa: Journey) -> None:
    opening = opened(rosa)
    with pytest.raises(ProgrammingError), transaction.atomic():
        opening.delete()


def test_menu_leads_the_desk_to_the_page_and_the_manager_to_the_list() -> None:
    other_site()
    desk, manager = index(client_of(far())).content.decode(), index(client_of(staff(Role.MANAGER))).content.decode()

    assert f'href="{ADD}"' in desk
    assert f'href="{LIST}"' in manager
    assert f'href="{ADD}"' not in manager


def test_open_record_costs_the_workspace_no_statement(rosa: Journey) -> None:
    home = statements(client_of(staff(Role.NURSE)), workspace_of(rosa))
    opened(rosa)

    assert statements(client_of(far()), workspace_of(rosa)) == home


def test_day_later_the_address_is_not_found(rosa: Journey) -> None:
    nurse = far()
    opened(rosa, nurse)
    with time_machine.travel(NOW + 25 * HOUR, tick=False):
        assert client_of(nurse).get(workspace_of(rosa)).status_code == 404

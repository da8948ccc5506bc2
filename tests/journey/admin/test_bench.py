"""The bench of a version: who may, what it shows, what is refused and stays typed; each reason is written once."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from journey.models import FallReason, PathwayVersion, SavedCase
from tests.bench import two_versions
from tests.builders import pathway_version, staff
from tests.journey.admin.staff_pages import client_of, said

pytestmark = pytest.mark.django_db
PASTED = "case_id,day,temp_c\nfever,3,39.5\ncalm,3,36.8\n"
SAVE = reverse("admin:journey_savedcase_add")


@pytest.fixture
def versions(db: None) -> tuple[PathwayVersion, PathwayVersion]:
    return two_versions()


def bench_of(version: PathwayVersion) -> str:
    return reverse("admin:journey_pathwayversion_bench", args=[version.pk])


def pasted(old: PathwayVersion, text: str = PASTED, **more: str) -> dict[str, str]:
    return {"other": str(old.pk), "generated": "0", "pasted": text, **more}


def reason_fields(response: Any) -> list[str]:
    return re.findall(r'name="(reason-[0-9a-f]{64})"', response.content.decode())


def test_only_version_has_nothing_to_be_compared_with() -> None:
    words = said(client_of(Role.CLINICIAN).get(bench_of(pathway_version())))
    assert "There is no other version to compare with." in words


def test_saved_cases_and_cases_by_chance_are_tried_from_an_address(
    versions: tuple[PathwayVersion, PathwayVersion],
) -> None:
    old, new = versions
    page = client_of(Role.CLINICIAN).get(bench_of(new), {"other": str(old.pk), "saved": "on", "generated": "1000"})

    words = said(page)
    assert page.status_code == 200
    assert "2,130" in words
    assert "TV-047: From Urgent now to Call in 24 h" in words
    assert "Decided before: INF-07." in words
    assert re.search(r"[0-9]+ cases by chance fall like this", words)
    assert "2 falls still need a reason." in words
    assert "None was found: no answer made worse lowers the level in the new rules." in words
    assert len(reason_fields(page)) == 2


def test_manager_tries_cases_and_cannot_write_a_reason(versions: tuple[PathwayVersion, PathwayVersion]) -> None:
    old, new = versions
    manager = client_of(Role.MANAGER)

    page = manager.post(bench_of(new), pasted(old))

    assert "fever: From Urgent now to Call in 24 h" in said(page)
    assert "Only a clinician may do this." in said(page)
    assert reason_fields(page) == []
    assert manager.post(bench_of(new), pasted(old, act="reasons")).status_code == 403


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("case_id,day,temp_c\na,3,100.4\n", "Row 2, column temp_c: 100.4 is outside 30 to 43."),
        ("case_id,day,sweling\na,3,mild\n", "Row 1, column 'sweling': There is no such column."),
        ("case_id,day,since\na,3,4\n", "Row 2, column since: It must be the same as day"),
        ("case_id,day,expected_level\na,3,urgent\n", "Row 2, column expected_level: 'urgent' is not a level."),
        ("case_id,day\n", "There is no row below the names of the columns."),
        ("", "Choose cases to try"),
    ],
)
def test_rows_that_cannot_be_read_are_named_and_stay_typed(
    versions: tuple[PathwayVersion, PathwayVersion], text: str, sentence: str
) -> None:
    old, new = versions
    page = client_of(Role.CLINICIAN).post(bench_of(new), pasted(old, text))

    assert page.status_code == 422
    assert sentence in said(page)
    assert page.context["form"]["pasted"].value() == text


def test_reason_is_kept_once_and_what_was_typed_stays_when_it_is_refused(
    versions: tuple[PathwayVersion, PathwayVersion],
) -> None:
    old, new = versions
    first, second = client_of(Role.CLINICIAN), client_of(staff(Role.CLINICIAN, "Dr Abel"))
    (field,) = reason_fields(first.post(bench_of(new), pasted(old)))

    def write(client: Client, words: str) -> Any:
        return client.post(bench_of(new), pasted(old, act="reasons", **{field: words}))

    nothing, too_long = write(first, "  "), write(first, "x" * 1001)
    assert (nothing.status_code, too_long.status_code) == (422, 422)
    assert "Write a reason for at least one case." in said(nothing)
    assert "x" * 1001 in too_long.content.decode()
    assert too_long.context["form"]["pasted"].value() == PASTED

    kept = write(first, "Fever alone is no longer urgent.")
    assert kept.status_code == 303
    assert f"other={old.pk}" in kept.headers["Location"]
    # The first presses again; somebody else had the page open before.
    assert write(first, "Fever alone is no longer urgent.").status_code == 303
    late = write(second, "Because.")
    assert late.status_code == 409
    assert "Dr Osei wrote why fever falls already." in said(late)
    assert "Because." in said(late)
    assert FallReason.objects.count() == 1

    again = first.post(bench_of(new), pasted(old))
    assert "Fever alone is no longer urgent. Dr Osei" in said(again)
    assert "Every fall has its reason." in said(again)


def test_cases_are_saved_with_their_level_and_left_out_by_name() -> None:
    clinician = client_of(Role.CLINICIAN)
    page = clinician.post(SAVE, {"cases": PASTED})
    assert page.status_code == 422
    assert "Case fever has no expected_level." in said(page)
    assert page.context["form"]["cases"].value() == PASTED

    rows = "case_id,day,temp_c,expected_level,description\nfever,3,39.5,urgent_now,A hot day\n"
    for _time in range(2):
        assert clinician.post(SAVE, {"cases": rows}).status_code == 303
    case = SavedCase.objects.get()
    one = reverse("admin:journey_savedcase_change", args=[case.pk])
    leave_out = reverse("admin:journey_savedcase_leave_out", args=[case.pk])
    assert "A hot day" in said(clinician.get(one))
    answers = [clinician.post(leave_out).status_code for _time in range(2)]

    case.refresh_from_db()
    assert answers == [303, 303]
    assert case.left_out_by == staff()
    assert "It is left out already." in said(clinician.get(one))
    assert client_of(Role.NURSE).get(one).status_code == 403

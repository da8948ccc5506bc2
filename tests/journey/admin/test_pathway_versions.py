"""The pathway's pages: who sees which, two people in one draft, a file, and many journeys at once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from journey.actions.pathway_drafts import copy_version, seen_of
from journey.actions.pathway_review import send_to_review
from journey.models import Journey, PathwayVersion
from journey.pathway.parts import entries, parts
from journey.pathway.reading_file import write_file
from tests.builders import NOW, fresh, other_site, staff
from tests.journey.actions.test_pathway_versions import TEXT, change, draft_of, newer
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.walked import walked


@pytest.fixture(scope="module")
def published_of_this_file(file_transaction: None) -> PathwayVersion:
    walked("post_care", day=3)
    return PathwayVersion.objects.get()


@pytest.fixture
def published(published_of_this_file: PathwayVersion, db: None) -> Iterator[PathwayVersion]:
    with the_time_is(NOW):
        yield PathwayVersion.objects.get(pk=published_of_this_file.pk)


def at(version: PathwayVersion, page: str, *more: Any) -> str:
    return reverse(f"admin:journey_pathwayversion_{page}", args=[version.pk, *more])


def typed(version: PathwayVersion, index: int = 0, **changed: str) -> dict[str, str]:
    """What the form of a text holds."""
    entry = entries(PathwayVersion.objects.get(pk=version.pk).document, parts()["education"])[index]
    shown = {name: entry[name] for name in ("code", "title", "body")}
    return {**shown, "sources": "\n".join(entry["sources"]), "seen": seen_of(entry), **changed}


def test_entry_is_a_form_in_a_draft_and_words_elsewhere(published: PathwayVersion) -> None:
    draft = draft_of(published)
    clinician = client_of(Role.CLINICIAN)

    assert b"<textarea" in clinician.get(at(draft, "entry", "education", 0)).content
    assert b"<textarea" not in clinician.get(at(published, "entry", "education", 0)).content
    assert b"<textarea" not in client_of(Role.NURSE).get(at(draft, "entry", "education", 0)).content
    assert clinician.get(at(draft, "entry", "education", 99)).status_code == 404
    assert clinician.get(at(draft, "part", "nothing")).status_code == 404


def test_every_part_and_the_largest_forms_can_be_opened(published: PathwayVersion) -> None:
    draft, clinician = draft_of(published), client_of(Role.CLINICIAN)

    for part in parts().values():
        pages = [at(draft, "entry", part.code, 0)]
        pages += [at(draft, "part", part.code)] if part.is_list else []
        pages += [at(draft, "new_entry", part.code)] if part.is_list and not part.fixed else []
        for page in pages:
            assert clinician.get(page).status_code == 200, page


def test_mistake_is_said_at_its_field_and_what_was_typed_is_kept(published: PathwayVersion) -> None:
    draft = draft_of(published)

    response = client_of(Role.MANAGER).post(
        at(draft, "entry", "education", 0), typed(draft, title="Our questions", body="This is a cure.")
    )

    assert response.status_code == 422
    assert "“cure” is a banned word" in said(response)
    assert 'id="id_body_error"' in response.content.decode()
    assert "Our questions" in response.content.decode()
    assert PathwayVersion.objects.get(pk=draft.pk).revision == 1


def test_parts_that_do_not_fit_yet_are_kept_after_a_tick(published: PathwayVersion) -> None:
    draft, client = draft_of(published), client_of(Role.CLINICIAN)
    address = at(draft, "entry", "defaults", 0)
    numbers = {**draft.document["defaults"], "no_nsaid_days": 13, "seen": seen_of(draft.document["defaults"])}

    refused = client.post(address, numbers)
    kept = client.post(address, {**numbers, "unfinished": "1"})

    assert (refused.status_code, kept.status_code) == (422, 303)
    assert "Keep it in the draft like this." in said(refused)
    page = said(client.get(at(draft, "change")))
    assert "instructions[no_nsaid].days" in page
    assert "Parts of it do not fit yet: see below." in page


def test_second_of_two_people_sees_both_values_and_may_save_on_purpose(published: PathwayVersion) -> None:
    draft = draft_of(published)
    opened = typed(draft, body="Our other words.")
    change(draft, body=TEXT)
    client = client_of(Role.CLINICIAN)

    response = client.post(at(draft, "entry", "education", 0), opened)

    assert response.status_code == 409
    assert f"Text {TEXT} Our other words." in said(response)
    again = response.context["form"]["seen"].value()
    assert client.post(at(draft, "entry", "education", 0), {**opened, "seen": again}).status_code == 303
    assert PathwayVersion.objects.get(pk=draft.pk).content.education[0].body == "Our other words."


def test_row_is_added_without_saving(published: PathwayVersion) -> None:
    draft = draft_of(published)
    index = next(n for n, each in enumerate(draft.document["questions"]) if each["key"] == "swelling")

    response = client_of(Role.CLINICIAN).post(
        at(draft, "entry", "questions", index), {"title": "How swollen?", "choices-total": "2", "more-choices": "1"}
    )

    assert response.status_code == 200
    assert "How swollen?" in response.content.decode()
    assert 'name="choices-2-label"' in response.content.decode()
    assert 'name="choices-total" value="3"' in response.content.decode()


def test_rule_that_nobody_may_miss_is_not_taken_out(published: PathwayVersion) -> None:
    draft, client = draft_of(published), client_of(Role.CLINICIAN)
    address = at(draft, "take_out", "education", 0)

    response = client.post(address, {"seen": seen_of(draft.document["education"][0])})

    assert response.status_code == 422
    assert "“about_stem_cells” is missing." in said(response)
    assert client.get(at(draft, "take_out", "visits", 0)).status_code == 404


def sent_file(client: Client, content: bytes) -> HttpResponse:
    upload = SimpleUploadedFile("pathway.json", content, content_type="application/json")
    return client.post(reverse("admin:journey_pathwayversion_add"), {"import": "1", "file": upload})


def test_saved_file_becomes_a_draft_and_a_faulty_one_is_refused_with_its_places(published: PathwayVersion) -> None:
    client = client_of(Role.CLINICIAN)
    saved = client.get(at(published, "export"))
    faulty = write_file({**published.document, "notes": {**published.document["notes"], "chart": "A cure."}})

    accepted, refused, no_file = sent_file(client, saved.content), sent_file(client, faulty), sent_file(client, b"no")

    assert saved["Content-Disposition"] == 'attachment; filename="pathway-1.json"'
    assert (accepted.status_code, refused.status_code, no_file.status_code) == (303, 422, 422)
    assert "notes.chart : “cure” is a banned word" in said(refused)
    assert "The file is no JSON: line 1, character 1." in said(no_file)
    assert [each.checksum for each in PathwayVersion.objects.filter(state="draft")] == [published.checksum]


def test_delivered_pathway_is_begun_with(published: PathwayVersion) -> None:
    response = client_of(Role.MANAGER).post(reverse("admin:journey_pathwayversion_add"), {"delivered": "1"})

    assert response.status_code == 303
    assert PathwayVersion.objects.get(state="draft").drafted_by == staff("manager")


def test_differences_stand_side_by_side_with_any_other_version(published: PathwayVersion) -> None:
    draft = change(draft_of(published), body=TEXT)
    client = client_of(Role.NURSE)

    with CaptureQueriesContext(connection) as statements:
        page = said(client.get(at(draft, "difference")))

    assert "1 entry differs." in page
    assert f"{published.content.education[0].body} {TEXT}" in page
    assert client.get(at(draft, "difference"), {"with": "77"}).status_code == 404
    assert "There is no version before this one." in said(client.get(at(published, "difference")))
    assert len(statements) < 25


def test_approval_page_is_refused_when_the_draft_changed_since(published: PathwayVersion) -> None:
    draft = change(draft_of(published), body=TEXT)
    send_to_review(version=draft, by=staff("clinician", "Dr Abel"), at=NOW)
    client = client_of(Role.CLINICIAN)

    assert client.post(at(draft, "approve"), {"agree": "on", "seen": "old"}).status_code == 409
    assert client.post(at(draft, "approve"), {"agree": "on", "seen": draft.checksum}).status_code == 303
    author = client_of(staff("clinician", "Dr Abel"))
    assert "Nobody yet" not in said(author.get(at(draft, "change")))


def test_journeys_move_together_after_their_preview(published: PathwayVersion) -> None:
    rosa, ken = walked("post_care", day=3), walked("follow_up")
    newer(published, title="How bad was your worst pain today?")
    client = client_of(Role.CLINICIAN)
    address = at(published, "journeys")
    chosen = {"journeys": [str(rosa.pk), str(ken.pk)]}

    preview = client.post(address, chosen)
    seen = {f"seen-{each.id}": each.seen for each in preview.context["chosen"]}
    moved = client.post(address, {**chosen, **seen, "confirmed": "1"})

    assert preview.status_code == 200
    assert "2 of 2 can move." in said(preview)
    assert "Questions of check-ins that are not sent yet: 1" in said(preview)
    assert moved.status_code == 303
    assert {fresh(each).pathway_version.number for each in (rosa, ken)} == {2}
    assert "None of your patients' open journeys" in said(client.get(address))


def test_journeys_of_another_site_are_neither_shown_nor_moved(published: PathwayVersion) -> None:
    rosa = walked("post_care", day=3)
    newer(published)
    client = client_of(staff("clinician", "Dr Far", site=other_site()))

    page = client.get(at(published, "journeys"))
    posted = client.post(at(published, "journeys"), {"journeys": [str(rosa.pk)], "confirmed": "1"})

    assert "Rosa" not in said(page)
    assert posted.status_code == 422
    assert Journey.objects.get(pk=rosa.pk).pathway_version == published


def test_page_of_a_journey_shows_the_move_and_takes_a_second_click(published: PathwayVersion) -> None:
    rosa, client = walked("post_care", day=3), client_of(Role.CLINICIAN)
    address = reverse("admin:journey_journey_pathway", args=[rosa.pk])
    assert "This journey is on the newest pathway." in said(client.get(address))
    copy_version(version=published, by=staff(), at=NOW)
    newer(published, title="How bad was your worst pain today?")

    page = client.get(address)
    stale = client.post(address, {"seen": "of another day"})
    answers = [client.post(address, {"seen": page.context["seen"]}) for _click in range(2)]

    assert "How bad was your worst pain today?" in said(page)
    assert "Nothing was moved." in said(stale)
    assert [stale.status_code, *(each.status_code for each in answers)] == [409, 303, 303]
    assert "Moved to another pathway version" in said(
        client.get(reverse("admin:journey_journey_history", args=[rosa.pk]))
    )


def test_discarded_draft_leaves_the_lists_and_is_found_among_all(published: PathwayVersion) -> None:
    draft, client = draft_of(published), client_of(Role.CLINICIAN)
    form = client.get(at(draft, "discard")).context["form"]
    seen = form["seen"].value()
    assert client.post(at(draft, "discard"), {"reason": "", "seen": seen}).status_code == 422
    change(draft, body=TEXT)
    late = client.post(at(draft, "discard"), {"reason": "Not needed.", "seen": seen})
    assert late.status_code == 409
    assert "Not needed." in late.content.decode()
    seen = PathwayVersion.objects.get(pk=draft.pk).checksum
    assert client.post(at(draft, "discard"), {"reason": "Not needed.", "seen": seen}).status_code == 303

    def listed(**asked: str) -> list[PathwayVersion]:
        return list(client.get(reverse("admin:journey_pathwayversion_changelist"), asked).context["cl"].result_list)

    assert listed() == [published]
    assert listed(show="all") == [draft, published]
    page = said(client.get(at(draft, "change")))
    assert "Discarded" in page
    assert "Not needed." in page
    assert draft not in client.get(at(published, "difference")).context["others"]

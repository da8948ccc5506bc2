"""A pathway is drafted, reviewed by another, published by a manager; an enrolled journey moves on purpose."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from journey.access.bench import falls_without_reason
from journey.actions.bench import write_fall_reasons
from journey.actions.clinic import approve_rules
from journey.actions.pathway_drafts import (
    EntryChanged,
    EntryRefused,
    Where,
    copy_delivered,
    copy_version,
    import_draft,
    save_entry,
    seen_of,
    take_out_entry,
)
from journey.actions.pathway_review import discard_draft, publish_version, retire_version, send_back, send_to_review
from journey.actions.plans import open_journey
from journey.domain.errors import AlreadyDone, GateClosed, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.models import Journey, PathwayVersion
from journey.models.pathway_version import DocumentTampered, content_of
from journey.pathway import PathwayInvalid
from journey.pathway.parts import entries, parts
from journey.pathway.reading_file import write_file
from tests.builders import NOW, pathway_version, patient, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXT = "You can ask us anything. Call {clinic_phone}."
MISTAKES: list[tuple[str, dict[str, Any], str, str]] = [
    ("education", {"body": "This is a cure."}, "education[about_stem_cells].body", "is a banned word"),
    ("education", {"body": "Considerable individualised immunological complications necessitate evaluation."},
     "education[about_stem_cells].body", "Too hard to read"),
    ("education", {"body": ""}, "education[about_stem_cells].body", "This text is empty."),
    ("triage-rules", {"condition": "pain_wrst > 3"}, "triage, row 2, {id}, condition", "no field 'pain_wrst'"),
    ("triage-rules", {"condition": "pain_worst > 10"}, "triage, row 2, {id}, condition", "can never be true"),
    ("triage-rules", {"condition": "hot = yes and hot = no"}, "triage, row 2, {id}, condition", "fit all of"),
    ("triage-rules", {"id": "SWE-01"}, "triage, row 37, SWE-01, id", "Another rule has this id."),
    ("triage-rules", {"level": "expected"}, "triage, row 2, {id}, route", "never goes with"),
    ("words", {"banned": ["pain"]}, "name", "is a banned word"),
]  # fmt: skip


@pytest.fixture(scope="module")
def published_of_this_file(file_transaction: None) -> PathwayVersion:
    return pathway_version()


@pytest.fixture
def published(published_of_this_file: PathwayVersion, db: None) -> PathwayVersion:
    return PathwayVersion.objects.get(pk=published_of_this_file.pk)


def author() -> User:
    return staff("clinician", "Dr Abel")


def other() -> User:
    return staff("clinician", "Dr Osei")


def draft_of(version: PathwayVersion) -> PathwayVersion:
    return copy_version(version=version, by=author(), at=NOW)


def now(version: PathwayVersion) -> PathwayVersion:
    return PathwayVersion.objects.get(pk=version.pk)


def where(version: PathwayVersion, part: str, index: int | None = 0) -> Where:
    one = parts()[part]
    seen = "" if index is None else seen_of(entries(now(version).document, one)[index])
    return Where(one, index, seen)


def change(version: PathwayVersion, part: str = "education", index: int = 0, **values: Any) -> PathwayVersion:
    """One entry of a draft with other values, saved by its author."""
    entry = {**entries(now(version).document, parts()[part])[index], **values.pop("entry", {})}
    more = {name: values.pop(name) for name in ("by", "unfinished") if name in values}
    return save_entry(
        version=version, where=where(version, part, index), value={**entry, **values},
        **{"by": author(), "at": NOW, **more},
    )  # fmt: skip


def index_of(version: PathwayVersion, part: str, name: str) -> int:
    found = entries(now(version).document, parts()[part])
    return next(
        index for index, each in enumerate(found) if name in (each.get("key"), each.get("code"), each.get("id"))
    )


def in_review(version: PathwayVersion) -> PathwayVersion:
    draft = change(draft_of(version), body=TEXT)
    return send_to_review(version=draft, by=author(), at=NOW)


def newer(version: PathwayVersion, at: Any = NOW, **question: Any) -> PathwayVersion:
    """The next published version, with another text; with another question where its words are given."""
    draft = change(draft_of(version), body=TEXT)
    if question:
        change(draft, "questions", index_of(draft, "questions", "pain_worst"), **question)
    send_to_review(version=draft, by=author(), at=at)
    approve_rules(version=draft, by=other(), at=at)
    return publish_version(version=draft, by=staff("manager"), at=at)


class TestDraft:
    def test_copy_says_the_same_and_is_nobodys_pathway_yet(self, published: PathwayVersion) -> None:
        draft = draft_of(published)

        assert (draft.state, draft.number, draft.begun_from) == ("draft", published.number + 1, published)
        assert (draft.checksum, draft.rules_approved_at) == (published.checksum, None)
        assert PathwayVersion.objects.newest_published().first() == published
        assert [(each.step, each.by) for each in draft.events.all()] == [("copied", author())]
        assert copy_delivered(by=staff("manager"), at=NOW).checksum == published.checksum

    def test_draft_is_not_for_everybody(self, published: PathwayVersion) -> None:
        draft = draft_of(published)
        for role in ("nurse", "coordinator", "auditor"):
            with pytest.raises(NotPermitted):
                copy_version(version=published, by=staff(role), at=NOW)
            with pytest.raises(NotPermitted):
                change(draft, body=TEXT, by=staff(role))
            with pytest.raises(NotPermitted):
                import_draft(content=b"{}", by=staff(role), at=NOW)
        assert now(draft).revision == 1

    def test_entry_is_saved_with_a_new_checksum_and_kept_in_the_history(self, published: PathwayVersion) -> None:
        draft = change(draft_of(published), body=TEXT)
        again = change(draft, body=TEXT)

        assert now(draft).content.education[0].body == TEXT
        assert (draft.revision, again.revision) == (2, 2)
        assert now(draft).checksum != published.checksum
        assert draft.events.get(step="changed").place == "education[about_stem_cells]"
        assert published.content.education[0].body != TEXT

    def test_mistake_is_refused_with_its_place_and_nothing_is_saved(self, published: PathwayVersion) -> None:
        draft = draft_of(published)
        first = draft.document["triage"]["rules"][0]["id"]

        for part, values, path, words in MISTAKES:
            with pytest.raises(EntryRefused) as refusal:
                change(draft, part, **values, unfinished=True)

            found = [each for each in refusal.value.problems if words in each.sentence]
            assert found, (part, values, refusal.value.problems)
            assert found[0].path.startswith(path.format(id=first)), (part, values)
            assert not refusal.value.may_stay, (part, values)
            assert now(draft).revision == 1, (part, values)

    def test_parts_that_do_not_fit_yet_stay_only_if_somebody_says_so_and_hold_back_the_review(
        self, published: PathwayVersion
    ) -> None:
        """One number stands in five places: they are changed one after the other."""
        draft = draft_of(published)
        with pytest.raises(EntryRefused) as refusal:
            change(draft, "defaults", no_nsaid_days=13)
        assert refusal.value.may_stay
        assert any("instructions[no_nsaid].days" in each.path for each in refusal.value.problems)

        change(draft, "defaults", no_nsaid_days=13, unfinished=True)
        with pytest.raises(GateClosed) as closed:
            send_to_review(version=draft, by=author(), at=NOW)

        assert any("instructions[no_nsaid].days" in line for line in closed.value.lines)
        assert now(draft).state == "draft"

    def test_rule_is_added_and_taken_out(self, published: PathwayVersion) -> None:
        draft = draft_of(published)
        rule = {**draft.document["triage"]["rules"][-1], "id": "NEW-01"}
        save_entry(version=draft, where=where(draft, "triage-rules", None), value=rule, by=author(), at=NOW)
        index = index_of(draft, "triage-rules", "NEW-01")
        with pytest.raises(EntryRefused, match="cannot be saved"):
            save_entry(version=draft, where=where(draft, "triage-rules", None), value=rule, by=author(), at=NOW)

        take_out_entry(version=draft, where=where(draft, "triage-rules", index), by=author(), at=NOW)

        assert now(draft).checksum == published.checksum
        with pytest.raises(NotAccepted):
            take_out_entry(version=draft, where=where(draft, "visits", 0), by=author(), at=NOW)
        with pytest.raises(EntryRefused):
            take_out_entry(version=draft, where=where(draft, "education", 0), by=author(), at=NOW)

    def test_second_of_two_people_sees_what_is_stored_now(self, published: PathwayVersion) -> None:
        draft = draft_of(published)
        opened = where(draft, "education")
        change(draft, body=TEXT)
        typed = {**published.document["education"][0], "body": "Other words."}  # type: ignore[index]

        with pytest.raises(EntryChanged) as refusal:
            save_entry(version=draft, where=opened, value=typed, by=other(), at=NOW)

        assert refusal.value.now is not None
        assert refusal.value.now["body"] == TEXT
        assert now(draft).content.education[0].body == TEXT

    def test_change_of_another_entry_or_an_entry_that_moved_up_is_no_conflict(self, published: PathwayVersion) -> None:
        draft = draft_of(published)
        last = len(draft.document["triage"]["rules"]) - 1
        rule, opened = draft.document["triage"]["rules"][last], where(draft, "triage-rules", last)
        taken = where(draft, "triage-rules", last - 1)
        change(draft, body=TEXT)
        take_out_entry(version=draft, where=taken, by=author(), at=NOW)

        save_entry(version=draft, where=opened, value={**rule, "reason": "Your hand is sore."}, by=other(), at=NOW)

        assert now(draft).document["triage"]["rules"][last - 1]["reason"] == "Your hand is sore."
        with pytest.raises(EntryChanged) as gone:
            save_entry(version=draft, where=taken, value=rule, by=other(), at=NOW)
        assert gone.value.now is None

    def test_file_is_read_into_a_draft_that_says_the_same(self, published: PathwayVersion) -> None:
        draft = import_draft(content=write_file(published.sound_document), by=author(), at=NOW)

        assert (draft.state, draft.checksum) == ("draft", published.checksum)
        with pytest.raises(NotAccepted):
            import_draft(content=b"no", by=author(), at=NOW)
        with pytest.raises(PathwayInvalid):
            import_draft(content=b"{}", by=author(), at=NOW)


class TestReview:
    def test_version_goes_from_draft_to_patients_with_each_step_kept(self, published: PathwayVersion) -> None:
        new = newer(published)

        steps = [each.step for each in new.events.order_by("pk").order_by("at")]
        assert sorted(steps) == sorted(["copied", "changed", "sent", "approved", "published"])
        assert (new.state, new.rules_approved_by, new.published_by) == ("published", other(), staff("manager"))
        assert PathwayVersion.objects.newest_published().first() == new
        assert open_journey(patient=patient(), by=staff("coordinator"), at=NOW).pathway_version == new

    def test_draft_in_which_a_worse_answer_gets_a_lower_level_stays_a_draft(self, published: PathwayVersion) -> None:
        draft = draft_of(published)
        condition = "temp_c >= 39.0 and temp_c <= 40.0 and WINDOW42"
        change(draft, "triage-rules", index_of(draft, "triage-rules", "INF-07"), condition=condition)

        with pytest.raises(GateClosed, match="A worse answer gets a lower level") as refused:
            send_to_review(version=draft, by=author(), at=NOW)

        assert all("temp_c from 40.0 to 40.1" in line for line in refused.value.lines)
        assert now(draft).state == "draft"

    def test_what_was_published_meanwhile_is_judged_against_too(self, published: PathwayVersion) -> None:
        """Both were approved against the same version; the first of them is stricter than the second."""
        stricter, same = draft_of(published), change(draft_of(published), body=TEXT)
        change(stricter, "readiness-rules", index_of(stricter, "readiness-rules", "RDY-06"), level="hold")
        for draft in (stricter, same):
            send_to_review(version=draft, by=author(), at=NOW)
            approve_rules(version=draft, by=other(), at=NOW)
        publish_version(version=stricter, by=staff("manager"), at=NOW)

        with pytest.raises(MoveNotAllowed, match="Some answers are judged milder"):
            publish_version(version=same, by=staff("manager"), at=NOW)

        old, new = now(stricter), now(same)
        reasons = [(each.trial, "Ring first.") for each in falls_without_reason(old, new)]
        write_fall_reasons(old=old, new=new, reasons=reasons, by=other(), at=NOW)
        assert publish_version(version=same, by=staff("manager"), at=NOW).state == "published"

    def test_author_does_not_approve_their_own_words(self, published: PathwayVersion) -> None:
        version = in_review(published)
        with pytest.raises(NotPermitted, match="You wrote in this version"):
            approve_rules(version=version, by=author(), at=NOW)

        draft = draft_of(published)
        change(draft, body=TEXT, by=other())
        send_to_review(version=draft, by=author(), at=NOW)
        with pytest.raises(NotPermitted):
            approve_rules(version=draft, by=other(), at=NOW)

    def test_only_clinicians_approve_and_send_back(self, published: PathwayVersion) -> None:
        version = in_review(published)
        for role in ("nurse", "coordinator", "manager", "auditor"):
            with pytest.raises(NotPermitted):
                approve_rules(version=version, by=staff(role), at=NOW)
            with pytest.raises(NotPermitted):
                send_back(version=version, reason="No.", by=staff(role), at=NOW)

    def test_version_sent_back_with_a_reason_is_a_draft_without_its_approval(self, published: PathwayVersion) -> None:
        version = in_review(published)
        approve_rules(version=version, by=other(), at=NOW)
        with pytest.raises(NotAccepted):
            send_back(version=version, reason=" ", by=other(), at=NOW)

        back = send_back(version=version, reason="Too short.", by=other(), at=NOW)

        assert (back.state, back.rules_approved_by) == ("draft", None)
        assert change(back, body="Ask us anything.").revision == version.revision + 1

    def test_what_was_not_seen_is_not_approved(self, published: PathwayVersion) -> None:
        version = in_review(published)
        with pytest.raises(StaleVersion):
            approve_rules(version=version, by=other(), at=NOW, seen="0" * 64)

    def test_step_out_of_turn_is_refused_in_words(self, published: PathwayVersion) -> None:
        draft, boss = draft_of(published), staff("manager")
        with pytest.raises(MoveNotAllowed, match="nothing to review"):
            send_to_review(version=draft, by=author(), at=NOW)
        with pytest.raises(MoveNotAllowed, match="sends it to review first"):
            approve_rules(version=draft, by=other(), at=NOW)
        with pytest.raises(MoveNotAllowed, match="in review can be published"):
            publish_version(version=draft, by=boss, at=NOW)
        with pytest.raises(MoveNotAllowed, match="no newer"):
            retire_version(version=published, by=boss, at=NOW)
        with pytest.raises(MoveNotAllowed, match="Only a draft can be changed"):
            change(published, body=TEXT)
        version = in_review(published)
        with pytest.raises(GateClosed) as closed:
            publish_version(version=version, by=boss, at=NOW)
        assert "approve it first" in closed.value.lines[0]
        with pytest.raises(AlreadyDone, match="Dr Abel sent it to review already"):
            send_to_review(version=version, by=boss, at=NOW)

    def test_only_managers_publish_and_retire(self, published: PathwayVersion) -> None:
        version = in_review(published)
        approve_rules(version=version, by=other(), at=NOW)
        for role in ("clinician", "nurse", "coordinator", "auditor"):
            for act in (publish_version, retire_version):
                with pytest.raises(NotPermitted):
                    act(version=version, by=staff(role), at=NOW)

    def test_older_version_is_retired_once_a_newer_is_published(self, published: PathwayVersion) -> None:
        newer(published, at=NOW + DAY)

        retired = retire_version(version=published, by=staff("manager"), at=NOW + DAY)

        assert retired.state == "retired"
        with pytest.raises(AlreadyDone):
            retire_version(version=published, by=staff("manager"), at=NOW + DAY)


class TestDiscarding:
    def test_discarded_draft_stays_with_its_reason_and_changes_no_more(self, published: PathwayVersion) -> None:
        draft = change(draft_of(published), body=TEXT)
        with pytest.raises(NotAccepted, match="Write why"):
            discard_draft(version=draft, reason=" ", by=other(), at=NOW)

        gone = discard_draft(version=draft, reason="Another one is further.", by=other(), at=NOW)

        assert (gone.state, gone.events.get(step="discarded").reason) == ("discarded", "Another one is further.")
        assert list(PathwayVersion.objects.kept()) == [published]
        with pytest.raises(MoveNotAllowed, match="Only a draft can be changed"):
            change(gone, body="More.")
        with pytest.raises(MoveNotAllowed, match="Only a draft can be sent to review"):
            send_to_review(version=gone, by=author(), at=NOW)
        assert copy_version(version=gone, by=author(), at=NOW).checksum == gone.checksum
        for write in (lambda row: row.delete(), lambda row: row.update(state="draft")):
            with pytest.raises(DatabaseError), transaction.atomic():
                write(PathwayVersion.objects.filter(pk=gone.pk))

    def test_second_of_two_people_reads_what_the_first_did(self, published: PathwayVersion) -> None:
        draft = draft_of(published)
        seen = draft.checksum
        change(draft, body=TEXT)
        with pytest.raises(StaleVersion):
            discard_draft(version=draft, reason="Old.", by=other(), at=NOW, seen=seen)
        discard_draft(version=draft, reason="Old.", by=other(), at=NOW)
        with pytest.raises(AlreadyDone, match="Dr Osei discarded it already"):
            discard_draft(version=draft, reason="Old.", by=author(), at=NOW)

    def test_only_a_draft_is_discarded_and_by_who_may_edit(self, published: PathwayVersion) -> None:
        for version in (published, in_review(published)):
            with pytest.raises(MoveNotAllowed, match="Only a draft can be discarded"):
                discard_draft(version=version, reason="Old.", by=author(), at=NOW)
        draft = draft_of(published)
        for role in ("nurse", "coordinator", "auditor"):
            with pytest.raises(NotPermitted):
                discard_draft(version=draft, reason="Old.", by=staff(role), at=NOW)


class TestHeldByTheDatabase:
    def test_only_a_draft_changes(self, published: PathwayVersion) -> None:
        review = in_review(published)
        for version in (published, review):
            for values in ({"document": {}}, {"checksum": "0" * 64}, {"name": "Other"}, {"number": 77}):
                with pytest.raises(DatabaseError), transaction.atomic():
                    PathwayVersion.objects.filter(pk=version.pk).update(**values)
        for version, state in ((published, "draft"), (review, "retired")):
            with pytest.raises(DatabaseError), transaction.atomic():
                PathwayVersion.objects.filter(pk=version.pk).update(state=state)
        assert now(published).checksum == published.checksum

    def test_no_journey_is_on_what_nobody_published(self, published: PathwayVersion) -> None:
        draft = draft_of(published)
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            Journey.objects.create(patient=patient(), pathway_version=draft, status_since=NOW, started_at=NOW)
        assert refusal.value.__cause__.diag.constraint_name == "journey_on_a_published_pathway"  # type: ignore[union-attr]

    def test_document_changed_behind_the_app_is_read_by_nobody(self, published: PathwayVersion) -> None:
        """The trigger is the first lock; whoever opens it meets the checksum."""
        content_of.cache_clear()
        document = {**published.document, "name": "Something else"}
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")  # no trigger speaks
            PathwayVersion.objects.filter(pk=published.pk).update(document=document)
            cursor.execute("set local session_replication_role = origin")
        try:
            with pytest.raises(DocumentTampered):
                _ = now(published).content
            with pytest.raises(DocumentTampered):
                copy_version(version=now(published), by=author(), at=NOW)
        finally:
            content_of.cache_clear()

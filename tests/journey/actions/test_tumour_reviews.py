"""What may be growth is looked into once a patient, by its days, and ended by a clinician in words."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from journey.actions.records import save_record
from journey.actions.tumour_reviews import ask_for_review, close_review, note_finding
from journey.domain.errors import AlreadyDone, NotAccepted, NotPermitted, StaleVersion
from journey.domain.gate_checks_follow_up import may_repeat_detail, nothing_open, nothing_serious_open
from journey.domain.record.sections import SECTIONS
from journey.models import Alert, Journey, TumourReview, TumourReviewFinding
from journey.standing import standing_of
from tests.builders import NOW, fresh, newest_cycle, other_site, report_of, send, staff
from tests.journey.admin.staff_pages import client_of, index, the_time_is
from tests.walked import walked, walked_hands

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LUMP: dict[str, Any] = {"signs_hand": ("lump",), "lump": "growing"}


@pytest.fixture
def late(db: None) -> Journey:
    """Day 30: a new lump is no swelling of the injection any more."""
    return walked("follow_up", day=30)


def told(journey: Journey, at: Any = NOW) -> TumourReview:
    send(report_of(journey, at=at), at=at, **LUMP)
    return TumourReview.objects.latest("opened_at")


def looked_at(review: TumourReview, step: str = "examined", **changed: Any) -> TumourReviewFinding:
    known = {"done_at": NOW, "who": "Dr Osei", "found": "A soft cyst.", "by": staff(), "at": NOW + HOUR, **changed}
    return note_finding(review=review, step=step, **known)


def closed(review: TumourReview, **changed: Any) -> TumourReview:
    known = {"result": "harmless", "note": "A cyst. Left alone.", "by": staff(), "at": NOW + 2 * HOUR, **changed}
    return close_review(review=review, **known)


class TestOpening:
    def test_growing_lump_opens_one_with_its_days_beside_the_alert(self, late: Journey) -> None:
        review = told(late)
        assert (review.opened_at, review.journey, review.patient) == (NOW, late, late.patient)
        assert (review.examine_by, review.image_by) == (NOW + 7 * DAY, NOW + 14 * DAY)
        assert review.reasons.get().triage.flags.count("tumour_review") == 1
        assert Alert.objects.get().level == "call_24h"
        assert f"review {review.pk}" in standing_of(fresh(late), NOW).facts.open_ones
        assert late.events.filter(kind="tumour_review_opened").count() == 1

    def test_answer_without_the_flag_opens_none(self, late: Journey) -> None:
        send(report_of(late), at=NOW, pain_worst=9)
        assert Alert.objects.exists()
        assert not TumourReview.objects.exists()

    def test_further_flags_join_also_of_another_hand_and_keep_the_days(self, db: None) -> None:
        late, other = walked_hands("follow_up", day=30)
        first = told(late)
        again = told(other, NOW + DAY)
        assert (again.pk, again.reasons.count(), again.examine_by) == (first.pk, 2, first.examine_by)
        assert again.version > first.version

    def test_flag_after_closing_opens_another_one(self, late: Journey) -> None:
        first = told(late)
        looked_at(first)
        closed(first)
        second = told(late, NOW + 30 * DAY)
        assert second.pk != first.pk
        assert TumourReview.objects.filter(closed_at=None).get() == second

    def test_lump_that_a_visit_found_opens_one_once(self, late: Journey) -> None:
        values: dict[str, Any] = {
            "mode": "in_person",
            "new_lump": True,
            "lump_where": "Wrist, 1 cm",
            "lump_review": "open",
        }
        for response in ("same", "worse"):
            save_record(
                cycle=newest_cycle(late), section=SECTIONS["visit"], values={**values, "response": response}, lines={},
                by=staff(), at=NOW, number=1,
            )  # fmt: skip
        assert TumourReview.objects.get().reasons.get().detail == "Wrist, 1 cm"


class TestGates:
    def test_open_review_holds_the_end_and_another_session_until_it_is_closed(self, late: Journey) -> None:
        review = ask_for_review(journey=late, detail="A lump.", at=NOW)
        facts = standing_of(fresh(late), NOW).facts
        assert not nothing_open(facts)
        assert not nothing_serious_open(facts)
        assert "A tumour review is open." in may_repeat_detail(facts)

        looked_at(review)
        closed(review)
        facts = standing_of(fresh(late), NOW + DAY).facts
        assert nothing_open(facts)
        assert nothing_serious_open(facts)


class TestFindings:
    def test_finding_says_who_when_and_what_and_is_written_once(self, late: Journey) -> None:
        review = told(late)
        first = looked_at(review, token=late.pk)
        assert looked_at(review, token=late.pk) == first == review.findings.get()
        assert (first.who, first.found, first.by, first.done_at) == ("Dr Osei", "A soft cyst.", staff(), NOW)
        looked_at(review, "imaged", who="Radiology", found="A ganglion.")
        assert [each.step for each in review.findings.order_by("step")] == ["examined", "imaged"]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"who": " "}, "who"),
            ({"found": ""}, "found"),
            ({"step": "guessed"}, "step"),
            ({"done_at": NOW + DAY}, "done_at"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, late: Journey, changed: dict[str, Any], field: str) -> None:
        review = told(late)
        with pytest.raises(NotAccepted) as refusal:
            looked_at(review, **changed)
        assert refusal.value.field == field
        assert not review.findings.exists()


class TestClosing:
    def test_clinician_says_what_it_was_in_words(self, late: Journey) -> None:
        review = told(late)
        looked_at(review)
        done = closed(review)
        assert (done.result, done.closed_by, done.note) == ("harmless", staff(), "A cyst. Left alone.")
        assert closed(review).version == done.version
        with pytest.raises(AlreadyDone, match="Dr Osei"):
            closed(review, by=staff("clinician", "Dr Abel"))
        with pytest.raises(AlreadyDone):
            looked_at(review)

    @pytest.mark.parametrize(
        ("changed", "field"), [({"note": " "}, "note"), ({"result": ""}, "result"), ({"result": "odd"}, "result")]
    )
    def test_result_and_words_are_asked(self, late: Journey, changed: dict[str, Any], field: str) -> None:
        review = told(late)
        looked_at(review)
        with pytest.raises(NotAccepted) as refusal:
            closed(review, **changed)
        assert refusal.value.field == field

    def test_nobody_closes_it_unseen_but_may_say_that_it_was_impossible(self, late: Journey) -> None:
        review = told(late)
        looked_at(review, "imaged")
        with pytest.raises(NotAccepted, match="Nobody has examined"):
            closed(review)
        assert closed(review, result="not_possible", note="Moved abroad.").closed_at is not None

    def test_flag_that_came_since_the_page_was_opened_is_read_first(self, late: Journey) -> None:
        review = told(late)
        looked_at(review)
        seen = TumourReview.objects.get().version
        told(late, NOW + HOUR)
        with pytest.raises(StaleVersion):
            closed(review, expected_version=seen)

    def test_only_clinicians_of_the_patient(self, late: Journey) -> None:
        review = told(late)
        for act in (looked_at, closed):
            with pytest.raises(NotPermitted):
                act(review, by=staff("nurse"))
            with pytest.raises(Http404):
                act(review, by=staff("clinician", "Dr Far", site=other_site()))


def test_review_that_waits_for_its_result_hides_no_other_on_the_queue(late: Journey) -> None:
    looked_at(told(late))
    looked_at(TumourReview.objects.get(), "imaged")
    other = walked("follow_up", day=30, name="Tom Okafor")
    ask_for_review(journey=other, detail="A lump.", at=NOW + HOUR)
    with the_time_is(NOW + 2 * HOUR):
        row = next(row for row in index(client_of(staff())).context["queue"] if row.key == "tumour")
    assert (row.count, row.first, row.name, row.clock_strong) == ("2", "Soonest:", "Tom Okafor", "6 days")

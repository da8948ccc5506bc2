"""A tumour review: opened by an answer or a finding, examined, imaged, and closed with a result by a clinician."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from journey.actions.alert_clock import lock_patient
from journey.actions.events import record
from journey.actions.locking import check_version, constraints_in_words, locked
from journey.actions.permission import check_may
from journey.actions.refusals import already_done, sent_before
from journey.domain.errors import NotAccepted
from journey.domain.tumour_review import ReviewResult, ReviewStep, clock_from, may_end
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Journey, TriageResult, TumourReview, TumourReviewFinding, TumourReviewReason
from journey.policies import Act


def ask_for_review(
    *, journey: Journey, at: datetime, triage: TriageResult | None = None, detail: str = ""
) -> TumourReview:
    """Open one, or join the patient's open one, which keeps its days; whoever is about to close that one looks again.
    Called by what keeps results and by the record of a visit, in their transaction, which holds the journey; two
    journeys of one patient queue here."""
    lock_patient(journey.patient_id)
    rows = TumourReview.objects.select_for_update(of=("self",), no_key=True)
    review = rows.filter(patient=journey.patient_id, closed_at=None).first()
    if review is not None:
        review.version += 1
        review.save(update_fields=["version"])
    else:
        clock = clock_from(at, journey.patient.site.clinic.zone)
        review = TumourReview.objects.create(
            patient_id=journey.patient_id, journey=journey, opened_at=at,
            examine_by=clock.examine_by, image_by=clock.image_by,
        )  # fmt: skip
        record(journey, "tumour_review_opened", by=None, at=at, data={"review": str(review.pk)})
    TumourReviewReason.objects.create(review=review, patient_id=journey.patient_id, triage=triage, detail=detail, at=at)
    return review


@transaction.atomic
def note_finding(
    *,
    review: TumourReview,
    step: str,
    done_at: datetime,
    who: str,
    found: str,
    by: User,
    at: datetime,
    token: UUID | None = None,
) -> TumourReviewFinding:
    """An examination or imaging: who made it, when, and what it showed. Clinicians. A later one stands beside it.
    `token` is the id of the row: the same form sent twice is one. Raises NotAccepted, AlreadyDone once it is closed."""
    check_may(by, Act.REVIEW_TUMOUR, review.patient_id, at=at)
    review = locked(review)
    known = sent_before(TumourReviewFinding.objects.all(), token, by=by)
    if known is not None:
        return known
    _check_open(review)
    if step not in set(ReviewStep):
        raise NotAccepted(_("Choose one of the list."), "step")
    if done_at > at:
        raise NotAccepted(_("This cannot be in the future."), "done_at")
    for text, field in ((who, "who"), (found, "found")):
        if not text.strip():
            raise NotAccepted(_("Write who did it.") if field == "who" else _("Write what was found."), field)
    finding = TumourReviewFinding(
        id=token or uuid4(), review=review, patient_id=review.patient_id, step=step, done_at=done_at,
        who=who.strip(), found=found.strip(), at=at, by=by,
    )  # fmt: skip
    with constraints_in_words(finding):
        finding.save(force_insert=True)
    review.version += 1
    review.save(update_fields=["version"])
    data = {"review": str(review.pk), "finding": str(finding.pk)}
    record(review.journey, f"tumour_review_{step}", by=by, at=at, data=data)
    return finding


@transaction.atomic
def close_review(
    *, review: TumourReview, result: str, note: str, by: User, at: datetime, expected_version: int | None = None
) -> TumourReview:
    """Say what it was, and end it. Clinicians. Raises NotAccepted without a result, without words, or when nobody has
    examined the patient and the result is not that it was impossible; AlreadyDone. A repeat changes nothing."""
    check_may(by, Act.REVIEW_TUMOUR, review.patient_id, at=at)
    review = locked(review)
    if (review.closed_by_id, review.result) == (by.pk, result):
        return review
    _check_open(review)
    check_version(review, expected_version)
    if result not in set(ReviewResult):
        raise NotAccepted(_("Choose one of the list."), "result")
    if not note.strip():
        raise NotAccepted(_("Write what was found and decided."), "note")
    done = frozenset(ReviewStep(each) for each in review.findings.values_list("step", flat=True))
    if not may_end(ReviewResult(result), done):
        raise NotAccepted(_("Nobody has examined the patient yet. Record the examination first."), "result")
    review.closed_at, review.closed_by, review.result, review.note = at, by, result, note.strip()
    review.version += 1
    review.save()
    record(review.journey, "tumour_review_closed", by=by, at=at, data={"review": str(review.pk), "result": result})
    return review


def _check_open(review: TumourReview) -> None:
    if review.closed_by is not None and review.closed_at is not None:
        words = gettext_noop("{who} closed this review already.")
        raise already_done(words, by=review.closed_by, at=review.closed_at)

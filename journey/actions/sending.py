"""Sending a check-in: once, whatever is clicked twice, kept with its wording, triaged, and acted on."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from journey.actions.answering import check_open, check_set_up, lock_check_in, why_shut
from journey.actions.drafted_photos import keep_photos
from journey.actions.events import line_of, record
from journey.actions.heard import heard_from
from journey.actions.permission import check_may
from journey.actions.questions import keep_asked
from journey.actions.together import write_together
from journey.actions.triaging import follow_result, outcome_of, result_of
from journey.actions.who_answers import check_answers_for, told_of
from journey.domain.caregiving import act_of
from journey.domain.errors import NotAccepted, StaleVersion
from journey.domain.schedule import extra_window
from journey.domain.triage import Level
from journey.domain.windows import CheckInState
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Caregiver, CheckIn, CheckInDraft, JourneyEvent, Submission, TriageResult
from journey.models.form_context import form_context
from journey.pathway.compiled import window_specs
from journey.pathway.flow import FormContext, first_unanswered, form_pages, stored_answers, wording
from journey.policies import Act

LONGEST_TASK = 200
CHANGED_ELSEWHERE = gettext_noop(
    "These answers were sent from another page or device, and then changed. Check them below before you send."
)

NEWER_ANSWERS = gettext_noop(
    "The patient has sent newer answers since you opened the page. Nothing was marked as read. Read the new ones first."
)
UNANSWERED = gettext_noop("Some questions still need an answer.")
NEW_DAY = gettext_noop(
    "A new day has begun. Please answer the first page again: it is about today. We kept your other answers."
)


@dataclass(frozen=True)
class Sent:
    """`new` is False when this very form had been sent before: show the same result."""

    submission: Submission
    new: bool


@dataclass(frozen=True)
class Answerer:
    """Who sends: the patient, their `caregiver`, or staff to whom it was `told_by` phone or in person."""

    by: User
    caregiver: Caregiver | None
    told_by: str


@transaction.atomic
def send_check_in(*, check_in: CheckIn, token: uuid.UUID, by: User, at: datetime, told_by: str = "") -> Sent:
    """Send the draft that the page with this `token` showed. The patient, a helper who may answer, or with `told_by`
    staff; the submission and the event keep who.

    A repeat (double click, refresh, Back, a second device) gives the first submission again. What a patient or helper
    began before the check-in was closed, cancelled or moved is kept and triaged all the same; the check-in stays as it
    is. Raises NotAccepted while a shown question is unanswered, StaleVersion when the draft is another one by now,
    MoveNotAllowed while the clinic is not set up, and for staff when closed.
    """
    check_in = lock_check_in(check_in)
    caregiver = check_answers_for(check_in.journey.patient, by, act_of(check_in.code), told_by=told_by, at=at)
    draft = _draft_of(check_in, token)
    if draft is None:
        return _sent_before(check_in, token)
    if told_by:
        check_open(check_in, at)
    check_set_up(check_in)
    context, corrects = form_context(check_in, at), check_in.submitted_at is not None
    submission = _new_version(check_in, draft, context, Answerer(by, caregiver, told_by), at)
    outcome = outcome_of(check_in, submission.answers, context, check_in.submitted_at or at)
    result = result_of(check_in, outcome, at=at, submission=submission) if outcome else None
    line = _line(check_in, submission, result, at, corrects=corrects)
    write_together(submission, *([result] if result else []), line)
    keep_photos(submission, draft, at)
    draft.delete()
    if outcome and result:
        follow_result(check_in, outcome, result, at=at)
    _after(check_in, submission, result, at)
    return Sent(submission, new=True)


def _draft_of(check_in: CheckIn, token: uuid.UUID) -> Any:
    """The draft with this token, which no submission has yet, with `earlier`: the newest version that was sent. A
    statement after the lock: one that waited for it would bring the answers from before."""
    sent = Submission.objects.filter(check_in=check_in).order_by("-version")
    earlier = Subquery(sent.values(row=JSONObject(pk="pk", version="version", late="late"))[:1])
    return CheckInDraft.objects.filter(check_in=check_in, token=token).annotate(earlier=earlier).first()


def _sent_before(check_in: CheckIn, token: uuid.UUID) -> Sent:
    submission = Submission.objects.filter(check_in=check_in, token=token).first()
    if submission is None:
        raise StaleVersion(_(CHANGED_ELSEWHERE))
    return Sent(submission, new=False)


def _new_version(check_in: CheckIn, draft: Any, context: FormContext, who: Answerer, at: datetime) -> Submission:
    """What is sent now, not yet written. The version before it is not the latest any more, and the check-in is sent."""
    pathway = check_in.pathway_version.content
    pages = form_pages(pathway, context, draft.answers)
    missing = first_unanswered(pages, draft.answers)
    if missing is not None:
        raise NotAccepted(_(NEW_DAY if missing.key in draft.answers and missing.asked_on else UNANSWERED))
    late, is_shut = check_in.state_at(at) is CheckInState.MISSED, bool(why_shut(check_in, at))
    earlier = draft.earlier
    if earlier:
        Submission.objects.filter(pk=earlier["pk"]).update(latest=False)
    submission = Submission(
        check_in=check_in,
        journey=check_in.journey,
        cycle=check_in.cycle,
        version=earlier["version"] + 1 if earlier else 1,
        token=draft.token,
        answers=stored_answers(pathway, context, draft.answers),
        wording=wording(pathway, context, draft.answers, check_in.journey.patient.site.clinic.text_values()),
        raw=draft.answers,
        sent_at=at,
        sent_by=who.by,
        caregiver=who.caregiver,
        told_by=who.told_by,
        late=earlier["late"] if earlier and check_in.submitted_at else late,
        after_closing=is_shut or not check_in.journey.is_looked_after,
        day=context.day,
        hday=context.hday,
    )
    if check_in.submitted_at is None and not is_shut:
        check_in.state, check_in.submitted_at = CheckInState.SUBMITTED, at
        check_in.save(update_fields=["state", "submitted_at"])
    return submission


def _line(
    check_in: CheckIn, submission: Submission, result: TriageResult | None, at: datetime, *, corrects: bool
) -> JourneyEvent:
    """A check-in that was asked again for a moved date is sent anew, although an earlier version of it is kept."""
    kind = "check_in_corrected" if corrects else "check_in_sent"
    data: Mapping[str, Any] = {
        "check_in": str(check_in),
        "submission": str(submission.pk),
        "version": submission.version,
        "level": result.level if result else None,
        "after_closing": submission.after_closing,
        **told_of(submission.caregiver, submission.told_by),
    }
    return line_of(check_in.journey, kind, by=submission.sent_by, at=at, cycle=check_in.cycle, data=data)


def _after(check_in: CheckIn, submission: Submission, result: TriageResult | None, at: datetime) -> None:
    if result is not None and result.level == Level.WATCH and check_in.journey.is_looked_after:
        _ask_again(check_in, at)
    if check_in.code == "C-PRE" and not submission.after_closing:
        _keep_tasks(check_in, submission)
        keep_asked(submission)
    heard_from(check_in.journey, at, _("The patient sent a check-in."))


def _ask_again(check_in: CheckIn, at: datetime) -> None:
    """An EXTRA check-in the next day, unless another one is due then (clinical.md 3.2)."""
    cycle, zone = check_in.cycle, check_in.journey.patient.zone
    over = [CheckInState.SUBMITTED, CheckInState.CANCELLED]  # what was sent ahead of its day asks nothing on that day
    rows = list(CheckIn.objects.filter(cycle=cycle, due_at__gt=at).exclude(state__in=over))
    spec = window_specs(check_in.pathway_version.content)["EXTRA"]
    span = extra_window(spec, at, zone, [row.span for row in rows])
    if span is None:
        return
    CheckIn.objects.create(
        journey=check_in.journey,
        cycle=cycle,
        pathway_version_id=check_in.pathway_version_id,
        code="EXTRA",
        number=CheckIn.objects.filter(cycle=cycle, code="EXTRA").count() + 1,
        stage_code=check_in.stage_code,
        same_as=check_in.same_as or check_in.code,
        opens_at=span.opens_at,
        due_at=span.due_at,
        closes_at=span.closes_at,
    )


def _keep_tasks(check_in: CheckIn, submission: Submission) -> None:
    """The three things of the intake become "my three tasks" of this session (clinical.md 2.1 `goals`, 6.1)."""
    tasks = [str(task)[:LONGEST_TASK] for task in submission.answers.get("i_tasks") or [] if str(task).strip()]
    if tasks:  # what staff wrote down for the patient is not blanked
        check_in.cycle.tasks = tasks
        check_in.cycle.save(update_fields=["tasks"])


@transaction.atomic
def mark_seen(*, submission: Submission, by: User, at: datetime) -> Submission:
    """A named person read these answers; the patient sees who and when. A repeat keeps the first reader. Raises
    StaleVersion when the patient has corrected them since: nobody has read what they say now."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("seen_by", "journey")
    submission = rows.get(pk=submission.pk)
    check_may(by, Act.READ_ANSWERS, submission.journey.patient_id, at=at)
    if not submission.latest:
        raise StaleVersion(_(NEWER_ANSWERS))
    if submission.seen_at is None:
        submission.seen_at, submission.seen_by = at, by
        submission.save(update_fields=["seen_at", "seen_by"])
        data = {"submission": str(submission.pk)}
        record(submission.journey, "answers_read", by=by, at=at, cycle=submission.cycle, data=data)
    return submission


@transaction.atomic
def mark_all_seen(*, submissions: Iterable[Submission], by: User, at: datetime) -> None:
    """All of them, or none when one was corrected since."""
    for submission in sorted(submissions, key=lambda each: each.pk):
        mark_seen(submission=submission, by=by, at=at)

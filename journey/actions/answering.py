"""Typing answers: the draft that is kept at every step, and the red-flag page that does not wait for the end."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journey.access import may_correct
from journey.actions.drafted_photos import remove_unsent
from journey.actions.events import record
from journey.actions.heard import heard_from
from journey.actions.reports import place_report, unfinished_reports
from journey.actions.triaging import emergency_of, keep_result
from journey.actions.who_answers import check_answers_for, told_of
from journey.domain.caregiving import OwnAct, act_of
from journey.domain.days import local_date
from journey.domain.errors import MoveNotAllowed
from journey.domain.windows import CheckInState, can_be_sent
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import AlertState, Caregiver, CheckIn, CheckInDraft, Clinic, Journey, Submission, TriageResult
from journey.models.consent_rows import photos_agreed
from journey.models.form_context import form_context
from journey.pathway.form import REPORT
from journey.pathway.pages import RED_FLAGS

NOT_SET_UP = gettext_noop("We are still setting up. Please call the clinic instead.")
TOO_LATE = gettext_noop("This check-in has closed. If something worries you, tell us about a symptom or call us.")
NOT_OPEN_YET = gettext_noop("This check-in is not open yet.")
CANCELLED = gettext_noop("This check-in is no longer needed.")
NOT_OURS = gettext_noop(
    "This journey has ended, so you cannot start a report here. If something worries you, call us or your doctor."
)


@dataclass(frozen=True)
class Saved:
    """`emergency` is set when this answer ticked a red flag: show it at once."""

    draft: CheckInDraft
    emergency: TriageResult | None


@transaction.atomic
def start_report(*, journey: Journey, by: User, at: datetime, told_by: str = "") -> CheckIn:
    """ "Tell us about a symptom": the unfinished report if there is one, else a new one. Whoever may answer, any time.

    It is of the newest session in which a needle was used, also while the next one is prepared: its days and its
    questions are those of that needle. Before any needle it is of the newest session and asks for readiness.
    """
    journey = Journey.objects.select_for_update(of=("self",), no_key=True).get(pk=journey.pk)
    check_answers_for(journey.patient, by, OwnAct.ANSWER, told_by=told_by, at=at)
    check_still_ours(journey)
    cycles = list(journey.cycles.order_by("-number"))
    cycle = next((each for each in cycles if each.had_needle), cycles[0])
    unfinished = unfinished_reports(journey).first()
    if unfinished is not None:
        place_report(unfinished, cycle)
        return unfinished
    report = CheckIn(
        journey=journey,
        pathway_version_id=journey.pathway_version_id,
        code=REPORT,
        opens_at=at,
        due_at=at,
        closes_at=None,
    )
    place_report(report, cycle)
    return report


def save_answer(*, check_in: CheckIn, page_key: str, answer: Any, by: User, at: datetime, told_by: str = "") -> Saved:
    """Keep one page's answer: see `save_answers`."""
    return save_answers(check_in=check_in, answers={page_key: answer}, by=by, at=at, told_by=told_by)


@transaction.atomic
def save_answers(*, check_in: CheckIn, answers: Mapping[str, Any], by: User, at: datetime, told_by: str = "") -> Saved:
    """Keep the answers of some pages in the draft. What is an emergency is triaged at once, on whichever page it shows,
    because the form may never be sent (clinical.md 3.1, 5.4).

    The patient, a helper who may answer, or with `told_by` staff. What a patient or helper sends from a page that was
    open is kept whatever became of the check-in meanwhile; staff read MoveNotAllowed and are told it anew. Raises
    NotPermitted when help has ended.
    """
    check_in = lock_check_in(check_in)
    caregiver = check_who(check_in, by, told_by, at)
    if told_by:
        check_open(check_in, at)
    draft = draft_of(check_in, by, at)
    draft.answers = {**draft.answers, **answers}
    draft.saved_at, draft.saved_by = at, by
    draft.save(update_fields=["answers", "saved_at", "saved_by"])
    told = told_of(caregiver, told_by)
    saved = Saved(draft, _emergency(check_in, draft, answers.keys(), by, at, told))
    heard_from(check_in.journey, at, _("The patient answered a question."))
    return saved


@transaction.atomic
def discard_draft(*, check_in: CheckIn, by: User, at: datetime, told_by: str = "") -> None:
    """Throw away unsent changes of a sent check-in. Never used for a form that was not sent."""
    check_in = lock_check_in(check_in)
    check_who(check_in, by, told_by, at)
    if check_in.state == CheckInState.SUBMITTED:
        CheckInDraft.objects.filter(check_in=check_in).delete()
        remove_unsent(check_in)


def check_who(check_in: CheckIn, by: User, told_by: str, at: datetime) -> Caregiver | None:
    """The helper who answers, None for the patient and for staff. Raises NotPermitted."""
    return check_answers_for(check_in.journey.patient, by, act_of(check_in.code), told_by=told_by, at=at)


def check_still_ours(journey: Journey) -> None:
    """Raises MoveNotAllowed where another team looks after the patient, or they wished to stop everything."""
    if not journey.is_looked_after:
        raise MoveNotAllowed(_(NOT_OURS))


def check_open(check_in: CheckIn, at: datetime) -> None:
    """Raises MoveNotAllowed with what the patient should do instead. Asked before a form is shown."""
    check_set_up(check_in)
    why = why_shut(check_in, at)
    if why:
        raise MoveNotAllowed(_(why))


def check_set_up(check_in: CheckIn) -> None:
    """Raises MoveNotAllowed: no check-in is sent to a clinic whose numbers are not known (clinical.md 3.1)."""
    clinic: Clinic = check_in.journey.patient.site.clinic
    if clinic.missing():
        raise MoveNotAllowed(_(NOT_SET_UP))


def why_shut(check_in: CheckIn, at: datetime) -> str:
    """Why this check-in asks for nothing now; blank for one that does."""
    state = check_in.state_at(at)
    too_late = TOO_LATE if check_in.journey.is_looked_after else NOT_OURS
    if state is CheckInState.CANCELLED:
        return CANCELLED
    if state is CheckInState.SCHEDULED:
        return NOT_OPEN_YET
    if state is CheckInState.SUBMITTED:
        return "" if may_correct(check_in, at) else too_late
    later_one_sent = state is CheckInState.MISSED and _later_one_sent(check_in)
    return "" if can_be_sent(state, check_in.span, at, later_one_sent=later_one_sent) else too_late


def lock_check_in(check_in: CheckIn) -> CheckIn:
    """The row under a lock, with all that answering needs, in one statement. One patient's answers are taken one
    after the other, because the alert of the day and the streak depend on the earlier ones. The journey is locked
    first, as every move does."""
    return (
        CheckIn.objects.select_for_update(of=("journey", "self"), no_key=True)
        .select_related("journey__patient__site__clinic", "cycle", "pathway_version")
        .annotate(photos_agreed=photos_agreed("cycle"))
        .defer("pathway_version__document")
        .get(pk=check_in.pk)
    )


def draft_of(check_in: CheckIn, by: User, at: datetime) -> CheckInDraft:
    """The draft of a locked check-in; a new one of what was sent begins with its answers."""
    draft = CheckInDraft.objects.filter(check_in=check_in).first()
    if draft is not None:
        return draft
    corrects = check_in.state == CheckInState.SUBMITTED
    sent = Submission.objects.filter(check_in=check_in, latest=True).first() if corrects else None
    return CheckInDraft.objects.create(
        check_in=check_in, answers=sent.raw if sent else {}, started_at=at, saved_at=at, saved_by=by
    )


def _emergency(
    check_in: CheckIn,
    draft: CheckInDraft,
    saved: Collection[str],
    by: User,
    at: datetime,
    told: Mapping[str, str],
) -> TriageResult | None:
    """Group A on the whole draft. None where the pages that were `saved` bring nothing to it: it interrupted before,
    and whoever has help goes on. The same pages saved again interrupt again. No statement while nothing is wrong."""
    context = form_context(check_in, at)
    emergency = emergency_of(check_in, draft.answers, context, flags=RED_FLAGS in saved)
    if emergency is None:
        return None
    others = {key: answer for key, answer in draft.answers.items() if key not in saved}
    before = emergency_of(check_in, others, context, flags=False)
    if before is not None and set(emergency.deciding) <= set(before.deciding):
        return None
    known = (
        TriageResult.objects.filter(draft_token=draft.token, submission=None, deciding=list(emergency.deciding))
        .select_related("alert_reason__alert")
        .first()
    )
    if known is not None:
        alert = known.alert_reason.alert
        if alert.state != AlertState.CLOSED and alert.day == local_date(at, check_in.journey.patient.zone):
            return known
        # The clinic closed that alert, or it is of another day: the sign is told again, as of a draft of its own.
        draft.token = uuid.uuid4()
        draft.save(update_fields=["token"])
    data = {"check_in": str(check_in), **told}
    record(check_in.journey, "red_flag", by=by, at=at, cycle=check_in.cycle, data=data)
    return keep_result(check_in, emergency, at=at, draft_token=draft.token)


def _later_one_sent(check_in: CheckIn) -> bool:
    series = check_in.code.split("-")[0]
    return CheckIn.objects.filter(
        cycle=check_in.cycle_id,
        code__startswith=f"{series}-",
        due_at__gt=check_in.due_at,
        state=CheckInState.SUBMITTED,
    ).exists()

"""What a patient does about their visits: confirm, choose an offered time, ask for another one, cancel. Their helper
who may manage does it in their place."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.access import check_own
from journey.actions.events import record
from journey.actions.heard import heard_from
from journey.actions.holding import locked_visit
from journey.actions.locking import constraints_in_words, once_more
from journey.actions.treatment_day import stands_instead_of_the_day
from journey.actions.visit_choice import close_ask, locked_choice, release_offers, settle_choice
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.slots import WEEKDAYS
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, Ask, PartOfDay
from journey.models.appointment import LONGEST_WORDS, NEEDLE_DAYS, TO_COME


@once_more
@transaction.atomic
def confirm_visit(*, visit: Appointment, by: User, at: datetime) -> Appointment:
    """ "I will be there." A repeat changes nothing. Raises MoveNotAllowed for a visit that moved, ended or began."""
    visit = _own(visit, by, at)
    if visit.state == AppointmentState.CONFIRMED:
        return visit
    _check_ahead(visit, at)
    _set(visit, AppointmentState.CONFIRMED, by, at)
    return visit


@once_more
@transaction.atomic
def take_offered_time(*, visit: Appointment, by: User, at: datetime) -> Appointment:
    """One of the offered times is chosen: it is confirmed, the others are free again, and the visit that it stands for
    is moved. A repeat changes nothing. Raises MoveNotAllowed for a time that is no longer offered."""
    _heard(visit, by, at)
    rows = locked_choice(visit)
    taken = next(row for row in rows if row.pk == visit.pk)
    if taken.state == AppointmentState.CONFIRMED:
        return taken
    over = taken.offer_ends_at is not None and taken.offer_ends_at <= at < taken.starts_at
    if taken.state != AppointmentState.OFFERED or taken.waiting_id is not None or over:
        raise MoveNotAllowed(_("This time is no longer held for you. Please look at your visits again."))
    if taken.starts_at <= at:
        raise MoveNotAllowed(_("This time is over. Choose another one, or call us."))
    if stands_instead_of_the_day(taken):
        raise MoveNotAllowed(_("Your treatment day moves with all that belongs to it. Please call us."))
    _set(taken, AppointmentState.CONFIRMED, by, at)
    settle_choice(taken, rows, by, at)
    return taken


@once_more
@transaction.atomic
def refuse_offered_times(
    *, visit: Appointment, words: str, by: User, at: datetime, part: str = "", weekdays: Iterable[str] = ()
) -> Appointment:
    """None of the offered times fits: all of them are free again, and the clinic reads what would. Returns the visit
    that asks now. A repeat changes nothing."""
    _heard(visit, by, at)
    rows = locked_choice(visit)
    mine = next(row for row in rows if row.pk == visit.pk)
    if mine.state == AppointmentState.CANCELLED_BY_PATIENT:
        return mine
    if mine.state != AppointmentState.OFFERED:
        raise MoveNotAllowed(_("This time is no longer held for you. Please look at your visits again."))
    wish = _wish(words, part, weekdays)
    for each in rows:
        if each.state == AppointmentState.OFFERED:
            _set(each, AppointmentState.CANCELLED_BY_PATIENT, by, at, reason=words.strip())
    old = next((row for row in rows if row.pk == mine.instead_of_id and row.state in TO_COME), None)
    return _ask(old or mine, Ask.MOVE if old else Ask.OTHER_TIMES, wish, by, at)


@once_more
@transaction.atomic
def ask_about_visit(
    *,
    visit: Appointment,
    ask: str,
    words: str,
    by: User,
    at: datetime,
    part: str = "",
    weekdays: Iterable[str] = (),
) -> Appointment:
    """Ask for another time, or cancel. The visit stays while the clinic looks for another time. A visit without a
    needle is cancelled at once, and so is an ask; a treatment day is not given up by a click, so the clinic answers.
    The same sent twice is one. Raises NotAccepted without a reason, MoveNotAllowed for a visit that began or ended."""
    _heard(visit, by, at)
    rows = locked_choice(visit)
    visit = next(row for row in rows if row.pk == visit.pk)
    if ask not in {Ask.MOVE, Ask.CANCEL}:
        raise NotAccepted(_("Choose what you want."), field="ask")
    ends = ask == Ask.CANCEL and visit.kind not in NEEDLE_DAYS
    if ends and visit.state == AppointmentState.CANCELLED_BY_PATIENT:
        return visit
    _check_ahead(visit, at)
    wish = _wish(words, part, weekdays)
    if ends:
        close_ask(visit, by, at)
        _set(visit, AppointmentState.CANCELLED_BY_PATIENT, by, at, reason=words.strip())
        release_offers(visit, rows, by, at)
        return visit
    if visit.asks and (visit.ask, visit.ask_words, visit.ask_part, visit.ask_weekdays) == (ask, *wish):
        return visit
    return _ask(visit, Ask(ask), wish, by, at)


@once_more
@transaction.atomic
def take_ask_back(*, visit: Appointment, by: User, at: datetime) -> Appointment:
    """The visit may stay as it is after all. A repeat changes nothing."""
    visit = _own(visit, by, at)
    if not visit.asks:
        return visit
    close_ask(visit, by, at)
    visit.version += 1
    visit.save(update_fields=["answered_at", "answered_by", "answer", "version"])
    data = {"appointment": str(visit.pk)}
    record(visit.journey, "visit_ask_taken_back", by=by, at=at, cycle=visit.cycle, data=data)
    return visit


def _own(visit: Appointment, by: User, at: datetime) -> Appointment:
    """The visit under its lock, for whom it is theirs."""
    _heard(visit, by, at)
    return locked_visit(visit)


def _heard(visit: Appointment, by: User, at: datetime) -> None:
    """Whose visit it is; and whoever was lost and is heard of again comes back (clinical.md 8.3)."""
    check_own(visit.patient, by, OwnAct.BOOK, at=at)
    heard_from(visit.journey, at, _("The patient answered about a visit."))


def _check_ahead(visit: Appointment, at: datetime) -> None:
    if visit.state not in TO_COME:
        raise MoveNotAllowed(_("This visit changed meanwhile. Please look at your visits again."))
    if visit.starts_at <= at:
        raise MoveNotAllowed(_("This visit has begun or is over. Please call us."))


def _wish(words: str, part: str, weekdays: Iterable[str]) -> tuple[str, str, str]:
    words, days = words.strip(), sorted(set(weekdays))
    if not words:
        raise NotAccepted(_("Tell us why, in a few words."), field="words")
    if len(words) > LONGEST_WORDS:
        raise NotAccepted(_("Write at most {most} characters.", most=LONGEST_WORDS), field="words")
    if part not in {"", *(each.value for each in PartOfDay)}:
        raise NotAccepted(_("Choose one of the list."), field="part")
    if not WEEKDAYS.issuperset(days):
        raise NotAccepted(_("Choose days of the list."), field="weekdays")
    return words, part, ",".join(days)


def _ask(visit: Appointment, ask: Ask, wish: tuple[str, str, str], by: User, at: datetime) -> Appointment:
    visit.ask, (visit.ask_words, visit.ask_part, visit.ask_weekdays) = ask, wish
    visit.asked_at, visit.asked_by = at, by
    visit.answer, visit.answered_at, visit.answered_by = "", None, None
    visit.version += 1
    visit.save()
    data = {"appointment": str(visit.pk), "ask": ask, "part": wish[1], "weekdays": wish[2]}
    record(visit.journey, "visit_asked", by=by, at=at, cycle=visit.cycle, reason=wish[0], data=data)
    return visit


def _set(visit: Appointment, state: AppointmentState, by: User, at: datetime, reason: str = "") -> None:
    data = {"appointment": str(visit.pk), "before": visit.state}
    visit.state, visit.state_at, visit.state_by, visit.state_reason = state, at, by, reason
    visit.version += 1
    with constraints_in_words(visit):
        visit.save()
    record(visit.journey, f"visit_{state}", by=by, at=at, cycle=visit.cycle, reason=reason, data=data)

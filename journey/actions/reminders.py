"""Reminders: noted in bulk when they come due, bundled into one mail a person and channel, chosen by the patient."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import mail, text_messages
from accounts.models import User
from accounts.row_by_row import in_batches, keys_of
from journey.access.calls_due import to_call
from journey.access.letters import to_post
from journey.access.standing_visits import still_holds
from journey.actions.bundling import leave_when_due, put_off
from journey.actions.locking import constraints_in_words
from journey.actions.people import set_postal_address
from journey.domain.errors import NotAccepted, NotPermitted
from journey.domain.reminders import (
    BEFORE_A_VISIT,
    BY_HAND,
    LATEST,
    LETTER_TAKES,
    OPPOSITE,
    QUIET_FROM,
    QUIET_UNTIL,
    Moment,
    Occasion,
    Way,
    after_quiet,
    before_setting_out,
    check_in_moments,
    due_now,
    goes_by_letter,
    is_at_once,
    starts_of_due_visits,
    visit_moments,
)
from journey.domain.standing_visits import falls_away
from journey.domain.windows import CheckInState
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, CheckIn, Cycle, Patient, Reminder, ReminderChoice
from journey.models.appointment import TO_COME, choice_of
from journey.models.check_in import waits_for_resuming
from journey.models.clinic import is_set_up
from journey.models.journey import looked_after
from journey.notifications.reminders import KIND

BATCH = 500
BY_POST = Q(patient__postal_address__gt="") & (
    Q(patient__user=None)
    | (Q(patient__user__is_active=True) & (Q(patient__reminder_choice__by_letter=True) | Q(patient__user__email="")))
)


def note_reminders(*, at: datetime) -> int:
    """Write a row for everything that came due by `at`; how many. A second run writes none. Whatever the number, rows
    are read in batches and written in bulk."""
    steps = {"check_in": _check_ins(at), "visit": _visits(at), "missed_visit": _missed(at)}
    return sum(
        in_batches(f"remind_patients.{name}", keys_of(rows), partial(_note, rows, at), at=at, together=BATCH)
        for name, rows in steps.items()
    )


def send_reminders(*, at: datetime) -> int:
    """Put what leaves by `at` into the outbox: one message for each patient and channel, however many things it tells
    of; for whoever wants one message a day, what can wait goes with the next day's. How many messages."""
    due = Reminder.objects.filter(is_set_up("patient__site__clinic__"), mail=None, leaves_at__lte=at)
    due = due.exclude(channel__in=BY_HAND).order_by("leaves_at", "id")
    patients = due.values_list("patient", flat=True)
    return in_batches("remind_patients.send", patients, partial(_send, due, at), at=at, together=BATCH)


@transaction.atomic
def _send(due: QuerySet[Reminder], at: datetime, patients: Sequence[UUID]) -> int:
    free = due.filter(patient__in=patients).select_for_update(of=("self",), skip_locked=True)
    found = list(free.select_related("patient__user", "patient__reminder_choice", "check_in", "visit"))
    bundles: dict[tuple[UUID, str], list[Reminder]] = defaultdict(list)
    for row in put_off(found, at):
        bundles[row.patient_id, row.channel].append(row)
    ways = [(key, rows, _address(rows[0].patient, key[1])) for key, rows in bundles.items()]
    messages = mail.announce(kind=KIND, to=[(key[1], address) for key, _rows, address in ways], at=at)
    changed = []
    for (_key, rows, _to), message in zip(ways, messages, strict=True):
        for row in rows:
            row.mail = message
            changed.append(row)
    Reminder.objects.bulk_update(changed, ["mail"])
    return len(messages)


@transaction.atomic
def choose_reminders(
    *,
    patient: Patient,
    by_email: bool,
    by_text: bool,
    by_letter: bool,
    postal_address: str,
    quiet_from: time,
    quiet_until: time,
    daily: bool,
    by: User,
    at: datetime,
) -> ReminderChoice:
    """How the patient wants to be reminded, and where letters go. Only the patient. Raises NotAccepted for what cannot
    reach them."""
    if patient.user_id != by.pk:
        raise NotPermitted(_("Only the patient may do this."))
    if by_text and not (patient.phone and text_messages.available()):
        raise NotAccepted(_("We cannot send text messages to you now."), field="by_text")
    patient = set_postal_address(patient, postal_address, by=by, at=at)
    if by_letter and not patient.postal_address:
        raise NotAccepted(_("Enter the address that letters go to."), field="postal_address")
    known = ReminderChoice.objects.select_for_update(of=("self",)).filter(patient=patient).first()
    row = known or ReminderChoice(patient=patient)
    row.by_email, row.by_text, row.by_letter = by_email, by_text, by_letter
    row.quiet_from, row.quiet_until, row.daily = quiet_from, quiet_until, daily
    with constraints_in_words(row):
        row.full_clean(exclude=["patient"])
        row.save()
    if not daily:
        leave_when_due(patient, row, at)
    return row


def _check_ins(at: datetime) -> QuerySet[CheckIn]:
    """Open now, and something of them came due lately: each occasion is asked of its own moment by the rule."""
    rows = CheckIn.objects.filter(
        state__in=[CheckInState.SCHEDULED, CheckInState.OPEN],
        opens_at__lte=at,
        closes_at__gt=at,
        journey__patient__off_app_since=None,
    )
    rows = rows.exclude(waits_for_resuming())
    told = Reminder.objects.filter(
        check_in=OuterRef("pk"), occasion=Occasion.CHECK_IN_CLOSING, at__gte=OuterRef("opens_at")
    )
    return _of_patients(rows.filter(looked_after("journey__"), ~Exists(told)), "journey__", _written_to("journey__"))


def _visits(at: datetime) -> QuerySet[Appointment]:
    due = Q()
    for occasion, after, until in starts_of_due_visits(at):
        told = Exists(Reminder.objects.filter(visit=OuterRef("pk"), occasion=occasion))
        due |= Q(~told, starts_at__gt=after, starts_at__lte=until)
    return _of_patients(
        Appointment.objects.filter(due, still_holds(), state__in=TO_COME), "", _written_to("") | BY_POST
    )


def _missed(at: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(
        still_holds(), state=AppointmentState.NO_SHOW, state_at__gt=at - LATEST, state_at__lte=at
    )
    told = Reminder.objects.filter(visit=OuterRef("pk"), occasion=Occasion.VISIT_MISSED)
    return _of_patients(rows.filter(~Exists(told)), "", _written_to("") | BY_POST)


def _written_to(path: str) -> Q:
    """Those who sign in and can be written to."""
    return Q(**{f"{path}patient__user__is_active": True}) & (
        Q(**{f"{path}patient__user__email__gt": ""}) | Q(**{f"{path}patient__phone__gt": ""})
    )


def _of_patients(rows: QuerySet[Any], path: str, reachable: Q) -> QuerySet[Any]:
    with_them = [f"{path}patient__user", f"{path}patient__reminder_choice"]
    rows = rows.filter(is_set_up(f"{path}patient__site__clinic__"))
    return rows.filter(reachable).select_related(*with_them).order_by("pk")


@transaction.atomic
def _note(rows: QuerySet[Any], at: datetime, keys: Sequence[UUID]) -> int:
    return _write([reminder for row in rows.filter(pk__in=keys) for reminder in _reminders_of(row, at)])


def _reminders_of(row: CheckIn | Appointment, at: datetime) -> Iterator[Reminder]:
    patient = row.journey.patient if isinstance(row, CheckIn) else row.patient
    moment = _moment(row, at)
    if moment is None:
        return
    at_once = isinstance(row, CheckIn) and is_at_once(row.code)
    choice = getattr(patient, "reminder_choice", None) or ReminderChoice(patient=patient)
    quiet = (choice.quiet_from or QUIET_FROM, choice.quiet_until or QUIET_UNTIL)
    leaves_at = at if at_once else after_quiet(at, patient.zone, *quiet)
    channels = [*_channels(patient, choice, at_once=at_once)]
    if isinstance(row, Appointment):
        channels += _by_letter(patient, choice, moment.occasion, row.starts_at, at)
    for channel in channels:
        thing = {"check_in": row} if isinstance(row, CheckIn) else {"visit": row}
        yield Reminder(
            patient=patient, occasion=moment.occasion.value, channel=channel, leaves_at=leaves_at, at=at, **thing
        )


def _moment(row: CheckIn | Appointment, at: datetime) -> Moment | None:
    if isinstance(row, CheckIn):
        closes_at = row.closes_at
        return due_now(check_in_moments(row.code, row.opens_at, closes_at), row.opens_at, at) if closes_at else None
    if row.state == AppointmentState.NO_SHOW:
        return Moment(Occasion.VISIT_MISSED, at)
    return due_now(
        visit_moments(row.starts_at), row.state_at or row.starts_at - BEFORE_A_VISIT[Occasion.VISIT_WEEK], at
    )


def note_offer(*, visit: Appointment, at: datetime) -> None:
    """A time is held for them: said as they want to be reminded, once for all the times of one choice. Called by the
    action that holds it."""
    patient, journey = visit.patient, visit.journey
    if falls_away(visit.kind, journey.status, keeps_safety_checks=journey.keeps_safety_checks):
        return
    if patient.user is None or not patient.user.is_active or (visit.waiting_id is None and _choice_is_told(visit)):
        return
    choice = _choice(patient)
    leaves_at = after_quiet(at, patient.zone, choice.quiet_from or QUIET_FROM, choice.quiet_until or QUIET_UNTIL)
    occasion = Occasion.VISIT_OFFER.value
    rows = [
        Reminder(patient=patient, visit=visit, occasion=occasion, channel=channel, leaves_at=leaves_at, at=at)
        for channel in _channels(patient, choice, at_once=False)
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _choice_is_told(visit: Appointment) -> bool:
    """Another time of the same choice was noted and is still held."""
    others = Appointment.objects.filter(choice_of(visit), state=AppointmentState.OFFERED).exclude(pk=visit.pk)
    return Reminder.objects.filter(visit__in=others, occasion=Occasion.VISIT_OFFER).exists()


def note_change(*, visit: Appointment, occasion: Occasion, before: datetime, at: datetime) -> int:
    """The clinic moved or cancelled the visit, or it cannot be at its time: told as they want to be reminded, by e-mail
    to whoever chose nothing, for nobody should stand before a closed door. `before` is when they would have come. How
    many messages; none for somebody whom none can reach. Called by the action that changes it; each is noted once."""
    patient, journey = visit.patient, visit.journey
    if not journey.is_looked_after:
        return 0
    choice = _choice(patient)
    quiet = (choice.quiet_from or QUIET_FROM, choice.quiet_until or QUIET_UNTIL)
    leaves_at = before_setting_out(before, at, after_quiet(at, patient.zone, *quiet))
    channels = _ways_of_a_change(patient, choice, occasion, before, at)
    rows = [
        Reminder(patient=patient, visit=visit, occasion=occasion.value, channel=channel, leaves_at=leaves_at, at=at)
        for channel in channels
    ]
    if occasion in OPPOSITE:
        _say_again(visit, occasion, leaves_at, at)
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return len([row for row in rows if row.channel != Way.CALL])


def note_stands(visit: Appointment, *, heard: bool, at: datetime) -> int:
    """The visit can be at its time after all: said once to whoever heard that it cannot (`heard`: in a call, or by
    times that were offered instead), and to nobody else. A message that waits is not sent. How many messages; the
    caller holds the patient."""
    closed = Reminder.objects.filter(visit=visit, occasion=Occasion.VISIT_CLOSED)
    closed.filter(mail=None, posted_at=None).delete()
    if not heard and not closed.exists():
        return 0
    return note_change(visit=visit, occasion=Occasion.VISIT_STANDS, before=visit.starts_at, at=at)


def _say_again(visit: Appointment, occasion: Occasion, leaves_at: datetime, at: datetime) -> None:
    """It was said before, and the opposite since: the same rows leave once more."""
    since = Reminder.objects.filter(visit=visit, occasion=OPPOSITE[occasion]).order_by("-at").first()
    if since is not None:
        before = Reminder.objects.filter(visit=visit, occasion=occasion, at__lte=since.at)
        before.update(mail=None, posted_at=None, posted_by=None, leaves_at=leaves_at, at=at)


def note_new_dates(*, cycle: Cycle, before: datetime | None, at: datetime) -> None:
    """The day of the treatment moved, or a time that was recorded turned out otherwise, with all that follows: one
    message of each way that says so, however often it moves before that leaves, and as early as any of the moves asks.
    A letter that waits speaks for no other way, and for itself only while it can still be posted. `before` is the
    earlier of both days, None for what happened. Called by the action that moves it."""
    journey, patient, occasion = cycle.journey, cycle.journey.patient, Occasion.DATES_CHANGED
    if not journey.is_looked_after:
        return
    choice = _choice(patient)
    quiet = (choice.quiet_from or QUIET_FROM, choice.quiet_until or QUIET_UNTIL)
    leaves_at = after_quiet(at, patient.zone, *quiet)
    if before is not None:
        leaves_at = before_setting_out(before, at, leaves_at)
    waits = Reminder.objects.filter(cycle__journey=journey, occasion=occasion, mail=None, posted_at=None)
    waits.filter(leaves_at__gt=leaves_at).update(leaves_at=leaves_at)
    letters = to_post(waits.filter(channel=Way.LETTER), leaves_at)
    known = {row.channel for rows in (waits.exclude(channel__in=BY_HAND), letters, to_call(waits, at)) for row in rows}
    values: dict[str, Any] = {
        "patient": patient, "cycle": cycle, "code": f"V{journey.version}", "occasion": occasion.value
    }  # fmt: skip
    channels = _ways_of_a_change(patient, choice, occasion, before or at + LETTER_TAKES, at)
    new = [each for each in channels if each not in known]
    rows = [Reminder(channel=channel, leaves_at=leaves_at, at=at, **values) for channel in new]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def sleeps(patient: Patient, at: datetime) -> bool:
    """Whether this is their quiet time."""
    choice = _choice(patient)
    return after_quiet(at, patient.zone, choice.quiet_from, choice.quiet_until) > at


def _choice(patient: Patient) -> ReminderChoice:
    return getattr(patient, "reminder_choice", None) or ReminderChoice(patient=patient)


def _channels(patient: Patient, choice: ReminderChoice, *, at_once: bool) -> Iterable[str]:
    """As chosen. What is about safety goes by e-mail to whoever chose nothing."""
    user = patient.user
    email, phone = bool(user is not None and user.email), bool(patient.phone and text_messages.available())
    chosen = [
        *([Way.EMAIL.value] if choice.by_email and email else []),
        *([Way.SMS.value] if choice.by_text and phone else []),
    ]
    return chosen or ([Way.EMAIL.value] if at_once and email else [])


def _ways_of_a_change(
    patient: Patient, choice: ReminderChoice, occasion: Occasion, before: datetime, at: datetime
) -> list[str]:
    """By e-mail to whoever chose nothing; whom no message and no letter reaches in time is called."""
    user = patient.user
    ways = list(_channels(patient, choice, at_once=True)) if user is not None and user.is_active else []
    ways += _by_letter(patient, choice, occasion, before, at)
    return ways or [Way.CALL.value]


def _by_letter(
    patient: Patient, choice: ReminderChoice, occasion: Occasion, starts_at: datetime, at: datetime
) -> list[str]:
    """For whoever chose letters, and for whom nothing else reaches: no sign-in, or no address and no number. A closed
    account is not written to."""
    user = patient.user
    if not patient.postal_address or (user is not None and not user.is_active):
        return []
    unreached = user is None or not (user.email or (patient.phone and text_messages.available()))
    if not (choice.by_letter or unreached):
        return []
    return [Way.LETTER.value] if goes_by_letter(occasion, starts_at, at) else []


def _address(patient: Patient, channel: str) -> str:
    user = patient.user
    return patient.phone if channel == Way.SMS else user.email if user is not None else ""


def _write(rows: list[Reminder]) -> int:
    """Those that are not there yet, in bulk; how many. What another worker writes at the same time the database leaves
    out by itself. A check-in that moved or is asked again is told of anew: what was said before it opened was about
    another day, and the same rows leave once more."""
    if not rows:
        return 0
    same = Q(check_in__in=[row.check_in_id for row in rows]) | Q(visit__in=[row.visit_id for row in rows])
    said = Reminder.objects.filter(same).values_list("check_in", "visit", "occasion", "channel", "at")
    known = {tuple(key): at for *key, at in said}
    new, anew = [], 0
    for row in rows:
        at = known.get((row.check_in_id, row.visit_id, row.occasion, row.channel))
        if at is None:
            new.append(row)
        elif row.check_in is not None and at < row.check_in.opens_at:
            anew += _say_of_the_new_day(row, row.check_in)
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    return len(new) + anew


def _say_of_the_new_day(row: Reminder, check_in: CheckIn) -> int:
    before = Reminder.objects.filter(
        check_in=check_in, occasion=row.occasion, channel=row.channel, at__lt=check_in.opens_at
    )
    return before.update(mail=None, leaves_at=row.leaves_at, at=row.at)

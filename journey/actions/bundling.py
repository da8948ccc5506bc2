"""One message a day for whoever chose it: what waits for the next one, asked when messages leave."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID

from django.db.models import Q

from journey.domain.days import at_local, local_date
from journey.domain.reminders import BY_HAND, Occasion, after_quiet, can_wait, is_at_once, next_bundle
from journey.models import Patient, Reminder, ReminderChoice
from journey.models.appointment import NEEDLE_DAYS

Way = tuple[UUID, str]


def put_off(due: list[Reminder], at: datetime) -> list[Reminder]:
    """Those that leave now. Of a patient who wants one message a day and had today's, all that can wait leaves
    tomorrow; when one thing cannot, the others go with it. Messages for safety never wait, and are nobody's one
    message of the day. The caller holds the rows."""
    bundles: dict[Way, list[Reminder]] = defaultdict(list)
    for row in due:
        if _wants_one(row.patient):
            bundles[row.patient_id, row.channel].append(row)
    had = _had_today(bundles, at)
    said = _said_before(row for key in had for row in bundles[key])
    later = []
    for key in had:
        rows = bundles[key]
        next_at = next_bundle(at, rows[0].patient.zone, rows[0].patient.reminder_choice.quiet_until)
        if all(_waits(row, next_at, said) for row in rows):
            later += rows
            for row in rows:
                row.leaves_at = next_at
    Reminder.objects.bulk_update(later, ["leaves_at"])
    waits = {row.pk for row in later}
    return [row for row in due if row.pk not in waits]


def leave_when_due(patient: Patient, choice: ReminderChoice, at: datetime) -> None:
    """Each message at once again: what was put off leaves as the quiet time allows."""
    leaves_at = after_quiet(at, patient.zone, choice.quiet_from, choice.quiet_until)
    waits = Reminder.objects.filter(patient=patient, mail=None, leaves_at__gt=leaves_at)
    waits.exclude(channel__in=BY_HAND).update(leaves_at=leaves_at)


def _wants_one(patient: Patient) -> bool:
    choice = getattr(patient, "reminder_choice", None)
    return choice is not None and choice.daily


def _is_for_safety(row: Reminder) -> bool:
    return row.check_in is not None and is_at_once(row.check_in.code)


def _is_before_a_needle(row: Reminder) -> bool:
    """Food and drink stop hours before it."""
    return row.occasion == Occasion.VISIT_DAY and row.visit is not None and row.visit.kind in NEEDLE_DAYS


def _waits(row: Reminder, next_at: datetime, said: set[tuple[UUID | None, str]]) -> bool:
    if _is_for_safety(row) or _is_before_a_needle(row):
        return False
    was_said = (row.check_in_id, row.channel) in said
    return can_wait(Occasion(row.occasion), _ends_at(row), next_at, was_said=was_said)


def _ends_at(row: Reminder) -> datetime | None:
    if row.check_in is not None:
        return row.check_in.closes_at
    if row.visit is None or row.occasion == Occasion.VISIT_MISSED:
        return None
    return row.visit.offer_ends_at if row.occasion == Occasion.VISIT_OFFER else row.visit.starts_at


def _had_today(bundles: dict[Way, list[Reminder]], at: datetime) -> list[Way]:
    """Whose message of the day, by their clock, is gone or on its way. What was not so any more was no message."""
    if not bundles:
        return []
    asked = Q()
    for (patient, channel), rows in bundles.items():
        zone = rows[0].patient.zone
        midnight = at_local(local_date(at, zone), time(0), zone)
        asked |= Q(patient=patient, channel=channel, mail__written_at__gte=midnight, mail__dropped_at=None)
    gone = Reminder.objects.filter(asked, mail__given_up_at=None).select_related("check_in").order_by("pk")
    had = {(row.patient_id, row.channel) for row in gone if not _is_for_safety(row)}
    return [key for key in bundles if key in had]


def _said_before(rows: Iterable[Reminder]) -> set[tuple[UUID | None, str]]:
    """Check-ins of which an earlier reminder is gone, with how it went."""
    known = [row.check_in_id for row in rows if row.check_in_id is not None]
    gone = Reminder.objects.filter(
        check_in__in=known, mail__isnull=False, mail__dropped_at=None, mail__given_up_at=None
    )
    return set(gone.values_list("check_in", "channel"))

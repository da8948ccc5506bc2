"""Whether the workers do what is due, in words for whoever looks after the messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import StuckRow
from accounts.queue_health import WORKERS, Health, Job, health
from journey.policies import Act, may
from journey.presenters import when
from journey.presenters.staff_words import Words
from journey.presenters.worklists import Now

JOBS: Mapping[str, Words] = {
    "send_due_mail": gettext_lazy("Send the messages that wait"),
    "follow_alert_clocks": gettext_lazy("Tell staff of alerts"),
    "remind_patients": gettext_lazy("Remind patients"),
    "roll_check_ins": gettext_lazy("Open and close check-ins"),
    "tell_of_reports": gettext_lazy("Tell staff of adverse events and reports"),
    "follow_waiting_list": gettext_lazy("Offer freed times to the waiting list"),
    "note_last_contacts": gettext_lazy("Count when each record was last in use"),
    "seal_trace": gettext_lazy("Seal the log"),
    "verify_trace": gettext_lazy("Read the whole log"),
    "forget_old_sessions": gettext_lazy("Forget sessions that are over"),
    "forget_old_forms": gettext_lazy("Forget forms that nobody came back for"),
    "forget_old_tickets": gettext_lazy("Forget old codes and links"),
    "forget_past_tries": gettext_lazy("Forget past tries to sign in"),
    "forget_old_failures": gettext_lazy("Forget old failures of the workers"),
    "answer_ticket": gettext_lazy("Send a code or a link to whoever asked at the door"),
}
# What was not done, and the list in which the row stands.
STEPS: Mapping[str, tuple[Words, str]] = {
    "send_due_mail.send": (gettext_lazy("A message was not sent"), "accounts_outgoingmail"),
    "follow_alert_clocks.tell": (gettext_lazy("Staff were not told of an alert"), "journey_alert"),
    "follow_alert_clocks.wake": (gettext_lazy("An alert that was put off did not come back"), "journey_alert"),
    "remind_patients.check_in": (gettext_lazy("A reminder of a check-in was not written"), "journey_checkin"),
    "remind_patients.visit": (gettext_lazy("A reminder of a visit was not written"), "journey_appointment"),
    "remind_patients.missed_visit": (
        gettext_lazy("A message about a missed visit was not written"),
        "journey_appointment",
    ),
    "remind_patients.send": (gettext_lazy("A patient's reminders did not leave"), "journey_patient"),
    "roll_check_ins.open": (gettext_lazy("A check-in did not open"), "journey_checkin"),
    "roll_check_ins.miss": (gettext_lazy("A check-in was not noted as missed"), "journey_checkin"),
    "tell_of_reports.late_event": (gettext_lazy("Nobody was told of a late adverse event"), "journey_adverseevent"),
    "tell_of_reports.report": (gettext_lazy("Nobody was told of a report that is due"), "journey_adverseevent"),
    "follow_waiting_list.offer": (gettext_lazy("A time was not offered to somebody who waits"), ""),
    "follow_waiting_list.offer_over": (gettext_lazy("An offer did not end"), "journey_appointment"),
    "follow_waiting_list.place_over": (gettext_lazy("A place on the waiting list did not end"), ""),
    "note_last_contacts.count": (gettext_lazy("When a record was last in use was not counted"), "journey_patient"),
    "note_last_contacts.end": (gettext_lazy("A count of a record that ended stayed"), "journey_patient"),
}
# What does not happen while nobody works in a queue, and what has to be started.
QUEUES: Mapping[str, tuple[Words, str]] = {
    "default": (
        gettext_lazy(
            "Messages are not going out since {moment} ({long}): nobody is told of alerts by message, and no patient "
            "is reminded. Look at the work queue often."
        ),
        "journey-jobs.service",
    ),
    "trace": (gettext_lazy("The log is not sealed since {moment} ({long})."), "journey-trace.service"),
}


@dataclass(frozen=True)
class Line:
    """A job as a row of the table; `failed` when somebody has to look at it."""

    job: str
    words: str
    last: str
    state: str
    failed: bool


def sentences(now: Now) -> tuple[str, ...]:
    """What somebody has to look at, for the first page of those who read the messages. One statement."""
    return tuple(wrong(health(at=now.at), now)) if may(now.user, Act.READ_MESSAGES) else ()


def wrong(found: Health, now: Now) -> Iterator[str]:
    """What somebody has to look at: the queues that stand still first, then each job of the others."""
    for queue, since in found.stopped.items():
        words, unit = QUEUES[queue]
        yield str(words).format(moment=_moment(since, now), long=when.length(now.at - since))
        yield _("Ask whoever looks after the server to start {unit}.").format(unit=unit)
    if found.one_is_missing and not found.stopped:
        words = _(
            "One of the {n} workers of the server is not running. Ask whoever looks after the server to start {units}."
        )
        units = _(" and ").join(unit for _words, unit in QUEUES.values())
        yield words.format(n=WORKERS, units=units)
    for job in found.jobs:
        if not job.is_well and job.queue not in found.stopped:
            yield _("{job}: {state}").format(job=job_words(job.name), state=_state(job, now))


def lines(found: Health, now: Now) -> list[Line]:
    """Every job with how it stands: those with a problem first, then by what hangs on them."""
    order = list(JOBS)
    shown = sorted(found.jobs, key=lambda job: (job.is_well, order.index(job.name) if job.name in JOBS else len(order)))
    return [
        Line(
            job=job.name,
            words=job_words(job.name),
            last=now.short(job.ended_at) if job.ended_at else _("Not yet"),
            state=_state(job, now),
            failed=not job.is_well,
        )
        for job in shown
    ]


def job_words(name: str) -> str:
    return str(JOBS.get(name, name))


def step_words(row: StuckRow) -> tuple[str, str]:
    """What was not done, and the list in which the row stands."""
    words, table = STEPS.get(row.step, (row.step, ""))
    return str(words), table


def _state(job: Job, now: Now) -> str:
    parts = []
    if job.late_since is not None:
        parts.append(_("not done since {moment}.").format(moment=_moment(job.late_since, now)))
    if job.failed_at is not None:
        words = _("failed {moment} ({problem}).")
        parts.append(words.format(moment=_moment(job.failed_at, now), problem=job.problem))
    if job.stuck:
        parts.append(
            ngettext("{n} entry could not be done.", "{n} entries could not be done.", job.stuck).format(n=job.stuck)
        )
    return when.capital(" ".join(parts)) if parts else _("As it should be.")


def _moment(value: datetime, now: Now) -> str:
    """ "2:10pm" of today, else "Tue 24 Nov, 2:10pm"."""
    local = value.astimezone(now.zone)
    return when.clock(local) if local.date() == now.today else now.short(value)

"""The observation clock: how long a patient is watched, from when they may leave, and which vitals are due next.

Source: clinical.md 2.5 [D]; after a treated anaphylaxis 2, 6 or 12 hours by risk [S58].
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from journey.domain.days import plain_clock, plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.record.entries import Entry
from journey.domain.stages import CellSource
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CODE, VITALS = "observation", "vitals"
NEEDED = 3
FIRST_DUE, THEN_EVERY = (0, 15, 30), 30  # minutes from the start
EARLY = timedelta(minutes=5)  # vitals count for a time that is at most this much later
LATE = timedelta(minutes=10)  # a time counts as missed once the patient stayed this much longer
APART = timedelta(minutes=10)  # vitals closer together say one thing twice
AFTER_ANAPHYLAXIS: Mapping[str, timedelta] = {
    "two_hours": timedelta(hours=2),
    "six_hours": timedelta(hours=6),
    "twelve_hours": timedelta(hours=12),
}


@dataclass(frozen=True)
class ObservationClock:
    """`started` is None before the observation. `leave_from` is None too while a treated anaphylaxis has not settled;
    `reasons` say why it is longer than the shortest. ``due` is when the next vitals are, `due_minute` counted from the
    start. `taken` counts all vitals, `apart` those that are not one and the same look. All moments are in UTC."""

    least: timedelta
    reasons: tuple[str, ...]
    started: datetime | None
    leave_from: datetime | None
    taken: int
    apart: int
    due: datetime | None
    due_minute: int

    @property
    def least_minutes(self) -> int:
        return int(self.least.total_seconds() // 60)

    def needed(self, until: datetime) -> int:
        """How many looks there should be by the time the patient leaves: at 0, 15 and 30 minutes, then every 30. Nobody
        leaves without the first three; one that was left out later cannot be made good, so it is only said."""
        if self.started is None:
            return NEEDED
        stayed, minute, count = until.astimezone(UTC) - self.started - LATE, 0, 0
        while timedelta(minutes=minute) <= stayed:
            count, minute = count + 1, _next_due(timedelta(minutes=minute))
        return max(NEEDED, count)

    def watched(self, until: datetime | None) -> int | None:
        """Whole minutes from the start; None while one of the two is not known."""
        if self.started is None or until is None:
            return None
        return int((until.astimezone(UTC) - self.started).total_seconds() // 60)


def observation_clock(facts: GateFacts, entry: Entry | None = None) -> ObservationClock:
    """Real minutes, whatever the clocks on the wall do meanwhile. `entry` is another content of the section than what
    is stored."""
    entry = entry or facts.record.of(CODE)
    started = _utc(entry.get("observation_start"))
    reasons = tuple(_longer(facts))
    least = timedelta(minutes=facts.observation_min_donor_or_sedation if reasons else facts.observation_min_local)
    leave_from = None if started is None else started + least
    treated = AFTER_ANAPHYLAXIS.get(entry.get("anaphylaxis") or "")
    if treated is not None:
        reasons = (*reasons, _("anaphylaxis was treated"))
        settled = _utc(entry.get("anaphylaxis_settled_at"))
        least = max(least, treated)
        leave_from = None if leave_from is None or settled is None else max(leave_from, settled + treated)
        if leave_from is not None and started is not None:
            least = leave_from - started
    taken = sorted(at for at in (_utc(each["taken_at"]) for each in entry.of(VITALS)) if at is not None)
    minute = 0 if started is None or not taken else _next_due(taken[-1] + EARLY - started)
    due = None if started is None else started + timedelta(minutes=minute)
    return ObservationClock(least, reasons, started, leave_from, len(taken), _apart(taken), due, minute)


def _apart(taken: Sequence[datetime]) -> int:
    last, count = None, 0
    for at in taken:
        if last is None or at - last >= APART:
            last, count = at, count + 1
    return count


def _longer(facts: GateFacts) -> Iterator[str]:
    if facts.cell_source is CellSource.ALLOGENEIC:
        yield _("donor cells")
    if facts.sedation_used or facts.record.of("injection").of("sedation_given"):
        yield _("sedation")
    if facts.earlier_anaphylaxis:
        yield _("an anaphylaxis before")


def _next_due(reached: timedelta) -> int:
    """The first scheduled minute that the last vitals do not stand for."""
    for minute in FIRST_DUE:
        if timedelta(minutes=minute) > reached:
            return minute
    rounds = int(reached.total_seconds() // 60 - FIRST_DUE[-1]) // THEN_EVERY + 1
    return FIRST_DUE[-1] + rounds * THEN_EVERY


def clock_in_words(clock: ObservationClock, facts: GateFacts) -> Iterator[tuple[str, str]]:
    """Names and words, in the clinic's zone: "May leave from 2:20pm", "Vitals 3 of 3"."""
    because = _(" ({reasons})", reasons=", ".join(clock.reasons)) if clock.reasons else ""
    yield _("At least"), _("{minutes} minutes{because}", minutes=clock.least_minutes, because=because)
    if clock.started is None:
        return
    leave = said_at(clock.leave_from, facts) if clock.leave_from else _("not before the anaphylaxis has settled")
    yield _("May leave from"), leave
    until = facts.discharge_at or facts.now
    yield _("Vitals"), _("{taken} of {needed}", taken=clock.apart, needed=clock.needed(until))
    if clock.due is not None and facts.discharge_at is None:
        yield _("Next vitals"), said_at(clock.due, facts)


def left_out(facts: GateFacts) -> Iterator[str]:
    """A sentence once the patient went home with fewer looks than there should have been."""
    clock, home = observation_clock(facts), facts.discharge_at
    if home is not None and NEEDED <= clock.apart < clock.needed(home):
        words = gettext_noop("Vitals {taken} of {needed}: they are due at 0, 15 and 30 minutes, then every 30.")
        yield _(words, taken=clock.apart, needed=clock.needed(home))


def said_at(at: datetime, facts: GateFacts) -> str:
    """The time of day; with the day when it is another one."""
    local = at.astimezone(facts.clinic_zone)
    clock = plain_clock(local)
    if local.date() == facts.today:
        return clock
    return _(gettext_noop("{clock}, {day}"), clock=clock, day=plain_date(local.date()))


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at is not None else None

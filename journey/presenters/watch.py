"""The observation clock and the vitals so far, as staff in the recovery room read them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey.domain.record.fields import Field
from journey.domain.record.post_care.clock import EARLY, VITALS, ObservationClock, clock_in_words, observation_clock
from journey.domain.record.post_care.observation import OBSERVATION, worrying_vitals
from journey.domain.stages import StageCode
from journey.policies import may, writes
from journey.presenters.record_words import said
from journey.standing import Standing

STAGES = frozenset({StageCode.INJECTION, StageCode.POST_CARE})


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    is_worrying: bool


@dataclass(frozen=True)
class Line:
    time: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Watch:
    """`facts` are names and words; `lines` the sets of vitals with the newest first, `worries` what is said of them.
    `url` is blank for a reader who does not write it."""

    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    worries: tuple[str, ...]
    url: str


def watch_of(standing: Standing, reader: User) -> Watch:
    facts, entry = standing.facts, standing.facts.record.of(OBSERVATION.code)
    fields = [each for each in OBSERVATION.group[VITALS].fields if each.name != "taken_at"]
    zone = standing.clinic_zone
    lines, worries = [], []
    for each in entry.of(VITALS):
        worrying = list(worrying_vitals(entry, each))
        at = said(OBSERVATION.group[VITALS].fields[0], each["taken_at"], {}, zone).rpartition(", ")[2]
        worries += [_("{time}: {sentence}").format(time=at, sentence=sentence) for _name, sentence, _told in worrying]
        names = {name for name, _sentence, _told in worrying}
        told = [
            (field, "" if each[field.name] is None else said(field, each[field.name], {}, zone)) for field in fields
        ]
        cells = [Cell(_column(field), _bare(field, words), field.name in names) for field, words in told]
        lines.append(Line(at, tuple(cells)))
    url = reverse("admin:journey_journey_watch", args=[standing.journey.pk, standing.cycle.pk])
    return Watch(
        facts=tuple(clock_in_words(observation_clock(facts), facts)),
        columns=tuple(_column(field) for field in fields),
        lines=tuple(reversed(lines)),
        worries=tuple(reversed(worries)),
        url=url if may(reader, writes(OBSERVATION)) else "",
    )


def _column(field: Field) -> str:
    """With its unit, so that the cells hold numbers alone: "SpO2 (%)"."""
    if field.limits is None:
        return _(field.label)
    return _("{label} ({unit})").format(label=_(field.label), unit=_(field.limits.unit))


def _bare(field: Field, words: str) -> str:
    if field.limits is None:
        return words or "–"
    return words.removesuffix(_(field.limits.unit)).strip() or "–"


def watch_now(standing: Standing, reader: User) -> Watch | None:
    """While the patient is in the recovery room: after the needle, before going home."""
    cycle = standing.cycle
    there = cycle.injection_at is not None and cycle.discharge_at is None
    return watch_of(standing, reader) if there and standing.snapshot.current in STAGES else None


def next_moment(clock: ObservationClock, standing: Standing) -> datetime:
    """With which time the form begins: the due one while it has just come, else now."""
    now = standing.at.astimezone(UTC).replace(second=0, microsecond=0)
    if clock.due is not None and timedelta() <= now - clock.due <= EARLY:
        return clock.due
    return now

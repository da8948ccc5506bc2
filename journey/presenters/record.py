"""The clinical record as staff find their way in it: sections with how far they are, and what stands beside a field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import progress
from journey.domain.record.entries import NEVER_SAVED, Entry, undone
from journey.domain.record.fields import Section, with_other
from journey.domain.record.prefill import INTAKE, LAST_SESSION, RECORD, Beginning
from journey.domain.record.sections import has_begun, is_open, sections_of
from journey.domain.stages import StageCode
from journey.policies import may, writes
from journey.presenters import staff_words, when
from journey.presenters.record_words import lines_said, said
from journey.presenters.staff_timeline import Clock
from journey.standing import Standing


@dataclass(frozen=True)
class SectionRow:
    """`state` is "done", "part" or "none"; `missing` are the needed answers that are not there yet. `url` is blank
    for a reader who does not write this section."""

    code: str
    title: str
    state: str
    words: str
    missing: tuple[str, ...]
    saved: str
    url: str
    history_url: str


@dataclass(frozen=True)
class StageRecord:
    title: str
    is_open: bool
    rows: tuple[SectionRow, ...]


def stage_records(standing: Standing, reader: User) -> tuple[StageRecord, ...]:
    """Every stage of the session that has begun and has something to record, the newest first."""
    stages, mode = standing.snapshot.stages, standing.facts.harvest_mode
    begun = [code for code in StageCode if any(has_begun(each, stages) for each in sections_of(code, mode=mode))]
    return tuple(
        StageRecord(
            staff_words.sentence(staff_words.STAGES[code]),
            any(is_open(each, stages) for each in sections_of(code, mode=mode)),
            section_rows(standing, code, reader),
        )
        for code in reversed(begun)
    )


def section_rows(standing: Standing, stage: StageCode, reader: User) -> tuple[SectionRow, ...]:
    """The sections of a stage; of one that there may be several of, each that was begun and the next."""
    rows: list[SectionRow] = []
    mode = standing.facts.harvest_mode
    needed = {each.code for each in sections_of(stage, standing.cycle.number, mode)}
    for section in sections_of(stage, mode=mode):
        if not has_begun(section, standing.snapshot.stages):
            continue
        known = standing.facts.record.entries.get(section.code, {})
        numbers = [*known, len(known) + 1] if section.many or not known else [*known]
        rows += [
            _row(standing, section, number, known.get(number, NEVER_SAVED), section.code in needed, reader)
            for number in numbers
        ]
    return tuple(rows)


def _row(standing: Standing, section: Section, number: int, entry: Entry, is_needed: bool, reader: User) -> SectionRow:
    title = section_title(section, number)
    found = progress(section, entry, standing.facts)
    missing = found.missing if is_needed else ()
    told = missing if entry.version else ()  # of a section that nobody began, everything is missing
    words = _("{done} of {needed} needed answers").format(done=found.done, needed=found.needed)
    if not is_needed:
        words = _("Not needed again in this session") if not entry.version else _("Recorded")
    if found.warnings:
        warned = ngettext("{n} warning", "{n} warnings", found.warnings).format(n=found.warnings)
        words = f"{words}, {warned}"
    state = "done" if not missing else "part" if entry.version else "none"
    address = [standing.journey.pk, standing.cycle.pk, sheet_name(section, number)]
    return SectionRow(
        section.code,
        title,
        state,
        words,
        told,
        _saved(entry, Clock(standing.at, standing.clinic_zone)),
        reverse("admin:journey_journey_record_section", args=address) if may(reader, writes(section)) else "",
        reverse("admin:journey_journey_record_history", args=address) if entry.version else "",
    )


def section_title(section: Section, number: int = 1) -> str:
    """ "Encounter"; "Visit 2" where there may be several."""
    title = _(section.title)
    return _("{title} {number}").format(title=title, number=number) if section.many else title


def sheet_name(section: Section, number: int = 1) -> str:
    """A section's entry in an address: "encounter"; "visit-2" where there may be several."""
    return f"{section.code}-{number}" if section.many else section.code


def _saved(entry: Entry, clock: Clock) -> str:
    if entry.saved_at is None:
        return ""
    return _("{who}, {when}").format(who=entry.saved_by, when=clock.short(entry.saved_at))


def beside(
    section: Section,
    entry: Entry,
    begun: Beginning,
    last: Entry,
    told_at: datetime | None,
    names: Mapping[str, str],
    zone: ZoneInfo,
) -> dict[str, str]:
    """What stands beside each field: the patient's own answer and the value of the session before. In a form that was
    never saved it says so where a field begins with it."""
    day = when.day_month_year(told_at.astimezone(zone).date()) if told_at else ""
    found: dict[str, str] = {}
    for each in section.fields:
        notes = []
        source = begun.source.get(each.name)
        if source == RECORD and not entry.version:
            notes.append(_("Offered by the rule. Check it."))
        if source == INTAKE:
            words = said(each, begun.values[each.name], names, zone)
            filled = (
                _("Filled in from the intake of {day}: {words}") if not entry.version else _("Intake of {day}: {words}")
            )
            notes.append(filled.format(day=day, words=words))
        before = said(each, last.values.get(each.name, each.blank), names, zone)
        if before:
            words = (
                _("Filled in from the last session: {words}")
                if source == LAST_SESSION and not entry.version
                else _("Last session: {words}")
            )
            notes.append(words.format(words=before))
        if notes:
            found[each.name] = ". ".join(notes)
    for code in begun.lines:
        if not entry.version:
            told = _("Filled in from the intake of {day}.").format(day=day)
            from_where = {
                INTAKE: told,
                LAST_SESSION: _("Filled in from the last session. Look at each line."),
                RECORD: _("Filled in with what the rules offer. Decide each line."),
            }
            found[code] = from_where[begun.source[code]]
    return found


def worked_out(section: Section, entry: Entry, facts: GateFacts) -> list[tuple[str, str]]:
    """What follows from what is stored, or from what a new form begins with, as names and words."""
    return [line for works_out in section.works_out for line in works_out(entry, facts)]


@dataclass(frozen=True)
class Choice:
    """One field that two people wrote: `kept` says whose value is chosen before anybody chooses, if one is."""

    name: str
    label: str
    opened: str
    theirs: str
    mine: str
    kept: str


def choices(
    section: Section,
    opened: Entry,
    now: Entry,
    typed: Entry,
    differing: Iterable[str],
    names: Mapping[str, str],
    zone: ZoneInfo,
) -> Iterator[Choice]:
    """What differs between what is stored and what was typed, field by field."""
    differing = set(differing)
    for each in with_other(section.fields):
        if each.name in differing:
            values = [entry.values.get(each.name, each.blank) for entry in (opened, now, typed)]
            yield _choice(each.name, each.title, values, [said(each, value, names, zone) for value in values])
    for group in section.groups:
        if group.code in differing:
            lines = [_bare(entry.of(group.code)) for entry in (opened, now, typed)]
            yield _choice(group.code, _(group.title), lines, [lines_said(group, rows, names, zone) for rows in lines])


def _bare(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in line.items() if name != "id"} for line in lines]


def _choice(name: str, label: str, values: list[Any], words: list[str]) -> Choice:
    opened, theirs, mine = values
    kept = "theirs" if mine == opened else "mine" if theirs == opened else ""
    shown = [each or _("nothing") for each in words]
    return Choice(name, label, shown[0], shown[1], shown[2], kept)


def changed_words(
    section: Section, changed: Mapping[str, Any], names: Mapping[str, str], zone: ZoneInfo
) -> Iterator[str]:
    """The lines of one saving, for the history: "Pain in use: 6 of 10 (was: 4 of 10)"."""
    before = undone(section, NEVER_SAVED, changed)
    after = undone(section, NEVER_SAVED, {name: [new, old] for name, (old, new) in changed.items()})
    for each in with_other(section.fields):
        if each.name in changed:
            was, now = (said(each, entry.values[each.name], names, zone) for entry in (before, after))
            yield _told(each.title, was, now)
    for group in section.groups:
        if group.code in changed:
            was, now = (lines_said(group, entry.of(group.code), names, zone) for entry in (before, after))
            yield _told(_(group.title), was, now)


def _told(label: str, was: str, now: str) -> str:
    words = _("{field}: {after} (was: {before})")
    return words.format(field=label, after=now or _("nothing"), before=was or _("nothing"))

"""Saving a section of the clinical record: the one way in which what a clinician recorded is written."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access import team_of
from journey.actions.events import record
from journey.actions.locking import constraints_in_words, locked_journey
from journey.actions.permission import check_may
from journey.actions.record_effects import follow
from journey.actions.stock import share_lots
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.record.cells.lots import SECTIONS_WITH_LOTS
from journey.domain.record.checking import Finding, at_line, check, error
from journey.domain.record.entries import Entry, Values, changes, column, complete, plain, undone
from journey.domain.record.fields import MANY_CODES, Kind, Section, with_other
from journey.domain.record.refusals import EditedMeanwhile, EntryRefused, WarningsToSee
from journey.domain.record.sections import has_begun, is_open
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.words import say as _
from journey.models import LINES, RECORDS, Cycle, JourneyEvent
from journey.standing import Standing, standing_of

SAVED = "record_saved"


@transaction.atomic
def save_record(
    *,
    cycle: Cycle,
    section: Section,
    values: Values,
    lines: Mapping[str, Sequence[Values]],
    by: User,
    at: datetime,
    number: int = 1,
    expected_version: int | None = None,
    keep: Collection[str] = (),
    seen: Collection[str] = (),
    reason: str = "",
) -> Entry:
    """Save what was typed of a section; what is not given stays as it is. Who: `policies.writes`.

    `keep` names fields and groups that stay as they are now although something else was typed. `seen` are the keys of
    warnings that this person confirmed. What is stored already is not stored again: a repeat changes nothing.

    Raises MoveNotAllowed before the stage has begun, EntryRefused, WarningsToSee, EditedMeanwhile for a page that is
    older than `expected_version`, NotAccepted without a reason once the stage is closed.
    """
    if section.code in SECTIONS_WITH_LOTS:
        share_lots()
    journey = locked_journey(cycle.journey)
    check_may(by, policies.writes(section), journey.patient_id, at=at)
    standing = standing_of(journey, at, cycle_id=cycle.pk)
    _check_number(standing, section, number)
    now = standing.facts.record.own(section.code, number)
    after = replace(_merged(section, now, values, lines, keep), id=now.id)
    changed = changes(section, now, after)
    if not changed:
        return now
    if expected_version is not None and expected_version != now.version:
        opened = _entry_at(cycle, section, number, now, expected_version)
        raise EditedMeanwhile(opened=opened, now=now, typed=after)
    _check_stage(standing, section, reason)
    warned = _check_values(standing, section, after, now, changed, seen)
    after = replace(
        after,
        version=now.version + 1,
        saved_at=at,
        saved_by=str(by),
        seen=frozenset(each.key for each in warned),
        id=now.id or str(uuid4()),
    )
    _write(standing.cycle, section, number, after, changed, by=by, at=at, is_new=not now.id)
    follow(standing, section, now, after, by=by, at=at)
    data = {
        "section": section.code,
        "number": number,
        "version": after.version,
        "changed": plain(changed),
        "warnings": [each.sentence for each in warned if each.key not in now.seen],
    }
    record(
        journey,
        SAVED,
        by=by,
        at=at,
        cycle=cycle,
        stage=standing.stages[section.stage],
        reason=reason.strip(),
        data=data,
    )
    return after


def _merged(
    section: Section, now: Entry, values: Values, lines: Mapping[str, Sequence[Values]], keep: Collection[str]
) -> Entry:
    given = {name: value for name, value in values.items() if name not in keep}
    given_lines = {code: _with_ids(now.of(code), rows) for code, rows in lines.items() if code not in keep}
    return complete(section, {**now.values, **given}, {**now.lines, **given_lines})


def _with_ids(known: Sequence[Values], rows: Sequence[Values]) -> list[Values]:
    """A line keeps the id of the stored line that it names; any other is a new line."""
    ids = {each["id"] for each in known}
    return [{**row, "id": row.get("id") if row.get("id") in ids else str(uuid4())} for row in rows]


def _entry_at(cycle: Cycle, section: Section, number: int, now: Entry, version: int) -> Entry:
    """The entry as it was at an earlier version: what happened since, undone."""
    events = JourneyEvent.objects.filter(
        cycle=cycle, kind=SAVED, data__section=section.code, data__number=number, data__version__gt=version
    )
    entry = replace(now, version=version)
    for event in sorted(events, key=lambda each: -each.data["version"]):
        entry = undone(section, entry, event.data["changed"])
    return entry


def _check_number(standing: Standing, section: Section, number: int) -> None:
    """One that is there, or the next where there may be several."""
    known = standing.facts.record.entries.get(section.code, {})
    if number not in known and number != (len(known) + 1 if section.many else 1):
        raise NotAccepted(_("There is no such record in this session."))


def _check_stage(standing: Standing, section: Section, reason: str) -> None:
    if not has_begun(section, standing.snapshot.stages):
        raise MoveNotAllowed(_("This stage has not begun."))
    is_over = not is_open(section, standing.snapshot.stages) or standing.snapshot.journey in CLOSED_STATUSES
    if is_over and not reason.strip():
        raise NotAccepted(_("This stage is closed. Write why the record changes."), field="reason")


def _check_values(
    standing: Standing, section: Section, after: Entry, now: Entry, changed: Collection[str], seen: Collection[str]
) -> tuple[Finding, ...]:
    """The warnings, all of them seen. Raises EntryRefused and WarningsToSee."""
    findings = check(section, after, standing.facts)
    wrong = (*findings.errors, *_wrong_people(standing, section, after, changed))
    if wrong:
        raise EntryRefused(wrong, after)
    unseen = findings.unseen({*now.seen, *seen})
    if unseen:
        raise WarningsToSee(unseen, after)
    return findings.warnings


def _wrong_people(standing: Standing, section: Section, after: Entry, changed: Collection[str]) -> Iterator[Finding]:
    """Whoever is newly named must work where the patient is seen, in the role that the field asks for."""
    named = list(_named(section, after, changed))
    if not named:
        return
    people = team_of(
        User.objects.filter(pk__in={who for _place, who, _role in named}, is_active=True), [standing.site_id]
    )
    known = set(people.values_list("pk", "groups__name"))
    for place, who, role in named:
        if not any(str(pk) == str(who) and name in role.split("/") for pk, name in known):
            yield error(place, _("Choose somebody of the team."))


def _named(section: Section, after: Entry, changed: Collection[str]) -> Iterator[tuple[str, Any, str]]:
    for each in section.fields:
        if each.kind is Kind.PERSON and each.name in changed and after.values[each.name]:
            yield each.name, after.values[each.name], each.role
    for group in section.groups:
        people = [each for each in group.fields if each.kind is Kind.PERSON] if group.code in changed else []
        for index, line in enumerate(after.of(group.code)):
            yield from (
                (at_line(group.code, index, each.name), line[each.name], each.role)
                for each in people
                if line[each.name]
            )


def _write(
    cycle: Cycle,
    section: Section,
    number: int,
    after: Entry,
    changed: Collection[str],
    *,
    by: User,
    at: datetime,
    is_new: bool,
) -> None:
    row = RECORDS[section.code](
        id=after.id,
        cycle=cycle,
        number=number,
        version=after.version,
        saved_at=at,
        saved_by=by,
        seen=sorted(after.seen),
        **_columns(section.fields, after.values),
    )
    with constraints_in_words(row):
        row.save(force_insert=is_new, force_update=not is_new)
    for group in section.groups:
        if group.code in changed:
            _write_lines(row, LINES[section.code, group.code], after.of(group.code))


def _write_lines(row: Any, model: type[Any], lines: Sequence[Values]) -> None:
    """The whole list anew, each line under its own id: lines that trade places or a tick never meet half-way."""
    model.objects.filter(record=row).delete()
    rows = [
        model(id=each["id"], record=row, place=place, **_columns(model.group.fields, each))
        for place, each in enumerate(lines)
    ]
    with constraints_in_words(model()):
        model.objects.bulk_create(rows)


def _columns(fields: Sequence[Any], values: Values) -> dict[str, Any]:
    return {
        column(each): list(values[each.name]) if each.kind in MANY_CODES else values[each.name]
        for each in with_other(fields)
    }

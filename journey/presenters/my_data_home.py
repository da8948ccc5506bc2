"""The part of a patient's own file about what to do at home: instructions with the days of each session."""

from django.utils.translation import gettext as _

from journey.access.held import record_key
from journey.domain.record.post_care.instructions import CODE as INSTRUCTIONS
from journey.domain.record.post_care.instructions import GIVEN
from journey.models import Cycle
from journey.presenters.instructions import Rule, rules_of
from journey.presenters.my_data import Entry, Row, Section, Told

ANCHORED = ("harvest_mode", "sedation", "harvest_at", "injection_at", "earlier_harvests")


def instructions(told: Told) -> Section:
    entries = tuple(
        Entry(
            _("Session {number}").format(number=row["number"]),
            (),
            tuple(_said(rule, told) for rule in _rules(row, told)),
        )
        for row in told.rows("sessions")
    )
    return Section("instructions", _("What to do at home"), entries)


def instructions_whole(told: Told) -> list[dict[str, object]]:
    """The same for a program."""
    return [
        {
            "cycle_id": row["id"],
            "code": rule.code,
            "title": rule.title,
            "how": rule.how,
            "from": rule.start,
            "to": rule.last,
        }
        for row in told.rows("sessions")
        for rule in _rules(row, told)
    ]


def _rules(row: Row, told: Told) -> list[Rule]:
    journey = told.one("journeys")[row["journey_id"]]
    cycle = Cycle(**{name: row[name] for name in ANCHORED})
    cycle.__dict__["record"] = {INSTRUCTIONS: [{"lines": {GIVEN: _agreed(row, told)}}]}
    return rules_of(told.pathway(journey["pathway_version_id"]).instructions, cycle, told.at, told.patient.zone)


def _agreed(row: Row, told: Told) -> list[Row]:
    """The instructions that were given in this session."""
    records = [each["id"] for each in told.rows(record_key(INSTRUCTIONS)) if each["cycle_id"] == row["id"]]
    by_record = told.by(record_key(INSTRUCTIONS, GIVEN), "record_id")
    return [line for each in records for line in by_record.get(each, [])]


def _said(rule: Rule, told: Told) -> str:
    days = " – ".join(told.day(each) for each in (rule.start, rule.last) if each)
    return f"{rule.title} ({days}). {rule.how}" if days else f"{rule.title}. {rule.how}"

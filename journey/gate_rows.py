"""What the rows of a session say for its gates: decisions, the product, what was sent, called and answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from journey.domain.ae_states import OPEN_STATES
from journey.domain.days import local_date
from journey.domain.gate_checks_follow_up import NAMED_ONE_BY_ONE
from journey.domain.gate_facts import HOLDING_LEVELS
from journey.domain.outcomes import Answered
from journey.domain.product_facts import Checkpoint, ProductFacts
from journey.domain.readiness import ReadinessLevel
from journey.domain.stages import HarvestMode
from journey.domain.visits import is_first_call
from journey.models import ContactPurpose, ContactResult, Cycle, Journey
from journey.models.pathway_version import visit_specs_of
from journey.pathway.flow import understanding_result

MONTHS_24_DAYS = 730
READINESS_CHECKS = ("G2-06", "G3-07", "G3-08.readiness")
READINESS_LEAD = timedelta(hours=36)  # from then on the day-before check is open (clinical.md 3.2, P-1)
READINESS_CODES = ("P-14", "P-7", "P-1", "P-0", "REPORT")

Row = Mapping[str, Any]


@dataclass
class GateRows:
    """A session that was loaded through `with_gate_rows`, read at a moment. What several methods give is named as the
    fields of `GateFacts`."""

    journey: Journey
    cycle: Cycle
    at: datetime

    @cached_property
    def overridden(self) -> dict[str, frozenset[str] | None]:
        """By check, what stood against it when the override was asked for; only once a second person agreed. None where
        that was not kept yet, and no override at all of what is named one by one: harm that came since would count."""
        found: dict[str, frozenset[str] | None] = {}
        for row in self._decided("overridden"):
            if row["second"] and (row["about"] is not None or row["check_id"] != NAMED_ONE_BY_ONE):
                known, about = found.get(row["check_id"], frozenset()), row["about"]
                found[row["check_id"]] = None if known is None or about is None else known | frozenset(about)
        return found

    @cached_property
    def cleared(self) -> frozenset[str]:
        """By one person, while that still stands."""
        return frozenset(row["check_id"] for row in self._decided("cleared") if self._stands(row))

    def _decided(self, kind: str) -> list[Row]:
        return [row for row in self._found["decided"] if row["kind"] == kind]

    def had_needle_before(self) -> bool:
        """In an earlier session."""
        return any(row["number"] < self.cycle.number for row in self._found["needles"])

    def tries_since_heard(self) -> list[Row]:
        """Attempts to reach the patient after the last thing that they sent or said."""
        return [row for row in self._found["contacts"] if self._since_heard(row)]

    @property
    def _found(self) -> dict[str, Any]:
        return self.cycle.__dict__

    def _stands(self, row: Row) -> bool:
        """A cleared readiness check speaks of the answers and the date it was cleared for, never of later ones."""
        if row["check_id"] not in READINESS_CHECKS:
            return True
        given, procedure_at = datetime.fromisoformat(row["at"]), self.cycle.procedure_at
        if procedure_at is not None and given < procedure_at - READINESS_LEAD:
            return False
        spoken = [entry for entry in self._found["results"] if self._is_readiness(entry) or _worries(entry)]
        return all(given >= datetime.fromisoformat(entry["at"]) for entry in spoken)

    def product(self) -> ProductFacts | None:
        """What is known of the product whose code the session holds."""
        row = self._found["product_row"]
        if row is None:
            return None
        chain: list[Row] = self._found["chain"]
        checks: dict[str, list[bool]] = {}
        for each in chain:
            checks.setdefault(each["point"], []).append(each["matches"])
        kept = self.cycle.harvest_mode == HarvestMode.BANKED_CELLS
        return ProductFacts(
            code=row["code"],
            origin=HarvestMode(row["origin"]),
            is_of_patient=row["patient"] == str(self.journey.patient_id),
            is_of_session=kept or row["cycle"] == str(self.cycle.pk),
            quarantine=row["quarantine"],
            disposition=row["disposition"],
            checks=checks,
            at_bedside=_moment(next((row for row in reversed(chain) if row["point"] == Checkpoint.BEDSIDE), None)),
            held=tuple(sorted({*row["clusters"], *row["recalls"]})),
            signers=tuple(str(each["by"]) for each in self._found["signatures"]),
            reasons=tuple(each["reason"] for each in self._found["signatures"]),
        )

    def understanding(self) -> dict[str, Any]:
        talked = {"talked_again": "G1-06" in self.cleared}
        answers, told = self._found["understanding"], self._told_wish()
        heard = {"wants_to_go_on": told["wants"], "wish_told_by": told["told_by"]} if told else {}
        if answers is None:
            return {**talked, **heard}
        result = understanding_result(self.journey.pathway_version.content, answers)
        sent = {"wants_to_go_on": result.wants_to_go_on or ""}
        newer = told is not None and datetime.fromisoformat(told["told_at"]) > self._sent_understanding_at()
        return {
            **talked,
            "understanding_sent": True,
            "understanding_wrong": len(result.again),
            **(heard if newer else sent),
        }

    def _told_wish(self) -> Row | None:
        """The newest word on going on that the patient told staff; of two of one moment the one written down last."""
        wishes: list[Row] = self._found["wishes"]
        return max(wishes, key=lambda row: (datetime.fromisoformat(row["told_at"]), row["at"]), default=None)

    def _sent_understanding_at(self) -> datetime:
        """When the patient sent, or sent again, what they want."""
        return max(datetime.fromisoformat(row["version_at"]) for row in self._found["sent"] if row["code"] == "C-POST")

    def check_ins(self) -> dict[str, Any]:
        sent = self._found["sent"]
        by_code = {row["code"]: row for row in sent}
        latest = self._latest_readiness()
        notes = {row["check_id"]: row["reason"] for row in self._found["decided"] if row["kind"] == "cleared"}
        return {
            "baseline_at": _moment(by_code.get("P-BASE")),
            "day_before_level": by_code.get("P-1", {}).get("level") or "",
            "latest_readiness_level": latest["level"] if latest else "",
            "latest_readiness_at": _moment(latest),
            "two_week_check_sent": "A-14" in by_code,
            "two_week_call_done": "G5-04" in notes,
            "year_check_sent": "F-12M" in by_code,
            "year_check_missing_reason": notes.get("G6-01", ""),
        }

    def answers(self) -> tuple[Answered, ...]:
        """What the patient said of the outcome; a form that asks none of it is left out."""
        zone = self.journey.patient.zone
        return tuple(
            Answered(
                row["code"], local_date(datetime.fromisoformat(row["at"]), zone), row["worst"], _whole(row["pgic"])
            )
            for row in self._found["sent"]
            if row["worst"] is not None or row["pgic"] is not None
        )

    def _latest_readiness(self) -> Row | None:
        """The newest word on whether the patient is fit for the needle (clinical.md G2-07, G3-07).

        A readiness form of this session asks everything, so it replaces what was told before it. What any other form
        of the journey said after it counts while it worries: until a calmer one, or the next readiness form. An
        answer that held the patient back goes on holding when the form is asked again for a moved date; a good one
        does not count for another date, and calms nothing that was told in time once its form was closed.
        """
        form: Row | None = None
        since: Row | None = None
        for row in self._found["results"]:
            if row["after_closing"] and not _worries(row):
                continue
            if self._is_readiness(row):
                form, since = (row if row["stands"] or _worries(row) else None), None
            elif _worries(row) or (row["whole"] and since is not None):
                since = row
        return since if since is not None and _worries(since) else form

    def _is_readiness(self, row: Row) -> bool:
        """A finished form of this session that the readiness table judged."""
        of_this = row["cycle"] == str(self.cycle.pk) and row["code"] in READINESS_CODES
        return bool(of_this and row["whole"] and row["level"] in set(ReadinessLevel))

    def calls(self) -> dict[str, Any]:
        calls = [row for row in self._found["contacts"] if self._is_first_call(row)]
        return {
            "first_call_done": any(row["result"] == ContactResult.REACHED for row in calls),
            "first_call_attempts": len(calls),
        }

    def _is_first_call(self, row: Row) -> bool:
        specs, at = visit_specs_of(self.journey.pathway_version_id), datetime.fromisoformat(row["at"])
        is_one = is_first_call(at, specs, self.cycle.injection_at, self.journey.patient.zone)
        return row["purpose"] == ContactPurpose.CALL_48_72H and is_one

    def alerts(self) -> dict[str, Any]:
        alerts = self._found["open_alerts"]
        return {
            "open_urgent_now": sum(row["level"] == "urgent_now" for row in alerts),
            "uncontacted_call_24h": sum(row["level"] == "call_24h" and not row["contacted_at"] for row in alerts),
            "open_alerts": len(alerts),
        }

    def adverse_events(self) -> dict[str, Any]:
        """Not closed and not dismissed. Until somebody judged it, what may be serious counts as serious."""
        events = self._open_events
        serious = [row["candidate"] if row["serious"] is None else row["serious"] for row in events]
        return {"open_adverse_events": len(events), "open_serious_events": sum(serious)}

    def tumour_review_open(self) -> bool:
        row = self._found["tumour_review"]
        return row is not None and row["closed"] is None

    def open_ones(self) -> frozenset[str]:
        review = [self._found["tumour_review"]] if self.tumour_review_open() else []
        kinds = {"event": self._open_events, "alert": self._found["open_alerts"], "review": review}
        return frozenset(f"{kind} {row['id']}" for kind, rows in kinds.items() for row in rows)

    @property
    def _open_events(self) -> list[Row]:
        return [row for row in self._found["event_rows"] if row["state"] in OPEN_STATES]

    def recent_injections(self) -> int:
        moments = [datetime.fromisoformat(row["injection"]) for row in self._found["needles"] if row["injection"]]
        return sum((self.at - moment).days <= MONTHS_24_DAYS for moment in moments)

    def _since_heard(self, row: Row) -> bool:
        """An attempt after the last thing the patient sent or said."""
        heard = [entry["at"] for entry in (*self._found["sent"], *self._found["results"])]
        heard += [entry["at"] for entry in self._found["contacts"] if entry["result"] == ContactResult.REACHED]
        moment = datetime.fromisoformat(row["at"])
        return all(moment > datetime.fromisoformat(last) for last in heard)


def _worries(row: Row) -> bool:
    return row["level"] in HOLDING_LEVELS


def _whole(answer: Any) -> int | None:
    """A rating is kept as the text of its choice."""
    return int(answer) if str(answer or "").isdecimal() else None


def _moment(row: Row | None) -> datetime | None:
    return datetime.fromisoformat(row["at"]) if row else None

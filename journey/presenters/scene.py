"""One journey as its patient's pages look at it: the rows that were fetched, the moment, and the zones to say it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from journey.domain.days import local_date
from journey.domain.snapshot import Snapshot
from journey.domain.stages import HarvestMode, JourneyStatus, StageCode
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.windows import CheckInState, can_be_sent
from journey.models import Appointment, CheckIn, Clinic, Cycle, Journey, Patient, Stage
from journey.models.appointment import NEEDLE_DAYS, TO_COME
from journey.pathway.form import REPORT
from journey.pathway.schema import Pathway
from journey.pathway.text import fill, placeholders
from journey.pathway.texts import StageText
from journey.presenters import when
from journey.presenters.clinic import ClinicCard, clinic_card
from journey.standing import Standing


@dataclass(frozen=True)
class Scene:
    """`cycles` of one journey, oldest first, loaded with the gate rows; `stages` by cycle; the check-ins and visits
    that the page shows."""

    cycles: Sequence[Cycle]
    stages: Mapping[UUID, Mapping[StageCode, Stage]]
    check_ins: Sequence[CheckIn]
    visits: Sequence[Appointment]
    at: datetime

    @property
    def cycle(self) -> Cycle:
        return self.cycles[-1]

    @property
    def journey(self) -> Journey:
        return self.cycle.journey

    @property
    def patient(self) -> Patient:
        return self.journey.patient

    @property
    def settings(self) -> Clinic:
        return self.patient.site.clinic

    @property
    def pathway(self) -> Pathway:
        return self.journey.pathway_version.content

    @cached_property
    def clinic(self) -> ClinicCard:
        return clinic_card(self.settings)

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.journey, self.cycle, self.stages[self.cycle.pk], self.at)

    @property
    def snapshot(self) -> Snapshot:
        return self.standing.snapshot

    @property
    def status(self) -> JourneyStatus:
        return JourneyStatus(self.journey.status)

    @property
    def closed(self) -> bool:
        return self.status in CLOSED_STATUSES

    @property
    def place(self) -> StageCode | None:
        """The stage the patient is at: in progress, or stopped and waiting for what comes next."""
        return self.snapshot.current or self.snapshot.aborted

    @cached_property
    def zone(self) -> ZoneInfo:
        return self.patient.zone

    @cached_property
    def clinic_zone(self) -> ZoneInfo:
        return self.standing.clinic_zone

    @cached_property
    def today(self) -> date:
        """The patient's date."""
        return local_date(self.at, self.zone)

    def stage_text(self, cycle: Cycle, code: StageCode) -> StageText:
        return self.pathway.stage_text(code, HarvestMode(cycle.harvest_mode) if cycle.harvest_mode else None)

    def clinic_date(self, moment: datetime) -> date:
        """The date of something that happens at the clinic."""
        return local_date(moment, self.clinic_zone)

    def clinic_day(self, moment: datetime) -> str:
        """ "Tuesday 24 November", of something at the clinic."""
        return when.day(self.clinic_date(moment), self.today)

    def clinic_moment(self, moment: datetime) -> str:
        """ "Tuesday 24 November, 2:30pm", with the zone when the patient's clock shows another time."""
        return when.moment_with_zone(moment, self.clinic_zone, self.zone, self.today)

    def own_moment(self, moment: datetime) -> str:
        """The same in the patient's zone, for what they do at home."""
        return when.moment_with_zone(moment, self.zone, self.clinic_zone, self.today)

    def clinic_near(self, moment: datetime) -> str:
        """ "today, 2:30pm", of something at the clinic."""
        return when.relative_with_zone(moment, self.at, self.clinic_zone, self.zone)

    def clinic_day_near(self, moment: datetime) -> str:
        """ "today" or "Tuesday 24 November", of something at the clinic."""
        return when.relative_day(self.clinic_date(moment), self.clinic_date(self.at))

    def own_near(self, moment: datetime) -> str:
        """The same of something the patient does."""
        return when.relative_with_zone(moment, self.at, self.zone, self.clinic_zone)

    def until(self, moment: datetime) -> str:
        """When a window of the patient closes: "midnight tonight"."""
        return when.named_zone(when.until(moment, self.zone, self.today), moment, self.zone, self.clinic_zone)

    def is_ahead(self, moment: datetime | None) -> bool:
        """On a later date than today, as the clinic counts."""
        return moment is not None and self.clinic_date(moment) > self.clinic_date(self.at)

    @property
    def off_app(self) -> bool:
        """The patient took back being asked by the app: calls and visits ask instead (clinical.md 9.3)."""
        return self.patient.off_app_since is not None

    @cached_property
    def asked(self) -> Sequence[CheckIn]:
        """The check-ins that this app asks for: of somebody who left it, or whom this clinic looks after no more, only
        what they tell by themselves."""
        asks = self.journey.is_looked_after and not self.off_app
        return self.check_ins if asks else [each for each in self.check_ins if each.code == REPORT]

    def check_in(self, code: str) -> CheckIn | None:
        """The newest cycle's check-in of this code, if it is among those fetched."""
        found = [each for each in self.check_ins if each.code == code and each.cycle_id == self.cycle.pk]
        return found[-1] if found else None

    def can_send(self, check_in: CheckIn) -> bool:
        """Open, or missed while no later one of its series was sent (clinical.md 3.1)."""
        later_sent = any(
            each.submitted_at is not None and each.due_at > check_in.due_at
            for each in self.check_ins
            if each.cycle_id == check_in.cycle_id and series(each) == series(check_in)
        )
        return can_be_sent(CheckInState(check_in.state), check_in.span, self.at, later_one_sent=later_sent)

    @cached_property
    def next_visits(self) -> list[Appointment]:
        booked = (each for each in self.visits if each.state in TO_COME and each.ends_at >= self.at)
        return [each for each in booked if not self._has_begun(each)]

    def _has_begun(self, visit: Appointment) -> bool:
        """A treatment day on which the needle was used is not ahead any more, however long it still lasts."""
        cycle = self.cycle
        used = [self.clinic_date(needle) for needle in (cycle.harvest_at, cycle.injection_at) if needle]
        return visit.kind in NEEDLE_DAYS and visit.cycle_id == cycle.pk and self.clinic_date(visit.starts_at) in used

    def state_text(self, event: str, **values: str) -> str:
        """The pathway's text for a journey that is not simply going on (clinical.md 8.3)."""
        text = next((each.text for each in self.pathway.state_texts if each.event == event), "")
        return self.filled(text, **values)

    def filled(self, text: str, **values: str) -> str:
        """A pathway text with the clinic's values and these. A patient sees no brace: what is missing is left out."""
        known = {**self.clinic.values, "clinic_name": self.settings.name, **values}
        return fill(text, {name: known.get(name, "") for name in placeholders(text)})


def series(check_in: CheckIn) -> str:
    """ "A" of A-14."""
    return check_in.code.partition("-")[0]

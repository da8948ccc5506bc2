"""One made-up patient's story: a list of what happens when, cut off at now, each line a real action."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from journey.access.capacity import site_capacity, visit_shapes
from journey.actions import alerts, answering, appointments, contacts, moves, notes, people, plans, records, sending
from journey.actions.vitals import add_vitals
from journey.domain.days import at_local
from journey.domain.errors import NotAccepted
from journey.domain.moves import Choices, Move
from journey.domain.opening import parse_opening_hours
from journey.domain.product_facts import Checkpoint
from journey.domain.record.follow_up.judging import ADDITIONAL_SESSION
from journey.domain.record.follow_up.visit_codes import UNSCHEDULED
from journey.domain.record.sections import SECTIONS
from journey.domain.slots import Wish, free_slots
from journey.domain.stages import StageCode, StageState
from journey.domain.windows import Anchor
from journey.management.demo_clinic import consents, going_home, measuring, preparing
from journey.management.demo_clinic.answers import fill_and_send
from journey.management.demo_clinic.cast import Person
from journey.management.demo_clinic.cells import read_label, ready_cells
from journey.management.demo_clinic.record import Content, consultation
from journey.models import RECORDS, Alert, Cycle, Journey, Patient, Submission
from journey.presenters.plain_summary import proposed_summary
from journey.standing import standing_of

Deed = Callable[[datetime], Any]
ON_ITS_DAY = ("consultation", "procedure")  # recorded as what happened that day, also at a weekend
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Line:
    at: datetime
    deed: Deed


class Story:
    """Anchors of one session: `consult`, `procedure`, `harvest`, `injection`, `discharge`, all aware."""

    def __init__(self, person: Person, patient: Patient, staff: dict[str, User], now: datetime, number: int) -> None:
        self.person, self.patient, self.staff, self.now, self.number = person, patient, staff, now, number
        self.user: User = patient.user  # type: ignore[assignment]
        self.zone = ZoneInfo(patient.site.clinic.time_zone)
        self.procedure = self._procedure()
        self.consult = self.procedure - (20 if number > 1 else 30) * DAY + HOUR
        self.injection = self.procedure + person.wait_days * DAY + 90 * MINUTE
        self.discharge = self.injection + 70 * MINUTE

    def _procedure(self) -> datetime:
        """At 9 in the morning of its day; one of today began 40 minutes ago. What is checked before it belongs to its
        day, so in the first hour after midnight it began an hour before that."""
        local = self.now.astimezone(self.zone)
        if -0.5 < self.person.procedure <= 0:
            midnight = at_local(local.date(), time(0), self.zone)
            return self.now - 40 * MINUTE if self.now - HOUR >= midnight else midnight - HOUR
        day = local.date() + timedelta(days=round(self.person.procedure))
        return datetime(day.year, day.month, day.day, 9, tzinfo=self.zone)

    @property
    def journey(self) -> Journey:
        return self.patient.journeys.select_related("patient__site__clinic").latest("started_at")

    @property
    def cycle(self) -> Cycle:
        return self.journey.cycles.select_related("journey__patient__site__clinic").get(number=self.number)

    @property
    def doctor(self) -> User:
        return self.staff[self.person.lead]

    def tell(self, *, until: datetime) -> None:
        """Everything that happened by then, in order."""
        lines = [line for line in self.lines() if line.at <= until]
        for line in sorted(lines, key=lambda line: line.at):
            line.deed(line.at)

    def lines(self) -> Iterator[Line]:
        yield from self._consultation()
        if "not_candidate" in self.person.turns:
            return
        yield from self._preparation()
        if self.person.stop_before == "dated" or "postponed" in self.person.turns:
            return
        yield from self._procedure_day()
        if self.person.stop_before == "injected" or "harvest_aborted" in self.person.turns:
            return
        yield from self._after()
        yield from self._turns()
        yield from self._reports()

    # The path -------------------------------------------------------------

    def _consultation(self) -> Iterator[Line]:
        cora, consult = self.staff["cora"], self.consult
        if self.number == 1:
            yield Line(
                consult - 15 * DAY,
                lambda at: plans.open_journey(patient=self.patient, by=cora, at=at, lead_clinician=self.doctor),
            )
        yield Line(consult - 14 * DAY + HOUR, lambda at: self._date(Anchor.CONSULT, consult, cora, at))
        yield from self._visit(consult - 14 * DAY + 2 * HOUR, "consultation", consult, self.doctor)
        if self.number == 1:
            yield self._sent("C-PRE", consult - 3.5 * DAY)
        yield Line(consult + HOUR, self._record_plan)
        yield Line(consult + HOUR + 5 * MINUTE, self._confirm_allergies)
        yield Line(consult + HOUR + 10 * MINUTE, self._record_consultation)
        yield self._sent("C-POST", consult + 2 * DAY + HOUR)
        wrong = bool(self.person.answers.get("C-POST"))
        if "not_candidate" in self.person.turns:
            yield Line(
                self.procedure + self.person.turns["not_candidate"],
                lambda at: self._move(Move.NOT_CANDIDATE, self.doctor, at, Choices(reason_code="better_option_exists")),
            )
        elif not wrong:
            yield from self._consent(consult + 3 * DAY)
            yield Line(consult + 4 * DAY, lambda at: self._move(Move.COMPLETE_CONSULTATION, self.doctor, at))

    def _consent(self, signed: datetime) -> Iterator[Line]:
        """Read and signed by the patient, on a phone; the doctor countersigns later that day. One is still reading."""
        if "signs_later" in self.person.turns:
            return
        yield Line(
            signed, lambda at: consents.read_and_sign(self.cycle, photos=self.person.photos, by=self.user, at=at)
        )
        yield Line(signed + 3 * HOUR, lambda at: consents.stand_beside(self.cycle, by=self.doctor, at=at))

    def _preparation(self) -> Iterator[Line]:
        cora, procedure, prepared = self.staff["cora"], self.procedure, self.consult + 4 * DAY + HOUR
        if self.person.stop_before == "dated":
            first = procedure.date() - timedelta(days=5)
            yield Line(
                prepared,
                lambda at: plans.plan_procedure_between(
                    journey=self.journey, first=first, last=procedure.date() + timedelta(days=5), by=cora, at=at
                ),
            )
            return
        yield Line(prepared, lambda at: self._date(Anchor.PROCEDURE, procedure, cora, at))
        yield from self._visit(prepared + HOUR, "procedure", procedure, self.doctor, length=3 * HOUR)
        yield Line(prepared + 90 * MINUTE, self._record_plans)
        yield Line(max(prepared + 2 * HOUR, procedure - 9 * DAY), self._record_baseline)
        for code, at in (
            ("P-14", procedure - 14 * DAY + HOUR),
            ("P-BASE", procedure - 9 * DAY),
            ("P-7", procedure - 7 * DAY + HOUR),
            ("P-1", procedure - 16 * HOUR),
            ("P-0", procedure - 3 * HOUR),
        ):
            yield self._sent(code, at)
        yield Line(procedure - 2 * DAY + HOUR, self._confirm_allergies)
        if "postponed" in self.person.turns:
            yield Line(procedure - 15 * HOUR, self._call_about_alert)
            yield Line(
                procedure + self.person.turns["postponed"],
                lambda at: self._move(Move.POSTPONE, cora, at, Choices(reason_code="infection")),
            )

    def _procedure_day(self) -> Iterator[Line]:
        own, turns = self.person.cells["harvest_mode"] == "patient_harvest", self.person.turns
        kim, start = self.staff["kim"], self.procedure
        yield Line(start, self._record_the_day)
        yield Line(start + MINUTE, lambda at: self._move(Move.COMPLETE_PREPARATION, self.doctor, at))
        if not own:
            yield from self._injection()
            return
        if "harvest_aborted" in turns:
            yield Line(start + 25 * MINUTE, lambda at: self._date(Anchor.HARVEST, start + 5 * MINUTE, self.doctor, at))
            yield Line(
                start + turns["harvest_aborted"],
                lambda at: self._move(
                    Move.ABORT_HARVEST, self.doctor, at, Choices(reason_code="low_viability", disposition="discarded")
                ),
            )
            yield self._sent("H-0", start + 0.25 * DAY)
            yield self._sent("H-1", start + 1.1 * DAY)
            return
        stays = self.person.stop_before == "injected"
        yield Line(
            start + 25 * MINUTE,
            lambda at: self._date(Anchor.HARVEST, start + 5 * MINUTE, self.doctor, at),
        )
        if stays:
            return
        yield Line(start + 65 * MINUTE, lambda at: self._ready(start + 5 * MINUTE, at))
        yield Line(
            start + 70 * MINUTE,
            lambda at: self._move(
                Move.COMPLETE_HARVESTING, self.doctor, at, Choices(injection_same_day=self.person.wait_days == 0)
            ),
        )
        yield Line(
            start + 72 * MINUTE,
            lambda at: notes.write_note(
                stage=self.cycle.stages.get(code="harvesting"),
                by=kim,
                at=at,
                share=True,
                text="Your sample passed its checks this morning. You may be sore for some days.",
            ),
        )
        for day in (0.2, 1.1, 3.1, 7.1) if self.person.wait_days else ():
            code = f"H-{int(day)}"
            yield self._sent(code, start + day * DAY + HOUR)
        yield from self._injection()

    def _injection(self) -> Iterator[Line]:
        kim, start = self.staff["kim"], self.injection
        if self.person.stop_before == "injected":
            return
        own = self.person.cells["harvest_mode"] == "patient_harvest"
        if not own:
            yield Line(start - 5 * MINUTE, lambda at: self._ready(start - 10 * MINUTE, at))
        people = {"doctor": self.doctor, "nurse": kim}
        yield Line(start, lambda at: self._save(preparing.time_out(self.person, at=at, **people), at))
        yield Line(start, self._read_at_bedside)
        yield Line(start + 5 * MINUTE, lambda at: self._date(Anchor.INJECTION, start, self.doctor, at))
        yield Line(start + 8 * MINUTE, lambda at: self._save(preparing.given(self.person, at=at, **people), at))
        yield Line(start + 9 * MINUTE, self._take_vitals)
        yield Line(start + 10 * MINUTE, lambda at: self._move(Move.COMPLETE_INJECTION, self.doctor, at))
        yield Line(start + 24 * MINUTE, self._take_vitals)
        yield Line(start + 39 * MINUTE, self._take_vitals)
        yield self._sent("I-0", start + 40 * MINUTE)
        yield Line(self.discharge, self._prepare_for_home)
        yield Line(self.discharge + 5 * MINUTE, self._share_summaries)
        yield Line(self.discharge + MINUTE, lambda at: self._date(Anchor.DISCHARGE, self.discharge, kim, at))

    def _after(self) -> Iterator[Line]:
        injection, kim = self.injection, self.staff["kim"]
        for code, day in (("A-0", 0.25), ("A-1", 0.98), ("A-2", 1.97), ("A-3", 2.96), ("A-5", 4.97), ("A-7", 6.98),
                          ("A-10", 9.97), ("A-14", 13.96), ("F-21", 21), ("F-28", 28), ("F-6W", 42), ("F-3M", 91),
                          ("F-6M", 183), ("F-12M", 366)):  # fmt: skip
            yield self._sent(code, injection + day * DAY)
        yield Line(injection + 2.2 * DAY, lambda at: self._extra(at))
        yield Line(
            injection + 60 * HOUR,
            lambda at: contacts.log_contact(
                cycle=self.cycle,
                purpose="call_48_72h",
                route="phone",
                result="reached",
                by=kim,
                at=at,
                note="Sore, as expected. Knows whom to call.",
            ),
        )
        if self.person.silent_after > 20 and not {"withdrawn", "paused"} & self.person.turns.keys():
            yield Line(injection + 15 * DAY, lambda at: self._move(Move.COMPLETE_POST_CARE, self.doctor, at))
        for kind, day in (("w6", 42), ("m3", 90), ("m6", 182), ("m12", 365)):
            if self.person.books_next and self.person.silent_after > day:
                yield from self._visit(injection + (day - 20) * DAY, kind, injection + day * DAY, self.doctor)
                yield Line(injection + (day + 1.5) * DAY, lambda at, kind=kind: self._record_visit(kind.upper(), at))

    # Off the path -----------------------------------------------------------

    def _turns(self) -> Iterator[Line]:
        turns, injection = self.person.turns, self.injection
        if "paused" in turns:
            yield Line(
                injection + turns["paused"],
                lambda at: self._move(
                    Move.PAUSE,
                    self.staff["cora"],
                    at,
                    Choices(note="Family matter abroad.", review_on=at.date() + timedelta(days=30)),
                ),
            )
        if "withdrawn" in turns:
            yield Line(
                injection + turns["withdrawn"],
                lambda at: self._move(Move.WITHDRAW, self.doctor, at, Choices(note="No longer wants treatment.")),
            )
        if "completed" in turns:
            yield Line(
                injection + turns["completed"],
                lambda at: self._move(Move.COMPLETE_JOURNEY, self.doctor, at, Choices(note="Twelve months done.")),
            )
        if "lost" in turns:
            for days, route in ((100, "message"), (110, "phone"), (130, "letter")):
                yield Line(
                    injection + days * DAY,
                    lambda at, route=route: contacts.log_contact(
                        cycle=self.cycle,
                        purpose="silence",
                        route=route,
                        result="no_answer",
                        by=self.staff["cora"],
                        at=at,
                    ),
                )
            yield Line(
                injection + turns["lost"],
                lambda at: self._move(
                    Move.LOST_CONTACT, self.staff["cora"], at, Choices(note="Three tries, no answer.")
                ),
            )

    def _reports(self) -> Iterator[Line]:
        for report in self.person.reports:
            told = self.now - report.hours_ago * HOUR
            yield Line(told, lambda at, report=report: self._report(at, report.answers, send=report.send))
            if report.taken:
                yield Line(
                    told + 6 * MINUTE,
                    lambda at: alerts.take_alert(
                        alert=Alert.objects.filter(patient=self.patient).latest("opened_at"),
                        by=self.staff["kim"],
                        at=at,
                    ),
                )

    def open_next_session(self, at: datetime) -> None:
        """An unplanned visit with the decision for another session, and the session."""
        why = "Better for some weeks, then back. Wants one more session."
        contents = measuring.visit(self.person, "M3", at=at, decision=ADDITIONAL_SESSION, decision_reason=why)
        values, lines = contents["visit"]
        self._save({"visit": ({**values, "visit_code": UNSCHEDULED}, lines)}, at)
        self._move(Move.OPEN_NEW_CYCLE, self.doctor, at)

    # Deeds --------------------------------------------------------------------

    def _move(self, move: Move, by: User, at: datetime, choices: Choices | None = None) -> None:
        moves.make_move(journey=self.journey, move=move, by=by, at=at, choices=choices)

    def _date(self, anchor: Anchor, moment: datetime, by: User, at: datetime) -> None:
        plans.record_date(journey=self.journey, anchor=anchor, moment=moment, by=by, at=at)

    def _ready(self, began: datetime, at: datetime) -> None:
        ready_cells(self.cycle, self.person, began=began, doctor=self.doctor, nurse=self.staff["kim"], at=at)

    def _read_at_bedside(self, at: datetime) -> None:
        read_label(self.cycle, [Checkpoint.BEDSIDE], doctor=self.doctor, nurse=self.staff["kim"], at=at)

    def _record_plan(self, at: datetime) -> None:
        person = self.person
        values = {
            **person.cells,
            "target_hand": person.hand,
            "joints": list(person.joints),
            "anticoagulant": person.anticoagulant,
            "high_infection_risk": person.infection_risk,
            "coordinator": self.staff["cora"],
        }
        plans.record_plan(journey=self.journey, values=values, by=self.doctor, at=at)

    def _record_consultation(self, at: datetime) -> None:
        self._save(consultation(self.person, doctor=self.doctor, on=at.date(), number=self.number), at)

    def _record_plans(self, at: datetime) -> None:
        if self.cycle.stages.get(code="preparation").state == StageState.NOT_STARTED:
            return  # the consultation goes on: something was not understood
        self._save(preparing.plans(self.person, self.cycle, doctor=self.doctor, at=at), at)

    def _record_baseline(self, at: datetime) -> None:
        if self.cycle.stages.get(code="preparation").state == StageState.IN_PROGRESS:
            self._save(preparing.baseline(self.person, at=at), at)

    def _record_visit(self, code: str, at: datetime) -> None:
        """While the follow-up goes on."""
        if self.cycle.stages.get(code="follow_up").state == StageState.IN_PROGRESS:
            self._save(measuring.visit(self.person, code, at=at), at)

    def _record_the_day(self, at: datetime) -> None:
        nurse = self.staff["kim"]
        self._save(preparing.the_day(self.person, self.cycle, doctor=self.doctor, nurse=nurse, at=at), at)

    def _take_vitals(self, at: datetime) -> None:
        known = standing_of(self.journey, at).facts.record.of("observation").of("vitals")
        add_vitals(cycle=self.cycle, values=going_home.vitals(at, len(known)), by=self.staff["kim"], at=at)

    def _prepare_for_home(self, at: datetime) -> None:
        facts = standing_of(self.journey, at).facts
        self._save(going_home.home(facts, at), at, self.staff["kim"])

    def _share_summaries(self, at: datetime) -> None:
        """Of the injection and of the hours after it, as they are proposed."""
        standing, kim = standing_of(self.journey, at), self.staff["kim"]
        for code in (StageCode.INJECTION, StageCode.POST_CARE):
            stage, text = standing.stages[code], proposed_summary(standing, code)
            notes.share_note(note=notes.write_summary(stage=stage, text=text, after=None, by=kim, at=at), by=kim, at=at)

    def _save(self, contents: Mapping[str, Content], at: datetime, by: User | None = None) -> None:
        cycle, who = self.cycle, by or self.doctor
        for code, (values, lines) in contents.items():
            section = SECTIONS[code]
            number = RECORDS[code].objects.filter(cycle=cycle).count() + 1 if section.many else 1
            records.save_record(cycle=cycle, section=section, values=values, lines=lines, number=number, by=who, at=at)

    def _confirm_allergies(self, at: datetime) -> None:
        lines = [people.AllergyLine(*allergy) for allergy in self.person.allergies]
        people.confirm_allergies(patient=self.patient, lines=lines, none_known=not lines, by=self.staff["kim"], at=at)

    def _visit(
        self, booked: datetime, kind: str, starts: datetime, clinician: User, length: timedelta = 30 * MINUTE
    ) -> Iterator[Line]:
        """Booked at the first free time from the wished one on, and done when it is over."""
        yield Line(booked, lambda at: self._book(kind, starts, clinician, length, at))
        yield Line(starts + length, lambda at: self._visited(kind, at))

    def _book(self, kind: str, starts: datetime, clinician: User, length: timedelta, at: datetime) -> None:
        if kind not in ON_ITS_DAY:
            self._book_free(kind, starts, clinician, at)
            return
        for step in range(24):
            start = starts + step * (MINUTE if kind == "procedure" else 30 * MINUTE)
            try:
                self._take(kind, clinician, start, start + length, at)
            except NotAccepted:
                continue
            return

    def _book_free(self, kind: str, starts: datetime, clinician: User, at: datetime) -> None:
        """The first time from the wished day on in which this person works and is free."""
        first, shape, site = starts.astimezone(self.zone).date(), visit_shapes()[kind], self.patient.site
        last = first + 14 * DAY
        capacity = site_capacity(site, shape, first, last, patient=self.patient, zone=self.zone, person=clinician)
        slot = next(free_slots(Wish(first, last), shape, capacity, at), None)
        if slot is not None:
            self._take(kind, clinician, slot.starts_at, slot.ends_at, at)

    def _take(self, kind: str, clinician: User, starts: datetime, ends: datetime, at: datetime) -> None:
        appointments.book_appointment(
            cycle=self.cycle,
            clinician=clinician,
            kind=kind,
            starts_at=starts,
            ends_at=ends,
            by=self.staff["cora"],
            at=at,
            why_outside="Extra list on this day.",
        )

    def _visited(self, kind: str, at: datetime) -> None:
        visit = self.cycle.appointments.filter(kind=kind, state="booked", starts_at__lte=at).first()
        if visit is not None:
            appointments.set_appointment_state(appointment=visit, state="done", by=self.staff["cora"], at=at)

    def _sent(self, code: str, at: datetime) -> Line:
        return Line(at, lambda at: self._send(code, at))

    def _send(self, code: str, at: datetime) -> None:
        if (at - self.injection) / DAY > self.person.silent_after:
            return
        check_in = self.cycle.check_ins.filter(code=code).order_by("-number").first()
        if check_in is None or check_in.state_at(at) not in {"open", "missed"}:
            return
        special = {"i_hand": self.person.hand, **self.person.answers.get(code, {})}
        sent = fill_and_send(check_in, by=self.user, at=at, baseline=self.person.baseline_pain, special=special)
        self._read_later(sent, at)

    def _call_about_alert(self, at: datetime) -> None:
        kim, alert = self.staff["kim"], Alert.objects.filter(patient=self.patient).latest("opened_at")
        alerts.take_alert(alert=alert, by=kim, at=at)
        contacts.log_contact(
            cycle=self.cycle,
            purpose="alert",
            route="phone",
            result="reached",
            by=kim,
            at=at + 5 * MINUTE,
            alert=alert,
            note="A tooth infection. Sees the dentist tomorrow.",
        )
        alerts.close_alert(
            alert=alert,
            outcome="other_doctor",
            note="Dentist tomorrow. The date moves.",
            decided="See your dentist tomorrow. Your date moves until the tooth has healed. Call us if you feel worse.",
            by=kim,
            at=at + 10 * MINUTE,
        )

    def _extra(self, at: datetime) -> None:
        for extra in self.cycle.check_ins.filter(code="EXTRA", opens_at__lte=at, closes_at__gte=at):
            self._send(extra.code, at)

    def _report(self, at: datetime, special: Mapping[str, Any], *, send: bool = True) -> None:
        report = answering.start_report(journey=self.cycle.journey, by=self.user, at=at - 3 * MINUTE)
        known = {"baseline": self.person.baseline_pain, "special": special, "photo": self.person.photos}
        fill_and_send(report, by=self.user, at=at, send=send, **known)

    def _read_later(self, sent: Submission | None, at: datetime) -> None:
        """Nurses read within some hours in which the clinic is open; the newest answers are still unread."""
        hours = parse_opening_hours(self.patient.site.clinic.opening_hours)
        read_at = hours.next_open((at + 4 * HOUR).astimezone(self.zone))
        if sent is not None and at < self.now - self.person.unread_days * DAY and read_at < self.now:
            sending.mark_seen(submission=sent, by=self.staff["kim"], at=read_at)

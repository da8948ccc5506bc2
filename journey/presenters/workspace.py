"""A journey's workspace: everything that staff decide by, from rows that were read in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey import policies
from journey.domain.stages import JourneyStatus, StageCode, StageState
from journey.models import (
    Alert,
    Appointment,
    CheckIn,
    ContactAttempt,
    Cycle,
    GateDecision,
    JourneyEvent,
    NoteKind,
    PatientQuestion,
    Stage,
    StageNote,
    Submission,
)
from journey.models.appointment import TO_COME
from journey.policies import Act
from journey.presenters import staff_head, staff_next, staff_timeline, staff_words
from journey.presenters.alert_cards import AlertCard, alert_cards
from journey.presenters.event_lines import EventLine, event_lines
from journey.presenters.gate_lines import Button, GatePanel, Standby, gate_panels
from journey.presenters.headline import headline_of
from journey.presenters.history import Line, history_lines
from journey.presenters.latest_answers import AnswerRow, answer_rows
from journey.presenters.move_pages import MoveList, move_list
from journey.presenters.opened import OpenedFlag, opened_flag
from journey.presenters.questions import QuestionRow, question_rows
from journey.presenters.record import SectionRow, section_rows
from journey.presenters.review_page import ReviewLine, line_of_journey
from journey.presenters.scene import Scene
from journey.presenters.staff_timeline import Clock
from journey.presenters.summaries import SummaryRow, summary_rows
from journey.presenters.today import today_card
from journey.presenters.waiting import waiting_for
from journey.presenters.watch import Watch, watch_now
from journey.standing import Standing


@dataclass(frozen=True)
class WorkspaceRows:
    """`cycles` oldest first, with their gate rows and the journey; `stages` of all of them; `mattering` are the
    check-ins that the patient's own page shows."""

    cycles: Sequence[Cycle]
    stages: Sequence[Stage]
    alerts: Sequence[Alert]
    to_come: Sequence[CheckIn]
    mattering: Sequence[CheckIn]
    visits: Sequence[Appointment]
    answers: Sequence[Submission]
    notes: Sequence[StageNote]
    questions: Sequence[PatientQuestion]
    contacts: Sequence[ContactAttempt]
    events: Sequence[JourneyEvent]
    decisions: Sequence[GateDecision]

    def scene(self, at: datetime) -> Scene:
        """The journey as its patient's pages look at it."""
        stages: dict[UUID, dict[StageCode, Stage]] = {cycle.pk: {} for cycle in self.cycles}
        for stage in self.stages:
            stages[stage.cycle_id][StageCode(stage.code)] = stage
        return Scene(self.cycles, stages, self.mattering, self.visits, at)


@dataclass(frozen=True)
class Sees:
    title: str
    text: str


@dataclass(frozen=True)
class NoteRow:
    text: str
    about: str
    written: str
    shared: str
    share_url: str


@dataclass(frozen=True)
class ContactRow:
    when: str
    who: str
    words: str
    note: str


@dataclass(frozen=True)
class Workspace:
    name: str
    lead: str
    facts: tuple[staff_head.Fact, ...]
    risks: tuple[str, ...]
    second_hand: Button | None
    banner: staff_head.Banner | None
    alerts: list[AlertCard]
    gates: tuple[GatePanel, ...]
    moves: MoveList
    records: tuple[Button, ...]
    record: tuple[SectionRow, ...]
    watch: Watch | None
    record_url: str
    product_url: str
    trend_url: str
    sheets_url: str
    photos_url: str
    sessions: tuple[staff_timeline.Session, ...]
    check_ins: list[staff_next.Coming]
    visit: staff_next.Coming | None
    book_url: str
    sees: tuple[Sees, ...]
    instructions: list[staff_next.InstructionRow]
    instructions_over: list[staff_next.InstructionRow]
    answers: list[AnswerRow]
    enter_button: Button
    events: tuple[EventLine, ...]
    event_button: Button
    review: ReviewLine | None
    summaries: tuple[SummaryRow, ...]
    questions: tuple[QuestionRow, ...]
    question_button: Button
    notes: tuple[NoteRow, ...]
    note_button: Button
    contacts: tuple[ContactRow, ...]
    contact_button: Button
    history: tuple[Line, ...]
    history_url: str
    opened: OpenedFlag | None


def workspace(rows: WorkspaceRows, standby: Standby, reader: User, at: datetime) -> Workspace:
    scene = rows.scene(at)
    standing = scene.standing
    journey, cycle = standing.journey, standing.cycle
    content = journey.pathway_version.content
    clock = Clock(standing.at, standing.clinic_zone)
    newest_first = sorted(rows.notes, key=lambda note: note.written_at, reverse=True)
    booked = [each for each in rows.visits if each.state in TO_COME and each.ends_at >= standing.at]
    visit = staff_next.visit_to_come(content, cycle, rows.visits, standing.facts.first_call_done, clock)
    instructions = _instructions(standing, clock)
    return Workspace(
        name=str(journey.patient),
        lead=staff_timeline.headline(content, cycle, standing.current, standing.at),
        facts=staff_head.facts(journey, cycle, booked[0] if booked else None, clock),
        risks=staff_head.risk_marks(journey),
        second_hand=_second_hand(standing, reader),
        banner=staff_head.banner(journey, clock),
        alerts=alert_cards(content, rows.alerts, journey, reader, clock),
        gates=gate_panels(standing, rows.decisions, standby, reader),
        moves=move_list(standing, reader),
        records=_records(standing, reader),
        record=section_rows(standing, StageCode(standing.current.code), reader) if standing.current else (),
        watch=watch_now(standing, reader),
        record_url=reverse("admin:journey_journey_record", args=[journey.pk]),
        product_url=reverse("admin:journey_journey_product", args=[journey.pk, cycle.pk]),
        trend_url=_trend_url(standing, reader),
        sheets_url=_sheets_url(standing, reader),
        photos_url=reverse("admin:journey_journey_photos", args=[standing.journey.pk]),
        sessions=staff_timeline.sessions(journey, content, rows.stages, clock),
        check_ins=staff_next.check_ins_to_come(content, rows.to_come, clock),
        visit=visit,
        book_url=_book_url(standing, visit, reader),
        sees=tuple(patient_sees(scene)),
        instructions=[each for each in instructions if each.is_now],
        instructions_over=[each for each in instructions if not each.is_now],
        answers=answer_rows(content, rows.answers, journey, reader, clock),
        enter_button=_page(standing, reader, Act.ENTER_ANSWERS, _("Enter answers for the patient"), "enter"),
        events=event_lines(cycle.__dict__["event_rows"], clock),
        event_button=_page(standing, reader, Act.DRAFT_EVENT, _("Enter an adverse event"), "adverse_event"),
        review=line_of_journey(cycle.__dict__["tumour_review"], clock),
        summaries=summary_rows(standing, newest_first, reader, clock),
        questions=question_rows(rows.questions, journey.pk, reader, clock),
        question_button=_page(standing, reader, Act.ENTER_ANSWERS, _("Write down a question"), "question"),
        notes=tuple(_note(standing, note, rows.notes, reader, clock) for note in newest_first),
        note_button=_page(standing, reader, Act.WRITE_NOTE, _("Write a note"), "note"),
        contacts=tuple(_contact(each, clock) for each in rows.contacts),
        contact_button=_page(standing, reader, Act.LOG_CONTACT, _("Record a call or message"), "contact"),
        history=history_lines(rows.events, clock),
        history_url=reverse("admin:journey_journey_history", args=[journey.pk]),
        opened=opened_flag(getattr(rows.cycles[-1], "opening", None), at, standing.clinic_zone),
    )


def _instructions(standing: Standing, clock: Clock) -> list[staff_next.InstructionRow]:
    told = standing.snapshot.stages[StageCode.POST_CARE] is StageState.COMPLETE
    content = standing.journey.pathway_version.content
    return staff_next.instruction_rows(content, standing.cycle, clock, told=told)


def patient_sees(scene: Scene) -> Iterable[Sees]:
    """The headline and the card that stand on the patient's first page now."""
    if scene.status is JourneyStatus.CLOSED_DECEASED:
        yield Sees(_("Nothing"), _("The patient's pages are closed."))
        return
    headline = headline_of(scene)
    if headline is not None:
        yield Sees(headline.word, headline.sentence)
    card = today_card(scene, waiting_for(scene))
    if card is not None:
        coming = ". ".join(f"{fact.term}: {fact.value}" for fact in card.facts)
        yield Sees(card.title if card.is_quiet else f"{card.turn_word}: {card.title}", card.text or coming)


def _records(standing: Standing, reader: User) -> tuple[Button, ...]:
    """The pages on which the record itself is written."""
    pages = (
        (Act.EDIT_PLAN, _("Plan"), "plan"),
        (Act.READ_RECORDS, _("Dates"), "dates"),
        (Act.CONFIRM_ALLERGIES, _("Allergies"), "allergies"),
        (Act.READ_RECORDS, _("Consent"), "consent"),
        (Act.READ_RECORDS, _("Documents"), "documents"),
        (Act.MOVE_PATHWAY, _("Pathway"), "pathway"),
        (Act.RECORD_DECISION, _("Follow-up decision"), "decision"),
    )
    in_follow_up = standing.snapshot.current is StageCode.FOLLOW_UP
    person = reverse("admin:journey_patient_change", args=[standing.journey.patient_id])
    return (
        *(
            _page(standing, reader, act, words, name)
            for act, words, name in pages
            if name != "decision" or in_follow_up
        ),
        Button(_("Person"), person),
    )


def _page(standing: Standing, reader: User, act: Act, words: str, name: str) -> Button:
    if not policies.may(reader, act):
        return Button(words, why=policies.reason_not(act))
    return Button(words, reverse(f"admin:journey_journey_{name}", args=[standing.journey.pk]))


def _second_hand(standing: Standing, reader: User) -> Button | None:
    """The patient said in the intake that both hands hurt: each hand has a journey of its own (clinical.md 2.1)."""
    if not standing.cycle.__dict__["both_hands"]:
        return None
    words = _("Start a journey for the other hand")
    if not policies.may(reader, Act.ADD_PATIENT):
        return Button(words, why=policies.reason_not(Act.ADD_PATIENT))
    return Button(words, reverse("admin:journey_patient_start_journey", args=[standing.journey.patient_id]))


def _trend_url(standing: Standing, reader: User) -> str:
    """Blank before the first injection, and for who may not read answers."""
    if standing.cycle.injection_at is None and standing.cycle.number == 1:
        return ""
    may_read = policies.may(reader, Act.READ_ANSWERS)
    return reverse("admin:journey_journey_measurements", args=[standing.journey.pk]) if may_read else ""


def _sheets_url(standing: Standing, reader: User) -> str:
    """From the first needle on, for who may read what it says."""
    used = standing.snapshot.any_needle and policies.may(reader, Act.READ_ANSWERS)
    return reverse("admin:journey_journey_take_along", args=[standing.journey.pk]) if used else ""


def _book_url(standing: Standing, visit: staff_next.Coming | None, reader: User) -> str:
    if visit is None or not visit.book or not policies.may(reader, Act.BOOK):
        return ""
    return f"{reverse('admin:journey_appointment_add')}?journey={standing.journey.pk}&kind={visit.book}"


def _note(standing: Standing, note: StageNote, all_notes: Sequence[StageNote], reader: User, clock: Clock) -> NoteRow:
    replaced = any(each.replaces_id == note.pk for each in all_notes)
    share = not note.shared_at and not replaced and policies.may(reader, Act.SHARE_NOTE)
    url = reverse("admin:journey_journey_share_note", args=[standing.journey.pk, note.pk]) if share else ""
    shared = ""
    if note.shared_at:
        shared = _("Shared with the patient {when}, {who}").format(when=clock.short(note.shared_at), who=note.shared_by)
    about = staff_words.sentence(staff_words.STAGES[note.stage.code])
    return NoteRow(
        text=note.text,
        about=_("{stage}, plain summary").format(stage=about) if note.kind == NoteKind.SUMMARY else about,
        written=_("{who}, {when}").format(who=note.written_by, when=clock.short(note.written_at)),
        shared=shared,
        share_url=url,
    )


def _contact(each: ContactAttempt, clock: Clock) -> ContactRow:
    words = (staff_words.PURPOSES[each.purpose], staff_words.ROUTES[each.route], staff_words.RESULTS[each.result])
    return ContactRow(clock.short(each.at), str(each.by), ", ".join(map(str, words)), each.note)

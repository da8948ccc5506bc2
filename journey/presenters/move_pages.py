"""The moves as staff meet them: buttons with their reasons, and the page that says what a move will do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey import policies
from journey.domain.gates import GateReport
from journey.domain.moves import MOVES, Choices, Effect, Move, MoveSpec, Plan, allowed_moves, gates_for
from journey.domain.product_facts import Disposition
from journey.domain.stages import CycleStatus, JourneyStatus, StageCode, StageState
from journey.domain.transitions import CLOSED_STATUSES
from journey.presenters import staff_words
from journey.presenters.gate_lines import Button, waits_for
from journey.presenters.patient_reads import patient_reads
from journey.presenters.scene import Scene
from journey.presenters.staff_timeline import stage_name
from journey.standing import FORWARD, Standing

REOPENS = frozenset({Move.REOPEN, Move.REOPEN_STAGE})
ANY_STAGE = frozenset(StageCode)
# Where a move that the states refuse is still worth showing with its reason; elsewhere it waits under "Other moves".
WORTH_SHOWING: Mapping[Move, frozenset[StageCode]] = {
    Move.PAUSE: ANY_STAGE,
    Move.POSTPONE: frozenset({StageCode.HARVESTING, StageCode.INJECTION}),
    Move.ABORT_INJECTION: frozenset({StageCode.INJECTION}),
    Move.LOST_CONTACT: frozenset({StageCode.FOLLOW_UP}),
    Move.REOPEN_STAGE: frozenset({StageCode.HARVESTING, StageCode.INJECTION}),
}
HINTS: Mapping[Move, staff_words.Words] = {
    Move.OPEN_NEW_CYCLE: gettext_lazy("Ends this session and opens the next one with its own consultation."),
    Move.POSTPONE: gettext_lazy("The date moves. You give a reason, and the new date if there is one."),
    Move.PAUSE: gettext_lazy("Safety check-ins go on. You give a reason and a day to look again."),
    Move.RESUME: gettext_lazy("The journey goes on where it stood."),
    Move.ABORT_HARVEST: gettext_lazy("The harvest stops. Repeat it, switch the plan or end the journey afterwards."),
    Move.REPEAT_HARVEST: gettext_lazy("Another harvest in this session, on a new date."),
    Move.ABORT_INJECTION: gettext_lazy("The injection stops. With any volume given, full post-care follows."),
    Move.REPEAT_INJECTION: gettext_lazy("Another product on a new date."),
    Move.SWITCH_PLAN: gettext_lazy("Ends this session; a new one begins with a consultation."),
    Move.DEFER: gettext_lazy("Stays in consultation, with a day to look again."),
    Move.NOT_CANDIDATE: gettext_lazy("Closes the journey. You choose the reason that the patient reads."),
    Move.WITHDRAW: gettext_lazy("The patient chooses if safety checks go on. You confirm on the next page."),
    Move.TRANSFER: gettext_lazy("Closes the journey here. A summary has to be sent."),
    Move.LOST_CONTACT: gettext_lazy("Closes the journey until the patient sends anything."),
    Move.RECORD_DEATH: gettext_lazy("Stops every message at once. This cannot be undone."),
    Move.REOPEN: gettext_lazy("The journey goes on where it was closed."),
    Move.REOPEN_STAGE: gettext_lazy("For a stage that was closed by mistake. The one after it is set back."),
}


@dataclass(frozen=True)
class MoveButton:
    move: str
    button: Button
    hint: str
    is_main: bool


@dataclass(frozen=True)
class MoveList:
    shown: tuple[MoveButton, ...]
    others: tuple[MoveButton, ...]


def move_list(standing: Standing, reader: User) -> MoveList:
    """Every move in the table: those to see first, and the rest for a folded list. Forward moves come first."""
    rows = [(spec, _button(standing, spec, why, reader), _is_shown(standing, spec.move, why))
            for spec, why in allowed_moves(standing.snapshot)]  # fmt: skip
    forward = FORWARD.get(standing.snapshot.current) if standing.snapshot.current else None
    rows.sort(key=lambda row: row[0].move is not forward)
    return MoveList(
        tuple(each for _spec, each, is_shown in rows if is_shown),
        tuple(each for _spec, each, is_shown in rows if not is_shown),
    )


def _is_shown(standing: Standing, move: Move, why: str | None) -> bool:
    at = standing.snapshot
    if why is None:
        # A closed journey may still be withdrawn from or end in a death: true, but not what one looks for.
        return at.journey not in CLOSED_STATUSES or move is Move.REOPEN
    return at.journey in MOVES[move].statuses and at.current in WORTH_SHOWING.get(move, frozenset())


def _button(standing: Standing, spec: MoveSpec, why: str | None, reader: User) -> MoveButton:
    words, reason = _(spec.label), why_not_now(standing, spec.move, why, reader)
    url = "" if reason else move_url(standing, spec.move)
    hint = "" if reason else str(HINTS.get(spec.move, "")) or _forward_hint(standing, spec)
    return MoveButton(spec.move, Button(words, url, reason), hint, is_main=spec.gate is not None)


def why_not_now(standing: Standing, move: Move, why: str | None, reader: User) -> str:
    """The sentence beside a disabled button: of the state, the person or the gate. Blank when it is possible."""
    if why is not None:
        return _(why)
    if not policies.may(reader, move):
        return _(policies.reason_not(move))
    lead = standing.journey.lead_clinician
    if move in REOPENS and standing.journey.lead_clinician_id != reader.pk:
        return _("Only the lead clinician, {name}, may reopen this.").format(name=lead)
    lines = tuple(line for gate in gates_for(standing.snapshot, move) for line in standing.gate(gate).lines)
    gate = MOVES[move].gate
    return waits_for(GateReport(gate, lines)) if gate else ""


def move_url(standing: Standing, move: Move) -> str:
    return reverse("admin:journey_journey_move", args=[standing.journey.pk, move])


def _forward_hint(standing: Standing, spec: MoveSpec) -> str:
    plan = preview(standing, spec.move)
    opened = [_name(standing, change.code) for change in plan.stages if change.state is StageState.IN_PROGRESS]
    return _("Opens “{stage}”.").format(stage=opened[0]) if opened else _("Ends the active checks.")


def preview(standing: Standing, move: Move) -> Plan:
    """The plan with choices that every move accepts; what depends on a choice is said at its field."""
    at, spec = standing.snapshot, MOVES[move]
    far = datetime.combine(at.today + timedelta(days=60), time(12), tzinfo=at.zone)
    dated = spec.needs_procedure_at or move is Move.RESUME
    keep = at.journey is not JourneyStatus.CLOSED_WITHDRAWN
    return spec.plan(at, Choices(note="-", procedure_at=far if dated else None, keep_safety_checks=keep))


@dataclass(frozen=True)
class MovePage:
    """`happens` in order; `reads` is what the patient will find, empty when nothing is said."""

    move: str
    title: str
    verb: str
    happens: tuple[str, ...]
    reads: tuple[str, ...]


def move_page(scene: Scene, move: Move, waiting: Sequence[str]) -> MovePage:
    """What `move` will do. `waiting` are the codes of this session's check-ins that are not sent yet.

    Raises Refusal when the stages do not allow it.
    """
    standing = scene.standing
    plan = preview(standing, move)
    label = _(MOVES[move].label)
    return MovePage(
        move=move,
        title=label,
        verb=label,
        happens=tuple(_happens(standing, plan, waiting)),
        reads=tuple(patient_reads(scene, move, plan)),
    )


def _happens(standing: Standing, plan: Plan, waiting: Sequence[str]) -> Iterable[str]:
    for change in plan.stages:
        yield str(STATE_SENTENCES[change.state]).format(stage=_name(standing, change.code))
    if plan.journey != standing.snapshot.journey:
        status = staff_words.STATUSES[plan.journey]
        yield _("The journey changes to: {status}.").format(status=status)
    if plan.cycle != standing.snapshot.cycle and plan.cycle is not CycleStatus.ACTIVE:
        yield _("Session {number} ends.").format(number=standing.cycle.number)
    if plan.journey is JourneyStatus.PAUSED:
        yield _("Check-ins after a harvest or an injection go on.")
    for effect in plan.effects:
        yield from _effect(effect, standing, waiting)


STATE_SENTENCES: Mapping[StageState, staff_words.Words] = {
    StageState.COMPLETE: gettext_lazy("“{stage}” closes."),
    StageState.IN_PROGRESS: gettext_lazy("“{stage}” opens."),
    StageState.SKIPPED: gettext_lazy("“{stage}” is skipped."),
    StageState.ABORTED: gettext_lazy("“{stage}” stops and stays marked as stopped."),
    StageState.NOT_STARTED: gettext_lazy("“{stage}” is set back to not started."),
}
EFFECTS: Mapping[Effect, staff_words.Words] = {
    Effect.MOVE_P_CHECK_INS: gettext_lazy("The check-ins before the procedure are made for its date, or moved to it."),
    Effect.REPEAT_READINESS: gettext_lazy("The readiness checks P-1 and P-0 are asked again for the new date."),
    Effect.CREATE_HARVEST_SERIES: gettext_lazy("The check-ins after the harvest (H-0 to H-7) are made."),
    Effect.JOIN_HARVEST_SERIES: gettext_lazy("The harvest check-ins end: those after the injection ask the same."),
    Effect.CREATE_INJECTION_SERIES: gettext_lazy("The check-ins after the injection are made, up to the yearly ones."),
    Effect.TAKE_OVER_YEARLY_SERIES: gettext_lazy("Yearly check-ins of earlier sessions end; this session's go on."),
    Effect.GIVE_INSTRUCTIONS: gettext_lazy("The patient sees the instructions with their dates."),
    Effect.RESTORE_CHECK_INS: gettext_lazy("Cancelled check-ins whose window is not over come back."),
    Effect.BLANK_HARVEST: gettext_lazy("The earlier harvest stays in the history; time and product are blank again."),
    Effect.DISPOSE_PRODUCT: gettext_lazy(
        "The product was not given: what becomes of it is recorded as you choose below."
    ),
    Effect.OPEN_FATAL_ADVERSE_EVENT: gettext_lazy("A fatal adverse event has to be recorded."),
    Effect.RECORD_CONSENT_WITHDRAWAL: gettext_lazy("The time of withdrawing consent is stored."),
    Effect.STOP_MESSAGES: gettext_lazy("All messages stop at once."),
    Effect.EXPORT_SUMMARY: gettext_lazy("A summary has to be sent to the other clinic."),
    Effect.REVIEW_TASK: gettext_lazy("The journey comes up again on the day that you choose."),
    Effect.NEW_CYCLE: gettext_lazy("A new session opens with its own consultation."),
}
CANCELS: Mapping[Effect, str] = {
    Effect.CANCEL_C_CHECK_INS: "C-",
    Effect.CANCEL_P_CHECK_INS: "P-",
    Effect.CANCEL_ALL_CHECK_INS: "",
}


def _effect(effect: Effect, standing: Standing, waiting: Sequence[str]) -> Iterable[str]:
    if effect in CANCELS:
        codes = [code for code in waiting if code.startswith(CANCELS[effect])]
        if codes:
            yield _("Check-ins not sent yet are cancelled: {codes}.").format(codes=", ".join(codes))
    elif effect in EFFECTS and (effect is not Effect.DISPOSE_PRODUCT or has_product_in_hand(standing)):
        yield str(EFFECTS[effect])


def has_product_in_hand(standing: Standing) -> bool:
    """Cells that nobody was given, and that are not gone: whoever stops says what becomes of them."""
    product = standing.facts.product
    is_there = product is not None and product.disposition in {"", Disposition.STORED}
    return is_there and standing.cycle.injection_at is None


def _name(standing: Standing, code: StageCode) -> str:
    return stage_name(standing.journey.pathway_version.content, standing.cycle, code)

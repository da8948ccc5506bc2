"""A gate as staff read it: one line for each check, with what was found and who may stand for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey import policies
from journey.domain.gate_checks_consent import ABOUT_CONSENT
from journey.domain.gates import CheckKind, Gate, GateLine, GateReport
from journey.domain.moves import MOVES, Move, gates_for, needle_gate
from journey.domain.stages import STAGE_ORDER, HarvestMode, StageCode
from journey.gate_rows import READINESS_CHECKS, READINESS_LEAD
from journey.models import DecisionKind, GateDecision
from journey.policies import Act
from journey.presenters.staff_timeline import Clock
from journey.standing import FORWARD, Standing

NEXT_STAGE = dict(pairwise(STAGE_ORDER))


GOING_ON = "G1-07"
TOO_EARLY = gettext_lazy("Too early: readiness can be cleared from 36 hours before the procedure.")


@dataclass(frozen=True)
class Button:
    """A way on. Without `url` it is disabled, and `why` says why."""

    words: str
    url: str = ""
    why: str = ""


@dataclass(frozen=True)
class Check:
    id: str
    state: str
    shape: str
    word: str
    text: str
    found: str
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class GatePanel:
    key: str
    title: str
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Standby:
    """Which checks a person may clear or override: the lists of the actions, handed in by the page."""

    clearable: Collection[str]
    overridable: Collection[str]


def gate_panels(
    standing: Standing, decisions: Sequence[GateDecision], standby: Standby, reader: User
) -> tuple[GatePanel, ...]:
    """The gates of the stage in progress: what the next needle waits for, and what each forward move passes."""
    lines = _Lines(standing, decisions, standby, reader)
    return tuple(
        GatePanel(key, _title(title, report), tuple(lines.check(line) for line in report.lines))
        for key, title, report in gates_in_view(standing)
    )


def gates_in_view(standing: Standing) -> list[tuple[str, str, GateReport]]:
    """Key, name and report of each gate that matters now; none while no stage is in progress."""
    at, code = standing.snapshot, standing.snapshot.current
    if code is None:
        return []
    gates: list[tuple[str, str, GateReport]] = []
    needle = needle_gate(at)
    if code is StageCode.HARVESTING and needle is not None and at.harvest_at is None:
        gates.append(("needle", _("Before the needle"), standing.gate(needle)))
    if code is StageCode.INJECTION and at.injection_at is None:
        gates.append(("needle", _("Before the needle"), standing.gate(Gate.NEEDLE)))
    forward = [FORWARD[code], *([Move.OPEN_NEW_CYCLE] if code is StageCode.FOLLOW_UP else [])]
    for move in forward:
        reports = [standing.gate(gate) for gate in gates_for(at, move)]
        report = GateReport(reports[-1].gate, tuple(line for each in reports for line in each.lines))
        gates.append((str(move), _gate_name(standing, move), report))
    return gates


def _gate_name(standing: Standing, move: Move) -> str:
    code = standing.snapshot.current
    if move in {Move.COMPLETE_JOURNEY, Move.OPEN_NEW_CYCLE} or code is None:
        return _("Gate to “{move}”").format(move=_(MOVES[move].label))
    mode = standing.snapshot.harvest_mode
    following = NEXT_STAGE[code]
    if following is StageCode.HARVESTING and mode is not HarvestMode.PATIENT_HARVEST:
        following = StageCode.INJECTION
    title = standing.journey.pathway_version.content.stage_text(following, mode).title
    return _("Gate to {stage}").format(stage=title)


def _title(gate: str, report: GateReport) -> str:
    met = sum(line.passed or line.overridden for line in report.lines)
    return _("{gate}: {met} of {all} met").format(gate=gate, met=met, all=len(report.lines))


class _Lines:
    """One page's checks: who asked for what is found by the check's id."""

    def __init__(self, standing: Standing, decisions: Iterable[GateDecision], standby: Standby, reader: User) -> None:
        self.standing, self.standby, self.reader = standing, standby, reader
        self.decisions = list(decisions)
        self.content = standing.journey.pathway_version.content

    def check(self, line: GateLine) -> Check:
        state, shape, word = _state(line)
        return Check(
            id=line.check_id,
            state=state,
            shape=shape,
            word=word,
            text=self.content.gate_line_by_id[line.words_id].staff,
            found=line.detail,
            notes=tuple(self._notes(line)),
            buttons=() if line.passed or line.overridden else tuple(self._buttons(line)),
        )

    def _notes(self, line: GateLine) -> Iterable[str]:
        clock = Clock(self.standing.at, self.standing.clinic_zone)
        for decision in self.decisions:
            if decision.check_id != line.check_id:
                continue
            asked = _("{who}, {when}: {reason}").format(
                who=decision.by, when=clock.short(decision.at), reason=decision.reason
            )
            if decision.kind == DecisionKind.CLEARED:
                words = (
                    _("Cleared by {asked}") if self._counts(line) else _("Cleared before, no longer counts: {asked}")
                )
                yield words.format(asked=asked)
            elif decision.second_at is None:
                yield _("Override asked for by {asked}").format(asked=asked)
            else:
                words = _("Override by {asked} Agreed by {second}, {when}.")
                if not (line.passed or line.overridden):
                    words = _("Override for less than what stands here now, by {asked} Agreed by {second}, {when}.")
                yield words.format(asked=asked, second=decision.second_by, when=clock.short(decision.second_at))

    def _counts(self, line: GateLine) -> bool:
        """A readiness check was cleared for the answers and the date of then, never for later ones."""
        return line.check_id in self.standing.facts.cleared

    def _buttons(self, line: GateLine) -> Iterable[Button]:
        if line.check_id in self.standby.clearable and not self._counts(line):
            yield self._clear(line.check_id)
        if line.check_id == GOING_ON:
            url = reverse("admin:journey_journey_wish", args=[self.standing.journey.pk])
            yield self._allowed(Act.ENTER_ANSWERS, _("Write down what the patient said"), url)
        if line.check_id in ABOUT_CONSENT:
            yield Button(
                _("Open the consent"), reverse("admin:journey_journey_consent", args=[self.standing.journey.pk])
            )
        if line.check_id in self.standby.overridable:
            yield self._override(line.check_id)

    def _clear(self, check_id: str) -> Button:
        words = _("Clear with a note")
        if is_too_early(self.standing, check_id):
            return Button(words, why=str(TOO_EARLY))
        return self._allowed(Act.CLEAR_CHECK, words, self._url("gate_clear", check_id))

    def _override(self, check_id: str) -> Button:
        waiting = next(
            (each for each in self.decisions if each.check_id == check_id
             and each.kind == DecisionKind.OVERRIDDEN and each.second_at is None),
            None,
        )  # fmt: skip
        if waiting is None:
            return self._allowed(Act.OVERRIDE_CHECK, _("Ask for an override"), self._url("gate_override", check_id))
        if waiting.by_id == self.reader.pk:
            return Button(_("Agree to override"), why=_("A second clinician must agree. You asked for it yourself."))
        url = reverse("admin:journey_journey_gate_agree", args=[self.standing.journey.pk, waiting.pk])
        return self._allowed(Act.OVERRIDE_CHECK, _("Agree to override"), url)

    def _url(self, name: str, check_id: str) -> str:
        return reverse(f"admin:journey_journey_{name}", args=[self.standing.journey.pk, check_id])

    def _allowed(self, act: Act, words: str, url: str) -> Button:
        if policies.may(self.reader, act):
            return Button(words, url)
        return Button(words, why=policies.reason_not(act))


def is_too_early(standing: Standing, check_id: str) -> bool:
    """Readiness, before the day-before check can be open."""
    procedure_at = standing.cycle.procedure_at
    return check_id in READINESS_CHECKS and procedure_at is not None and standing.at < procedure_at - READINESS_LEAD


def _state(line: GateLine) -> tuple[str, str, str]:
    if line.passed:
        return "met", "met", _("Met")
    if line.overridden:
        return "over", "watch", _("Overridden")
    if line.kind is CheckKind.SOFT:
        return "over", "watch", _("Warning")
    return "not", "not_met", _("Not met")


def waits_for(report: GateReport) -> str:
    """ "Cannot move yet: 2 checks are not met (G5-04, G5-05)." or nothing, when the gate is open."""
    ids = [line.check_id for line in report.closing]
    if not ids:
        return ""
    if len(ids) == 1:
        return _("Cannot move yet: 1 check is not met ({ids}).").format(ids=ids[0])
    return _("Cannot move yet: {count} checks are not met ({ids}).").format(count=len(ids), ids=", ".join(ids))

"""What follows from a move, in the same transaction; each effect is safe to run twice."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from journey.actions.adverse_events import draft_from_session
from journey.actions.consent_withdrawing import withdraw_treatment
from journey.actions.events import record
from journey.actions.products import check_end, dispose
from journey.actions.series import (
    ask_old_baseline_again,
    ask_readiness_again,
    cancel_check_ins,
    cancel_everything,
    plan_series,
    restore_check_ins,
    take_over_yearly,
)
from journey.domain.moves import NEW_CYCLE_STAGES, Choices, Effect, Plan
from journey.domain.product_facts import Disposition
from journey.domain.reasons import ABORT_REASONS
from journey.domain.stages import CycleStatus, StageState
from journey.domain.windows import Anchor
from journey.models import Cycle, Journey, Product, Stage
from journey.standing import Standing

Run = Callable[["Job"], object]


class Job:
    """One move's effects on one cycle."""

    def __init__(self, standing: Standing, choices: Choices, by: User | None, at: datetime) -> None:
        self.standing, self.journey, self.cycle = standing, standing.journey, standing.cycle
        self.choices, self.by, self.at = choices, by, at

    def series(self, anchor: Anchor) -> None:
        plan_series(self.cycle, anchor, at=self.at, same_day=self.choices.injection_same_day)

    def join_harvest_series(self) -> None:
        """The A series of the same day asks about the same place; an earlier harvest's check-ins go on being asked."""
        cancel_check_ins(self.cycle, ["H-"], at=self.at, number=len(self.cycle.earlier_harvests))

    def set_procedure_date(self) -> None:
        self.cycle.procedure_at = self.choices.procedure_at
        self.cycle.planned_from = self.cycle.planned_to = None
        self.cycle.save(update_fields=["procedure_at", "planned_from", "planned_to"])

    def move_p_check_ins(self) -> None:
        """To the new date; without one they wait: nothing of the old date may open."""
        if self.cycle.procedure_at is None:
            cancel_check_ins(self.cycle, ["P-"], at=self.at)
        else:
            ask_old_baseline_again(self.cycle)
            self.series(Anchor.PROCEDURE)

    def blank_harvest(self) -> None:
        data = {
            "harvest_at": self.cycle.harvest_at.isoformat() if self.cycle.harvest_at else None,
            "product_id": self.cycle.product_id,
        }
        record(self.journey, "harvest_set_aside", by=self.by, at=self.at, cycle=self.cycle, data=data)
        self.cycle.earlier_harvests = [*self.cycle.earlier_harvests, self.cycle.harvest_at]
        self.cycle.harvest_at, self.cycle.product_id = None, ""
        self.cycle.save(update_fields=["harvest_at", "product_id", "earlier_harvests"])

    def dispose_product(self) -> None:
        """As the person chose; cells that came out of the store too."""
        if self.cycle.injection_at is not None or self.by is None:
            return
        in_hand = Product.objects.filter(code=self.cycle.product_id or "-", disposition__in=["", Disposition.STORED])
        product = in_hand.select_related("cycle__journey").first()
        if product is not None:
            reason = self.choices.reason_code if self.choices.reason_code in ABORT_REASONS else ""
            check_end(product, self.standing, reason, self.choices.disposition)
            dispose(product, reason, self.choices.disposition, by=self.by, at=self.at)

    def new_cycle(self) -> None:
        open_cycle(self.journey, self.cycle.number + 1, tasks=self.cycle.tasks, by=self.by, at=self.at)

    def consult_check_ins(self) -> None:
        """Those of the new cycle come when its consultation has a date."""
        newest = self.journey.cycles.order_by("-number")[0]
        if newest.consult_at is not None:
            plan_series(newest, Anchor.CONSULT, at=self.at)

    def note(self, kind: str) -> None:
        """Something a person has to do, or that later parts of the record build on: kept in the history."""
        record(self.journey, kind, by=self.by, at=self.at, cycle=self.cycle, reason=self.choices.note)

    def draft(self, kind: str, origin: str) -> None:
        self.note(kind)
        draft_from_session(cycle=self.cycle, origin=origin, by=self.by, at=self.at, narrative=self.choices.note)


RUN: dict[Effect, Run] = {
    Effect.CREATE_CONSULT_CHECK_INS: lambda job: job.consult_check_ins(),
    Effect.MOVE_P_CHECK_INS: lambda job: job.move_p_check_ins(),
    Effect.REPEAT_READINESS: lambda job: ask_readiness_again(job.cycle, at=job.at),
    Effect.CREATE_HARVEST_SERIES: lambda job: job.series(Anchor.HARVEST),
    Effect.JOIN_HARVEST_SERIES: lambda job: job.join_harvest_series(),
    Effect.CREATE_INJECTION_SERIES: lambda job: job.series(Anchor.INJECTION),
    Effect.TAKE_OVER_YEARLY_SERIES: lambda job: take_over_yearly(job.cycle, at=job.at),
    Effect.CANCEL_C_CHECK_INS: lambda job: cancel_check_ins(job.cycle, ["C-"], at=job.at),
    Effect.CANCEL_P_CHECK_INS: lambda job: cancel_check_ins(job.cycle, ["P-"], at=job.at),
    Effect.CANCEL_ALL_CHECK_INS: lambda job: cancel_everything(job.cycle, at=job.at),
    Effect.RESTORE_CHECK_INS: lambda job: restore_check_ins(job.cycle, at=job.at),
    Effect.SET_PROCEDURE_DATE: lambda job: job.set_procedure_date(),
    Effect.BLANK_HARVEST: lambda job: job.blank_harvest(),
    Effect.DISPOSE_PRODUCT: lambda job: job.dispose_product(),
    Effect.NEW_CYCLE: lambda job: job.new_cycle(),
    Effect.RECORD_CONSENT_WITHDRAWAL: lambda job: withdraw_treatment(
        job.journey, job.cycle, by=job.by, words=job.choices.note, at=job.at
    ),
    Effect.DRAFT_ADVERSE_EVENT: lambda job: job.draft("adverse_event_to_record", "stopped"),
    Effect.OPEN_FATAL_ADVERSE_EVENT: lambda job: job.draft("fatal_adverse_event_to_record", "death"),
    Effect.EXPORT_SUMMARY: lambda job: job.note("summary_to_export"),
}
# Kept on the journey itself (`review_on`, its closed status), or computed from the anchors when a page is shown.
KEPT_ELSEWHERE = frozenset({Effect.REVIEW_TASK, Effect.STOP_MESSAGES, Effect.GIVE_INSTRUCTIONS})


def run_effects(standing: Standing, plan: Plan, choices: Choices, *, by: User | None, at: datetime) -> None:
    job = Job(standing, choices, by, at)
    for effect in plan.effects:
        if effect not in KEPT_ELSEWHERE:
            RUN[effect](job)


def open_cycle(journey: Journey, number: int, *, tasks: list[str], by: User | None, at: datetime) -> Cycle:
    """A new session with its six stages, the consultation open."""
    cycle = Cycle.objects.create(journey=journey, number=number, status=CycleStatus.ACTIVE, tasks=tasks, opened_at=at)
    Stage.objects.bulk_create(
        Stage(
            cycle=cycle,
            code=code,
            state=state,
            opened_at=at if state is StageState.IN_PROGRESS and by else None,
            opened_by=by if state is StageState.IN_PROGRESS else None,
        )
        for code, state in NEW_CYCLE_STAGES.items()
    )
    return cycle

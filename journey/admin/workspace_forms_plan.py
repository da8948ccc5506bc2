"""The plan of the newest session, and the follow-up decision."""

from itertools import zip_longest
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from journey.access import get_journey
from journey.actions.decisions import record_decision
from journey.actions.plans import PLAN_OF_CYCLE, PLAN_OF_JOURNEY, record_plan
from journey.admin.record_rows import marks_of
from journey.admin.workspace_forms import Desk, answer, back, is_own_repeat
from journey.admin.workspace_forms_stale import differences, stale
from journey.domain.errors import StaleVersion
from journey.forms.decisions import DecisionForm
from journey.forms.plan import TASKS, PlanForm, known
from journey.forms.staff_fields import people_with
from journey.models import Cycle, Journey
from journey.policies import Act
from journey.presenters import staff_words

BLANK = ("", _("Not planned yet"))


def plan(desk: Desk) -> HttpResponse:
    desk.check(Act.EDIT_PLAN)
    form = PlanForm(
        desk.posted,
        lists=_lists(),
        people={"lead_clinician": _people(Role.CLINICIAN, desk, desk.journey.lead_clinician_id),
                "coordinator": _people(Role.COORDINATOR, desk, desk.journey.coordinator_id)},
        initial={"version": desk.journey.version, **_stored(desk.journey)},
    )  # fmt: skip

    form.fields["joints"].widget.marks = marks_of(desk)

    def act() -> None:
        record_plan(
            journey=desk.journey,
            values=form.values(),
            by=desk.user,
            at=desk.at,
            expected_version=form.cleaned_data["version"],
        )

    done, title = _("The plan is recorded."), _("Plan")
    try:
        return answer(desk, form, act, done=done, title=title, context={"verb": _("Record the plan")})
    except StaleVersion as refusal:
        now = _stored(get_journey(desk.user, desk.journey.pk, desk.at))
        rows = differences(form, now)
        if is_own_repeat(desk, "plan_recorded", form.cleaned_data["version"]) and _is_same(form, now):
            return back(desk, done)
        return stale(desk, refusal, rows, reverse("admin:journey_journey_plan", args=[desk.journey.pk]))


def decision(desk: Desk) -> HttpResponse:
    desk.check(Act.RECORD_DECISION)
    cycle = desk.standing.cycle
    initial = {"version": desk.journey.version, "decision": cycle.decision, "reason": cycle.decision_reason}
    form = DecisionForm(desk.posted, decisions=staff_words.choices(staff_words.DECISIONS), initial=initial)

    def act() -> None:
        record_decision(
            journey=desk.journey,
            decision=form.cleaned_data["decision"],
            reason=form.cleaned_data["reason"],
            by=desk.user,
            at=desk.at,
            expected_version=form.cleaned_data["version"],
        )

    done, context = _("The decision is recorded."), {"verb": _("Record the decision")}
    try:
        return answer(desk, form, act, done=done, title=_("Follow-up decision"), context=context)
    except StaleVersion as refusal:
        newest = Cycle.objects.get(pk=cycle.pk)
        now = {"decision": newest.decision, "reason": newest.decision_reason}
        if is_own_repeat(desk, "decision_recorded", form.cleaned_data["version"]) and _is_same(form, now):
            return back(desk, done)
        again = reverse("admin:journey_journey_decision", args=[desk.journey.pk])
        return stale(desk, refusal, differences(form, now), again)


def _stored(journey: Journey) -> dict[str, Any]:
    """What the rows hold, as the form shows it."""
    cycle = journey.cycles.order_by("-number")[0]
    values = {name: getattr(journey, name) for name in PLAN_OF_JOURNEY}
    values |= {name: getattr(cycle, name) for name in PLAN_OF_CYCLE}
    tasks = values.pop("tasks")
    values |= dict(zip_longest(TASKS, tasks[: len(TASKS)], fillvalue=""))
    for name in ("anticoagulant", "high_infection_risk"):
        values[name] = known(values[name])
    for name in ("lead_clinician", "coordinator"):
        values[name] = getattr(journey, f"{name}_id")
    return values


def _is_same(form: Any, now: dict[str, Any]) -> bool:
    """Everything typed is what is stored."""
    typed = {name: form.cleaned_data[name] for name in now}
    return {name: getattr(value, "pk", value) for name, value in typed.items()} == now


def _lists() -> dict[str, Any]:
    return {
        "joints": staff_words.joint_choices(),
        "cell_source": [BLANK, *staff_words.choices(staff_words.SOURCES)],
        "tissue": [BLANK, *staff_words.choices(staff_words.TISSUES)],
        "harvest_mode": [BLANK, *staff_words.choices(staff_words.MODES)],
        "sedation": staff_words.choices(staff_words.SEDATION),
    }


def _people(role: Role, desk: Desk, present: object) -> QuerySet[User]:
    """Who may be chosen: people of the role at the patient's site, and whoever it is now."""
    now = people_with(role, sites=[desk.journey.patient.site_id]).order_by().values("pk")
    return User.objects.filter(Q(pk__in=now) | Q(pk=present)).order_by("display_name")

"""Standing for a gate check by name: clearing with a note, asking for an override, agreeing to one."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from journey.actions.gate_decisions import CLEARABLE, OVERRIDABLE, agree_override, clear_check, request_override
from journey.admin.workspace_forms import Desk, answer, back, page
from journey.domain.errors import MoveNotAllowed, NotPermitted
from journey.forms.decisions import StandForm
from journey.models import DecisionKind, GateDecision
from journey.policies import Act
from journey.presenters.gate_lines import TOO_EARLY, Standby, gates_in_view, is_too_early

STANDBY = Standby(CLEARABLE, OVERRIDABLE)


def clear(desk: Desk, check_id: str) -> HttpResponse:
    desk.check(Act.CLEAR_CHECK)
    words = _words(desk, check_id, CLEARABLE)
    if is_too_early(desk.standing, check_id):
        raise MoveNotAllowed(str(TOO_EARLY))
    form = StandForm(desk.posted)

    def act() -> None:
        note = form.cleaned_data["reason"]
        clear_check(cycle=desk.standing.cycle, check_id=check_id, note=note, by=desk.user, at=desk.at)

    context = {"verb": _("Clear {check}").format(check=check_id), "about": words}
    done = _("{check} is cleared.").format(check=check_id)
    return answer(desk, form, act, done=done, title=_("Clear a check with a note"), context=context)


def override(desk: Desk, check_id: str) -> HttpResponse:
    desk.check(Act.OVERRIDE_CHECK)
    words = _words(desk, check_id, OVERRIDABLE)
    form = StandForm(desk.posted)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        request_override(cycle=desk.standing.cycle, check_id=check_id, reason=reason, by=desk.user, at=desk.at)

    context = {"verb": _("Ask for an override of {check}").format(check=check_id), "about": words}
    done = _("You asked for an override of {check}. A second clinician must agree.").format(check=check_id)
    return answer(desk, form, act, done=done, title=_("Ask for an override"), context=context)


def agree(desk: Desk, decision_id: UUID) -> HttpResponse:
    desk.check(Act.OVERRIDE_CHECK)
    rows = GateDecision.objects.filter(cycle__journey=desk.journey, kind=DecisionKind.OVERRIDDEN)
    decision = rows.select_related("by", "second_by", "cycle__journey").filter(pk=decision_id).first()
    if decision is None:
        raise Http404
    if desk.is_post:
        agree_override(decision=decision, by=desk.user, at=desk.at)
        return back(desk, _("{check} is overridden.").format(check=decision.check_id))
    if decision.by_id == desk.user.pk:
        raise NotPermitted(_("A second clinician must agree. You asked for this override yourself."))
    context = {
        "decision": decision,
        "asked": desk.clock.moment(decision.at),
        "about": _words(desk, decision.check_id, OVERRIDABLE),
    }
    return page(desk, "admin/journey/journey/agree.html", _("Agree to an override"), context)


def _words(desk: Desk, check_id: str, allowed: frozenset[str]) -> str:
    """What the check asks and what was found. Raises Http404 for one that nobody may stand for."""
    if check_id not in allowed:
        raise Http404
    content = desk.journey.pathway_version.content
    lines = [line for _key, _name, report in gates_in_view(desk.standing) for line in report.lines]
    found = next((line for line in lines if line.check_id == check_id), None)
    text = content.gate_line_by_id[check_id.partition(".")[0]].staff
    return f"{text} {found.detail}" if found else text

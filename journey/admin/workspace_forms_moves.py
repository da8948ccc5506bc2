"""The confirm page of each move."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from journey import policies
from journey.actions.moves import make_move
from journey.actions.moving_along import ALONG
from journey.admin.workspace_forms import Desk, answer
from journey.admin.workspace_forms_along import along, taken_back
from journey.admin.workspace_rows import workspace_rows
from journey.domain.errors import GateClosed, MoveNotAllowed, NotPermitted
from journey.domain.moves import MOVES, Move, gates_for, why_not
from journey.domain.windows import WAITING
from journey.forms.moves import MoveForm
from journey.models import CheckIn
from journey.presenters import staff_words
from journey.presenters.gate_lines import waits_for
from journey.presenters.move_pages import REOPENS, has_product_in_hand, move_page
from journey.presenters.move_visits import visits_that_fall_away


def move(desk: Desk, move: str) -> HttpResponse:
    """GET says what will happen; POST does it. Refusals of state, gate, person and version are pages of their own."""
    if move not in set(Move):
        raise Http404
    kind = Move(move)
    visits = visits_that_fall_away(desk.standing, kind)
    form = _form(desk, kind, visits=bool(visits))

    def act() -> None:
        make_move(
            journey=desk.journey,
            move=kind,
            by=desk.user,
            at=desk.at,
            choices=form.choices(),
            expected_version=form.cleaned_data["version"],
            call_off=form.cleaned_data.get("call_off", False),
        )

    if not desk.is_post or not form.is_valid():
        _check_possible(desk, kind)
    if kind in ALONG:
        return along(desk, kind, form, lambda: {**_context(desk, kind), "visits": visits})
    label = _(MOVES[kind].label)
    done = _("Done: {move}.").format(move=label)
    return answer(
        desk,
        form,
        act,
        done=done,
        template="admin/journey/journey/move.html",
        title=label,
        later=lambda: {**_context(desk, kind), "visits": visits},
    )


def _form(desk: Desk, move: Move, *, visits: bool) -> MoveForm:
    spec = MOVES[move]
    return MoveForm(
        desk.posted,
        spec=spec,
        reasons=[(code, staff_words.reason(code)) for code in spec.reason_codes],
        zone=desk.zone,
        visits=visits,
        keeps=move is Move.WITHDRAW and desk.standing.snapshot.any_needle,
        has_product=has_product_in_hand(desk.standing),
        initial={"version": desk.journey.version, **(taken_back(desk) if move is Move.RESUME else {})},
    )


def _context(desk: Desk, move: Move) -> dict[str, object]:
    codes = CheckIn.objects.filter(cycle=desk.standing.cycle, state__in=WAITING).order_by("due_at")
    scene = workspace_rows(desk.user, desk.journey.pk, desk.at).scene(desk.at)
    return {"what": move_page(scene, move, [str(each) for each in codes])}


def _check_possible(desk: Desk, move: Move) -> None:
    """What the POST will ask under its lock, asked now, so that nobody fills in a page in vain."""
    policies.check(desk.user, move)
    reason = why_not(desk.standing.snapshot, move)
    if reason:
        raise MoveNotAllowed(reason)
    if move in REOPENS and desk.journey.lead_clinician_id != desk.user.pk:
        raise NotPermitted(
            _("Only the lead clinician, {who}, may reopen this.").format(who=desk.journey.lead_clinician)
        )
    for gate in gates_for(desk.standing.snapshot, move):
        report = desk.standing.gate(gate)
        if not report.open:
            raise GateClosed(waits_for(report), [desk.standing.line_words(line) for line in report.closing])

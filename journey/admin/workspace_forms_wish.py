"""Writing down what the patient said about going on. What was typed stays on the page when the consultation closed
meanwhile."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.actions.wishes import check_still_asked, note_wish
from journey.admin.workspace_forms import FORM, Desk, answer, page
from journey.domain.errors import MoveNotAllowed
from journey.forms.wishes import WishForm
from journey.policies import Act


def wish(desk: Desk) -> HttpResponse:
    desk.check(Act.ENTER_ANSWERS)
    if not desk.is_post:
        check_still_asked(desk.standing)
    form = WishForm(desk.posted, zone=desk.zone, initial={"told_at": desk.at})

    def act() -> None:
        note_wish(journey=desk.journey, by=desk.user, at=desk.at, **form.cleaned_data)

    title, content = _("What the patient said about going on"), desk.journey.pathway_version.content
    context = {"verb": _("Keep it"), "about": content.gate_line_by_id["G1-07"].staff}
    try:
        return answer(desk, form, act, done=_("It is written down."), title=title, context=context)
    except MoveNotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return page(desk, FORM, title, {"form": form, **context, "errors": True}, 409)

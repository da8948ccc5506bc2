"""Writing down what the patient said about going on."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.actions.wishes import note_wish
from journey.admin.workspace_forms import Desk, answer
from journey.forms.wishes import WishForm
from journey.policies import Act


def wish(desk: Desk) -> HttpResponse:
    desk.check(Act.ENTER_ANSWERS)
    form = WishForm(desk.posted, zone=desk.zone, initial={"told_at": desk.at})

    def act() -> None:
        note_wish(journey=desk.journey, by=desk.user, at=desk.at, **form.cleaned_data)

    content = desk.journey.pathway_version.content
    context = {"verb": _("Keep it"), "about": content.gate_line_by_id["G1-07"].staff}
    return answer(
        desk, form, act, done=_("It is written down."), title=_("What the patient said about going on"), context=context
    )

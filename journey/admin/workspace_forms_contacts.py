"""Recording one try to reach the patient."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.access import visible_alerts
from journey.actions.contacts import log_contact
from journey.admin.workspace_forms import Desk, answer
from journey.forms.contacts import ContactForm
from journey.models import Alert, AlertState, ContactPurpose
from journey.policies import Act
from journey.presenters import staff_words


def contact(desk: Desk) -> HttpResponse:
    desk.check(Act.LOG_CONTACT)
    alert = _open_alert(desk)
    # A try about another time is recorded from the list of those whose visit needs one.
    not_here = {ContactPurpose.NEW_TIME, *(() if alert else (ContactPurpose.ALERT,))}
    lists = {
        "purpose": staff_words.choices(
            staff_words.PURPOSES, [code for code in staff_words.PURPOSES if code not in not_here]
        ),
        "route": staff_words.choices(staff_words.ROUTES),
        "result": staff_words.choices(staff_words.RESULTS),
    }
    given = {"purpose": ContactPurpose.ALERT} if alert else {}
    given |= {name: desk.request.GET[name] for name in ("purpose", "route") if name in desk.request.GET}
    form = ContactForm(desk.posted, lists=lists, initial=given)

    def act() -> None:
        about = alert if form.cleaned_data["purpose"] == ContactPurpose.ALERT else None
        log_contact(cycle=desk.standing.cycle, by=desk.user, at=desk.at, alert=about, **form.cleaned_data)

    context = {"verb": _("Record the attempt")}
    title, done = _("Record a call or message"), _("The attempt is recorded.")
    return answer(desk, form, act, done=done, title=title, context=context)


def _open_alert(desk: Desk) -> Alert | None:
    return visible_alerts(desk.user, desk.at).filter(journey=desk.journey).exclude(state=AlertState.CLOSED).first()

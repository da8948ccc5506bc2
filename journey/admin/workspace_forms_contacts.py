"""Recording one try to reach the patient."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.access import visible_alerts
from journey.actions.contacts import log_contact
from journey.admin.workspace_forms import Desk, answer
from journey.forms.contacts import ContactForm
from journey.models import Alert, AlertState, ContactAttempt, ContactPurpose
from journey.policies import Act
from journey.presenters import staff_words

# Attempts are counted (G5-03, lost contact), so a second press must not count as a second try.
REPEAT_WITHIN = timedelta(minutes=1)
FIELDS = ("purpose", "route", "result", "note")


def contact(desk: Desk) -> HttpResponse:
    desk.check(Act.LOG_CONTACT)
    alert = _open_alert(desk)
    lists = {
        "purpose": staff_words.choices(
            staff_words.PURPOSES, [code for code in staff_words.PURPOSES if alert or code != ContactPurpose.ALERT]
        ),
        "route": staff_words.choices(staff_words.ROUTES),
        "result": staff_words.choices(staff_words.RESULTS),
    }
    form = ContactForm(desk.posted, lists=lists, initial={"purpose": ContactPurpose.ALERT} if alert else None)

    def act() -> None:
        values = {name: form.cleaned_data[name] for name in FIELDS}
        about = alert if values["purpose"] == ContactPurpose.ALERT else None
        if not _is_repeat(desk, values):
            log_contact(cycle=desk.standing.cycle, by=desk.user, at=desk.at, alert=about, **values)

    context = {"verb": _("Record the attempt")}
    title, done = _("Record a call or message"), _("The attempt is recorded.")
    return answer(desk, form, act, done=done, title=title, context=context)


def _open_alert(desk: Desk) -> Alert | None:
    return visible_alerts(desk.user).filter(journey=desk.journey).exclude(state=AlertState.CLOSED).first()


def _is_repeat(desk: Desk, values: dict[str, str]) -> bool:
    recent = ContactAttempt.objects.filter(cycle=desk.standing.cycle, by=desk.user, at__gt=desk.at - REPEAT_WITHIN)
    return recent.filter(**{**values, "note": values["note"].strip()}).exists()

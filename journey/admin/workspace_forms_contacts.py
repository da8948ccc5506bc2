"""Recording one try to reach the patient, and the letter of the contact ladder."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access import visible_alerts
from journey.actions.contacts import log_contact
from journey.actions.letters import queue_letter
from journey.admin.workspace_forms import Desk, answer
from journey.forms.contacts import ContactForm
from journey.models import Alert, AlertState, ContactPurpose, Cycle
from journey.models.pathway_version import visit_specs_of
from journey.policies import Act
from journey.presenters import staff_words
from journey.presenters.alert_page import level_words
from journey.presenters.contact_words import clock_rule, not_counted_words
from journey.presenters.due_visits import title_of


def contact(desk: Desk) -> HttpResponse:
    desk.check(Act.LOG_CONTACT)
    alert = _alert(desk)
    # A try about another time is recorded from the list of those whose visit needs one.
    not_here = {ContactPurpose.NEW_TIME, *(() if alert else (ContactPurpose.ALERT,))}
    lists = {
        "purpose": staff_words.choices(
            staff_words.PURPOSES, [code for code in staff_words.PURPOSES if code not in not_here]
        ),
        "route": staff_words.choices(staff_words.ROUTES),
        "result": staff_words.choices(staff_words.RESULTS),
    }
    given: dict[str, Any] = {}
    if alert is not None:
        given = {"purpose": ContactPurpose.ALERT, "alert": alert.pk, "seen_clock": alert.clock_from}
    given |= {name: desk.request.GET[name] for name in ("purpose", "route") if name in desk.request.GET}
    form = ContactForm(desk.posted, lists=lists, initial=given)

    def act() -> None:
        values = dict(form.cleaned_data)
        values["alert"] = alert if values["purpose"] == ContactPurpose.ALERT else None
        attempt = log_contact(cycle=desk.standing.cycle, by=desk.user, at=desk.at, **values)
        if words := not_counted_words(attempt, desk.at, desk.zone):
            messages.warning(desk.request, words)

    context = {"verb": _("Record the attempt")}
    if alert is not None:
        about_it = _("Alert: {level}. {rule}")
        context["about"] = about_it.format(level=level_words(alert), rule=clock_rule(desk.user))
    title, done = _("Record a call or message"), _("The attempt is recorded.")
    return answer(desk, form, act, done=done, title=title, context=context)


def letter(desk: Desk, visit_code: str) -> HttpResponse:
    """The ladder's letter about a visit that is due and not booked: onto the print queue."""
    desk.check(Act.LOG_CONTACT)
    if visit_code not in visit_specs_of(desk.journey.pathway_version_id):
        raise Http404
    injected = Cycle.objects.filter(journey=desk.journey, injection_at__isnull=False).order_by("-number")
    cycle = injected.select_related("journey__patient").first() or desk.standing.cycle
    patient = desk.journey.patient

    def act() -> None:
        queue_letter(cycle=cycle, code=visit_code, by=desk.user, at=desk.at)

    context = {
        "verb": _("Put it on the print queue"),
        "about": title_of(visit_code),
        "to": [patient.full_name, *patient.postal_address.splitlines()] if patient.postal_address else [],
        "address_url": reverse("admin:journey_patient_address", args=[patient.pk]),
    }
    done = _("The letter is on the print queue. When it is posted, it counts as a try.")
    planner = reverse("admin:journey_appointment_planner")
    template = "admin/journey/journey/letter.html"
    form, title = Form(desk.posted), _("Letter about a visit that is due")
    return answer(desk, form, act, done=done, title=title, template=template, context=context, to=planner)


def _alert(desk: Desk) -> Alert | None:
    """The alert that a call can be about: on a sent form the one that its page showed, whatever came since."""
    alerts = visible_alerts(desk.user, desk.at).filter(journey=desk.journey)
    if not desk.is_post:
        return alerts.exclude(state=AlertState.CLOSED).first()
    try:
        return alerts.filter(pk=UUID(desk.request.POST.get("alert", ""))).first()
    except ValueError:
        return None

"""One visit as staff read it, with what can be done to it now."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.models import Appointment, AppointmentState
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.record_page import Button, Fact, RecordPage
from journey.presenters.staff_words import Words
from journey.presenters.visit_words import KINDS, STATES
from journey.presenters.worklists import Now

# Name of the address: the button and the title of its page, and the verb that the page's own button repeats.
BUTTONS: Mapping[str, tuple[Words, Words]] = {
    "arrived": (gettext_lazy("Arrived"), gettext_lazy("Mark as arrived")),
    "done": (gettext_lazy("Done"), gettext_lazy("Mark as done")),
    "no_show": (gettext_lazy("Did not come"), gettext_lazy("Mark as did not come")),
    "move": (gettext_lazy("Move"), gettext_lazy("Move this visit")),
    "cancel": (gettext_lazy("Cancel the visit"), gettext_lazy("Cancel this visit")),
}
STARTED = frozenset({"done", "no_show"})


def visit_page(visit: Appointment, now: Now) -> RecordPage:
    """`visit` comes with its patient, journey, clinician, site and who last changed it."""
    return RecordPage(facts=_facts(visit, now), buttons=_buttons(visit, now), note=_history(visit, now))


def _facts(visit: Appointment, now: Now) -> tuple[Fact, ...]:
    ends = when.clock(visit.ends_at.astimezone(now.zone))
    journey = reverse("admin:journey_journey_change", args=[visit.journey_id])
    return (
        Fact(_("Journey"), format_html('<a href="{}">{}</a>', journey, visit.patient.full_name)),
        Fact(_("Treated side"), staff_words.joints(visit.journey) or _("Not set yet"), staff_words.side(visit.journey)),
        Fact(
            _("When, clinic time"),
            _("{start} to {end}").format(start=when.moment(visit.starts_at, now.zone, now.today), end=ends),
        ),
        Fact(_("Visit"), KINDS[visit.kind]),
        Fact(_("With"), str(visit.clinician)),
        Fact(_("Site"), str(visit.site)),
        Fact(_("State"), STATES[visit.state]),
    )


def _history(visit: Appointment, now: Now) -> str:
    if visit.state_at is None:
        return ""
    words = _("{state} by {who}, {when}.").format(
        state=STATES[visit.state], who=visit.state_by, when=when.relative(visit.state_at, now.at, now.zone)
    )
    return f"{words} {visit.state_reason}".strip()


def _buttons(visit: Appointment, now: Now) -> tuple[Button, ...]:
    if visit.state == AppointmentState.MOVED and visit.moved_to_id:
        new = reverse("admin:journey_appointment_change", args=[visit.moved_to_id])
        return (Button(_("Open the new time"), new),)
    if visit.state not in {AppointmentState.BOOKED, AppointmentState.ARRIVED}:
        return ()
    buttons = [_button(name, visit, now) for name in BUTTONS if name != visit.state]
    return tuple(sorted(buttons, key=lambda button: not button.url))


def _button(name: str, visit: Appointment, now: Now) -> Button:
    label = BUTTONS[name][0]
    if not may(now.user, Act.BOOK):
        return Button(label, why=reason_not(Act.BOOK))
    if name in STARTED and visit.starts_at > now.at:
        return Button(label, why=_("This visit has not started yet."))
    url = reverse(f"admin:journey_appointment_{name}", args=[visit.pk])
    return Button(label, url, quiet=name in {"move", "cancel"})

"""One visit as staff read it, with what can be done to it now."""

from collections.abc import Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.opening import DAYS as WEEKDAY_NAMES
from journey.domain.visit_states import FOLLOWS, NEEDS_THE_START
from journey.domain.windows import Anchor
from journey.models import Appointment, Ask, JourneyEvent
from journey.models.appointment import STANDING
from journey.policies import Act, may, reason_not
from journey.presenters import staff_words, when
from journey.presenters.capacity import find_url
from journey.presenters.history import what
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.staff_words import Words
from journey.presenters.visit_words import ASKS, KINDS, PARTS, STATES
from journey.presenters.worklists import Now

# Name of the address: the button and the title of its page, and the verb that the page's own button repeats.
BUTTONS: Mapping[str, tuple[Words, Words]] = {
    "booked": (gettext_lazy("Book it"), gettext_lazy("Mark as booked")),
    "confirmed": (gettext_lazy("Confirmed"), gettext_lazy("Mark as confirmed")),
    "arrived": (gettext_lazy("Arrived"), gettext_lazy("Mark as arrived")),
    "done": (gettext_lazy("Done"), gettext_lazy("Mark as done")),
    "no_show": (gettext_lazy("Did not come"), gettext_lazy("Mark as did not come")),
    "move": (gettext_lazy("Move"), gettext_lazy("Move this visit")),
    "cancel": (gettext_lazy("Cancel the visit"), gettext_lazy("Cancel this visit")),
    "refuse": (gettext_lazy("Refuse with a sentence"), gettext_lazy("Send this answer")),
    "error": (gettext_lazy("Entered in error"), gettext_lazy("Mark as entered in error")),
}
LEADS_TO = {"move": "moved", "cancel": "cancelled_by_clinic", "error": "entered_in_error"}
MOVED = "moved"
QUIET = frozenset({"move", "cancel", "error"})


def visit_page(visit: Appointment, now: Now) -> RecordPage:
    """`visit` comes with its patient, journey, clinician, site and who last changed it."""
    return RecordPage(facts=_facts(visit, now), buttons=_buttons(visit, now), tables=(_history(visit, now),))


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
        *_room(visit, now),
        Fact(_("State"), STATES[visit.state]),
        *_ask(visit, now),
        *_before(visit),
    )


def _ask(visit: Appointment, now: Now) -> tuple[Fact, ...]:
    """What the patient asks now, or the answer that they read last."""
    if visit.asked_at is None:
        return ()
    days = ", ".join(_(WEEKDAY_NAMES[int(day)]) for day in visit.ask_weekdays.split(",") if day)
    wish = [str(PARTS[visit.ask_part]) if visit.ask_part else "", days]
    told = _("{what}, {when}").format(what=ASKS[visit.ask], when=when.relative(visit.asked_at, now.at, now.zone))
    facts = [
        Fact(_("The patient asks") if visit.asks else _("The patient asked"), told),
        Fact(_("Their words"), format_html("<bdi>{}</bdi>", visit.ask_words)),
        Fact(_("What would suit"), ", ".join(part for part in wish if part) or "–"),
    ]
    if visit.answer:
        facts.append(Fact(_("Our answer"), format_html("<bdi>{}</bdi>", visit.answer)))
    return tuple(facts)


def _room(visit: Appointment, now: Now) -> tuple[Fact, ...]:
    """With the time that it is taken, which is longer than the visit where it is prepared and cleaned."""
    if visit.room is None or visit.occupied_from is None or visit.occupied_until is None:
        return ()
    start, end = (when.clock(each.astimezone(now.zone)) for each in (visit.occupied_from, visit.occupied_until))
    words = _("{room}, taken from {start} to {end}").format(room=visit.room, start=start, end=end)
    return (Fact(_("Room"), words),)


def _before(visit: Appointment) -> tuple[Fact, ...]:
    before = getattr(visit, "moved_from", None)
    if before is None:
        return ()
    url = reverse("admin:journey_appointment_change", args=[before.pk])
    return (Fact(_("Moved from"), format_html('<a href="{}">{}</a>', url, _("the time before"))),)


def _history(visit: Appointment, now: Now) -> Table:
    """Every state it had, from the journey's own events: with who, when and why."""
    own = Q(data__appointment=str(visit.pk)) | Q(data__from=str(visit.pk))
    events = JourneyEvent.objects.filter(own, journey=visit.journey_id).select_related("by").order_by("-at", "-id")
    rows = [
        (when.relative(row.at, now.at, now.zone), str(what(row.kind)), str(row.by or _("The app")), row.reason or "–")
        for row in events
    ]
    columns = (_("When"), _("What"), _("Who"), _("Reason"))
    return Table(_("What happened to this visit"), columns, rows, _("Nothing yet."))


def _buttons(visit: Appointment, now: Now) -> tuple[Button, ...]:
    names = [name for name in BUTTONS if name != "refuse" and LEADS_TO.get(name, name) in FOLLOWS[visit.state]]
    if _is_the_day(visit):
        names = [name for name in names if name != "cancel"]
    buttons = [*_move_the_day(visit, now), *_answers(visit, now), *(_button(name, visit, now) for name in names)]
    if visit.moved_to_id:
        url = reverse("admin:journey_appointment_change", args=[visit.moved_to_id])
        buttons.append(Button(_("Open the new time"), url))
    elif MOVED in FOLLOWS[visit.state] and not visit.asks and not _is_the_day(visit) and may(now.user, Act.BOOK):
        buttons.append(Button(_("Find another time"), find_url(visit=visit), quiet=True))
    return tuple(sorted(buttons, key=lambda button: (not button.url, button.quiet)))


def _is_the_day(visit: Appointment) -> bool:
    """An offer of it may be withdrawn; what is agreed moves whole."""
    return visit.state in STANDING and visit.is_treatment_day


def _move_the_day(visit: Appointment, now: Now) -> list[Button]:
    if not _is_the_day(visit):
        return []
    if not may(now.user, Act.BOOK):
        return [Button(_("Move the treatment day"), why=reason_not(Act.BOOK))]
    url = reverse("admin:journey_journey_move_date", args=[visit.journey_id, Anchor.PROCEDURE])
    return [Button(_("Move the treatment day"), url, quiet=not visit.asks)]


def _answers(visit: Appointment, now: Now) -> list[Button]:
    """Offer times, agree, or refuse with a sentence."""
    if not visit.asks or not may(now.user, Act.BOOK):
        return []
    refuse = Button(BUTTONS["refuse"][0], reverse("admin:journey_appointment_refuse", args=[visit.pk]))
    if _is_the_day(visit):
        return [refuse]
    if visit.ask == Ask.CANCEL:
        cancel = reverse("admin:journey_appointment_cancel", args=[visit.pk])
        return [Button(_("Agree: cancel the visit"), cancel), refuse]
    if visit.ask == Ask.OTHER_TIMES:
        return [Button(_("Offer times"), find_url(visit=visit, anew=True)), refuse]
    offer, agree = find_url(visit=visit, how="offered"), find_url(visit=visit)
    return [Button(_("Offer times"), offer), Button(_("Agree: move it"), agree), refuse]


def _button(name: str, visit: Appointment, now: Now) -> Button:
    label = _("Another person or end") if name == "move" and _is_the_day(visit) else BUTTONS[name][0]
    if not may(now.user, Act.BOOK):
        return Button(label, why=reason_not(Act.BOOK))
    if name in NEEDS_THE_START and visit.starts_at > now.at:
        return Button(label, why=_("This visit has not started yet."))
    url = reverse(f"admin:journey_appointment_{name}", args=[visit.pk])
    return Button(label, url, quiet=name in QUIET)

"""One visit of a closed time: another time for it, and the tries to reach its patient. Both lead back to the list."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from journey.access import found
from journey.access.closures import SAID, gap_over
from journey.actions.closures import Time, move_aside, offer_aside, tell_closed
from journey.actions.contacts import log_contact
from journey.admin import marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import now_of
from journey.domain.reminders import Way
from journey.domain.visit_types import SeenBy
from journey.forms.closures import CALL, MOVE, OFFER, AnotherTimeForm, TriedForm, time_key
from journey.forms.staff_fields import people_with
from journey.models import Appointment, Closure, ContactPurpose
from journey.models.appointment import NEEDLE_DAYS, TO_COME, UPCOMING
from journey.policies import Act, check, may
from journey.presenters import staff_words, when
from journey.presenters.capacity import find_url, span
from journey.presenters.closure_times import Plans, next_times, plans_for, window_of
from journey.presenters.free_times import said
from journey.presenters.visit_words import KINDS, STATES
from journey.presenters.worklists import Now

if TYPE_CHECKING:
    from journey.admin.appointments import AppointmentAdmin

MOST_TIMES = 8


def another_time(admin: "AppointmentAdmin", request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The free times of its window, and what to do. Who was slower reads why, with the times that are free now."""
    check(request.user, Act.BOOK)
    visit, now = admin.found(request, visit_id), now_of(request)
    back = _back(admin, request, visit, now)
    ways = _ways(visit)
    if not ways:
        messages.info(request, _("This visit is marked: {state}.").format(state=STATES[visit.state]))
        return HttpResponseRedirect(back)
    plans = plans_for([visit] if len(ways) > 1 else [], now)
    times = _times(plans, visit, now)
    first = ways[0] if times else CALL
    form = AnotherTimeForm(posted(request), ways=ways, times=times, initial={"way": first, "version": visit.version})

    def run(cleaned: dict[str, Any]) -> tuple[str, str]:
        return back, _done(visit, cleaned, plans, request.user, now)

    page = ActPage(
        title=_("Another time"),
        verb=_("Do this"),
        about=f"{visit.patient.full_name}: {KINDS[visit.kind]}",
        lines=(_("Times are clinic time ({place}).").format(place=when.place(now.zone)), *_lines(visit, times)),
        facts=_facts(visit, now),
        form=form,
        back=back,
        run=run,
        offers=lambda: (),
    )
    return answer(admin, request, page)


def told(admin: "AppointmentAdmin", request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One try to reach the patient about it."""
    check(request.user, Act.LOG_CONTACT)
    visit, now = admin.found(request, visit_id), now_of(request)
    lists = {"route": staff_words.choices(staff_words.ROUTES), "result": staff_words.choices(staff_words.RESULTS)}
    back = _back(admin, request, visit, now)

    def run(cleaned: dict[str, Any]) -> tuple[str, str]:
        purpose = ContactPurpose.NEW_TIME.value
        log_contact(cycle=visit.cycle, visit=visit, purpose=purpose, by=request.user, at=now.at, **cleaned)
        return back, _("The attempt is recorded.")

    page = ActPage(
        title=_("Record a try to reach"),
        verb=_("Record the attempt"),
        about=f"{visit.patient.full_name}: {KINDS[visit.kind]}",
        facts=(*_facts(visit, now), (_("Phone"), visit.patient.phone or "–")),
        form=TriedForm(posted(request), lists=lists, initial={"route": "phone"}),
        back=back,
        run=run,
    )
    return answer(admin, request, page)


def _back(admin: "AppointmentAdmin", request: HttpRequest, visit: Appointment, now: Now) -> str:
    """The list of the closed time or the leave, for those who read it; else the visit."""
    gap = gap_over(visit, now.zone) if may(request.user, Act.PLAN_CAPACITY) else None
    if gap is None:
        return admin.url_of(visit)
    name = "closure" if isinstance(gap.row, Closure) else "leave"
    return reverse(f"admin:journey_{name}_change", args=[gap.row.pk])


def _ways(visit: Appointment) -> tuple[str, ...]:
    """A request holds no time, and a treatment day moves whole: both are settled on pages of their own. An offer of the
    waiting list ends by itself."""
    if visit.state not in UPCOMING:
        return ()
    if visit.kind in NEEDLE_DAYS or visit.waiting_id is not None:
        return (CALL,)
    return (MOVE, OFFER, CALL) if visit.state in TO_COME else (MOVE, CALL)


def _lines(visit: Appointment, times: list[tuple[str, str]]) -> tuple[str, ...]:
    if visit.kind in NEEDLE_DAYS:
        return (_("A treatment day moves with all that belongs to it. Move its date in the journey."),)
    return () if times else (_("No free time in the window."),)


def _times(plans: Plans, visit: Appointment, now: Now) -> list[tuple[str, str]]:
    found = next_times(plans, visit, now, MOST_TIMES)
    return [(time_key(slot.person.pk, slot.starts_at), said(slot, now)) for slot in found]  # type: ignore[attr-defined]


def _facts(visit: Appointment, now: Now) -> list[tuple[str, Any]]:
    window = window_of(visit, now)
    at = span(visit.starts_at, visit.ends_at, now.zone, now)
    facts: list[tuple[str, Any]] = [
        (_("Now"), _("{when}, with {who}").format(when=at, who=visit.clinician)),
        (_("State"), str(STATES[visit.state])),
        (_("Window"), when.span(window.earliest, window.latest, now.today) if window else _("No window")),
    ]
    if visit.kind in NEEDLE_DAYS:
        dates = reverse("admin:journey_journey_dates", args=[visit.journey_id])
        facts.append((_("Move it"), marks.link(dates, _("Dates of the journey"))))
    elif visit.state in UPCOMING:
        facts.append((_("Other days"), marks.link(find_url(visit=visit), _("Search other times"))))
    return facts


def _done(visit: Appointment, cleaned: dict[str, Any], plans: Plans, user: User, now: Now) -> str:
    """Does what was chosen, and says it."""
    who = {"by": user, "at": now.at}
    if cleaned["way"] == CALL:
        said_to = tell_closed(visit=visit, **who) if cleaned["tell"] else 0
        return f"{_('Nothing moved. The visit stays on the list.')} {messages_said(said_to, cleaned, visit)}".strip()
    times = [_time(visit, key, start, plans) for key, start in cleaned["times"]]
    more = {"tell": cleaned["tell"], "expected_version": cleaned["version"], **who}
    if cleaned["way"] == OFFER:
        said_to = offer_aside(visit=visit, times=times, **more)
        words = ngettext("{n} time is offered and held.", "{n} times are offered and held.", len(times))
        return f"{words.format(n=len(times))} {messages_said(said_to, cleaned, visit)}".strip()
    new, said_to = move_aside(visit=visit, time=times[0], **more)
    words = _("Moved to {moment}.").format(moment=when.moment(new.starts_at, now.zone, now.today))
    return f"{words} {messages_said(said_to, cleaned, visit)}".strip()


def _time(visit: Appointment, key: UUID, start: datetime, plans: Plans) -> Time:
    people = people_with(*(who.value for who in SeenBy), sites=[visit.site_id])
    person: User = found(people.filter(pk=key))
    length: timedelta = plans.shapes[visit.kind].length
    return Time(person, start, length)


def moved_said(new: Appointment, cleaned: dict[str, Any], visit: Appointment) -> str:
    """What staff read about the message of `visit`, which moved to `new`."""
    count = messages_of(new)
    if cleaned["tell"] and not new.reminders.filter(occasion__in=SAID).exists() and new.starts_at == visit.starts_at:
        return _("No message goes: the time is the same.")
    return messages_said(count, cleaned, visit)


def messages_said(count: int, cleaned: dict[str, Any], visit: Appointment) -> str:
    """What staff read about the message; nothing where none was asked for."""
    if not cleaned["tell"]:
        return ""
    if count:
        return _("A message goes to the patient.")
    if not visit.journey.is_looked_after:
        return _("No message goes: this patient is not looked after here any more.")
    return _("No message can reach this patient: call them. It stands in the work queue until somebody reached them.")


def messages_of(visit: Appointment) -> int:
    """How many go about a change of it; a call is none."""
    return visit.reminders.filter(occasion__in=SAID).exclude(channel=Way.CALL).count()

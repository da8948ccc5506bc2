"""A closed time as its worklist: whose visit lies in it, what became of it, who knows, and who is left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.access import visible_appointments
from journey.access.closures import WAITS, Gap, affected, calls_made_about, gap_of, offers_for, said_about, tries_about
from journey.domain.closures import KNOWS, LOOK_ON, SETTLED, Became, Counts, Standing, Told, became_of, counted, told_of
from journey.domain.days import local_date
from journey.domain.visits import VisitWindow
from journey.domain.windows import Anchor
from journey.domain.words import together
from journey.models import Appointment, Closure, ContactAttempt, Leave, Reminder
from journey.models.appointment import NEEDLE_DAYS, TO_COME, UPCOMING
from journey.policies import Act, may
from journey.presenters import staff_words, when
from journey.presenters.capacity import closure_span, closure_where, leave_span, span
from journey.presenters.closure_times import Plans, next_times, plans_for, window_of
from journey.presenters.due_visits import days_left
from journey.presenters.planner import SOON
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.staff_words import Words
from journey.presenters.visit_words import KINDS, STATES
from journey.presenters.worklists import Now

LONGEST = 200
TIMES_SHOWN = 2
BECAME: Mapping[Became, Words] = {
    Became.STAYS: gettext_lazy("No new time yet"),
    Became.OFFERED: gettext_lazy("Times offered"),
    Became.MOVED: gettext_lazy("Moved"),
    Became.CANCELLED: gettext_lazy("Cancelled"),
}


@dataclass(frozen=True)
class Person:
    """A visit of the closed time with all that is known of it."""

    visit: Appointment
    standing: Standing
    window: VisitWindow | None
    offers: Sequence[Appointment]
    tries: Sequence[ContactAttempt]
    messages: Sequence[Reminder]

    def ends(self, now: Now) -> date:
        """The day until which another time fits: what the list is ordered by."""
        return self.window.latest if self.window else local_date(self.visit.starts_at, now.zone) + LOOK_ON


def leave_page(leave: Leave, now: Now) -> RecordPage:
    facts = (Fact(_("Who"), str(leave.person)), Fact(_("Away"), leave_span(leave, now)))
    back = reverse("admin:journey_leave_take_back", args=[leave.pk])
    ended = leave.ends_at <= now.at
    button = Button(_("Take the leave back"), "" if ended else back, why=_("It is over."), quiet=True)
    return _page(gap_of(leave, now.zone), facts, button, now)


def closure_page(closure: Closure, now: Now) -> RecordPage:
    """`closure` comes with its site, room and who opened it again."""
    gap = gap_of(closure, now.zone)
    facts = [
        Fact(_("Where"), closure_where(closure)),
        Fact(_("Closed"), closure_span(closure, now)),
        Fact(_("Kind"), closure.get_kind_display()),
    ]
    act, why = Act.PLAN_CAPACITY if closure.site_id else Act.EDIT_SETTINGS, _("Only a manager may open all sites.")
    is_over = gap.span[1] <= now.at
    if closure.opened_at is not None:
        taken_back = {"who": closure.opened_by, "when": when.relative(closure.opened_at, now.at, now.zone)}
        facts.append(Fact(_("Open again"), _("{who}, {when}").format(**taken_back)))
        why = _("It is open again. What was moved stays where it is.")
    elif is_over:
        why = _("This time is over.")
    may_open = gap.is_on and not is_over and may(now.user, act)
    url = reverse("admin:journey_closure_open", args=[closure.pk]) if may_open else ""
    return _page(gap, facts, Button(_("Open again"), url, why=why, quiet=True), now)


def opening_facts(row: Closure | Leave, now: Now) -> tuple[list[tuple[str, Any]], list[UUID]]:
    """What opening it again does, person by person, and whom that shows: who keeps their visit and what they hear, and
    who stays where they are now."""
    rows = affected(gap_of(row, now.zone), now.at)
    people = _people(rows, now)
    left = [each for each in people if each.standing.became not in SETTLED]
    done = [each for each in people if each.standing.became in SETTLED]
    others = rows.count() - len(people)
    facts: list[tuple[str, Any]] = [
        (_("Take place after all"), str(len(left))),
        *((_("Keeps the visit"), _kept_line(each, now)) for each in left[:LONGEST]),
        (_("Moved or called off, and stay so"), str(len(done))),
        *((_("Stays as it is now"), _stays_line(each, now)) for each in done[:LONGEST]),
    ]
    if others > 0:
        facts.append((_("Of another team"), _hidden(others)))
    return facts, [each.visit.patient_id for some in (left, done) for each in some[:LONGEST]]


def _kept_line(person: Person, now: Now) -> Any:
    heard = person.standing.told in KNOWS or person.offers
    what = _("is told that it takes place") if heard else _("has heard nothing, and gets no message")
    return _line_of(person, now, what)


def _stays_line(person: Person, now: Now) -> Any:
    moved = person.visit.moved_to
    what = _("moved to {moment}").format(moment=now.short(moved.starts_at)) if moved is not None else _("called off")
    return _line_of(person, now, what)


def _line_of(person: Person, now: Now, what: str) -> Any:
    visit = person.visit
    url = reverse("admin:journey_appointment_change", args=[visit.pk])
    when_it_is = now.short(visit.starts_at)
    return format_html('<a href="{}"><bdi>{}</bdi></a>, {}: {}', url, visit.patient.full_name, when_it_is, what)


def _page(gap: Gap, facts: Iterable[Fact], button: Button, now: Now) -> RecordPage:
    """The same statements for any number of people; patients out of reach are counted, not named. All are counted; of
    a long list the first are named, and the next follow when these are settled."""
    rows = affected(gap, now.at)
    people = _people(rows, now)
    left = sorted((each for each in people if each.standing.is_left), key=lambda each: (each.ends(now), _at(each)))
    done = [each for each in people if not each.standing.is_left]
    counts, others = counted(each.standing for each in people), rows.count() - len(people)
    shown = left[:LONGEST], done[:LONGEST]
    plans = plans_for([each.visit for each in shown[0] if _is_searched(each)], now)
    tables = [_table(_("Still to do"), shown[0], plans, now, _done(counts, others))]
    if done:
        tables.append(_table(_("Settled: another time or called off, and they know"), shown[1], plans, now, ""))
    return RecordPage(
        facts=(*facts, *_counts(counts)),
        buttons=(button,),
        tables=tables,
        note=together(_shortened(len(left), len(done)), _hidden(others)),
        shown=[each.visit.patient_id for some in shown for each in some],
    )


def _people(rows: QuerySet[Appointment], now: Now) -> list[Person]:
    mine = visible_appointments(now.user, now.at).filter(pk__in=rows.values("pk"))
    with_them = ("patient", "journey", "cycle", "clinician", "site__clinic", "room", "moved_to", "state_by")
    visits = list(mine.select_related(*with_them).order_by("starts_at", "pk"))
    keys = [visit.pk for visit in visits]
    after = [visit.moved_to_id for visit in visits if visit.moved_to_id]
    offers = _by(offers_for(keys, now.at), "instead_of_id")
    tries = _by(tries_about(keys), "visit_id")
    messages = _by(said_about([*keys, *after]), "visit_id")
    calls: dict[UUID | None, list[ContactAttempt]] = defaultdict(list)
    for key, attempt in calls_made_about([*keys, *after]):
        calls[key].append(attempt)
    return [
        _person(
            visit,
            offers[visit.pk],
            [*(calls[visit.pk] or (calls[visit.moved_to_id] if visit.moved_to_id else ())), *tries[visit.pk]],
            [*messages[visit.pk], *(messages[visit.moved_to_id] if visit.moved_to_id else ())],
            now,
        )
        for visit in visits
    ]


def _by(rows: Iterable[Any], column: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _person(
    visit: Appointment,
    offers: Sequence[Appointment],
    tries: Sequence[ContactAttempt],
    messages: Sequence[Reminder],
    now: Now,
) -> Person:
    told = told_of(
        by_patient=_is_own_doing(visit),
        results=[each.result for each in tries],
        messages=[state_of(each) for each in messages],
    )
    standing = Standing(became_of(visit.state, has_offers=bool(offers)), told)
    return Person(visit, standing, window_of(visit, now), offers, tries, messages)


def _is_own_doing(visit: Appointment) -> bool:
    """Patients and those who help them are no staff; who said yes to a time that staff confirmed knows it too."""
    if visit.moved_to is not None and visit.moved_to.accepted_at is not None:
        return True
    ended = visit.state not in WAITS
    return ended and visit.state_by is not None and not visit.state_by.is_staff


def state_of(reminder: Reminder) -> str:
    """How far a message is, for `told_of`. One that was not so any more when it should leave told nobody."""
    if reminder.posted_at is not None:
        return "sent"
    mail = reminder.mail
    if mail is None or (mail.sent_at is None and mail.given_up_at is None and mail.dropped_at is None):
        return "on_its_way"
    return "sent" if mail.sent_at else "failed" if mail.given_up_at else "dropped"


def _is_searched(person: Person) -> bool:
    return person.standing.became is Became.STAYS and person.visit.state in UPCOMING


def _counts(counts: Counts) -> tuple[Fact, ...]:
    became = {
        _("moved"): counts.moved,
        _("times offered"): counts.offered,
        _("cancelled"): counts.cancelled,
        _("no new time yet"): counts.stays,
    }
    told = {
        _("reached by us"): counts.by_phone,
        _("message sent"): counts.by_message,
        _("message failed"): counts.failed,
        _("not reached yet"): counts.not_reached,
    }
    return (
        Fact(_("Visits in this time"), str(counts.everybody)),
        Fact(_("What became of them"), _listed(became)),
        Fact(_("Who knows"), _listed(told)),
        Fact(_("Still to do"), str(counts.left)),
    )


def _listed(counts: Mapping[str, int]) -> str:
    """Without what is nobody's."""
    return ", ".join(f"{words} {n}" for words, n in counts.items() if n) or "–"


def _done(counts: Counts, others: int) -> str:
    """Said where nobody is left."""
    if others > 0 or not counts.everybody:
        return _("No visit of your patients to settle.")
    return _("Complete: everybody has another time or is called off, and knows.")


def _table(title: str, people: Sequence[Person], plans: Plans, now: Now, empty: str) -> Table:
    columns = (_("Patient"), _("Visit"), _("Until"), _("What became of it"), _("What they know"), _("Next free times"))
    return Table(title, columns, [_cells(each, plans, now) for each in people], empty)


def _cells(person: Person, plans: Plans, now: Now) -> tuple[Any, ...]:
    visit = person.visit
    url = reverse("admin:journey_appointment_change", args=[visit.pk])
    what = _("{visit}, {when}, with {who}").format(
        visit=KINDS[visit.kind], when=span(visit.starts_at, visit.ends_at, now.zone, now), who=visit.clinician
    )
    return (
        format_html('<a href="{}"><bdi>{}</bdi></a>', url, visit.patient.full_name),
        what,
        _until(person, now),
        _became(person, now),
        _told(person, now),
        _times(person, plans, now),
    )


def _until(person: Person, now: Now) -> Any:
    """How urgent: the end of the window."""
    if person.visit.kind in NEEDLE_DAYS:
        return _("Treatment day")
    if person.window is None:
        return _("No window")
    left = (person.window.latest - now.today).days
    words = _("{day}, {left}").format(day=when.day_month(person.window.latest), left=days_left(left))
    return format_html('<strong class="late">{}</strong>', words) if left <= SOON else words


def _became(person: Person, now: Now) -> Any:
    visit, became = person.visit, person.standing.became
    if visit.moved_to is not None:
        url = reverse("admin:journey_appointment_change", args=[visit.moved_to_id])
        words = _("Moved to {moment}").format(moment=now.short(visit.moved_to.starts_at))
        return format_html('<a href="{}">{}</a>', url, words)
    if became is Became.OFFERED:
        ends = max(each.offer_ends_at for each in person.offers if each.offer_ends_at)
        words = ngettext(
            "{n} time offered, held until {end}", "{n} times offered, held until {end}", len(person.offers)
        )
        return words.format(n=len(person.offers), end=now.short(ends))
    if became is Became.STAYS and visit.state not in TO_COME:
        return _("{state}: no new time yet").format(state=STATES[visit.state])
    return str(BECAME[became])


def _told(person: Person, now: Now) -> Any:
    words = _know(person, now)
    if not may(now.user, Act.LOG_CONTACT):
        return words
    url = reverse("admin:journey_appointment_told", args=[person.visit.pk])
    aria = _("Record a try to reach {name}").format(name=person.visit.patient.full_name)
    return format_html('{} <a href="{}" aria-label="{}">{}</a>', words, url, aria, _("Record a try"))


def _know(person: Person, now: Now) -> str:
    told, tries = person.standing.told, person.tries
    if told is Told.REACHED:
        last = [each for each in tries if each.result == "reached"][-1]
        values = {"how": staff_words.ROUTES[last.route], "when": when.relative(last.at, now.at, now.zone)}
        return _("Reached by {who}, {how}, {when}").format(who=last.by, **values)
    if told is Told.SENT:
        sent = max(gone for each in person.messages if (gone := each.posted_at or (each.mail and each.mail.sent_at)))
        return _("Message sent {when}").format(when=when.relative(sent, now.at, now.zone))
    if told is Told.ON_ITS_WAY:
        leaves = max(each.leaves_at for each in person.messages)
        moment = now.short(leaves)
        return _("Message leaves {when}").format(when=moment) if leaves > now.at else _("Message on its way")
    words = {
        Told.THEMSELVES: _("The patient changed it"),
        Told.FAILED: _("Message failed: call them"),
        Told.NOT_YET: _("Not reached yet"),
    }
    if told in words:
        return words[told]
    return ngettext("Tried {n} time, not reached yet", "Tried {n} times, not reached yet", len(tries)).format(
        n=len(tries)
    )


def _times(person: Person, plans: Plans, now: Now) -> Any:
    visit = person.visit
    if person.standing.became not in {Became.STAYS, Became.OFFERED} or not may(now.user, Act.BOOK):
        return "–"
    found = next_times(plans, visit, now, TIMES_SHOWN) if _is_searched(person) else []
    words = "; ".join(_("{moment}, {who}").format(moment=now.short(slot.starts_at), who=slot.person) for slot in found)
    if not found and _is_searched(person) and visit.kind not in NEEDLE_DAYS:
        words = _("No free time in the window.")
    if visit.is_treatment_day:
        dates = reverse("admin:journey_journey_move_date", args=[visit.journey_id, Anchor.PROCEDURE.value])
        aria = _("Move the treatment day of {name}").format(name=visit.patient.full_name)
        return format_html('<a href="{}" aria-label="{}">{}</a>', dates, aria, _("Move the treatment day"))
    url = reverse("admin:journey_appointment_another_time", args=[visit.pk])
    aria = _("Choose for {name}").format(name=visit.patient.full_name)
    return format_html('{} <a href="{}" aria-label="{}">{}</a>', words, url, aria, _("Choose"))


def _at(person: Person) -> Any:
    return cast(Any, person.visit.starts_at)


def _shortened(left: int, done: int) -> str:
    """What a long list leaves out."""
    parts = []
    if left > LONGEST:
        words = _("Still to do are {all}: the {n} most urgent are listed, the next follow when these are settled.")
        parts.append(words.format(all=left, n=LONGEST))
    if done > LONGEST:
        words = _("Settled are {all}: the first {n} are listed.")
        parts.append(words.format(all=done, n=LONGEST))
    return " ".join(parts)


def _hidden(count: int) -> str:
    if count <= 0:
        return ""
    words = ngettext(
        "{n} more visit belongs to patients of another team. Tell them.",
        "{n} more visits belong to patients of another team. Tell them.",
        count,
    )
    return words.format(n=count)

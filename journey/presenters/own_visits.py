"""A patient's visits: to choose a time for, to come, and earlier ones; and one of them with how to get there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from journey.access.closures import is_closed_then
from journey.domain.days import local_date
from journey.models import Appointment, AppointmentState, Ask, Journey, VisitType
from journey.models.appointment import NEEDLE_DAYS, TO_COME
from journey.presenters import when
from journey.presenters.follow_ups import Fact
from journey.presenters.tasks import Task, times_url
from journey.presenters.visit_plain_words import CALLS, VISIT_WORDS, to_bring

STATE_WORDS = {
    AppointmentState.BOOKED: gettext_lazy("Booked"),
    AppointmentState.CONFIRMED: gettext_lazy("You said yes"),
    AppointmentState.ARRIVED: gettext_lazy("You are here"),
    AppointmentState.DONE: gettext_lazy("Done"),
    AppointmentState.NO_SHOW: gettext_lazy("Missed"),
    AppointmentState.CANCELLED_BY_PATIENT: gettext_lazy("You cancelled"),
    AppointmentState.CANCELLED_BY_CLINIC: gettext_lazy("We cancelled"),
    AppointmentState.MOVED: gettext_lazy("Moved"),
}
# What the patient's helper did in their place.
HELPERS_WORDS = {
    AppointmentState.CONFIRMED: gettext_lazy("{helper} said yes for you"),
    AppointmentState.CANCELLED_BY_PATIENT: gettext_lazy("{helper} cancelled for you"),
}
EARLIER_SHOWN = 20


@dataclass(frozen=True)
class Reader:
    """Whose clock the page is read by, and which clock the visits go by."""

    at: datetime
    zone: ZoneInfo
    clinic_zone: ZoneInfo

    @classmethod
    def of(cls, journey: Journey, at: datetime) -> "Reader":
        return cls(at, journey.patient.zone, journey.patient.site.clinic.zone)

    @property
    def today(self) -> date:
        return local_date(self.at, self.zone)

    def moment(self, value: datetime) -> str:
        return when.moment_with_zone(value, self.clinic_zone, self.zone, self.today)


@dataclass(frozen=True)
class VisitsPage:
    choose: tuple[Task, ...]
    coming: tuple[Task, ...]
    earlier: tuple[Task, ...]
    home: str


@dataclass(frozen=True)
class VisitPage:
    """`confirm_url` and `change_url` are blank where there is nothing to do. `asked` are the patient's words while they
    wait for an answer; `answer` is the clinic's, to the last thing that was asked."""

    title: str
    state: str
    closed: str
    facts: tuple[Fact, ...]
    directions: str
    bring: tuple[str, ...]
    confirm_url: str
    change_url: str
    change: str
    asked_title: str
    asked: str
    take_back_url: str
    answer: str
    file_url: str
    earlier_url: str
    earlier: str
    new_url: str
    back: str


@dataclass(frozen=True)
class Offered:
    """A time to choose: its value in the form, its words, and whether it still can be taken."""

    key: str
    words: str


def visits_page(journey: Journey, visits: Sequence[Appointment], at: datetime, home: str, *, user: User) -> VisitsPage:
    reader = Reader.of(journey, at)
    coming = [each for each in visits if each.state in TO_COME and each.ends_at >= at]
    earlier = [
        each
        for each in visits
        if each not in coming and each.state != AppointmentState.OFFERED and not _was_offer(each)
    ]
    return VisitsPage(
        choose=tuple(_choices(visits, reader)),
        coming=tuple(_row(each, reader, user) for each in coming),
        earlier=tuple(_row(each, reader, user) for each in reversed(earlier[-EARLIER_SHOWN:])),
        home=home,
    )


def _was_offer(visit: Appointment) -> bool:
    """A time that was held for a while and given back was no visit, unless the patient still waits for an answer."""
    of_the_list = visit.instead_of_id is not None or visit.waiting_id is not None
    return of_the_list and visit.state == AppointmentState.CANCELLED_BY_CLINIC


def _choices(visits: Sequence[Appointment], reader: Reader) -> list[Task]:
    groups: dict[tuple[object, ...], list[Appointment]] = {}
    for each in visits:
        if each.state == AppointmentState.OFFERED and each.starts_at > reader.at:
            groups.setdefault((each.cycle_id, each.kind, each.waiting_id), []).append(each)
    return [_choice(rows) for rows in groups.values()]


def _choice(rows: list[Appointment]) -> Task:
    words = ngettext("We hold {n} time for you.", "We hold {n} times for you.", len(rows)).format(n=len(rows))
    url = times_url(rows[0])
    if rows[0].accepted_at is not None:
        name, words = str(VISIT_WORDS[rows[0].kind]), _("You said yes to this time. We will confirm it.")
        return Task(f"times-{rows[0].pk}", name, url, _("We confirm"), open=False, hint=words)
    if rows[0].waiting_id is not None:
        words = _("An earlier time is free.") if rows[0].instead_of_id else _("A time for you is free.")
    return Task(f"times-{rows[0].pk}", str(VISIT_WORDS[rows[0].kind]), url, _("To do"), open=True, hint=words)


def _row(visit: Appointment, reader: Reader, user: User) -> Task:
    url = reverse("patient:visit", args=[visit.pk])
    state = _("You asked us") if visit.asks else _state(visit, user)
    name = _("{visit}: {moment}").format(visit=str(VISIT_WORDS[visit.kind]), moment=reader.moment(visit.starts_at))
    return Task(f"visit-{visit.pk}", name, url, state, open=visit.asks)


def _state(visit: Appointment, user: User) -> str:
    """`visit` comes with who brought it there, `user` reads. What staff noted for the patient was the patient's own
    word."""
    state, who = AppointmentState(visit.state), visit.state_by
    own = (visit.patient.user_id, user.pk)
    if state in HELPERS_WORDS and who is not None and not who.is_staff and who.pk not in own:
        return str(HELPERS_WORDS[state]).format(helper=who)
    return str(STATE_WORDS.get(state, ""))


def visit_page(visit: Appointment, at: datetime, *, user: User, may_act: bool, waits: bool = False) -> VisitPage:
    """`waits`: they are on the waiting list for it. `visit` comes with its patient, clinic, site and clinician."""
    reader = Reader(at, visit.patient.zone, visit.patient.site.clinic.zone)
    ahead = visit.state in TO_COME and visit.starts_at > at
    acts = ahead and may_act
    by_phone = visit.kind in CALLS
    closed = ahead and is_closed_then(visit, visit.patient.site.clinic.zone)
    own = VisitType.objects.filter(kind=visit.kind).values_list("bring", flat=True).first() if ahead else ""
    key = [visit.pk]
    return VisitPage(
        title=str(VISIT_WORDS[visit.kind]),
        state=_state(visit, user),
        closed=_("We cannot see you at this time. Please do not come then. We look for another time.")
        if closed
        else "",
        facts=_facts(visit, reader),
        directions=visit.site.directions if ahead and not by_phone else "",
        bring=to_bring(visit.kind, own or "") if ahead else (),
        confirm_url=reverse("patient:visit_confirm", args=key)
        if acts and visit.state == AppointmentState.BOOKED and not visit.asks and not closed
        else "",
        change_url=reverse("patient:visit_change", args=key) if acts and not visit.asks else "",
        change=_("Ask for another time, or ask us to cancel")
        if visit.kind in NEEDLE_DAYS
        else _("Ask for another time, or cancel"),
        asked_title=_asked_title(visit),
        asked=visit.ask_words if visit.asks else "",
        take_back_url=reverse("patient:visit_take_back", args=key) if acts and visit.asks else "",
        answer=visit.answer if ahead and not visit.asks else "",
        file_url=reverse("patient:visit_file", args=key) if ahead else "",
        earlier_url=reverse("patient:visit_earlier", args=key) if acts and visit.kind not in NEEDLE_DAYS else "",
        earlier=_("You wait for an earlier time") if waits else _("I can come earlier"),
        new_url=reverse("patient:visit", args=[visit.moved_to_id]) if visit.moved_to_id else "",
        back=reverse("patient:visits", args=[visit.journey_id]),
    )


def _asked_title(visit: Appointment) -> str:
    if not visit.asks:
        return ""
    if visit.ask == Ask.CANCEL:
        return _("You asked us to cancel. We will call you.")
    if visit.ask == Ask.MOVE:
        return _("You asked for another time. This one is kept until you have a new one.")
    return _("You told us that none of the times fits. We look for others.")


def _facts(visit: Appointment, reader: Reader) -> tuple[Fact, ...]:
    by_phone = visit.kind in CALLS
    where = ", ".join(part for part in (visit.site.name, visit.site.address) if part)
    length = int((visit.ends_at - visit.starts_at).total_seconds() // 60)
    about = ngettext("About {n} minute", "About {n} minutes", length).format(n=length)
    facts = [
        Fact(_("When"), reader.moment(visit.starts_at)),
        Fact(_("How long"), about),
        Fact(_("With"), str(visit.clinician)),
        Fact(_("Where"), _("By phone") if by_phone else where),
    ]
    own = visit.starts_at.astimezone(reader.zone)
    if own.utcoffset() != visit.starts_at.astimezone(reader.clinic_zone).utcoffset():
        words = when.moment(visit.starts_at, reader.zone, reader.today)
        words = _("{moment} ({place} time)").format(moment=words, place=when.place(reader.zone))
        facts.insert(1, Fact(_("On your clock"), words))
    return tuple(facts)


def offered_times(visits: Sequence[Appointment], of: Appointment, at: datetime) -> tuple[Offered, ...]:
    """The times that the patient may choose among; `of` is one of them."""
    reader = Reader(at, of.patient.zone, of.patient.site.clinic.zone)
    rows = [
        each
        for each in visits
        if each.state == AppointmentState.OFFERED
        and (each.cycle_id, each.kind, each.waiting_id) == (of.cycle_id, of.kind, None)
        and each.starts_at > at
    ]
    return tuple(
        Offered(
            str(each.pk),
            _("{moment}, with {who}").format(moment=reader.moment(each.starts_at), who=each.clinician),
        )
        for each in rows
    )


@dataclass(frozen=True)
class OfferPage:
    """A time of the waiting list: `until` says by when to answer, blank after a yes; `kept` is the visit as it is,
    where the time is an earlier one."""

    title: str
    facts: tuple[Fact, ...]
    until: str
    kept: str
    is_earlier: bool
    no: str
    back: str


def offer_page(offer: Appointment, visits: Sequence[Appointment], at: datetime) -> OfferPage:
    reader = Reader(at, offer.patient.zone, offer.patient.site.clinic.zone)
    ends_at = None if offer.accepted_at else offer.offer_ends_at
    return OfferPage(
        title=str(VISIT_WORDS[offer.kind]),
        facts=_facts(offer, reader),
        until=reader.moment(ends_at) if ends_at else "",
        kept=kept_time(visits, offer, at),
        is_earlier=offer.instead_of_id is not None,
        no=_("No, leave my visit as it is") if offer.instead_of_id else _("No, this time does not suit me"),
        back=reverse("patient:visits", args=[offer.journey_id]),
    )


def _kept(visits: Sequence[Appointment], of: Appointment) -> Appointment | None:
    return next((each for each in visits if each.pk == of.instead_of_id and each.state in TO_COME), None)


def cannot_stay(visits: Sequence[Appointment], of: Appointment) -> bool:
    """Whether the visit that the offered times would replace lies where the clinic cannot see anybody."""
    old = _kept(visits, of)
    return old is not None and is_closed_then(old, of.patient.site.clinic.zone)


def kept_time(visits: Sequence[Appointment], of: Appointment, at: datetime) -> str:
    """The visit that the offered times would replace, in words; blank where there is none."""
    old = _kept(visits, of)
    return Reader(at, of.patient.zone, of.patient.site.clinic.zone).moment(old.starts_at) if old else ""

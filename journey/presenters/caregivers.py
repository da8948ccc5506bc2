"""A patient's helpers as the patient reads them, and the people whom a helper helps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.access import Helping
from journey.access.caregivers import HelpersAct
from journey.domain.caregiving import CaregiverLevel, OwnAct, last_day_of_help
from journey.domain.days import local_date
from journey.models import AppointmentState, Caregiver, Patient
from journey.models.caregiver import MOST_WRONG_BIRTHS
from journey.presenters import when
from journey.presenters.staff_words import Words

# What the patient reads of a level, and what the helper reads of it.
THEY_MAY: Mapping[CaregiverLevel, Words] = {
    CaregiverLevel.SEE: gettext_lazy("Can look at your pages"),
    CaregiverLevel.FILL_IN: gettext_lazy("Can look, and answer check-ins for you"),
    CaregiverLevel.MANAGE: gettext_lazy(
        "Can look, answer check-ins, change your phone number, and agree visits with the clinic for you"
    ),
}
YOU_MAY: Mapping[CaregiverLevel, Words] = {
    CaregiverLevel.SEE: gettext_lazy("You can look."),
    CaregiverLevel.FILL_IN: gettext_lazy("You can look and answer check-ins."),
    CaregiverLevel.MANAGE: gettext_lazy(
        "You can look, answer check-ins, change the phone number and agree visits with the clinic."
    ),
}
LOOKS_SHOWN = 5
# What a helper did, by the kind of the event. What is told otherwise: answers that were sent, and the help itself.
DID: Mapping[str, Words] = {
    "phone_changed": gettext_lazy("Changed your phone number {when}"),
    "visit_confirmed": gettext_lazy("Said yes to a visit {when}"),
    "visit_cancelled_by_patient": gettext_lazy("Cancelled a visit {when}"),
    "visit_asked": gettext_lazy("Asked us about a visit {when}"),
    "visit_ask_taken_back": gettext_lazy("Left a visit as it was {when}"),
    "visit_moved": gettext_lazy("Chose another time for a visit {when}"),
    "visit_offer_accepted": gettext_lazy("Said yes to a time that was free {when}"),
    "waiting_joined": gettext_lazy("Told us that you can come earlier {when}"),
    "waiting_left": gettext_lazy("Told us that you cannot come earlier any more {when}"),
    "call_answered": gettext_lazy("Answered when we may call {when}"),
    "day_list_ticked": gettext_lazy("Ticked your list for the day {when}"),
    "date_change_read": gettext_lazy("Read about a new date {when}"),
    "red_flag": gettext_lazy("Ticked a danger sign {when}"),
}
SAID_NO = gettext_lazy("Said no to a time {when}")


@dataclass(frozen=True)
class Banner:
    """The header of everything that a helper looks at. `phone_url` is blank for who may not change the number."""

    name: str
    may: str
    people_url: str
    phone_url: str


@dataclass(frozen=True)
class HelperRow:
    """`uses` are what the helper did: looks and answers, newest first. The addresses are blank for one of the past;
    `again_url` is there while the invitation waits for an answer."""

    key: str
    name: str
    state: str
    may: str
    until: str
    uses: tuple[str, ...]
    more: str
    end_url: str
    end_words: str
    change_url: str
    change_words: str
    again_url: str
    again_words: str


@dataclass(frozen=True)
class HelpersPage:
    now: tuple[HelperRow, ...]
    past: tuple[HelperRow, ...]


@dataclass(frozen=True)
class Person:
    name: str
    url: str
    may: str
    until: str
    leave_url: str


def banner_of(helping: Helping) -> Banner:
    phone_url = reverse("patient:person_phone", args=[helping.patient_id]) if helping.may(OwnAct.CHANGE_CONTACT) else ""
    return Banner(helping.name, str(YOU_MAY[helping.level]), reverse("patient:people"), phone_url)


def helpers_page(rows: Iterable[Caregiver], acts: Sequence[HelpersAct], patient: Patient, at: datetime) -> HelpersPage:
    """`rows` come with their looks and submissions (`access.caregivers_with_uses`), `acts` say what else each did
    (`access.acts_of_helpers`)."""
    shown = [(each, each.ended_at is None and each.ends_at > at) for each in rows]
    return HelpersPage(
        now=tuple(_row(each, acts, patient, at, running=True) for each, running in shown if running),
        past=tuple(_row(each, acts, patient, at, running=False) for each, running in shown if not running),
    )


def people_page(rows: Iterable[Caregiver], at: datetime) -> tuple[Person, ...]:
    return tuple(
        Person(
            name=each.patient.full_name,
            url=reverse("patient:person", args=[each.patient_id]),
            may=str(YOU_MAY[CaregiverLevel(each.level)]),
            until=_until(each, each.patient.zone, at),
            leave_url=reverse("patient:stop_helping", args=[each.pk]),
        )
        for each in rows
    )


def state_words(each: Caregiver, zone: ZoneInfo, at: datetime) -> str:
    """Where an invitation or help stands, for patients and staff."""
    if each.ended_at is not None:
        return _("Ended {when}, by {who}").format(when=when.relative(each.ended_at, at, zone), who=each.ended_by)
    if each.ends_at <= at:
        return _("Ran out on {day}").format(day=when.day_month_year(last_day_of_help(each.ends_at, zone)))
    if each.accepted_at is None:
        return _link_words(each, zone, at)
    return _("Helps since {day}").format(day=when.day_month_year(local_date(each.accepted_at, zone)))


def _link_words(each: Caregiver, zone: ZoneInfo, at: datetime) -> str:
    invited = when.relative(each.link_sent_at or each.invited_at, at, zone)
    if each.secret and each.link_until is not None and each.link_until > at:
        until = when.moment(each.link_until, zone, local_date(at, zone))
        return _("Invited {when}, not answered yet. The link works until {until}").format(when=invited, until=until)
    if each.wrong_births >= MOST_WRONG_BIRTHS:
        return _("Invited {when}. The link stopped after 5 wrong dates of birth").format(when=invited)
    return _("Invited {when}, not answered. The link does not work any more").format(when=invited)


def _row(each: Caregiver, acts: Sequence[HelpersAct], patient: Patient, at: datetime, *, running: bool) -> HelperRow:
    uses = _uses(each, acts, patient.zone, at)
    return HelperRow(
        key=str(each.pk),
        name=str(each),
        state=state_words(each, patient.zone, at),
        may=str(THEY_MAY[CaregiverLevel(each.level)]),
        until=_until(each, patient.zone, at) if running else "",
        uses=uses[:LOOKS_SHOWN],
        more=_more(len(uses) - LOOKS_SHOWN),
        end_url=reverse("patient:end_help", args=[each.pk]) if running else "",
        end_words=_("Stop {name} now").format(name=each.name)
        if each.accepted_at
        else _("Take back the invitation to {name}").format(name=each.name),
        change_url=reverse("patient:change_help", args=[each.pk]) if running else "",
        change_words=_("Change what {name} may do").format(name=each.name),
        again_url=reverse("patient:invite_helper_again", args=[each.pk]) if each.is_asked_at(at) else "",
        again_words=_("Send {name} the e-mail again").format(name=each.name),
    )


def _until(each: Caregiver, zone: ZoneInfo, at: datetime) -> str:
    day = last_day_of_help(each.ends_at, zone)
    return _("Help lasts until the end of {day}").format(day=when.day_month_year(day))


def _uses(each: Caregiver, acts: Sequence[HelpersAct], zone: ZoneInfo, at: datetime) -> tuple[str, ...]:
    """Every look, every sending and everything else that they did, newest first. Somebody who helped, stopped and helps
    again has two rows: each tells of its own time."""
    looks = [(look.at, _("Looked {when}")) for look in each.looks.all()]
    sent = [(one.sent_at, _("Answered a check-in {when}")) for one in each.submissions.all()]
    until = each.ended_at or each.ends_at
    done = {
        (act.at, _did(act))
        for act in acts
        if act.by_id == each.user_id and act.kind in DID and each.accepted_at and each.accepted_at <= act.at <= until
    }
    found: Sequence[tuple[datetime, str]] = sorted([*looks, *sent, *done], reverse=True)
    return tuple(words.format(when=when.relative(moment, at, zone)) for moment, words in found)


def _did(act: HelpersAct) -> str:
    is_no = act.kind == "visit_cancelled_by_patient" and act.before == AppointmentState.OFFERED
    return str(SAID_NO if is_no else DID[act.kind])


def _more(number: int) -> str:
    if number <= 0:
        return ""
    return ngettext("and {n} more time", "and {n} more times", number).format(n=number)

"""The head of a journey's workspace: who this is, what raises their risk, and where it stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.stages import JourneyStatus
from journey.models import Appointment, Cycle, Journey
from journey.presenters import staff_words, when
from journey.presenters.clinic import dial, keep_together
from journey.presenters.staff_timeline import Clock


@dataclass(frozen=True)
class Fact:
    """`side` is printed in a frame before the value; `tel` makes the value a phone link."""

    term: str
    value: str
    side: str = ""
    tel: str = ""


@dataclass(frozen=True)
class Who:
    """Enough to see on every page that it is the right person and the right hand."""

    side: str
    name: str
    words: str


@dataclass(frozen=True)
class Banner:
    word: str
    since: str
    reason: str
    next: str


def facts(journey: Journey, cycle: Cycle, visit: Appointment | None, clock: Clock) -> tuple[Fact, ...]:
    patient = journey.patient
    age = staff_words.years(patient.date_of_birth, clock.today)
    born = ngettext("{born}, {n} year", "{born}, {n} years", age).format(
        born=when.day_month_year(patient.date_of_birth), n=age
    )
    return (
        Fact(_("Treated"), staff_words.joints(journey) or _("Not recorded yet"), side=staff_words.side(journey)),
        Fact(_("Born"), born),
        Fact(_("Record"), patient.record_no),
        Fact(_("Cells"), staff_words.cells(cycle)),
        Fact(_("Product"), cycle.product_id or _("None recorded")),
        Fact(_("Phone"), keep_together(patient.phone) or _("None"), tel=dial(patient.phone)),
        Fact(_("Lead clinician"), str(journey.lead_clinician or _("Nobody yet"))),
        Fact(_("Next visit"), _visit(visit, clock)),
    )


def who(journey: Journey) -> Who:
    """For the pages behind the workspace."""
    patient = journey.patient
    words = _("born {born}, record {record}, {joints}").format(
        born=when.day_month_year(patient.date_of_birth),
        record=patient.record_no,
        joints=staff_words.joints(journey) or _("no joint recorded yet"),
    )
    return Who(staff_words.side(journey), str(patient), words)


def _visit(visit: Appointment | None, clock: Clock) -> str:
    if visit is None:
        return _("None booked")
    return f"{clock.short(visit.starts_at)}, {visit.clinician}"


def risk_marks(journey: Journey) -> tuple[str, ...]:
    """What raises the risk; not known counts as worth a word too. So does that nobody is asked by the app."""
    marks = {
        (True, "anticoagulant"): _("Takes a blood thinner"),
        (None, "anticoagulant"): _("Blood thinner: not known"),
        (True, "high_infection_risk"): _("High infection risk"),
        (None, "high_infection_risk"): _("Infection risk: not known"),
    }
    names = ("anticoagulant", "high_infection_risk")
    found = tuple(marks[key] for name in names if (key := (getattr(journey, name), name)) in marks)
    return found if journey.patient.off_app_since is None else (*found, _("Not asked by the app: call"))


def banner(journey: Journey, clock: Clock) -> Banner | None:
    """What stands above everything while a journey does not simply go on."""
    if journey.status == JourneyStatus.ACTIVE:
        if journey.review_on is None or journey.review_on < clock.today or not journey.status_reason:
            return None
        word, since = _("Decision deferred"), ""
    else:
        word = str(staff_words.STATUSES[journey.status])
        since = _("since {when}").format(when=clock.moment(journey.status_since))
    code = staff_words.reason(journey.status_reason_code) if journey.status_reason_code else ""
    reason = ". ".join(part.rstrip(".") for part in (code, journey.status_reason) if part)
    return Banner(word, since, f"{reason}." if reason else "", _next(journey, clock))


def _next(journey: Journey, clock: Clock) -> str:
    if journey.status == JourneyStatus.CLOSED_WITHDRAWN:
        return _("Safety checks go on.") if journey.keeps_safety_checks else _("Everything was stopped.")
    if journey.review_on is None:
        return ""
    return _("Look again on {day}.").format(day=when.day(journey.review_on, clock.today))

"""What a journey waits for, and whose turn it is: the patient's, the clinic's, or simply the calendar's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.consent_ready import NOT_YET, missing_before_signing
from journey.domain.gate_checks_consent import ABOUT_CONSENT, asks_for_a_signature
from journey.domain.gates import GateLine
from journey.domain.record.preparation.day_plan import CODE as DAY_PLAN
from journey.domain.record.preparation.day_plan import reading_key
from journey.domain.stages import JourneyStatus, StageCode
from journey.domain.triage import Level
from journey.domain.visits import FIRST_CALL, visit_moments
from journey.domain.windows import CheckInState
from journey.models import CheckIn
from journey.models.appointment import NEEDLE_DAYS
from journey.pathway.compiled import visit_specs
from journey.presenters import when
from journey.presenters.check_in import CHANGE
from journey.presenters.headline import Headline, headline_of
from journey.presenters.scene import Scene
from journey.presenters.stage_words import LAST_DAY_OF_CARE, care_day, stop_words
from journey.presenters.tasks import BEFORE_NEEDLE, consent_url
from journey.standing import NEEDS_PATIENT

# The check-in that answers a check (clinical.md 8.2).
CHECK_IN_FOR = {
    "G1-06": "C-POST",
    "G1-07": "C-POST",
    "G2-05": "P-BASE",
    "G2-06": "P-1",
    "G5-04": "A-14",
    "G6-01": "F-12M",
}
ONE_YEAR = "M12"
GOING_ON = "u_go_on"
ASKED_WITHIN = timedelta(days=2)  # of the talk, the check after it opens (clinical.md 3.2)
# The levels after which a patient is told to call (clinical.md 5.2).
CALLING = (Level.CALL_24H, Level.URGENT_NOW)
LEADS_IT = ("G1-02", "G1-06", "G2-07", "G3-")


@dataclass(frozen=True)
class Wait:
    """`turn` is "you" or "us"; `since` is aware, None when it is not known; `who` is on it when it is the clinic; `url`
    leads to what the patient does, when it is no check-in, and `action` says so; `own_only`: the patient's alone.
    `title` says what to do where the text is about how."""

    turn: str
    text: str
    since: datetime | None
    who: str = ""
    check_in: CheckIn | None = None
    url: str = ""
    action: str = ""
    own_only: bool = False
    title: str = ""


def waiting_for(scene: Scene) -> Wait | None:
    """The first thing that keeps the stage from going on and that is due by now; None while only time has to pass."""
    headline = headline_of(scene)
    if headline is not None:
        return _new_date(scene, headline)
    if scene.snapshot.current is None:
        return _after_a_stop(scene)
    if scene.snapshot.current is StageCode.CONSULTATION and _deferred(scene):
        return Wait("us", deferred_words(scene), None, lead(scene))
    report = scene.standing.forward_gate()
    for line in report.closing if report else ():
        wait = _line_wait(scene, line)
        if wait is not None:
            return wait
    warned = [_line_wait(scene, line) for line in report.warnings] if report else []
    return _no_date(scene) or next((wait for wait in warned if wait), None) or _all_met(scene)


def _new_date(scene: Scene, headline: Headline) -> Wait | None:
    """The clinic brings a postponed journey back. A paused one has its date, and a closed one waits for nobody."""
    if scene.status is not JourneyStatus.POSTPONED:
        return None
    return Wait("us", headline.next or headline.text, scene.journey.status_since, team(scene))


def lead(scene: Scene) -> str:
    """The lead clinician by the name that patients read, else the clinic's team."""
    return str(scene.journey.lead_clinician) if scene.journey.lead_clinician else team(scene)


def team(scene: Scene) -> str:
    return _("The team at {clinic}").format(clinic=scene.settings.name)


def deferred_words(scene: Scene) -> str:
    assert scene.journey.review_on is not None
    return scene.state_text("deferred", date=when.day(scene.journey.review_on, scene.today))


def _deferred(scene: Scene) -> bool:
    return scene.journey.review_on is not None and scene.journey.review_on >= scene.today


def _after_a_stop(scene: Scene) -> Wait | None:
    code = scene.snapshot.aborted
    if code is None:
        return None
    stage = scene.standing.stages[code]
    return Wait("us", stop_words(scene, scene.cycle, stage), stage.closed_at, lead(scene))


def _line_wait(scene: Scene, line: GateLine) -> Wait | None:
    text = scene.filled(scene.pathway.gate_line_by_id[line.words_id].patient)
    if line.check_id in ABOUT_CONSENT:
        return _consent_wait(scene, text)
    if line.check_id in CHECK_IN_FOR:
        return _answer_wait(scene, line.check_id, text)
    if line.check_id == "G2-04":
        return _reading_wait(scene, text)
    since = DUE_SINCE.get(line.check_id, _stage_opened)(scene)
    if since is None or not text:
        return None
    if line.check_id == "G1-02" and scene.cycle.consult_at is None:
        text = _("We are finding a day for your visit.")
    if line.check_id == "G2-05.strength":
        text = _("We still have to measure how strong your hand is.")
    return Wait("us", text, since, _who(scene, line.check_id))


def _consent_wait(scene: Scene, text: str) -> Wait | None:
    """The patient's turn once everything before a signature is there; the clinic's when it is not, or when a clinician
    has to sign; nobody's in the time to think."""
    facts = scene.standing.facts
    signed = facts.consent.signed
    if signed is not None and not asks_for_a_signature(facts):
        if signed.countersigned_at is not None:
            return None
        return Wait("us", _("You signed. A doctor signs next to you."), signed.signed_at, lead(scene))
    has_text = scene.cycle.__dict__["newest_text"] is not None
    missing = next(missing_before_signing(facts, text_stands=has_text, has_read=True), None)
    if missing is not None:
        return Wait("us", _(NOT_YET[missing]), _stage_opened(scene), lead(scene))
    words = _("Read and sign")
    return Wait("you", text, _stage_opened(scene), url=consent_url(scene), action=words, own_only=True)


def _answer_wait(scene: Scene, check_id: str, text: str) -> Wait | None:
    """A check that a check-in answers: the patient's turn while it can be sent, the clinic's when it was and is not
    enough, nobody's before it opens."""
    check_in = scene.check_in(CHECK_IN_FOR[check_id])
    if check_in is not None and scene.can_send(check_in):
        if scene.off_app:
            return Wait("us", _("We call you and ask how you are."), check_in.opens_at, team(scene))
        return Wait("you", text, check_in.opens_at, check_in=check_in)
    if check_id == "G1-07":
        return _undecided(scene, check_in, text)
    sent_at = _sent_at(scene, CHECK_IN_FOR[check_id])
    if check_id == "G1-06" and sent_at is None and _is_never_asked(scene, check_in):
        sent_at = scene.cycle.consult_at
    if sent_at is None or check_id not in NEEDS_PATIENT:
        return None
    if check_id == "G1-06":
        text = _("We will go through some points with you again.")
    return Wait("us", text, sent_at, _who(scene, check_id))


def _undecided(scene: Scene, check_in: CheckIn | None, text: str) -> Wait | None:
    """The patient's own word is missing: they answer again while that is open, else a person at the clinic hears it."""
    answers = scene.cycle.__dict__["understanding"]
    sent_at = _sent_at(scene, "C-POST")
    if check_in is not None and answers is not None and answers.get(GOING_ON) != "yes" and not scene.off_app:
        url = reverse("patient:check_in_question", args=[check_in.pk, GOING_ON]) + f"?{CHANGE}=1"
        return Wait("you", text, sent_at, url=url, action=_("Answer again"), own_only=True)
    if answers is None and not _is_never_asked(scene, check_in):
        return None
    words = _("When you have decided, call us on {phone}. A yes or a no is fine, and so is more time.")
    words = words.format(phone=scene.clinic.clinic_phone)
    since = sent_at or scene.cycle.consult_at
    return Wait("you", words, since, own_only=True, title=_("Tell us when you have decided"))


def _is_never_asked(scene: Scene, check_in: CheckIn | None) -> bool:
    """The talk is over, and the check after it is not to come: its days had gone by when the talk was recorded."""
    consult_at = scene.cycle.consult_at
    to_come = check_in is not None and check_in.state_at(scene.at) is CheckInState.SCHEDULED
    return consult_at is not None and consult_at + ASKED_WITHIN <= scene.at and not to_come


def _reading_wait(scene: Scene, text: str) -> Wait | None:
    """The patient's turn while there is a plan to read; without a date there is none to make."""
    if scene.cycle.procedure_at is None:
        return None
    if not reading_key(scene.standing.facts):
        return Wait("us", _("We are making your plan for food and drink."), _stage_opened(scene), team(scene))
    preparation = scene.standing.stages[StageCode.PREPARATION]
    saved = scene.standing.facts.record.of(DAY_PLAN).saved_at
    url = reverse("patient:stage", args=[preparation.pk]) + "#days"
    return Wait("you", text, saved, url=url, action=_("See your list"))


def _sent_at(scene: Scene, code: str) -> datetime | None:
    found = [row["at"] for row in scene.cycle.__dict__["sent"] if row["code"] == code and row["at"]]
    return datetime.fromisoformat(found[-1]) if found else None


def _who(scene: Scene, check_id: str) -> str:
    return lead(scene) if check_id.startswith(LEADS_IT) else team(scene)


def _stage_opened(scene: Scene) -> datetime | None:
    current = scene.standing.current
    return (current and current.opened_at) or scene.cycle.opened_at


def _consultation(scene: Scene) -> datetime | None:
    """Nothing is late before the visit; without a day for it, the clinic has to find one."""
    consult_at = scene.cycle.consult_at
    if consult_at is None:
        return _stage_opened(scene)
    return consult_at if consult_at <= scene.at else None


def _procedure_day(scene: Scene) -> datetime | None:
    procedure_at = scene.cycle.procedure_at
    return procedure_at if procedure_at is not None and not scene.is_ahead(procedure_at) else None


def _first_call(scene: Scene) -> datetime | None:
    """Only after a try, or when the two weeks are over and the call is all that is missing."""
    day = care_day(scene, scene.cycle)
    if day is None or scene.cycle.injection_at is None:
        return None
    tried = scene.standing.facts.first_call_attempts > 0
    if not tried and day < LAST_DAY_OF_CARE:
        return None
    return visit_moments(visit_specs(scene.pathway)[FIRST_CALL], scene.cycle.injection_at, scene.zone).opens_at


def _year_over(scene: Scene) -> datetime | None:
    """The clinic closes a journey once the days of the one-year check are over, not before."""
    if scene.cycle.injection_at is None:
        return None
    closes_at = visit_moments(visit_specs(scene.pathway)[ONE_YEAR], scene.cycle.injection_at, scene.zone).closes_at
    return closes_at if closes_at <= scene.at else None


def _in_the_room(scene: Scene) -> datetime | None:
    """Who went home is not told to stay: what is still to be written down is the clinic's affair."""
    return scene.cycle.injection_at if scene.cycle.discharge_at is None else None


def _symptoms(scene: Scene) -> datetime | None:
    told = [each.__dict__["judged_at"] for each in scene.check_ins if each.__dict__["level"] in CALLING]
    return max((moment for moment in told if moment), default=None) or _stage_opened(scene)


# Since when the clinic is late with a check; None while it is not due. Without an entry: since the stage opened.
DUE_SINCE: Mapping[str, Callable[[Scene], datetime | None]] = {
    **dict.fromkeys(("G1-02", "G1-03", "G1-03.not_candidate", "G1-04", "G1-04.relative", "G1-05"), _consultation),
    **dict.fromkeys(("G2-05.strength", "G2-07", "G2-07.on_the_day", "G2-09"), _procedure_day),
    **dict.fromkeys(("G6-01.visit", "G6-01.response", "G6-01.open", "G6-01.long_term"), _year_over),
    "G3-01": lambda scene: scene.cycle.harvest_at,
    "G3-07": lambda scene: scene.cycle.harvest_at,
    "G4-01": lambda scene: scene.cycle.injection_at,
    **dict.fromkeys(("G4-03", "G5-01", "G5-02"), _in_the_room),
    "G5-03": _first_call,
    "G5-05": _symptoms,
}


def _no_date(scene: Scene) -> Wait | None:
    """Everything asked for is there, but the needle has no day, or its day went by."""
    cycle, current = scene.cycle, scene.snapshot.current
    if current not in BEFORE_NEEDLE or scene.snapshot.needle_used_in_current:
        return None
    if any(visit.kind in NEEDLE_DAYS and visit.cycle_id == cycle.pk for visit in scene.next_visits):
        return None
    if cycle.procedure_at is None:
        return Wait("us", _("We are finding a day for you."), _stage_opened(scene), team(scene))
    if scene.clinic_date(cycle.procedure_at) >= scene.clinic_date(scene.at):
        return None
    if cycle.harvest_at is not None:
        # Own cells that were taken on an earlier day wait for theirs.
        text = _("We are finding a day for your injection.")
        return Wait("us", text, _stage_opened(scene), team(scene))
    text = _("Your day went by. We will find a new date with you.")
    return Wait("us", text, cycle.procedure_at, team(scene))


def _all_met(scene: Scene) -> Wait | None:
    """Every check is met and nothing is planned before the next stage: somebody at the clinic has to close this one."""
    report = scene.standing.forward_gate()
    if report is None or not report.open or scene.snapshot.current in (*BEFORE_NEEDLE, StageCode.FOLLOW_UP):
        return None
    text = _("We have all that we need from you. We will tell you the next step.")
    return Wait("us", text, _stage_opened(scene), lead(scene))


def patience(wait: Wait, at: datetime) -> bool:
    """Whether to say that the patient need not wait longer: when it has been the clinic's turn for a day or more."""
    return wait.turn == "us" and (wait.since is None or at - wait.since >= timedelta(days=1))

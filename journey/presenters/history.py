"""Who did what to a journey, as lines that staff can read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.caregiving import CaregiverLevel
from journey.domain.gate_checks_consultation import ANSWER_WORDS
from journey.domain.moves import MOVES, Move
from journey.domain.record.fields import with_other
from journey.domain.record.sections import SECTIONS
from journey.models import CallAnswer, JourneyEvent, Patient, ToldBy
from journey.presenters import staff_words
from journey.presenters.staff_timeline import Clock

PAGE = 50
Data = Mapping[str, Any]

WHAT: Mapping[str, staff_words.Words] = {
    "journey_opened": gettext_lazy("Opened the journey"),
    "plan_recorded": gettext_lazy("Recorded the plan"),
    "date_recorded": gettext_lazy("Recorded a date"),
    "date_moved": gettext_lazy("Moved a date with all that follows"),
    "pathway_moved": gettext_lazy("Moved to another pathway version"),
    "date_change_read": gettext_lazy("Read what the moved date changes"),
    "range_planned": gettext_lazy("Planned the procedure between two days"),
    "decision_recorded": gettext_lazy("Recorded the follow-up decision"),
    "record_saved": gettext_lazy("Saved a part of the record"),
    "day_list_ticked": gettext_lazy("Ticked the list before the procedure"),
    "wish_told": gettext_lazy("Wrote down what the patient said about going on"),
    "check_in_sent": gettext_lazy("Sent a check-in"),
    "check_in_corrected": gettext_lazy("Corrected a check-in"),
    "check_in_missed": gettext_lazy("A check-in was missed"),
    "check_in_not_asked": gettext_lazy("A check-in was not asked by the app, as the patient wished"),
    "asked_by_app_again": gettext_lazy("The patient wishes to be asked by the app again"),
    "red_flag": gettext_lazy("Told of a danger sign"),
    "helper_invited": gettext_lazy("Invited a helper"),
    "helper_changed": gettext_lazy("Changed what a helper may do"),
    "helper_accepted": gettext_lazy("Began to help"),
    "helper_ended": gettext_lazy("Ended a helper's access"),
    "answers_read": gettext_lazy("Marked answers as read"),
    "alert_raised": gettext_lazy("An alert was raised"),
    "alert_rose": gettext_lazy("The alert rose to a higher level"),
    "alert_taken": gettext_lazy("Took the alert"),
    "alert_handed_over": gettext_lazy("Handed the alert over"),
    "alert_left": gettext_lazy("Alert without an owner, whoever had it left"),
    "alert_given": gettext_lazy("Alert given to somebody, nobody had it"),
    "alert_closed": gettext_lazy("Closed the alert"),
    "call_proposed": gettext_lazy("Proposed a time for a call"),
    "call_answered": gettext_lazy("Answered the time for a call"),
    "alert_reopened": gettext_lazy("Opened the alert again"),
    "alert_snoozed": gettext_lazy("Agreed that this is expected for a time"),
    "alert_back": gettext_lazy("The alert came back"),
    "note_written": gettext_lazy("Wrote a note"),
    "note_shared": gettext_lazy("Shared a note with the patient"),
    "question_asked": gettext_lazy("A question to the clinic"),
    "question_answered": gettext_lazy("Answered a question of the patient"),
    "document_added": gettext_lazy("Added a document"),
    "document_shared": gettext_lazy("Shared a document with the patient"),
    "document_struck": gettext_lazy("Struck out a document"),
    "summary_written": gettext_lazy("Wrote a plain summary for the patient"),
    "contact_attempt": gettext_lazy("Tried to reach the patient"),
    "check_cleared": gettext_lazy("Cleared a check with a note"),
    "override_requested": gettext_lazy("Asked for an override"),
    "check_overridden": gettext_lazy("Agreed to an override"),
    "allergies_confirmed": gettext_lazy("Confirmed the allergies"),
    "visit_booked": gettext_lazy("Booked a visit"),
    "visit_offered": gettext_lazy("Offered a visit"),
    "visit_offer_accepted": gettext_lazy("The patient said yes to an earlier time"),
    "visit_asked": gettext_lazy("The patient asked about a visit"),
    "visit_ask_taken_back": gettext_lazy("The patient left the visit as it is"),
    "visit_ask_refused": gettext_lazy("Answered that the visit stays as it is"),
    "visit_requested": gettext_lazy("Noted the wish for a visit"),
    "visit_confirmed": gettext_lazy("Marked a visit: confirmed"),
    "visit_entered_in_error": gettext_lazy("Marked a visit: entered in error"),
    "visit_moved": gettext_lazy("Moved a visit"),
    "visit_arrived": gettext_lazy("Marked a visit: arrived"),
    "visit_done": gettext_lazy("Marked a visit: done"),
    "visit_no_show": gettext_lazy("Marked a visit: did not come"),
    "visit_cancelled_by_patient": gettext_lazy("Cancelled a visit for the patient"),
    "visit_cancelled_by_clinic": gettext_lazy("Cancelled a visit for the clinic"),
    "harvest_set_aside": gettext_lazy("The earlier harvest was set aside"),
    "product_disposed": gettext_lazy("Said what becomes of the product"),
    "product_made": gettext_lazy("A product got its number"),
    "product_taken": gettext_lazy("Took a stored product"),
    "product_quarantined": gettext_lazy("Set the product aside for ever"),
    "identity_checked": gettext_lazy("Checked whose the product is"),
    "release_signed": gettext_lazy("Signed the release of the product"),
    "lot_recalled": gettext_lazy("A lot of the product was recalled"),
    "opened_outside_team": gettext_lazy("Opened the record from outside the team"),
    "account_closed": gettext_lazy("The patient's account was closed, as they asked"),
    "account_opened_again": gettext_lazy("The patient's account was opened again"),
    "identity_removed": gettext_lazy("Removed who this record is about"),
    "phone_changed": gettext_lazy("Changed the phone number of the patient"),
    "address_changed": gettext_lazy("Changed the postal address of the patient"),
    "details_corrected": gettext_lazy("Corrected the details of the patient"),
    "letter_queued": gettext_lazy("Put a letter on the print queue"),
    "waiting_joined": gettext_lazy("The patient can come earlier for a visit"),
    "waiting_left": gettext_lazy("The patient cannot come earlier for a visit any more"),
    "waiting_for_a_time": gettext_lazy("Put on the waiting list for a visit that is due"),
    "letter_posted": gettext_lazy("Posted a letter"),
    "sign_in_renewed": gettext_lazy("Gave the patient a new way to sign in"),
    "outside_team_ended": gettext_lazy("Closed the record again"),
    "consent_read": gettext_lazy("Read what is known about the treatment"),
    "consent_signed": gettext_lazy("Consent was signed"),
    "consent_countersigned": gettext_lazy("Countersigned the consent"),
    "consent_talked": gettext_lazy("Talked about the consent"),
    "consent_asked_again": gettext_lazy("Asked for a new consent"),
    "consent_withdrawn": gettext_lazy("Consent was withdrawn"),
    "tumour_review_opened": gettext_lazy("A tumour review was opened"),
    "tumour_review_examined": gettext_lazy("Recorded the examination of a tumour review"),
    "tumour_review_imaged": gettext_lazy("Recorded the imaging of a tumour review"),
    "tumour_review_closed": gettext_lazy("Closed a tumour review"),
    "adverse_event_to_record": gettext_lazy("An adverse event has to be recorded"),
    "fatal_adverse_event_to_record": gettext_lazy("A fatal adverse event has to be recorded"),
    "adverse_event_drafted": gettext_lazy("An adverse event was drafted"),
    "adverse_event_confirmed": gettext_lazy("Confirmed an adverse event"),
    "adverse_event_dismissed": gettext_lazy("Dismissed the draft of an adverse event"),
    "adverse_event_assessed": gettext_lazy("Assessed an adverse event"),
    "adverse_event_reported": gettext_lazy("Reported an adverse event"),
    "adverse_event_report_dropped": gettext_lazy("Wrote why a report of an adverse event is not needed"),
    "adverse_event_aware_corrected": gettext_lazy("Corrected when the clinic knew of an adverse event"),
    "adverse_event_facts_added": gettext_lazy("Added facts to an adverse event"),
    "adverse_event_shared": gettext_lazy("Told the patient about an adverse event"),
    "adverse_event_closed": gettext_lazy("Closed an adverse event"),
    "adverse_event_reopened": gettext_lazy("Opened an adverse event again"),
    "summary_to_export": gettext_lazy("A summary has to be sent"),
}
FIELDS: Mapping[str, staff_words.Words] = {
    "target_hand": gettext_lazy("treated hand"),
    "joints": gettext_lazy("joints"),
    "anticoagulant": gettext_lazy("blood thinner"),
    "high_infection_risk": gettext_lazy("high infection risk"),
    "lead_clinician": gettext_lazy("lead clinician"),
    "coordinator": gettext_lazy("coordinator"),
    "tasks": gettext_lazy("three tasks"),
    "cell_source": gettext_lazy("cell source"),
    "tissue": gettext_lazy("tissue"),
    "tissue_other": gettext_lazy("other tissue"),
    "harvest_mode": gettext_lazy("harvest mode"),
    "sedation": gettext_lazy("sedation"),
}
TOLD: Mapping[str, staff_words.Words] = {
    ToldBy.PHONE: gettext_lazy("told by phone, entered by staff"),
    ToldBy.IN_PERSON: gettext_lazy("told in person, entered by staff"),
}
LEVELS_OF_HELP: Mapping[str, staff_words.Words] = {
    CaregiverLevel.SEE: gettext_lazy("may look"),
    CaregiverLevel.FILL_IN: gettext_lazy("may look and answer check-ins"),
    CaregiverLevel.MANAGE: gettext_lazy("may look, answer check-ins and agree visits with us"),
}
ANCHORS: Mapping[str, staff_words.Words] = {
    "consult": gettext_lazy("consultation"),
    "procedure": gettext_lazy("procedure planned"),
    "harvest": gettext_lazy("harvest started"),
    "injection": gettext_lazy("injection"),
    "discharge": gettext_lazy("went home"),
}


@dataclass(frozen=True)
class Line:
    when: str
    who: str
    what: str
    details: tuple[str, ...]
    reason: str


def history_lines(events: Iterable[JourneyEvent], clock: Clock) -> tuple[Line, ...]:
    """One line an event, in the order given; `by` comes with them."""
    return tuple(
        Line(
            when=clock.short(event.at),
            who=str(event.by) if event.by else _("The app"),
            what=what(event.kind),
            details=tuple(_details(event, clock)),
            reason=event.reason,
        )
        for event in events
    )


def what(kind: str) -> str:
    """An event's kind in words: a move by its label."""
    if kind in set(Move):
        return _(MOVES[Move(kind)].label)
    return str(WHAT.get(kind, "")) or staff_words.said(kind)


def _details(event: JourneyEvent, clock: Clock) -> Iterable[str]:
    if event.kind in set(Move):
        yield from _of_move(event.data)
    elif event.kind in DETAILS:
        yield from DETAILS[event.kind](event.data, clock)


def _of_move(data: Data) -> Iterable[str]:
    changed = data.get("stages", {})
    for code, state in [(code, changed[code]) for code in staff_words.STAGES if code in changed]:
        yield _("{stage}: {state}").format(stage=staff_words.sentence(staff_words.STAGES[code]), state=_plain(state))
    before, after = data.get("journey", ("", ""))
    if before != after:
        yield _("journey: {status}").format(status=staff_words.STATUSES[after])
    choices = data.get("choices", {})
    if code := choices.get("reason_code"):
        yield staff_words.reason(code)
    if review_on := choices.get("review_on"):
        yield _("look again on {day}").format(day=review_on)
    overridden = [line["check"] for line in data.get("gate", ()) if line["overridden"]]
    if overridden:
        yield _("overridden: {checks}").format(checks=", ".join(overridden))


def _plan(data: Data, clock: Clock) -> Iterable[str]:
    for name, (before, after) in data.items():
        label = FIELDS.get(name, name)
        yield _("{field}: {after} (was: {before})").format(field=label, before=_plain(before), after=_plain(after))


def _record(data: Data, clock: Clock) -> Iterable[str]:
    """Which part and which fields; the values stand in the history of the part itself."""
    section = SECTIONS[data["section"]]
    labels = {each.name: each.title for each in with_other(section.fields)}
    labels |= {group.code: _(group.title) for group in section.groups}
    names = ", ".join(labels[name] for name in data["changed"])
    yield _("{section}: {fields}").format(section=_(section.title), fields=names)
    yield from data["warnings"]


def column_names(names: Iterable[str]) -> str:
    """What was corrected about a patient, by the names of the columns, never by what stands in them."""
    columns = {each.name: str(each.verbose_name) for each in Patient._meta.fields}
    return ", ".join(columns[name] for name in names)


def _date(data: Data, clock: Clock) -> Iterable[str]:
    words = _("{what}: {after}").format(what=ANCHORS[data["anchor"]], after=_moment(data["to"], clock))
    was = _(" (was {before})").format(before=_moment(data["from"], clock)) if data["from"] else ""
    yield words + was
    if data.get("product_id"):
        yield _("product {id}").format(id=data["product_id"])


def _contact(data: Data, clock: Clock) -> Iterable[str]:
    yield str(staff_words.PURPOSES[data["purpose"]])
    yield f"{staff_words.ROUTES[data['route']]}: {staff_words.RESULTS[data['result']]}"


def _answers(data: Data, clock: Clock) -> Iterable[str]:
    yield str(data["check_in"])
    if data.get("level"):
        yield str(staff_words.LEVELS.get(data["level"], data["level"]))
    if data.get("helper"):
        yield _("answered by the helper {who}").format(who=data["helper"])
    if data.get("told_by"):
        yield str(TOLD[data["told_by"]])


def _helper(data: Data, clock: Clock) -> Iterable[str]:
    yield str(data["helper"])
    if data.get("level"):
        yield str(LEVELS_OF_HELP[data["level"]])


def _identity(data: Data, clock: Clock) -> Iterable[str]:
    yield f"{data['point']}, {data['product_id']}"
    yield _("everything matches") if data["matches"] else _("does not match")
    yield _("with {who}").format(who=data["second"])


def _allergies(data: Data, clock: Clock) -> Iterable[str]:
    yield ", ".join(data["after"]) or _("none known")


TICKS: Mapping[str, staff_words.Words] = {
    "adjust": gettext_lazy("change of {name}"),
    "stop": gettext_lazy("stop of {name}"),
    "again": gettext_lazy("{name} again"),
    "leave_out": gettext_lazy("food or drink left out ({name})"),
    "escort": gettext_lazy("somebody takes them home"),
    "read": gettext_lazy("has read the plan"),
}


def _ticked(data: Data, clock: Clock) -> Iterable[str]:
    yield str(TICKS[data["kind"]]).format(name=data["name"])
    yield _("done") if data["done"] else _("taken back")


def _wish(data: Data, clock: Clock) -> Iterable[str]:
    yield _(ANSWER_WORDS[data["wants"]])
    yield str(ToldBy(data["told_by"]).label)
    yield clock.moment(datetime.fromisoformat(data["told_at"]))


BACK: Mapping[str, staff_words.Words] = {
    "time": gettext_lazy("the time is over"),
    "answer": gettext_lazy("an answer was worse"),
    "person": gettext_lazy("before the time"),
}


def _snooze(data: Data, clock: Clock) -> Iterable[str]:
    yield str(data["expected"])
    yield _("until {moment}").format(moment=clock.moment(datetime.fromisoformat(data["until"])))


DETAILS: Mapping[str, Callable[[Data, Clock], Iterable[str]]] = {
    "plan_recorded": _plan,
    "date_recorded": _date,
    "record_saved": _record,
    "day_list_ticked": _ticked,
    "wish_told": _wish,
    "pathway_moved": lambda data, clock: [
        _("version {before} to version {after}").format(before=data["from"], after=data["to"])
    ],
    "range_planned": lambda data, clock: [_("{first} to {last}").format(first=data["from"], last=data["to"])],
    "decision_recorded": lambda data, clock: [str(staff_words.DECISIONS.get(data["decision"], data["decision"]))],
    "details_corrected": lambda data, clock: [column_names(data["changed"])],
    "check_in_sent": _answers,
    "check_in_corrected": _answers,
    "red_flag": _answers,
    "helper_invited": _helper,
    "helper_changed": _helper,
    "helper_accepted": _helper,
    "helper_ended": _helper,
    "check_in_missed": lambda data, clock: [str(data["check_in"])],
    "alert_raised": lambda data, clock: [str(staff_words.LEVELS.get(data["level"], data["level"]))],
    "alert_rose": lambda data, clock: [str(staff_words.LEVELS.get(data["level"], data["level"]))],
    "alert_closed": lambda data, clock: [staff_words.said(data["outcome"])],
    "alert_snoozed": _snooze,
    "alert_back": lambda data, clock: [str(BACK[data["why"]])],
    "call_proposed": lambda data, clock: [clock.moment(datetime.fromisoformat(data["calls_at"]))],
    "call_answered": lambda data, clock: [str(CallAnswer(data["answer"]).label)],
    "alert_handed_over": lambda data, clock: [_("to {who}").format(who=data["to"])],
    "alert_given": lambda data, clock: [_("to {who}").format(who=data["to"])],
    "alert_left": lambda data, clock: [_("had by {who}").format(who=data["from"])],
    "contact_attempt": _contact,
    "check_cleared": lambda data, clock: [str(data["check"])],
    "override_requested": lambda data, clock: [str(data["check"])],
    "check_overridden": lambda data, clock: [_("{check}, asked by {asked_by}").format(**data)],
    "allergies_confirmed": _allergies,
    "visit_booked": lambda data, clock: [_visit(data, clock)],
    "visit_offered": lambda data, clock: [_visit(data, clock)],
    "visit_requested": lambda data, clock: [_visit(data, clock)],
    "visit_moved": lambda data, clock: [_visit(data, clock)],
    "product_disposed": lambda data, clock: [str(data["product_id"]), staff_words.said(data.get("disposition", ""))],
    "product_made": lambda data, clock: [str(data["product_id"])],
    "product_taken": lambda data, clock: [str(data["product_id"])],
    "product_quarantined": lambda data, clock: [str(data["product_id"]), staff_words.said(data["reason"])],
    "identity_checked": _identity,
    "release_signed": lambda data, clock: [str(data["product_id"]), _("signature {n} of 2").format(n=data["place"])],
    "lot_recalled": lambda data, clock: [str(data["number"])],
}


def _visit(data: Data, clock: Clock) -> str:
    kind = staff_words.said(data["visit"])
    return _("{visit}, {when}, {who}").format(visit=kind, when=_moment(data["starts_at"], clock), who=data["with"])


def _moment(text: str | None, clock: Clock) -> str:
    return clock.short(datetime.fromisoformat(text)) if text else _("none")


def _plain(value: Any) -> str:
    """A stored value in words."""
    if value is None or value in ("", []):
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).replace("_", " ")

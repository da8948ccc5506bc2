"""The part of a patient's own file about care: journeys, sessions, stages, visits, notes, calls, what happened."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.documents import DocumentKind
from journey.domain.stages import CycleStatus, StageState
from journey.models import AllergyClass, AllergySeverity, AllergySource, AllergyStatus, ToldBy
from journey.models.constraints import choices_of
from journey.models.labels import LABELS
from journey.presenters import staff_words, when
from journey.presenters.check_in import HAND_WORDS
from journey.presenters.follow_ups import Fact
from journey.presenters.history import what
from journey.presenters.my_data import Entry, Row, Section, Told, facts, label_of
from journey.presenters.papers import file_words
from journey.presenters.visit_plain_words import VISIT_WORDS
from journey.presenters.visit_words import ASKS, STATES


def profile(told: Told) -> Section:
    row = told.rows("patient")[0]
    asked = label_of(AllergyStatus.choices, row["allergy_status"])
    about = facts(
        (_("Name"), row["full_name"]),
        (_("We call you"), row["called"]),
        (_("Record number"), row["record_no"]),
        (_("Date of birth"), told.day(row["date_of_birth"])),
        (_("Phone"), row["phone"]),
        (_("E-mail"), row["email"]),
        (_("Postal address"), ", ".join(row["postal_address"].splitlines())),
        (_("Language"), row["language"]),
        (_("Your time zone"), row["time_zone"]),
        (_("Where we see you"), row["site"]),
        (_("Medicines"), row["medicines"]),
        (_("Allergies"), asked),
        (_("Allergies checked"), told.who_when(row["allergies_confirmed_by"], row["allergies_confirmed_at"])),
    )
    known = tuple(_allergy(each, told) for each in told.rows("allergies"))
    return Section("you", _("About you"), (Entry("", about), *known))


def _allergy(row: Row, told: Told) -> Entry:
    title = _("Allergy: {substance}").format(substance=row["substance"])
    return Entry(
        title,
        facts(
            (_("Kind"), label_of(AllergyClass.choices, row["kind"])),
            (_("What happens"), row["reaction"]),
            (_("How bad"), label_of(AllergySeverity.choices, row["severity"])),
            (_("Known from"), label_of(AllergySource.choices, row["source"]) if row["source"] else ""),
            (_("Checked"), told.who_when(row["verified_by"], row["verified_at"])),
        ),
    )


def journeys(told: Told) -> Section:
    return Section("journeys", _("Your journeys"), tuple(_journey(row, told) for row in told.rows("journeys")))


def _journey(row: Row, told: Told) -> Entry:
    hand = str(HAND_WORDS.get(row["target_hand"], "")) or _("Journey")
    about = facts(
        (_("Joints"), [staff_words.joint(code) for code in row["joints"]]),
        (_("State"), staff_words.STATUSES[row["status"]]),
        (_("Since"), told.moment(row["status_since"])),
        (_("Reason"), staff_words.reason(row["status_reason_code"]) if row["status_reason_code"] else ""),
        (_("We look again on"), told.day(row["review_on"])),
        (_("You take a blood thinner"), row["anticoagulant"]),
        (_("A higher risk of infection"), row["high_infection_risk"]),
        (_("Your doctor"), row["lead_clinician"]),
        (_("Plans your visits"), row["coordinator"]),
        (_("Safety checks go on"), row["keeps_safety_checks"]),
    )
    title = _("{hand}, started {day}").format(hand=hand, day=told.moment(row["started_at"]))
    return Entry(title, about)


def sessions(told: Told) -> Section:
    stages = told.by("stages", "cycle_id")
    rows = tuple(_session(row, stages.get(row["id"], []), told) for row in told.rows("sessions"))
    return Section("sessions", _("Your sessions and their stages"), rows)


def _session(row: Row, stages: list[Row], told: Told) -> Entry:
    planned = [told.day(row[name]) for name in ("planned_from", "planned_to") if row[name]]
    about = facts(
        (_("State"), label_of(choices_of(CycleStatus), row["status"])),
        (_("Cells"), staff_words.SOURCES.get(row["cell_source"], "")),
        (_("Taken from"), row["tissue_other"] or staff_words.TISSUES.get(row["tissue"], "")),
        (_("How"), staff_words.MODES.get(row["harvest_mode"], "")),
        (_("Numbing or sleep"), staff_words.SEDATION.get(row["sedation"], row["sedation"])),
        (_("Talk and check"), told.moment(row["consult_at"])),
        (_("Treatment day planned"), told.moment(row["procedure_at"])),
        (_("Planned between"), planned),
        (_("Cells taken"), told.moment(row["harvest_at"])),
        (_("Earlier tries to take cells"), [told.moment(each) or _("stopped") for each in row["earlier_harvests"]]),
        (_("Injection"), told.moment(row["injection_at"])),
        (_("You went home"), told.moment(row["discharge_at"])),
        (_("Product number"), row["product_id"]),
        (_("Your three tasks"), row["tasks"]),
        (_("Decision"), staff_words.DECISIONS.get(row["decision"], row["decision"])),
        (_("Decided by"), told.who_when(row["decision_by"], row["decision_at"])),
    )
    title = _("Session {number}, opened {day}").format(number=row["number"], day=told.moment(row["opened_at"]))
    return Entry(title, about + tuple(fact for stage in stages for fact in _stage(stage, told)))


def _stage(row: Row, told: Told) -> tuple[Fact, ...]:
    state = label_of(choices_of(StageState), row["state"])
    opened = told.who_when(row["opened_by"], row["opened_at"])
    closed = told.who_when(row["closed_by"], row["closed_at"])
    parts = [
        state,
        _("opened: {who}").format(who=opened) if opened else "",
        _("closed: {who}").format(who=closed) if closed else "",
        staff_words.reason(row["stop_reason"]) if row["stop_reason"] else "",
    ]
    stage = staff_words.sentence(staff_words.STAGES[row["code"]])
    return facts((_("Stage: {stage}").format(stage=stage), "; ".join(part for part in parts if part)))


def _asked(told: Told, row: Row) -> list[tuple[str, Any]]:
    if not row["ask"]:
        return []
    return [
        (_("You asked"), ASKS[row["ask"]]),
        (_("Your words"), row["ask_words"]),
        (_("Asked"), told.who_when(row["asked_by"], row["asked_at"])),
        (_("Our answer"), row["answer"]),
    ]


def visits(told: Told) -> Section:
    rows = tuple(
        Entry(
            _("{visit}, {moment}").format(visit=VISIT_WORDS[row["kind"]], moment=told.moment(row["starts_at"])),
            facts(
                (_("Until"), when.clock(row["ends_at"].astimezone(told.zone))),
                (_("With"), row["clinician"]),
                (_("Where"), row["site"]),
                (_("State"), STATES[row["state"]]),
                (_("State since"), told.who_when(row["state_by"], row["state_at"])),
                (_("You said yes"), told.moment(row["accepted_at"])),
                *_asked(told, row),
            ),
        )
        for row in told.rows("visits")
    )
    waited = tuple(
        _("Waited for an earlier time of “{visit}” from {start} on. Ended: {end}").format(
            visit=VISIT_WORDS[row["kind"]],
            start=told.moment(row["joined_at"]),
            end=told.moment(row["ended_at"]) or _("not yet"),
        )
        for row in told.rows("waiting_list")
    )
    return Section("visits", _("Your visits"), rows, waited)


def notes(told: Told) -> Section:
    count = len(told.rows("notes_for_staff"))
    kept = ngettext(
        "{n} note that staff wrote for each other is not in this file. Ask us, and we go through it with you.",
        "{n} notes that staff wrote for each other are not in this file. Ask us, and we go through them with you.",
        count,
    ).format(n=count)
    rows = tuple(
        Entry(told.who_when(row["written_by"], row["written_at"]), (), (row["text"],)) for row in told.rows("notes")
    )
    return Section("notes", _("Notes that we shared with you"), rows, note=kept if count else "")


def questions(told: Told) -> Section:
    """What was asked of the clinic, and what it answered."""
    rows = tuple(
        Entry(
            row["words"],
            facts(
                (_("Asked"), told.who_when(row["asked_by"], row["asked_at"])),
                (_("How you told us"), label_of(ToldBy.choices, row["told_by"]) if row["told_by"] else ""),
                (_("Answered"), told.who_when(row["answered_by"], row["answered_at"]) if row["answered_at"] else ""),
            ),
            (row["answer"],) if row["answer"] else (),
        )
        for row in told.rows("questions")
    )
    return Section("questions", _("Your questions to us"), rows)


def documents(told: Told) -> Section:
    """Every paper by its title; the files that were shared are saved from the pages of their stages."""
    rows = tuple(
        Entry(
            row["title"],
            facts(
                (_("What it is"), LABELS[DocumentKind][DocumentKind(row["kind"])]),
                (_("File"), file_words(row["content_type"], row["size"])),
                (_("Added"), told.who_when(row["added_by"], row["added_at"])),
                (_("Shared with you"), told.who_when(row["shared_by"], row["shared_at"]) if row["shared_at"] else ""),
                (_("Taken out"), told.who_when(row["struck_by"], row["struck_at"]) if row["struck_at"] else ""),
            ),
        )
        for row in told.rows("documents")
    )
    return Section("documents", _("Papers that we keep about you"), rows)


def contacts(told: Told) -> Section:
    rows = tuple(
        Entry(
            told.who_when(row["by"], row["at"]),
            facts(
                (_("What for"), staff_words.PURPOSES[row["purpose"]]),
                (_("How"), staff_words.ROUTES[row["route"]]),
                (_("What came of it"), staff_words.RESULTS[row["result"]]),
            ),
        )
        for row in told.rows("contacts")
    )
    return Section("contacts", _("Calls and letters to you"), rows)


def safety_checks(told: Told) -> Section:
    lines = tuple(
        _("Check {check}: {kind}. {who}").format(
            check=row["check_id"], kind=staff_words.said(row["kind"]), who=told.who_when(row["by"], row["at"])
        )
        + (
            _(" Agreed: {who}").format(who=told.who_when(row["second_by"], row["second_at"]))
            if row["second_by"]
            else ""
        )
        for row in told.rows("safety_checks")
    )
    return Section("checks", _("Safety checks that a person stood for"), lines=lines)


def history(told: Told) -> Section:
    lines = tuple(
        _("{moment}: {what}. {who}").format(
            moment=told.moment(row["at"]), what=what(row["kind"]), who=row["by"] or _("The app")
        )
        for row in told.rows("history")
    )
    return Section("history", _("What happened, step by step"), lines=lines)

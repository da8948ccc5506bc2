"""The part of a patient's own file about unwanted effects: those that a clinician confirmed, in plain words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.ae_states import CONFIRMED_STATES, EventState
from journey.domain.ae_timers import RULE_BY_CODE
from journey.presenters.event_words import family_words, grade_words, outcome_words, state_words
from journey.presenters.follow_ups import Fact
from journey.presenters.my_data import Entry, Row, Section, Told, facts
from journey.presenters.review_words import result_words, step_words

KEYS = (
    "adverse_events",
    "steps_of_adverse_events",
    "assessments_of_adverse_events",
    "facts_of_adverse_events",
    "words_of_adverse_events",
    "reports_of_adverse_events",
    "clusters_of_adverse_events",
)
OF_REVIEWS = frozenset({"tumour_reviews", "reasons_of_tumour_reviews", "findings_of_tumour_reviews"})


def adverse_events(told: Told) -> Section:
    """Drafts that nobody has judged, and those that were dismissed, are counted: nothing was found in them yet."""
    rows = [row for row in told.rows("adverse_events") if row["state"] in CONFIRMED_STATES]
    others = len(told.rows("adverse_events")) - len(rows)
    note = ngettext(
        "{n} more was noted and a clinician has not confirmed it.",
        "{n} more were noted and a clinician has not confirmed them.",
        others,
    ).format(n=others)
    by = {key: told.by(key, "event_id") for key in KEYS[1:]}
    entries = tuple(_event(row, {key: found.get(row["id"], []) for key, found in by.items()}, told) for row in rows)
    return Section("adverse-events", _("Unwanted effects that we looked into"), entries, note=note if others else "")


def _event(row: Row, belonging: dict[str, list[Row]], told: Told) -> Entry:
    shared = tuple(each["text"] for each in belonging["words_of_adverse_events"][-1:])
    about = facts(
        (_("What kind"), family_words(row["effect_family"])),
        (_("What it is called"), row["term"]),
        (_("How bad"), grade_words(row["grade"])),
        (_("Began"), told.moment(row["onset_at"])),
        (_("Ended"), told.moment(row["resolved_at"])),
        (_("How it ended"), outcome_words(row["outcome"])),
        (_("We knew since"), told.who_when(row["aware_by"], row["aware_at"])),
        (_("Product"), [each for each in (row["lot"], row["kit_lot"], row["donation_id"]) if each]),
        (_("Closed"), told.who_when(row["closed_by"], row["closed_at"])),
        (_("Judged by"), [_judged(each, told) for each in belonging["assessments_of_adverse_events"]]),
        (_("Steps"), [_step(each, told) for each in belonging["steps_of_adverse_events"]]),
        (
            _("New facts noted"),
            [told.who_when(each["by"], each["at"]) for each in belonging["facts_of_adverse_events"]],
        ),
    )
    return Entry(row["number"], about + _reports(belonging["reports_of_adverse_events"], told), shared)


def _judged(row: Row, told: Told) -> str:
    return told.who_when(row["by"], row["at"])


def _step(row: Row, told: Told) -> str:
    return f"{state_words(EventState(row['after']))} ({told.who_when(row['by'] or _('The app'), row['at'])})"


def _reports(rows: list[Row], told: Told) -> tuple[Fact, ...]:
    sent = [row for row in rows if row["sent_on"]]
    return facts(
        *(
            (
                _("Reported"),
                _("{rule}: to {authority}, {day}").format(
                    rule=_(RULE_BY_CODE[row["rule"]].what), authority=row["authority"], day=told.day(row["sent_on"])
                ),
            )
            for row in sent
        )
    )


def tumour_reviews(told: Told) -> Section:
    began = told.by("reasons_of_tumour_reviews", "review_id")
    found = told.by("findings_of_tumour_reviews", "review_id")
    entries = tuple(
        Entry(
            told.moment(row["opened_at"]),
            facts(
                (_("Noted"), [told.moment(each["at"]) for each in began.get(row["id"], [])]),
                (_("A doctor looks at you by"), told.moment(row["examine_by"])),
                (_("Pictures are made by"), told.moment(row["image_by"])),
                (_("What was done"), [_finding(each, told) for each in found.get(row["id"], [])]),
                (_("Closed"), told.who_when(row["closed_by"], row["closed_at"])),
                (_("What it was"), result_words(row["result"])),
            ),
        )
        for row in told.rows("tumour_reviews")
    )
    return Section("tumour-reviews", _("Checks for a growth"), entries)


def _finding(row: Row, told: Told) -> str:
    return f"{step_words(row['step'])} ({told.who_when(row['who'], row['done_at'])})"

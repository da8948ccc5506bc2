"""A patient's own file, put together: which part tells of which tables."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from journey.access.held import FOR_STAFF, HELD, NOT_IN_FILE
from journey.models import Patient
from journey.presenters import my_data_account as account
from journey.presenters import my_data_answers as answers
from journey.presenters import my_data_care as care
from journey.presenters import my_data_cells as cells
from journey.presenters import my_data_consent as consent
from journey.presenters import my_data_events as events
from journey.presenters import my_data_record as record
from journey.presenters.my_data import Build, Data, MyData, Told, made_words
from journey.presenters.my_data_home import instructions, instructions_whole

# In the order of reading, each with the tables that it tells of.
SECTIONS: tuple[tuple[Build, frozenset[str]], ...] = (
    (care.profile, frozenset({"patient", "allergies"})),
    (care.journeys, frozenset({"journeys"})),
    (care.sessions, frozenset({"sessions", "stages"})),
    (record.record, record.KEYS),
    (consent.consents, consent.KEYS),
    (cells.products, frozenset({"products", "identity_checks", "release_signatures", "recalls"})),
    (instructions, frozenset()),  # made of the pathway and the dates of each session
    (care.visits, frozenset({"visits", "waiting_list"})),
    (
        answers.check_ins,
        frozenset({"check_ins", "answers", "answers_not_sent", "photos", "photo_files", "sent_photos", "results"}),
    ),
    (answers.alerts, answers.OF_ALERTS),
    (events.adverse_events, frozenset(events.KEYS)),
    (events.tumour_reviews, events.OF_REVIEWS),
    (care.notes, frozenset({"notes", "notes_for_staff"})),
    (care.questions, frozenset({"questions"})),
    (care.documents, frozenset({"documents", "files"})),
    (care.contacts, frozenset({"contacts"})),
    (care.safety_checks, frozenset({"safety_checks"})),
    (care.history, frozenset({"history"})),
    (account.requests, frozenset({"requests"})),
    (account.kept, frozenset({"holds", "identity_removals"})),
    (account.messages, frozenset({"messages"})),
    (account.reminders, frozenset({"reminders", "reminder_choices"})),
    (account.calendars, frozenset({"calendar_addresses"})),
    (account.helpers, frozenset({"helpers", "looks_of_helpers"})),
    (account.invitations, frozenset({"invitations"})),
    (account.looked, frozenset({"who_looked"})),
    (account.opened, frozenset({"opened_by_another_team"})),
    (
        account.sign_in,
        frozenset({"sign_in", "addresses", "ways_to_sign_in", "recovery_codes", "devices", "signing_in"}),
    ),
)


def my_data(patient: Patient, data: Data, at: datetime) -> MyData:
    """The file to read and print."""
    told = Told(patient, data, at)
    sections = tuple(build(told) for build, _tables in SECTIONS)
    return MyData(patient.full_name, made_words(told), told.card, sections)


def my_data_whole(patient: Patient, data: Data, at: datetime) -> Mapping[str, Any]:
    """The file for a program: every row of every table, and what is not in it with the reason."""
    left_out = [
        {"table": held.key, "column": column, "why": why}
        for held in HELD
        for column, why in held.left_out.items()
        if why == FOR_STAFF
    ]
    return {
        "made_at": at,
        "clinic": patient.site.clinic.name,
        "format": 1,
        "not_in_this_file": [*left_out, *({"table": name, "why": why} for name, why in NOT_IN_FILE.items())],
        **data,
        "instructions": instructions_whole(Told(patient, data, at)),
    }

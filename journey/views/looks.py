"""Every look at a patient's record leaves a row: who, whose, through which page; and every one that was refused."""

import re
from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone

from accounts.models import Kind, Outcome
from accounts.trace.noting import note
from accounts.trace.requests import acts_of
from journey.access import out_of_reach
from journey.access.scope import patient_of_row
from journey.actions.caregivers import note_look

# What an address may hold, and the table it names a row of: every one belongs to a patient.
TABLES: Mapping[str, str] = {
    "patient_id": "journey_patient",
    "journey_id": "journey_journey",
    "stage_id": "journey_stage",
    "check_in_id": "journey_checkin",
    "submission_id": "journey_submission",
    "alert_id": "journey_alert",
    "event_id": "journey_adverseevent",
    "review_id": "journey_tumourreview",
    "visit_id": "journey_appointment",
    "opening_id": "journey_openedrecord",
    "request_id": "journey_datarequest",
    "caregiver_id": "journey_caregiver",
    "cycle_id": "journey_cycle",
    "document_id": "journey_document",
}
# Of these the function of the trace does not know whose a row is; their pages lead on to others.
ASKED_FOR = frozenset({"journey_reminder", "journey_identityremoval", "journey_patientquestion"})
# Tables whose stock addresses in the admin call every row `object_id`.
STOCK = {f"admin:{table}_": table for table in (*TABLES.values(), *sorted(ASKED_FOR))}
SAFE = frozenset({"GET", "HEAD"})
SHOWN = frozenset({200, 422})
REFUSED = frozenset({403, 404})
TOO_LATE = 409
NOT_TAKEN = frozenset({*REFUSED, TOO_LATE, 422})
SEEN = 200
# A form that comes back shows what its page showed; what an answer says of people is read on the page that it leads to.
SHOWS_A_LIST = frozenset({SEEN, 303, TOO_LATE, 422})
LONGEST_QUERY = 1000
KEY = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", re.IGNORECASE)
MOST_NOTED = 20
FILES: Mapping[str, Kind] = {"text/html": Kind.READ, "text/calendar": Kind.FEED}


class LooksLeaveARow:
    """One INSERT for each page of a record, before it leaves: when the row cannot be written, nobody gets the page.

    A list of patients leaves one row for all whom it showed, also for nobody: a search that finds nobody tells too.
    A patient's own pages leave none; a helper's look stands where the patient reads it. What a posting changed is
    written down by the triggers; one that was refused or broke has no other row than the one from here. A page that
    names no record and refuses leaves one too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match is None or not request.user.is_authenticated:
            return response
        what = record_of(request.resolver_match)
        outcome = _outcome(request, response)
        _note_helper(request, response)
        _note_list(request, response)
        strange = _note_strange_rows(request, response, besides=what)
        if what and outcome:
            table, row = what
            asks = outcome is Outcome.DONE and table not in ASKED_FOR
            known = {"patient": None if asks else patient_of_row(table, row), "asks": asks}
            note(_kind(request, response, outcome), acts_of(request), outcome=outcome, table=table, row=row, **known)
        elif response.status_code in REFUSED and not strange:
            note(_kind(request, response, Outcome.DENIED), acts_of(request), outcome=Outcome.DENIED)
        return response


def record_of(match: ResolverMatch) -> tuple[str, UUID] | None:
    """The table and the row of a patient's record that this address names; None for every other address."""
    for name, table in TABLES.items():
        if name in match.kwargs:
            return table, match.kwargs[name]
    table = next((table for start, table in STOCK.items() if match.view_name.startswith(start)), "")
    if not table or "object_id" not in match.kwargs:
        return None
    try:
        return table, UUID(match.kwargs["object_id"])
    except ValueError:
        return None


def _note_helper(request: HttpRequest, response: HttpResponse) -> None:
    """The patient is told that a helper looked: at pages, files, and what a press led to alike."""
    helping, at = getattr(request.user, "helping", None), timezone.now()
    if helping is not None and response.status_code not in REFUSED and helping.is_new_look(at):
        note_look(caregiver_id=helping.caregiver_id, patient_id=helping.patient_id, at=at)


def _note_list(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever stood on the page, whatever became of the form on it. Only a page that was asked for tells by showing
    nobody."""
    shown = getattr(request, "shown", None)
    if shown is None or response.status_code not in SHOWS_A_LIST:
        return
    table, patients = shown
    if patients or response.status_code == SEEN:
        query = request.GET.urlencode()[:LONGEST_QUERY]
        note(Kind.LIST, acts_of(request), table=table, shown=patients, query=query)


def _note_strange_rows(request: HttpRequest, response: HttpResponse, besides: tuple[str, UUID] | None) -> bool:
    """What somebody posted, or asked for behind the "?" of an address, may name a record that they do not reach.
    Whatever the page made of it, each leaves the row that an address of it would. True when there was one.

    Staff tick rows of lists: what they post is always looked at. Everything else costs its statement only where a page
    refused, or left out what it was asked for (`note_left_out`).
    """
    refused = response.status_code in NOT_TAKEN or getattr(request, "left_out", False)
    values: list[str] = []
    if request.method == "POST" and (refused or request.user.is_staff):
        values += [value for _name, found in request.POST.lists() for value in found]
    if refused:
        values += [value for _name, found in request.GET.lists() for value in found]
    keys = {UUID(found) for value in values for found in KEY.findall(value)}
    strange = out_of_reach(request.user, keys, timezone.now())[:MOST_NOTED] if keys else []
    kind = Kind.READ if request.method in SAFE else Kind.ACT
    for table, key, patient in strange:
        if (table, key) != besides:
            known = {"patient": patient, "asks": False}
            note(kind, acts_of(request), outcome=Outcome.DENIED, table=table, row=key, **known)
    return bool(strange)


def _outcome(request: HttpRequest, response: HttpResponse) -> Outcome | None:
    if response.status_code in SHOWN:
        return Outcome.DONE if request.user.is_staff else None
    if response.status_code in REFUSED or (response.status_code == TOO_LATE and request.user.is_staff):
        return Outcome.DENIED
    return Outcome.FAILED if response.status_code >= 500 and request.method not in SAFE else None


def _kind(request: HttpRequest, response: HttpResponse, outcome: Outcome) -> Kind:
    """A photo stands in a page: to see it is to read."""
    if request.method not in SAFE and outcome is not Outcome.DONE:
        return Kind.ACT
    if request.resolver_match and "photo_id" in request.resolver_match.kwargs:
        return Kind.READ
    content = response.headers.get("Content-Type", "").partition(";")[0]
    return FILES.get(content, Kind.EXPORT)

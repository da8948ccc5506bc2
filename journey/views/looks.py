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
# Tables whose stock addresses in the admin call every row `object_id`.
STOCK = {f"admin:{table}_": table for table in TABLES.values()}
SAFE = frozenset({"GET", "HEAD"})
SHOWN = frozenset({200, 422})
REFUSED = frozenset({403, 404})
TOO_LATE = 409
SEEN = 200
LONGEST_QUERY = 1000
KEY = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
MOST_NOTED = 20
FILES: Mapping[str, Kind] = {"text/html": Kind.READ, "text/calendar": Kind.FEED}


class LooksLeaveARow:
    """One INSERT for each page of a record, before it leaves: when the row cannot be written, nobody gets the page.

    A list of patients leaves one row for all whom it showed, also for nobody: a search that finds nobody tells too.
    A patient's own pages leave none. What a posting changed is written down by the triggers; one that was refused or
    broke has no other row than the one from here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        what = record_of(request.resolver_match) if request.resolver_match and request.user.is_authenticated else None
        outcome = _outcome(request, response) if what else None
        shown = getattr(request, "shown", None)
        if shown is not None and response.status_code == SEEN:
            table, patients = shown
            note(
                Kind.LIST, acts_of(request), table=table, shown=patients, query=request.GET.urlencode()[:LONGEST_QUERY]
            )
        if request.method == "POST" and request.user.is_staff:
            _note_strange_rows(request, besides=what)
        if what and outcome:
            note(_kind(request, response, outcome), acts_of(request), outcome=outcome, table=what[0], row=what[1])
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


def _note_strange_rows(request: HttpRequest, besides: tuple[str, UUID] | None) -> None:
    """What somebody posted may name a record that they do not reach, in a field, a row or a tick. Whatever the page
    made of it, each leaves the row that an address of it would."""
    posted = {UUID(found) for values in request.POST.lists() for value in values[1] for found in KEY.findall(value)}
    if not posted:
        return
    for table, key in out_of_reach(request.user, posted, timezone.now())[:MOST_NOTED]:
        if (table, key) != besides:
            note(Kind.ACT, acts_of(request), outcome=Outcome.DENIED, table=table, row=key)


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

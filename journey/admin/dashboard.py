"""The first page of staff: the work queue."""

from typing import Any

from django.http import HttpRequest

from journey.admin.base import clinic_of, note_shown, now_of, sites_of
from journey.policies import Act, may
from journey.presenters import board, dashboard
from journey.presenters.due_visits import due_rows
from journey.presenters.log_page import log_tables
from journey.presenters.log_standing import log_line
from journey.presenters.on_call import rota_gaps
from journey.presenters.queue_health import sentences


def dashboard_context(request: HttpRequest) -> dict[str, Any]:
    """Everything the index shows; the same number of statements however much waits."""
    clinic, now = clinic_of(request), now_of(request)
    heading = board.heading(now)
    if clinic is None or not may(request.user, Act.READ_RECORDS):
        log = log_tables(now) if may(request.user, Act.READ_LOG) else ()
        return {
            "title": heading,
            "body_class": "dashboard",
            "no_clinic": clinic is None,
            "log": log,
            "standing": log_line(now),
            "stopped": sentences(now),
        }
    queue = dashboard.queue_rows(now, clinic)
    visits, due, recent = board.visits_of_today(now), due_rows(now), board.recent_lines(now)
    note_shown(request, (row.patient for rows in (queue, visits, due, recent) for row in rows if row.patient))
    return {
        "title": heading,
        "body_class": "dashboard",
        "lead": dashboard.lead(queue, now),
        "queue": queue,
        "nothing": [row.title for row in queue if not row.count],
        "visits": visits,
        "due": due,
        "recent": recent,
        "rota": rota_gaps(sites_of(request), now),
        "standing": log_line(now),
        "stopped": sentences(now),
        "set_up": board.set_up(clinic, now, sites_of(request)),
    }

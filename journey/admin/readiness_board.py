"""The board of who comes in the next two days and what is missing: a list of its own beside the journeys."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from journey.admin import marks
from journey.admin.base import ClinicModelAdmin, note_shown, now_of
from journey.policies import Act, check
from journey.presenters.readiness_board import BoardRow, board_rows
from journey.presenters.record_page import RecordPage, Table
from journey.presenters.worklists import Now


class ReadinessBoard(ClinicModelAdmin):
    """Brings the page to the screen of journeys."""

    def get_urls(self) -> list[Any]:
        page = path("coming/", self.admin_site.admin_view(self.coming), name="journey_journey_coming")
        return [page, *super().get_urls()]

    def coming(self, request: HttpRequest) -> HttpResponse:
        check(request.user, Act.READ_RECORDS)
        now = now_of(request)
        rows = board_rows(now)
        note_shown(request, [row.patient_id for row in rows], "journey_journey")
        title = _("Coming in the next two days")
        table = Table(
            _("By the time of the procedure"),
            (_("Patient"), _("When"), _("Hand"), _("Day-before check-in"), _("Missing"), _("Their list"), _("Lead")),
            [_cells(row, now) for row in rows],
            _("Nobody comes in the next two days."),
        )
        return self.page(
            request, "admin/record.html", {"title": title, "record": RecordPage(facts=(), tables=(table,))}
        )


def _cells(row: BoardRow, now: Now) -> list[Any]:
    return [
        marks.link(row.url, row.name),
        marks.keep(now.short(row.starts_at)),
        marks.treated(row.journey),
        _readiness(row),
        _missing(row),
        _("{done} of {due} due lines ticked").format(done=row.ticked, due=row.to_tick) if row.to_tick else "–",
        row.lead or "–",
    ]


def _readiness(row: BoardRow) -> SafeString | str:
    told = marks.level(row.level) if row.level else marks.tag(_("Not sent yet"), "watch")
    if not row.latest:
        return told
    return format_html("{} <span>{}</span> {}", told, _("then:"), marks.level(row.latest))


def _missing(row: BoardRow) -> SafeString | str:
    if not row.missing:
        return marks.tag(_("Nothing"))
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((each,) for each in row.missing)))

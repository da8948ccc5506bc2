"""The workspace of a journey: its change page in the admin, and the addresses of everything done from there."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from journey.admin import (
    workspace_documents,
    workspace_events,
    workspace_follow_ups,
    workspace_forms_allergies,
    workspace_forms_answers,
    workspace_forms_consent,
    workspace_forms_contacts,
    workspace_forms_dates,
    workspace_forms_gate,
    workspace_forms_move,
    workspace_forms_moves,
    workspace_forms_notes,
    workspace_forms_plan,
    workspace_forms_questions,
    workspace_forms_waiting,
    workspace_forms_wish,
    workspace_pathway,
    workspace_photos,
    workspace_product,
    workspace_record,
    workspace_summaries,
    workspace_take_along,
    workspace_trend,
    workspace_watch,
)
from journey.admin.workspace_forms import Desk, at_desk, page
from journey.admin.workspace_forms_gate import STANDBY
from journey.admin.workspace_rows import events_of, workspace_rows
from journey.presenters.history import PAGE, history_lines
from journey.presenters.workspace import workspace

SAFE = ("GET", "HEAD")


class Workspace:
    """Mixed into the ModelAdmin of Journey: nothing is edited in place, every change is a page of its own."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        """Ours come first: the stock catch-all takes every other address below the list."""
        section = "record/<uuid:cycle_id>/<slug:part>"
        pages = (
            ("move/<slug:move>/", workspace_forms_moves.move, "move"),
            ("plan/", workspace_forms_plan.plan, "plan"),
            ("pathway/", workspace_pathway.pathway, "pathway"),
            ("decision/", workspace_forms_plan.decision, "decision"),
            ("dates/", workspace_forms_dates.dates, "dates"),
            ("dates/<slug:what>/", workspace_forms_dates.date, "date"),
            ("allergies/", workspace_forms_allergies.allergies, "allergies"),
            ("consent/", workspace_forms_consent.consent, "consent"),
            ("consent/<uuid:consent_id>/countersign/", workspace_forms_consent.stand_beside, "consent_countersign"),
            ("consent/paper/", workspace_forms_consent.paper, "consent_paper"),
            ("consent/talk/", workspace_forms_consent.talk, "consent_talk"),
            ("consent/again/", workspace_forms_consent.again, "consent_again"),
            ("consent/withdrawal/", workspace_forms_consent.withdrawal, "consent_withdrawal"),
            ("documents/", workspace_documents.documents, "documents"),
            ("documents/new/", workspace_documents.add, "document_add"),
            ("documents/<uuid:document_id>/", workspace_documents.read, "document_read"),
            ("documents/<uuid:document_id>/share/", workspace_documents.share, "document_share"),
            ("documents/<uuid:document_id>/strike/", workspace_documents.strike, "document_strike"),
            ("photos/", workspace_photos.photos, "photos"),
            ("photos/<uuid:photo_id>/", workspace_photos.photo, "photo"),
            ("notes/new/", workspace_forms_notes.note, "note"),
            ("questions/new/", workspace_forms_questions.note, "question"),
            ("questions/<uuid:question_id>/answer/", workspace_forms_questions.reply, "answer_question"),
            ("summaries/<uuid:stage_id>/", workspace_summaries.summary, "summary"),
            ("notes/<uuid:note_id>/share/", workspace_forms_notes.share, "share_note"),
            ("answers/<uuid:submission_id>/read/", workspace_forms_notes.mark_read, "mark_read"),
            ("enter/", workspace_forms_answers.enter, "enter"),
            (
                "enter/<uuid:check_in_id>/<slug:told>/",
                workspace_forms_answers.question,
                "enter_question",
            ),
            ("going-on/", workspace_forms_wish.wish, "wish"),
            ("adverse-events/new/", workspace_events.enter, "adverse_event"),
            ("follow-ups/", workspace_follow_ups.follow_ups, "follow_ups"),
            ("dates/<slug:what>/move/", workspace_forms_move.move, "move_date"),
            ("contact/", workspace_forms_contacts.contact, "contact"),
            ("wait/<slug:visit_code>/", workspace_forms_waiting.wait, "wait"),
            ("letter/<slug:visit_code>/", workspace_forms_contacts.letter, "letter"),
            ("gate/<str:check_id>/clear/", workspace_forms_gate.clear, "gate_clear"),
            ("gate/<str:check_id>/override/", workspace_forms_gate.override, "gate_override"),
            ("overrides/<uuid:decision_id>/agree/", workspace_forms_gate.agree, "gate_agree"),
            ("history/", history, "history"),
            ("take-along/", workspace_take_along.take_along, "take_along"),
            ("measurements/", workspace_trend.trend, "measurements"),
            ("record/", workspace_record.record, "record"),
            ("record/<uuid:cycle_id>/", workspace_record.record, "record_session"),
            ("record/<uuid:cycle_id>/recovery-room/", workspace_watch.watch, "watch"),
            (f"{section}/", workspace_record.section, "record_section"),
            (f"{section}/history/", workspace_record.history, "record_history"),
            *(
                (f"product/<uuid:cycle_id>/{address}", view, f"product{name}")
                for address, view, name in (
                    ("", workspace_product.product, ""),
                    ("label/", workspace_product.label, "_label"),
                    ("register/", workspace_product.register, "_register"),
                    ("identity/<slug:point>/", workspace_product.identity, "_identity"),
                    ("release/", workspace_product.release, "_release"),
                    ("quarantine/", workspace_product.quarantine, "_quarantine"),
                    ("end/", workspace_product.end, "_end"),
                )
            ),
        )
        own = [
            path(f"<uuid:journey_id>/{address}", at_desk(self.admin_site, view), name=f"journey_journey_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The workspace: read only, with buttons. 404 outside the reader's journeys."""
        if request.method not in SAFE:
            return HttpResponseNotAllowed(SAFE)
        at = timezone.now()
        rows = workspace_rows(request.user, _uuid(object_id), at)
        request.head = rows.cycles[-1].head
        work = workspace(rows, STANDBY, request.user, at)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": work.name,
            "work": work,
            "opened": work.opened,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/journey/journey/workspace.html", context)


def history(desk: Desk) -> HttpResponse:
    """Who did what, newest first, 50 a page."""
    events = Paginator(events_of(desk.journey.pk), PAGE).get_page(desk.request.GET.get("page"))
    context = {"page": events, "lines": history_lines(events.object_list, desk.clock)}
    return page(desk, "admin/journey/journey/history.html", _("History"), context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error

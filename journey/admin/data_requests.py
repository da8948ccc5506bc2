"""What patients ask about their data: the managers' list, one request, and its answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import F, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access import visible_patients, visible_requests
from journey.access.corrections import changed_since
from journey.actions.correcting import CORRECTABLE
from journey.actions.data_requests import closed_by, decide_request, open_again, open_journeys
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, now_of
from journey.forms.data_requests import AnswerForm
from journey.models import DataRequest, RequestKind, RequestOutcome
from journey.policies import Act, check
from journey.presenters.data_requests import KINDS, OUTCOMES, due_words
from journey.presenters.history import column_names
from journey.presenters.record_page import Button, Fact, RecordPage
from journey.presenters.worklists import REQUESTS, Now


class ShowRequests(filters.StartingFilter, filters.ShowFilter):
    """The open ones unless something else is chosen."""

    narrows = REQUESTS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        more = [("answered", _("Answered")), ("all", _("All"))]
        return [("open", _("Open")), *super().lookups(request, model_admin), *more]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "answered":
                return queryset.filter(decided_at__isnull=False)
            case "all":
                return queryset
            case key if key in self.narrows:
                return super().queryset(request, queryset)
            case _:
                return queryset.filter(decided_at__isnull=True)


@admin.register(DataRequest)
class DataRequestAdmin(ClinicModelAdmin):
    menu_name = gettext_lazy("Requests of patients")
    reads = Act.DECIDE_REQUESTS
    patient_path = "patient"
    row_id, row_pages = "request_id", ("done", "refuse", "open-again")
    search_fields = ("patient__full_name",)
    search_help_text = SEARCH_HELP
    ordering = (F("decided_at").desc(nulls_first=True), "due_on", "id")
    list_display = (
        column("name", gettext_lazy("patient"), order="patient__full_name"),
        column("kind", gettext_lazy("what is asked"), order="kind"),
        column("due", gettext_lazy("answer due"), order="due_on"),
        column("asked", gettext_lazy("asked"), order="asked_at"),
        column("state", gettext_lazy("state"), order="outcome"),
    )
    list_filter = (ShowRequests,)

    def visible(self, user: User, at: datetime) -> QuerySet[DataRequest]:
        rows = visible_requests(user, at)
        return rows.select_related("patient__site__clinic", "patient__user", "decided_by")

    def cells(self, row: DataRequest, now: Now) -> dict[str, Any]:
        return {
            "name": row.patient.full_name,
            "kind": KINDS[row.kind],
            "due": _due(row, now),
            "asked": marks.keep(now.short(row.asked_at)),
            "state": OUTCOMES[row.outcome] if row.outcome else marks.tag(_("Open"), "here"),
        }

    def counted(self, count: int) -> str:
        return _("{n} requests").format(n=count) if count != 1 else _("1 request")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row, now = self.found(request, object_id), now_of(request)
        page = RecordPage(facts=_facts(row, now), buttons=_buttons(row, now))
        title = _("{kind}: {patient}").format(kind=KINDS[row.kind], patient=row.patient.full_name)
        return self.page(request, "admin/record.html", {"title": title, "record": page, "original": row})

    def done(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        lines = [_("The patient reads your answer, and is told by mail that there is one.")]
        row = self._row(request, request_id)
        asks = False
        if row.kind == RequestKind.CORRECTION:
            lines.insert(0, _what_is_corrected(row))
        if row.kind == RequestKind.CLOSING:
            asks = open_journeys(row.patient).exists()
            lines = _what_closes(asks=asks)
        return self._decide(request, row, RequestOutcome.DONE, _("Mark as done"), lines, asks_agreed=asks)

    def refuse(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        row = self._row(request, request_id)
        lines = [_("The patient reads your reason. Say too that they may complain, and where.")]
        return self._decide(request, row, RequestOutcome.REFUSED, _("Refuse"), lines)

    def open_again(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        row = self._row(request, request_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            open_again(request=row, by=request.user, at=now_of(request).at)
            return self.url_of(row), _("The account is open again.")

        page = ActPage(
            title=_("Open the account again"),
            verb=_("Open the account again"),
            about=row.patient.full_name,
            lines=(
                _("Do this only after you have made sure, in person or by a known number, who is asking."),
                _("The patient signs in as before. Helpers have to be invited again."),
            ),
            form=Form(posted(request)),
            back=self.url_of(row),
            run=run,
        )
        return answer(self, request, page)

    def _row(self, request: HttpRequest, request_id: UUID) -> DataRequest:
        check(request.user, Act.DECIDE_REQUESTS)
        row: DataRequest = self.found(request, request_id)
        return row

    def _decide(
        self,
        request: HttpRequest,
        row: DataRequest,
        outcome: RequestOutcome,
        verb: str,
        lines: list[str],
        *,
        asks_agreed: bool = False,
    ) -> HttpResponse:
        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            decide_request(request=row, outcome=outcome, by=request.user, at=now_of(request).at, **cleaned)
            return reverse("admin:journey_datarequest_changelist"), _("The request is answered.")

        asked = [(_("What is wrong"), _block(row.wrong)), (_("What is right"), _block(row.right))] if row.wrong else []
        page = ActPage(
            title=verb,
            verb=verb,
            about=_("{kind}: {patient}").format(kind=KINDS[row.kind], patient=row.patient.full_name),
            lines=lines,
            facts=asked,
            form=AnswerForm(posted(request), asks_agreed=asks_agreed),
            back=self.url_of(row),
            run=run,
        )
        return answer(self, request, page)


def _what_is_corrected(row: DataRequest) -> str:
    """So that nobody says "done" of what nobody did."""
    since = changed_since(row.patient, row.asked_at)
    changed = [name for name in CORRECTABLE if name in since]
    if not changed:
        return _("Since they asked, nothing was corrected in the details of the patient.")
    return _("Corrected since they asked: {names}.").format(names=column_names(changed))


def _what_closes(*, asks: bool) -> list[str]:
    lines = [
        _("The patient is signed out everywhere at once and cannot sign in any more."),
        _("The record stays. They are told by mail that the account is closed."),
    ]
    if asks:
        lines.append(_("A journey is open, and this does not end it. Check-ins that nobody sends go overdue: call."))
    return lines


def _facts(row: DataRequest, now: Now) -> list[Fact]:
    patient: Any = row.patient.full_name
    if _reaches(row, now):
        patient = marks.link(reverse("admin:journey_patient_change", args=[row.patient_id]), patient)
    facts = [
        Fact(_("Patient"), patient),
        Fact(_("Record number"), row.patient.record_no),
        Fact(_("What is asked"), KINDS[row.kind]),
    ]
    if row.wrong:
        facts += [Fact(_("What is wrong"), _block(row.wrong)), Fact(_("What is right"), _block(row.right))]
    facts += [Fact(_("Asked"), now.short(row.asked_at)), Fact(_("Answer due"), _due(row, now))]
    if row.decided_at:
        answered = _("{outcome}, {who}, {when}").format(
            outcome=OUTCOMES[row.outcome], who=row.decided_by, when=now.short(row.decided_at)
        )
        facts += [Fact(_("Answered"), answered), Fact(_("Answer to the patient"), _block(row.answer))]
    return facts


def _reaches(row: DataRequest, now: Now) -> bool:
    return visible_patients(now.user, now.at).filter(pk=row.patient_id).exists()


def _buttons(row: DataRequest, now: Now) -> tuple[Button, ...]:
    if closed_by(row) and row.patient.user and not row.patient.user.is_active:
        url = reverse("admin:journey_datarequest_open_again", args=[row.pk])
        return (Button(_("Open the account again"), url, quiet=True),)
    if row.decided_at:
        return ()
    done = reverse("admin:journey_datarequest_done", args=[row.pk])
    refuse = reverse("admin:journey_datarequest_refuse", args=[row.pk])
    buttons = Button(_("Mark as done"), done), Button(_("Refuse"), refuse, quiet=True)
    if row.kind != RequestKind.CORRECTION or not _reaches(row, now):
        return buttons
    return Button(_("Correct the details"), reverse("admin:journey_patient_correct", args=[row.patient_id])), *buttons


def _due(row: DataRequest, now: Now) -> Any:
    if row.decided_at:
        return marks.keep(now.short(row.decided_at))
    words, late = due_words(row.due_on, now)
    return marks.late(words) if late else marks.keep(words)


def _block(text: str) -> Any:
    """Words of several lines, in a block that ends what hidden letters in them begin."""
    return format_html('<bdi class="typed">{}</bdi>', text)

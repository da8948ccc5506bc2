"""What leaves the app: how the queue is, what failed and why, and trying again. For coordinators and managers.

Addresses are shown by their first letter and their host: the page is about the sending, not about the people.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import composing
from accounts.models import OutgoingMail, StuckRow, User
from accounts.models.outgoing_mail import UNSENT
from accounts.queue_health import Health
from accounts.queue_health import health as health_of_jobs
from journey.actions.messages import resend, run_job
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, now_of
from journey.policies import Act, check
from journey.presenters.messages import health, kind_words, masked
from journey.presenters.notices import delivery
from journey.presenters.queue_health import JOBS, Line, job_words, lines, step_words, wrong
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.worklists import Now

SHOWN = {
    "failed": (gettext_lazy("Failed"), Q(given_up_at__isnull=False)),
    "waiting": (gettext_lazy("Waiting"), UNSENT),
    "sent": (gettext_lazy("Sent"), Q(sent_at__isnull=False)),
}

MOST_STUCK = 100
QUEUE = "admin:accounts_outgoingmail_queue"


class ShowMessages(filters.StartingFilter):
    title = gettext_lazy("state")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*((key, title) for key, (title, _rows) in SHOWN.items()), ("all", gettext_lazy("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or "failed"
        return queryset.filter(SHOWN[value][1]) if value in SHOWN else queryset


@admin.register(OutgoingMail)
class MessageAdmin(ClinicModelAdmin):
    menu_name = gettext_lazy("Messages")
    reads = Act.READ_MESSAGES
    row_id, row_pages = "message_id", ("resend",)
    ordering = ("-written_at", "id")
    list_display = (
        column("kind", gettext_lazy("message"), order="kind"),
        column("to", gettext_lazy("to")),
        column("channel", gettext_lazy("how"), order="channel"),
        column("written", gettext_lazy("written"), order="written_at"),
        column("tries", gettext_lazy("tries"), order="tries"),
        column("state", gettext_lazy("state")),
    )
    list_filter = (ShowMessages,)

    def visible(self, user: User, at: datetime) -> QuerySet[OutgoingMail]:
        return OutgoingMail.objects.all()

    def get_urls(self) -> list[Any]:
        own = [
            path("queue/", self.admin_site.admin_view(self.queue_view), name="accounts_outgoingmail_queue"),
            path("queue/<slug:job>/run/", self.admin_site.admin_view(self.run_view), name="accounts_outgoingmail_run"),
        ]
        return [*own, *super().get_urls()]

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """The jobs: what was done last, and what could not be done."""
        check(request.user, self.reads)
        now = now_of(request)
        found = health_of_jobs(at=now.at)
        record = RecordPage(facts=(), tables=(_jobs_table(found, now), _stuck_table(now)))
        context = {"title": _("Health of the jobs"), "record": record, "wrong": tuple(wrong(found, now))}
        return self.page(request, "admin/queue_health.html", context)

    def run_view(self, request: HttpRequest, job: str) -> HttpResponse:
        check(request.user, self.reads)
        if job not in JOBS:
            raise Http404

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            run_job(job=job, by=request.user)
            return reverse(QUEUE), _("It is tried again now. Look again in a minute.")

        page = ActPage(
            title=_("Try again"),
            verb=_("Try again now"),
            about=job_words(job),
            lines=(
                _("It is done within seconds, unless the jobs stand still. What was done already is not done twice."),
            ),
            form=Form(posted(request)),
            back=reverse(QUEUE),
            run=run,
        )
        return answer(self, request, page)

    def cells(self, row: OutgoingMail, now: Now) -> dict[str, Any]:
        state = delivery(row, now)
        return {
            "kind": kind_words(row.kind),
            "to": masked(row.to),
            "channel": row.get_channel_display(),
            "written": marks.keep(now.short(row.written_at)),
            "tries": row.tries,
            "state": marks.late(state) if row.given_up_at else state,
        }

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        lead = ""
        if self.has_view_permission(request):
            lead = format_html("{} {}", health(now_of(request)), marks.link(reverse(QUEUE), _("Health of the jobs")))
        return super().changelist_view(request, {"lead": lead, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        message, now = self.found(request, object_id), now_of(request)
        cells = self.cells(message, now)
        titles = {"to": _("To"), "channel": _("How"), "written": _("Written"), "tries": _("Tries"), "state": _("State")}
        record = RecordPage(
            facts=[Fact(title, cells[name]) for name, title in titles.items()], buttons=(self._again(message),)
        )
        return self.page(
            request, "admin/record.html", {"title": str(cells["kind"]), "record": record, "original": message}
        )

    def _again(self, message: OutgoingMail) -> Button:
        label = _("Send again")
        if message.given_up_at is None:
            return Button(label, why=_("It did not fail."))
        if not composing.is_composed(message.kind):
            return Button(
                label, why=_("Its words held a code or a link and are gone. Send a new one where it belongs.")
            )
        return Button(label, reverse("admin:accounts_outgoingmail_resend", args=[message.pk]))

    def resend(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        message, now = self.found(request, message_id), now_of(request)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            resend(message=message, by=request.user, at=now.at)
            return self.url_of(message), _("It is tried again now.")

        page = ActPage(
            title=_("Send again"),
            verb=_("Send this message again"),
            about=f"{kind_words(message.kind)}, {masked(message.to)}",
            lines=(_("It says what is right at the moment when it leaves. What is not needed any more is not sent."),),
            form=Form(posted(request)),
            back=self.url_of(message),
            run=run,
        )
        return answer(self, request, page)


def _jobs_table(found: Health, now: Now) -> Table:
    rows = []
    for line in lines(found, now):
        state = format_html('<strong class="late">{}</strong>', line.state) if line.failed else line.state
        rows.append((line.words, marks.keep(line.last), state, _again(line) if line.failed else "–"))
    columns = (_("Work"), _("Last done"), _("State"), _("Again"))
    return Table(title=_("What the server does by itself"), columns=columns, rows=rows, empty=_("Nothing."))


def _again(line: Line) -> SafeString:
    words = format_html('{} <span class="visually-hidden">{}</span>', _("Try again"), line.words)
    return marks.link(reverse("admin:accounts_outgoingmail_run", args=[line.job]), words)


def _stuck_table(now: Now) -> Table:
    rows = []
    for row in StuckRow.objects.order_by("since", "pk")[:MOST_STUCK]:
        words, table = step_words(row)
        entry = marks.link(reverse(f"admin:{table}_change", args=[row.row]), _("Open")) if table else str(row.row)
        rows.append((words, entry, marks.keep(now.short(row.since)), row.times, row.problem))
    return Table(
        title=_("What it could not do"),
        columns=(_("What"), _("Entry"), _("Since"), _("Tries"), _("Kind of error")),
        rows=rows,
        empty=_("Nothing: every entry was done."),
    )

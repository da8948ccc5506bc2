"""What leaves the app: how the queue is, what failed and why, and trying again. For coordinators and managers.

Addresses are shown by their first letter and their host: the page is about the sending, not about the people.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import composing
from accounts.models import OutgoingMail, User
from accounts.models.outgoing_mail import UNSENT
from journey.actions.messages import resend
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, now_of
from journey.policies import Act
from journey.presenters.messages import health, kind_words, masked
from journey.presenters.notices import delivery
from journey.presenters.record_page import Button, Fact, RecordPage
from journey.presenters.worklists import Now

SHOWN = {
    "failed": (gettext_lazy("Failed"), Q(given_up_at__isnull=False)),
    "waiting": (gettext_lazy("Waiting"), UNSENT),
    "sent": (gettext_lazy("Sent"), Q(sent_at__isnull=False)),
}


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
        lead = health(now_of(request)) if self.has_view_permission(request) else ""
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

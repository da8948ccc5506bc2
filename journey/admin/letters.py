"""Letters to print and post: the queue, the pages that are printed, and who posted what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from journey.access.letters import to_post, visible_letters
from journey.actions.letters import post_letters
from journey.admin import filters, marks
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, note_left_out, note_shown, now_of
from journey.models import Reminder
from journey.notifications.letters import printed
from journey.policies import Act, check, may
from journey.presenters.worklists import LETTERS, Now

# One page of the list.
MOST = 50


class ShowLetters(filters.StartingFilter):
    title = gettext_lazy("show")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("letters", gettext_lazy("To print and post")), ("posted", gettext_lazy("Posted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "posted":
            return queryset.filter(posted_at__isnull=False)
        return LETTERS["letters"](queryset, self.now)


@admin.register(Reminder)
class LetterAdmin(ClinicModelAdmin):
    """The oldest first. A letter that is not so any more leaves the queue by itself."""

    menu_name = gettext_lazy("Letters")
    patient_path = "patient"
    list_per_page = MOST
    search_fields = ("patient__full_name",)
    search_help_text = SEARCH_HELP
    ordering = ("leaves_at", "id")
    actions = ("open_letters",)
    list_display = (
        column("name", gettext_lazy("patient"), order="patient__full_name"),
        column("about", gettext_lazy("about"), order="occasion"),
        column("visit", gettext_lazy("visit"), order="visit__starts_at"),
        column("site", gettext_lazy("site"), order="patient__site__name"),
        column("since", gettext_lazy("waits since"), order="leaves_at"),
        column("posted", gettext_lazy("posted"), order="posted_at"),
    )
    list_filter = (ShowLetters, filters.made(filters.SiteFilter, path="patient__site"))

    def visible(self, user: User, at: datetime) -> QuerySet[Reminder]:
        return visible_letters(user, at).select_related("patient__site__clinic", "visit", "posted_by")

    def cells(self, row: Reminder, now: Now) -> dict[str, Any]:
        posted = _("{who}, {when}").format(who=row.posted_by, when=now.short(row.posted_at)) if row.posted_at else "–"
        return {
            "name": row.patient.full_name,
            "about": row.get_occasion_display(),
            "visit": marks.keep(now.short(row.visit.starts_at)) if row.visit else "–",
            "site": row.patient.site.name,
            "since": marks.keep(now.short(row.leaves_at)),
            "posted": posted,
        }

    def counted(self, count: int) -> str:
        return ngettext("{n} letter", "{n} letters", count).format(n=count)

    def get_urls(self) -> list[Any]:
        own = [
            path("print/", self.admin_site.admin_view(self.print_view), name="journey_reminder_print"),
            path("post/", self.admin_site.admin_view(self.post_view), name="journey_reminder_post"),
        ]
        return [*own, *super().get_urls()]

    def has_open_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.LOG_CONTACT)

    @admin.action(description=gettext_lazy("Open to print, then mark as posted"), permissions=["open"])
    def open_letters(self, request: HttpRequest, queryset: QuerySet[Reminder]) -> HttpResponse:
        return HttpResponseRedirect(print_url(queryset.values_list("pk", flat=True)), status=303)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        check(request.user, Act.LOG_CONTACT)
        return HttpResponseRedirect(self.url_of(self.found(request, object_id)))

    def url_of(self, row: Reminder) -> str:
        """One letter is printed on the page that prints several."""
        return print_url([row.pk])

    def list_url(self, row: Reminder, now: Now) -> str:
        if may(now.user, Act.LOG_CONTACT) and row.posted_at is None:
            return self.url_of(row)
        return reverse("admin:journey_patient_change", args=[row.patient_id])

    def print_view(self, request: HttpRequest) -> HttpResponse:
        """As they are so now; what left the queue meanwhile is counted."""
        check(request.user, Act.LOG_CONTACT)
        now, keys = now_of(request), asked_for(request.GET.getlist("letter"))
        rows = to_post(self.visible(request.user, now.at).filter(pk__in=keys), now.at).order_by(*self.ordering)
        letters = [printed(row, now.at) for row in rows]
        note_shown(request, (letter.patient for letter in letters), Reminder._meta.db_table)
        if len(letters) < len(keys):
            note_left_out(request)
        context = {"title": _("Letters to print"), "letters": letters, "left": len(keys) - len(letters)}
        return self.page(request, "admin/letters.html", context)

    def post_view(self, request: HttpRequest) -> HttpResponse:
        """Says who was faster, and what must not be posted any more, by name."""
        check(request.user, Act.LOG_CONTACT)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        keys = asked_for(request.POST.getlist("letter"))
        posted, refused = post_letters(letters=keys, by=request.user, at=now_of(request).at)
        note_shown(request, (each.letter.patient_id for each in refused), Reminder._meta.db_table)
        for each in refused:
            words = _("{name}: {why}").format(name=each.letter.patient, why=each.why)
            messages.warning(request, words)
        done = ngettext("{n} letter is marked as posted.", "{n} letters are marked as posted.", len(posted))
        if posted:
            messages.success(request, done.format(n=len(posted)))
        elif not refused:
            messages.info(request, _("You have marked this before."))
        return HttpResponseRedirect(reverse("admin:journey_reminder_changelist"), status=303)


def print_url(keys: Iterable[UUID]) -> str:
    return f"{reverse('admin:journey_reminder_print')}?{urlencode([('letter', key) for key in keys])}"


def asked_for(values: Iterable[str]) -> list[UUID]:
    """Raises Http404 for what is no id, and for none."""
    try:
        keys = [UUID(value) for value in dict.fromkeys(values)]
    except ValueError as error:
        raise Http404 from error
    if not 0 < len(keys) <= MOST:
        raise Http404
    return keys

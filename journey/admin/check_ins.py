"""Check-ins: the list, the answers in the words they were given to, and marking them as read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from journey.access import visible_check_ins
from journey.actions.sending import NEWER_ANSWERS, mark_all_seen, mark_seen
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, now_of
from journey.domain.errors import StaleVersion
from journey.domain.windows import WAITING, CheckInState
from journey.forms.check_ins import ReadForm
from journey.models import CheckIn, Submission
from journey.models.check_in import waits_for_resuming
from journey.models.pathway_version import content_of
from journey.pathway.schedule import CheckIn as CheckInText
from journey.policies import Act, check, may
from journey.presenters import staff_words
from journey.presenters.answers_page import answers_page
from journey.presenters.visit_words import CHECK_IN_STATES
from journey.presenters.worklists import CALL_TODAY, CHECK_INS, Now, is_high_priority, is_missed, is_open


class LevelFilter(filters.WordFilter):
    title = gettext_lazy("level")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(staff_words.LEVELS.items()) if may(request.user, Act.READ_ANSWERS) else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        level = self.value()
        return queryset.filter(level=level) if level in staff_words.LEVELS else queryset


class StateFilter(filters.WordFilter):
    """Without a choice: what has opened and was not cancelled, because those to come fill years."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(CHECK_IN_STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        state, at = self.value(), self.now.at
        match state:
            case "open":
                return queryset.filter(is_open(at)).exclude(waits_for_resuming())
            case "missed":
                return queryset.filter(is_missed(at)).exclude(waits_for_resuming())
            case "scheduled":
                to_come = Q(state__in=("scheduled", "open"), opens_at__gt=at)
                return queryset.filter(to_come | waits_for_resuming() & Q(state__in=WAITING))
            case "submitted" | "cancelled":
                return queryset.filter(state=state)
            case _:
                opened = queryset.filter(opens_at__lte=at).exclude(state="cancelled")
                return queryset if request.GET.get("show") else opened


@admin.register(CheckIn)
class CheckInAdmin(ClinicModelAdmin):
    patient_path = "journey__patient"
    row_id, row_pages = "check_in_id", ("read",)
    search_fields = ("journey__patient__full_name",)
    search_help_text = SEARCH_HELP
    ordering = ("-due_at", "-id")
    actions = ("mark_read",)
    list_display = (
        column("name", gettext_lazy("patient"), order="journey__patient__full_name"),
        column("check_in", gettext_lazy("check-in"), order="code"),
        column("state", gettext_lazy("state"), order="state"),
        column("due", gettext_lazy("due"), order="due_at"),
        column("sent", gettext_lazy("sent"), order="sent_at"),
        column("level", gettext_lazy("level"), order="level"),
        column("read", gettext_lazy("read"), order="seen_at"),
    )
    list_filter = (filters.made(filters.ShowFilter, narrows=CHECK_INS), StateFilter, LevelFilter)

    def visible(self, user: User, at: datetime) -> QuerySet[CheckIn]:
        latest = Submission.objects.filter(check_in=OuterRef("pk"), latest=True)
        return (
            visible_check_ins(user, at)
            .select_related("journey__patient__site__clinic")
            .annotate(
                sent_at=Coalesce("submitted_at", Subquery(latest.values("sent_at")[:1])),
                after_closing=Subquery(latest.values("after_closing")[:1]),
                level=Subquery(latest.values("triage__level")[:1]),
                high=is_high_priority(),
                flags=Subquery(latest.values("triage__flags")[:1]),
                seen_at=Subquery(latest.values("seen_at")[:1]),
                seen_by=Subquery(latest.annotate(who=F("seen_by__display_name")).values("who")[:1]),
            )
        )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Of those to be called today the ones of high priority come first (clinical.md 3.5)."""
        first = ("-high",) if request.GET.get("show") == CALL_TODAY else ()
        return (*first, *self.ordering)

    def get_list_display(self, request: HttpRequest) -> Any:
        """What was answered is for those who read answers."""
        if may(request.user, Act.READ_ANSWERS):
            return self.list_display
        return [each for each in self.list_display if each.__name__ != "level"]

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        known = content_of(row.pathway_version_id).check_in_by_code.get(row.code)
        sent = row.sent_at
        untriaged = marks.tag(_("Not triaged"), "watch") if sent else "–"
        return {
            "name": row.journey.patient.full_name,
            "check_in": marks.with_code(known.title if known else "", str(row)),
            "state": _state(row, now, known),
            "due": marks.keep(now.short(row.due_at)),
            "sent": _sent(row, now),
            "level": format_html("{}{}", marks.level(row.level), marks.flags(row.flags)) if row.level else untriaged,
            "read": _read(row, now),
        }

    def list_url(self, row: Any, now: Now) -> str:
        """The answers, or the journey for those who do not read answers."""
        if may(now.user, Act.READ_ANSWERS):
            return self.url_of(row)
        return reverse("admin:journey_journey_change", args=[row.journey_id])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        check(request.user, Act.READ_ANSWERS)
        row = self.found(request, object_id)
        page = answers_page(row, now_of(request))
        context = {"title": row.journey.patient.full_name, "answers": page, "original": row}
        return self.page(request, "admin/journey/checkin/change_form.html", context)

    def read(self, request: HttpRequest, check_in_id: UUID) -> HttpResponse:
        check(request.user, Act.READ_ANSWERS)
        row = self.found(request, check_in_id)
        latest = row.submissions.filter(latest=True).first()
        if latest is None:
            raise Http404

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            mark_seen(submission=_shown(row, cleaned["submission"]), by=request.user, at=now_of(request).at)
            return self.url_of(row), _("Marked as read. The patient sees who read it and when.")

        page = ActPage(
            title=_("Mark as read"),
            verb=_("Mark as read"),
            about=row.journey.patient.full_name,
            lines=(_("The patient sees your name and the time. Read the answers first."),),
            form=ReadForm(posted(request), initial={"submission": request.GET.get("submission", latest.pk)}),
            back=self.url_of(row),
            run=run,
        )
        return answer(self, request, page)

    def has_read_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.READ_ANSWERS)

    @admin.action(description=gettext_lazy("Mark as read"), permissions=["read"])
    def mark_read(self, request: HttpRequest, queryset: QuerySet[CheckIn]) -> HttpResponse | None:
        now = now_of(request)
        rows = list(queryset.prefetch_related("submissions__triage"))
        latest = {row.pk: next((each for each in row.submissions.all() if each.latest), None) for row in rows}
        able = [sent for sent in latest.values() if sent is not None and _why_not_read(sent) is None]
        conflict = ""
        if request.POST.get("confirmed"):
            read = set(request.POST.getlist("shown"))
            shown = [each for row in rows for each in row.submissions.all() if str(each.pk) in read]
            try:
                mark_all_seen(submissions=shown, by=request.user, at=now_of(request).at)
            except StaleVersion as refusal:
                conflict = refusal.sentence
            else:
                done = ngettext("{n} check-in marked as read.", "{n} check-ins marked as read.", len(shown))
                messages.success(request, done.format(n=len(shown)))
                return HttpResponseRedirect(request.get_full_path(), status=303)
        context = {
            "title": _("Mark as read"),
            "body_class": "act",
            "verb": _("Mark as read"),
            "action": "mark_read",
            "selected": [row.pk for row in rows],
            "shown": [sent.pk for sent in able],
            "able": len(able),
            "rows": [
                (row.journey.patient.full_name, _what(row, latest[row.pk], now), _why_not_read(latest[row.pk]) or "")
                for row in rows
            ],
            "conflict": conflict,
            "line": _("Each patient sees your name and the time. Read the answers first."),
        }
        return self.page(request, "admin/act_many.html", context, status=409 if conflict else 200)


def _state(row: Any, now: Now, spec: CheckInText | None) -> str:
    """With what the pathway says to do about one that was missed, and with what became of the journey."""
    state = row.state_at(now.at)
    words, standing = str(CHECK_IN_STATES[state]), staff_words.standing(row.journey.status)
    if state is CheckInState.MISSED and spec is not None and spec.if_missed != "-":
        words = _("{state}: {to_do}").format(state=words, to_do=spec.if_missed.rstrip("."))
    return f"{words}, {standing}" if standing else words


def _sent(row: Any, now: Now) -> str:
    if row.sent_at is None:
        return "–"
    moment = marks.keep(now.short(row.sent_at))
    return format_html("{} {}", moment, _("after closing")) if row.after_closing else moment


def _read(row: Any, now: Now) -> str:
    if row.sent_at is None:
        return "–"
    if row.seen_at is None:
        return marks.tag(_("To read"), "here")
    return _("{who}, {when}").format(who=row.seen_by, when=now.short(row.seen_at))


def _shown(row: CheckIn, pk: UUID | None) -> Submission:
    """The version that the page showed. Raises StaleVersion for a page that does not say."""
    shown = row.submissions.filter(pk=pk).first()
    if shown is None:
        raise StaleVersion(_(NEWER_ANSWERS))
    return shown


def _what(row: CheckIn, latest: Submission | None, now: Now) -> str:
    if latest is None:
        return str(row)
    return _("{check_in}, sent {when}").format(check_in=row, when=now.short(latest.sent_at))


def _why_not_read(latest: Submission | None) -> str | None:
    if latest is None:
        return _("Nothing was sent yet.")
    return _("Already read.") if latest.seen_at else None

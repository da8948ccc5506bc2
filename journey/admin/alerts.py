"""Alerts: the list ordered by its clocks, and one alert with what staff do about it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.middleware import SAFE, does_not_count
from accounts.models import User
from journey.access import visible_alerts
from journey.actions.alerts import close_alert, hand_over_alert, take_alert
from journey.actions.contacts import log_contact
from journey.admin import alert_acts as acts
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, now_of, sites_of
from journey.domain.triage import Level
from journey.forms.alerts import CallForm, CloseForm, HandOverForm, TakeForm
from journey.models import Alert, AlertCall, AlertReason, AlertReopening, AlertState, ContactPurpose, Cycle
from journey.policies import Act, check
from journey.presenters import staff_words, when
from journey.presenters.alert_page import alert_page, level_words
from journey.presenters.alert_story import answer_words
from journey.presenters.contact_words import clock_rule, not_counted_words
from journey.presenters.duty_banner import waiting_alerts
from journey.presenters.queue_words import left
from journey.presenters.visit_words import OUTCOMES
from journey.presenters.worklists import ALERTS, Now

RUNNING, REACHED, PUT_OFF = range(3)  # places in the list


class ShowAlerts(filters.StartingFilter, filters.ShowFilter):
    """The open ones unless something else is chosen."""

    narrows = ALERTS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        more = [("closed", _("Closed")), ("all", _("All"))]
        return [("open", _("Open")), *super().lookups(request, model_admin), *more]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "closed":
                return queryset.filter(state=AlertState.CLOSED)
            case "all":
                return queryset
            case key if key in self.narrows:
                return super().queryset(request, queryset)
            case _:
                return queryset.exclude(state=AlertState.CLOSED)


@admin.register(Alert)
class AlertAdmin(ClinicModelAdmin):
    patient_path = "patient"
    row_id, row_pages = "alert_id", ("take", "call", "hand-over", "close", "reopen", "snooze", "wake", "propose")
    search_fields = ("patient__full_name",)
    search_help_text = SEARCH_HELP
    ordering = ("due_at", "id")
    show_facets = admin.ShowFacets.ALLOW
    list_display = (
        column("name", gettext_lazy("patient"), order="patient__full_name"),
        column("level", gettext_lazy("level"), order="level"),
        column("left", gettext_lazy("speak to the patient"), order="due_at"),
        column("treated", gettext_lazy("treated hand")),
        column("owner", gettext_lazy("owner"), order="owner__display_name"),
        column("opened", gettext_lazy("opened"), order="opened_at"),
        column("state", gettext_lazy("state"), order="state"),
        column("said", gettext_lazy("call")),
    )
    list_filter = (ShowAlerts,)

    def visible(self, user: User, at: datetime) -> QuerySet[Alert]:
        rows = visible_alerts(user, at)
        reasons = AlertReason.objects.filter(alert=OuterRef("pk"))
        call = AlertCall.objects.filter(alert=OuterRef("pk"), ended_at=None)
        return rows.annotate(
            place=Case(
                When(snoozed_until__gt=at, then=PUT_OFF),
                When(contacted_at__isnull=False, then=REACHED),
                default=RUNNING,
            ),
            told=ArraySubquery(reasons.values(row=JSONObject(flags="triage__flags"))),
            urgency=Case(When(level=Level.URGENT_NOW, then=0), default=1),
            was_closed=Exists(AlertReopening.objects.filter(alert=OuterRef("pk"))),
            call=Subquery(call.values(row=JSONObject(calls_at="calls_at", answer="answer", words="words"))[:1]),
        ).select_related("patient__site__clinic", "journey", "owner", "closed_by")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """By concern and clock: those whose clock runs, the urgent first, then those to close, then what is put off."""
        return ["place", "urgency", "due_at", "id"]

    def cells(self, row: Alert, now: Now) -> dict[str, Any]:
        return {
            "name": row.patient.full_name,
            "level": format_html("{}{}", marks.level(row.level), marks.flags(_flagged(row))),
            "left": _clock(row, now),
            "treated": marks.treated(row.journey),
            "owner": row.owner or _("Nobody"),
            "opened": marks.keep(now.short(row.opened_at)),
            "state": OUTCOMES[row.outcome] if row.outcome else _state(row, now),
            "said": _call(row, now),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        alert = self.found(request, object_id)
        page = alert_page(alert, alert.patient.site.clinic, now_of(request))
        context = {"title": alert.patient.full_name, "alert": page, "original": alert}
        return self.page(request, "admin/journey/alert/change_form.html", context)

    def get_urls(self) -> list[Any]:
        waiting = does_not_count(self.admin_site.admin_view(self.waiting))
        return [path("waiting/", waiting, name="journey_alert_waiting"), *super().get_urls()]

    def waiting(self, request: HttpRequest) -> HttpResponse:
        """How many nobody has taken, for the head of a page that stays open. Asking keeps no session alive."""
        check(request.user, self.reads)
        if request.method not in SAFE:
            return HttpResponseNotAllowed(SAFE)
        found = waiting_alerts(sites_of(request))
        return JsonResponse({"count": found.count, "words": found.words, "late": bool(found.late)})

    def take(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        check(request.user, Act.WORK_ALERTS)
        alert = self.found(request, alert_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            take_alert(alert=alert, by=request.user, at=now_of(request).at, **cleaned)
            return self.url_of(alert), _("You have this alert now. Call the patient.")

        form = TakeForm(posted(request), initial={"seen_clock": alert.clock_from})
        lines = (_("You become its owner, and everyone sees that you have it."),)
        return self._answer(request, alert, _("Take this alert"), form, run, lines=lines)

    def call(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        check(request.user, Act.LOG_CONTACT)
        alert = self.found(request, alert_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            cycle = Cycle.objects.filter(journey=alert.journey).order_by("-number")[0]
            now = now_of(request)
            attempt = log_contact(
                cycle=cycle, purpose=ContactPurpose.ALERT, alert=alert, by=request.user, at=now.at, **cleaned
            )
            if words := not_counted_words(attempt, now.at, now.zone):
                messages.warning(request, words)
            return self.url_of(alert), _("The call is recorded.")

        form = CallForm(
            posted(request),
            initial={"seen_clock": alert.clock_from},
            routes=staff_words.choices(staff_words.ROUTES),
            results=staff_words.choices(staff_words.RESULTS),
        )
        phone = format_html("<strong>{}</strong>", alert.patient.phone or _("No number recorded"))
        lines = (clock_rule(request.user),)
        return self._answer(request, alert, _("Record a call"), form, run, lines=lines, facts=((_("Phone"), phone),))

    def hand_over(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        check(request.user, Act.WORK_ALERTS)
        alert = self.found(request, alert_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            to = cleaned["to"]
            hand_over_alert(
                alert=alert, to=to, by=request.user, at=now_of(request).at, expected_version=cleaned["version"]
            )
            return self.url_of(alert), _("{name} has this alert now.").format(name=to)

        known = {"owner_id": alert.owner_id, "site_id": alert.patient.site_id}
        form = HandOverForm(posted(request), initial={"version": alert.version}, **known)
        lines = (_("The other person becomes the owner at once. Tell them yourself: the app does not ring."),)
        return self._answer(request, alert, _("Hand over this alert"), form, run, lines=lines)

    def close(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        check(request.user, Act.WORK_ALERTS)
        alert = self.found(request, alert_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            close_alert(
                alert=alert,
                outcome=cleaned["outcome"],
                note=cleaned["note"],
                decided=cleaned["decided"],
                by=request.user,
                at=now_of(request).at,
                expected_version=cleaned["version"],
            )
            return self.url_of(alert), _("The alert is closed.")

        form = CloseForm(posted(request), outcomes=staff_words.choices(OUTCOMES), initial={"version": alert.version})
        lines = (_("The alert leaves the work queue. It stays in the record with your name."),)
        return self._answer(request, alert, _("Close this alert"), form, run, lines=lines)

    def reopen(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        return acts.reopen(self, request, self.found(request, alert_id))

    def snooze(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        return acts.snooze(self, request, self.found(request, alert_id))

    def wake(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        return acts.wake(self, request, self.found(request, alert_id))

    def propose(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        return acts.propose(self, request, self.found(request, alert_id))

    def _answer(self, request: HttpRequest, alert: Alert, verb: str, form: Any, run: Any, **more: Any) -> HttpResponse:
        about = f"{alert.patient.full_name}: {level_words(alert)}"
        page = ActPage(title=verb, verb=verb, about=about, form=form, back=self.url_of(alert), run=run, **more)
        return answer(self, request, page)


def _clock(row: Alert, now: Now) -> str:
    if row.state == AlertState.CLOSED:
        return "–"
    if row.contacted_at:
        return _("Reached {when}").format(when=when.relative(row.contacted_at, now.at, now.zone))
    length, word = left(row.due_at, now.at)
    return marks.late(f"{length} {word}") if row.due_at < now.at else marks.keep(f"{length} {word}")


def _state(row: Alert, now: Now) -> str:
    taken = _("Taken") if row.state == AlertState.ACKNOWLEDGED else _("Not taken")
    if row.snoozed_until is not None and row.snoozed_until > now.at:
        return _("Expected until {when}").format(when=now.short(row.snoozed_until))
    return _("{state}, opened again").format(state=taken) if row.__dict__["was_closed"] else taken


def _call(row: Alert, now: Now) -> str:
    """When the patient is rung, and what they said to it."""
    call = row.__dict__["call"]
    if not call or row.state == AlertState.CLOSED:
        return "–"
    at = now.short(datetime.fromisoformat(call["calls_at"]))
    return f"{at}: {answer_words(call['answer'], call['words'], is_over=False)}"


def _flagged(row: Alert) -> list[str]:
    """Of every answer that raised it."""
    return [flag for each in row.__dict__["told"] for flag in each["flags"]]

"""The staff's own admin site: who enters, what each role sees in the menu, and the work queue as its first page."""

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from journey.policies import Act, may
from journey.presenters.allergy_strip import allergy_strip
from journey.presenters.clinic import clinic_card
from journey.presenters.duty_banner import waiting_alerts
from journey.presenters.opened import opened_flag

PLANNING = _("Planning")
# The menu in the order of a working day; a screen that is not named here stands under "More".
MENU = (
    (
        _("People"),
        (
            "Journey",
            "Patient",
            "Alert",
            "AdverseEvent",
            "TumourReview",
            "CheckIn",
            "PatientQuestion",
            "DataRequest",
            "OpenedRecord",
            "IdentityRemoval",
        ),
    ),
    (PLANNING, ("Appointment", "Reminder", "WorkingHours", "Leave", "Closure", "OnCallDuty")),
    (_("Cells"), ("Recall", "InfectionCluster")),
    (
        _("Clinic"),
        (
            "Clinic",
            "Site",
            "Room",
            "VisitType",
            "PathwayVersion",
            "SavedCase",
            "ConsentText",
            "User",
            "OutgoingMail",
            "Trace",
        ),
    ),
)


# Pages that are no list of a table, before those of the planning.
PAGES = (
    ("Calendar", _("Calendar"), "admin:journey_appointment_calendar", Act.READ_RECORDS),
    ("Find", _("Find a free time"), "admin:journey_appointment_find", Act.BOOK),
    ("Numbers", _("Numbers"), "admin:journey_appointment_numbers", Act.READ_NUMBERS),
)


class ClinicAdmin(admin.AdminSite):
    """Staff with at least one role. Patients get 404 everywhere; nobody signs in here but through the one door."""

    site_title = _("Staff")
    site_header = _("Your clinic")
    index_title = _("Work queue")
    site_url = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._screens: dict[Hashable, dict[str, Any]] = {}

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and user.is_staff and user.roles)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only screens of ours: those that libraries bring would show tables as they are."""
        from journey.admin.base import ClinicModelAdmin

        if admin_class is not None and issubclass(admin_class, ClinicModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    @method_decorator([never_cache, login_not_required])
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))
        if not self.has_permission(request):
            raise Http404
        return HttpResponseRedirect(reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from journey.admin.base import clinic_of, now_of, sites_of

        clinic, now = clinic_of(request), now_of(request)
        waiting = waiting_alerts(sites_of(request)) if may(request.user, Act.READ_RECORDS) else None
        opened = opened_flag(getattr(request, "opening", None), now.at, now.zone)
        own = {
            "clinic": clinic_card(clinic) if clinic else None,
            "opened": opened,
            "allergies": allergy_strip(getattr(request, "head", None), now.zone),
            "waiting": waiting,
        }
        return {**super().each_context(request), **own}

    def _build_app_dict(self, request: HttpRequest, label: str | None = None) -> dict[str, Any]:
        """Built once a process for each set of roles and each language: nothing else decides which screens there are
        and what they are called. Every page has them in its menu."""
        whose = (request.user.is_active and request.user.roles, get_language(), label)
        if whose not in self._screens:
            self._screens[whose] = super()._build_app_dict(request, label)
        return self._screens[whose]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        own = {reverse(address) for _key, _name, address, _act in PAGES}
        models = {
            model["object_name"]: {**model, **self._place(model, "" if request.path in own else request.path)}
            for app in self._build_app_dict(request).values()
            for model in app["models"]
        }
        groups = [(name, [models.pop(each) for each in names if each in models]) for name, names in MENU]
        groups.append((_("More"), list(models.values())))
        groups = [(name, [*self._pages(request), *known] if name is PLANNING else known) for name, known in groups]
        return [
            {"name": name, "app_label": f"menu-{number}", "app_url": "", "has_module_perms": True, "models": known}
            for number, (name, known) in enumerate(groups)
            if known
        ]

    def _place(self, model: dict[str, Any], here: str) -> dict[str, Any]:
        """The name in the menu, and whether this page belongs to it: none that has a name of its own there."""
        screen = self._registry[model["model"]]
        name, url = screen.menu_name or model["name"], model.get("admin_url")
        if url is None:  # who may add one and not read the list
            name, url = screen.add_label, model.get("add_url")
        return {"name": name, "admin_url": url, "is_here": here.startswith(url or "-")}

    def _pages(self, request: HttpRequest) -> list[dict[str, Any]]:
        known = [(key, name, reverse(address)) for key, name, address, act in PAGES if may(request.user, act)]
        return [
            {"name": name, "object_name": key, "admin_url": url, "is_here": request.path == url}
            for key, name, url in known
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from journey.admin.dashboard import dashboard_context

        return super().index(request, {**dashboard_context(request), **(extra_context or {})})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:index"))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return _Suggestions.as_view(admin_site=self)(request)


class _Suggestions(AutocompleteJsonView):
    """Suggestions that name a row fully enough to tell two people of one name apart. Whom they name is a list too."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from journey.admin.base import note_shown

        self.shown: list[UUID] = []
        response = super().get(request, *args, **kwargs)
        if self.model_admin.patient_path is not None:
            note_shown(request, self.shown, self.model_admin.opts.db_table)
        return response

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        words = getattr(self.model_admin, "suggestion", str)
        if self.model_admin.patient_path is not None:
            self.shown.append(self.model_admin.patient_of(obj))
        return {"id": str(getattr(obj, to_field_name)), "text": str(words(obj))}

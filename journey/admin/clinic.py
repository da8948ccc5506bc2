"""The clinic's settings (one page, for managers) and its sites."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.actions.clinic import save_settings
from journey.actions.staff import add_site, edit_site, site_as_seen
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, clinic_of, column, now_of
from journey.forms.clinic import SETTINGS, SettingsForm, SiteChangeForm, SiteForm, differences
from journey.models import Clinic, Site
from journey.policies import Act, check
from journey.presenters.board import setting_label
from journey.presenters.worklists import Now


@admin.register(Clinic)
class SettingsAdmin(ClinicModelAdmin):
    reads = Act.EDIT_SETTINGS

    def visible(self, user: User, at: datetime) -> QuerySet[Clinic]:
        return Clinic.objects.all()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one clinic, so its list is its page."""
        check(request.user, Act.EDIT_SETTINGS)
        clinic = clinic_of(request)
        if clinic is None:
            raise Http404
        return HttpResponseRedirect(self.url_of(clinic))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        clinic = self.found(request, object_id)
        form = SettingsForm(posted(request), instance=clinic, initial={"version": clinic.version})

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            save_settings(
                clinic=clinic,
                values={name: cleaned[name] for name in SETTINGS},
                by=request.user,
                at=now_of(request).at,
                expected_version=cleaned["version"],
            )
            return request.path, _("The settings are saved.")

        page = ActPage(
            title=_("Clinic settings"),
            verb=_("Save the settings"),
            lines=tuple(_missing(clinic)),
            form=form,
            back=reverse("admin:index"),
            run=run,
            differences=lambda: differences(form, Clinic.objects.get(pk=clinic.pk)),
        )
        return answer(self, request, page)


def _missing(clinic: Clinic) -> list[str]:
    labels, lines = [setting_label(name) for name in clinic.missing()], []
    if labels:
        words = _("Still empty: {names}. No check-in can be sent until they are filled.")
        lines.append(words.format(names=", ".join(labels)))
    if clinic.retention_years is None:
        lines.append(
            _("How long records are kept is not set. Ask a lawyer for the number; until then nothing is removed.")
        )
    return lines


@admin.register(Site)
class SiteAdmin(ClinicModelAdmin):
    reads = Act.EDIT_SETTINGS
    add_label = gettext_lazy("Add a site")
    adds = Act.EDIT_SETTINGS
    ordering = ("name", "id")
    list_display = (
        column("name", gettext_lazy("name")),
        column("address", gettext_lazy("address")),
        column("lead", gettext_lazy("lead clinician")),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[Site]:
        return Site.objects.select_related("lead_clinician")

    def cells(self, row: Site, now: Now) -> dict[str, Any]:
        return {"name": row.name, "address": row.address or "–", "lead": row.lead_clinician or "–"}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        back = reverse("admin:journey_site_changelist")

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            clinic = clinic_of(request)
            if clinic is None:
                raise Http404
            return back, _("{site} is added.").format(site=add_site(clinic=clinic, by=request.user, **cleaned))

        form = SiteForm(posted(request))
        page = ActPage(title=_("Add a site"), verb=_("Add the site"), form=form, back=back, run=run)
        return answer(self, request, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        site, back = self.found(request, object_id), reverse("admin:journey_site_changelist")
        form = SiteChangeForm(posted(request), instance=site, initial={"seen": site_as_seen(site)})

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            edit_site(site=site, by=request.user, **cleaned)
            return back, _("The site is saved.")

        def changed() -> list[tuple[str, str, str]]:
            stored = Site.objects.get(pk=site.pk)
            names = ("name", "address", "directions", "lead_clinician")
            pairs = ((name, getattr(stored, name), form.cleaned_data[name]) for name in names)
            return [(form.fields[name].label, saved, typed) for name, saved, typed in pairs if saved != typed]

        page = ActPage(
            title=_("Change a site"),
            verb=_("Save the site"),
            lines=(_("People and visits of this site keep it under its new name."),),
            form=form,
            back=back,
            run=run,
            differences=changed,
        )
        return answer(self, request, page)

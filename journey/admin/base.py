"""What every staff list and record page shares: rows by `access`, rights by `policies`, writes by actions."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.prepared import Prepared
from journey.access import visible_patients, with_opening
from journey.access.heads import with_head
from journey.access.requests import has_manager
from journey.domain.escalation import OWNED_WITHIN
from journey.models import Alert, AlertState, Clinic, Site, SiteMembership
from journey.models.search import find_patients
from journey.policies import Act, check, may
from journey.presenters.staff_words import Words
from journey.presenters.worklists import Now

LONGEST_LIST = 1000


class CappedPaginator(Paginator):
    """Counts no further than a person would page: an exact count of a large table costs more than the page."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list
        return rows.order_by().values("pk")[:LONGEST_LIST].count()


class PreparedList(ChangeList):
    """A list whose rows carry finished cells, made once a row with the moment and the zone of the request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = self.model_admin.menu_name or capfirst(self.opts.verbose_name_plural)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.now = now_of(request)
        self.is_capped = self.result_count >= LONGEST_LIST
        self.counted = self.model_admin.counted(self.result_count)
        self.result_list = list(self.result_list)
        for row in self.result_list:
            row.cells = self.model_admin.cells(row, self.now)
        if self.model_admin.patient_path is not None:
            patients = [self.model_admin.patient_of(row) for row in self.result_list]
            note_shown(request, patients, self.model._meta.db_table)

    def url_for_result(self, result: Any) -> str:
        return self.model_admin.list_url(result, self.now)


def column(name: str, title: Words, *, order: str | None = None) -> Callable[[Any], Any]:
    """A column of a list: the cell of that name, sortable when `order` names a field."""

    @admin.display(description=title, ordering=order)
    def cell(row: Any) -> Any:
        return row.cells[name]

    cell.__name__ = name
    return cell


class ClinicModelAdmin(admin.ModelAdmin):
    """`reads` and `adds` say who; the rows come from `visible`, their words from `cells`. Nothing is deleted or edited
    in place here: pages of their own call the actions. `row_pages` are those of one row, by the end of their address:
    "hand-over" is the method `hand_over`, which gets the row's id by the name in `row_id`."""

    menu_name: Words = ""  # where the model's own name would not be understood
    add_label: Words = ""
    reads: Act = Act.READ_RECORDS
    adds: Act | None = None
    patient_path: str | None = None  # from a row to its patient; "" when the row is the patient
    row_pages: Sequence[str] = ()
    row_id: str = ""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    empty_value_display = "–"
    view_on_site = False

    def visible(self, user: User, at: datetime) -> QuerySet[Any]:
        raise NotImplementedError

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        self._one = Prepared(self._one_row)

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        """The finished words of a row by column name."""
        raise NotImplementedError

    def patient_of(self, row: Any) -> UUID:
        """Whose row it is; the list has loaded the way there."""
        for name in (self.patient_path or "").split("__")[:-1]:
            row = getattr(row, name)
        return row.patient_id if self.patient_path else row.pk

    def counted(self, count: int) -> str:
        """How many rows a list has, said below it: "1 alert", "6 staff"."""
        name = self.opts.verbose_name if count == 1 else self.opts.verbose_name_plural
        return f"{count} {str(self.menu_name).lower() or name}"

    def url_of(self, row: Any) -> str:
        """Where the row's name leads."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def list_url(self, row: Any, now: Now) -> str:
        """Where its name leads this reader."""
        return self.url_of(row)

    def get_urls(self) -> list[Any]:
        names = {page: page.replace("-", "_") for page in self.row_pages}
        own = [
            path(
                f"<uuid:{self.row_id}>/{page}/",
                self.admin_site.admin_view(getattr(self, name)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for page, name in names.items()
        ]
        return [*own, *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PreparedList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.visible(request.user, now_of(request).at).order_by(*self.get_ordering(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, self.reads)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.adds is not None and may(request.user, self.adds)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip() or self.patient_path is None:
            return queryset, False
        found = find_patients(visible_patients(request.user, now_of(request).at), search_term)
        return queryset.filter(**{f"{self.patient_path or 'pk'}__in": found}), False

    def found(self, request: HttpRequest, object_id: str | UUID) -> Any:
        """The row of a page of ours. Raises NotPermitted for a role that may not read it, Http404 when it is gone."""
        check(request.user, self.reads)
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        return row

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With why the record is open to a reader of another team, and the allergies, in the same statement."""
        if self.patient_path is None or from_field is not None:
            return super().get_object(request, object_id, from_field)
        try:
            key = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            return None
        rows = self._one.rows(user=request.user, key=key, at=now_of(request).at)
        row = rows[0] if rows else None
        request.opening, request.head = getattr(row, "opening", None), getattr(row, "head", None)
        return row

    def _one_row(self, user: User, key: UUID, at: datetime) -> QuerySet[Any]:
        rows = self.visible(user, at).filter(pk=key)
        path = self.patient_path or "pk"
        return with_head(with_opening(rows, user, at, path), visible_patients(user, at), path)

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page of ours inside the admin's frame."""
        name = self.menu_name or capfirst(self.opts.verbose_name_plural)
        crumb = name if self.has_view_permission(request) else ""  # it leads to the list
        own = {**self.admin_site.each_context(request), "opts": self.opts, "crumb": crumb, **context}
        return TemplateResponse(request, template, own, status=status)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404


def note_shown(request: HttpRequest, patients: Iterable[UUID], table: str = "") -> None:
    """These patients stand in the list of this page: `views/looks.py` writes one row of it before the page leaves."""
    request.shown = (table, sorted(set(patients)))


def note_left_out(request: HttpRequest) -> None:
    """The address asks for rows that this page does not show: `views/looks.py` asks whose they are."""
    request.left_out = True


def clinic_of(request: HttpRequest) -> Clinic | None:
    """The clinic, read once a request together with its sites; None before it is set up."""
    sites = sites_of(request)
    if sites:
        return sites[0].clinic
    if not hasattr(request, "_clinic"):
        request._clinic = Clinic.objects.first()
    return request._clinic


def sites_of(request: HttpRequest) -> list[Site]:
    """Every site, each with `is_mine`: whether the reader works there, `is_managed`: whether a manager does, and how
    many alerts nobody has taken there (`untaken`), and past their limit (`late`)."""
    if not hasattr(request, "_sites"):
        request._sites = _sites.rows(user_id=request.user.pk, at=moment_of(request))
    return request._sites


@Prepared
def _sites(user_id: UUID, at: datetime) -> QuerySet[Site]:
    mine = SiteMembership.objects.filter(site=OuterRef("pk"), person=user_id)
    untaken = Alert.objects.filter(patient__site=OuterRef("pk"), state=AlertState.OPEN)
    late = Q()
    for level, limit in OWNED_WITHIN.items():
        late |= Q(level=level.value, clock_from__lte=at - limit)
    counted = {"untaken": _count(untaken), "late": _count(untaken.filter(late))}
    return (
        Site.objects.select_related("clinic")
        .annotate(is_mine=Exists(mine), is_managed=has_manager("pk"), **counted)
        .annotate(lead_name=F("lead_clinician__display_name"))
        .order_by("name")
    )


def _count(rows: QuerySet[Alert]) -> Subquery:
    return Subquery(rows.order_by().values("patient__site").annotate(n=Count("pk")).values("n"))


def moment_of(request: HttpRequest) -> datetime:
    if not hasattr(request, "_moment"):
        request._moment = timezone.now()
    return request._moment


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The clinic's zone: what staff screens show their times in."""
    clinic = clinic_of(request)
    return ZoneInfo(clinic.time_zone or "UTC") if clinic else ZoneInfo("UTC")


def now_of(request: HttpRequest) -> Now:
    """The one moment of a request, for every list and clock on its page."""
    if not hasattr(request, "_now"):
        clinic = clinic_of(request)
        days = clinic.allergy_max_age_days if clinic else Clinic._meta.get_field("allergy_max_age_days").default
        request._now = Now.of(at=moment_of(request), zone=zone_of(request), user=request.user, allergy_days=days)
    return request._now


SEARCH_HELP = _("The start of a name, a record number or a phone number. All words must fit.")

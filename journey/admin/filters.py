"""Filters in words. Each narrows through the same functions as the work queue, so that numbers and lists agree."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from journey.access import own_sites
from journey.admin.base import now_of, sites_of
from journey.forms.staff_fields import people_with
from journey.models import Journey
from journey.policies import may
from journey.presenters import staff_words
from journey.presenters.dashboard import QUEUES
from journey.presenters.list_columns import ATTENTION, NOTHING, in_stage
from journey.presenters.worklists import Narrow


class WordFilter(admin.SimpleListFilter):
    """A filter that knows the moment and the clinic of its request."""

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: ModelAdmin
    ) -> None:
        self.now = now_of(request)
        super().__init__(request, params, model, model_admin)


class StartingFilter(WordFilter):
    """Narrows from the start: the first of its look-ups holds until another is chosen, and "All" is one of them."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        offered = list(super().choices(changelist))[1:]
        is_known = any(choice["selected"] for choice in offered)
        for number, choice in enumerate(offered):
            yield {**choice, "selected": choice["selected"] or (number == 0 and not is_known)}


class ShowFilter(WordFilter):
    """ "Show": the queues of this list that the reader's roles have. Subclasses name `narrows`."""

    title = _("show")
    parameter_name = "show"
    narrows: Mapping[str, Narrow] = {}

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [(q.key, q.title) for q in QUEUES if q.key in self.narrows and may(request.user, q.who)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {key for key, _title in self.lookup_choices}
        key = self.value()
        return self.narrows[key](queryset, self.now) if key in known else queryset


class JourneyFilter(WordFilter):
    """On a list of journeys, or with `of_patients` on a list of people with such a journey."""

    of_patients = False

    def with_journey(self, rows: QuerySet[Any], **facts: Any) -> QuerySet[Any]:
        if not self.of_patients:
            return rows.filter(**facts)
        return rows.filter(Exists(Journey.objects.filter(patient=OuterRef("pk"), **facts)))


class StageFilter(JourneyFilter):
    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [(code, staff_words.sentence(words)) for code, words in staff_words.STAGES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        owner = "journey__patient" if self.of_patients else "journey"
        return in_stage(queryset, self.value(), owner) if self.value() in staff_words.STAGES else queryset


class StatusFilter(JourneyFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return list(staff_words.STATUSES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in staff_words.STATUSES
        return self.with_journey(queryset, status=self.value()) if known else queryset


class LeadFilter(JourneyFilter):
    title = _("lead clinician")
    parameter_name = "lead"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [(str(each.pk), str(each)) for each in people_with(Role.CLINICIAN, sites=own_sites(request.user))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in {key for key, _name in self.lookup_choices}
        return self.with_journey(queryset, lead_clinician=self.value()) if known else queryset


class SiteFilter(WordFilter):
    """Stands only for those who work at more than one site. `path` leads from the row to its site."""

    title = _("site")
    parameter_name = "site"
    path = "site"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        sites = [each for each in sites_of(request) if each.is_mine]
        return [(str(each.pk), each.name) for each in sites] if len(sites) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in {key for key, _name in self.lookup_choices}
        return queryset.filter(**{self.path: self.value()}) if known else queryset


class AttentionFilter(JourneyFilter):
    """By the column of the same name; the list has it (`with_columns`)."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("any", _("Anything")), *((str(rank), words) for rank, (words, _tone) in ATTENTION.items())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "any":
            return queryset.filter(attention__lt=NOTHING)
        known = self.value() in {str(rank) for rank in ATTENTION}
        return queryset.filter(attention=int(self.value())) if known else queryset


def made(base: type[WordFilter], **values: Any) -> type[WordFilter]:
    """A filter for one list: `made(SiteFilter, path="patient__site")`."""
    return type(base.__name__, (base,), values)

"""Infections that belong together: the list, each with its call list, and settling it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access.adverse_events import visible_clusters, visible_events
from journey.access.clusters import concerned
from journey.access.lots import products_by_number
from journey.actions.infection_clusters import settle_cluster
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, clinic_of, column, note_shown, now_of
from journey.forms.adverse_events import SettleForm
from journey.models import InfectionCluster
from journey.policies import Act, check
from journey.presenters.cluster_page import cluster_page, title_of
from journey.presenters.event_words import shared_words
from journey.presenters.worklists import CLUSTERS, Now


class ShowClusters(filters.ShowFilter):
    narrows = CLUSTERS


@admin.register(InfectionCluster)
class InfectionClusterAdmin(ClinicModelAdmin):
    menu_name = gettext_lazy("Infection clusters")
    reads = Act.TRACE_LOTS
    row_id, row_pages = "cluster_id", ("settle",)
    ordering = ("-found_at", "id")
    list_display = (
        column("value", gettext_lazy("which"), order="value"),
        column("kind", gettext_lazy("what they share"), order="kind"),
        column("count", gettext_lazy("infections")),
        column("found", gettext_lazy("found"), order="found_at"),
        column("state", gettext_lazy("state"), order="settled_at"),
    )
    list_filter = (ShowClusters,)

    def visible(self, user: User, at: datetime) -> QuerySet[Any]:
        return visible_clusters(user).select_related("settled_by").annotate(infections=Count("members"))

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        return {
            "value": row.value,
            "kind": shared_words(row.kind),
            "count": str(row.infections),
            "found": marks.keep(now.short(row.found_at)),
            "state": _("Settled") if row.settled_at else marks.tag(_("Open"), "watch"),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        cluster, now, clinic = self.found(request, object_id), now_of(request), clinic_of(request)
        assert clinic is not None, "a cluster is of a clinic"
        mine = visible_events(request.user, now.at).filter(clusters__cluster=cluster)
        events = list(mine.select_related("patient").order_by("aware_at"))
        stock = list(products_by_number(cluster.value))
        page = cluster_page(cluster, events, concerned(cluster, clinic, request.user, now.at), stock, now)
        note_shown(request, page.shown, "journey_infectioncluster")
        context = {"title": title_of(cluster), "record": page, "original": cluster}
        return self.page(request, "admin/record.html", context)

    def settle(self, request: HttpRequest, cluster_id: UUID) -> HttpResponse:
        check(request.user, Act.SETTLE_CLUSTER)
        cluster = self.found(request, cluster_id)

        def run(data: dict[str, Any]) -> tuple[str, str]:
            settle_cluster(
                cluster=cluster, note=data["note"], by=request.user, at=now_of(request).at,
                expected_version=data["version"],
            )  # fmt: skip
            return self.url_of(cluster), _("It is settled.")

        page = ActPage(
            title=_("Settle it"),
            verb=_("Settle it"),
            about=title_of(cluster),
            form=SettleForm(posted(request), initial={"version": cluster.version}),
            back=self.url_of(cluster),
            run=run,
            lines=(_("What was set aside stays set aside. Another infection of this kind opens a new task."),),
        )
        return answer(self, request, page)

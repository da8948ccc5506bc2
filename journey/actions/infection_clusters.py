"""Infections that belong together are found once, their stock is set aside, and a named person settles the task."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access.lots import products_by_number
from journey.actions.locking import check_version, locked
from journey.actions.refusals import already_done
from journey.actions.stock import set_aside
from journey.domain.adverse_events import is_infection
from journey.domain.ae_clusters import (
    SHARED_WORDS,
    WITH_STOCK,
    WITHIN,
    Cluster,
    Infection,
    Shared,
    clusters_with,
    supplier_key,
)
from journey.domain.ae_states import CONFIRMED_STATES
from journey.domain.days import local_date
from journey.domain.errors import NotAccepted
from journey.domain.product_facts import QuarantineReason
from journey.domain.record.cells.lots import lot_key
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import AdverseEvent, ClusterMember, InfectionCluster
from journey.policies import Act

WHY = gettext_noop("Infections with the same {what}: {value}")


def find_clusters(event: AdverseEvent, *, by: User, at: datetime) -> list[InfectionCluster]:
    """Called when an event is confirmed, assessed or corrected, under `hold_lots`; finds none for what is no infection
    or a draft. The same infections are raised once; another one joins an open cluster. Of a lot, what is not given yet
    is set aside for ever."""
    if event.state not in CONFIRMED_STATES or not _is_infection(event):
        return []
    around = AdverseEvent.objects.filter(
        state__in=CONFIRMED_STATES,
        aware_at__range=(event.aware_at - WITHIN * 2, event.aware_at + WITHIN * 2),
    ).select_related("patient__site__clinic")
    rows = around.exclude(pk=event.pk).prefetch_related("assessments")
    others = [_infection(each) for each in rows if _is_infection(each)]
    found = clusters_with(_infection(event), others)
    return [raised for each in found for raised in _raised(each, by=by, at=at)]


def _is_infection(event: AdverseEvent) -> bool:
    """As it stands now, or by a second opinion: where they differ, the graver counts."""
    said = [(each.effect_family, each.term) for each in event.assessments.all() if each.is_second]
    return any(is_infection(family, term) for family, term in ((event.effect_family, event.term), *said))


def _infection(event: AdverseEvent) -> Infection:
    zone = event.patient.site.clinic.zone
    shared = {
        Shared.LOT: lot_key(event.lot),
        Shared.KIT: lot_key(event.kit_lot),
        Shared.SUPPLIER: supplier_key(event.supplier),
        Shared.ROOM: f"{event.patient.site.name}: {event.room}" if event.room else "",
        Shared.DAY: local_date(event.treated_at, zone).isoformat() if event.treated_at else "",
    }
    return Infection(str(event.pk), str(event.patient_id), local_date(event.aware_at, zone), shared)


def _raised(cluster: Cluster, *, by: User, at: datetime) -> Iterator[InfectionCluster]:
    same = InfectionCluster.objects.filter(kind=cluster.kind, value=cluster.value)
    ids = {each.id for each in cluster.members}
    for known in same:
        if ids <= {str(each) for each in known.members.values_list("event_id", flat=True)}:
            return
    row = same.filter(settled_at=None).first()
    if row is None:
        row = InfectionCluster.objects.create(kind=cluster.kind, value=cluster.value, found_at=at)
    there = {str(each) for each in row.members.values_list("event_id", flat=True)}
    for event in AdverseEvent.objects.filter(pk__in=ids - there):
        ClusterMember.objects.create(cluster=row, event=event, patient_id=event.patient_id, at=at)
    if cluster.kind in WITH_STOCK:
        _set_stock_aside(row, by=by, at=at)
    yield row


def _set_stock_aside(cluster: InfectionCluster, *, by: User, at: datetime) -> None:
    why = _(WHY, what=_(SHARED_WORDS[Shared(cluster.kind)]), value=cluster.value)
    products = products_by_number(cluster.value).select_related("cycle__journey")
    for product in sorted(products, key=lambda each: str(each.pk)):
        if product.quarantined_at is None:
            set_aside(product, QuarantineReason.CONTAMINATION, note=why, by=by, at=at)


@transaction.atomic
def settle_cluster(
    *, cluster: InfectionCluster, note: str, by: User, at: datetime, expected_version: int | None = None
) -> InfectionCluster:
    """Everybody was called, and this was found. Clinicians and managers of any site: a lot knows no team. Raises
    NotAccepted without a note, AlreadyDone."""
    policies.check(by, Act.SETTLE_CLUSTER)
    cluster = locked(cluster)
    if cluster.settled_by is not None and cluster.settled_at is not None:
        if cluster.settled_by_id == by.pk:
            return cluster
        raise already_done(gettext_noop("{who} settled this already."), by=cluster.settled_by, at=cluster.settled_at)
    check_version(cluster, expected_version)
    if not note.strip():
        raise NotAccepted(_("Write what was found and done."), "note")
    cluster.settled_at, cluster.settled_by, cluster.note = at, by, note.strip()
    cluster.version += 1
    cluster.save()
    return cluster

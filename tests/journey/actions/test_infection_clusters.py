"""Two infections that share a lot are one task, raised once: the stock is set aside and the patients are listed."""

from datetime import timedelta

import pytest

from journey.access.clusters import concerned
from journey.actions.event_review import assess_event, confirm_event
from journey.actions.infection_clusters import settle_cluster
from journey.domain.errors import AlreadyDone, NotAccepted, NotPermitted
from journey.models import AdverseEvent, Clinic, InfectionCluster, Journey, Product
from tests.builders import NOW, other_site, staff
from tests.events import assessed, confirmed, drafted, judgement
from tests.journey.actions.test_products import processed
from tests.walked import walked

LOT = "KIT-2231"  # of every kit in `tests.records.cells`
DAY = timedelta(days=1)


@pytest.fixture
def second(post_care: Journey) -> Journey:
    """Another patient with the same kit, treated on another day."""
    return walked("follow_up", day=21)


def test_one_infection_is_no_cluster(post_care: Journey) -> None:
    confirmed(post_care)
    assert not InfectionCluster.objects.exists()


def test_two_infections_of_one_kit_are_raised_once_and_stock_is_set_aside(
    post_care: Journey, second: Journey, harvesting: Journey
) -> None:
    stock = processed(harvesting)
    confirmed(post_care)
    assessed(second, NOW + 12 * DAY)

    (cluster,) = InfectionCluster.objects.filter(kind="kit_lot")
    assert (cluster.value, cluster.members.count(), cluster.settled_at) == (LOT, 2, None)
    stock.refresh_from_db()
    assert (stock.quarantine_reason, stock.quarantined_by) == ("contamination", staff())
    assert Product.objects.filter(quarantined_at=None, lots__contains=[LOT]).count() == 0


def test_call_list_names_own_patients_and_counts_the_others(post_care: Journey, second: Journey) -> None:
    confirmed(post_care)
    confirmed(second, NOW + DAY)
    cluster, clinic = InfectionCluster.objects.get(kind="kit_lot"), Clinic.objects.get()

    here = concerned(cluster, clinic, staff(), NOW + DAY)
    assert {each.journey.patient_id for each in here.sessions} == {post_care.patient_id, second.patient_id}
    away = staff("clinician", "Dr Far", site=other_site())
    there = concerned(cluster, clinic, away, NOW + DAY)
    assert (list(there.sessions), there.total) == ([], 2)


def test_infections_too_far_apart_or_not_confirmed_are_no_cluster(post_care: Journey, second: Journey) -> None:
    drafted(post_care)
    late = confirmed(second, NOW + 12 * DAY)
    assert not InfectionCluster.objects.exists()
    AdverseEvent.objects.filter(pk=late.pk).update(effect_family="swelling")
    confirm_event(event=AdverseEvent.objects.exclude(pk=late.pk).get(), by=staff(), at=NOW)
    assert not InfectionCluster.objects.exists()


def test_named_person_settles_it_with_a_note_and_it_is_not_raised_again(post_care: Journey, second: Journey) -> None:
    first = confirmed(post_care)
    confirmed(second, NOW + DAY)
    cluster = InfectionCluster.objects.get(kind="kit_lot")
    with pytest.raises(NotPermitted):
        settle_cluster(cluster=cluster, note="x", by=staff("nurse"), at=NOW + DAY)
    with pytest.raises(NotAccepted):
        settle_cluster(cluster=cluster, note=" ", by=staff("manager"), at=NOW + DAY)
    settle_cluster(cluster=cluster, note="Seal was torn.", by=staff("manager"), at=NOW + DAY)
    with pytest.raises(AlreadyDone):
        settle_cluster(cluster=cluster, note="Again.", by=staff(), at=NOW + DAY)

    assess_event(event=first, judgement=judgement(), by=staff(), at=NOW + DAY)
    assert InfectionCluster.objects.filter(kind="kit_lot").count() == 1

"""Two infections that share a lot are one task, raised once: the stock is set aside and the patients are listed."""

from datetime import timedelta

import pytest

from journey.access import clusters
from journey.access.clusters import concerned
from journey.actions.contacts import log_contact
from journey.actions.event_review import add_opinion, assess_event, confirm_event
from journey.actions.infection_clusters import settle_cluster
from journey.actions.releases import sign_release
from journey.domain.errors import AlreadyDone, GateClosed, NotAccepted, NotPermitted
from journey.models import RECORDS, AdverseEvent, Clinic, InfectionCluster, Journey, Product, Recall, Site
from journey.standing import standing_of
from tests.builders import NOW, fresh, newest_cycle, other_site, staff
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


def test_infection_of_another_family_and_one_by_second_opinion_count(post_care: Journey, second: Journey) -> None:
    AdverseEvent.objects.filter(pk=drafted(post_care).pk).update(effect_family="harvest_site", term="Wound infection")
    confirm_event(event=AdverseEvent.objects.get(), by=staff(), at=NOW)
    late = NOW + DAY
    swollen = {"effect_family": "swelling", "term": "Localized edema"}
    AdverseEvent.objects.filter(pk=drafted(second, late).pk).update(**swollen)
    plain = confirm_event(event=AdverseEvent.objects.get(journey=second), by=staff(), at=late)
    said = judgement(family="swelling", term="Localized edema", onset_at=late)
    assess_event(event=plain, judgement=said, by=staff(), at=late)
    assert not InfectionCluster.objects.filter(kind="kit_lot").exists()

    opinion = judgement(family="persistent_or_severe_inflammation", term="Joint infection", grade=3, onset_at=late)
    add_opinion(
        event=AdverseEvent.objects.get(pk=plain.pk), judgement=opinion, by=staff("clinician", "Dr Abel"), at=late
    )

    assert InfectionCluster.objects.get(kind="kit_lot").members.count() == 2


def test_kit_that_was_recorded_after_the_draft_is_found_when_it_is_confirmed(
    post_care: Journey, second: Journey
) -> None:
    confirmed(post_care)
    early = drafted(second, NOW + DAY)
    AdverseEvent.objects.filter(pk=early.pk).update(kit_lot="", product=None, treated_at=None)
    done = confirm_event(event=early, by=staff(), at=NOW + DAY)
    assert (done.kit_lot, done.product is not None, done.treated_at is not None) == (LOT, True, True)
    assert InfectionCluster.objects.get(kind="kit_lot").members.count() == 2


def test_cells_made_with_that_kit_afterwards_are_not_released_until_it_is_settled(
    post_care: Journey, second: Journey, harvesting: Journey
) -> None:
    confirmed(post_care)
    confirmed(second, NOW + DAY)
    product, cycle = processed(harvesting), newest_cycle(harvesting)
    assert product.quarantined_at is None

    with pytest.raises(GateClosed) as refusal:
        sign_release(cycle=cycle, container_intact=True, by=staff(), at=NOW + DAY)
    assert [line for line in refusal.value.lines if LOT in line and line.startswith("REL-8")]

    cluster = InfectionCluster.objects.get(kind="kit_lot")
    settle_cluster(cluster=cluster, note="Seal was torn.", by=staff("manager"), at=NOW + DAY)
    facts = standing_of(fresh(harvesting), NOW + DAY).facts
    assert facts.product is not None
    assert facts.product.held == ()
    Recall.objects.create(number=LOT, reason="Torn.", at=NOW, by=staff("manager"))
    assert standing_of(fresh(harvesting), NOW + DAY).facts.product.held == (LOT,)  # type: ignore[union-attr]


def test_call_list_names_own_patients_and_counts_the_others(post_care: Journey, second: Journey) -> None:
    confirmed(post_care)
    confirmed(second, NOW + DAY)
    cluster, clinic = InfectionCluster.objects.get(kind="kit_lot"), Clinic.objects.get()

    here = concerned(cluster, clinic, staff(), NOW + DAY)
    assert {each.journey.patient_id for each in here.sessions} == {post_care.patient_id, second.patient_id}
    away = staff("clinician", "Dr Far", site=other_site())
    there = concerned(cluster, clinic, away, NOW + DAY)
    assert (list(there.sessions), there.total) == ([], 2)


def test_call_list_holds_whoever_shares_it_however_it_was_typed_or_is_called_now(
    post_care: Journey, second: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = confirmed(post_care)
    AdverseEvent.objects.filter(pk=first.pk).update(room="Room: 2", supplier="Cells  Stra\u00dfe")
    site, clinic = post_care.patient.site, Clinic.objects.get()
    Site.objects.filter(pk=site.pk).update(name="Hand: North")
    for journey, name in ((post_care, "Cells  Stra\u00dfe"), (second, "cells stra\u00dfe ")):
        donor = {"cycle": newest_cycle(journey), "saved_at": NOW, "saved_by": staff()}
        RECORDS["donor_unit"].objects.create(supplier=name, **donor)
        RECORDS["harvest"].objects.filter(cycle=newest_cycle(journey)).update(room="Room: 2")
    AdverseEvent.objects.filter(pk=drafted(second, NOW + DAY).pk).update(room="Room: 2", supplier="cells stra\u00dfe ")
    confirm_event(event=AdverseEvent.objects.get(journey=second), by=staff(), at=NOW + DAY)
    Site.objects.filter(pk=site.pk).update(name="Hand South")

    for kind in ("room", "supplier"):
        cluster = InfectionCluster.objects.get(kind=kind)
        assert concerned(cluster, clinic, staff(), NOW + DAY).mine == 2, kind

    call = {"purpose": "other", "route": "phone", "result": "reached", "by": staff(), "at": NOW + DAY}
    log_contact(cycle=newest_cycle(second), **call)
    monkeypatch.setattr(clusters, "MOST_SHOWN", 1)
    short = concerned(cluster, clinic, staff(), NOW + DAY)
    assert ([each.journey for each in short.sessions], short.mine) == ([post_care], 2), "not reached before reached"


def test_infections_too_far_apart_or_not_confirmed_are_no_cluster(post_care: Journey, second: Journey) -> None:
    drafted(post_care)
    late = confirmed(second, NOW + 12 * DAY)
    assert not InfectionCluster.objects.exists()
    AdverseEvent.objects.filter(pk=late.pk).update(effect_family="swelling", term="Localized edema")
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

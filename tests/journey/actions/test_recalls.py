"""A recall: the stock is set aside, everybody who was given it is rung, and the trace finds them by any number."""

import pytest
from django.test import Client

from accounts.roles import Role
from journey.access.lots import trace
from journey.actions.contacts import log_contact
from journey.actions.recalls import mark_recall
from journey.domain.errors import NotAccepted, NotPermitted
from journey.models import Alert, Journey, Product, Recall
from tests.builders import NOW, check_in_of, fresh, newest_cycle, other_site, send, staff
from tests.journey.actions.test_products import processed

LOT = "KIT-2231"  # of `tests.records.cells`
SCREEN = "/admin/journey/recall/"


def marked(number: str = LOT, role: Role = Role.CLINICIAN) -> Recall:
    return mark_recall(number=number, reason="Seal not tight.", by=staff(role), at=NOW)


def desk(role: Role = Role.CLINICIAN) -> Client:
    client = Client()
    client.force_login(staff(role))
    return client


def test_recall_sets_stock_aside_and_rings_whoever_was_given_it(harvesting: Journey, post_care: Journey) -> None:
    stock, given = processed(harvesting), newest_cycle(post_care).product_id

    recall = marked("kit - 2231".replace(" - ", "-"))

    assert set(Product.objects.values_list("code", "quarantine_reason")) == {(stock.code, "recall"), (given, "recall")}
    alert = Alert.objects.get(findings__kind="recall", findings__product__code=given)
    assert (alert.patient_id, alert.level, alert.state) == (post_care.patient_id, "call_24h", "open")
    assert recall.products.get(product=stock).alert is None
    assert set(recall.products.values_list("patient", flat=True)) == {stock.patient_id, post_care.patient_id}


def test_recall_marked_again_tells_nobody_twice(post_care: Journey) -> None:
    recall = marked()
    assert marked(role=Role.MANAGER) == recall
    assert (Alert.objects.count(), recall.products.count()) == (1, 1)


def test_recall_joins_the_alert_of_the_day_and_starts_it_again_after_a_call(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-3"), at=NOW, pain_worst=9)
    alert = Alert.objects.get()
    call = {"purpose": "alert", "route": "phone", "result": "reached", "by": staff(Role.NURSE), "at": NOW}
    log_contact(cycle=newest_cycle(post_care), alert=alert, **call)

    marked()

    alert.refresh_from_db()
    assert alert.contacted_at is None
    assert alert.findings.get().detail == f"{LOT}: Seal not tight."


def test_recall_of_nothing_or_without_a_reason_is_refused(post_care: Journey) -> None:
    with pytest.raises(NotAccepted, match="No product holds this number"):
        marked("KIT-0000")
    with pytest.raises(NotAccepted, match="Write why"):
        mark_recall(number=LOT, reason=" ", by=staff(), at=NOW)
    with pytest.raises(NotPermitted):
        marked(role=Role.NURSE)
    assert not Recall.objects.exists()


def test_trace_says_who_got_it_where_and_what_they_told_since(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-3"), at=NOW, pain_worst=9)
    code = newest_cycle(post_care).product_id
    for number in (LOT.lower(), f" {code.lower()} "):
        (found,), total = trace(staff(), number, NOW)
        assert (total, found.product.code, found.cycle) == (1, code, newest_cycle(post_care))
        assert [level for level, _at in found.told] == ["call_24h"]


def test_trace_shows_own_patients_and_counts_the_others(post_care: Journey) -> None:
    away = staff(Role.CLINICIAN, "Dr Far", site=other_site())
    assert trace(away, LOT, NOW) == ([], 1)


def test_page_traces_marks_and_refuses(post_care: Journey) -> None:
    client = desk()
    page = client.get(SCREEN, {"q": LOT})
    assert newest_cycle(post_care).product_id in page.content.decode()
    assert page.wsgi_request.shown == ("journey_recall", [post_care.patient_id])
    refused = client.post(SCREEN, {"number": LOT, "reason": "", "sure": "on"})
    assert (refused.status_code, Recall.objects.count()) == (422, 0)

    answer = client.post(SCREEN, {"number": LOT, "reason": "Seal not tight.", "sure": "on"})

    assert (answer.status_code, answer["Location"]) == (303, f"{SCREEN}?q={LOT}")
    assert "In quarantine: Recall" in client.get(answer["Location"]).content.decode()
    alert = Alert.objects.get()
    page = client.get(f"/admin/journey/alert/{alert.pk}/change/").content.decode()
    assert f"which was given, is recalled. {LOT}: Seal not tight." in page
    assert desk(Role.NURSE).post(SCREEN, {"number": LOT, "reason": "x", "sure": "on"}).status_code == 403


def test_recalled_product_is_not_given(harvesting: Journey) -> None:
    product = processed(harvesting)
    marked()
    product.refresh_from_db()
    assert not product.is_usable
    assert fresh(harvesting).events.filter(kind="lot_recalled").exists()

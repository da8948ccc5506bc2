"""A recall: the stock is set aside, everybody who was given it is rung, and the trace finds them by any number."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Kind, Trace
from accounts.roles import Role
from journey.access.lots import PER_PAGE, Traced, trace, whole_trace
from journey.actions import recalls
from journey.actions.contacts import log_contact
from journey.actions.products import end_product, register_product
from journey.actions.recalls import mark_recall
from journey.actions.records import save_record
from journey.domain.errors import NotAccepted, NotPermitted
from journey.domain.record.sections import SECTIONS
from journey.models import Alert, Cycle, Journey, JourneyEvent, Product, Recall, RecalledProduct
from tests.builders import (
    DONOR,
    NOW,
    check_in_of,
    fresh,
    newest_cycle,
    other_site,
    send,
    staff,
)
from tests.journey.actions.test_products import processed, taken
from tests.statements import statements
from tests.walked import walked

LOT = "KIT-2231"  # of `tests.records.cells`
SCREEN = "/admin/journey/recall/"


def marked(number: str = LOT, role: Role = Role.CLINICIAN) -> Recall:
    return mark_recall(number=number, reason="Seal not tight.", by=staff(role), at=NOW)


def saved(cycle: Cycle, section: str, reason: str = "", **values: Any) -> None:
    save_record(cycle=cycle, section=SECTIONS[section], values=values, lines={}, by=staff(), at=NOW, reason=reason)


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


def test_recall_of_no_number_or_without_a_reason_is_refused(post_care: Journey) -> None:
    with pytest.raises(NotAccepted, match="Enter the number"):
        marked("  ")
    with pytest.raises(NotAccepted, match="Write why"):
        mark_recall(number=LOT, reason=" ", by=staff(), at=NOW)
    with pytest.raises(NotPermitted):
        marked(role=Role.NURSE)
    assert not Recall.objects.exists()


def test_product_that_gets_a_recalled_number_later_is_set_aside(harvesting: Journey) -> None:
    """The harvest, a corrected lot, and what was stored since."""
    recall = marked("kit-00 00", role=Role.MANAGER)
    product, cycle = processed(harvesting), newest_cycle(harvesting)
    assert product.is_usable
    end_product(product=product, abort_reason="", disposition="stored", by=staff(), at=NOW)

    saved(cycle, "processing", kit_lot="KIT-0000", reason="Misread")

    product.refresh_from_db()
    assert (product.quarantine_reason, product.disposition) == ("recall", "")
    assert list(recall.products.values_list("product__code", "alert")) == [(product.code, None)]
    event = JourneyEvent.objects.get(kind="product_quarantined")
    assert event.reason == f"{staff(Role.MANAGER)} recalled KIT-0000 on 24 November 2026: Seal not tight."


def test_harvest_of_what_was_recorded_with_a_recalled_kit_is_set_aside_at_once(harvesting: Journey) -> None:
    saved(newest_cycle(harvesting), "processing", kit_lot=LOT)
    marked()

    assert taken(harvesting).quarantine_reason == "recall"


def test_donors_unit_of_a_recalled_donation_is_set_aside_when_it_is_registered_or_recorded(db: None) -> None:
    early, late = (walked("preparation", mode=DONOR, name=name) for name in ("Ana Lee", "Ken Ito"))
    marked("G123 4261 23456")

    saved(newest_cycle(early), "donor_unit", donation_id="G123426123456")
    first = register_product(cycle=newest_cycle(early), by=staff(Role.NURSE), at=NOW)
    second = register_product(cycle=newest_cycle(late), by=staff(Role.NURSE), at=NOW)
    assert second.is_usable
    saved(newest_cycle(late), "donor_unit", donation_id="g123426123456")

    both = Product.objects.filter(pk__in=[first.pk, second.pk])
    assert list(both.values_list("quarantine_reason", flat=True)) == ["recall", "recall"]
    assert newest_cycle(early).product_id == first.code
    address = reverse("admin:journey_journey_product", args=[early.pk, newest_cycle(early).pk])
    page = desk().get(address)
    assert f"G123426123456, by {staff()}" in page.content.decode()


def test_number_that_is_corrected_after_the_product_was_given_rings_the_patient(post_care: Journey) -> None:
    recall = marked("KIT-0000")

    saved(newest_cycle(post_care), "processing", kit_lot="KIT-0000", reason="Misread")

    alert = Alert.objects.get(findings__kind="recall")
    assert (alert.patient_id, recall.products.get().alert) == (post_care.patient_id, alert)


def stock_of(journey: Journey, count: int, *, first: int = 0, lot: str = LOT) -> None:
    """So many products of one kit that were made after the one that was given, and were not given."""
    cycle = newest_cycle(journey)
    about = {"cycle": cycle, "patient": journey.patient, "origin": cycle.harvest_mode, "lots": [lot]}
    made = [Product(code=f"P-{n:05}", made_at=NOW + timedelta(seconds=n), **about) for n in range(first, first + count)]
    Product.objects.bulk_create(made)


def test_long_trace_is_read_whole_by_page_or_as_a_file_and_a_recall_misses_nobody(post_care: Journey) -> None:
    client, given = desk(), newest_cycle(post_care).product_id
    stock_of(post_care, 2)
    few = statements(client, f"{SCREEN}?q={LOT}")
    stock_of(post_care, PER_PAGE + 5, first=2)
    assert statements(client, f"{SCREEN}?q={LOT}") <= few
    first, last = (client.get(SCREEN, {"q": LOT, "page": page}).content.decode() for page in ("1", "2"))
    total = PER_PAGE + 8  # with the one that was given
    assert f"{total} products: 1 to {PER_PAGE}" in first
    assert f"{PER_PAGE + 1} to {total}" in last
    assert (given in first, given in last) == (False, True)
    for odd in ("99", "-1", "x", "9" * 40):
        assert client.get(SCREEN, {"q": LOT, "page": odd}).status_code == 200

    refused = client.post(f"{SCREEN}file/", {"number": LOT, "why": " "})
    assert (refused.status_code, "Write what the list is for." in refused.content.decode()) == (422, True)
    answer = client.post(f"{SCREEN}file/", {"number": LOT, "why": "Ring everybody."})
    rows = list(csv.reader(answer.getvalue().decode("utf-8-sig").splitlines()))
    assert (answer["Content-Type"], answer.streaming, len(rows)) == ("text/csv; charset=utf-8", True, total + 2)
    assert rows[-2][:3] == [given, post_care.patient.record_no, post_care.patient.full_name]
    assert rows[-1][0] == f"End of the list. It is whole: {total} products of patients whom you may see."
    assert list(whole_trace(staff(), LOT, NOW, patients=frozenset())) == []  # only who stands in the log
    noted = Trace.objects.filter(kind=Kind.EXPORT).latest("number")
    assert (noted.reason, noted.query, noted.shown) == ("Ring everybody.", LOT, [post_care.patient_id])

    recall = marked()
    assert recall.products.count() == Product.objects.filter(quarantine_reason="recall").count() == total
    assert recall.products.exclude(alert=None).get().product.code == given


def test_recall_of_many_takes_the_statements_of_one_and_loses_none_between_two_batches(
    post_care: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_by(number: str, count: int, first: int) -> int:
        stock_of(post_care, count, first=first, lot=number)
        mine = Product.objects.filter(lots=[number])
        mine.filter(code=f"P-{first:05}").update(disposition="stored", ended_at=NOW, ended_by=staff())
        with CaptureQueriesContext(connection) as seen:
            marked(number)
        told = fresh(post_care).events.filter(kind="lot_recalled", data__number=number)
        aside = fresh(post_care).events.filter(kind="product_quarantined", reason__contains=number)
        left = mine.filter(quarantine_reason="recall", quarantined_by=staff(), disposition="", ended_at=None)
        assert (left.count(), told.count(), aside.count()) == (count, count, count)
        return len(seen)

    assert taken_by("LOT-2", 2, 0) == taken_by("LOT-40", 40, 10)
    monkeypatch.setattr(recalls, "AT_ONCE", 2)
    taken_by("LOT-5", 5, 100)
    marked()  # those of this kit alone, and the one that was given
    assert RecalledProduct.objects.values("product").distinct().count() == 48


def test_trace_says_who_got_it_where_and_what_they_told_since(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-3"), at=NOW, pain_worst=9)
    code = newest_cycle(post_care).product_id
    for number in (LOT.lower(), f" {code.lower()} "):
        traced = trace(staff(), number, NOW)
        (found,) = traced.found
        assert found.use is not None
        assert (traced.total, found.code, found.use.cycle_id) == (1, code, newest_cycle(post_care).pk)
        assert found.use.told == ("call_24h",)


def test_trace_shows_own_patients_and_counts_the_others(post_care: Journey) -> None:
    away = staff(Role.CLINICIAN, "Dr Far", site=other_site())
    assert trace(away, LOT, NOW) == Traced(found=[], total=1, reached=0)
    client = Client()
    client.force_login(away)
    assert "1 product, 1 of them belongs to another site" in client.get(SCREEN, {"q": LOT}).content.decode()


def test_page_recalls_what_nobody_has_yet(db: None) -> None:
    client = desk()
    page = client.get(SCREEN, {"q": "KIT-0000"}).content.decode()
    assert "Nobody has it yet." in page

    answer = client.post(SCREEN, {"number": "KIT-0000", "reason": "Seal not tight.", "sure": "on"})

    assert (answer.status_code, Recall.objects.get().number) == (303, "KIT-0000")
    assert "Mark the recall" not in client.get(SCREEN).content.decode()


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

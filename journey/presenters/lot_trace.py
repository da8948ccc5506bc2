"""Who got a product, lot, kit or donation: patient, joint, date, and what they reported since."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.access.lots import Found, Traced
from journey.models import Recall
from journey.presenters import staff_words, when
from journey.presenters.record_page import Table
from journey.presenters.worklists import Now

WORST = ("emergency", "urgent_now", "hold", "call_24h", "call_today", "watch", "expected", "ready")


def trace_table(traced: Traced, now: Now) -> Table:
    title = ngettext("{n} product", "{n} products", traced.total).format(n=traced.total)
    elsewhere = traced.total - traced.reached
    if elsewhere:
        others = ngettext("{n} of them belongs to another site", "{n} of them belong to other sites", elsewhere)
        title = _("{title}, {others}").format(title=title, others=others.format(n=elsewhere))
    if traced.pages > 1:
        last = traced.begins + len(traced.found)
        title = _("{title}: {first} to {last}").format(title=title, first=traced.begins + 1, last=last)
    columns = (_("Product"), _("Patient"), _("Joints"), _("Given"), _("Reported since"), _("State"))
    return Table(title, columns, [_row(each, now) for each in traced.found], _("No product holds this number."))


def trace_header() -> tuple[str, ...]:
    return (
        _("Product"),
        _("Record number"),
        _("Patient"),
        _("Phone"),
        _("Hand and joints"),
        _("Given on"),
        _("Reported since"),
        _("State"),
    )


def trace_line(found: Found, now: Now) -> tuple[str, ...]:
    """A row of the file: as the table, with what is needed to reach the patient."""
    patient, cycle = found.product.patient, found.cycle
    given = cycle.injection_at if cycle else None
    return (
        found.product.code,
        patient.record_no,
        patient.full_name,
        patient.phone,
        staff_words.joints_of(cycle) if cycle and given else "",
        given.astimezone(now.zone).date().isoformat() if given else "",
        _told(found) if cycle else "",
        _state(found),
    )


def recall_table(recalls: Sequence[Recall], now: Now) -> Table:
    columns = (_("Number"), _("Marked"), _("By"), _("Reason"))
    rows = [(each.number, when.relative(each.at, now.at, now.zone), str(each.by), each.reason) for each in recalls]
    return Table(_("Recalls"), columns, rows, _("Nothing was recalled yet."))


def _row(found: Found, now: Now) -> tuple[Any, ...]:
    product, cycle = found.product, found.cycle
    session = cycle or product.cycle
    url = reverse("admin:journey_journey_product", args=[session.journey_id, session.pk])
    given = when.day_month_year(cycle.injection_at.astimezone(now.zone).date()) if cycle and cycle.injection_at else ""
    return (
        format_html('<a href="{}">{}</a>', url, product.code),
        format_html("<bdi>{}</bdi>", product.patient.full_name),
        staff_words.joints_of(cycle) if cycle and given else "–",
        given or _("Not given"),
        _told(found),
        _state(found),
    )


def _told(found: Found) -> str:
    if found.cycle is None:
        return "–"
    if not found.told:
        return _("Nothing yet")
    worst = min((level for level, _at in found.told), key=lambda level: WORST.index(level) if level in WORST else 99)
    count = ngettext("{n} answer", "{n} answers", len(found.told)).format(n=len(found.told))
    return _("{count}, worst: {level}").format(count=count, level=staff_words.LEVELS.get(worst, worst))


def _state(found: Found) -> str:
    if found.product.quarantine_reason:
        return _("In quarantine: {why}").format(why=staff_words.said(found.product.quarantine_reason))
    if found.cycle:
        return _("Given")
    return staff_words.said(found.product.disposition).capitalize() or _("In hand")

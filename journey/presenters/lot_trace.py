"""Who got a product, lot, kit or donation: patient, joint, date, and what they reported since."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
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


def trace_lines(rows: Iterable[Found], now: Now) -> Iterator[tuple[str, ...]]:
    """The rows of the file: as the table, with what is needed to reach the patient. The last one says that it is the
    last: a file that was cut off has none."""
    joints, told, state = cache(_joints), cache(_told), cache(_state)  # most rows say the same
    lines = 0
    for found in rows:
        lines, use = lines + 1, found.use
        yield (
            found.code,
            found.record_no,
            found.full_name,
            found.phone,
            joints(use.joints) if use else "",
            use.at.astimezone(now.zone).date().isoformat() if use else "",
            told(use.told) if use else "",
            state(found.quarantine_reason, found.disposition, use is not None),
        )
    words = ngettext(
        "End of the list. It is whole: {n} product of patients whom you may see.",
        "End of the list. It is whole: {n} products of patients whom you may see.",
        lines,
    )
    yield (words.format(n=lines), *[""] * (len(trace_header()) - 1))


def recall_table(recalls: Sequence[Recall], now: Now) -> Table:
    columns = (_("Number"), _("Marked"), _("By"), _("Reason"))
    rows = [(each.number, when.relative(each.at, now.at, now.zone), str(each.by), each.reason) for each in recalls]
    return Table(_("Recalls"), columns, rows, _("Nothing was recalled yet."))


def _row(found: Found, now: Now) -> tuple[Any, ...]:
    use = found.use
    session = use or found
    url = reverse("admin:journey_journey_product", args=[session.journey_id, session.cycle_id])
    return (
        format_html('<a href="{}">{}</a>', url, found.code),
        format_html("<bdi>{}</bdi>", found.full_name),
        _joints(use.joints) if use else "–",
        when.day_month_year(use.at.astimezone(now.zone).date()) if use else _("Not given"),
        _told(use.told) if use else "–",
        _state(found.quarantine_reason, found.disposition, use is not None),
    )


def _joints(codes: tuple[str, ...]) -> str:
    return ", ".join(staff_words.joint(code) for code in codes)


def _told(levels: tuple[str, ...]) -> str:
    if not levels:
        return _("Nothing yet")
    worst = min(levels, key=lambda level: WORST.index(level) if level in WORST else 99)
    count = ngettext("{n} answer", "{n} answers", len(levels)).format(n=len(levels))
    return _("{count}, worst: {level}").format(count=count, level=staff_words.LEVELS.get(worst, worst))


def _state(quarantine: str, disposition: str, given: bool) -> str:
    if quarantine:
        return _("In quarantine: {why}").format(why=staff_words.said(quarantine))
    if given:
        return _("Given")
    return staff_words.said(disposition).capitalize() or _("In hand")

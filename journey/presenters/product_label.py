"""The label of a product: a code that a scanner reads, and the same in letters beside it."""

from dataclasses import dataclass

import qrcode  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from journey.domain.record.entries import Entry
from journey.models import Product
from journey.presenters import when
from journey.presenters.staff_timeline import Clock


@dataclass(frozen=True)
class Label:
    """`path` draws the code in a box of `size` modules."""

    code: str
    path: str
    size: int
    lines: tuple[str, ...]


def product_label(product: Product, clock: Clock, recorded: Entry) -> Label:
    """Name, birthday and record number are on it, as at every checkpoint; the joint and the treatment are not.
    `recorded` is what stands in the record of the cells."""
    patient = product.patient
    path, size = qr_path(product.code)
    return Label(
        product.code,
        path,
        size,
        (
            patient.full_name,
            _("born {day}").format(day=when.day_month_year(patient.date_of_birth)),
            _("record {number}").format(number=patient.record_no),
            _("made {when}").format(when=clock.short(product.made_at)),
            _last_use(recorded, clock),
        ),
    )


def _last_use(recorded: Entry, clock: Clock) -> str:
    """The moment, of what is made or thawed; the last day, of a donor's unit and of what is stored; else a line."""
    if (until := recorded.get("expires_at")) is not None:
        return _("use before {when}").format(when=clock.moment(until))
    days = [day for name in ("expiry", "stored_until") if (day := recorded.get(name)) is not None]
    return _("use by {day}").format(day=when.day_month_year(min(days))) if days else _("use before: ____________")


def qr_path(text: str) -> tuple[str, int]:
    """The path of a QR code with its quiet zone of four, and how many modules wide the whole is. Medium correction:
    a label may be smudged."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, box_size=10)
    code.add_data(text)
    code.make(fit=True)
    modules = code.get_matrix()
    rows = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(modules) for x, dark in enumerate(row) if dark)
    return "".join(rows), len(modules)

"""What a session's record says of the cells that were given: lots, supplier, donation, room and day."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from journey.models.appointment import NEEDLE_DAYS, STANDING, Appointment, AppointmentState
from journey.models.journey import Cycle
from journey.models.product import Product
from journey.models.record import RECORDS


def session_facts(cycle: Cycle, product: Product | None) -> dict[str, Any]:
    """`lot`, `kit_lot`, `supplier`, `donation_id`, `room` and `treated_at`. Stored cells were processed in an earlier
    session, that of the product. One statement."""
    made_in = product.cycle_id if product is not None else cycle.pk
    found = (
        Cycle.objects.filter(pk=cycle.pk)
        .annotate(
            kit=_of("processing", "kit_lot", made_in),
            unit_lot=_of("donor_unit", "lot", cycle.pk),
            bank=_of("banked_cells", "bank_lot", cycle.pk),
            from_whom=_of("donor_unit", "supplier", cycle.pk),
            donation=_of("donor_unit", "donation_id", cycle.pk),
            harvest_room=_of("harvest", "room", cycle.pk),
            visit_room=Subquery(_visits().values("room__name")[:1]),
        )
        .values()
        .get()
    )
    return {
        "lot": found["unit_lot"] or found["bank"] or "",
        "kit_lot": found["kit"] or "",
        "supplier": found["from_whom"] or "",
        "donation_id": found["donation"] or "",
        "room": found["harvest_room"] or found["visit_room"] or "",
        "treated_at": found["injection_at"] or found["harvest_at"],
    }


def _of(section: str, field: str, cycle: Any) -> Subquery:
    return Subquery(RECORDS[section].objects.filter(cycle=cycle).values(field)[:1])


def _visits() -> QuerySet[Appointment]:
    kept = Appointment.objects.filter(cycle=OuterRef("pk"), kind__in=NEEDLE_DAYS, room__isnull=False)
    return kept.filter(state__in=(*STANDING, AppointmentState.DONE)).order_by("-starts_at")

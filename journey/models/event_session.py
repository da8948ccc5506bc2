"""What a session's record says of the cells that were given: lots, supplier, donation, room and day."""

from typing import Any

from django.db.models import BigIntegerField, F, Func, OuterRef, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce

from journey.models.appointment import NEEDLE_DAYS, STANDING, Appointment, AppointmentState
from journey.models.journey import Cycle
from journey.models.product import Product
from journey.models.record import RECORDS

# From a sequence of the database: nobody waits for it, and nobody gets one twice.
NEXT_NUMBER = Func(Value("journey_adverse_event_number"), function="nextval", output_field=BigIntegerField())


def session_facts(cycle: Cycle, **also: Any) -> dict[str, Any]:
    """`product_id`, `lot`, `kit_lot`, `supplier`, `donation_id`, `room` and `treated_at`, in one statement, with what
    is asked `also`. Stored cells were processed in an earlier session, that of the product."""
    product = Product.objects.filter(code=OuterRef("product_id")).exclude(code="")
    found = (
        Cycle.objects.filter(pk=cycle.pk)
        .annotate(
            product_key=Subquery(product.values("pk")[:1]),
            made_in=Coalesce(Subquery(product.values("cycle")[:1]), F("pk"), output_field=UUIDField()),
            kit=_of("processing", "kit_lot", "made_in"),
            unit_lot=_of("donor_unit", "lot"),
            bank=_of("banked_cells", "bank_lot"),
            from_whom=_of("donor_unit", "supplier"),
            donation=_of("donor_unit", "donation_id"),
            harvest_room=_of("harvest", "room"),
            visit_room=Subquery(_visits().values("room__name")[:1]),
            **also,
        )
        .values()
        .get()
    )
    return {
        "product_id": found["product_key"],
        "lot": found["unit_lot"] or found["bank"] or "",
        "kit_lot": found["kit"] or "",
        "supplier": found["from_whom"] or "",
        "donation_id": found["donation"] or "",
        "room": found["harvest_room"] or found["visit_room"] or "",
        "treated_at": found["injection_at"] or found["harvest_at"],
        **{name: found[name] for name in also},
    }


def _of(section: str, field: str, session: str = "pk") -> Subquery:
    return Subquery(RECORDS[section].objects.filter(cycle=OuterRef(session)).values(field)[:1])


def _visits() -> QuerySet[Appointment]:
    kept = Appointment.objects.filter(cycle=OuterRef("pk"), kind__in=NEEDLE_DAYS, room__isnull=False)
    return kept.filter(state__in=(*STANDING, AppointmentState.DONE)).order_by("-starts_at")

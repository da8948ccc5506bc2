"""What every staff page about one patient must say of them: what they react to."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from journey.models import Allergy, Patient


def with_head(rows: QuerySet[Any], among: QuerySet[Patient], path: str) -> QuerySet[Any]:
    """Adds `head`, in the same statement: status (of the allergies), at and by (who confirmed them when, in UTC), and
    allergies, each with substance, reaction, severity, at and by. None for a patient who is not `among` those whom the
    reader may read. `path` leads from the row to its patient."""
    row = JSONObject(
        substance="substance",
        reaction="reaction",
        severity="severity",
        at="verified_at",
        by="verified_by__display_name",
    )
    allergies = Allergy.objects.filter(patient=OuterRef("pk")).order_by("substance").values(row=row)
    head = JSONObject(
        status="allergy_status",
        at="allergies_confirmed_at",
        by="allergies_confirmed_by__display_name",
        allergies=ArraySubquery(allergies),
    )
    return rows.annotate(head=Subquery(among.filter(pk=OuterRef(path)).order_by().values(head=head)))

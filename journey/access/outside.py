"""The one look outside a person's own sites: for opening a record that they can already name exactly."""

from datetime import date

from journey.models import Patient

ENOUGH_TO_DOUBT = 2


def find_exactly(*, record_no: str = "", full_name: str = "", date_of_birth: date | None = None) -> list[Patient]:
    """The patients of the whole clinic with this record number, or with this full name and date of birth. Capitals and
    blanks at the ends do not matter, anything else does: it finds a person, it shows no list of people. Two are enough
    to know that the words do not name one."""
    rows = Patient.objects.select_related("site__clinic").order_by("pk")
    if record_no.strip():
        return list(rows.filter(record_no__iexact=record_no.strip())[:ENOUGH_TO_DOUBT])
    if not full_name.strip() or date_of_birth is None:
        return []
    name = " ".join(full_name.split())
    return list(rows.filter(full_name__iexact=name, date_of_birth=date_of_birth)[:ENOUGH_TO_DOUBT])

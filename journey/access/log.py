"""The trace for those who read the log: everything, with the record number of whose it is."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import Trace, User
from journey.models import Patient
from journey.policies import Act, may


def visible_trace(user: User) -> QuerySet[Trace]:
    """Newest first, with `record_no`: the log names a record by its number, not by its person."""
    if not (user.is_staff and may(user, Act.READ_LOG)):
        return Trace.objects.none()
    record_no = Patient.objects.filter(pk=OuterRef("patient_id")).values("record_no")[:1]
    return Trace.objects.annotate(record_no=Subquery(record_no)).order_by("-at", "-number")


def find_in_log(rows: QuerySet[Trace], term: str) -> QuerySet[Trace]:
    """What was done to the record of this number, or by staff whose name begins so."""
    record = Patient.objects.filter(record_no__iexact=term).values("pk")
    people = User.objects.filter(is_staff=True, display_name__istartswith=term).values("pk")
    return rows.filter(Q(patient_id__in=record) | Q(actor_id__in=people))

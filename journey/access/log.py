"""The trace for those who read the log: everything, with the record number of whose it is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import Trace, User
from accounts.roles import Role
from accounts.trace.standing import Standing, standing
from journey.access.scope import visible_patients
from journey.domain.days import at_local
from journey.models import Patient
from journey.models.search import find_patients
from journey.policies import Act, may


def visible_trace(user: User, at: datetime) -> QuerySet[Trace]:
    """Newest first, with `record_no`: the log names a record by its number, not by its person; to managers only the
    records that they reach."""
    if not _reads_log(user):
        return Trace.objects.none()
    record_no = _known_patients(user, at).filter(pk=OuterRef("patient_id")).values("record_no")[:1]
    return Trace.objects.annotate(record_no=Subquery(record_no)).order_by("-at", "-number")


def log_standing(user: User) -> Standing | None:
    """Whether it was verified and is sealed; None for whoever does not read it."""
    return standing() if _reads_log(user) else None


def _reads_log(user: User) -> bool:
    return user.is_staff and may(user, Act.READ_LOG)


def _known_patients(user: User, at: datetime) -> QuerySet[Patient]:
    """Auditors follow the trace of everybody. Managers run their sites: the log is no way to find who is a patient of
    another."""
    return Patient.objects.all() if Role.AUDITOR in user.roles else visible_patients(user, at)


def find_in_log(rows: QuerySet[Trace], text: str, zone: ZoneInfo, *, by: User, at: datetime) -> QuerySet[Trace]:
    """Rows by or about whoever the words name: a person, a patient, a record number, a job. A day such as 2026-11-24,
    or two with two dots between them, narrows to those days of the clinic. `by` finds the patients whom they may."""
    names = []
    for word in text.replace("\x00", " ").split():
        if days := _days(word):
            rows = rows.filter(
                at__gte=at_local(days[0], time(0), zone), at__lt=at_local(days[1] + timedelta(days=1), time(0), zone)
            )
        else:
            names.append(word)
    return rows.filter(_named(" ".join(names), by, at)) if names else rows


def _named(text: str, by: User, at: datetime) -> Q:
    known = _known_patients(by, at)
    people = User.objects.filter(Q(display_name__icontains=text) | Q(username__iexact=text))
    if Role.AUDITOR not in by.roles:
        whose = known.order_by().values("pk")
        people = people.filter(Q(is_staff=True) | Q(patient__in=whose) | Q(helps__patient__in=whose))
    patients = find_patients(known, text)
    return (
        Q(actor_id__in=people.values("pk"))
        | Q(patient_id__in=patients.values("pk"))
        | Q(shown__overlap=ArraySubquery(patients.values("pk")))
        | Q(actor_id__isnull=True, actor_name__iexact=text)
    )


def _days(word: str) -> tuple[date, date] | None:
    first, _dots, last = word.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None
    return days if days[0].year > 1 and days[1].year < date.max.year else None

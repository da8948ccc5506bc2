"""What this person may reach: every list, number and record of patients starts here.

Staff reach the patients of the sites that they work at, and a record that they opened from outside the team while it is
open (`at`). Both are parts of the one statement, so that no page asks more often because of them.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.http import Http404

from accounts.models import User
from accounts.prepared import Prepared
from journey.models import (
    Alert,
    Appointment,
    CheckIn,
    Journey,
    OpenedRecord,
    Patient,
    Site,
    SiteMembership,
    Stage,
    Submission,
)
from journey.policies import Act, may

# What a form or a list of staff may name, and how each row leads to its patient.
OF_PATIENTS: Mapping[type[Model], str] = {
    Patient: "",
    Journey: "patient__",
    CheckIn: "journey__patient__",
    Submission: "journey__patient__",
    Alert: "patient__",
    Appointment: "patient__",
}


def visible_patients(user: User, at: datetime) -> QuerySet[Patient]:
    """Staff who may read records see the patients of their sites; a patient sees nobody but themself."""
    rows = Patient.objects.all()
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    return _in_reach(rows, user, at, "") if user.is_staff else rows.filter(user=user)


def visible_journeys(user: User, at: datetime) -> QuerySet[Journey]:
    return _scoped(Journey.objects.all(), user, at, "patient")


def visible_check_ins(user: User, at: datetime) -> QuerySet[CheckIn]:
    return _scoped(CheckIn.objects.all(), user, at, "journey__patient")


def visible_submissions(user: User, at: datetime) -> QuerySet[Submission]:
    return _scoped(Submission.objects.all(), user, at, "journey__patient")


def visible_stages(user: User, at: datetime) -> QuerySet[Stage]:
    return _scoped(Stage.objects.all(), user, at, "cycle__journey__patient")


def visible_alerts(user: User, at: datetime) -> QuerySet[Alert]:
    """Staff only: a patient reads about an alert on their result page, never the row."""
    return _scoped(Alert.objects.all(), user, at, "patient") if user.is_staff else Alert.objects.none()


def visible_appointments(user: User, at: datetime) -> QuerySet[Appointment]:
    return _scoped(Appointment.objects.all(), user, at, "patient")


def get_journey(user: User, journey_id: UUID, at: datetime) -> Journey:
    """For staff: a journey they may see, with what every staff screen shows of the patient, and why it is
    open to them (`with_opening`)."""
    rows = _journeys.rows(user=user, journey_id=journey_id, at=at)
    if not rows:
        raise Http404
    return rows[0]


@Prepared
def _journeys(user: User, journey_id: UUID, at: datetime) -> QuerySet[Journey]:
    rows = with_opening(visible_journeys(user, at).filter(pk=journey_id), user, at, "patient")
    return rows.select_related("patient__site__clinic", "lead_clinician", "coordinator")


def check_reach(user: User, patient_id: UUID, at: datetime) -> None:
    """For a write: Http404 when this member of staff does not reach the patient, as for an id that never was."""
    if not _patients.rows(user=user, patient_id=patient_id, at=at):
        raise Http404


@Prepared
def _patients(user: User, patient_id: UUID, at: datetime) -> QuerySet[Any]:
    return visible_patients(user, at).filter(pk=patient_id).values_list("pk")


def own_sites(user: User) -> QuerySet[Site]:
    """The sites that a member of staff works at, by name."""
    return Site.objects.filter(memberships__person=user).order_by("name")


def reached_sites(user: User, at: datetime) -> QuerySet[Site]:
    """The sites whose people this reader may choose from: their own, and those of records that they have open."""
    mine = SiteMembership.objects.filter(person=user).values("site")
    return Site.objects.filter(Q(pk__in=mine) | Q(pk__in=open_openings(user, at).values("patient__site")))


def team_of(people: QuerySet[User], sites: Any) -> QuerySet[User]:
    """Those of these people who work at one of these sites."""
    return people.filter(Exists(SiteMembership.objects.filter(person=OuterRef("pk"), site__in=sites)))


def open_openings(user: User, at: datetime) -> QuerySet[OpenedRecord]:
    """The records that this person has open from outside the team."""
    return OpenedRecord.objects.filter(person=user, until__gt=at, opened_at__lte=at, ended_at__isnull=True)


def with_opening(rows: QuerySet[Any], user: User, at: datetime, path: str) -> QuerySet[Any]:
    """Adds `opening`: why the record is open to this reader whose team it is not (id, reason, note, until), else None.
    `path` leads from the row to its patient."""
    mine = SiteMembership.objects.filter(person=user, site=OuterRef("patient__site"))
    opening = open_openings(user, at).filter(~Exists(mine), patient=OuterRef(path)).order_by("-until")
    row = JSONObject(id="pk", reason="reason", note="note", until="until")
    return rows.annotate(opening=Subquery(opening.values(row=row)[:1]))


def _scoped(rows: QuerySet[Any], user: User, at: datetime, path: str) -> QuerySet[Any]:
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    return _in_reach(rows, user, at, f"{path}__") if user.is_staff else rows.filter(**{f"{path}__user": user})


def _in_reach(rows: QuerySet[Any], user: User, at: datetime, path: str) -> QuerySet[Any]:
    """`path` leads from the row to its patient: "" or "journey__patient__"."""
    if not may(user, Act.READ_RECORDS):
        return rows.none()
    sites = SiteMembership.objects.filter(person=user).values("site")
    opened = open_openings(user, at).values("patient")
    return rows.filter(Q(**{f"{path}site__in": sites}) | Q(**{f"{path}pk__in": opened}))


def out_of_reach(user: User, keys: Collection[UUID], at: datetime) -> list[tuple[str, UUID]]:
    """Of the rows with these keys those of patients whom this member of staff does not reach: table and key. One
    statement, for what somebody posted."""
    parts = []
    for model, path in OF_PATIENTS.items():
        rows = model._default_manager.filter(pk__in=keys)
        strange = rows.exclude(pk__in=_in_reach(rows, user, at, path).values("pk"))
        parts.append(strange.order_by().values_list(Value(model._meta.db_table), "pk"))
    first, *others = parts
    return list(first.union(*others, all=True))


def found(rows: QuerySet[Any]) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row

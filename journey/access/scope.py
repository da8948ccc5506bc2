"""What this person may reach: every list, number and record of patients starts here.

Staff reach the patients of the sites that they work at, and a record that they opened from outside the team while it is
open (`at`). Both are parts of the one statement, so that no page asks more often because of them.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import JSONObject
from django.http import Http404

from accounts.models import User
from accounts.prepared import Prepared, tables_with
from journey.access.heads import with_head
from journey.models import (
    AdverseEvent,
    AdverseEventReport,
    Alert,
    AlertCall,
    Appointment,
    Caregiver,
    CheckIn,
    Consent,
    Cycle,
    DataRequest,
    Document,
    GateDecision,
    IdentityRemoval,
    Invitation,
    Journey,
    LegalHold,
    OpenedRecord,
    Patient,
    PatientQuestion,
    Photo,
    Product,
    Reminder,
    Site,
    SiteMembership,
    Stage,
    StageNote,
    Submission,
    TumourReview,
    Waiting,
)
from journey.policies import Act, may

# What an address, a form or a list may name, and how each row leads to its patient. A test finds a table that is
# neither here nor said to be named by another.
OF_PATIENTS: Mapping[type[Model], str] = {
    Patient: "",
    Journey: "patient__",
    Cycle: "journey__patient__",
    Stage: "cycle__journey__patient__",
    StageNote: "stage__cycle__journey__patient__",
    PatientQuestion: "stage__cycle__journey__patient__",
    CheckIn: "journey__patient__",
    Submission: "journey__patient__",
    Photo: "check_in__journey__patient__",
    Alert: "patient__",
    AlertCall: "alert__patient__",
    AdverseEvent: "patient__",
    AdverseEventReport: "patient__",
    TumourReview: "patient__",
    Appointment: "patient__",
    Waiting: "patient__",
    Consent: "cycle__journey__patient__",
    Product: "patient__",
    Document: "stage__cycle__journey__patient__",
    GateDecision: "cycle__journey__patient__",
    Reminder: "patient__",
    Caregiver: "patient__",
    OpenedRecord: "patient__",
    DataRequest: "patient__",
    LegalHold: "patient__",
    IdentityRemoval: "patient__",
    Invitation: "patient__",
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
    open to them (`with_opening`), and their allergies (`with_head`)."""
    rows = _journeys.rows(user=user, journey_id=journey_id, at=at)
    if not rows:
        raise Http404
    return rows[0]


@Prepared
def _journeys(user: User, journey_id: UUID, at: datetime) -> QuerySet[Journey]:
    rows = with_opening(visible_journeys(user, at).filter(pk=journey_id), user, at, "patient")
    rows = with_head(rows, Patient.objects.all(), "patient")
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


class Strange(NamedTuple):
    """A row that somebody named and does not reach. A site is nobody's."""

    table: str
    key: UUID
    patient: UUID | None


def out_of_reach(user: User, keys: Collection[UUID], at: datetime) -> list[Strange]:
    """Of the rows with these keys those of patients whom this person does not reach; for staff the sites too at which
    they do not work. For what somebody posted or asked for: a statement that finds their tables, and one for each."""
    strange: list[tuple[Any, ...]] = []
    for model in _tables_of(keys):
        rows = model._default_manager.filter(pk__in=keys)
        if model is Site:
            if user.is_staff and not may(user, Act.EDIT_SETTINGS):
                strange += _strangers(rows, reached_sites(user, at), Value(None, UUIDField()))
            continue
        path = OF_PATIENTS[model]
        reached = _in_reach(rows, user, at, path) if user.is_staff else _own_or_helped(rows, user, at, path)
        strange += _strangers(rows, reached, f"{path}pk")
    return [Strange(*row) for row in strange]


def _tables_of(keys: Collection[UUID]) -> list[type[Model]]:
    named: list[type[Model]] = [*OF_PATIENTS, Site]
    models = {model._meta.db_table: model for model in named}
    return [models[table] for table in tables_with(keys, models)]


def patient_of_row(table: str, key: UUID) -> UUID | None:
    """Whose row of one of `OF_PATIENTS` this is; None for one that never was. For refusals."""
    model = next(model for model in OF_PATIENTS if model._meta.db_table == table)
    return next(iter(_owners.rows(model=model, key=key)), None)


@Prepared
def _owners(model: type[Model], key: UUID) -> QuerySet[Any, UUID]:
    return model._default_manager.order_by().filter(pk=key).values_list(f"{OF_PATIENTS[model]}pk", flat=True)


def _strangers(rows: QuerySet[Any], reached: QuerySet[Any], patient: Any) -> QuerySet[Any]:
    strange = rows.exclude(pk__in=reached.order_by().values("pk"))
    return strange.order_by().values_list(Value(rows.model._meta.db_table), "pk", patient)


def _own_or_helped(rows: QuerySet[Any], user: User, at: datetime, path: str) -> QuerySet[Any]:
    helped = Caregiver.objects.helping(at).filter(user=user).values("patient")
    return rows.filter(Q(**{f"{path}user": user}) | Q(**{f"{path}pk__in": helped}))


def found(rows: QuerySet[Any]) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row

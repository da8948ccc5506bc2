"""How rows are reached as somebody's helper: in the statement that fetches them, and under the lock of a write."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404

from accounts.models import User
from accounts.prepared import Prepared
from journey.domain.caregiving import (
    HELP_ENDED,
    MAY,
    ONLY_THE_PATIENT,
    CaregiverLevel,
    OwnAct,
    act_of,
    why_not,
)
from journey.domain.errors import NotPermitted
from journey.domain.words import say as _
from journey.models import Caregiver, CaregiverLook, CheckIn, Patient
from journey.models.caregiver import ONE_LOOK


@dataclass(frozen=True)
class Helping:
    """That these rows were reached as somebody's helper, and when they last looked."""

    caregiver_id: UUID
    patient_id: UUID
    name: str
    level: CaregiverLevel
    looked_at: datetime | None

    def may(self, act: OwnAct) -> bool:
        return act in MAY[self.level]

    def is_new_look(self, at: datetime) -> bool:
        """Whether this page begins a new look, that is to be noted."""
        return self.looked_at is None or at - self.looked_at >= ONE_LOOK


def get_reached(
    prepared: Prepared[Any], model: type[Model], key: UUID, user: User, act: OwnAct, path: str, *, at: datetime
) -> Any:
    """The one row, for its patient or for a helper who may do this. Raises Http404 for whom it is nothing to, and
    NotPermitted for a helper whose level or time does not reach so far. One statement when it is found: that of
    `prepared`, which finds the row of this `key` as far as it is `reached`."""
    found = prepared.rows(key=key, user_id=user.pk, act=act, at=at) if is_no_staff(user) else []
    if not found:
        refuse(model._default_manager.filter(pk=key), user, act, path, at)
    row = found[0]
    note_for_whom(row, user)
    if isinstance(row, CheckIn) and act is OwnAct.ANSWER:
        check_helper_may(row, act_of(row.code))
    return row


def reached(rows: QuerySet[Any], user_id: UUID, act: OwnAct, path: str, at: datetime) -> QuerySet[Any]:
    """The rows of the person themself and of those whose helper they are; `helping` says how a helper came to one."""
    before = f"{path}__" if path else ""
    looks = CaregiverLook.objects.filter(caregiver=OuterRef("pk")).order_by("-at").values("at")[:1]
    helps = Caregiver.objects.who_may(act, at).filter(user=user_id, patient=OuterRef(path or "pk"))
    told = JSONObject(
        id="pk", patient="patient_id", name="patient__full_name", level="level", looked_at=Subquery(looks)
    )
    return rows.filter(Q(**{f"{before}user": user_id}) | Exists(helps)).annotate(
        helping=Subquery(helps.values(row=told))
    )


def helping_of(row: Any) -> Helping | None:
    """How a helper came to a row of this module; None for the patient's own."""
    found = row.__dict__.get("helping")
    if found is None:
        return None
    looked = found["looked_at"]
    return Helping(
        caregiver_id=UUID(found["id"]),
        patient_id=UUID(found["patient"]),
        name=found["name"],
        level=CaregiverLevel(found["level"]),
        looked_at=datetime.fromisoformat(looked) if looked else None,
    )


def note_for_whom(row: Any, user: User) -> None:
    """Whatever this person does from now on in this request is kept as done for the person they help, and that they
    looked is noted before the answer leaves (`views/looks.py`)."""
    helping = helping_of(row)
    user.acting_for = helping.patient_id if helping else None
    user.helping = helping


def check_helper_may(row: Any, act: OwnAct) -> None:
    """For a row that was found to be read: a helper may do this with it too. Raises NotPermitted."""
    helping = helping_of(row)
    if helping is not None and not helping.may(act):
        raise NotPermitted(_(why_not(act)))


def refuse(rows: QuerySet[Any], user: User, act: OwnAct, path: str, at: datetime) -> NoReturn:
    """A helper hears why, also after the help has ended; to everybody else the row does not exist."""
    helped = _help_of.rows(user_id=user.pk) if is_no_staff(user) else []
    patients = set(rows.order_by().values_list(path or "pk", flat=True)) if helped else set()
    known = [each for each in helped if each.patient_id in patients]
    if any(each.helps_at(at) for each in known):
        raise NotPermitted(_(why_not(act)))
    if known:
        raise NotPermitted(_(HELP_ENDED))
    raise Http404


@Prepared
def _help_of(user_id: UUID) -> QuerySet[Caregiver]:
    """All that this person gives or gave: most people none, and then a refusal asks no more."""
    return Caregiver.objects.filter(user=user_id)


def check_own(patient: Patient, user: User, act: OwnAct, *, at: datetime) -> Caregiver | None:
    """For actions, under the lock of what they write: the patient themself, or their helper, who is given back and
    stays locked, so that help that ends meanwhile ends before or after the write and never in it.

    Raises NotPermitted.
    """
    if patient.user_id == user.pk and not user.is_staff:
        return None
    rows = Caregiver.objects.select_for_update(no_key=True).filter(patient=patient, user=user)
    known = list(rows) if is_no_staff(user) else []
    helping = [each for each in known if each.helps_at(at)]
    if not helping:
        raise NotPermitted(_(HELP_ENDED if known else ONLY_THE_PATIENT))
    if act not in MAY[CaregiverLevel(helping[0].level)]:
        raise NotPermitted(_(why_not(act)))
    user.acting_for = patient.pk
    return helping[0]


def is_no_staff(user: User) -> bool:
    """Staff never come in by the patients' door, whatever else their sign-in was once used for."""
    return user.is_active and not user.is_staff

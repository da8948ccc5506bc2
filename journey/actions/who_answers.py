"""Who may answer for a patient: themself, a helper of the right level, or staff whom the patient told their answers."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from journey.access import check_own
from journey.actions.permission import check_may
from journey.domain.caregiving import OwnAct
from journey.domain.errors import NotAccepted
from journey.domain.words import say as _
from journey.models import Caregiver, Patient, ToldBy
from journey.policies import Act


def check_answers_for(patient: Patient, by: User, act: OwnAct, *, told_by: str, at: datetime) -> Caregiver | None:
    """Under the lock of what is written. The helper, if it is one; `told_by` says how staff heard the answers.

    Raises NotPermitted, and NotAccepted for a way of telling that is none.
    """
    if not told_by:
        return check_own(patient, by, act, at=at)
    check_may(by, Act.ENTER_ANSWERS, patient.pk, at=at)
    if told_by not in ToldBy.values:
        raise NotAccepted(_("Choose how the patient told you."), field="told_by")
    return None


def told_of(caregiver: Caregiver | None, told_by: str) -> Mapping[str, str]:
    """What an event keeps of somebody who answered in the patient's place."""
    if caregiver is not None:
        return {"caregiver": str(caregiver.pk), "helper": str(caregiver)}
    return {"told_by": told_by} if told_by else {}

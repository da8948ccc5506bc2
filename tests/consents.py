"""Consents for the tests, through the real actions.

consent_to(journey, at=NOW)                 # read, every line ticked, signed, countersigned
sign(journey, at=NOW, research=True)        # the patient's part alone
"""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.roles import Role
from journey.actions.consent_desk import Paper, countersign, record_paper
from journey.actions.consent_signing import note_reading, save_lines, sign_consent
from journey.actions.consent_texts import approve_consent_text
from journey.domain.consent import OPTIONAL
from journey.models import Consent, ConsentDraft, ConsentText, Cycle, Journey
from journey.signing import Signing, signing_of
from journey.standing import standing_of
from tests import builders
from tests.papers import A_PDF

MINUTE = timedelta(minutes=1)


def consent_text(*, at: datetime, changes: str = "", is_material: bool = True) -> ConsentText:
    """What pathway and settings say, approved by a clinician."""
    clinician = builders.staff(Role.CLINICIAN)
    clinic = builders.clinic()
    return approve_consent_text(clinic=clinic, is_material=is_material, changes=changes, by=clinician, at=at)


def signing(journey: Journey, at: datetime) -> Signing:
    return signing_of(standing_of(builders.fresh(journey), at))


def newest(journey: Journey) -> Cycle:
    return Cycle.objects.select_related("journey__patient__site__clinic").get(pk=builders.newest_cycle(journey).pk)


def read(journey: Journey, *, at: datetime) -> None:
    text = signing(journey, at).text
    assert text is not None
    assert journey.patient.user is not None
    note_reading(cycle=newest(journey), text_id=text.pk, by=journey.patient.user, at=at)


def tick(journey: Journey, *, at: datetime, pages: int | None = None, **choices: bool) -> UUID:
    """Every line of the first `pages` (all); gives the token of the draft. Optional lines are no unless chosen."""
    read(journey, at=at)
    now, cycle, user = signing(journey, at), newest(journey), journey.patient.user
    assert user is not None
    for page in now.pages[:pages]:
        answers = {line.code: choices.get(line.code, False) if line.optional else True for line in page.lines}
        save_lines(cycle=cycle, page_key=page.key, answers=answers, basis=now.basis, by=user, at=at)
    return ConsentDraft.objects.get(cycle=cycle).token


def sign(journey: Journey, *, at: datetime, **choices: bool) -> Consent:
    token, user = tick(journey, at=at, **choices), journey.patient.user
    assert user is not None
    name = journey.patient.full_name
    return sign_consent(cycle=newest(journey), token=token, typed_name=name, by=user, at=at)


def consent_to(journey: Journey, *, at: datetime, **choices: bool) -> Consent:
    """A consent that counts once the time to think is over; on paper for a patient without a sign-in."""
    clinician = builders.staff(Role.CLINICIAN)
    if journey.patient.user is None:
        return record_paper(cycle=newest(journey), paper=paper(at=at, **choices), by=clinician, at=at)
    consent = sign(journey, at=at, **choices)
    return countersign(consent=consent, capacity_assessed=True, interpreter="", by=clinician, at=at + MINUTE)


def paper(*, at: datetime, **choices: bool) -> Paper:
    return Paper(
        signed_at=at - MINUTE,
        countersigned_by=builders.staff(Role.CLINICIAN),
        countersigned_at=at,
        signed_as="Rosa Marsh",
        every_line_ticked=True,
        capacity_assessed=True,
        choices={scope: choices.get(scope, False) for scope in OPTIONAL},
        scan=A_PDF,
    )


def kept(journey: Journey, *, at: datetime, photos: bool = False, left_over_cells: bool = False) -> Consent:
    """As the record holds one that was signed and countersigned at this moment, without the way to it."""
    now, clinician = signing(journey, at), builders.staff(Role.CLINICIAN)
    text = now.text or consent_text(at=at)
    days = now.clinic.cooling_off_days
    return Consent.objects.create(
        cycle=newest(journey), text=text, method="in_app", language="en", lines=[], plan=now.plan,
        repeat_donor=now.repeat_donor, harvests_before=now.standing.facts.harvests_before,
        left_over_cells=left_over_cells, research=False, photos=photos, typed_name="Rosa Marsh",
        signed_at=at, cooling_off_days=days, thinking_ends_at=at + timedelta(days=days), recorded_at=at,
        recorded_by=journey.patient.user or builders.staff(Role.NURSE), countersigned_at=at,
        countersigned_by=clinician, capacity_assessed=True,
    )  # fmt: skip

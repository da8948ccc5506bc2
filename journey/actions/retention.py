"""The end of a record's time: legal holds, and taking the person out of a record by two managers."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from accounts.models import User
from journey.access.retention import in_the_way, is_removed, kept_until, last_contact_of
from journey.actions.events import record
from journey.actions.identity import remove_identity
from journey.actions.locking import constraints_in_words, locked
from journey.actions.permission import check_may
from journey.actions.refusals import already_done
from journey.domain.days import local_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.keeping_time import WAYS_WORDS
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import IdentityRemoval, Journey, LegalHold, Patient
from journey.models.retention import LONGEST_REASON
from journey.policies import Act

Row = TypeVar("Row", LegalHold, IdentityRemoval)


@transaction.atomic
def place_hold(*, patient: Patient, reason: str, by: User, at: datetime) -> LegalHold:
    """From now on nothing is taken out of this record, however old it is. Managers. A repeat by the same person gives
    the hold that stands; raises AlreadyDone for another's, MoveNotAllowed when the identity is gone already."""
    check_may(by, Act.END_KEEPING, patient.pk, at=at)
    reason = _said(reason)
    patient = locked(patient)
    standing = LegalHold.objects.filter(patient=patient, lifted_at__isnull=True).select_related("placed_by").first()
    if standing is not None:
        if standing.placed_by_id == by.pk:
            return _same_words(standing, reason)
        raise already_done(
            gettext_noop("{who} has put a hold on this record already."), by=standing.placed_by, at=standing.placed_at
        )
    _check_not_removed(patient)
    hold = LegalHold(patient=patient, reason=reason, placed_at=at, placed_by=by)
    with constraints_in_words(hold):
        hold.full_clean()
        hold.save(force_insert=True)
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, by: User, at: datetime) -> LegalHold:
    """The hold ends. Managers; a repeat by the same person changes nothing, another reads who was first."""
    check_may(by, Act.END_KEEPING, hold.patient_id, at=at)
    locked(hold.patient)
    hold = locked(hold)
    if hold.lifted_by is not None and hold.lifted_at is not None:
        if hold.lifted_by_id == by.pk:
            return hold
        raise already_done(gettext_noop("{who} has lifted this hold already."), by=hold.lifted_by, at=hold.lifted_at)
    hold.lifted_at, hold.lifted_by = at, by
    hold.save(update_fields=["lifted_at", "lifted_by"])
    return hold


@transaction.atomic
def ask_removal(*, patient: Patient, reason: str, by: User, at: datetime) -> IdentityRemoval:
    """The first of two managers: nothing changes by this. A repeat by the same person gives what stands.

    Raises MoveNotAllowed before the record's time is over, while no number of years is set, or while something stands
    in the way; AlreadyDone when another manager has asked.
    """
    check_may(by, Act.END_KEEPING, patient.pk, at=at)
    reason = _said(reason)
    patient = locked(patient)
    known = _standing(patient)
    if known is not None:
        if known.asked_by_id == by.pk and known.done_at is None:
            return _same_words(known, reason)
        raise already_done(gettext_noop("{who} has asked for this already."), by=known.asked_by, at=known.asked_at)
    last, years = _check_time_is_over(patient, at)
    removal = IdentityRemoval(
        patient=patient,
        reason=reason,
        years=years,
        last_contact=local_date(last, patient.site.clinic.zone),
        asked_at=at,
        asked_by=by,
    )
    with constraints_in_words(removal):
        removal.full_clean()
        removal.save(force_insert=True)
    return removal


@transaction.atomic
def take_removal_back(*, removal: IdentityRemoval, by: User, at: datetime) -> IdentityRemoval:
    """It is not done after all. Managers; a repeat changes nothing. Raises MoveNotAllowed once it is done."""
    check_may(by, Act.END_KEEPING, removal.patient_id, at=at)
    locked(removal.patient)
    removal = locked(removal)
    if removal.done_at is not None:
        raise MoveNotAllowed(_("The identity is removed already. That cannot be taken back."))
    if removal.ended_at is None:
        removal.ended_at, removal.ended_by = at, by
        removal.save(update_fields=["ended_at", "ended_by"])
    return removal


@transaction.atomic
def confirm_removal(*, removal: IdentityRemoval, record_no: str, by: User, at: datetime) -> IdentityRemoval:
    """The second of two managers, who types the record number: the person is taken out of the record, for ever.

    Everything is asked again under the locks of journeys and patient. Raises NotAccepted for a wrong number or the
    same person, MoveNotAllowed for what stands in the way, AlreadyDone when another manager did it.
    """
    check_may(by, Act.END_KEEPING, removal.patient_id, at=at)
    # Journeys before the patient, as everywhere.
    journeys = list(
        Journey.objects.select_for_update(of=("self",), no_key=True).filter(patient=removal.patient_id).order_by("pk")
    )
    patient = locked(removal.patient)
    removal = locked(removal)
    if removal.done_by is not None and removal.done_at is not None:
        if removal.done_by_id == by.pk:
            return removal
        raise already_done(gettext_noop("{who} has removed it already."), by=removal.done_by, at=removal.done_at)
    if removal.ended_at is not None:
        raise MoveNotAllowed(_("This was taken back. Ask for it again."))
    if removal.asked_by_id == by.pk:
        raise NotAccepted(_("Another manager removes it. It cannot be the same person."))
    if record_no.strip() != patient.record_no:
        raise NotAccepted(_("This is not the number of this record."), field="record_no")
    _check_time_is_over(patient, at)
    for journey in journeys:
        record(journey, "identity_removed", by=by, at=at)
    remove_identity(patient, by=by, at=at)
    removal.done_at, removal.done_by = at, by
    with constraints_in_words(removal):
        removal.save(update_fields=["done_at", "done_by"])
    return removal


def _same_words(row: Row, reason: str) -> Row:
    """What a second press gives. Other words would be lost in silence: raises MoveNotAllowed."""
    if row.reason != reason:
        raise MoveNotAllowed(_("You have done this already, with another reason. Take that back first."))
    return row


def _standing(patient: Patient) -> IdentityRemoval | None:
    rows = IdentityRemoval.objects.filter(patient=patient, ended_at__isnull=True)
    return rows.select_related("asked_by").first()


def _check_time_is_over(patient: Patient, at: datetime) -> tuple[datetime, int]:
    """The last contact, and the clinic's number of years. Raises MoveNotAllowed with what is so instead."""
    clinic = patient.site.clinic
    if clinic.retention_years is None:
        raise MoveNotAllowed(_("The clinic has not set how many years records are kept. Nothing is removed."))
    last, until = last_contact_of(patient), kept_until(patient, clinic)
    if last is None or until is None:
        raise MoveNotAllowed(_("Nobody can say when the last contact was. Nothing is removed."))
    if local_date(at, clinic.zone) < until:
        raise MoveNotAllowed(_("The time of this record is not over: it is kept until {day}.", day=until.isoformat()))
    if ways := in_the_way(patient, at):
        names = ", ".join(_(WAYS_WORDS[name]) for name in ways)
        raise MoveNotAllowed(_("This stands in the way: {names}.", names=names))
    return last, clinic.retention_years


def _check_not_removed(patient: Patient) -> None:
    if is_removed(patient):
        raise MoveNotAllowed(_("This record names nobody any more."))


def _said(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise NotAccepted(_("Write why, in 1 to {most} characters.", most=LONGEST_REASON), field="reason")
    return reason

"""What clinicians do with a consent: countersign it, record one on paper, note the talk, ask for it anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from journey.access.renewals import renewal_before, used_renewals
from journey.actions.consent_signing import check_open, keep_signature
from journey.actions.documents import add_document
from journey.actions.events import record
from journey.actions.locking import constraints_in_words, locked, locked_journey
from journey.actions.permission import check_may, check_works_at
from journey.actions.refusals import already_done, sent_before
from journey.domain.consent import Again, Method
from journey.domain.consent_ready import Missing
from journey.domain.days import local_date, plain_date
from journey.domain.documents import CleanFile, DocumentKind
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Consent, ConsentTalk, Cycle, Invitation, TalkKind
from journey.policies import Act
from journey.signing import Signing, signing_of
from journey.standing import standing_of

# On paper the patient read and ticked in the room; what has to be there before is the same.
BEFORE_PAPER: Mapping[Missing, str] = {
    Missing.TEXT: gettext_noop("No approved consent text says what pathway and settings say. Approve it first."),
    Missing.OVER: gettext_noop("The injection of this session is recorded. A consent comes before it."),
    Missing.PLAN: gettext_noop("The plan is not recorded: source, harvest mode, hand and joints."),
    Missing.TALK: gettext_noop("Risks, choices and the uncertain effect are not recorded as discussed (G1-05)."),
    Missing.UNDERSTANDING: gettext_noop("The check of understanding is not passed, and nobody talked again (G1-06)."),
    Missing.GOING_ON: gettext_noop("The patient has not said yes to going on (G1-07)."),
    Missing.QUESTIONS: gettext_noop("A question of the patient has no answer in the record yet."),
}


@dataclass(frozen=True)
class Paper:
    """A signed paper: its moments are aware; `choices` are the three optional answers, `scan` is the paper itself."""

    signed_at: datetime
    countersigned_by: User
    countersigned_at: datetime
    signed_as: str
    every_line_ticked: bool
    capacity_assessed: bool
    choices: Mapping[str, bool]
    scan: CleanFile
    interpreter: str = ""


@transaction.atomic
def countersign(
    *,
    consent: Consent,
    capacity_assessed: bool,
    interpreter: str,
    by: User,
    at: datetime,
    identity_checked: bool = False,
) -> Consent:
    """A clinician stands beside the patient's signature and for that the patient can decide. Once; a repeat of the
    same by the same person changes nothing.

    After a new way to sign in it has to be `identity_checked` face to face who signed, never by who gave that way.
    Raises AlreadyDone with who was first, NotAccepted without the assessment or that check.
    """
    journey = locked_journey(consent.cycle.journey)
    check_may(by, Act.COUNTERSIGN, journey.patient_id, at=at)
    consent = locked(consent)
    if consent.countersigned_by_id == by.pk and consent.interpreter == interpreter.strip():
        return consent
    if consent.countersigned_by is not None and consent.countersigned_at is not None:
        words = gettext_noop("{who} countersigned this already.")
        raise already_done(words, by=consent.countersigned_by, at=consent.countersigned_at)
    if consent.withdrawals.filter(scope="treatment").exists():
        raise MoveNotAllowed(_("The patient has withdrawn this consent. A new one is needed."))
    if not capacity_assessed:
        raise NotAccepted(_("Say that you assessed that the patient can decide."), field="capacity_assessed")
    renewal = renewal_before(used_renewals(journey.patient_id), consent.signed_at)
    if renewal is not None:
        _check_who_signed(renewal, identity_checked, by)
    consent.countersigned_at, consent.countersigned_by, consent.capacity_assessed = at, by, True
    consent.interpreter = interpreter.strip()
    with constraints_in_words(consent):
        consent.save(update_fields=["countersigned_at", "countersigned_by", "capacity_assessed", "interpreter"])
    data = {"consent": str(consent.pk), "version": consent.text.number, "identity_checked": renewal is not None}
    record(journey, "consent_countersigned", by=by, at=at, cycle=consent.cycle, data=data)
    return consent


def _check_who_signed(renewal: Invitation, identity_checked: bool, by: User) -> None:
    if renewal.sent_by_id == by.pk:
        raise NotPermitted(_("You gave this patient a new way to sign in. Another clinician countersigns."))
    if not identity_checked:
        raise NotAccepted(_("Make sure face to face who signed, then tick this."), field="identity_checked")


@transaction.atomic
def record_paper(*, cycle: Cycle, paper: Paper, by: User, at: datetime, token: UUID | None = None) -> Consent:
    """A consent that patient and clinician signed on paper, in the newest text. Clinicians. `token`: of the form, so
    that a second press is the same consent.

    Raises NotAccepted (with the field) for moments in the future or out of order and for a line that is not ticked,
    MoveNotAllowed while something is missing before.
    """
    signing = _signing(cycle, by, at)
    known = sent_before(Consent.objects.filter(cycle=cycle), token, by=by, author="recorded_by")
    if known is not None:
        return known
    check_open(signing)
    missing = [each for each in signing.missing if each is not Missing.READING]
    if missing:
        raise MoveNotAllowed(_(BEFORE_PAPER[missing[0]]))
    _check_paper(signing, paper, at)
    title = _("Consent, signed {day}", day=plain_date(local_date(paper.signed_at, signing.clinic.zone)))
    add_document(cycle=cycle, kind=DocumentKind.CONSENT_PAPER, title=title, file=paper.scan, by=by, at=at)
    return keep_signature(
        signing,
        {**dict.fromkeys((line.code for line in signing.lines), True), **paper.choices},
        id=token or uuid4(),
        method=Method.PAPER,
        typed_name=paper.signed_as.strip(),
        interpreter=paper.interpreter.strip(),
        countersigned_at=paper.countersigned_at,
        countersigned_by=paper.countersigned_by,
        capacity_assessed=True,
        signed_at=paper.signed_at,
        by=by,
        at=at,
    )


@transaction.atomic
def note_talk(*, cycle: Cycle, note: str, by: User, at: datetime, token: UUID | None = None) -> ConsentTalk:
    """A clinician talked the consent through with the patient; the note is for staff."""
    return _talk(cycle, TalkKind.TALKED, "", note, "consent_talked", by=by, at=at, token=token)


@transaction.atomic
def ask_again(*, cycle: Cycle, why: Again, note: str, by: User, at: datetime, token: UUID | None = None) -> ConsentTalk:
    """From now on what was signed before does not count any more (clinical.md 9.3: new safety information and others).
    The patient reads the reason. Raises MoveNotAllowed after the injection."""
    return _talk(cycle, TalkKind.AGAIN, why, note, "consent_asked_again", by=by, at=at, token=token)


def _talk(
    cycle: Cycle, kind: TalkKind, why: str, note: str, event: str, *, by: User, at: datetime, token: UUID | None
) -> ConsentTalk:
    signing = _signing(cycle, by, at)
    known = sent_before(ConsentTalk.objects.filter(cycle=cycle), token, by=by)
    if known is not None:
        return known
    check_open(signing)
    if kind is TalkKind.AGAIN and Missing.OVER in signing.missing:
        raise MoveNotAllowed(_(BEFORE_PAPER[Missing.OVER]))
    if not note.strip():
        raise NotAccepted(_("Write a note."), field="note")
    talk = ConsentTalk(id=token or uuid4(), cycle=cycle, kind=kind, why=why, note=note.strip(), at=at, by=by)
    with constraints_in_words(talk):
        talk.save(force_insert=True)
    record(signing.standing.journey, event, by=by, at=at, cycle=cycle, reason=note.strip(), data={"why": why})
    return talk


def _signing(cycle: Cycle, by: User, at: datetime) -> Signing:
    journey = locked_journey(cycle.journey)
    check_may(by, Act.COUNTERSIGN, journey.patient_id, at=at)
    return signing_of(standing_of(journey, at, cycle_id=cycle.pk))


def _check_paper(signing: Signing, paper: Paper, at: datetime) -> None:
    if paper.signed_at > at:
        raise NotAccepted(_("A signature cannot be in the future."), field="signed_at")
    if paper.countersigned_at > at or paper.countersigned_at < paper.signed_at:
        raise NotAccepted(_("The patient signs first, then the clinician, both before now."), field="countersigned_at")
    withdrawn_at = signing.standing.facts.consent.withdrawn_at
    if withdrawn_at is not None and paper.signed_at <= withdrawn_at:
        raise NotAccepted(_("The patient withdrew after this was signed. A new signature is needed."), "signed_at")
    text = signing.text
    if text is not None and paper.signed_at < text.approved_at:
        raise NotAccepted(_("This is older than the text, version {number}.", number=text.number), "signed_at")
    if not paper.every_line_ticked:
        raise NotAccepted(_("Every line has to be ticked on the paper."), field="every_line_ticked")
    if not paper.capacity_assessed:
        raise NotAccepted(_("The clinician has to have assessed that the patient can decide."), "capacity_assessed")
    if not paper.signed_as.strip():
        raise NotAccepted(_("Write the name under the signature."), field="signed_as")
    person = paper.countersigned_by
    check_works_at(person, signing.standing.journey.patient.site, field="countersigned_by")
    if Role.CLINICIAN not in person.roles:
        raise NotAccepted(_("A clinician countersigns."), field="countersigned_by")

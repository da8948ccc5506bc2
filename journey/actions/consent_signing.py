"""What a patient does with the consent: reads the evidence, ticks the lines, signs. Nobody does it for them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from journey.access import check_own
from journey.actions.consent_withdrawing import return_to_app
from journey.actions.events import record
from journey.actions.locking import constraints_in_words, locked_journey
from journey.domain.caregiving import OwnAct
from journey.domain.consent import OPTIONAL, Line, Method, thinking_ends
from journey.domain.consent_ready import NOT_YET
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Consent, ConsentDraft, ConsentReading, Cycle
from journey.models.consent import LONGEST_NAME
from journey.signing import Signing, signing_of
from journey.standing import standing_of

CHANGED = gettext_noop("What you agree to has changed since you opened this page. Please read it again.")


@transaction.atomic
def note_reading(*, cycle: Cycle, text_id: UUID, by: User, at: datetime) -> ConsentReading:
    """The patient says that they read the evidence and the statement. Once per text; a repeat gives the first again.

    Raises StaleVersion when another text is the newest by now.
    """
    signing = _signing(cycle, by, at)
    text = signing.text
    if text is None or text.pk != text_id:
        raise StaleVersion(_(CHANGED))
    reading, made = ConsentReading.objects.get_or_create(cycle=cycle, text=text, defaults={"at": at, "by": by})
    if made:
        record(signing.standing.journey, "consent_read", by=by, at=at, cycle=cycle, data={"version": text.number})
    return reading


@transaction.atomic
def save_lines(
    *, cycle: Cycle, page_key: str, answers: Mapping[str, bool], basis: str, by: User, at: datetime
) -> Signing:
    """Keep what is ticked on a page, whole or in part; on other pages everything stays. `basis` is that of the page.

    Raises StaleVersion when the words or the plan changed meanwhile, MoveNotAllowed while something is missing before.
    """
    signing = _ready(cycle, by, at)
    page = signing.page(page_key)
    if basis != signing.basis or page is None:
        raise StaleVersion(_(CHANGED))
    known = {line.code for line in page.lines}
    kept = {code: value for code, value in signing.answers.items() if code not in known}
    answered = {**kept, **{code: value for code, value in answers.items() if code in known}}
    draft = signing.draft
    if draft is None:
        ConsentDraft.objects.filter(cycle=cycle).delete()
        draft = ConsentDraft(cycle=cycle, basis=basis, token=uuid4(), started_at=at)
    draft.answers, draft.saved_at = answered, at
    draft.save()
    signing.kept = draft
    return signing


@transaction.atomic
def sign_consent(*, cycle: Cycle, token: UUID, typed_name: str, by: User, at: datetime) -> Consent:
    """The patient signs with their name what the draft of this token holds. The same token again gives the consent that
    it made, whatever was pressed twice and on how many devices.

    Raises StaleVersion for a draft that is gone or whose words or plan changed, NotAccepted for an unanswered line or a
    missing name, MoveNotAllowed while something is missing before.
    """
    signing = _signing(cycle, by, at)
    made = Consent.objects.filter(cycle=cycle, token=token).first()
    if made is not None:
        return made
    _check_ready(signing)
    draft, text = signing.draft, signing.text
    if draft is None or draft.token != token or text is None:
        raise StaleVersion(_(CHANGED))
    if signing.first_open is not None:
        raise NotAccepted(_("Some lines are not answered yet."))
    name = " ".join(typed_name.split())
    if len(name) < 2 or len(name) > LONGEST_NAME:
        raise NotAccepted(_("Type your first and last name."), field="typed_name")
    return keep_signature(
        signing, draft.answers, method=Method.IN_APP, typed_name=name, token=token, signed_at=at, by=by, at=at
    )


def keep_signature(
    signing: Signing, answers: Mapping[str, object], *, signed_at: datetime, by: User, at: datetime, **how: object
) -> Consent:
    """Write a signature in the words that the patient saw, in the app or on paper; what was ticked before goes. For
    actions that hold the journey and have checked it. `how` are the columns that the two ways differ in."""
    text, cycle, days = signing.text, signing.standing.cycle, signing.clinic.cooling_off_days
    assert text is not None
    consent = Consent(
        cycle=cycle,
        text=text,
        language=text.language,
        lines=[_worded(line, answer=bool(answers[line.code])) for line in signing.lines],
        plan=signing.plan,
        about_us=signing.about_us,
        repeat_donor=signing.repeat_donor,
        harvests_before=signing.standing.facts.harvests_before,
        **{scope: answers.get(scope) is True for scope in OPTIONAL},  # what was not asked is a no
        signed_at=signed_at,
        cooling_off_days=days,
        thinking_ends_at=thinking_ends(signed_at, days),
        recorded_at=at,
        recorded_by=by,
        **how,
    )
    with constraints_in_words(consent):
        consent.save(force_insert=True)
    ConsentDraft.objects.filter(cycle=cycle).delete()
    return_to_app(signing.standing.journey.patient, signed_at)
    data = {
        "consent": str(consent.pk),
        "method": consent.method,
        "version": text.number,
        "thinking_ends_at": consent.thinking_ends_at.isoformat(),
        "choices": {scope: getattr(consent, scope) for scope in OPTIONAL},
    }
    record(signing.standing.journey, "consent_signed", by=by, at=at, cycle=cycle, data=data)
    return consent


def _worded(line: Line, *, answer: bool) -> dict[str, object]:
    """A line as it is kept: the words that were shown, and the answer."""
    return {
        "number": line.number,
        "code": line.code,
        "text": line.text,
        "optional": line.optional,
        "answer": answer,
    }


def check_open(signing: Signing) -> None:
    """Raises MoveNotAllowed for a session that is over, or of a journey that is."""
    if signing.standing.snapshot.journey in CLOSED_STATUSES or signing.standing.cycle.status != "active":
        raise MoveNotAllowed(_("This journey has ended. There is nothing to sign."))


def _signing(cycle: Cycle, by: User, at: datetime) -> Signing:
    """Under the lock of the journey, for the patient alone."""
    journey = locked_journey(cycle.journey)
    check_own(journey.patient, by, OwnAct.CONSENT, at=at)
    signing = signing_of(standing_of(journey, at, cycle_id=cycle.pk))
    check_open(signing)
    return signing


def _ready(cycle: Cycle, by: User, at: datetime) -> Signing:
    signing = _signing(cycle, by, at)
    _check_ready(signing)
    return signing


def _check_ready(signing: Signing) -> None:
    if signing.missing:
        raise MoveNotAllowed(_(NOT_YET[signing.missing[0]]))
    if not signing.asks:
        raise MoveNotAllowed(_("You have signed already."))

"""How the made-up patients consent: they read, tick every line and sign; their doctor countersigns."""

from datetime import datetime, timedelta

from accounts.models import User
from journey.actions.consent_desk import countersign
from journey.actions.consent_signing import note_reading, save_lines, sign_consent
from journey.models import ConsentDraft, Cycle
from journey.signing import signing_of
from journey.standing import standing_of

# What the made-up patients say to the three extra questions.
YES = frozenset({"research"})


def read_and_sign(cycle: Cycle, *, photos: bool, by: User, at: datetime) -> None:
    chosen = YES | {"photos"} if photos else YES
    begun = at - timedelta(minutes=12)
    standing = standing_of(cycle.journey, begun)
    text = signing_of(standing).text
    assert text is not None
    note_reading(cycle=cycle, text_id=text.pk, by=by, at=begun)
    signing = signing_of(standing_of(cycle.journey, at))
    for page in signing.pages:
        answers = {line.code: line.code in chosen if line.optional else True for line in page.lines}
        save_lines(cycle=cycle, page_key=page.key, answers=answers, basis=signing.basis, by=by, at=at)
    token = ConsentDraft.objects.get(cycle=cycle).token
    sign_consent(cycle=cycle, token=token, typed_name=cycle.journey.patient.full_name, by=by, at=at)


def stand_beside(cycle: Cycle, *, by: User, at: datetime) -> None:
    consent = cycle.consents.select_related("cycle__journey", "text").latest("signed_at")
    countersign(consent=consent, capacity_assessed=True, interpreter="", by=by, at=at)

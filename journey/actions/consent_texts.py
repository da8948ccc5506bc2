"""A clinician stands for what patients read and sign: each approval is a new version that never changes."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.locking import locked
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.words import say as _
from journey.models import Clinic, ConsentText
from journey.pathway.loader import checksum
from journey.policies import Act
from journey.signing import wanted_document


@transaction.atomic
def approve_consent_text(
    *, clinic: Clinic, is_material: bool, changes: str, by: User, at: datetime, seen: str | None = None
) -> ConsentText:
    """The newest pathway's lines with the clinic's statements become the next version. Clinicians.

    `seen` is the checksum of what the page showed. What stands already is given again: a repeat makes no version.
    Raises NotAccepted without the two statements or without saying what changed, StaleVersion when the words changed
    since the page was opened.
    """
    policies.check(by, Act.APPROVE_CONSENT_TEXT)
    clinic = locked(clinic)  # two approvals meet here
    wanted = wanted_document(clinic)
    if wanted is None:
        raise MoveNotAllowed(_("No pathway is published yet. A manager publishes one first."))
    version, document = wanted
    if not document["approval_statement"] or not document["evidence_text"]:
        raise NotAccepted(_("The clinic's settings hold no approval statement or no evidence text yet."))
    newest = ConsentText.objects.order_by("-number").first()
    if newest is not None and newest.checksum == checksum(document):
        return newest
    if seen is not None and seen != checksum(document):
        raise StaleVersion(_("The words changed since you opened this page. Read them again."))
    if newest is not None and not changes.strip():
        raise NotAccepted(_("Say what changed."), field="changes")
    return ConsentText.objects.create(
        number=newest.number + 1 if newest else 1,
        pathway_version=version,
        language=version.language,
        document=document,
        checksum=checksum(document),
        is_material=is_material or newest is None,
        changes=changes.strip(),
        approved_at=at,
        approved_by=by,
    )

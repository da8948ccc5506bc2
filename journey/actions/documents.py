"""Papers of a stage: adding one, showing it to the patient on purpose, striking out one that was added by mistake."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from journey.actions.events import record
from journey.actions.locking import constraints_in_words, locked, locked_journey
from journey.actions.permission import check_may
from journey.actions.refusals import already_done, sent_before
from journey.domain.documents import LONGEST_TITLE, MOST_BYTES, NEVER_SHARED, STAGE_OF, CleanFile, DocumentKind, type_of
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.stages import StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Cycle, Document, DocumentContent, Stage
from journey.models.document import LONGEST_REASON
from journey.policies import Act


@transaction.atomic
def add_document(
    *, cycle: Cycle, kind: DocumentKind, title: str, file: CleanFile, by: User, at: datetime, token: UUID | None = None
) -> Document:
    """Keep a paper with the stage that it belongs to. Nurses and clinicians; `file` comes from the form, cleaned.

    `token` is the id of the document: the same form sent twice is one. Raises NotAccepted for a title that is empty or
    too long, and for a file that is empty, larger than 10 MB or not what its type says.
    """
    check_may(by, Act.KEEP_DOCUMENTS, cycle.journey.patient_id, at=at)
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise NotAccepted(_("Write a title of 1 to {most} characters.", most=LONGEST_TITLE), "title")
    if not 0 < len(file.content) <= MOST_BYTES or type_of(file.content) != file.content_type:
        raise NotAccepted(_("This file cannot be kept."), "file")
    locked_journey(cycle.journey)
    known = sent_before(Document.objects.all(), token, by=by, author="added_by")
    if known is not None:
        return known
    stage = _stage_of(cycle, kind)
    document = Document(
        id=token or uuid4(), stage=stage, kind=kind, title=title, content_type=file.content_type,
        size=len(file.content), sha256=sha256(file.content).hexdigest(), added_at=at, added_by=by,
    )  # fmt: skip
    with constraints_in_words(document):
        document.save(force_insert=True)
        DocumentContent.objects.create(document=document, content=file.content)
    _noted(document, "document_added", by, at)
    return document


@transaction.atomic
def share_document(*, document: Document, by: User, at: datetime) -> Document:
    """Show a paper to the patient. Nurses and clinicians. A repeat by the same person changes nothing. Raises
    MoveNotAllowed for what may name a donor, and for what was struck out."""
    journey = locked_journey(document.stage.cycle.journey)
    check_may(by, Act.KEEP_DOCUMENTS, journey.patient_id, at=at)
    document = locked(document)
    if document.kind in NEVER_SHARED:
        raise MoveNotAllowed(_("This paper may say who the donor is. It is never shared."))
    if document.struck_at is not None:
        raise MoveNotAllowed(_("This document was struck out."))
    if document.shared_by is not None and document.shared_at is not None:
        if document.shared_by == by:
            return document
        words = gettext_noop("{who} shared this document already.")
        raise already_done(words, by=document.shared_by, at=document.shared_at)
    document.shared_at, document.shared_by = at, by
    document.save(update_fields=["shared_at", "shared_by"])
    _noted(document, "document_shared", by, at)
    return document


@transaction.atomic
def strike_document(*, document: Document, reason: str, by: User, at: datetime) -> Document:
    """Take a paper that was added by mistake out of the record; it stays with its reason, and nobody is shown it as
    part of the record any more. Nurses and clinicians. Raises NotAccepted without a reason."""
    journey = locked_journey(document.stage.cycle.journey)
    check_may(by, Act.KEEP_DOCUMENTS, journey.patient_id, at=at)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise NotAccepted(_("Write the reason."), "reason")
    document = locked(document)
    if document.struck_by is not None and document.struck_at is not None:
        if document.struck_by == by:
            return document
        words = gettext_noop("{who} struck this document out already.")
        raise already_done(words, by=document.struck_by, at=document.struck_at)
    document.struck_at, document.struck_by, document.struck_reason = at, by, reason.strip()
    document.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    _noted(document, "document_struck", by, at)
    return document


def _stage_of(cycle: Cycle, kind: DocumentKind) -> Stage:
    stages = {stage.code: stage for stage in Stage.objects.filter(cycle=cycle)}
    if kind in STAGE_OF:
        return stages[STAGE_OF[kind]]
    begun = sorted((stage.opened_at, code) for code, stage in stages.items() if stage.opened_at is not None)
    return stages[begun[-1][1] if begun else StageCode.CONSULTATION]


def _noted(document: Document, kind: str, by: User, at: datetime) -> None:
    stage = document.stage
    data = {"document": str(document.pk), "kind": document.kind}
    record(stage.cycle.journey, kind, by=by, at=at, cycle=stage.cycle, stage=stage, data=data)

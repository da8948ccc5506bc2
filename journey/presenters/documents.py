"""The papers of a journey as staff see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey import policies
from journey.domain.documents import NEVER_SHARED
from journey.domain.stages import StageCode
from journey.models import Document
from journey.policies import Act
from journey.presenters import staff_words
from journey.presenters.gate_lines import Button
from journey.presenters.papers import file_words
from journey.presenters.staff_timeline import Clock


@dataclass(frozen=True)
class DocumentRow:
    """Addresses are blank for a reader who may not go there."""

    title: str
    kind: str
    about: str
    state: str
    reason: str
    read_url: str
    share_url: str
    strike_url: str


@dataclass(frozen=True)
class DocumentList:
    rows: tuple[DocumentRow, ...]
    add: Button


def document_rows(journey_id: UUID, documents: Sequence[Document], reader: User, clock: Clock) -> DocumentList:
    may = policies.may(reader, Act.KEEP_DOCUMENTS)
    add = Button(_("Add a document"), why=policies.reason_not(Act.KEEP_DOCUMENTS))
    if may:
        add = Button(_("Add a document"), reverse("admin:journey_journey_document_add", args=[journey_id]))
    return DocumentList(tuple(_row(journey_id, each, reader, clock, may=may) for each in documents), add)


def _row(journey_id: UUID, document: Document, reader: User, clock: Clock, *, may: bool) -> DocumentRow:
    def url(name: str) -> str:
        return reverse(f"admin:journey_journey_document_{name}", args=[journey_id, document.pk])

    stands = document.struck_at is None
    shares = may and stands and not document.shared_at and document.kind not in NEVER_SHARED
    stage = staff_words.sentence(staff_words.STAGES[StageCode(document.stage.code)])
    added = _("{stage}, session {number}. Added {when}, {who}. {file}.").format(
        stage=stage,
        number=document.stage.cycle.number,
        when=clock.short(document.added_at),
        who=document.added_by,
        file=file_words(document.content_type, document.size),
    )
    return DocumentRow(
        title=document.title,
        kind=document.get_kind_display(),
        about=added,
        state=_state(document, clock),
        reason=document.struck_reason,
        read_url=url("read") if policies.may(reader, Act.READ_ANSWERS) else "",
        share_url=url("share") if shares else "",
        strike_url=url("strike") if may and stands else "",
    )


def _state(document: Document, clock: Clock) -> str:
    if document.struck_at is not None:
        return _("Struck out {when}, {who}").format(when=clock.short(document.struck_at), who=document.struck_by)
    if document.shared_at is not None:
        return _("Shared {when}, {who}").format(when=clock.short(document.shared_at), who=document.shared_by)
    return _("For staff only")

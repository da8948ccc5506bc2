"""The papers of a journey: what is kept, adding one, reading it, sharing it with the patient, striking one out."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.actions.documents import add_document, share_document, strike_document
from journey.admin.workspace_forms import Desk, answer, back, page
from journey.domain.documents import DocumentKind
from journey.forms.documents import DocumentForm, StrikeForm
from journey.models import Document
from journey.policies import Act
from journey.presenters.documents import document_rows
from journey.views.files import file_response


def documents(desk: Desk) -> HttpResponse:
    """Everything that was added, of every session, the newest first; what was struck out with its reason."""
    desk.check(Act.READ_RECORDS)
    rows = Document.objects.filter(stage__cycle__journey=desk.journey).order_by("-added_at", "id")
    rows = rows.select_related("stage__cycle", "added_by", "shared_by", "struck_by")
    return page(
        desk,
        "admin/journey/journey/documents.html",
        _("Documents"),
        {"documents": document_rows(desk.journey.pk, list(rows), desk.user, desk.clock)},
    )


def add(desk: Desk) -> HttpResponse:
    desk.check(Act.KEEP_DOCUMENTS)
    form = DocumentForm(desk.posted, desk.files, initial={"kind": desk.request.GET.get("kind", "")})

    def act() -> None:
        kind = DocumentKind(form.cleaned_data.pop("kind"))
        add_document(cycle=desk.standing.cycle, kind=kind, by=desk.user, at=desk.at, **form.cleaned_data)

    about = _(
        "Only staff see it until somebody shares it with the patient. A supplier’s paper on a donor is never shared."
    )
    context = {"verb": _("Keep the document"), "about": about}
    done, title = _("The document is kept."), _("Add a document")
    return answer(desk, form, act, done=done, title=title, context=context, to=_list(desk))


def read(desk: Desk, document_id: UUID) -> HttpResponse:
    """The file itself. Papers of the clinical record are for those who read it."""
    desk.check(Act.READ_ANSWERS)
    return file_response(_document(desk, document_id))


def share(desk: Desk, document_id: UUID) -> HttpResponse:
    desk.check(Act.KEEP_DOCUMENTS)
    document = _document(desk, document_id)
    if desk.is_post:
        share_document(document=document, by=desk.user, at=desk.at)
        return back(desk, _("The document is shared with the patient."), _list(desk))
    context = {"document": document, "stage": document.stage.get_code_display(), "list_url": _list(desk)}
    return page(desk, "admin/journey/journey/document_share.html", _("Share a document with the patient"), context)


def strike(desk: Desk, document_id: UUID) -> HttpResponse:
    desk.check(Act.KEEP_DOCUMENTS)
    document = _document(desk, document_id)
    form = StrikeForm(desk.posted)

    def act() -> None:
        strike_document(document=document, reason=form.cleaned_data["reason"], by=desk.user, at=desk.at)

    about = _("“{title}” leaves the record. It stays in this list with your reason; the patient no longer sees it.")
    context = {"verb": _("Strike it out"), "about": about.format(title=document.title)}
    done, title = _("The document is struck out."), _("Strike out a document")
    return answer(desk, form, act, done=done, title=title, context=context, to=_list(desk))


def _document(desk: Desk, document_id: UUID) -> Document:
    rows = Document.objects.filter(stage__cycle__journey=desk.journey, pk=document_id)
    found = rows.select_related("content", "stage__cycle__journey__patient__site__clinic").first()
    if found is None:
        raise Http404
    return found


def _list(desk: Desk) -> str:
    return reverse("admin:journey_journey_documents", args=[desk.journey.pk])

"""A kept file on its way to somebody who may have it: always saved, never shown inside one of our pages."""

from django.http import HttpResponse

from journey.domain.documents import file_name
from journey.models import Document


def file_response(document: Document) -> HttpResponse:
    """The type is the one that was found when it was taken in, and the browser may not guess another."""
    response = HttpResponse(bytes(document.content.content), content_type=document.content_type)
    name = file_name(document.title, document.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

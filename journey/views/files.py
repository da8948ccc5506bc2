"""A kept file on its way to somebody who may have it: a document is saved, a photo stands in one of our pages."""

from django.http import HttpResponse

from journey.domain.documents import JPEG, file_name
from journey.models import Document, Photo

SANDBOX = "sandbox; default-src 'none'"


def file_response(document: Document) -> HttpResponse:
    """The type is the one that was found when it was taken in, and the browser may not guess another."""
    response = HttpResponse(bytes(document.content.content), content_type=document.content_type)
    name = file_name(document.title, document.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def photo_response(photo: Photo) -> HttpResponse:
    """A JPEG that we wrote ourselves, so it may be shown; opened by itself it can do nothing."""
    response = HttpResponse(bytes(photo.content.content), content_type=JPEG)
    response.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response

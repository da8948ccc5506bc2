"""A paper that the clinic shared, as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey import access
from journey.views.files import file_response


@require_safe
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    return file_response(access.get_own_document(request.user, document_id, at=timezone.now()))

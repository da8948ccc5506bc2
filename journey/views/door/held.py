"""What the door keeps in a browser's session between its pages: which ticket, and where the person wanted to go."""

from typing import Any

from django.http import HttpRequest

from accounts.models import Ticket
from accounts.signing_in import DOOR


def hold(request: HttpRequest, **kept: Any) -> None:
    """Keep this instead of whatever was there."""
    request.session[DOOR] = kept


def held(request: HttpRequest, name: str) -> str:
    return str(request.session.get(DOOR, {}).get(name, ""))


def held_ticket(request: HttpRequest) -> Ticket | None:
    """The ticket that this browser asked for, in whatever state."""
    ticket_id = held(request, "ticket")
    return Ticket.objects.filter(pk=ticket_id).first() if ticket_id else None

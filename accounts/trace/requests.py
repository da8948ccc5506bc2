"""Who acts in a request: what the triggers and every row that a page writes say of them."""

from collections.abc import Callable
from uuid import uuid4

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.trace.acting import Acts, acting

NOBODY = Acts(name="nobody signed in", roles=("visitor",))


class NamesWhoActs:
    """Everything that a request writes is written in the name of whoever is signed in at that statement. The name goes
    with each statement and ends with its transaction, so no later request on this connection inherits it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.trace_id = uuid4()
        with acting(lambda: acts_of(request)):
            return self.get_response(request)


def acts_of(request: HttpRequest | None, user: User | None = None) -> Acts:
    """`user` where the request does not know them yet, or no more. Roles of staff may cost the one statement that every
    staff page asks anyway."""
    user = user or getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        name, roles, key = NOBODY.name, NOBODY.roles, None
    else:
        name, key = str(user), user.pk
        roles = tuple(sorted(user.roles)) if user.is_staff else ("patient",)
    if request is None:
        return Acts(name=name, roles=roles, id=key)
    acting_for = user.acting_for if key else None
    match = getattr(request, "resolver_match", None)
    return Acts(
        name=name,
        roles=roles,
        id=key,
        acting_for=acting_for,
        page=match.view_name[:100] if match else "",
        request_id=getattr(request, "trace_id", None),
        ip=_address(request),
    )


def _address(request: HttpRequest) -> str | None:
    try:
        return str(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):
        return None

"""A row for each sign-in, each that failed, and each sign-out: told by the framework, whichever door it was."""

import logging
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from accounts.answers import people_named
from accounts.models import Kind, Outcome, User
from accounts.trace.acting import Acts
from accounts.trace.noting import note
from accounts.trace.requests import acts_of

log = logging.getLogger(__name__)
OTHER_DEVICE = "another device"


def signed_in(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    note(Kind.SIGN_IN, acts_of(request, user))


def signed_out(sender: Any, request: HttpRequest, user: User | None, **more: Any) -> None:
    if user is not None:
        note(Kind.SIGN_OUT, acts_of(request, user))


def device_ended(request: HttpRequest) -> None:
    """Somebody signed another device of theirs out, or all others."""
    note(Kind.SIGN_OUT, acts_of(request), reason=OTHER_DEVICE)


def refused(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """What was typed is not kept: a password often lands in the wrong field. A name or address that exists is kept as
    its person; a household as nobody. One that does not costs the same statements, so that the time tells nothing."""
    meant = people_named(str(credentials.get("username") or ""))
    acts = acts_of(request)
    if len(meant) == 1:
        acts = replace(acts, id=meant[0].pk, name=str(meant[0]))
    note(Kind.SIGN_IN, acts, outcome=Outcome.FAILED, reason="password" if meant else "name")


def factor_refused(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    not_in(request, reason="second factor", user=user)


def not_in(request: HttpRequest, *, reason: str, user: User | None = None) -> None:
    """Somebody showed what does not fit: a passkey, a code of a mail, a date of birth. `user` where it is known whose
    it would have been."""
    note(Kind.SIGN_IN, _of(request, user), outcome=Outcome.FAILED, reason=reason)


def stopped(request: HttpRequest, *, user: User | None = None) -> None:
    """A limit of tries refused it, whatever was shown; `user` where it is known whose it would have been. A line for
    whoever watches the server, too, without a name."""
    acts = _of(request, user)
    log.warning("sign-in limit reached from %s", acts.ip)
    note(Kind.SIGN_IN, acts, outcome=Outcome.DENIED, reason="limit")


def _of(request: HttpRequest, user: User | None) -> Acts:
    acts = acts_of(request)
    return acts if user is None else replace(acts, id=user.pk, name=str(user))

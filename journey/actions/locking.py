"""Locks, versions and constraint refusals: how two people at once each get a clear answer."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import sleep
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import QuerySet

from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Journey

Row = TypeVar("Row", bound=models.Model)
Asked = ParamSpec("Asked")
Result = TypeVar("Result")

STALE = gettext_noop(
    "Someone changed this since you opened the page. Nothing was saved. Look at it again, then repeat your change."
)
MET = gettext_noop("Somebody else changed the same thing at this moment. Nothing was saved. Please try again.")
# PostgreSQL: a deadlock, and two transactions that cannot both be.
MEETINGS = frozenset({"40P01", "40001"})
# Seconds for the other one to go on: who comes back at once takes the same lock before it wakes, and meets it again.
PAUSE = 0.1


# Locks leave the key alone (`no_key`): writing an event of a journey does not wait for the person who holds it, so
# nobody waits for the journey while holding an alert or answers that its holder needs. Where a journey and rows of it
# are locked, the journey comes first; then the patient, then the patient's sign-in, then its tickets. Who becomes or
# stays an alert's owner is locked before the alert (`lock_active`), and never waited for after it. What bookings lock
# after the patient stands in `holding.py`.


def locked(row: Row) -> Row:
    """The same row, read again under a lock. Must be called inside a transaction."""
    return type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def locked_journey(journey: Journey) -> Journey:
    return _locking().get(pk=journey.pk)


def locked_journeys(keys: Iterable[UUID]) -> QuerySet[Journey]:
    """Several, one after the other in the order of their ids: two who lock some of the same never wait in a ring."""
    return _locking().filter(pk__in=set(keys)).order_by("pk")


def _locking() -> QuerySet[Journey]:
    rows = Journey.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("patient__site__clinic", "lead_clinician")


def is_meeting(error: BaseException) -> bool:
    """Whether the database ended this transaction because it and another one waited for each other."""
    return getattr(error.__cause__, "sqlstate", "") in MEETINGS


def once_more(act: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """For actions that lock several rows: one that the database ended for another's sake is done once more, from the
    start. Raises MoveNotAllowed when that happens twice. Inside a transaction the outermost action does it."""

    @wraps(act)
    def run(*args: Asked.args, **kwargs: Asked.kwargs) -> Result:
        if connection.in_atomic_block:
            return act(*args, **kwargs)
        try:
            return act(*args, **kwargs)
        except OperationalError as error:
            if not is_meeting(error):
                raise
        sleep(PAUSE)
        try:
            return act(*args, **kwargs)
        except OperationalError as error:
            if not is_meeting(error):
                raise
            raise MoveNotAllowed(_(MET)) from error

    return run


def check_version(row: Any, expected: int | None) -> None:
    """Raises StaleVersion when the page was opened on another version; `None` is for callers without a page."""
    if expected is not None and row.version != expected:
        raise StaleVersion(_(STALE))


@contextmanager
def constraints_in_words(row: models.Model) -> Iterator[None]:
    """A broken constraint becomes NotAccepted with its own sentence, and the transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except ValidationError as error:
        raise NotAccepted(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise NotAccepted(_sentence(row, error)) from error


def _sentence(row: models.Model, error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for constraint in row._meta.constraints:
        if constraint.name == name:
            return str(constraint.get_violation_error_message())
    return _("This does not fit with what is already recorded. Nothing was saved.")

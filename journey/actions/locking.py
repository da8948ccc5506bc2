"""Locks, versions and constraint refusals: how two people at once each get a clear answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from journey.domain.errors import NotAccepted, StaleVersion
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Journey

Row = TypeVar("Row", bound=models.Model)

STALE = gettext_noop(
    "Someone changed this since you opened the page. Nothing was saved. Look at it again, then repeat your change."
)


# Locks leave the key alone (`no_key`): writing an event of a journey does not wait for the person who holds it, so
# nobody waits for the journey while holding an alert or answers that its holder needs. Where a journey and rows of it
# are locked, the journey comes first; then the patient, then the patient's sign-in, then its tickets.


def locked(row: Row) -> Row:
    """The same row, read again under a lock. Must be called inside a transaction."""
    return type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def locked_journey(journey: Journey) -> Journey:
    return (
        Journey.objects.select_for_update(of=("self",), no_key=True)
        .select_related("patient__site__clinic", "lead_clinician")
        .get(pk=journey.pk)
    )


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

"""The few shapes of rule that many tables share, each a named database constraint."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.models.labels import LABELS

if TYPE_CHECKING:
    _Moment = models.DateTimeField["datetime | None", "datetime | None"]
else:
    _Moment = models.DateTimeField


Words = type[StrEnum] | type[models.TextChoices]


def choices_of(words: Words) -> list[tuple[str, Promise | str]]:
    """Values with their labels: a list of the domain has them in `labels`, one of the models brings its own."""
    if issubclass(words, models.TextChoices):
        return list(words.choices)
    return [(word.value, LABELS[words][word]) for word in words]


def one_of(field: str, words: Words, name: str, *, blank: bool = False) -> CheckConstraint:
    allowed = [word.value for word in words]
    return CheckConstraint(condition=Q(**{f"{field}__in": [*allowed, ""] if blank else allowed}), name=name)


def paired(at: str, by: str, name: str) -> CheckConstraint:
    """Something has a time if and only if it has a person."""
    return CheckConstraint(
        condition=Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
        | Q(**{f"{at}__isnull": False, f"{by}__isnull": False}),
        name=name,
        violation_error_message=_("A time needs a person, and a person needs a time."),
    )


def append_only(name: str) -> pgtrigger.Protect:
    """Rows are written once: the database refuses to change or delete them."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


def never_deleted(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)


class Stamp(_Moment):
    """An aware moment that may be unknown."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """Migrations see a plain field: they import no live code."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

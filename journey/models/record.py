"""The tables of the clinical record, made from its sections: one table a section, one for each group of lines.

A column, its limits and its list are said once, in `domain/record`; what Django sees are ordinary models.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.record.checking import LONGEST_KEY
from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, Group, Kind, Section, with_other
from journey.domain.record.sections import SECTIONS
from journey.models.constraints import never_deleted
from journey.models.journey import Cycle

LONGEST_CODE = 40
NOT_LISTED = _("This is not a choice of its list.")
OUT_OF_LIMITS = _("This number is outside its limits.")


class SectionRecord(models.Model):
    """One section of one session. `seen`: the warnings that somebody confirmed; `version` guards stale pages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="%(class)ss")
    number = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen = ArrayField(models.CharField(max_length=LONGEST_KEY), default=list, blank=True)

    section: Section

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.cycle}: {self.section.code}"


class RecordLine(models.Model):
    """One line of a group of a section, in the order of `place`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.PositiveSmallIntegerField()

    group: Group

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.group.code} {self.place}"


def _column(each: Field) -> "models.Field[Any, Any]":
    match each.kind:
        case Kind.YES_NO:
            return models.BooleanField(null=True, blank=True)
        case Kind.NUMBER:
            assert each.limits is not None
            if each.limits.places:
                digits = len(str(each.limits.high)) + each.limits.places
                return models.DecimalField(max_digits=digits, decimal_places=each.limits.places, null=True, blank=True)
            return models.SmallIntegerField(null=True, blank=True)
        case Kind.DATE:
            return models.DateField(null=True, blank=True)
        case Kind.MOMENT:
            return models.DateTimeField(null=True, blank=True)
        case Kind.CODE | Kind.JOINT:
            return models.CharField(max_length=LONGEST_CODE, blank=True, default="")
        case Kind.CODES | Kind.JOINTS:
            return ArrayField(models.CharField(max_length=LONGEST_CODE), default=list, blank=True)
        case Kind.LINE:
            return models.CharField(max_length=each.longest, blank=True, default="")
        case Kind.TEXT:
            return models.TextField(max_length=each.longest, blank=True, default="")
        case Kind.PERSON:
            return models.ForeignKey(
                settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
            )


def _rules(table: str, fields: Iterable[Field]) -> Iterator[CheckConstraint]:
    """What the database holds by itself: choices of a list, numbers within their limits."""
    for each in fields:
        name, codes = f"{table}_{each.name}", sorted(each.codes)
        if each.kind in ONE_CODE:
            listed = Q(**{f"{each.name}__in": [*codes, ""]})
            yield CheckConstraint(condition=listed, name=f"{name}_known", violation_error_message=NOT_LISTED)
        elif each.kind in MANY_CODES:
            listed = Q(**{f"{each.name}__contained_by": codes})
            yield CheckConstraint(condition=listed, name=f"{name}_known", violation_error_message=NOT_LISTED)
        elif each.limits is not None:
            low = "gt" if each.limits.above_low else "gte"
            least, most = (
                Decimal(value) if each.limits.places else value for value in (each.limits.low, each.limits.high)
            )
            within = Q(**{f"{each.name}__{low}": least, f"{each.name}__lte": most})
            yield CheckConstraint(condition=within, name=f"{name}_limits", violation_error_message=OUT_OF_LIMITS)


def _table(base: type[models.Model], name: str, more: Mapping[str, Any], meta: Mapping[str, Any]) -> type[Any]:
    own = {"app_label": "journey", **meta}
    return type(name, (base,), {"__module__": __name__, "Meta": type("Meta", (), own), **more})


def _section_table(section: Section) -> type[SectionRecord]:
    table = f"{section.code}_record"
    alone = UniqueConstraint(fields=["cycle", "number"], name=f"{table}_once_per_session")
    only = [] if section.many else [CheckConstraint(condition=Q(number=1), name=f"{table}_is_the_only_one")]
    return _table(
        SectionRecord,
        _class_name(section.code, "record"),
        {"section": section, **{each.name: _column(each) for each in with_other(section.fields)}},
        {
            "verbose_name": _("part of the clinical record"),
            "verbose_name_plural": _("parts of the clinical record"),
            "constraints": [alone, *only, *_rules(table, section.fields)],
            "triggers": [Traced("cycle"), never_deleted(f"{table}_is_never_deleted")],
        },
    )


def _line_table(section: Section, group: Group) -> type[RecordLine]:
    table = f"{section.code}_{group.code}"
    ordered = UniqueConstraint(fields=["record", "place"], name=f"{table}_in_order")
    one = []
    if group.only_one:
        only = Q(**{group.only_one: True})
        one.append(UniqueConstraint(fields=["record"], condition=only, name=f"{table}_one_{group.only_one}"))
    if group.rows:
        one.append(UniqueConstraint(fields=["record", *group.known_by], name=f"{table}_each_row_once"))
    parent = models.ForeignKey(RECORDS[section.code], on_delete=models.PROTECT, related_name=group.code)
    return _table(
        RecordLine,
        _class_name(section.code, group.code, "line"),
        {"group": group, "record": parent, **{each.name: _column(each) for each in with_other(group.fields)}},
        {
            "verbose_name": _("line of the clinical record"),
            "verbose_name_plural": _("lines of the clinical record"),
            "ordering": ["place"],
            "constraints": [ordered, *one, *_rules(table, group.fields)],
            "triggers": [Traced("record")],
        },
    )


def _class_name(*parts: str) -> str:
    return "".join(word.capitalize() for part in parts for word in part.split("_"))


RECORDS: Mapping[str, type[SectionRecord]] = MappingProxyType(
    {code: _section_table(section) for code, section in SECTIONS.items()}
)
LINES: Mapping[tuple[str, str], type[RecordLine]] = MappingProxyType(
    {
        (section.code, group.code): _line_table(section, group)
        for section in SECTIONS.values()
        for group in section.groups
    }
)

"""The fields of an entry, read from its typed record: what a form asks for each, and its limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

RULE_FIELD = "condition"


class Ask(StrEnum):
    """How a field is asked."""

    LINE = "line"
    TEXT = "text"
    RULE = "rule"
    WHOLE = "whole"
    NUMBER = "number"
    WORD_OR_NUMBER = "word_or_number"
    TICK = "tick"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    LINES = "lines"
    WHOLES = "wholes"
    GROUP = "group"
    GROUPS = "groups"


@dataclass(frozen=True)
class FieldSpec:
    """`owner` is the name of the record. A field that `may_lack` is stored as nothing when it is left blank. `needed`
    has to be filled in; `default` is what a blank one counts as. `fields` are those of a group, or of each of many."""

    owner: str
    name: str
    ask: Ask
    reader: str = ""
    needed: bool = False
    may_lack: bool = False
    default: Any = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    longest: int | None = None
    fields: "tuple[FieldSpec, ...]" = ()


@cache
def fields_of(kind: type[msgspec.Struct], only: tuple[str, ...] = ()) -> tuple[FieldSpec, ...]:
    """In the order of the record; `only` some of them."""
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType)
    return tuple(
        _spec(kind.__name__, each, needed=each.required) for each in told.fields if not only or each.name in only
    )


def _spec(owner: str, field: inspect.Field, *, needed: bool) -> FieldSpec:
    name = field.name
    kind, reader = _plain(field.type)
    may_lack = False
    if isinstance(kind, inspect.UnionType):
        may_lack = any(isinstance(each, inspect.NoneType) for each in kind.types)
        known = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        if len(known) > 1:
            return FieldSpec(owner, name, Ask.WORD_OR_NUMBER, needed=needed)
        kind, inner = _plain(known[0])
        reader = reader or inner
    default = "" if needed or field.default is msgspec.NODEFAULT else field.default
    asked = _asked(name, kind, reader, needed)
    asked["needed"] = asked.get("needed", False) and not may_lack
    return FieldSpec(owner=owner, name=name, reader=reader, may_lack=may_lack, default=default, **asked)


def _plain(kind: inspect.Type) -> tuple[inspect.Type, str]:
    """The type without its notes, and the reader that the notes name."""
    if isinstance(kind, inspect.Metadata):
        return kind.type, str((kind.extra or {}).get("reader", ""))
    return kind, ""


def _asked(name: str, kind: inspect.Type, reader: str, needed: bool) -> dict[str, Any]:
    match kind:
        case inspect.StrType():
            ask = Ask.RULE if name == RULE_FIELD else Ask.TEXT if reader in {"patient", "staff"} else Ask.LINE
            return {"ask": ask, "needed": needed or bool(kind.min_length), "longest": kind.max_length}
        case inspect.BoolType():
            return {"ask": Ask.TICK}
        case inspect.IntType():
            return {"ask": Ask.WHOLE, "needed": needed, "low": kind.ge, "high": kind.le}
        case inspect.FloatType():
            return {"ask": Ask.NUMBER, "needed": needed, "low": kind.ge, "high": kind.le}
        case inspect.LiteralType() | inspect.EnumType():
            return {"ask": Ask.ONE_OF, "needed": needed, "choices": _values(kind)}
        case inspect.StructType():
            return {"ask": Ask.GROUP, "needed": needed, "fields": fields_of(kind.cls)}
        case inspect.VarTupleType():
            return _several(kind, needed)
    raise TypeError(f"There is no way to ask for {name}: {kind}.")


def _several(kind: inspect.VarTupleType, needed: bool) -> dict[str, Any]:
    item, _reader = _plain(kind.item_type)
    match item:
        case inspect.StrType():
            return {"ask": Ask.LINES, "needed": needed and bool(kind.min_length)}
        case inspect.IntType():
            return {"ask": Ask.WHOLES}
        case inspect.LiteralType() | inspect.EnumType():
            return {"ask": Ask.SOME_OF, "choices": _values(item)}
        case inspect.StructType():
            return {"ask": Ask.GROUPS, "fields": fields_of(item.cls)}
    raise TypeError(f"There is no way to ask for a list of {item}.")


def _values(kind: inspect.LiteralType | inspect.EnumType) -> tuple[str, ...]:
    if isinstance(kind, inspect.EnumType):
        return tuple(str(each.value) for each in kind.cls)
    return tuple(str(each) for each in kind.values)


def blank_of(fields: tuple[FieldSpec, ...]) -> Mapping[str, Any]:
    """What the form of a new entry begins with."""
    return {each.name: _blank(each) for each in fields}


def _blank(each: FieldSpec) -> Any:
    if each.may_lack:
        return None
    match each.ask:
        case Ask.GROUP:
            return blank_of(each.fields)
        case Ask.GROUPS | Ask.LINES | Ask.SOME_OF | Ask.WHOLES:
            return []
        case Ask.TICK:
            return False
    return each.default

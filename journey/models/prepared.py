"""Queries whose SQL is built once a process and planned once a connection (docs/decisions: prepared queries).

Building one of a page's big statements costs Django several times what running it costs PostgreSQL.
"""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from inspect import signature
from itertools import count
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
_numbers = count(1)
# What a parameter holds while the statement is built: values that no constant of a query has.
STAND_INS: dict[type, Callable[[], Any]] = {
    UUID: uuid4,
    str: lambda: uuid4().hex,
    datetime: lambda: LONG_AGO + timedelta(microseconds=next(_numbers)),
}


class _Statement(NamedTuple):
    queryset: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    # Of each place in the SQL the parameter's name, or None and the constant that stands there.
    places: tuple[tuple[str | None, Any], ...]

    def run(self, parameters: dict[str, Any]) -> list[Any]:
        values = [constant if name is None else parameters[name] for name, constant in self.places]
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        with connection._prepare_cursor(ServerBindingCursor(connection.connection)) as cursor:
            cursor.execute(self.sql, values)
            return [cursor.fetchall()]


class Prepared(Generic[M]):
    """Decorates a function that builds a query from an identifier, a code or a moment, each with its type; the SQL
    must be the same whatever they are. `rows` gives the rows. Nothing of a row is kept."""

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self.build = build
        self.kinds: dict[str, type] = {name: each.annotation for name, each in signature(build).parameters.items()}
        self._statement: _Statement | None = None

    def rows(self, **parameters: UUID | str | datetime) -> list[M]:
        """One statement. Raises KeyError when a parameter is missing."""
        statement = self._statement or self._built()
        compiler = copy(statement.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda **how: statement.run(parameters)  # type: ignore[method-assign]
        queryset = copy(statement.queryset)
        queryset._query = _Compiled(compiler)  # type: ignore[attr-defined]
        return list(ModelIterable(queryset))

    def _built(self) -> _Statement:
        stand_ins = {name: STAND_INS[kind]() for name, kind in self.kinds.items()}
        queryset = self.build(**stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        names = {value: name for name, value in stand_ins.items()}
        places = tuple((names.get(value) if type(value) in STAND_INS else None, value) for value in values)
        unused = set(self.kinds) - {name for name, _constant in places}
        if unused:
            raise ValueError(f"These parameters are not in the statement: {', '.join(sorted(unused))}.")
        self._statement = _Statement(queryset, compiler, sql, places)
        return self._statement


class _Compiled(NamedTuple):
    """Stands for a query that is compiled already."""

    compiler: SQLCompiler

    def get_compiler(self, using: str) -> SQLCompiler:
        return self.compiler

"""Queries whose SQL is built once a process and planned once a connection (docs/decisions: prepared queries).

Building one of a page's big statements costs Django several times what running it costs PostgreSQL.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from itertools import count
from types import SimpleNamespace
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq.abc import PGresult

from accounts.models import User

M = TypeVar("M")
# While the statement is built a parameter holds a value that no constant of a query has. Moments and dates lie ages ago
# and far from one another, so that one which was counted from a parameter is still known as its.
AGES_AGO = datetime(200, 1, 1, tzinfo=UTC)
APART = timedelta(days=100 * 365)
LAST_OF_THEM = 1800
FILLED_IN = frozenset({UUID, str, date, datetime, User})


class KeptPlans(PrepareManager):
    """What was planned stays planned when a form is refused and its transaction is rolled back. The driver forgets it
    then, in case a table went with the transaction; here tables change by migrations alone, which are a process of
    their own. PostgreSQL itself plans anew when a table was altered."""

    prepared_max = 1000

    def _should_discard(self, prep: Prepare, results: Sequence[PGresult]) -> bool:  # type: ignore[override]
        kept = [result for result in results if not (result.command_status or b"").startswith(b"ROLLBACK")]
        return super()._should_discard(prep, kept)


def keep_plans(connection: Any, **_: Any) -> None:
    """For each new connection to the database."""
    plans = KeptPlans()
    plans.prepare_threshold = connection.connection.prepare_threshold
    connection.connection._prepared = plans


def planned_cursor() -> CursorWrapper:
    """A cursor of this thread's connection whose statements PostgreSQL binds, and plans once a connection."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))


class _Place(NamedTuple):
    """One place in the SQL: a constant, or a parameter; of a moment or a date, so much after the parameter."""

    constant: Any = None
    name: str = ""
    after: timedelta | None = None

    def value(self, parameters: Mapping[str, Any]) -> Any:
        if not self.name:
            return self.constant
        given = _key(parameters[self.name])
        return given if self.after is None else given + self.after


class _Statement(NamedTuple):
    iterable: Callable[[Any], Iterable[Any]]
    compiler: SQLCompiler
    sql: str
    places: tuple[_Place, ...]
    converters: dict[int, Any]

    def run(self, parameters: Mapping[str, Any]) -> list[Any]:
        values = [place.value(parameters) for place in self.places]
        with planned_cursor() as cursor:
            cursor.execute(self.sql, values)
            return [cursor.fetchall()]


class Prepared(Generic[M]):
    """Decorates a function that builds a query from typed parameters. `rows` gives the rows; nothing of a row is kept.

    Identifiers, texts, moments and dates are filled in each time: the SQL must be the same whatever they are, and from
    a moment or a date nothing else may be made than one so much earlier or later. Who asks (`User`) is filled in by
    their key, with a statement for each set of roles. Any other parameter has a statement for each of its values.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, M]]) -> None:
        self.build = build
        self.kinds: dict[str, type] = {name: each.annotation for name, each in signature(build).parameters.items()}
        self._statements: dict[Hashable, _Statement | None] = {}

    def rows(self, **parameters: Any) -> list[M]:
        """One statement; none where the reader can find nothing. Raises KeyError when a parameter is missing."""
        shape = tuple(_shape(kind, parameters[name]) for name, kind in self.kinds.items())
        if shape not in self._statements:
            self._statements[shape] = self._built(parameters)
        statement = self._statements[shape]
        if statement is None:
            return []
        compiler = copy(statement.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_kind, **_how: statement.run(parameters)  # type: ignore[method-assign]
        compiler.get_converters = lambda _columns: statement.converters  # type: ignore[method-assign]
        asked = SimpleNamespace(db=connection.alias, query=_Compiled(compiler), _known_related_objects={})
        return list(statement.iterable(asked))

    def _built(self, parameters: Mapping[str, Any]) -> _Statement | None:
        ages = (AGES_AGO + APART * number for number in count())
        stand_ins = {name: _stand_in(kind, parameters[name], ages) for name, kind in self.kinds.items()}
        queryset = self.build(**stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        known = {name: _key(value) for name, value in stand_ins.items() if self.kinds[name] in FILLED_IN}
        places = tuple(_place(value, known) for value in values)
        unused = known.keys() - {place.name for place in places}
        if unused:
            raise ValueError(f"These parameters are not in the statement: {', '.join(sorted(unused))}.")
        converters = compiler.get_converters([column for column, *_rest in compiler.select[: compiler.col_count]])
        return _Statement(queryset._iterable_class, compiler, sql, places, converters)


def tables_with(keys: Collection[UUID], tables: Iterable[str]) -> list[str]:
    """Which of these tables hold a row with one of these ids: one statement, which so many querysets would take far
    longer to build than it runs."""
    exists = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0} WHERE id = ANY(%(keys)s))"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(exists.format, tables)), {"keys": list(keys)})
        return [table for (table,) in cursor.fetchall()]


class _Compiled(NamedTuple):
    """Stands for a query that is compiled already."""

    compiler: SQLCompiler

    def get_compiler(self, using: str) -> SQLCompiler:
        return self.compiler


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, User) else value


def _shape(kind: type, value: Any) -> Hashable:
    """What of a parameter decides the text of the statement."""
    if kind is User:
        return value.is_active, value.is_staff, value.roles
    return None if kind in FILLED_IN else value


def _stand_in(kind: type, value: Any, ages: Any) -> Any:
    if kind is User:
        like = User(is_active=value.is_active, is_staff=value.is_staff)
        like.roles = value.roles
        return like
    if kind in (datetime, date):
        moment = next(ages)
        return moment if kind is datetime else moment.date()
    if kind in (UUID, str):
        return uuid4() if kind is UUID else uuid4().hex
    return value


def _place(value: Any, known: Mapping[str, Any]) -> _Place:
    """Raises ValueError for a date that was made from a moment: which one it is depends on the zone."""
    if type(value) not in FILLED_IN:
        return _Place(value)
    is_old = isinstance(value, date) and value.year < LAST_OF_THEM
    for name, stand_in in known.items():
        if type(stand_in) is type(value) and (value == stand_in or (is_old and abs(value - stand_in) < APART / 2)):
            return _Place(name=name, after=value - stand_in if is_old else None)
    if is_old:
        raise ValueError(f"{value} is no parameter and not counted from one.")
    return _Place(value)

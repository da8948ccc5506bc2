"""Who is at work: said to the database in the same round trip as each statement that writes."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.sql import quote

SETTING = "trace.acts"
# A statement that may fire a trigger, whatever comments stand before it.
WRITES = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:insert|update|delete|merge|with)\b", re.IGNORECASE | re.DOTALL)
# Tables that nearly every page writes to and no trigger asks who acts: saying it could cost a statement for nothing.
UNTRACED = re.compile(
    r'\s*(?:insert into|update|delete from)\s+"(?:accounts_session|accounts_trace|shared_cache)"', re.IGNORECASE
)


@dataclass(frozen=True)
class Acts:
    """A person at work on a page, or a job by its name. `roles` are words without spaces."""

    name: str
    roles: tuple[str, ...] = ()
    id: UUID | None = None
    acting_for: UUID | None = None
    page: str = ""
    request_id: UUID | None = None
    ip: str | None = None

    def told(self) -> str:
        """As the triggers read it."""
        ids = {"id": self.id, "for": self.acting_for, "request": self.request_id}
        said = {
            "name": self.name,
            "roles": "{" + ",".join(self.roles) + "}",
            "page": self.page,
            "ip": self.ip,
            **{key: str(value) for key, value in ids.items() if value},
        }
        return json.dumps(said)


def acting(who: Callable[[], Acts | None]) -> AbstractContextManager[None]:
    """While the block lasts, what this thread writes is written in the name of `who()`, asked at each statement.

    Without anybody the trace names the role of the database and the program.
    """

    def tell(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        acts = who() if not many and isinstance(statement, str) and _is_traced(statement) else None
        if acts is None:
            return execute(statement, params, many, context)
        # The setting lasts until the transaction ends. It is repeated each time, because the end of a savepoint may
        # undo it; this costs no round trip.
        told = quote(acts.told())
        told = told if params is None else told.replace("%", "%%")
        result = execute(f"select set_config('{SETTING}', {told}, true); {statement}", params, many, context)
        context["cursor"].nextset()
        return result

    return connection.execute_wrapper(tell)


def _is_traced(statement: str) -> bool:
    return bool(WRITES.match(statement)) and not UNTRACED.match(statement)


def acting_as_job(name: str) -> AbstractContextManager[None]:
    acts = Acts(name=name, roles=("job",))
    return acting(lambda: acts)

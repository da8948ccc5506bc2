"""Limits of tries that every worker shares, counted by the database in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from accounts.keeping import fingerprint
from accounts.models import Tries

COUNT = """
insert into accounts_tries as tries (key, count, until) values (%(key)s, 1, %(until)s)
on conflict (key) do update set
    count = case when tries.until <= %(at)s then 1 else tries.count + 1 end,
    until = case when tries.until <= %(at)s then excluded.until else tries.until end
returning count
"""


@dataclass(frozen=True)
class Limit:
    """At most so many within a time that begins with the first try."""

    name: str
    most: int
    within: timedelta


def count(limit: Limit, of: str, *, at: datetime) -> bool:
    """Count one try and say whether it is still within the limit.

    Never inside a transaction that a refusal rolls back: the try would not count.
    """
    return number_of(limit, of, at=at) <= limit.most


def number_of(limit: Limit, of: str, *, at: datetime) -> int:
    """Count one try and say how many there were within this time."""
    values = {"key": _key(limit, of), "at": at, "until": at + limit.within}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return int(cursor.fetchone()[0])


def is_full(limit: Limit, of: str, *, at: datetime) -> bool:
    """Whether no more tries are left, without counting one."""
    return Tries.objects.filter(key=_key(limit, of), until__gt=at, count__gte=limit.most).exists()


def forget_past(*, at: datetime) -> int:
    """Take away what limits nothing any more; what the framework counts in the shared cache, too."""
    with connection.cursor() as cursor:
        cursor.execute("delete from shared_cache where expires < %s", [at])
        counters = cursor.rowcount
    return counters + Tries.objects.filter(until__lte=at).delete()[0]


def _key(limit: Limit, of: str) -> str:
    return fingerprint(f"limit:{limit.name}", of)

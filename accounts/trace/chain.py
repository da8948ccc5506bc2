"""The chain: what of a row is sealed, how a digest follows from the one before, and the job that seals."""

from collections.abc import Sequence
from hashlib import sha256

from django.db import connection, transaction

FIRST = bytes(32)
BATCH = 2_000
ONE_AT_A_TIME = 7_221_863_004_194_772_117  # an advisory lock of our own; any number that nothing else uses

# The row as one text. A JSON array of everything, because no value can then pretend to be two; its first entry names
# this form, so that a later one can be told apart. The moment is written out: its usual text depends on the session.
TEXT = """
    jsonb_build_array(
        1, t.number, t.id, to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), t.kind, t.outcome, t.reason,
        t.actor_id, t.actor_name, t.actor_roles, t.acting_for, t.patient_id, t.shown, t.table_name, t.row_id,
        t.before, t.after, t.page, t.query, t.request_id, t.ip
    )::text
"""
WAITING = f"""
    select u.row, {TEXT} from accounts_unsealed u join accounts_trace t on t.number = u.row order by u.row limit {BATCH}
"""  # noqa: S608


def digest_of(text: str, before: bytes) -> bytes:
    return sha256(before + text.encode()).digest()


def seal() -> int:
    """Seal everything that waits, in the order of writing; how many rows. Safe to repeat: one process at a time seals,
    and another that comes meanwhile waits for it."""
    sealed = 0
    while count := seal_some():
        sealed += count
    return sealed


@transaction.atomic
def seal_some() -> int:
    """One step of it, in a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute(WAITING)
        rows = cursor.fetchall()
        if not rows:
            return 0
        cursor.execute("select place, digest from accounts_seal order by place desc limit 1")
        place, digest = cursor.fetchone() or (0, FIRST)
        _append(rows, place, bytes(digest))
    return len(rows)


def _append(rows: Sequence[tuple[int, str]], place: int, digest: bytes) -> None:
    digests = []
    for _, text in rows:
        digest = digest_of(text, digest)
        digests.append(digest)
    numbers = [number for number, _ in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into accounts_seal (place, row, digest)
            select %s + n, row, digest from unnest(%s::bigint[], %s::bytea[]) with ordinality as each (row, digest, n)
            """,
            [place, numbers, digests],
        )
        cursor.execute("delete from accounts_unsealed where row = any(%s)", [numbers])

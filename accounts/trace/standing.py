"""How the log stands: what the newest reading of the whole chain found, kept as a row of the log, and what waits."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accounts.models import Kind, Outcome, Seal
from accounts.trace.acting import Acts
from accounts.trace.noting import note

READER = Acts(name="verify_trace", roles=("job",))
# Acts are few beside looks and changes, so the newest reading is near by its index.
STANDING = """
    select read.at, read.reason, waiting.count,
        (select t.at from accounts_trace t where t.number = waiting.first),
        (select t.at from accounts_trace t order by t.at, t.number limit 1)
    from (select count(*), min(u.row) as first from accounts_unsealed u) waiting left join (
        select t.at, t.reason from accounts_trace t where t.kind = %s and t.table_name = %s
        order by t.at desc, t.number desc limit 1
    ) read on true
"""


@dataclass(frozen=True)
class Standing:
    """`wrong` is what the reading at `read_at` found, empty when every row was as it was written. `unsealed_since` is
    the moment of the oldest row that waits for its seal, `began_at` that of the first row of all."""

    read_at: datetime | None
    wrong: str
    waiting: int
    unsealed_since: datetime | None
    began_at: datetime | None


def keep_finding(wrong: str) -> None:
    """What a reading of the whole chain found. As a row of the log it is sealed, and nobody takes it back."""
    outcome = Outcome.FAILED if wrong else Outcome.DONE
    note(Kind.ACT, READER, outcome=outcome, reason=wrong, table=Seal._meta.db_table)


def standing() -> Standing:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [Kind.ACT.value, Seal._meta.db_table])
        read_at, wrong, waiting, since, began_at = cursor.fetchone()
    return Standing(read_at, wrong or "", waiting, since, began_at)

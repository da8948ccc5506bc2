"""The pathway that ships with the product, read once, and a copy of its document to spoil."""

import copy
from typing import Any

import pytest

from journey.pathway import Pathway, dump, load_default
from journey.pathway.default_files import read_default_document


@pytest.fixture(scope="session")
def pathway() -> Pathway:
    return load_default()


@pytest.fixture(scope="session")
def shipped() -> dict[str, Any]:
    return dump(load_default())


@pytest.fixture
def document(shipped: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(shipped)


@pytest.fixture(scope="session")
def files() -> dict[str, Any]:
    return read_default_document()

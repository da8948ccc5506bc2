"""Read a pathway document, refuse a faulty one, and write it out again."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache

import msgspec

from journey.pathway.checks import check
from journey.pathway.default_files import read_default_document
from journey.pathway.problems import PathwayInvalid
from journey.pathway.schema import Pathway
from journey.pathway.shape import shape_problems


def load(document: Mapping[str, object]) -> Pathway:
    """The pathway in `document`. Raises `PathwayInvalid` with every problem found: first all of wrong shape, and
    when there is none, all of wrong content."""
    if problems := shape_problems(document):
        raise PathwayInvalid(problems)
    pathway = msgspec.convert(document, Pathway)
    if problems := check(pathway):
        raise PathwayInvalid(problems)
    return pathway


def load_stored(document: Mapping[str, object]) -> Pathway:
    """A version that passed its checks when it was stored. People stay on it, so what checks ask for since then does
    not shut it; a part that it does not have is empty."""
    return msgspec.convert(document, Pathway)


@cache
def load_default() -> Pathway:
    """The pathway that ships with the product."""
    return load(read_default_document())


def dump(pathway: Pathway) -> dict[str, object]:
    """The document of `pathway` in JSON types, every default written out; `load` gives an equal pathway again."""
    document: dict[str, object] = msgspec.to_builtins(pathway)
    copy: dict[str, object] = json.loads(json.dumps(document))
    return copy


def checksum(document: Mapping[str, object]) -> str:
    """SHA-256 of the document, independent of the order of its keys."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

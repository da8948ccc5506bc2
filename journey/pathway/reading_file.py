"""A pathway as one file: written by an export, read again as a draft."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from journey.domain.words import say as _
from journey.pathway.loader import dump, load

LARGEST_FILE = 2_000_000  # bytes; the delivered pathway has about a tenth of it
DEEPEST = 20


class NoPathwayFile(ValueError):
    """A file that is no exported pathway. Its text is the sentence that says why."""


def write_file(document: Mapping[str, Any]) -> bytes:
    """UTF-8, one value on each line, so that two files can be compared."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def read_file(content: bytes) -> dict[str, Any]:
    """The document of a file, every default written out. Raises NoPathwayFile, and PathwayInvalid with every problem
    of one that does not pass the checks."""
    if len(content) > LARGEST_FILE:
        raise NoPathwayFile(_("The file is larger than {most} MB.", most=LARGEST_FILE // 1_000_000))
    found = _parsed(content)
    if not isinstance(found, dict) or not all(_can_be_stored(each) for each in _values(found, DEEPEST)):
        raise NoPathwayFile(_("The file is no exported pathway."))
    return dump(load(found))


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NoPathwayFile(_("The file is not UTF-8 text.")) from error
    except json.JSONDecodeError as error:
        words = _("The file is no JSON: line {line}, character {column}.", line=error.lineno, column=error.colno)
        raise NoPathwayFile(words) from error
    except (RecursionError, ValueError) as error:
        raise NoPathwayFile(_("The file is no exported pathway.")) from error


def _values(value: Any, deepest: int) -> Iterator[Any]:
    """Every name and value; NaN in place of what is nested too deep."""
    if isinstance(value, dict | list):
        if not deepest:
            yield math.nan
            return
        if isinstance(value, dict):
            yield from value
        for each in value.values() if isinstance(value, dict) else value:
            yield from _values(each, deepest - 1)
    else:
        yield value


def _can_be_stored(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, str) or not any(each == "\0" or "\ud800" <= each <= "\udfff" for each in value)

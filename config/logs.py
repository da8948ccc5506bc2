"""One event, one line, no data of people: what stands in a log is read by more eyes than a record."""

import logging
import re
import time
import traceback

LONGEST = 2000
# An address with a token lets its bearer in, or a good part of the way.
SECRET_ADDRESS = re.compile(r"(/(?:calendars|help|invitation|sign-in/new-password)/)[\w-]+")


class OneLine(logging.Formatter):
    """`time level logger message`, and of an error its kind and the places it came through, never its words.

    Words of an error hold values ("Key (full_name)=(...) already exists"); places are enough to find it. Control
    letters are written as codes, so that no name or address can begin a line of its own (CWE-117).
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        return time.gmtime(seconds)

    def format(self, record: logging.LogRecord) -> str:
        parts = [self.formatTime(record), record.levelname, record.name, record.getMessage()]
        if record.exc_info and record.exc_info[0]:
            parts.append(_places(*record.exc_info[:1], record.exc_info[2]))
        return _plain(" ".join(parts))[:LONGEST]


def _places(kind: type[BaseException], trace: object) -> str:
    frames = traceback.extract_tb(trace)  # type: ignore[arg-type]
    where = " < ".join(f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"[{kind.__module__}.{kind.__qualname__} at {where}]"


def _plain(text: str) -> str:
    text = SECRET_ADDRESS.sub(r"\1-", text)
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)

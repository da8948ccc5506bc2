"""Work in a process of its own, and how it ended."""

import os
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum


class Ended(StrEnum):
    WHOLE = "whole"
    FAILED = "failed"
    KILLED = "killed"


def in_a_process(work: Callable[[], object], *, aloud: bool = True) -> Ended:
    """It begins in a thread that has no connection to the database, so that the child finds none of this process's and
    opens its own. `aloud`: the traceback of a failure is printed."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_in_a_fork, work, aloud).result()


def _in_a_fork(work: Callable[[], object], aloud: bool) -> Ended:
    from django.db import connections

    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            connections.close_all()
            code = 0
        except Exception:
            if aloud:
                traceback.print_exc()
        finally:
            os._exit(code)
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return Ended.KILLED
    return Ended.WHOLE if os.waitstatus_to_exitcode(status) == 0 else Ended.FAILED

"""What the web servers of a drill run: the product, in a process that may be killed at the worst moments.

`DRILL_BEGUN` names the file in which each request stands once it has begun. `DRILL_SLOW` is how many seconds an answer
takes after its commit. With `DRILL_DIES` a process kills itself before the work of every eighth attempt, and after its
commit in every third. `DRILL_FORGETFUL` leaves the form's token out.
"""

import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from importlib import import_module
from typing import Any

from django.conf import settings

from config.wsgi import application as product
from drills.double_send import without_tokens

# What a process reads when it is first asked is read before it is forked.
import_module(settings.ROOT_URLCONF)
BEGUN, SLOW = os.environ["DRILL_BEGUN"], float(os.environ["DRILL_SLOW"])
DIES = bool(os.environ.get("DRILL_DIES"))
BEFORE, AFTER = 8, 3
for_good = ExitStack()
if os.environ.get("DRILL_FORGETFUL"):
    for_good.enter_context(without_tokens())


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    attempt = int(environ["QUERY_STRING"].partition("=")[2] or "1", 16)
    with open(BEGUN, "a", encoding="ascii") as begun:
        begun.write(f"{attempt:x}\n")
    _die_if(attempt % BEFORE == 0)
    answer: Iterable[bytes] = product(environ, start_response)
    time.sleep(SLOW)
    _die_if(attempt % AFTER == 0)
    return answer


def _die_if(is_time: bool) -> None:
    if DIES and is_time:
        os.kill(os.getpid(), signal.SIGKILL)

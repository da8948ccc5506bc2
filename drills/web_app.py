"""What the web servers of a drill run: the product, in a process that may be killed at the worst moments.

`DRILL_FOLDER` holds the file `begun`, in which each attempt stands once it has begun, and the file `mode`, which each
request reads: `slow` is how many seconds an answer takes after its commit; where it `dies`, a process kills itself
before the work of every eighth request and after the commit of every third, once each, however often the request
comes; one that was `forgetful` leaves the form's token out for good.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

from config.wsgi import application as product
from drills.double_send import without_tokens

# What a process reads when it is first asked is read before it is forked.
import_module(settings.ROOT_URLCONF)
FOLDER = Path(os.environ["DRILL_FOLDER"])
BEFORE, AFTER = 8, 3
for_good = ExitStack()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    attempt = environ["QUERY_STRING"].partition("=")[2]
    request = int(attempt.partition(".")[0], 16)
    mode = json.loads((FOLDER / "mode").read_text(encoding="ascii"))
    with open(FOLDER / "begun", "a", encoding="ascii") as begun:
        begun.write(f"{attempt}\n")
    if mode["forgetful"]:
        _forget()
    if mode["dies"] and request % BEFORE == 0:
        _die_once(f"died before {request:x}")
    answer: Iterable[bytes] = product(environ, start_response)
    time.sleep(mode["slow"])
    if mode["dies"] and request % AFTER == 0:
        _die_once(f"died after {request:x}")
    return answer


@cache
def _forget() -> None:
    for_good.enter_context(without_tokens())


def _die_once(note: str) -> None:
    try:
        (FOLDER / note).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)

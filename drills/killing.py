"""A worker that dies at a step of its own, and one that marks a message before it sends it."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from drills.processes import Ended, in_a_process

# Before and after each thing of the delivery of a message that another process can see.
DELIVERY = ("claimed", "sending", "sent", "marked")


def came_to_its_end(work: Callable[[], object]) -> bool:
    """False when it was killed."""
    ended = in_a_process(work)
    assert ended is not Ended.FAILED, "the work failed by itself"
    return ended is Ended.WHOLE


@contextmanager
def dying(step: str, places: Mapping[tuple[Any, str], str], *, anyway: str = "") -> Iterator[None]:
    """In this process, the first time that it comes to this step, nothing after it runs. `places` are functions and the
    steps that come after them, besides those of the delivery: after one that did something, but for the step `anyway`,
    whose function says nothing of that."""
    from accounts import mail

    def die(here: str) -> None:
        if step == here:
            os.kill(os.getpid(), signal.SIGKILL)

    def after(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            done = real(*args, **kwargs)
            if done or name == anyway:
                die(name)
            return done

        return run

    def around(*args: Any) -> None:
        die("sending")
        send(*args)
        die("sent")

    send = mail._send
    every = {**places, (mail, "_claim"): "claimed", (mail, "deliver"): "marked"}
    with ExitStack() as stack:
        for (module, function), name in every.items():
            stack.enter_context(patch.object(module, function, after(name, getattr(module, function))))
        stack.enter_context(patch.object(mail, "_send", around))
        yield


def under_other_ids(got: set[str]) -> Iterator[str]:
    """A copy carries the id of its message, by which whoever receives it knows it again."""
    from accounts.models import OutgoingMail

    written = {str(pk) for pk in OutgoingMail.objects.values_list("pk", flat=True)}
    yield from (f"arrived under an id that no message has: {each}" for each in sorted(got - written))


@contextmanager
def marking_first() -> Iterator[None]:
    """The worker of `--broken`: it notes a message as sent, then sends it."""
    from accounts import mail
    from accounts.models import OutgoingMail

    real = mail._claim

    def claim_and_mark(mail_id: Any, at: datetime) -> Any:
        claimed = real(mail_id, at)
        if claimed is not None:
            OutgoingMail.objects.filter(pk=claimed.pk).update(sent_at=at)
        return claimed

    with patch.object(mail, "_claim", claim_and_mark):
        yield

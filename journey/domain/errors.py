"""Every way the product says no, each with the sentence a person reads."""

from collections.abc import Sequence
from datetime import datetime


class Refusal(Exception):
    """An expected refusal. `sentence` is what the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotPermitted(Refusal):
    """This person may not do this (who)."""


class MoveNotAllowed(Refusal):
    """The record is not in a state from which this can be done (state)."""


class NotAccepted(Refusal):
    """What was typed cannot be stored (input): `field` names the form field, if one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class SlotTaken(NotAccepted):
    """Somebody was faster: the time was free when the page was made, and is not now."""


class GateClosed(Refusal):
    """A prerequisite is not met. `lines` lists each failed check as a staff sentence."""

    def __init__(self, sentence: str, lines: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.lines = tuple(lines)


class AlreadyDone(Refusal):
    """Somebody did this before: `by_id` is the actor's id, `by` the name, `at` the moment (aware)."""

    def __init__(self, sentence: str, *, by_id: object, by: str, at: datetime) -> None:
        super().__init__(sentence)
        self.by_id = by_id
        self.by = by
        self.at = at


class StaleVersion(Refusal):
    """The record changed since the page was opened."""

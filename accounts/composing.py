"""The words of a message, and kinds of message whose words are made at the moment they leave.

What should be said is then what is so now: a cancelled visit sends nothing, a moved one its new time. Whoever knows the
words registers a composer for its kind; this module knows none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Letter:
    """The words of a mail, for both of its forms. `code` and the link stand apart; `after` follows them.

    No name, no date of birth, nothing of the treatment: a mail is read on lock screens and by others (architecture).
    `sender` is the name that stands before the server's address; blank: the server's own.
    """

    subject: str
    lines: Sequence[str]
    code: str = ""
    link: str = ""
    link_words: str = ""
    after: Sequence[str] = ()
    sender: str = ""

    def plain(self) -> str:
        link = f"{self.link_words}:\n{self.link}" if self.link else ""
        parts = [*self.lines, f"    {self.code}" if self.code else "", link, *self.after]
        return "\n\n".join(part for part in parts if part) + "\n"

    def short(self) -> str:
        """As a text message."""
        link = f"{self.link_words}: {self.link}" if self.link else ""
        return " ".join(part for part in [*self.lines, link, *self.after] if part)


Composer = Callable[[UUID, datetime], Letter | None]
"""Takes the id of a message and the moment; None: it should not be sent any more."""

_composers: dict[str, Composer] = {}


def compose_with(kind: str, composer: Composer) -> None:
    """From now on messages of this kind get their words from `composer`. Called when an app starts."""
    _composers[kind] = composer


def is_composed(kind: str) -> bool:
    return kind in _composers


def compose(kind: str, message_id: UUID, at: datetime) -> Letter | None:
    return _composers[kind](message_id, at)

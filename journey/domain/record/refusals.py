"""How the record says no: what is wrong, what must be seen first, and what somebody else wrote meanwhile."""

from collections.abc import Sequence

from journey.domain.errors import Refusal, StaleVersion
from journey.domain.record.checking import Finding
from journey.domain.record.entries import Entry
from journey.domain.words import say as _


class EntryRefused(Refusal):
    """Values that cannot be stored: `findings` say which and why. `entry` is what would have been stored."""

    def __init__(self, findings: Sequence[Finding], entry: Entry) -> None:
        super().__init__(" ".join(each.sentence for each in findings))
        self.findings, self.entry = tuple(findings), entry


class WarningsToSee(Refusal):
    """Unusual values that nobody confirmed yet. Sent again with their keys as seen, `entry` is stored."""

    def __init__(self, findings: Sequence[Finding], entry: Entry) -> None:
        super().__init__(_("Look at the warnings, then save again."))
        self.findings, self.entry = tuple(findings), entry


class EditedMeanwhile(StaleVersion):
    """Somebody saved the section since the page was opened: what it was then, what it is now, and what was typed."""

    def __init__(self, *, opened: Entry, now: Entry, typed: Entry) -> None:
        super().__init__(
            _("{who} saved this meanwhile. Nothing of yours was lost: choose what stays.", who=now.saved_by)
        )
        self.opened, self.now, self.typed = opened, now, typed

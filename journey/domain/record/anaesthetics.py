"""Local anaesthetics that a record names: at the harvest and at the injection (clinical.md 2.4)."""

from collections.abc import Iterator
from decimal import Decimal

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import NONE, OTHER, Options, When
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

ALLERGY = "local_anaesthetic"  # the class of the allergy list
AGENTS: Options = (
    (NONE, gettext_noop("None")),
    ("lidocaine", gettext_noop("Lidocaine")),
    ("ropivacaine", gettext_noop("Ropivacaine")),
    ("bupivacaine", gettext_noop("Bupivacaine")),
    ("mepivacaine", gettext_noop("Mepivacaine")),
    (OTHER, gettext_noop("Other")),
)
NUMBING = tuple(code for code, _words in AGENTS if code != NONE)


def numbed(field: str) -> When:
    """Where this field names an agent."""
    return When(field, NUMBING, gettext_noop("a local anaesthetic"))


def limit_is_not_known(field: str, entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Of another agent than those of clinical.md 2.4 nothing can be added up."""
    if entry.get(field) == OTHER:
        words = gettext_noop("No limit is known here for another agent. Has its dose been worked out?")
        yield warning(field, _(words), [OTHER, entry.get(f"{field}_other")])


def weight_of(facts: GateFacts) -> Decimal | None:
    """As it was measured on the day."""
    weight: Decimal | None = facts.record.of("arrival").get("weight")
    return weight


def mg_words(mg: Decimal) -> str:
    return f"{mg.normalize():f}"

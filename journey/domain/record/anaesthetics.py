"""Local anaesthetics that a record names: at the harvest and at the injection (clinical.md 2.4)."""

from decimal import Decimal

from journey.domain.gate_facts import GateFacts
from journey.domain.record.fields import NONE, Options, When
from journey.domain.words import gettext_noop

AGENTS: Options = (
    (NONE, gettext_noop("None")),
    ("lidocaine", gettext_noop("Lidocaine")),
    ("ropivacaine", gettext_noop("Ropivacaine")),
    ("bupivacaine", gettext_noop("Bupivacaine")),
    ("mepivacaine", gettext_noop("Mepivacaine")),
)
NUMBING = tuple(code for code, _words in AGENTS if code != NONE)


def numbed(field: str) -> When:
    """Where this field names an agent."""
    return When(field, NUMBING, gettext_noop("a local anaesthetic"))


def weight_of(facts: GateFacts) -> Decimal | None:
    """As it was measured on the day."""
    weight: Decimal | None = facts.record.of("arrival").get("weight")
    return weight


def mg_words(mg: Decimal) -> str:
    return f"{mg.normalize():f}"

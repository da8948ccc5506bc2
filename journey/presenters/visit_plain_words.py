"""What visits are called on patients' pages, and what to bring where the clinic has not written its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

VISIT_WORDS: Mapping[str, Promise] = {
    "consultation": gettext_lazy("Talk and check"),
    "preparation": gettext_lazy("Getting ready"),
    "procedure": gettext_lazy("Your treatment day"),
    "harvest": gettext_lazy("Taking your cells"),
    "injection": gettext_lazy("Your injection"),
    "call_48_72h": gettext_lazy("A phone call from us"),
    "w2": gettext_lazy("Two-week check"),
    "w6": gettext_lazy("Six-week check"),
    "m3": gettext_lazy("Three-month check"),
    "m6": gettext_lazy("Six-month check"),
    "m12": gettext_lazy("One-year check"),
    "yearly": gettext_lazy("Yearly check"),
    "call": gettext_lazy("A phone call from us"),
    "unscheduled": gettext_lazy("Extra visit"),
}
CALLS = frozenset({"call_48_72h", "call"})
_ALWAYS = (gettext_lazy("A list of the medicines you take"), gettext_lazy("Your glasses, if you need them to read"))
_NEEDLE = (
    *_ALWAYS,
    gettext_lazy("Loose clothes with wide sleeves"),
    gettext_lazy("No rings and no nail varnish"),
    gettext_lazy("Somebody who takes you home"),
)
_CALL = (gettext_lazy("Your phone, and a quiet place"),)


def to_bring(kind: str, own: str) -> tuple[str, ...]:
    """The clinic's own lines, else ours, which are examples."""
    lines = tuple(line.strip() for line in own.splitlines() if line.strip())
    if lines:
        return lines
    if kind in CALLS:
        return tuple(map(str, _CALL))
    return tuple(map(str, _NEEDLE if kind in {"procedure", "harvest", "injection"} else _ALWAYS))

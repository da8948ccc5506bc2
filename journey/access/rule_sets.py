"""The triage rules of a pathway version, by number or name."""

from journey.domain.triage import RuleSet
from journey.models import PathwayVersion
from journey.pathway.compiled import rule_set
from journey.pathway.loader import load_default


def rule_set_named(name: str | None) -> RuleSet:
    """The rule set of a pathway version by number or name; without a name the newest published, else the default.

    Raises LookupError with a sentence when there is none of that name.
    """
    versions = PathwayVersion.objects.order_by("-number")
    if name is None:
        newest = PathwayVersion.objects.newest_published().first()
        return rule_set(newest.content if newest else load_default())
    by_name = versions.filter(number=int(name)) if name.isdigit() else versions.filter(name=name)
    version = by_name.first()
    if version is None:
        raise LookupError(f"There is no pathway version called {name}.")
    return rule_set(version.content)

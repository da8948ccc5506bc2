"""The pathway of a version and its triage rules, by number or name."""

from journey.domain.triage import RuleSet
from journey.models import PathwayVersion
from journey.pathway.compiled import rule_set
from journey.pathway.loader import load_default


def rule_set_named(name: str | None) -> RuleSet:
    """The rule set of a pathway version by number or name; without a name the newest published, else the default.

    Raises LookupError with a sentence when there is none of that name.
    """
    if name is not None:
        return rule_set(version_named(name).content)
    newest = PathwayVersion.objects.newest_published().first()
    return rule_set(newest.content if newest else load_default())


def version_named(name: str) -> PathwayVersion:
    """By number, or the newest of that name. Raises LookupError with a sentence when there is none."""
    versions = PathwayVersion.objects.order_by("-number")
    version = (versions.filter(number=int(name)) if name.isdigit() else versions.filter(name=name)).first()
    if version is None:
        raise LookupError(f"There is no pathway version called {name}.")
    return version

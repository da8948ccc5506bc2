"""A second version of the rules, which judges a high fever milder."""

from collections.abc import Mapping

from accounts.roles import Role
from journey.actions.clinic import publish_pathway
from journey.models import PathwayVersion
from journey.pathway import Pathway, dump, load, load_default
from tests.builders import NOW, pathway_version, staff

MILDER: Mapping[str, Mapping[str, str]] = {"INF-07": {"group": "C", "level": "call_24h", "route": "clinic_24h"}}


def pathway_with(changes: Mapping[str, Mapping[str, str]]) -> Pathway:
    """The default pathway with these columns of these rules changed."""
    document = dump(load_default())
    for table in ("triage", "readiness"):
        for row in document[table]["rules"]:  # type: ignore[index]
            row.update(changes.get(row["id"], {}))
    return load(document)


def two_versions(changes: Mapping[str, Mapping[str, str]] = MILDER) -> tuple[PathwayVersion, PathwayVersion]:
    """The default one, and a published one with these rules changed."""
    return pathway_version(), publish_pathway(pathway=pathway_with(changes), by=staff(Role.MANAGER), at=NOW)

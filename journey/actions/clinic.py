"""The clinic's own settings, and its pathway versions with the clinician who stands for the rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.locking import check_version, constraints_in_words, locked
from journey.actions.refusals import already_done
from journey.domain.words import gettext_noop
from journey.models import Clinic, PathwayVersion
from journey.pathway.loader import checksum, dump
from journey.pathway.schema import Pathway
from journey.policies import Act


@transaction.atomic
def save_settings(
    *, clinic: Clinic, values: Mapping[str, Any], by: User, at: datetime, expected_version: int | None = None
) -> Clinic:
    """Managers. Raises NotAccepted with a sentence for a value that does not fit."""
    policies.check(by, Act.EDIT_SETTINGS)
    clinic = locked(clinic)
    check_version(clinic, expected_version)
    for name, value in values.items():
        setattr(clinic, name, value)
    clinic.version += 1
    with constraints_in_words(clinic):
        clinic.full_clean()
        clinic.save()
    return clinic


@transaction.atomic
def publish_pathway(*, pathway: Pathway, by: User, at: datetime) -> PathwayVersion:
    """Store and publish a pathway as the next version; new journeys are pinned to it. Managers.

    The same document again gives the version that holds it.
    """
    policies.check(by, Act.EDIT_SETTINGS)
    document = dump(pathway)
    known = PathwayVersion.objects.filter(checksum=checksum(document)).first()
    if known is not None:
        return known
    newest = PathwayVersion.objects.select_for_update().order_by("-number").first()
    return PathwayVersion.objects.create(
        number=newest.number + 1 if newest else 1,
        name=pathway.name,
        language=pathway.language,
        document=document,
        checksum=checksum(document),
        published_at=at,
        published_by=by,
    )


@transaction.atomic
def approve_rules(*, version: PathwayVersion, by: User, at: datetime) -> PathwayVersion:
    """A named clinician stands for the triage rules; from now on they speak (clinical.md 0.4 (b))."""
    policies.check(by, Act.APPROVE_RULES)
    version = locked(version)
    if version.rules_approved_by is not None and version.rules_approved_at is not None:
        if version.rules_approved_by == by:
            return version
        words = gettext_noop("{who} approved these rules already.")
        raise already_done(words, by=version.rules_approved_by, at=version.rules_approved_at)
    version.rules_approved_at, version.rules_approved_by = at, by
    version.save(update_fields=["rules_approved_at", "rules_approved_by"])
    return version

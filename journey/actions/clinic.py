"""The clinic's own settings, and its pathway versions with the clinician who stands for the rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.locking import STALE, check_version, constraints_in_words, locked
from journey.actions.refusals import already_done
from journey.actions.rule_checks import check_falls, check_order
from journey.domain.errors import MoveNotAllowed, NotPermitted, StaleVersion
from journey.domain.pathway_states import VersionState
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Clinic, PathwayEvent, PathwayStep, PathwayVersion
from journey.models.pathway_version import WRITING
from journey.pathway.loader import checksum, dump
from journey.pathway.schema import Pathway
from journey.policies import Act

OWN_DRAFT = gettext_noop("You wrote in this version. Another clinician has to approve it.")


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
    """Store and publish a pathway as it is delivered: its rules are silent until a clinician approves them. Managers.

    The same document again gives the version that holds it. What the clinic writes itself is drafted and reviewed
    (`pathway_drafts`, `pathway_review`).
    """
    policies.check(by, Act.EDIT_SETTINGS)
    document = dump(pathway)
    known = PathwayVersion.objects.in_force().filter(checksum=checksum(document)).first()
    if known is not None:
        return known
    return PathwayVersion.objects.create(
        number=next_number(),
        name=pathway.name,
        language=pathway.language,
        document=document,
        checksum=checksum(document),
        state=VersionState.PUBLISHED,
        published_at=at,
        published_by=by,
    )


def next_number() -> int:
    """Under a lock, inside the caller's transaction: two new versions never meet at one number."""
    newest = PathwayVersion.objects.select_for_update(no_key=True).order_by("-number").first()
    return newest.number + 1 if newest else 1


@transaction.atomic
def approve_rules(*, version: PathwayVersion, by: User, at: datetime, seen: str | None = None) -> PathwayVersion:
    """A named clinician stands for a version in review, or for the rules of one that was delivered; once it is
    published, its rules speak (clinical.md 0.4 (b)). `seen` is the checksum of what the page showed.

    Raises NotPermitted for whoever wrote in the draft, StaleVersion when it changed since, GateClosed when a worse
    answer gets a lower level, MoveNotAllowed while nobody wrote why it judges some answers milder than the version
    before.
    """
    policies.check(by, Act.APPROVE_RULES)
    version = locked(version)
    if version.rules_approved_by is not None and version.rules_approved_at is not None:
        if version.rules_approved_by == by:
            return version
        words = gettext_noop("{who} approved these rules already.")
        raise already_done(words, by=version.rules_approved_by, at=version.rules_approved_at)
    if version.is_draft:
        raise MoveNotAllowed(_("This is a draft. Its author sends it to review first."))
    if version.state == VersionState.IN_REVIEW and seen is not None and seen != version.checksum:
        raise StaleVersion(_(STALE))
    if wrote_in(version, by):
        raise NotPermitted(_(OWN_DRAFT))
    check_order(version)
    check_falls(version)
    version.rules_approved_at, version.rules_approved_by = at, by
    version.save(update_fields=["rules_approved_at", "rules_approved_by"])
    note(version, PathwayStep.APPROVED, by=by, at=at)
    return version


def wrote_in(version: PathwayVersion, person: User) -> bool:
    """Whether this person drafted or changed a version: it is approved by another."""
    return version.events.filter(step__in=WRITING, by=person).exists()


def note(
    version: PathwayVersion, step: PathwayStep, *, by: User, at: datetime, place: str = "", reason: str = ""
) -> PathwayEvent:
    """Append to what was done to a version, inside the transaction of the change."""
    return PathwayEvent.objects.create(pathway=version, step=step, place=place, reason=reason, at=at, by=by)

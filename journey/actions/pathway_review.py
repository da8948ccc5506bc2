"""From a draft to what patients read: review, sending back, publishing, retiring; and a draft that leads nowhere."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.clinic import note
from journey.actions.locking import STALE, locked
from journey.actions.pathway_drafts import open_problems
from journey.actions.refusals import already_done
from journey.actions.rule_checks import check_falls, check_order
from journey.domain.errors import GateClosed, MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.pathway_states import VERSION_MOVES, VersionState, VersionStep
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import PathwayStep, PathwayVersion
from journey.policies import Act

DONE_ALREADY = {
    VersionStep.SEND_TO_REVIEW: (PathwayStep.SENT, gettext_noop("{who} sent it to review already.")),
    VersionStep.SEND_BACK: (PathwayStep.SENT_BACK, gettext_noop("{who} sent it back already.")),
    VersionStep.PUBLISH: (PathwayStep.PUBLISHED, gettext_noop("{who} published it already.")),
    VersionStep.RETIRE: (PathwayStep.RETIRED, gettext_noop("{who} retired it already.")),
    VersionStep.DISCARD: (PathwayStep.DISCARDED, gettext_noop("{who} discarded it already.")),
}
NOT_NOW = {
    VersionStep.SEND_TO_REVIEW: gettext_noop("Only a draft can be sent to review."),
    VersionStep.SEND_BACK: gettext_noop("Only a version in review can be sent back."),
    VersionStep.PUBLISH: gettext_noop("Only a version in review can be published."),
    VersionStep.RETIRE: gettext_noop("Only a published version can be retired."),
    VersionStep.DISCARD: gettext_noop("Only a draft can be discarded."),
}
OPEN = gettext_noop("Parts of it do not fit yet:")
NOT_APPROVED = gettext_noop("A clinician who did not write in it has to approve it first.")
NO_NEWER = gettext_noop("There is no newer published version. New journeys still begin on this one.")
NOTHING_NEW = gettext_noop("It says what the version says that it was copied from. There is nothing to review.")


@transaction.atomic
def send_to_review(*, version: PathwayVersion, by: User, at: datetime, seen: str | None = None) -> PathwayVersion:
    """From now on nobody changes it. Who: `EDIT_PATHWAY`. `seen` is the checksum of what the page showed.

    Raises GateClosed with every place that does not fit, or every worse answer that gets a lower level; MoveNotAllowed
    when it says nothing new.
    """
    policies.check(by, Act.EDIT_PATHWAY)
    version = _at_step(version, VersionStep.SEND_TO_REVIEW)
    if seen is not None and seen != version.checksum:
        raise StaleVersion(_(STALE))
    if version.begun_from is not None and version.begun_from.checksum == version.checksum:
        raise MoveNotAllowed(_(NOTHING_NEW))
    _check_complete(version)
    check_order(version)
    return _step(version, VersionStep.SEND_TO_REVIEW, PathwayStep.SENT, by=by, at=at)


@transaction.atomic
def send_back(*, version: PathwayVersion, reason: str, by: User, at: datetime) -> PathwayVersion:
    """It is a draft again, approved by nobody. Clinicians. Raises NotAccepted without a reason."""
    policies.check(by, Act.APPROVE_RULES)
    version = _at_step(version, VersionStep.SEND_BACK)
    if not reason.strip():
        raise NotAccepted(_("Write why it goes back."), field="reason")
    version.rules_approved_at = version.rules_approved_by = None
    return _step(version, VersionStep.SEND_BACK, PathwayStep.SENT_BACK, by=by, at=at, reason=reason.strip())


@transaction.atomic
def discard_draft(
    *, version: PathwayVersion, reason: str, by: User, at: datetime, seen: str | None = None
) -> PathwayVersion:
    """Nobody goes on with it; it stays with its history, and can be copied. Who: `EDIT_PATHWAY`. `seen` is the checksum
    of what the page showed.

    Raises NotAccepted without a reason, StaleVersion when somebody wrote in it since the page was opened.
    """
    policies.check(by, Act.EDIT_PATHWAY)
    version = _at_step(version, VersionStep.DISCARD)
    if seen is not None and seen != version.checksum:
        raise StaleVersion(_(STALE))
    if not reason.strip():
        raise NotAccepted(_("Write why it is discarded."), field="reason")
    return _step(version, VersionStep.DISCARD, PathwayStep.DISCARDED, by=by, at=at, reason=reason.strip())


@transaction.atomic
def publish_version(*, version: PathwayVersion, by: User, at: datetime) -> PathwayVersion:
    """New journeys begin on it from now on; those that are on another stay there. Managers.

    Raises GateClosed while it is not approved, or when what it was checked for has grown since; MoveNotAllowed when
    another version was published meanwhile, and nobody wrote why this one judges some answers milder than that.
    """
    policies.check(by, Act.PUBLISH_PATHWAY)
    _hold_newest()
    version = _at_step(version, VersionStep.PUBLISH)
    if version.rules_approved_at is None:
        raise GateClosed(_("It cannot be published yet."), [_(NOT_APPROVED)])
    _check_complete(version)
    check_order(version)
    check_falls(version)
    version.published_at, version.published_by = at, by
    return _step(version, VersionStep.PUBLISH, PathwayStep.PUBLISHED, by=by, at=at)


@transaction.atomic
def retire_version(*, version: PathwayVersion, by: User, at: datetime) -> PathwayVersion:
    """Nobody begins on it any more; who is on it stays. Managers. Raises MoveNotAllowed while it is the newest."""
    policies.check(by, Act.PUBLISH_PATHWAY)
    version = _at_step(version, VersionStep.RETIRE)
    if not has_newer(version):
        raise MoveNotAllowed(_(NO_NEWER))
    return _step(version, VersionStep.RETIRE, PathwayStep.RETIRED, by=by, at=at)


def has_newer(version: PathwayVersion) -> bool:
    newest = PathwayVersion.objects.newest_published().first()
    return newest is not None and newest.pk != version.pk


def _at_step(version: PathwayVersion, step: VersionStep) -> PathwayVersion:
    """The version under a lock, in a state from which the step leads on. Raises AlreadyDone and MoveNotAllowed."""
    version = locked(version)
    if (VersionState(version.state), step) in VERSION_MOVES:
        return version
    kind, words = DONE_ALREADY[step]
    last = version.events.filter(step=kind).select_related("by").first()
    if last is not None and version.state in {after for (_state, each), after in VERSION_MOVES.items() if each is step}:
        raise already_done(words, by=last.by, at=last.at)
    raise MoveNotAllowed(_(NOT_NOW[step]))


def _hold_newest() -> None:
    """One publishes at a time: the second is judged against what the first has published."""
    newest = PathwayVersion.objects.newest_published().first()
    if newest is not None:
        locked(newest)


def _check_complete(version: PathwayVersion) -> None:
    problems = open_problems(version.sound_document)
    if problems:
        raise GateClosed(_(OPEN), [f"{each.path}: {each.sentence}" for each in problems])


def _step(
    version: PathwayVersion, step: VersionStep, kind: PathwayStep, *, by: User, at: datetime, reason: str = ""
) -> PathwayVersion:
    version.state = VERSION_MOVES[VersionState(version.state), step]
    fields = ["state", "rules_approved_at", "rules_approved_by", "published_at", "published_by"]
    version.save(update_fields=fields)
    note(version, kind, by=by, at=at, reason=reason)
    return version

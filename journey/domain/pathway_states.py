"""What a version of the pathway can be, and which step leads from one state to the next."""

from collections.abc import Mapping
from enum import StrEnum


class VersionState(StrEnum):
    """Only a draft changes. New journeys take the newest published version."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"
    DISCARDED = "discarded"


class VersionStep(StrEnum):
    SEND_TO_REVIEW = "send_to_review"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    RETIRE = "retire"
    DISCARD = "discard"


VERSION_MOVES: Mapping[tuple[VersionState, VersionStep], VersionState] = {
    (VersionState.DRAFT, VersionStep.SEND_TO_REVIEW): VersionState.IN_REVIEW,
    (VersionState.DRAFT, VersionStep.DISCARD): VersionState.DISCARDED,
    (VersionState.IN_REVIEW, VersionStep.SEND_BACK): VersionState.DRAFT,
    (VersionState.IN_REVIEW, VersionStep.PUBLISH): VersionState.PUBLISHED,
    (VersionState.PUBLISHED, VersionStep.RETIRE): VersionState.RETIRED,
}
IN_FORCE = frozenset({VersionState.PUBLISHED, VersionState.RETIRED})  # journeys may be on it

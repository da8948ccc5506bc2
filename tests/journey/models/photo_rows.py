"""Photos that their tables refuse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from journey.models import Journey, Photo, SentPhoto
from tests.builders import NOW, check_in_of


def photo(journey: Journey, **changed: Any) -> Photo:
    values = {"check_in": check_in_of(journey, "A-3"), "place": "hand", "size": 1, "sha256": "", "added_at": NOW}
    return Photo.objects.create(**{**values, "added_by": journey.patient.user, **changed})


def _twice(journey: Journey) -> None:
    about = {"photo": photo(journey), "submission": journey.submissions.latest("sent_at"), "at": NOW}
    SentPhoto.objects.create(**about)
    SentPhoto.objects.create(**about)


BREAKS: dict[str, Callable[[Journey], object]] = {
    "photo_place_known": lambda journey: photo(journey, place="odd"),
    "photo_size_within": lambda journey: photo(journey, size=0),
    "photo_added_then_sent": lambda journey: photo(journey, sent_at=NOW - timedelta(days=1)),
    "photo_once_in_a_version": _twice,
}

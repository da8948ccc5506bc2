"""Photos in finished words: those of a draft, those beside answers, and all of a journey side by side over time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.photos import MOST_PHOTOS, QUESTION
from journey.models import CheckIn, Journey, Photo, SentPhoto, Submission
from journey.models.consent_rows import photos_agreed
from journey.presenters.filling import Filling
from journey.presenters.staff_timeline import Clock

OWN, STAFF = "patient:photo", "admin:journey_journey_photo"


@dataclass(frozen=True)
class PhotoCard:
    """`words` says what it shows and when; they are the text of the picture too."""

    id: str
    url: str
    words: str
    check_in_url: str = ""


@dataclass(frozen=True)
class PhotoPage:
    photos: tuple[PhotoCard, ...]
    left: int
    has_room: bool


@dataclass(frozen=True)
class PhotoDay:
    title: str
    photos: tuple[PhotoCard, ...]


def photo_page(filling: Filling) -> PhotoPage:
    """What was added so far. One statement where something was."""
    ids = filling.answers.get(QUESTION) or []
    known = {str(photo.pk): photo for photo in Photo.objects.filter(pk__in=ids)} if ids else {}
    cards = tuple(_own_card(known[each], place + 1) for place, each in enumerate(ids) if each in known)
    left = MOST_PHOTOS - len(cards)
    return PhotoPage(cards, left, left > 0)


def asks_place(check_in: CheckIn) -> bool:
    """Whether a photo may show where cells were taken."""
    return check_in.cycle.newest_harvest_at is not None


def own_photos(submission: Submission) -> tuple[PhotoCard, ...]:
    """The photos of one version of the patient's own answers. One statement where it has some."""
    if not submission.answers.get(QUESTION):
        return ()
    rows = SentPhoto.objects.filter(submission=submission).select_related("photo").order_by("photo__added_at")
    return tuple(_own_card(row.photo, place + 1) for place, row in enumerate(rows))


def staff_photos(submissions: Iterable[Submission]) -> Mapping[UUID, tuple[PhotoCard, ...]]:
    """The photos of answers by the version they were sent with. One statement where there are some. Nothing of a
    session whose patient took back the consent to photos."""
    asked = [each.pk for each in submissions if each.answers.get(QUESTION)]
    found: dict[UUID, list[PhotoCard]] = {}
    if not asked:
        return {}
    rows = SentPhoto.objects.filter(submission__in=asked).alias(agreed=photos_agreed("submission__cycle"))
    for row in rows.filter(agreed=True).select_related("photo", "submission").order_by("photo__added_at", "photo_id"):
        found.setdefault(row.submission_id, []).append(_staff_card(row.photo, row.submission.journey_id))
    return {key: tuple(cards) for key, cards in found.items()}


def visible_photos(journey: Journey) -> QuerySet[Photo]:
    """What staff may see: what was sent, in sessions whose patient agrees to photos."""
    sent = Photo.objects.filter(check_in__journey=journey, sent_at__isnull=False)
    return sent.alias(agreed=photos_agreed("check_in__cycle")).filter(agreed=True)


def photo_days(journey: Journey, clock: Clock) -> list[PhotoDay]:
    """Every photo that was sent, side by side by day, the oldest first. Three statements."""
    rows = (
        visible_photos(journey)
        .select_related("check_in__cycle")
        .prefetch_related("sent_with__submission")
        .order_by("sent_at", "added_at", "id")
    )
    days: dict[str, list[PhotoCard]] = {}
    for photo in rows:
        days.setdefault(_day_title(photo, clock), []).append(_staff_card(photo, journey.pk, linked=True))
    return [PhotoDay(title, tuple(cards)) for title, cards in days.items()]


def _day_title(photo: Photo, clock: Clock) -> str:
    sent = next(iter(photo.sent_with.all())).submission
    moment = clock.moment(photo.sent_at) if photo.sent_at else ""
    if sent.day is None:
        return moment
    return _("Session {session}, day {day}: {moment}").format(
        session=photo.check_in.cycle.number, day=sent.day, moment=moment
    )


def _own_card(photo: Photo, number: int) -> PhotoCard:
    words = _("Photo {number}: {place}").format(place=photo.get_place_display(), number=number)
    return PhotoCard(str(photo.pk), reverse(OWN, args=[photo.check_in_id, photo.pk]), words)


def _staff_card(photo: Photo, journey_id: UUID, *, linked: bool = False) -> PhotoCard:
    answers = reverse("admin:journey_checkin_change", args=[photo.check_in_id]) if linked else ""
    return PhotoCard(
        str(photo.pk), reverse(STAFF, args=[journey_id, photo.pk]), str(photo.get_place_display()), answers
    )

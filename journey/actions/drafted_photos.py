"""What becomes of the photos of a draft: they go with what is sent, or they are removed with it."""

from datetime import datetime

from journey.domain.photos import QUESTION
from journey.models import CheckIn, CheckInDraft, Photo, SentPhoto, Submission


def keep_photos(submission: Submission, draft: CheckInDraft, at: datetime) -> None:
    """The photos of a draft belong to the answers from now on; those that the form no longer asks for are removed."""
    if not draft.answers.get(QUESTION):
        return
    kept = submission.answers.get(QUESTION, [])
    photos = Photo.objects.filter(check_in=submission.check_in_id)
    photos.filter(sent_at=None).exclude(pk__in=kept).delete()
    sent = [SentPhoto(submission=submission, photo=photo, at=at) for photo in photos.filter(pk__in=kept)]
    SentPhoto.objects.bulk_create(sent)
    photos.filter(sent_at=None).update(sent_at=at)


def remove_unsent(check_in: CheckIn) -> None:
    Photo.objects.filter(check_in=check_in, sent_at=None).delete()

"""Photos of a check-in: adding one to the draft, taking one out, and keeping them with what was sent."""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from accounts.models import User
from journey.actions.answering import check_who, draft_of, lock_check_in
from journey.actions.heard import heard_from
from journey.domain.documents import JPEG, CleanFile, type_of
from journey.domain.errors import NotAccepted
from journey.domain.photos import MOST_A_DAY, MOST_KEPT, MOST_PHOTOS, QUESTION, PhotoPlace
from journey.domain.words import say as _
from journey.models import CheckIn, CheckInDraft, Photo, PhotoContent
from journey.models.form_context import form_context

A_DAY = timedelta(days=1)


@transaction.atomic
def add_photo(
    *, check_in: CheckIn, file: CleanFile, place: PhotoPlace, by: User, at: datetime, token: UUID
) -> CheckInDraft:
    """Keep a photo with the draft. The patient, or a helper who may answer; `file` comes from the form, cleaned.

    `token` is the id of the photo: the same form sent twice is one. Raises NotAccepted when there are too many or the
    patient does not agree to photos.
    """
    check_in = lock_check_in(check_in)
    check_who(check_in, by, "", at)
    if not form_context(check_in, at).photos:
        raise NotAccepted(_("Photos are not asked for here, because you did not agree to them."), "photo")
    draft = draft_of(check_in, by, at)
    kept = photo_ids(draft)
    if str(token) in kept:
        return draft
    if len(kept) >= MOST_PHOTOS:
        raise NotAccepted(_("You can add {most} photos. Take one out first.", most=MOST_PHOTOS), "photo")
    lately = Photo.objects.filter(check_in__journey__patient=check_in.journey.patient_id, added_at__gt=at - A_DAY)
    if lately.count() >= MOST_A_DAY:
        raise NotAccepted(_("These are many photos for one day. Call us if you want to show more."), "photo")
    known = Photo.objects.filter(pk=token).exists()
    if known or not 0 < len(file.content) <= MOST_KEPT or type_of(file.content) != JPEG:
        raise NotAccepted(_("This photo cannot be kept. Choose it again."), "photo")
    photo = Photo.objects.create(
        id=token, check_in=check_in, place=place, size=len(file.content), sha256=sha256(file.content).hexdigest(),
        added_at=at, added_by=by,
    )  # fmt: skip
    PhotoContent.objects.create(photo=photo, content=file.content)
    draft = _save(draft, [*kept, str(photo.pk)], by, at)
    heard_from(check_in.journey, at, _("The patient added a photo."))
    return draft


@transaction.atomic
def take_out_photo(*, check_in: CheckIn, photo_id: UUID, by: User, at: datetime) -> CheckInDraft:
    """Leave a photo out of what will be sent; one that was sent before stays with the version it was sent with. Who may
    and what is raised: as `add_photo`. A repeat changes nothing."""
    check_in = lock_check_in(check_in)
    check_who(check_in, by, "", at)
    draft = draft_of(check_in, by, at)
    Photo.objects.filter(pk=photo_id, check_in=check_in, sent_at=None).delete()
    return _save(draft, [each for each in photo_ids(draft) if each != str(photo_id)], by, at)


def photo_ids(draft: CheckInDraft) -> list[str]:
    return list(draft.answers.get(QUESTION) or [])


def _save(draft: CheckInDraft, kept: list[str], by: User, at: datetime) -> CheckInDraft:
    draft.answers = {**draft.answers, QUESTION: kept}
    draft.saved_at, draft.saved_by = at, by
    draft.save(update_fields=["answers", "saved_at", "saved_by"])
    return draft

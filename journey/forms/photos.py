"""Adding a photo to a check-in: it becomes a plain JPEG that says nothing of where, when and by whom it was taken."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from journey.domain.documents import JPEG, MOST_BYTES, CleanFile
from journey.domain.photos import HEIC, LONGEST_SIDE, PhotoPlace, photo_type
from journey.forms.files import MOST_POINTS, opened_picture, written
from journey.forms.staff_fields import TokenField
from journey.forms.widgets import ChoiceRadio
from journey.models.labels import LABELS

register_heif_opener(thumbnails=False)

# A JPEG is read at a fraction of its size, so that it may have as many points as a phone takes.
MOST_POINTS_OF_A_JPEG = 120_000_000
QUALITY = 82
FORMATS = {HEIC: ["HEIF"]}


class PhotoForm(forms.Form):
    """`cleaned_data["photo"]` is a `CleanFile`, or None when none was chosen. `token` makes a second click the same
    photo. The place is asked only where cells were taken."""

    use_required_attribute = False
    photo = forms.FileField(
        label=gettext_lazy("Choose or take a photo"),
        help_text=gettext_lazy("JPEG, PNG or the HEIC of a phone, at most 10 MB. Where it was taken is removed."),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/heic,image/heif,.jpg,.jpeg,.png,.heic"}),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("What does it show?"),
        choices=[(each.value, LABELS[PhotoPlace][each]) for each in PhotoPlace],
        initial=PhotoPlace.HAND.value,
        widget=ChoiceRadio,
        error_messages={"required": gettext_lazy("Choose what it shows.")},
    )
    token = TokenField()

    def __init__(self, *args: Any, asks_place: bool, must: bool = False, **options: Any) -> None:
        """`must`: the button asks for a photo."""
        super().__init__(*args, auto_id="%s", **options)
        if not asks_place:
            del self.fields["place"]
        self.must = must
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False

    def clean_photo(self) -> CleanFile | None:
        upload = self.cleaned_data["photo"]
        if upload is None:
            if self.must:
                raise forms.ValidationError(_("Choose a photo first."))
            return None
        return clean_photo(upload)

    @property
    def place_chosen(self) -> PhotoPlace:
        return PhotoPlace(self.cleaned_data.get("place") or PhotoPlace.HAND)


def clean_photo(upload: UploadedFile) -> CleanFile:
    """Raises ValidationError with a sentence that says what to do."""
    if (upload.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("This photo is larger than 10 MB. Choose a smaller one."))
    content = upload.read()
    kind = photo_type(content)
    if kind is None:
        raise forms.ValidationError(
            _("This is not a JPEG, a PNG or a HEIC, whatever its name says. Take a photo, or save it as a JPEG.")
        )
    return CleanFile(JPEG, _plain_jpeg(content, kind))


def _plain_jpeg(content: bytes, kind: str) -> bytes:
    with opened_picture(content, FORMATS.get(kind, ["JPEG", "PNG"])) as picture:
        most = MOST_POINTS_OF_A_JPEG if kind == JPEG else MOST_POINTS
        if picture.width * picture.height > most:
            raise forms.ValidationError(_("This photo has too many points. Make it smaller, then choose it again."))
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        return written(upright, JPEG, quality=QUALITY)

"""Taking in a file: what it really is, how large, and what is taken out of it before it is kept."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from journey.domain.documents import JPEG, MOST_BYTES, PDF, CleanFile, type_of

# 40 million points: twice what a phone takes, and less than 200 MB while it is read.
MOST_POINTS = 40_000_000
# What reading a broken picture raises.
NOT_A_PICTURE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    RuntimeError,
    EOFError,
    struct.error,
)
QUALITY = 90
# What a document of a clinic has no need of: programs, other files inside, forms that a program draws; actions that
# run something, send something or open another file.
NOT_IN_A_PDF = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/XFA"})
NO_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/RichMediaExecute"}
)
# A report of many pages has some thousands; so many are read in a few seconds.
MOST_OBJECTS = 30_000
END_OF_PDF = b"%%EOF"


class CleanFileField(forms.FileField):
    """Gives a `CleanFile`."""

    widget = forms.FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "help_text": gettext_lazy("PDF, JPEG or PNG, at most 10 MB."),
                "error_messages": {
                    "required": gettext_lazy("Choose a file."),
                    "invalid": gettext_lazy("Choose a file."),
                    "missing": gettext_lazy("Choose a file."),
                    "empty": gettext_lazy("This file is empty. Choose another one."),
                },
                **options,
            }
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ".pdf,.jpg,.jpeg,.png"}

    def clean(self, data: Any, initial: Any = None) -> CleanFile | None:
        upload = super().clean(data, initial)
        return clean_file(upload) if upload else None


def clean_file(upload: UploadedFile) -> CleanFile:
    """Raises ValidationError with a sentence that says what to do."""
    if (upload.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("This file is larger than 10 MB. Choose a smaller one."))
    content = upload.read()
    kind = type_of(content)
    if kind is None:
        raise forms.ValidationError(
            _("This is not a PDF, a JPEG or a PNG, whatever its name says. Save it as one of them.")
        )
    return CleanFile(kind, _clean_pdf(content) if kind == PDF else _clean_picture(content, kind))


def _clean_picture(content: bytes, kind: str) -> bytes:
    """The same picture without place, time and owner of the camera, upright. Its size is read before its points are."""
    with opened_picture(content, ["JPEG", "PNG"]) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise forms.ValidationError(_("This picture has more than 40 million points. Make it smaller."))
        if getattr(picture, "n_frames", 1) > 1:
            raise forms.ValidationError(_("This picture moves. Choose one that does not."))
        upright = ImageOps.exif_transpose(picture)
        mode = "RGB" if kind == JPEG or upright.mode not in {"L", "RGBA"} else upright.mode
        clean = written(upright.convert(mode), kind, quality=QUALITY)
    if len(clean) > MOST_BYTES:
        raise forms.ValidationError(_("This picture is larger than 10 MB once it is cleaned. Make it smaller."))
    return clean


@contextmanager
def opened_picture(content: bytes, formats: Sequence[str]) -> Iterator[Image.Image]:
    """A picture of one of these formats, its points not read yet. Raises ValidationError, also for what breaks while
    it is read inside."""
    broken = forms.ValidationError(_("This picture cannot be read. Save it anew, then choose it again."))
    try:
        with Image.open(BytesIO(content), formats=formats) as picture:
            yield picture
    except NOT_A_PICTURE as error:
        raise broken from error


def written(picture: Image.Image, kind: str, *, quality: int) -> bytes:
    """Its points alone as a JPEG of this quality or a PNG: nothing that stood beside them comes along."""
    plain, out = Image.new(picture.mode, picture.size), BytesIO()
    plain.paste(picture)
    if kind == JPEG:
        plain.save(out, "JPEG", quality=quality)
    else:
        plain.save(out, "PNG")
    return out.getvalue()


def _clean_pdf(content: bytes) -> bytes:
    """Kept as it came, for a signature in it must stay valid; one with programs or files inside is refused."""
    broken = forms.ValidationError(_("This PDF cannot be read. Print it to a new PDF, then choose that."))
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise forms.ValidationError(_("This PDF has a password. Save it without one, then choose it again."))
        pages = len(reader.pages)
        numbers = {(number, 0) for number in reader.xref_objStm}
        numbers |= {(number, generation) for generation, found in reader.xref.items() for number in found}
        unwanted = len(numbers) > MOST_OBJECTS or any(
            _is_unwanted(reader.get_object(IndirectObject(number, generation, reader)))
            for number, generation in numbers
        )
    except forms.ValidationError:
        raise
    except Exception as error:
        # A file made to break a reader can raise anything; whatever it is, the file cannot be read.
        raise broken from error
    if not pages:
        raise broken
    if unwanted or content.rpartition(END_OF_PDF)[2].strip(b"\x00 \t\r\n"):
        raise forms.ValidationError(
            _("This PDF holds a program or another file. Print it to a new PDF, then choose that.")
        )
    return content


def _is_unwanted(found: Any) -> bool:
    """Whether one object of a PDF runs, sends or holds what a document has no need of; what it only points at is an
    object of its own."""
    if isinstance(found, list):
        return any(_is_unwanted(each) for each in found)
    if not isinstance(found, dict):
        return False
    runs = "/S" in found and found["/S"] in NO_ACTIONS
    return runs or not NOT_IN_A_PDF.isdisjoint(found) or any(map(_is_unwanted, found.values()))

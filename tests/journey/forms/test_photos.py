"""What a photo of a phone becomes, and what is refused with a sentence (UPL-01, UPL-03)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ValidationError
from PIL import Image

from journey.domain.documents import JPEG, MOST_BYTES
from journey.domain.photos import LONGEST_SIDE
from journey.forms.photos import clean_photo
from tests.papers import pdf, picture


def upload(content: bytes, name: str = "IMG_0001.HEIC") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def flood(kind: str) -> bytes:
    """A picture whose head says that it is 50,000 by 50,000."""
    content = bytearray(picture(kind))
    if kind == "PNG":
        content[16:24] = (50_000).to_bytes(4, "big") * 2
    else:
        at = content.index(b"\xff\xc0") + 5
        content[at : at + 4] = (50_000).to_bytes(2, "big") * 2
    return bytes(content)


def told() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x8825], exif[0x0112] = "Maker of phones", {1: "N", 2: (51.0, 30.0, 0.0)}, 6
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF", "MPO"])
def test_photo_of_a_phone_becomes_a_plain_upright_jpeg(kind: str) -> None:
    behind = b"<script>alert(1)</script>"
    more = {"save_all": True, "append_images": [Image.new("RGB", (60, 40), "red")]} if kind == "MPO" else {}
    sent = picture(kind, (60, 40), exif=told(), **more) + behind
    file = clean_photo(upload(sent))
    assert file.content_type == JPEG
    assert behind not in file.content
    with Image.open(BytesIO(file.content)) as kept:
        # The library that writes the HEIC here turns it by itself.
        assert (kept.format, kept.size) == ("JPEG", (60, 40) if kind == "HEIF" else (40, 60))
        assert not kept.getexif()
        assert "Maker" not in str(kept.info)


def test_large_photo_is_made_as_large_as_is_needed() -> None:
    with Image.open(BytesIO(clean_photo(upload(picture("JPEG", (6000, 4000)))).content)) as kept:
        assert max(kept.size) == LONGEST_SIDE


REFUSED = {
    "drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "save it as a JPEG"),
    "moving picture": (b"GIF89a<script>alert(1)</script>", "save it as a JPEG"),
    "PDF": (pdf(), "save it as a JPEG"),
    "film in the dress of a phone": (b"\x00\x00\x00\x18ftypmp42" + b"0" * 40, "save it as a JPEG"),
    "only the head of a HEIC": (b"\x00\x00\x00\x18ftypheic" + b"0" * 40, "cannot be read"),
    "only the head of a JPEG": (b"\xff\xd8\xff" + b"<script>" * 20, "cannot be read"),
    "cut photo": (picture(size=(400, 300))[:900], "cannot be read"),
    "flood of points, PNG": (flood("PNG"), "cannot be read"),
    "flood of points, JPEG": (flood("JPEG"), "cannot be read"),
    "too large": (b"\xff\xd8\xff" + b"0" * MOST_BYTES, "larger than 10 MB"),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_photo_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_photo(upload(content))
    assert sentence in refusal.value.messages[0]


def test_more_points_than_can_be_read_are_refused_before_they_are() -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_photo(upload(picture("PNG", (8000, 5100))))
    assert "too many points" in refusal.value.messages[0]

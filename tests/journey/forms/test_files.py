"""What a file has to be before it is kept, and what is taken out of it (UPL-01, UPL-03, UPL-06)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ValidationError
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from journey.domain.documents import JPEG, MOST_BYTES, PDF, PNG, clean_title, file_name, type_of
from journey.forms.files import MOST_OBJECTS, clean_file
from tests.papers import pdf, picture


def upload(content: bytes, name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def one_page() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    return writer


def pdf_with_a_program() -> bytes:
    writer = one_page()
    names = DictionaryObject({NameObject("/JavaScript"): DictionaryObject({NameObject("/Names"): ArrayObject()})})
    writer.root_object[NameObject("/Names")] = names
    return written(writer)


def pdf_that_starts_something() -> bytes:
    writer = one_page()
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("x.exe")})
    writer.root_object[NameObject("/OpenAction")] = action
    return written(writer)


def pdf_with_a_file_inside() -> bytes:
    writer = one_page()
    writer.add_attachment("x.exe", b"MZ")
    return written(writer)


def action(**more: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in more.items()})


def script() -> DictionaryObject:
    return action(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))


def pdf_whose_page_starts_something() -> bytes:
    writer = one_page()
    writer.pages[0][NameObject("/AA")] = action(O=writer._add_object(script()))
    return written(writer)


def pdf_with_a_link_that_starts_something() -> bytes:
    writer = one_page()
    link = action(Subtype=NameObject("/Link"), A=action(S=NameObject("/Launch"), F=TextStringObject("x.exe")))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    return written(writer)


def pdf_with_a_form_that_a_program_draws() -> bytes:
    writer = one_page()
    writer.root_object[NameObject("/AcroForm")] = action(XFA=ArrayObject())
    return written(writer)


def pdf_that_starts_something_second() -> bytes:
    writer = one_page()
    writer.root_object[NameObject("/OpenAction")] = action(S=NameObject("/GoTo"), Next=script())
    return written(writer)


def pdf_of_very_many_objects() -> bytes:
    writer = one_page()
    for _ in range(MOST_OBJECTS + 1):
        writer._add_object(DictionaryObject())
    return written(writer)


def pdf_with_a_password() -> bytes:
    writer = one_page()
    writer.encrypt("secret")
    return written(writer)


def moving_png() -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def flood() -> bytes:
    """A picture of 50,000 by 50,000 points whose file is small: only its head says so."""
    head = bytearray(picture("PNG"))
    head[16:24] = (50_000).to_bytes(4, "big") * 2
    return bytes(head)


REFUSED = {
    "web page": (b"<html><script>alert(1)</script></html>", "not a PDF"),
    "drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "not a PDF"),
    "program": (b"MZ\x90\x00", "not a PDF"),
    "program of a web server": (b"<?php system('id');", "not a PDF"),
    "moving picture of another kind": (b"GIF89a<script>alert(1)</script>", "not a PDF"),
    "only the first bytes of a picture": (b"\xff\xd8\xff" + b"<script>" * 20, "picture cannot be read"),
    "only the first bytes of a PDF": (b"%PDF-1.7 <html>", "PDF cannot be read"),
    "cut picture": (picture(size=(400, 300))[:900], "picture cannot be read"),
    "PDF with a program": (pdf_with_a_program(), "holds a program"),
    "PDF that starts something": (pdf_that_starts_something(), "holds a program"),
    "PDF with a file inside": (pdf_with_a_file_inside(), "holds a program"),
    "PDF whose page starts something": (pdf_whose_page_starts_something(), "holds a program"),
    "PDF with a link that starts something": (pdf_with_a_link_that_starts_something(), "holds a program"),
    "PDF with a form that a program draws": (pdf_with_a_form_that_a_program_draws(), "holds a program"),
    "PDF that starts something second": (pdf_that_starts_something_second(), "holds a program"),
    "PDF of very many objects": (pdf_of_very_many_objects(), "holds a program"),
    "PDF with a web page behind it": (pdf() + b"<html><script>alert(1)</script></html>", "holds a program"),
    "PDF with a password": (pdf_with_a_password(), "has a password"),
    "moving PNG": (moving_png(), "moves"),
    "flood of points": (flood(), "picture"),
    "too large": (b"%PDF-" + b"0" * MOST_BYTES, "larger than 10 MB"),
}


@pytest.mark.parametrize(("content", "told"), REFUSED.values(), ids=REFUSED)
def test_file_is_refused_with_a_sentence(content: bytes, told: str) -> None:
    """UPL-01, UPL-03."""
    with pytest.raises(ValidationError) as refusal:
        clean_file(upload(content, "x-ray.jpg"))
    assert told in refusal.value.messages[0]


def test_pdf_is_kept_as_it_came() -> None:
    file = clean_file(upload(pdf(), "whatever.exe"))
    assert (file.content_type, file.content) == (PDF, pdf())


@pytest.mark.parametrize(("kind", "content_type"), [("JPEG", JPEG), ("PNG", PNG)])
def test_picture_loses_place_and_owner_and_what_hangs_behind_it(kind: str, content_type: str) -> None:
    told = Image.Exif()
    told[0x010F], told[0x8825] = "Maker of phones", {1: "N", 2: (51.0, 30.0, 0.0)}
    behind = b"<?php system('id'); ?>"

    file = clean_file(upload(picture(kind, exif=told.tobytes()) + behind))

    assert file.content_type == content_type
    assert b"Maker of phones" not in file.content
    assert behind not in file.content
    with Image.open(BytesIO(file.content)) as clean:
        assert (dict(clean.getexif()), clean.size) == ({}, (40, 30))


def test_picture_that_was_taken_sideways_stands_upright() -> None:
    sideways = Image.Exif()
    sideways[0x0112] = 6
    with Image.open(BytesIO(clean_file(upload(picture(exif=sideways.tobytes()))).content)) as clean:
        assert clean.size == (30, 40)


def test_pdf_that_opens_at_a_page_is_no_program() -> None:
    writer = one_page()
    writer.open_destination = "/Fit"
    assert PdfReader(BytesIO(clean_file(upload(written(writer))).content)).pages


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("X-ray, both hands (4 March)", "X-ray-both-hands-4-March.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("Röntgen", "Rontgen.pdf"),
        ("手", "document.pdf"),
        ("a" * 300, "a" * 60 + ".pdf"),
        ('"; rm -rf x', "rm-rf-x.pdf"),
    ],
)
def test_name_of_the_file_is_made_of_the_title(title: str, name: str) -> None:
    """UPL-06."""
    assert file_name(title, PDF) == name


def test_title_is_one_line_that_reads_as_it_is_written() -> None:
    assert clean_title(" X-ray\u202egpj.exe\n of \x00both  hands ") == "X-raygpj.exe of both hands"


def test_type_is_known_by_the_first_bytes() -> None:
    assert [type_of(each) for each in (pdf(), picture(), picture("PNG"), b"", b"%PD")] == [PDF, JPEG, PNG, None, None]

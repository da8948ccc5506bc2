"""What the made-up people scan and photograph: a page with nothing on it, and a drawn hand that is too red."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfWriter

from journey.domain.documents import JPEG, PDF, CleanFile


@cache
def made_up_paper() -> CleanFile:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return CleanFile(PDF, out.getvalue())


SIZE = (960, 720)
TABLE, SKIN, SHADE, RED = "#d9dee3", "#dba883", "#c48f6b", "#b5442f"
# From the palm to the tips: thumb, then four fingers.
FINGERS = (((390, 470), (215, 390)), ((400, 370), (335, 120)), ((465, 350), (450, 80)), ((530, 355), (565, 105)),
           ((585, 390), (670, 185)))  # fmt: skip
WIDTHS = (88, 74, 78, 74, 62)
REDNESS = (330, 400, 480, 540)


@cache
def made_up_photo() -> CleanFile:
    """A drawing, and nobody's hand."""
    picture = Image.new("RGB", SIZE, TABLE)
    draw, out = ImageDraw.Draw(picture), BytesIO()
    draw.rounded_rectangle((400, 520, 590, 760), 60, fill=SKIN)
    draw.rounded_rectangle((365, 330, 630, 620), 90, fill=SKIN)
    for (base, tip), width in zip(FINGERS, WIDTHS, strict=True):
        draw.line((base, tip), fill=SKIN, width=width)
        for x, y in (base, tip):
            draw.ellipse((x - width // 2, y - width // 2, x + width // 2, y + width // 2), fill=SKIN)
        x, y = tip
        draw.arc((x - 18, y - 24, x + 18, y + 24), 180, 360, fill=SHADE, width=4)
    sore = Image.new("L", SIZE, 0)
    ImageDraw.Draw(sore).ellipse(REDNESS, fill=170)
    picture.paste(Image.new("RGB", SIZE, RED), mask=sore.filter(ImageFilter.GaussianBlur(30)))
    picture.filter(ImageFilter.GaussianBlur(1)).save(out, "JPEG", quality=85)
    return CleanFile(JPEG, out.getvalue())

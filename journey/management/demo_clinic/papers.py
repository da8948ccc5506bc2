"""What the made-up clinic scanned: a page with nothing on it."""

from functools import cache
from io import BytesIO

from pypdf import PdfWriter

from journey.domain.documents import PDF, CleanFile


@cache
def made_up_paper() -> CleanFile:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return CleanFile(PDF, out.getvalue())

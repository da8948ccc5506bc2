"""Files that people add: a PDF of one blank page in plain letters, and pictures."""

from io import BytesIO

from PIL import Image

from journey.domain.documents import JPEG, PDF, CleanFile

OBJECTS = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
)


def pdf() -> bytes:
    """Decodes as text, so that tests may look through it as through any page."""
    text, starts = "%PDF-1.4\n", []
    for number, each in enumerate(OBJECTS, 1):
        starts.append(len(text))
        text += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(OBJECTS) + 1
    begin = len(text)
    text += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{text}startxref\n{begin}\n%%EOF\n".encode()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


A_PDF = CleanFile(PDF, pdf())
A_PICTURE = CleanFile(JPEG, picture())

"""Documents to draft from, made by the tests: none that somebody published is kept here."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842
"""Of a page, in points: A4."""


class Printed(NamedTuple):
    """A line on a page."""

    text: str
    y: float
    """From the top, in points."""
    x: float = 72.0
    font: str = "plain"
    """plain, bold or italic"""
    size: float = 11.0


_FONTS = {
    "plain": ("F1", "Helvetica"),
    "bold": ("F2", "Helvetica-Bold"),
    "italic": ("F3", "Helvetica-Oblique"),
}


def pdf(pages: Iterable[Sequence[Printed]], title: str = "") -> bytes:
    """Return a PDF with these lines (ISO 32000-1, sections 7 and 9), in fonts that every reader has."""
    fonts = "".join(
        f"/{short} << /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >> "
        for short, name in _FONTS.values()
    )
    contents = [b"".join(map(_shown, page)) for page in pages]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} /MediaBox [0 0 {WIDTH} {HEIGHT}]"
        f" /Resources << /Font << {fonts}>> >> >>".encode(),
        b"<< /Title (" + _escaped(title) + b") >>",
    ]
    for at, content in enumerate(contents):
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * at} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    file = BytesIO()
    file.write(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%b\nendobj\n" % (number, each))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(
        b"trailer << /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, start)
    )
    return file.getvalue()


def _shown(line: Printed) -> bytes:
    font, _ = _FONTS[line.font]
    place = f"BT /{font} {line.size} Tf 1 0 0 1 {line.x} {HEIGHT - line.y:.2f} Tm (".encode()
    return place + _escaped(line.text) + b") Tj ET\n"


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines of so many characters at most, broken at spaces and after hyphens."""
    lines = [""]
    for word in text.replace("-", "-\0").replace(" ", " \0").split("\0"):
        if lines[-1] and len((lines[-1] + word).rstrip()) > width:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]


def set_on_pages(
    paragraphs: Iterable[tuple[str, str]],
    *,
    width: int = 80,
    lines: int = 40,
    spacing: float = 13.0,
    head: str = "",
    foot: str = "",
) -> list[list[Printed]]:
    """Return paragraphs, each with its font, set on pages of so many lines; `foot` has `{}` for the page number."""
    pages: list[list[Printed]] = []
    y = 0.0
    for text, font in paragraphs:
        indent = len(text) - len(text.lstrip())
        for line in wrapped(text.strip(), width - indent):
            if not pages or y > 90 + lines * spacing:
                pages.append([])
                y = 90.0
            pages[-1].append(Printed(line, y, 72 + 6.0 * indent, font))
            y += spacing
        y += 0.7 * spacing
    for number, page in enumerate(pages, 1):
        if head:
            page.insert(0, Printed(head, 50))
        if foot:
            page.append(Printed(foot.format(number), 800))
    return pages

"""Small tables for tests: spreadsheets written by hand, part by part, so that they may be wrong in any way."""

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_NS = "http://schemas.openxmlformats.org"
_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_NS}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/styles.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_NS}/package/2006/relationships"><Relationship Id="rId1"
 Type="{_NS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{_NS}/spreadsheetml/2006/main"
 xmlns:r="{_NS}/officeDocument/2006/relationships"><sheets><sheet name="Open" sheetId="1" r:id="rId1"/></sheets>
</workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_NS}/package/2006/relationships">
<Relationship Id="rId1" Type="{_NS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_NS}/officeDocument/2006/relationships/styles" Target="styles.xml"/>
</Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{_NS}/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/>
<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>""",
}
"""A workbook with one sheet; style 1 is a date."""


def spreadsheet(path: Path, rows: Sequence[Sequence[str]], **parts: str) -> Path:
    """Write a workbook: a cell that begins with `<c` stands as it is, any other is a text."""
    sheet = "".join(
        f'<row r="{number}">{"".join(_cell(number, at, each) for at, each in enumerate(cells))}</row>'
        for number, cells in enumerate(rows, 1)
    )
    return workbook(path, f"<sheetData>{sheet}</sheetData>", **parts)


def workbook(path: Path, sheet: str, **parts: str) -> Path:
    """Write a workbook with this as its sheet; `parts` by name replace what is usual."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in {**_PARTS, **parts}.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{_NS}/spreadsheetml/2006/main">{sheet}</worksheet>',
        )
    return path


def _cell(number: int, at: int, value: str) -> str:
    place = f"{chr(65 + at)}{number}"
    if value.startswith("<c"):
        return value.replace("<c", f'<c r="{place}"', 1)
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'

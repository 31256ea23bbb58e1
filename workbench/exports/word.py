"""Tables for Word: three-line tables (三线表), headings as headings, in Chinese or English.

In: headings and rows as people read them. Out: a DOCX. Fonts are named for Latin and for Chinese text, so that a word
processor takes one that has the signs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from workbench.exports.extras import need
from workbench.exports.latex import PrintTable
from workbench.text import half_widths

LATIN, CHINESE = "Times New Roman", "宋体"
HEADING = "黑体"
MADE = datetime(2000, 1, 1)  # one moment for all files: the same data give the same bytes
# Of tables, in points; a line holds so many of its half-width signs.
SMALL, LINE = 9, 95  # 小五
MARGINS = 3  # half-width signs that the two margins of a cell take
SHORTEST, LONGEST = 8, 30  # half-width signs that a column of text has room for, as far as the line allows
# A number gets room for a wider font than the one named, so that no percent sign goes to a line of its own.
WIDER, BOLD = 1.3, 1.2
TEXT_WIDTH = 15.2 * 360_000  # EMU: 15.2 cm between the margins
THICK, THIN = "12", "6"  # eighths of a point: the outer lines 1.5, the inner one 0.75


def write_word(title: str, tables: Iterable[PrintTable], path: Path) -> None:
    """Writes the document. Raises BadCall where python-docx is not installed."""
    document = need("docx").Document()
    _styled(document)
    document.add_heading(_clean(title), level=1)
    for table in tables:
        document.add_heading(_clean(table.title), level=2)
        _filled(document, table)
        if table.note:
            document.add_paragraph(_clean(table.note)).runs[0].font.size = need("docx.shared").Pt(9)
    properties = document.core_properties
    properties.created = properties.modified = MADE
    properties.title, properties.author = _clean(title), "ogi-workbench"
    saved = BytesIO()
    document.save(saved)
    path.write_bytes(_timeless(saved.getvalue()))


def _timeless(content: bytes) -> bytes:
    """The same package without the moment at which each part was written."""
    packed = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(ZipInfo(part.filename), old.read(part), ZIP_DEFLATED)
    return packed.getvalue()


def _styled(document: Any) -> None:
    shared, names = need("docx.shared"), need("docx.oxml.ns")
    for style, font in (("Normal", CHINESE), ("Heading 1", HEADING), ("Heading 2", HEADING)):
        found = document.styles[style]
        found.font.name = LATIN
        found.font.color.rgb = shared.RGBColor(0, 0, 0)
        fonts = found.element.get_or_add_rPr().get_or_add_rFonts()
        # A theme would win over the names.
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(names.qn(f"w:{theme}"), None)
        fonts.set(names.qn("w:eastAsia"), font)
    document.styles["Normal"].font.size = shared.Pt(10.5)  # 五号


def _filled(document: Any, table: PrintTable) -> None:
    text, shared = need("docx.enum.text"), need("docx.shared")
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.head))
    made.autofit = True
    widths = [shared.Emu(int(share * TEXT_WIDTH)) for share in _shares(table)]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for line, (row, values) in enumerate(zip(made.rows, (table.head, *table.rows), strict=True)):
        for number, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_clean(value))
            run.bold, run.font.size = line == 0, shared.Pt(SMALL)
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = shared.Pt(2)
            # A short table stays on one page.
            paragraph.paragraph_format.keep_with_next = line < len(table.rows)
            if number and number not in table.prose:
                paragraph.alignment = text.WD_ALIGN_PARAGRAPH.RIGHT
    last = len(made.rows) - 1
    for number, row in enumerate(made.rows):
        lines = {"top": THICK} if number == 0 else {"top": THIN} if number == 1 else {}
        lines |= {"bottom": THICK} if number == last else {}
        for cell in row.cells:
            _lined(cell, lines)
    if last:
        _repeated(made.rows[0])


def _shares(table: PrintTable) -> list[float]:
    """How much of the width each column gets: numbers what they need, for none is broken, texts what is left."""
    numbers = {
        number: max(_longest(column[1:]) * WIDER, _longest(column[0].split()) * BOLD) + MARGINS
        for number, column in enumerate(zip(table.head, *table.rows, strict=True))
        if number and number not in table.prose
    }
    texts = {
        number: min(max(_longest(column) + MARGINS, SHORTEST), LONGEST)
        for number, column in enumerate(zip(table.head, *table.rows, strict=True))
        if number not in numbers
    }
    left = max(LINE - sum(numbers.values()), SHORTEST * len(texts))
    fitting = min(1.0, left / sum(texts.values()))
    wanted = numbers | {number: width * fitting for number, width in texts.items()}
    return [wanted[number] / sum(wanted.values()) for number in range(len(table.head))]


def _longest(texts: Iterable[str]) -> int:
    """In half-width signs: a Chinese sign counts two."""
    return max(map(half_widths, texts), default=0)


def _lined(cell: Any, lines: dict[str, str]) -> None:
    xml, names = need("docx.oxml"), need("docx.oxml.ns")
    borders = xml.OxmlElement("w:tcBorders")
    for side, size in lines.items():
        line = xml.OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("color", "000000")):
            line.set(names.qn(f"w:{name}"), value)
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _repeated(row: Any) -> None:
    """The head stands again on every page that the table goes on to."""
    xml = need("docx.oxml")
    row._tr.get_or_add_trPr().append(xml.OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    """Without signs that XML does not allow."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t\xa0")

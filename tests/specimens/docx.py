"""A Word document: the form's tables with gridSpan and vMerge, as the official template that offices fill in.

Serves offices that publish the DOCX itself (small townships), and is what the word processor turns into PDF.
Like Word's own files it splits a number over two runs and leaves a bookmark in a label.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.specimens.grid import Box, Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables

TEXT_WIDTH = 8844  # twentieths of a point: A4 less the margins of GB/T 9704 (28 mm and 26 mm)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
BOOKMARK = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>'  # Word leaves one
EPOCH = (2023, 1, 1, 0, 0, 0)  # one date in every ZIP entry, so that the same report gives the same bytes


@dataclass(frozen=True)
class Look:
    """What differs between offices: fonts, size of the tables' print, row heights, lines, page breaks."""

    body: str = "仿宋_GB2312"
    heading: str = "黑体"
    title: str = "方正小标宋简体"
    table_points: float = 10.5
    row_points: dict[int, float] = field(default_factory=lambda: {2: 30, 3: 20, 4: 28})
    ruled: bool = True
    shade: str | None = None
    page_break_before: int | None = None
    gap_before_matrix: float = 0


def docx(report: Report, seed: int | None = None, look: Look = Look()) -> bytes:
    """The report as the bytes of a DOCX file."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("footer", "footer1.xml")),
        "word/document.xml": _document(report, seed, look),
        "word/footer1.xml": _footer(look),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return packed.getvalue()


def _document(report: Report, seed: int | None, look: Look) -> str:
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    body = [_paragraph(line, look.title, 22, centred=True, spacing=36) for line in report.lines_of_title]
    body.append(_paragraph("", look.body, 16))
    body += [_text(line, look) for line in report.lead]
    for number, heading in enumerate(report.headings, start=1):
        body.append(_heading(heading, look, new_page=number == look.page_break_before))
        body += [_text(line, look) for line in texts.get(number, ())]
        if number == 3 and look.gap_before_matrix:
            body.append(_paragraph("", look.body, 2, spacing=look.gap_before_matrix))
        if number in tables:
            body += [_table(tables[number], look), _paragraph("", look.body, 8, spacing=12)]
    body += [_paragraph(line, look.body, 16, right=True) for line in report.signature]
    page = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" '
        'w:gutter="0"/></w:sectPr>'
    )
    content = f"<w:body>{''.join(body)}{page}</w:body>"
    return f'<w:document xmlns:w="{WORD}" xmlns:r="{RELATIONS}">{content}</w:document>'


def _heading(text: str, look: Look, new_page: bool) -> str:
    return _paragraph(text, look.heading, 16, indent=True, new_page=new_page)


def _text(text: str, look: Look) -> str:
    return _paragraph(text, look.body, 16, indent=True)


def _paragraph(
    text: str,
    font: str,
    points: float,
    *,
    centred: bool = False,
    right: bool = False,
    indent: bool = False,
    new_page: bool = False,
    spacing: float = 28,
) -> str:
    """A paragraph with exact line spacing, as GB/T 9704 asks (28 points for text of size three)."""
    align = "center" if centred else "right" if right else "both"
    page_break = "<w:pageBreakBefore/>" if new_page else ""
    line = f'<w:spacing w:line="{round(spacing * 20)}" w:lineRule="exact"/>'
    first_line = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else ""
    properties = f'{page_break}{line}{first_line}<w:jc w:val="{align}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{_run(text, font, points)}</w:p>"


def _run(text: str, font: str, points: float) -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    size = f'<w:sz w:val="{round(points * 2)}"/>'
    return f'<w:r><w:rPr>{fonts}{size}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(table: Table, look: Look) -> str:
    unit = TEXT_WIDTH / sum(table.widths)
    widths = [round(width * unit) for width in table.widths]
    line = "single" if look.ruled else "nil"
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="{line}" w:sz="4" w:color="000000"/>' for side in sides)
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="28" w:type="dxa"/>'
        '<w:right w:w="28" w:type="dxa"/></w:tblCellMar>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    height = round(look.row_points[table.number] * 20)
    at_least = f'<w:trPr><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>'
    rows = "".join(
        f"<w:tr>{at_least}{_row(row, widths, look, table.number)}</w:tr>" for row in table.places()
    )
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(places: list[tuple[Box, int, int]], widths: list[int], look: Look, number: int) -> str:
    """One row; the matrix has its labels at the left, the other tables in the middle."""
    cells = []
    for at, (box, down, right) in enumerate(places):
        if right:
            continue
        width = sum(widths[at : at + box.columns])
        span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
        start = ' w:val="restart"' if down == 0 else ""
        merge = f"<w:vMerge{start}/>" if box.rows > 1 else ""
        shade = f'<w:shd w:val="clear" w:fill="{look.shade}"/>' if look.shade and box.role == "head" else ""
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/>'
        align = "left" if number == 3 and box.role == "label" and box.rows == 1 else "center"
        text = _cell_text(box.text if down == 0 else "", box, align, look)
        cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>")
    return "".join(cells)


def _cell_text(text: str, box: Box, align: str, look: Look) -> str:
    font = look.heading if box.role == "head" else look.body
    parts = (text[:1], text[1:]) if box.role == "value" else (text,)
    runs = "".join(_run(part, font, look.table_points) for part in parts if part)
    mark = BOOKMARK if "重复申请" in text else ""
    return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{mark}{runs}</w:p>'


def _footer(look: Look) -> str:
    number = _run("1", look.body, 14)
    field_code = f'<w:fldSimple w:instr=" PAGE ">{number}</w:fldSimple>'
    before, after = _run("— ", look.body, 14), _run(" —", look.body, 14)
    line = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{before}{field_code}{after}</w:p>'
    return f'<w:ftr xmlns:w="{WORD}">{line}</w:ftr>'


def _content_types() -> str:
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{OFFICE}.document.main+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{OFFICE}.footer+xml"/></Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'

"""DOCX: the body's paragraphs and tables in order, with gridSpan and vMerge, straight from the XML.

Word files of unknown origin: only the part with the text is opened. A DOCTYPE in it is refused (the format forbids it,
and entities can hide text), and so is an archive that unpacks to far more than its size. Deleted text is left out.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from workbench.errors import Unreadable
from workbench.readers.document import Document, Grid, GridCell, Origin, TextLine
from workbench.readers.docx_text import SKIPPED, Hidden, W, hidden_styles, parts_of, shown_text

LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 200  # Word's own XML packs 10 to 40 times
STYLES = "word/styles.xml"
# A drawing with its size, and the older picture that tells none of its own.
PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
LEAST_PICTURE = 1_800_000, 360_000  # of 360,000 to the centimetre; a seal or a logo is smaller than a table
WIDEST_SPAN = 63  # Word's own limit of columns in a table

# The strict form of the format (ISO/IEC 29500) has other names for the same things.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read_docx(data: bytes, name: str) -> Document:
    """The document's lines and grids. Raises Unreadable for a broken, oversized or forbidden archive."""
    body, hidden = _body(data, name)
    lines: list[TextLine] = []
    grids: list[Grid] = []
    for position, block in enumerate(_blocks(body)):
        if block.tag == f"{W}tbl":
            grids.append(_grid(block, position, len(grids) + 1, hidden))
        else:
            for text in shown_text(block, hidden).split("\n"):
                if text.strip():
                    lines.append(TextLine(text.strip(), Origin(line=len(lines) + 1), position))
    pictures = tuple("the text" for picture in body.iter(*PICTURES) if _is_large(picture))
    return Document("docx", "docx", tuple(lines), tuple(grids), pictures=pictures)


def _body(data: bytes, name: str) -> tuple[etree._Element, Hidden]:
    """The body of the text, and the styles whose text is not shown."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > min(LARGEST_UNPACKED, max(LARGEST_RATIO * len(data), 1024 * 1024)):
                raise _refusal(name, "too_large", f"an archive that unpacks to {unpacked:,} bytes")
            xml = archive.read("word/document.xml")
            styles = archive.read(STYLES) if STYLES in archive.namelist() else b""
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        raise _refusal(name, "unreadable", "a Word file whose archive is broken") from None
    xml, styles = xml.replace(_STRICT, _USUAL), styles.replace(_STRICT, _USUAL)
    if b"<!DOCTYPE" in xml[:4096]:
        raise _refusal(name, "unreadable", "a Word file with a DOCTYPE, which the format forbids")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise _refusal(name, "unreadable", "a Word file whose text is broken XML") from None
    if root.getroottree().docinfo.internalDTD is not None:  # further down, or in another encoding
        raise _refusal(name, "unreadable", "a Word file with a DOCTYPE, which the format forbids")
    body = root.find(f"{W}body")
    if body is None:
        raise _refusal(name, "unreadable", "a Word file without a body")
    return body, hidden_styles(styles, parser)


def _is_large(picture: etree._Element) -> bool:
    """Whether the picture may show a table."""
    if picture.tag != PICTURES[0]:
        return True
    try:
        return (
            int(picture.get("cx", "0")) >= LEAST_PICTURE[0]
            and int(picture.get("cy", "0")) >= LEAST_PICTURE[1]
        )
    except ValueError:
        return False


def _refusal(name: str, reason: str, found: str) -> Unreadable:
    return Unreadable(
        reason, where=name, found=found, expected="a whole .docx file", todo="Open and save it anew in Word."
    )


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order; a table that holds tables is layout, so its cells are gone through.

    A text box that holds tables stands for them. A table of one cell inside another is a cell's own frame.
    """
    for child in parent:
        if child.tag == f"{W}tbl" and not _is_layout(child):
            yield child
        elif child.tag == f"{W}p":
            yield child
            for box in _boxed(child):
                yield from _blocks(box)
        elif child.tag not in SKIPPED:
            yield from _blocks(child)


def _is_layout(table: etree._Element) -> bool:
    inner = table.findall(f".//{W}tbl")
    return any(sum(1 for _ in held.iter(f"{W}tc")) > 1 for held in inner)


def _boxed(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes of the paragraph that hold tables; the copy for older programs is none."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if box.find(f".//{W}tbl") is not None and not any(a.tag in SKIPPED for a in box.iterancestors()):
            yield box


def _grid(table: etree._Element, position: int, number: int, hidden: Hidden) -> Grid:
    """The table with merged cells as one: a vMerge cell that goes on adds a row to the cell above it, an hMerge cell
    a column to the one before it.
    """
    open_above: dict[int, int] = {}  # grid column -> index of the cell that a continued merge extends
    cells: list[GridCell] = []
    rows = [row for row in _own(table, "tr") if row.find(f"{W}trPr/{W}del") is None]
    for row, source in enumerate(rows):
        column = first = _number(source.find(f"{W}trPr/{W}gridBefore"))
        for cell in _own(source, "tc"):
            told = parts_of(cell, f"{W}tcPr")
            span = min(max(_number(told.get(f"{W}gridSpan")), 1), WIDEST_SPAN)
            if _goes_on(told.get(f"{W}hMerge")) and column > first and cells:
                cells[-1] = cells[-1]._replace(column_span=column + span - cells[-1].column)
            elif _goes_on(told.get(f"{W}vMerge")) and column in open_above:
                at = open_above[column]
                cells[at] = cells[at]._replace(row_span=row - cells[at].row + 1)
            else:
                text = shown_text(cell, hidden).strip("\n")
                origin = Origin(table=number, row=row + 1, column=column + 1)
                cells.append(GridCell(text, row, column, 1, span, origin))
                open_above = {at: i for at, i in open_above.items() if not column <= at < column + span}
                if f"{W}vMerge" in told:
                    open_above[column] = len(cells) - 1
            column += span
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    return Grid(len(rows), width, tuple(cells), position)


def _own(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, some of them in content controls; not those of tables inside."""
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag not in (f"{W}tr", f"{W}tc") and child.tag not in SKIPPED:
            yield from _own(child, name)


def _goes_on(merge: etree._Element | None) -> bool:
    """Whether the cell is the rest of a merged one."""
    return merge is not None and merge.get(f"{W}val") != "restart"


def _number(told: etree._Element | None) -> int:
    value = told.get(f"{W}val", "0") if told is not None else "0"
    return int(value) if value.isdigit() else 0

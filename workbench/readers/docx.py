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

LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 200  # Word's own XML packs 10 to 40 times
WIDEST_SPAN = 63  # Word's own limit of columns in a table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK}
_NOT_SHOWN = (f"{_W}strike", f"{_W}dstrike", f"{_W}vanish")  # of a run: struck through, hidden
_OFF = ("0", "false", "off", "none")


def read_docx(data: bytes, name: str) -> Document:
    """The document's lines and grids. Raises Unreadable for a broken, oversized or forbidden archive."""
    body = _body(data, name)
    lines: list[TextLine] = []
    grids: list[Grid] = []
    for position, block in enumerate(_blocks(body)):
        if block.tag == f"{_W}tbl":
            grids.append(_grid(block, position, len(grids) + 1))
        else:
            for text in _text(block).split("\n"):
                if text.strip():
                    lines.append(TextLine(text.strip(), Origin(line=len(lines) + 1), position))
    return Document("docx", "docx", tuple(lines), tuple(grids))


def _body(data: bytes, name: str) -> etree._Element:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > min(LARGEST_UNPACKED, max(LARGEST_RATIO * len(data), 1024 * 1024)):
                raise _refusal(name, "too_large", f"an archive that unpacks to {unpacked:,} bytes")
            xml = archive.read("word/document.xml")
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
    if b"<!DOCTYPE" in xml[:4096]:
        raise _refusal(name, "unreadable", "a Word file with a DOCTYPE, which the format forbids")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise _refusal(name, "unreadable", "a Word file whose text is broken XML") from None
    if root.getroottree().docinfo.internalDTD is not None:  # further down, or in another encoding
        raise _refusal(name, "unreadable", "a Word file with a DOCTYPE, which the format forbids")
    body = root.find(f"{_W}body")
    if body is None:
        raise _refusal(name, "unreadable", "a Word file without a body")
    return body


def _refusal(name: str, reason: str, found: str) -> Unreadable:
    return Unreadable(
        reason, where=name, found=found, expected="a whole .docx file", todo="Open and save it anew in Word."
    )


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order; a table that holds tables is layout, so its cells are gone through."""
    for child in parent:
        if child.tag == f"{_W}p" or (child.tag == f"{_W}tbl" and child.find(f".//{_W}tbl") is None):
            yield child
        elif child.tag not in _SKIPPED and child.tag != f"{_W}tcPr":
            yield from _blocks(child)


def _text(element: etree._Element) -> str:
    """The text of a paragraph or cell: paragraphs and breaks become newlines, tabs stay tabs."""
    parts: list[str] = []
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif child.tag not in _SKIPPED and not (child.tag == f"{_W}r" and _is_left_out(child, parts)):
            parts.append(_text(child))
            if child.tag == f"{_W}p":
                parts.append("\n")
    return "".join(parts)


def _is_left_out(run: etree._Element, before: list[str]) -> bool:
    """Whether the run is struck through, hidden, or the sign of a footnote behind other text."""
    look = run.find(f"{_W}rPr")
    if look is None:
        return False
    if any(part.tag in _NOT_SHOWN and part.get(f"{_W}val") not in _OFF for part in look):
        return True
    raised = look.find(f"{_W}vertAlign")
    return raised is not None and raised.get(f"{_W}val") == "superscript" and bool("".join(before).strip())


def _grid(table: etree._Element, position: int, number: int) -> Grid:
    """The table with merged cells as one: a vMerge cell that goes on adds a row to the cell above it."""
    open_above: dict[int, int] = {}  # grid column -> index of the cell that a continued merge extends
    cells: list[GridCell] = []
    rows = [
        row for row in table.iter(f"{_W}tr") if row.find(f"{_W}trPr/{_W}del") is None
    ]  # some in content controls
    for row, source in enumerate(rows):
        column = _value(source, f"{_W}trPr/{_W}gridBefore")
        for cell in source.iter(f"{_W}tc"):
            span = min(max(_value(cell, f"{_W}tcPr/{_W}gridSpan"), 1), WIDEST_SPAN)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart" and column in open_above:
                above = cells[open_above[column]]
                cells[open_above[column]] = _taller(above, row)
            else:
                text = _text(cell).strip("\n")
                origin = Origin(table=number, row=row + 1, column=column + 1)
                cells.append(GridCell(text, row, column, 1, span, origin))
                open_above = {at: i for at, i in open_above.items() if not column <= at < column + span}
                if merge is not None:
                    open_above[column] = len(cells) - 1
            column += span
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    return Grid(len(rows), width, tuple(cells), position)


def _value(element: etree._Element, path: str) -> int:
    found = element.find(path)
    value = found.get(f"{_W}val", "0") if found is not None else "0"
    return int(value) if value.isdigit() else 0


def _taller(cell: GridCell, row: int) -> GridCell:
    return GridCell(cell.text, cell.row, cell.column, row - cell.row + 1, cell.column_span, cell.origin)

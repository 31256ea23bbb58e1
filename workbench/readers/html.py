"""HTML: the page's text lines and data tables in order, with rowspan and colspan expanded.

Pages as government sites serve them: navigation and layout tables around, tables pasted from Word, a charset told
wrongly, end tags missing. Scripts are not run, nothing is fetched, hidden elements are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from workbench.errors import Unreadable
from workbench.readers.document import Document, Grid, GridCell, Origin, TextLine
from workbench.readers.plain import decode

WIDEST_SPAN, TALLEST_SPAN = 64, 400
LONGEST_CELL = 600  # characters; a longer cell holds running text, so its table is layout

_SKIPPED = {"script", "style", "noscript", "template", "head", "select", "iframe", "svg", "object"}
_BLOCKS = frozenset(
    "p div br tr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article header footer main nav table td th "  # noqa: SIM905
    "tbody thead tfoot caption blockquote pre center form fieldset hr address".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_META = {
    "sitename": "site", "siteidcode": "site_id", "sitedomain": "domain", "articletitle": "title",
    "pubdate": "published", "url": "url", "contentsource": "issuer",
}  # fmt: skip


def read_html(data: bytes, name: str) -> Document:
    """The page's lines, grids and what its meta tags tell. Raises Unreadable when nothing can be parsed."""
    try:
        root = html.document_fromstring(decode(data), parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Unreadable(
            "unreadable",
            where=name,
            found="a web page without any content",
            expected="a page with the report's text and tables",
            todo="Save the page again when it is fully loaded.",
        ) from None
    walk = _Walk()
    body = root.find("body")
    walk.block(root if body is None else body)
    walk.end_line()
    return Document("html", "html", tuple(walk.lines), tuple(walk.grids), head=_head(root))


def _head(root: html.HtmlElement) -> dict[str, str]:
    """Title, address, date and site id as the head tells them."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = _META.get((meta.get("name") or "").lower())
        if key and (meta.get("content") or "").strip():
            found.setdefault(key, str(meta.get("content")).strip())
    title = root.findtext(".//title")
    if title and title.strip():
        found.setdefault("page_title", title.strip())
    return found


class _Walk:
    """Goes through the page in order and collects text lines and grids."""

    def __init__(self) -> None:
        self.lines: list[TextLine] = []
        self.grids: list[Grid] = []
        self._text: list[str] = []

    def block(self, element: html.HtmlElement) -> None:
        self._text.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED and not _hidden(child):
                self._child(child)
            self._text.append(child.tail or "")

    def _child(self, child: html.HtmlElement) -> None:
        if child.tag == "table" and (grid := self._data_table(child)) is not None:
            self.end_line()
            self.grids.append(grid)
            return
        if child.tag in _BLOCKS:
            self.end_line()
        self.block(child)
        if child.tag in _BLOCKS:
            self.end_line()

    def end_line(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if text:
            position = len(self.lines) + len(self.grids)
            self.lines.append(TextLine(text, Origin(line=len(self.lines) + 1), position))

    def _data_table(self, table: html.HtmlElement) -> Grid | None:
        """The table as a grid, or None when it is layout: it holds tables, one column, or running text."""
        if table.find(".//table") is not None:
            return None
        self.end_line()
        cells = _cells(table, len(self.grids) + 1)
        width = max((cell.column + cell.column_span for cell in cells), default=0)
        if width < 2 or any(len(cell.text) > LONGEST_CELL for cell in cells):
            return None
        height = max(cell.row + cell.row_span for cell in cells)
        return Grid(height, width, tuple(cells), len(self.lines) + len(self.grids))


def _cells(table: html.HtmlElement, number: int) -> list[GridCell]:
    """The table's cells on their grid places; a span that runs into a taken place is cut short."""
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    rows = [row for row in table.iter("tr") if not _hidden(row)]
    for row, source in enumerate(rows):
        column = 0
        for cell in source.iterchildren("td", "th"):
            if _hidden(cell):
                continue
            while (row, column) in taken:
                column += 1
            tall = min(_span(cell, "rowspan"), TALLEST_SPAN, len(rows) - row)
            wide = _free(taken, row, column, min(_span(cell, "colspan"), WIDEST_SPAN))
            taken |= {(row + r, column + c) for r in range(tall) for c in range(wide)}
            origin = Origin(table=number, row=row + 1, column=column + 1)
            cells.append(GridCell("\n".join(_cell_lines(cell)), row, column, tall, wide, origin))
            column += wide
    return cells


def _free(taken: set[tuple[int, int]], row: int, column: int, wanted: int) -> int:
    for width in range(1, wanted):
        if (row, column + width) in taken:
            return width
    return max(wanted, 1)


def _span(cell: html.HtmlElement, name: str) -> int:
    """The span as a number; offices write `2;`, `0`, or nothing."""
    digits = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return max(int(digits[1]), 1) if digits else 1


def _cell_lines(cell: html.HtmlElement) -> Iterator[str]:
    """The cell's lines of text: inline pieces are joined (one number may lie in two spans), blocks are not."""
    walk = _Walk()
    walk.block(cell)
    walk.end_line()
    return (line.text for line in walk.lines)


def _hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))

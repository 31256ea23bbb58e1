"""A table of a web page as a grid of cells: spans expanded, hidden rows and columns left out.

Spans are told wrongly now and then (`2;`, 0, past the end of the table, into the next cell): they are cut to what is
free. Gives None for a table that is layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from lxml import html

from workbench.readers.document import Grid, GridCell, Origin
from workbench.text import squeeze

WIDEST_SPAN, TALLEST_SPAN = 64, 400
MOST_PLACES = 200_000  # of a table's grid that spans may take
LONGEST_CELL = 600  # characters; a longer cell holds running text, so its table is layout

LONGEST_LABEL = 60  # signs; a longer row of one cell is running text

_SECTION = re.compile(r"[一二三四五六]、.*(?:情况|事项)$")
Content = Callable[[html.HtmlElement], Iterable[str]]  # the lines of text in a cell

# Elements without a place on the page, and those whose place stays empty.
_GONE = re.compile(
    r"display\s*:\s*none|(?<![\w-])mso-hide\s*:\s*all|(?<![\w-])max-(?:width|height)\s*:\s*0(?![.\d])", re.I
)
_UNSEEN = re.compile(
    r"visibility\s*:\s*(?:hidden|collapse)|(?<![\w-])opacity\s*:\s*0(?:\.0*)?(?![.\d])"
    r"|(?<![\w-])(?:left|text-indent)\s*:\s*-\d{4}",
    re.I,
)
_NO_SIZE = re.compile(r"(?<![\w-])font-size\s*:\s*0(?![.\d])", re.I)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:white|#f{3}(?:f{3})?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:;|$)", re.I
)
_NO_WIDTH = re.compile(r"(?<![\w-])width\s*:\s*0(?![.\d])", re.I)


def is_hidden(element: html.HtmlElement) -> bool:
    """Whether the page does not show the element, as far as its own attributes say."""
    style = element.get("style")
    return is_gone(element) or (style is not None and (bool(_UNSEEN.search(style)) or _has_no_size(element)))


def is_gone(element: html.HtmlElement) -> bool:
    """Whether the element does not even take up its place on the page."""
    return element.get("hidden") is not None or bool(_GONE.search(element.get("style") or ""))


def _has_no_size(element: html.HtmlElement) -> bool:
    """Whether the element's letters are made nothing high, and none in it have a size of their own."""
    if not _NO_SIZE.search(element.get("style") or ""):
        return False
    inside = (inner for inner in element.iterdescendants() if inner.tag == "font" or inner.get("style"))
    return not any(i.get("size") or "font-size" in (i.get("style") or "") for i in inside)


def is_struck(element: html.HtmlElement) -> bool:
    """Whether the element's text is struck through by its own style: taken back by the office."""
    style = element.get("style")
    return style is not None and "line-through" in style and bool(_STRUCK.search(style))


def is_white(element: html.HtmlElement) -> bool:
    """Whether the element's own style or colour makes its text white, without a ground of its own."""
    style = element.get("style") or ""
    told = element.get("color") or ""
    return bool(_WHITE.search(f"{style};color:{told}")) and "background" not in style


def data_table(table: html.HtmlElement, position: int, number: int, content: Content) -> Grid | None:
    """The table as a grid, or None when it is layout: it holds tables of data, one column, or running text."""
    if any(_cell_count(inner) > 1 for inner in table.iter("table") if inner is not table):
        return None
    cells = _without_hidden_columns(_cells(table, number, content), _hidden_columns(table))
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    if width < 2 or any(len(cell.text) > LONGEST_CELL and cell.column_span < width for cell in cells):
        return None
    height = max(cell.row + cell.row_span for cell in cells)
    return Grid(height, width, tuple(cells), position)


def parts_of(grid: Grid) -> Iterator[Grid | str]:
    """The grid cut at its rows that are running text over the whole width: grids and texts.

    Serves pages whose editor has the whole report, or all its tables, in one table: where a section's heading is such
    a row, all of them are text.
    """
    wide = {c.row: c.text for c in grid.cells if c.column_span == grid.columns and c.row_span == 1}
    has_headings = any(_SECTION.match(squeeze(text)) for text in wide.values())
    texts = {row: text for row, text in wide.items() if has_headings or len(text) > LONGEST_LABEL}
    start = 0
    for row in (*sorted(texts), grid.rows):
        cells = tuple(cell for cell in grid.cells if start <= cell.row < row)
        if cells:
            yield replace(grid, cells=cells, rows=row)
        if row in texts:
            yield texts[row]
        start = row + 1


def _cell_count(table: html.HtmlElement) -> int:
    return sum(1 for _ in table.iter("td", "th"))


def _cells(table: html.HtmlElement, number: int, content: Content) -> list[GridCell]:
    """The table's cells on their grid places; a span that runs into a taken place is cut short."""
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    rows = [row for row in table.iter("tr") if _is_shown_in(row, table)]
    for row, source in enumerate(rows):
        column = 0
        for cell in source.iterchildren("td", "th"):
            if is_gone(cell) or _has_no_width(cell):
                continue
            while (row, column) in taken:
                column += 1
            room = len(taken) < MOST_PLACES
            tall = min(_span(cell, "rowspan"), TALLEST_SPAN, len(rows) - row) if room else 1
            wide = _free(taken, row, column, min(_span(cell, "colspan"), WIDEST_SPAN)) if room else 1
            taken |= {(row + r, column + c) for r in range(tall) for c in range(wide)}
            origin = Origin(table=number, row=row + 1, column=column + 1)
            text = "" if is_hidden(cell) else "\n".join(content(cell))
            cells.append(GridCell(text, row, column, tall, wide, origin))
            column += wide
    return cells


def _is_shown_in(row: html.HtmlElement, table: html.HtmlElement) -> bool:
    """Whether the row is the table's own, and neither it nor the part of the table that it is in is hidden."""
    for above in row.iterancestors():
        if above is table:
            return not is_hidden(row)
        if above.tag == "table" or is_hidden(above):
            return False
    return False


def _has_no_width(element: html.HtmlElement) -> bool:
    """Whether the cell or column was made nothing wide, as word processors write a hidden one."""
    told = (element.get("width") or "").strip()
    return re.fullmatch(r"0(?:px|pt|%)?", told) is not None or bool(
        _NO_WIDTH.search(element.get("style") or "")
    )


def _hidden_columns(table: html.HtmlElement) -> set[int]:
    """The grid columns that a `<col>` hides."""
    hidden: set[int] = set()
    at = 0
    for column in table.iter("col"):
        span = min(_span(column, "span"), WIDEST_SPAN)
        if is_hidden(column) or _has_no_width(column):
            hidden |= set(range(at, at + span))
        at += span
    return hidden


def _without_hidden_columns(cells: list[GridCell], hidden: set[int]) -> list[GridCell]:
    """The cells with the others moved up; the origin keeps the column that the file has."""
    if not hidden:
        return cells
    kept = []
    for cell in cells:
        shown = [at for at in range(cell.column, cell.column + cell.column_span) if at not in hidden]
        if shown:
            before = sum(at < shown[0] for at in hidden)
            kept.append(cell._replace(column=shown[0] - before, column_span=len(shown)))
    return kept


def _free(taken: set[tuple[int, int]], row: int, column: int, wanted: int) -> int:
    for width in range(1, wanted):
        if (row, column + width) in taken:
            return width
    return max(wanted, 1)


def _span(cell: html.HtmlElement, name: str) -> int:
    """The span as a number; offices write `2;`, `0`, or nothing."""
    digits = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return max(int(digits[1]), 1) if digits else 1

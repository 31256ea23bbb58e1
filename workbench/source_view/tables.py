"""A fragment of a table of a DOCX or a web page, drawn anew from its texts: the cell marked, row and column tinted.

Rows near the cell and the table's first rows, which name the columns. No markup of the source gets in.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workbench.source_view.drawing import (
    CELL_TINT,
    INK,
    LEADING,
    MARK,
    ROW_TINT,
    Drawing,
    box,
    measure,
    text,
    wrapped,
)
from workbench.source_view.evidence import Evidence

if TYPE_CHECKING:
    from workbench.readers.document import Document, Grid, GridCell

NEAR = 4  # rows above and below the cell
HEAD = 4  # rows of column names at most
WIDEST, NARROWEST = 150.0, 34.0  # of a column
LONGEST = 80  # characters of a cell that are shown
SMALL = 11.0


def shown(document: Document, evidence: Evidence) -> tuple[str, Drawing]:
    """The fragment as an HTML table and as a drawing; words if the table is not where it was read."""
    grid, cell = _find(document, evidence)
    rows = sorted(
        {*range(min(HEAD, cell.row)), *range(max(0, cell.row - NEAR), min(grid.rows, _end(cell) + NEAR))}
    )
    return _html(grid, cell, rows), _drawing(grid, cell, rows)


def _find(document: Document, evidence: Evidence) -> tuple[Grid, GridCell]:
    place = tuple(evidence.origin.get(name) for name in ("table", "row", "column"))
    for grid in document.grids:
        for cell in grid.cells:
            if (cell.origin.table, cell.origin.row, cell.origin.column) == place:
                return grid, cell
    # The bytes are those that were read.
    raise LookupError(f"{evidence.name}: no table, row and column {place}")


def _end(cell: GridCell) -> int:
    return cell.row + cell.row_span


def _is_in(one: GridCell, rows: list[int]) -> int:
    """How many of the shown rows the cell covers."""
    return sum(one.row <= row < _end(one) for row in rows)


def _tinted(one: GridCell, cell: GridCell) -> bool:
    in_row = one.row < _end(cell) and cell.row < _end(one)
    in_column = one.column < cell.column + cell.column_span and cell.column < one.column + one.column_span
    return in_row or in_column


def _shown_text(one: GridCell) -> str:
    words = " ".join(one.text.split())
    return words if len(words) <= LONGEST else words[:LONGEST] + "…"


def _html(grid: Grid, cell: GridCell, rows: list[int]) -> str:
    lines = []
    for row in rows:
        starting = [one for one in grid.cells if _starts(one, row, rows)]
        cells = "".join(_td(one, cell, rows) for one in sorted(starting, key=lambda one: one.column))
        gap = row > 0 and row - 1 not in rows
        lines.append(f'<tr><td colspan="{grid.columns}">…</td></tr>' * gap + f"<tr>{cells}</tr>")
    return f'<table style="border-collapse:collapse;font-size:12px">{"".join(lines)}</table>'


def _starts(one: GridCell, row: int, rows: list[int]) -> bool:
    """Whether this is the first shown row that the cell covers."""
    return one.row <= row < _end(one) and not any(one.row <= before < row for before in rows)


def _td(one: GridCell, cell: GridCell, rows: list[int]) -> str:
    style = "border:1px solid #bbb;padding:2px 6px"
    words = escape(_shown_text(one))
    if one is cell:
        style += f";background:{CELL_TINT};outline:3px solid {MARK};outline-offset:-3px"
        words = f'<mark style="background:none;font-weight:bold">{words}</mark>'
    elif _tinted(one, cell):
        style += f";background:{ROW_TINT}"
    return f'<td rowspan="{_is_in(one, rows)}" colspan="{one.column_span}" style="{style}">{words}</td>'


# ------------------------------------------------------------------------------------------------ the drawing


def _drawing(grid: Grid, cell: GridCell, rows: list[int]) -> Drawing:
    shown_cells = [one for one in grid.cells if _is_in(one, rows)]
    lefts = _sums([_width(shown_cells, column) for column in range(grid.columns)])
    line = SMALL * LEADING

    def width(one: GridCell) -> float:
        return lefts[one.column + one.column_span] - lefts[one.column]

    heights = []
    for row in rows:
        alone = [one for one in shown_cells if one.row <= row < _end(one) and _is_in(one, rows) == 1]
        most = max((len(wrapped(_shown_text(one), width(one) - 8, SMALL)) for one in alone), default=1)
        heights.append(most * line + 6)
    tops = dict(zip([*rows, grid.rows + 1], _sums(heights), strict=False))
    parts = []
    for one in sorted(shown_cells, key=lambda one: one is cell):  # the outline is drawn over its neighbours
        covered = [n for n, row in enumerate(rows) if one.row <= row < _end(one)]
        x, y, height = lefts[one.column], tops[rows[covered[0]]], sum(heights[n] for n in covered)
        fill = CELL_TINT if one is cell else ROW_TINT if _tinted(one, cell) else "white"
        edge = f'stroke="{MARK}" stroke-width="2.5"' if one is cell else 'stroke="#bbb"'
        parts.append(box(x, y, width(one), height, f'fill="{fill}" {edge}'))
        for n, words in enumerate(wrapped(_shown_text(one), width(one) - 8, SMALL)):
            if (n + 1) * line <= height + 2:
                parts.append(text(x + 4, y + 3 + (n + 0.8) * line, words, size=SMALL, colour=INK))
    return Drawing("".join(parts), lefts[-1], sum(heights))


def _width(cells: list[GridCell], column: int) -> float:
    """As wide as the longest text that stands in this column alone, within limits."""
    alone = (
        measure(_shown_text(one), SMALL) + 10
        for one in cells
        if one.column == column and one.column_span == 1
    )
    return min(WIDEST, max(NARROWEST, *alone, 0.0))


def _sums(widths: list[float]) -> list[float]:
    """Where each begins, and where the last one ends."""
    at = [0.0]
    for width in widths:
        at.append(at[-1] + width)
    return at

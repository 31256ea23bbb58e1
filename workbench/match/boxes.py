"""Boxes drawn inside the cells of a PDF's table are fields of a form, and what stands in them stands in the cell.

Serves forms printed with their fields, each with a border of its own: the lattice has the field as a cell of its own,
and around it, or above and below it, a blank one. Where it is not clear which cell a field is in, the cell holds a
number that is lost, never a blank.
"""

from __future__ import annotations

from workbench.readers.document import Grid, GridCell
from workbench.readers.page import LOST
from workbench.text import parse_printed

THIN = 7.0  # points high: no line of text stands in such a strip
NARROW = 4.0  # points wide: no sign stands in such a strip
FRAMED = 3  # rows of the lattice that a row of fields takes up

Rows = dict[int, list[GridCell]]  # the cells that begin in each row of the lattice


def without_boxes(grid: Grid) -> Rows:
    """The grid's cells by row, those of fields inside a row's cells put into those cells."""
    rows: Rows = {}
    for cell in grid.cells:
        if not _is_gutter(cell):
            rows.setdefault(cell.row, []).append(cell)
    if grid.cells and grid.cells[0].origin.box is not None:
        for index in sorted(rows):
            _put_into_cells(rows, index)
    return rows


def _is_gutter(cell: GridCell) -> bool:
    """Whether the cell is the room between two borders, where each cell of a web page's table has its own."""
    box = cell.origin.box
    return box is not None and box[2] - box[0] < NARROW and not cell.text.strip()


def _put_into_cells(rows: Rows, index: int) -> None:
    """Puts the cells that begin beside the row's own label, below its first line, into the row's cells."""
    cells = rows.get(index, [])
    if all(cell.row_span == 1 for cell in cells) and any(cell.text.strip() for cell in cells):
        return  # nearly every row
    cells = sorted(cells, key=lambda cell: cell.column)
    at = max((i for i, cell in enumerate(cells) if _has_words(cell)), default=-1)
    below = range(index + 1, index + (cells[at].row_span if at >= 0 else _height_without_label(cells)))
    fields = [cell for row in below for cell in rows.get(row, ())]
    first = cells[at].column if at >= 0 else -1
    if not fields or any(cell.column <= first or _has_words(cell) for cell in fields):
        return
    framed = [field for field in fields if any(_is_under(blank, field) for blank in fields)]
    owners = {id(cell): [f for f in fields if _is_in(f, cell, f in framed)] for cell in cells[at + 1 :]}
    filled = [field for field in fields if field.text.strip()]
    clear = sum(map(len, owners.values())) == len(filled)
    if not any(owners.values()) or not filled or (at < 0 and not clear):
        return
    rows[index] = [*cells[: at + 1], *(_with(cell, owners[id(cell)], clear) for cell in cells[at + 1 :])]
    for row in below:
        rows.pop(row, None)


def _height_without_label(cells: list[GridCell]) -> int:
    """How many rows the row takes up in section four, where no label stands beside the numbers."""
    tallest = max((cell.row_span for cell in cells), default=1)
    return FRAMED if tallest == 1 and not any(cell.text.strip() for cell in cells) else tallest


def _has_words(cell: GridCell) -> bool:
    """Whether there are words in the cell; a number that is lost in part is none."""
    return parse_printed(cell.text.replace(LOST, "")).state == "text"


def _is_under(blank: GridCell, field: GridCell) -> bool:
    """Whether a blank strip closes the cell below the field, as another does above it."""
    same = (blank.column, blank.column_span) == (field.column, field.column_span)
    return same and blank.row == field.row + field.row_span and not blank.text.strip()


def _is_in(field: GridCell, cell: GridCell, framed: bool) -> bool:
    """Whether a filled field lies inside the cell's outline, or below a blank strip of it."""
    inner, outer = field.origin.box, cell.origin.box
    if not field.text.strip() or inner is None or outer is None:
        return False
    across = (
        cell.column <= field.column and field.column + field.column_span <= cell.column + cell.column_span
    )
    return across and (framed or outer[3] - outer[1] < THIN or outer[3] >= inner[3])


def _with(cell: GridCell, fields: list[GridCell], clear: bool) -> GridCell:
    if len(fields) == 1 and clear and not cell.text.strip():
        return cell._replace(text=fields[0].text, origin=fields[0].origin)
    return cell if cell.text.strip() and not fields else cell._replace(text=cell.text + LOST)

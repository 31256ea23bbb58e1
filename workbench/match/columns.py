"""Which values of a row are the table's columns, and in which order the header names them.

"The last seven columns" are not always the seven: an empty column may trail, a label column may be lost. So the
number of values decides, blanks at the ends give way first, and the order is the header's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import product

from workbench.form import Line, Table
from workbench.match.rows import Row
from workbench.match.running import Value
from workbench.readers.document import Document, Grid
from workbench.text import fold, parse_printed

HEADER_LENGTH = (
    220  # signs; the longest header seen has 130, and narrative before it must not stand in for it
)
SEVERAL = 3  # numbers in one row; a header has a year or a page number at most


def take(row: Row, width: int) -> tuple[Value, ...] | None:
    """The row's values as exactly `width` ones, or None when they cannot be that.

    More values than columns: blanks go, first those behind, then those in front, never a printed value.
    """
    values = list(row.values)
    while len(values) > width and values[-1].is_blank:
        values.pop()
    while len(values) > width and values[0].is_blank:
        values.pop(0)
    return tuple(values) if len(values) == width else None


def header_order(table: Table, document: Document) -> list[str]:
    """The columns' ids in the order that a grid's header names them; the form's order where no grid has them all."""
    for grid in document.grids:
        order = _order_in_grid(table, grid)
        if order is not None:
            return order
    return [column.id for column in table.columns]


def _order_in_grid(table: Table, grid: Grid) -> list[str] | None:
    """The order in which the cells above the grid's values name all columns; None if they do not.

    Only above the values: a row's label may be the same word (其他 is a column and a row).
    """
    wordings = {fold(word): column.id for column in table.columns for word in column.wordings}
    top = _first_row_of_values(grid)
    found: dict[str, set[int]] = {}
    for cell in grid.cells:
        if cell.row < top and (id_ := wordings.get(fold(cell.text))) is not None:
            found.setdefault(id_, set()).add(cell.column)
    places = {id_: min(columns) for id_, columns in found.items() if len(columns) == 1}
    if len(set(places.values())) == len(table.columns):
        return sorted(places, key=lambda id_: places[id_])
    return None


def _first_row_of_values(grid: Grid) -> int:
    """The first row with several numbers; the number of rows if there is none."""
    numbers = Counter(cell.row for cell in grid.cells if parse_printed(cell.text).state == "number")
    return min((row for row, count in numbers.items() if count >= SEVERAL), default=grid.rows)


def has_header(text: str, lines: Iterable[Line], times: int = 1, heads: Iterable[str] = ()) -> bool:
    """Whether the label text before the first values holds the header: each line's wording so many times.

    Sign by sign, because narrow columns and page breaks cut the words of a header and lay the pieces between each
    other in every way (`商业 科研 / 企业 机构`, `社会公 / 益组织`); only the end of the text counts.
    """
    lines = list(lines)
    there = Counter(fold(text[-4 * HEADER_LENGTH :])[-HEADER_LENGTH * times :])
    for words in product(*(line.wordings for line in lines)):
        needed = Counter(fold("".join(words)) * times + "".join(heads))
        if all(there[sign] >= count for sign, count in needed.items()):
            return True
    return False

"""Which values of a row are the table's columns, and in which order the header names them.

"The last seven columns" are not always the seven: an empty column may trail, a label column may be lost. So the
number of values decides, blanks at the ends give way first, and the order is the header's own.
"""

from __future__ import annotations

import re
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
HEADER_WORD = "信息内容"  # stands in the header of each table of section two
UNITS = ("", "元", "万元", "亿元")  # of money; a header that tells another one leaves its figures doubtful
SLIPS = 2  # signs of a header that may be wrong: the others leave no doubt which header it is
SEVERAL = 3  # numbers in one row; a header has a year or a page number at most


def begins_with(header: str, columns: Iterable[Line]) -> bool:
    """Whether the last header of section two in the folded text begins with the table's first column.

    Another edition has other columns before one of the same name (上一年项目数量、本年增减、处理决定数量).
    """
    first = next(iter(columns))
    names = header[header.rfind(HEADER_WORD) + len(HEADER_WORD) :]
    return HEADER_WORD in header and any(names.startswith(fold(word)) for word in first.wordings)


def unit_told(header: str) -> str:
    """The unit of money that the folded header of a table tells; nothing where it tells none."""
    told = re.findall(r"(?:[百千万亿]+|十)?元", header)
    return told[-1] if told else ""


def take(row: Row, width: int) -> tuple[Value, ...] | None:
    """The row's values as exactly `width` ones, or None when they cannot be that.

    More values than columns: blanks go, those behind or those in front, never a printed value. Blanks on both sides
    and between values go only if what is printed fills the columns exactly: cells merged over columns leave them.
    Where nothing is printed, any of the blanks are the cells.
    """
    values = list(row.values)
    printed = [value for value in values if not value.is_blank]
    if not printed:
        return tuple(values[:width]) if len(values) >= width else None
    if len(values) > width == len(printed):
        return tuple(printed)
    if len(values) > width and values[0].is_blank and values[-1].is_blank:
        return None  # which of the blanks are cells cannot be told
    while len(values) > width and values[-1].is_blank:
        values.pop()
    while len(values) > width and values[0].is_blank:
        values.pop(0)
    return tuple(values) if len(values) == width else None


def fields_of(rows: Iterable[Row], width: int) -> dict[int, set[int]]:
    """For lines of fields, by their last field: the fields that hold the values of all these rows, if they are so many.

    Merged cells leave blank fields between the values, always the same ones in one table.
    """
    told: dict[int, set[int]] = {}
    for row in rows:
        if row.grid is None and row.values[-1].column is not None:
            filled = {value.column for value in row.values if not value.is_blank and value.column is not None}
            told.setdefault(row.values[-1].column, set()).update(filled)
    return {last: fields for last, fields in told.items() if len(fields) == width}


def take_fields(row: Row, fields: dict[int, set[int]]) -> tuple[Value, ...] | None:
    """The row's values in the fields that other rows have them in, or None where a number stands elsewhere."""
    wanted = fields.get(row.values[-1].column or 0, set())
    chosen = tuple(value for value in row.values if value.column in wanted)
    others = [value for value in row.values if value.column not in wanted]
    return chosen if wanted and len(chosen) == len(wanted) and all(v.is_blank for v in others) else None


def header_order(table: Table, document: Document) -> list[str] | None:
    """The columns' ids in the order that a grid's header names them; None where no grid has them all."""
    orders = (_order_in_grid(table, grid) for grid in document.grids)
    return next((order for order in orders if order is not None), None)


def _order_in_grid(table: Table, grid: Grid) -> list[str] | None:
    """The order in which the cells above the grid's values name all columns; None if they do not.

    Only above the values: a row's label may be the same word (其他 is a column and a row).
    """
    wordings = {fold(word): column.id for column in table.columns for word in column.wordings}
    top = _first_row_of_values(grid)
    found: dict[str, set[tuple[int, int]]] = {}
    for cell in grid.cells:
        if cell.row < top and (id_ := wordings.get(fold(cell.text))) is not None:
            found.setdefault(id_, set()).add((cell.column, cell.column + cell.column_span))
    places = {id_: min(columns) for id_, columns in found.items() if len({at for at, _ in columns}) == 1}
    order = sorted(places, key=lambda id_: places[id_])
    if len(set(places.values())) < len(table.columns) or not _over_values(places.values(), grid, top):
        return None
    return order


def _over_values(names: Iterable[tuple[int, int]], grid: Grid, top: int) -> bool:
    """Whether under each name there are numbers: a broken span moves names away from what they name."""
    numbers = [c for c in grid.cells if c.row >= top and parse_printed(c.text).state == "number"]
    spans = {(cell.column, cell.column + cell.column_span) for cell in numbers}
    return all(any(start < last and first < end for first, last in spans) for start, end in names)


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
    header = fold(text[-4 * HEADER_LENGTH :])[-HEADER_LENGTH * times :]
    there = Counter(header)
    for words in product(*(line.wordings for line in lines)):
        needed = Counter(fold("".join(words)) * times + "".join(heads))
        if sum((needed - there).values()) <= SLIPS:
            return True
    return False


def names_in_order(text: str, lines: Iterable[Line]) -> bool:
    """Whether the header names the columns in the form's order, as far as their words are whole in the text.

    Words of two signs (总计, 其他) are not asked: they stand elsewhere in a header too.
    """
    header = fold(text[-4 * HEADER_LENGTH :])[-HEADER_LENGTH:]
    words = [word for line in lines if len(word := fold(line.zh)) > 2]
    if len({word[:2] for word in words}) == len(words):
        words = [word[:2] for word in words]  # narrow columns cut a word after its second sign
    places = [place for word in words if (place := header.find(word)) >= 0]
    return places == sorted(places)

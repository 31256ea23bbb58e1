"""Which values of a row are the table's columns.

"The last seven columns" are not always the seven: an empty column may trail, a label column may be lost, an office
may have added one (小计、行次). In a grid the header's own places decide, else the number of values; blanks at the
ends give way first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.form import Table
from workbench.match.header import HEADER_LENGTH
from workbench.match.rows import Row, split
from workbench.match.running import Value
from workbench.match.years import year_told
from workbench.readers.document import Document, Grid, GridCell
from workbench.text import fold, parse_printed, squeeze

SEVERAL = 3  # numbers in one row; a header has a year or a page number at most
FEWEST = 5  # rows that show that a table has a column more
SUBTOTAL = "小计"

Shape = tuple[int | None, int | None]  # the table that a row is in, and the last of its fields
Place = tuple[int, int]  # the first grid column of a name, and the one behind its last


@dataclass(frozen=True)
class Plan:
    """How a row's values become the table's columns: their ids in the order printed, and what an office added.

    `places` are the grid columns under the names (`by_place`: they alone decide), `at` the place of an added value
    among those of a row of text.
    `extra` are the names of the added columns that say something.
    """

    order: tuple[str, ...]
    places: tuple[Place, ...] = ()
    at: int | None = None
    extra: tuple[str, ...] = ()
    in_grid: bool = False
    by_place: bool = False

    def pick(self, row: Row) -> tuple[Value, ...] | None:
        """The row's values as the table's columns, or None when they cannot be that."""
        if self.by_place and row.grid is not None:
            return _under(self.places, row) or self._without_added(row)
        if self.at is not None and row.grid is None:
            return self._without_added(row)
        values = take(row, len(self.order))
        return _under(self.places, row) if values is None and self.places and row.grid is not None else values

    def added_to(self, row: Row) -> Value | None:
        """The value in the one column that the office added; None where there is none."""
        chosen = self.pick(row) or ()
        others = [v for v in row.values if not v.is_blank and not any(v is own for own in chosen)]
        return others[0] if len(others) == 1 and len(self.extra) == 1 else None

    def _without_added(self, row: Row) -> tuple[Value, ...] | None:
        if self.at is None or (values := take(row, len(self.order) + 1)) is None:
            return None
        return (*values[: self.at], *values[self.at + 1 :])


def plan_of(table: Table, rows: Sequence[Row], document: Document) -> Plan:
    """How the rows of this document are to be read as the table's."""
    for grid in document.grids:
        plan = _plan_in_grid(table, grid)
        if plan is not None:
            return plan
    ids = tuple(column.id for column in table.columns)
    at = _subtotal_at(table, rows)
    return Plan(ids, at=at, extra=() if at is None else (SUBTOTAL,))


def take(row: Row, width: int) -> tuple[Value, ...] | None:
    """The row's values as exactly `width` ones, or None when they cannot be that.

    More values than columns: blanks go, those behind or those in front, never a printed value. Blanks on both sides
    and between values go only if what is printed fills the columns exactly: cells merged over columns leave them.
    Where nothing is printed, any of the blanks are the cells. Words behind a full set of numbers are a remark.
    """
    values = list(row.values)
    printed = [value for value in values if not value.is_blank]
    if not printed:
        return tuple(values[:width]) if len(values) >= width else None
    if len(values) > width == len(printed):
        return tuple(printed)
    while len(values) > width and _is_remark(values, width):
        values.pop()
    if len(values) > width and values[0].is_blank and values[-1].is_blank:
        return None  # which of the blanks are cells cannot be told
    while len(values) > width and values[-1].is_blank:
        values.pop()
    while len(values) > width and values[0].is_blank:
        values.pop(0)
    return tuple(values) if len(values) == width else None


def is_ambiguous(row: Row, width: int) -> bool:
    """Whether a row has more fields than columns, and blanks among them as well as at its end: which are cells, and
    which are left by merged ones, cannot be told by itself.
    """
    values = row.values
    inside = any(value.is_blank for value in values[:-1])
    return len(values) > width > 1 and values[-1].is_blank and inside and not row.is_blank


def _is_remark(values: Sequence[Value], width: int) -> bool:
    """Whether the last value is words behind as many numbers as there are columns."""
    states = [parse_printed(value.text).state for value in values]
    return states[-1] == "text" and width > 1 and all(state in ("number", "mark") for state in states[:width])


def fields_of(rows: Iterable[Row], width: int) -> dict[Shape, set[int]]:
    """For rows of one shape: the fields that hold the values of all these rows, if they are so many.

    Merged cells leave blank fields between the values, always the same ones in one table.
    """
    told: dict[Shape, set[int]] = {}
    for row in rows:
        if row.values[-1].column is not None:
            filled = {value.column for value in row.values if not value.is_blank and value.column is not None}
            told.setdefault(_shape(row), set()).update(filled)
    return {shape: fields for shape, fields in told.items() if len(fields) == width}


def _shape(row: Row) -> Shape:
    return row.grid, row.values[-1].column


def take_fields(row: Row, fields: dict[Shape, set[int]]) -> tuple[Value, ...] | None:
    """The row's values in the fields that other rows have them in, or None where a number stands elsewhere."""
    wanted = fields.get(_shape(row), set())
    chosen = tuple(value for value in row.values if value.column in wanted)
    others = [value for value in row.values if value.column not in wanted]
    return chosen if wanted and len(chosen) == len(wanted) and all(v.is_blank for v in others) else None


# ------------------------------------------------------------------------------------------------ in a grid


def _under(places: Sequence[Place], row: Row) -> tuple[Value, ...] | None:
    """The values under the names, one under each; None where a value begins elsewhere or none does."""
    chosen = []
    for start, end in places:
        under = [v for v in row.values if v.column is not None and start <= v.column < end]
        if len(under) != 1:
            return None
        chosen += under
    return tuple(chosen)


def _plan_in_grid(table: Table, grid: Grid) -> Plan | None:
    """The plan that the cells above the grid's values give: the order in which they name all columns; None if not.

    Only above the values: a row's label may be the same word (其他 is a column and a row).
    """
    wordings = {fold(word): column.id for column in table.columns for word in column.wordings}
    top = _first_row_of_values(grid)
    above = [cell for cell in grid.cells if cell.row < top]
    found: dict[str, set[Place]] = {}
    for cell in above:
        if (id_ := wordings.get(fold(cell.text))) is not None:
            found.setdefault(id_, set()).add((cell.column, cell.column + cell.column_span))
    if len(found) < len(table.columns):
        return None
    places, earlier = _of_newest_year(found, above)
    if len({at for at, _ in places.values()}) < len(table.columns) or not _over_values(
        places.values(), grid, top
    ):
        return None
    order = tuple(sorted(places, key=lambda id_: places[id_]))
    if order[-1] != table.columns[-1].id and not _adds_up(grid, top, places, table.columns[-1].id):
        return None
    added = [] if earlier else _added(grid, top, places.values())
    under = tuple(places[id_] for id_ in order)
    at = sum(start < added[0][0] for start, _ in under) if len(added) == 1 else None
    extra = earlier or tuple(name for _, name in added if name)
    return Plan(order, under, at, extra, in_grid=True, by_place=bool(added or earlier))


def _of_newest_year(
    found: dict[str, set[Place]], above: list[GridCell]
) -> tuple[dict[str, Place], tuple[str, ...]]:
    """One place for each name; of two years beside each other the newest year's, and the captions of the others.

    Nothing where it cannot be told which of the places counts.
    """
    if all(len(places) == 1 for places in found.values()):
        return {id_: next(iter(places)) for id_, places in found.items()}, ()
    captions = [c for c in above if c.column_span >= len(found) and year_told(c.text) is not None]
    years = [year_told(cell.text) or 0 for cell in captions]
    if len(set(years)) < max(2, len(years)):
        return {}, ()
    newest = captions[years.index(max(years))]
    inside = {id_: [place for place in places if _lies_under(place, newest)] for id_, places in found.items()}
    if any(len(places) != 1 for places in inside.values()):
        return {}, ()
    others = tuple(squeeze(cell.text) for cell in captions if cell is not newest)
    return {id_: places[0] for id_, places in inside.items()}, others


def _lies_under(place: Place, head: GridCell) -> bool:
    return head.column <= place[0] and place[1] <= head.column + head.column_span


def _adds_up(grid: Grid, top: int, places: dict[str, Place], total: str) -> bool:
    """Whether the numbers under the total are the sums of those under the other names, in all rows that are full.

    A total that is not the last column may be one, or stand under the wrong name: lost spans move names sideways.
    """
    rows: dict[int, dict[int, Decimal]] = {}
    for cell in grid.cells:
        value = parse_printed(cell.text).value
        if cell.row >= top and value is not None:
            rows.setdefault(cell.row, {})[cell.column] = value
    full = [row for row in rows.values() if all(start in row for start, _ in places.values())]
    parts = [start for id_, (start, _) in places.items() if id_ != total]
    sums = [(row[places[total][0]], sum(row[part] for part in parts)) for row in full]
    return any(told for told, _ in sums) and all(told == added for told, added in sums)


def _over_values(names: Iterable[Place], grid: Grid, top: int) -> bool:
    """Whether under each name there are numbers: a broken span moves names away from what they name.

    One may stand over blanks alone (总计 left blank in each row) where each number stands under another.
    """
    names = list(names)
    numbers = [c for c in grid.cells if c.row >= top and parse_printed(c.text).state == "number"]
    spans = {(cell.column, cell.column + cell.column_span) for cell in numbers}
    bare = [name for name in names if not any(name[0] < last and first < name[1] for first, last in spans)]
    named = all(any(start < last and first < end for start, end in names) for first, last in spans)
    return not bare or (named and (len(bare) == 1 or all(_is_over_blanks(name, grid, top) for name in bare)))


def _is_over_blanks(name: Place, grid: Grid, top: int) -> bool:
    """Whether right under the name, and no broader, each row has a blank cell of its own behind a number or a label."""
    under = [c for c in grid.cells if c.row >= top and (c.column, c.column + c.column_span) == name]
    return len(under) >= grid.rows - top and all(not cell.text.strip() for cell in under)


def _added(grid: Grid, top: int, names: Iterable[Place]) -> list[tuple[int, str]]:
    """The grid columns beside those named that hold values in most rows or stand between names: column and name.

    Numbers that only count the rows (行次) have no name: they say nothing.
    """
    names = list(names)
    if not _is_wider(grid, top, len(names)):
        return []  # borders that differ from row to row part columns without adding one
    first, last = min(start for start, _ in names), max(end for _, end in names)
    named = {column for start, end in names for column in range(start, end)}
    cells: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.row >= top and cell.column not in named and cell.column_span == 1:
            cells.setdefault(cell.column, []).append(cell)
    rows = len({cell.row for cell in grid.cells if cell.row >= top})
    found = []
    for column, under in sorted(cells.items()):
        printed = [cell for cell in under if cell.text.strip()]
        numbers = [cell.text for cell in printed if parse_printed(cell.text).state == "number"]
        if (column < first and 2 * len(numbers) > rows) or (column > first and printed):
            heads = [c.text for c in grid.cells if c.row < top and c.column == column and column < last + 3]
            found.append((column, "" if counts_up(numbers) else squeeze(heads[-1] if heads else "?")[:20]))
    return found


def _is_wider(grid: Grid, top: int, width: int) -> bool:
    """Whether a row holds more values than so many, blank ones too."""
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.row >= top:
            rows.setdefault(cell.row, []).append(cell)
    return any(len(split(sorted(row, key=lambda cell: cell.column))[1]) > width for row in rows.values())


def _first_row_of_values(grid: Grid) -> int:
    """The first row with several numbers; the number of rows if there is none."""
    numbers = Counter(cell.row for cell in grid.cells if parse_printed(cell.text).state == "number")
    return min((row for row, count in numbers.items() if count >= SEVERAL), default=grid.rows)


# ------------------------------------------------------------------------------------------------ in running text


def counts_up(texts: Sequence[str]) -> bool:
    """Whether these are so many numbers that each is the one before it and one more."""
    if len(texts) < FEWEST or not all(text.strip().isdecimal() for text in texts):
        return False
    return [int(text) for text in texts] == list(range(int(texts[0]), int(texts[0]) + len(texts)))


def _subtotal_at(table: Table, rows: Sequence[Row]) -> int | None:
    """The place of the column 小计 in rows of text that are longer by one, as their header tells it: before the
    organisations that it adds up, or behind them.
    """
    width = len(table.columns)
    longer = [row for row in rows if row.grid is None and take(row, width + 1) is not None]
    if len(longer) < FEWEST:
        return None
    header = fold(longer[0].before)[-HEADER_LENGTH:]
    if SUBTOTAL not in header:
        return None
    names = [fold(column.zh)[:2] for column in table.columns[1:-1] if len(fold(column.zh)) > 2]
    organisations = [place for name in names if (place := header.find(name)) >= 0]
    return 1 if header.find(SUBTOTAL) < min(organisations, default=0) else width - 1

"""How the rows of a document are to be read as the table's columns: what its header tells, as a `Plan`.

In a grid the header's own places decide. Of running text only a column 小计 can be told, from rows longer by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from workbench.form import Table
from workbench.match.columns import FEWEST, SUBTOTAL, Place, Plan, take
from workbench.match.header import HEADER_LENGTH
from workbench.match.rows import Row, split
from workbench.match.years import year_told
from workbench.readers.document import Document, Grid, GridCell
from workbench.text import counts_up, fold, parse_printed, squeeze

SEVERAL = 3  # numbers in one row; a header has a year or a page number at most


def plan_of(table: Table, rows: Sequence[Row], document: Document) -> Plan:
    """How the rows of this document are to be read as the table's."""
    for grid in document.grids:
        plan = _plan_in_grid(table, grid)
        if plan is not None:
            return plan
    ids = tuple(column.id for column in table.columns)
    at = _subtotal_at(table, rows)
    return Plan(ids, at=at, extra=() if at is None else (SUBTOTAL,))


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
            found.append(
                (column, "" if counts_up(numbers, FEWEST) else squeeze(heads[-1] if heads else "?")[:20])
            )
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

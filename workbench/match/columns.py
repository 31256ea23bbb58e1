"""Which values of a row are the table's columns.

"The last seven columns" are not always the seven: an empty column may trail, a label column may be lost, an office
may have added one (小计、行次). Where a plan has places in a grid those decide, else the number of values; blanks at
the ends give way first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.match.rows import Row
from workbench.match.running import Value
from workbench.text import parse_printed

FEWEST = 5  # rows that show that a table has a column more
SUBTOTAL = "小计"
_PIECE = re.compile(r"\d[,，]\d{0,2}$")  # of a number that goes on below

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


def take(row: Row, width: int) -> tuple[Value, ...] | None:
    """The row's values as exactly `width` ones, or None when they cannot be that.

    More values than columns: blanks go, those behind or those in front, never a printed value. Blanks on both sides
    and between values go only if what is printed fills the columns exactly: cells merged over columns leave them.
    Where nothing is printed, any of the blanks are the cells. Words behind a full set of numbers are a remark.
    """
    if len(row.values) <= width:
        return row.values if len(row.values) == width else None
    values = list(row.values)
    printed = [value for value in values if not value.is_blank]
    if not printed:
        return tuple(values[:width])
    if len(printed) == width:
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


def are_in_one_line(row: Row, values: Sequence[Value]) -> bool:
    """Whether the values stand in the order of their columns, as far as the place tells.

    Numbers that are wrapped in their cells come first where no line shows the cells (`8773`, `0件`, `件`; `8,77`, `0`,
    `3`): so not where a PDF has the values in several lines, nor where text has pieces of numbers around such lines,
    or a unit behind some.
    """
    if row.grid is not None or all(value.alone for value in values):
        return True
    if len({value.origin for value in values}) == 1:
        return True
    has_unit = {parse_printed(value.text).unit != "" for value in values if not value.is_blank}
    in_pieces = _PIECE.search(row.before[-20:].rstrip()) or row.after.lstrip()[:1] in (",", "，")
    return values[0].origin.page is None and len(has_unit) < 2 and not in_pieces


def is_ambiguous(row: Row, width: int) -> bool:
    """Whether a row has more fields than columns, and blanks among them as well as at its end: which are cells, and
    which are left by merged ones, cannot be told by itself.
    """
    values = row.values
    return (
        len(values) > width > 1
        and values[-1].is_blank
        and any(value.is_blank for value in values[:-1])
        and not row.is_blank
    )


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


def _under(places: Sequence[Place], row: Row) -> tuple[Value, ...] | None:
    """The values under the names, one under each; None where a value begins elsewhere or none does."""
    chosen = []
    for start, end in places:
        under = [v for v in row.values if v.column is not None and start <= v.column < end]
        if len(under) != 1:
            return None
        chosen += under
    return tuple(chosen)

"""Rows of text with more fields than the table has columns: which of them are its cells.

Merged cells leave blank fields before, between or behind the values, always the same ones in rows of one shape, so the
rows of that shape tell together where values stand. Serves web pages and Word tables turned into lines with bars,
in which a label merged over columns leaves its fields in front, or behind the last value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.match.rows import Row
from workbench.match.running import Value

Shape = tuple[int, int]  # the first and the last field of a row's values


@dataclass(frozen=True)
class Fields:
    """Where the rows of a text have their values.

    `filled`: for each shape of rows with more values than columns, the fields that hold something in any of them.
    `no_totals`: no row with as many values as columns has anything in the last one.
    """

    filled: dict[Shape, set[int]]
    no_totals: bool


def fields_in_rows(rows: Iterable[Row], width: int) -> Fields:
    """What the rows tell together, for a table of so many columns."""
    filled: dict[Shape, set[int]] = {}
    totals: list[Value] = []
    for row in rows:
        fields = _fields(row) if len(row.values) >= width else []
        if len(fields) > width:
            held = {field for field, value in zip(fields, row.values, strict=True) if not value.is_blank}
            filled.setdefault((fields[0], fields[-1]), set()).update(held)
        elif fields:
            totals.append(row.values[-1])
    return Fields(filled, all(total.is_blank for total in totals))


def pick(row: Row, width: int, known: Fields) -> tuple[Value, ...] | None:
    """The row's values as exactly `width` ones: those in the fields that rows of its shape fill, if they are so many;
    else the last ones, behind the blanks of a merged label, if the last field is known to be a column's.
    """
    fields = _fields(row) if len(row.values) > width else []
    if not fields:
        return None
    held = known.filled[fields[0], fields[-1]]
    if len(held) == width:
        return tuple(value for field, value in zip(fields, row.values, strict=True) if field in held)
    before, values = row.values[:-width], row.values[-width:]
    in_one_line = row.values[-1].column is not None
    ends_with_total = known.no_totals or fields[-1] in held
    is_label = held.isdisjoint(fields[: len(before)]) and all(value.is_blank for value in before)
    return values if in_one_line and ends_with_total and is_label else None


def _fields(row: Row) -> list[int]:
    """The field of each value in its line; where each has a line of its own, its number among them. Empty for cells of
    a grid and for values of several lines.
    """
    fields = [number if value.column is None else value.column for number, value in enumerate(row.values)]
    return [] if row.grid is not None or fields != sorted(set(fields)) else fields

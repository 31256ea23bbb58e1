"""The matrix of requests in two or three tables, its left columns and then its right ones: made one table again.

Serves sheets that are broader than their page, as a spreadsheet prints them: each part under its own names, the labels
beside each part or beside the first one only. Parts are put together only where their names are together the form's,
in its order, and they have as many rows with the same labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.form import Line, Table
from workbench.match.columns import take
from workbench.match.header import GROUP, HEADER_LENGTH
from workbench.match.rows import Row
from workbench.text import fold

FEWEST = 10  # rows of a part


@dataclass(frozen=True)
class Part:
    """Rows in a run that have the same number of values, from one place of the list to before another."""

    start: int
    end: int
    rows: tuple[Row, ...]
    names: tuple[str, ...]


def with_halves_joined(table: Table, rows: list[Row]) -> list[Row]:
    """The rows, those of a matrix in parts put together in place of its first part."""
    if any(len(row.values) == len(table.columns) and not row.is_blank for row in rows):
        return rows
    order = tuple(column.id for column in table.columns)
    parts: list[Part] = []
    at = 0
    while at < len(rows):
        part = _part(table, rows, at, len(parts[0].rows) if parts else 0)
        if part is None:
            # A line of the header whose cells are no names is a row of blanks between two parts.
            at, parts = at + 1, parts if rows[at].is_blank else []
            continue
        parts = [*parts, part] if _goes_on(parts, part) else [part]
        at = part.end
        if tuple(name for part in parts for name in part.names) == order:
            joined = [_row(table, number, parts) for number in range(len(parts[0].rows))]
            return [*rows[: parts[0].start], *joined, *rows[part.end :]]
    return rows


def _part(table: Table, rows: Sequence[Row], at: int, height: int) -> Part | None:
    """The part that begins at this row: rows with a value under each name, or one run of the values of `height` rows
    that have no labels.
    """
    names = _names(rows[at].before, table.columns)
    width = len(names)
    if width < 2:
        return None
    values = rows[at].values
    if height and len(values) == width * height:
        cut = [values[i : i + width] for i in range(0, len(values), width)]
        return Part(at, at + 1, tuple(Row("", part) for part in cut), names)
    found: list[Row] = []
    for row in rows[at:]:
        own = take(row, width)  # without the blanks of a merged label that was undone
        if own is None:
            break
        found.append(Row(row.before, own, row.leaf, row.after, row.grid))
    labels = {word for line in table.rows for word in line.folded}
    while found and found[-1].is_blank and _own(found[-1]) not in labels:
        found.pop()  # the first line of the next part's header
    return Part(at, at + len(found), tuple(found), names) if len(found) >= FEWEST else None


def _names(before: str, columns: Sequence[Line]) -> tuple[str, ...]:
    """The columns that stand beside each other in the header, in the form's order; nothing if they do not."""
    header = fold(before[-4 * HEADER_LENGTH :])[-HEADER_LENGTH:].replace(GROUP, "")
    found: list[str] = []
    place = 0
    for column in columns:
        # The total's cell goes over two rows, and is read before the names in the lower one.
        above = column is columns[-1] and found[-1:] == [columns[-2].id]
        start = 0 if above else place
        places = [at for word in column.wordings if (at := header.find(fold(word), start)) >= 0]
        if places:
            place = min(places) + 1
            found.append(column.id)
    ids = [column.id for column in columns]
    first = ids.index(found[0]) if found else 0
    return tuple(found) if found == ids[first : first + len(found)] else ()


def _goes_on(parts: Sequence[Part], part: Part) -> bool:
    """Whether the part has as many rows as the one before it, with the same labels or none."""
    if not parts or len(parts[0].rows) != len(part.rows):
        return False
    pairs = zip(parts[0].rows, part.rows, strict=True)
    return all(_own(row) in ("", _own(first)) for first, row in pairs)


def _own(row: Row) -> str:
    return fold(row.leaf or row.before.rstrip().rpartition("\n")[2])


def _row(table: Table, number: int, parts: Sequence[Part]) -> Row:
    """The row of all parts, with the label of the first one; the first row stands under all names."""
    first = parts[0].rows[number]
    names = "\n".join(column.zh for column in table.columns) if number == 0 else ""
    label = first.leaf or first.before.rstrip().rpartition("\n")[2]
    before = f"{names}\n{label}" if number == 0 else first.before
    values = tuple(value for part in parts for value in part.rows[number].values)
    return Row(before, values, first.leaf, first.after, first.grid)

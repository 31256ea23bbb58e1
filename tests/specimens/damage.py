"""Tables of a report damaged on purpose, before any layout draws them: what copying, cutting and converting do.

Each function takes a filled table and gives it back damaged; rows and columns count from 0 among those that hold
values. What stands beside which label afterwards is the boxes' own `cell`, so a test knows what is out of place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.specimens.grid import Box, Table

Row = tuple[Box, ...]


def drop_row(table: Table, number: int) -> Table:
    """Without one row of values and its label; a group that began there begins at the next row."""
    at = _value_rows(table)[number]
    above = [
        tuple(replace(box, rows=box.rows - 1) if top + box.rows > at else box for box in row)
        for top, row in enumerate(table.rows[:at])
    ]
    carried = tuple(replace(box, rows=box.rows - 1) for box in table.rows[at] if box.rows > 1)
    below = table.rows[at + 1 :]
    return replace(table, rows=(*above, carried + below[0], *below[1:]) if below else tuple(above))


def swap_rows(table: Table, one: int, other: int) -> Table:
    """Two rows change places with their own labels; the groups' labels stay."""
    first, second = (_value_rows(table)[number] for number in (one, other))
    rows = list(table.rows)
    heads = {at: tuple(b for b in rows[at] if b.rows > 1) for at in (first, second)}
    tails = {at: tuple(b for b in rows[at] if b.rows == 1) for at in (first, second)}
    rows[first], rows[second] = heads[first] + tails[second], heads[second] + tails[first]
    return replace(table, rows=tuple(rows))


def move_values(table: Table, source: Sequence[int]) -> Table:
    """Labels stay, values move: row i gets the values of row `source[i]`."""
    at = _value_rows(table)
    values = [_values(table.rows[row]) for row in at]
    filled = [values[number] for number in source]
    return _with_values(table, dict(zip(at, filled, strict=True)))


def swap_columns(table: Table, one: int, other: int, *, with_names: bool = False) -> Table:
    """Two columns of values change places, under the names as they were or, `with_names`, together with them."""
    changed = {at: _swapped(_values(table.rows[at]), one, other) for at in _value_rows(table)}
    table = _with_values(table, changed)
    if not with_names:
        return table
    names = {box.text: box for row in table.rows[:3] for box in row}
    first, second = (COLUMN_NAMES[number] for number in (one, other))
    turned = {first: second, second: first}
    head = [
        tuple(
            replace(box, text=turned.get(box.text, box.text)) if box in names.values() else box for box in row
        )
        for row in table.rows[:3]
    ]
    return replace(table, rows=(*head, *table.rows[3:]))


def cut_columns(table: Table, count: int) -> Table:
    """Without the last columns, as where the paper ends before the table does."""
    left = len(table.widths) - count
    rows = []
    for places in table.places():
        row = []
        for at, (box, down, right) in enumerate(places):
            if not down and not right and at < left:
                row.append(replace(box, columns=min(box.columns, left - at)))
        rows.append(tuple(row))
    return replace(table, rows=tuple(rows), widths=table.widths[:left])


def change_values(table: Table, texts: dict[str, str]) -> Table:
    """Other words in some cells: blanked, or with another digit."""
    return replace(
        table,
        rows=tuple(
            tuple(replace(box, text=texts.get(box.cell, box.text)) if box.cell else box for box in row)
            for row in table.rows
        ),
    )


def glue_values(table: Table, number: int, column: int) -> Table:
    """A value and the one after it in one cell, nothing in the next."""
    row = _values(table.rows[_value_rows(table)[number]])
    one, other = row[column], row[column + 1]
    assert one.cell and other.cell
    return change_values(table, {one.cell: one.text + other.text, other.cell: ""})


def split_value(table: Table, number: int, column: int) -> Table:
    """A value of several digits in two pieces with a space between them."""
    box = _values(table.rows[_value_rows(table)[number]])[column]
    assert box.cell
    return change_values(table, {box.cell: f"{box.text[:1]} {box.text[1:]}".strip()})


def value_rows(table: Table) -> list[list[Box]]:
    """The boxes with values, row by row."""
    return [_values(table.rows[at]) for at in _value_rows(table)]


COLUMN_NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def _value_rows(table: Table) -> list[int]:
    return [at for at, row in enumerate(table.rows) if any(box.role == "value" for box in row)]


def _values(row: Row) -> list[Box]:
    return [box for box in row if box.role == "value"]


def _with_values(table: Table, values: dict[int, list[Box]]) -> Table:
    rows = list(table.rows)
    for at, boxes in values.items():
        rows[at] = (*_not_values(rows[at]), *boxes)
    return replace(table, rows=tuple(rows))


def _not_values(row: Row) -> Iterator[Box]:
    return (box for box in row if box.role != "value")


def _swapped(boxes: list[Box], one: int, other: int) -> list[Box]:
    boxes = list(boxes)
    boxes[one], boxes[other] = boxes[other], boxes[one]
    return boxes

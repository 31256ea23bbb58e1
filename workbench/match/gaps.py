"""Rows of running text that stand beside a gap: their labels prove nothing.

Text that lost lines joins the label of one row to the numbers of another, and without all rows no column's sum would
show it. A label in a cell or field of its own is safe from that.
"""

from __future__ import annotations

from collections.abc import Collection

from workbench.form import Edition, Table
from workbench.match.found import Found


def doubted_beside_gaps(
    cells: dict[str, Found], edition: Edition, in_cells: Collection[str], not_cut: Collection[str]
) -> dict[str, Found]:
    """The cells, those of running text not proved by their label where the form's row before or after is not there.

    `in_cells` are the first cells of rows with a label of its own place, `not_cut` those of rows whose digits are
    there and cannot be cut: both leave no gap.
    """
    cells = dict(cells)
    for table in edition.tables.values():
        if table.layout != "rows":
            continue
        firsts = [table.cell_id(row, table.columns[0].id) for row in _rows_expected(table, cells)]
        gaps = [first not in cells and first not in not_cut for first in firsts]
        for at, first in enumerate(firsts):
            if any(gaps[max(at - 1, 0) : at + 2]) and first in cells and first not in in_cells:
                row = first.split(".")[1]
                for id_ in (table.cell_id(row, column.id) for column in table.columns):
                    cells[id_] = cells[id_]._replace(labelled=False)
    return cells


def _rows_expected(table: Table, cells: dict[str, Found]) -> list[str]:
    """The rows of the form, with the one printed in place of others where the report has it."""
    first = table.columns[0].id
    wholes = {line.id for line in table.rows if line.instead_of and table.cell_id(line.id, first) in cells}
    replaced = {part for line in table.rows if line.id in wholes for part in line.instead_of}
    return [
        line.id
        for line in table.rows
        if line.id not in replaced and (line.id in wholes or not line.instead_of)
    ]

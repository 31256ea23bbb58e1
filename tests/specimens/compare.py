"""A reading held against the figures that the document was made from, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.specimens.report import Cells, Value
from workbench.form import all_cells

EXPECTED_STATUS = {2: "read", 3: "proved", 4: "proved"}


def differences(reading: Mapping[str, Any], cells: Cells) -> list[str]:
    """One line for each cell that is missing, not in the document, or read otherwise than it is printed."""
    found = reading["cells"]
    wrong = [
        f"{cell}: printed {value!r}, read {found.get(cell)}"
        for cell, value in cells.items()
        if not _same(found.get(cell), value)
    ]
    return wrong + [f"{cell}: not printed, read {found[cell]}" for cell in found if cell not in cells]


def unproved(reading: Mapping[str, Any], cells: Cells) -> list[str]:
    """One line for each number whose status is less than its section allows."""
    form = all_cells()
    return [
        f"{cell}: {reading['cells'][cell]['status']}"
        for cell, value in cells.items()
        if value is not None and cell in reading["cells"]
        if reading["cells"][cell]["status"] != EXPECTED_STATUS[form[cell].section]
    ]


def wrong(reading: Mapping[str, Any], cells: Cells, *, blanks: bool = True) -> list[str]:
    """One line for each cell called proved or read that is not the report's; doubtful cells may be anything.

    `blanks` says whether a blank read where a number is printed, or nothing known, counts too.
    """
    return [
        f"{id_}: {cells.get(id_)!r} is called {cell['value']} ({cell['status']}, {cell['printed']!r})"
        for id_, cell in reading["cells"].items()
        if cell["status"] != "doubtful" and (blanks or cell["value"] is not None)
        if not same_value(cell, cells.get(id_))
    ]


def same_value(cell: Mapping[str, Any], value: Value) -> bool:
    """Whether the cell's value is that one; for a blank none, or the zero that the sums leave."""
    if value is None or cell["value"] is None:
        return value is None and (cell["value"] is None or bool(cell["implied_zero"]))
    return Decimal(str(cell["value"])) == Decimal(str(value))


def _same(found: Mapping[str, Any] | None, value: Value) -> bool:
    if found is None:
        return False
    if value is None:
        return found["state"] == "blank" and found["value"] is None
    return found["state"] == "number" and Decimal(str(found["value"])) == Decimal(value)

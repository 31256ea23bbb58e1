"""A reading held against the figures that the document was made from, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.specimens.report import Cells, Value
from workbench.form import load_edition

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
    form = load_edition("2021").cells
    return [
        f"{cell}: {reading['cells'][cell]['status']}"
        for cell, value in cells.items()
        if value is not None and cell in reading["cells"]
        if reading["cells"][cell]["status"] != EXPECTED_STATUS[form[cell].section]
    ]


def _same(found: Mapping[str, Any] | None, value: Value) -> bool:
    if found is None:
        return False
    if value is None:
        return found["state"] == "blank" and found["value"] is None
    return found["state"] == "number" and Decimal(str(found["value"])) == Decimal(value)

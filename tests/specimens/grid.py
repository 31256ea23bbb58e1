"""Tables with merged cells, before any container: rows of boxes, each box spanning rows and columns.

A renderer either walks the boxes (HTML, DOCX, drawn PDF) or the full grid, in which every place knows the box
that covers it and whether it is the box's first place (text shapes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["head", "label", "value"]


@dataclass(frozen=True)
class Box:
    """One merged cell. `cell` is the id of the value that it holds, if it holds one."""

    text: str
    rows: int = 1
    columns: int = 1
    role: Role = "head"
    cell: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows of boxes as in HTML (a place covered from above or the left has no box of its own)."""

    rows: tuple[tuple[Box, ...], ...]
    widths: tuple[float, ...]
    header_rows: int
    number: int

    def places(self) -> list[list[tuple[Box, int, int]]]:
        """The full grid: for each place its box and how many rows and columns of the box lie before it."""
        grid: list[list[tuple[Box, int, int] | None]] = [[None] * len(self.widths) for _ in self.rows]
        for top, row in enumerate(self.rows):
            for box in row:
                left = grid[top].index(None)
                for down in range(box.rows):
                    for right in range(box.columns):
                        grid[top + down][left + right] = (box, down, right)
        return [[place for place in row if place is not None] for row in grid]

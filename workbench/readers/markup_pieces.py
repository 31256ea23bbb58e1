"""What every kind of markup gives of a table: rows of pieces, each with its text, its line and how far it spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

Line = tuple[int, str]


class Piece(NamedTuple):
    """A cell as written: its text, the line that it begins in, the rows and columns that it spans."""

    text: str
    line: int
    rows: int = 1
    columns: int = 1


Rows = list[list[Piece]]


class Kind(NamedTuple):
    """How tables of a markup begin and end, and how one becomes rows; `covers` is told in `markup`, `above` is how a
    line above the first one looks that belongs to the table. It `flows` where cells are dealt out to rows by counting.
    """

    begins: re.Pattern[str]
    ends: re.Pattern[str]
    rows: Callable[[Sequence[Line]], Rows]
    covers: bool = False
    flows: bool = False
    in_one_line: bool = False
    ends_before: bool = False  # the line that ends it is none of its own
    above: re.Pattern[str] | None = None


def number_in(pattern: str, text: str) -> int:
    """The number of a span, 1 where none is told."""
    found = re.search(pattern, text)
    return max(int(found[1]), 1) if found else 1


def in_rows(pieces: Sequence[Piece], width: int) -> Rows:
    """Cells that are written one after another, dealt out to rows of so many columns."""
    rows: Rows = []
    free: list[int] = []  # how many places of each row are not taken yet, from the current row on
    for piece in pieces:
        while not free or free[0] <= 0:
            rows, free = [*rows, []], free[1:] or [width]
        rows[-1].append(piece)
        free += [width] * (piece.rows - len(free)) if piece.rows < 400 else []
        free = [left - piece.columns * (at < piece.rows) for at, left in enumerate(free)]
    return rows

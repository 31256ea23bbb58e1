"""A report as plain text whose tables are drawn with signs, as text browsers and converters draw a web page's.

A label goes on over lines, a number stands in the middle line of its row, merged cells have no lines inside.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from tests.specimens.blocks import Block
from tests.specimens.grid import Table

Place = tuple[int, int]


class Signs(NamedTuple):
    """What draws: across, upright, and where both meet; `ambiguous` is how many columns a box sign takes."""

    across: str
    upright: str
    crossing: str
    ambiguous: int = 1


BOXES = Signs("─", "│", "┼")
WIDE_BOXES = Signs("─", "│", "┼", 2)  # of the fonts of East Asia
ASCII = Signs("-", "|", "+")


def text_drawn(blocks: Sequence[Block], signs: Signs, label: int = 24, beside: str = "") -> bytes:
    """The blocks as a text; labels are folded at `label` columns, `beside` stands left of each table's lines."""
    lines: list[str] = []
    for block in blocks:
        drawn = [block] if isinstance(block, str) else [beside + line for line in _drawn(block, signs, label)]
        lines += [*drawn, ""]
    return "\n".join(lines).encode()


def _drawn(table: Table, signs: Signs, label: int) -> list[str]:
    """Each place of the grid in a field of its column's width; lines only between different boxes."""
    places = table.places()
    width = [label // 2 * 2 if at < len(table.widths) - 7 else 10 for at in range(len(table.widths))]
    if len(table.widths) < 10:
        width = [label // 2 * 2] * len(table.widths)
    texts = {
        (row, column): _folded(box.text, _room(width, column, box.columns, signs), signs)
        for row, boxes in enumerate(places)
        for column, (box, down, right) in enumerate(boxes)
        if not (down or right)
    }
    heights = [1] * len(places)
    for (row, column), text in texts.items():
        if places[row][column][0].rows == 1:
            heights[row] = max(heights[row], len(text))
    for (row, column), text in texts.items():
        rows = places[row][column][0].rows
        heights[row + rows - 1] += max(0, len(text) - sum(heights[row : row + rows]) - rows + 1)
    return _lines(table, texts, width, heights, signs)


def _room(width: Sequence[int], column: int, columns: int, signs: Signs) -> int:
    return sum(width[column : column + columns]) + (columns - 1) * signs.ambiguous


def _lines(
    table: Table, texts: dict[Place, list[str]], width: Sequence[int], heights: Sequence[int], signs: Signs
) -> list[str]:
    places, lines = table.places(), []
    for row in range(len(places) + 1):
        lines.append(_line(table, texts, width, heights, signs, row, -1))
        if row < len(places):
            lines += [_line(table, texts, width, heights, signs, row, at) for at in range(heights[row])]
    return lines


def _line(
    table: Table,
    texts: dict[Place, list[str]],
    width: Sequence[int],
    heights: Sequence[int],
    signs: Signs,
    row: int,
    at: int,
) -> str:
    """Line `at` of the row; -1 is the line above it, which goes through boxes that span it."""
    places = table.places()
    parts, column = [], 0
    while column < len(width):
        through = at >= 0 or (0 < row < len(places) and places[row][column][1] > 0)
        if not through:
            own = width[column]
            parts.append((signs.crossing, signs.across * (own // signs.ambiguous)))
            column += 1
            continue
        box, down, _ = places[row][column]
        room = _room(width, column, box.columns, signs)
        top = row - down
        line = sum(heights[top:row]) + (row - top) + at
        height = sum(heights[top : top + box.rows]) + box.rows - 1
        text = texts[top, column]
        first = (height - len(text)) // 2
        said = text[line - first] if 0 <= line - first < len(text) else ""
        parts.append((signs.upright, said + " " * (room - _columns(said, signs))))
        column += box.columns
    end = signs.crossing if at < 0 else signs.upright
    return "".join(sign + text for sign, text in parts) + end


def _columns(text: str, signs: Signs) -> int:
    taken = {"W": 2, "F": 2, "A": signs.ambiguous}
    return sum(taken.get(unicodedata.east_asian_width(sign), 1) for sign in text)


def _folded(text: str, room: int, signs: Signs) -> list[str]:
    lines = [""]
    for sign in text.replace("\n", ""):
        if _columns(lines[-1] + sign, signs) > room:
            lines.append("")
        lines[-1] += sign
    return lines

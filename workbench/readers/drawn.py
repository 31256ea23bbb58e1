"""Tables drawn with signs in plain text (│ ├ ─ ┼, or + - |) become grids, as if they were ruled on paper.

Serves what text browsers and converters write of a web page (w3m, links, grid tables of pandoc), and tables drawn by
hand (制表符). A line of such a text is no row: labels go on over lines, numbers stand beside the middle of them. So
the signs become ruling lines and the characters glyphs, and the builder of grids in PDFs does the rest. A table whose
rows no lines part is left to those who read line by line. Nothing here knows the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from workbench.readers.document import Grid, GridCell, Origin, TextLine
from workbench.readers.grid import read_page
from workbench.readers.page import Glyph, Page, Ruling

FEWEST_RULES = 4  # lines drawn across; one alone parts the head of a table in Markdown from its body
WIDTH, HEIGHT = 6.0, 12.0  # points that a sign of half width takes on the page
ALIGNED = 0.95  # of the signs that stand upright: so many have one above or below them
_HORIZONTAL = re.compile(
    r"[|+]?(?:[-=:]{2,}[|+])+[-=:]*|[|+][-=:]{2,}|[\u2500-\u257f]*[─━═╌╍┄┅┈┉][\u2500-\u257f]*"
)
_UPRIGHTS = frozenset({"UP", "DOWN"})
_SIDES = _UPRIGHTS | {"LEFT", "RIGHT"}
_UPRIGHT = re.compile(r"[|\u2500-\u257f]")


class _Widths(NamedTuple):
    """How many columns signs take: programs differ, and the table itself shows which its own counted."""

    wide: int
    ambiguous: int  # what is wide in the fonts of East Asia only: box signs, Greek letters, quotation marks


_WIDTHS = (_Widths(2, 1), _Widths(2, 2), _Widths(1, 1))


class Drawn(NamedTuple):
    """A drawn table and what stands beside it: the numbers of its first and its last line, counted from 1."""

    first: int
    last: int
    grids: list[Grid]
    lines: list[TextLine]


def drawn_tables(lines: Sequence[str]) -> Iterator[Drawn]:
    """The drawn tables among the lines of a text, from top to bottom."""
    for is_drawn, run in groupby(enumerate(lines, 1), key=lambda line: _is_drawn(line[1])):
        if not is_drawn:
            continue
        numbered = list(run)
        if sum(bool(_HORIZONTAL.search(line)) for _, line in numbered) < FEWEST_RULES:
            continue
        if (drawn := _read(numbered[0][0], [line for _, line in numbered])) is not None:
            yield drawn


def _is_drawn(line: str) -> bool:
    return bool(_UPRIGHT.search(line) or _HORIZONTAL.search(line))


def _read(first: int, lines: list[str]) -> Drawn | None:
    """What the lines draw; nothing where signs do not stand above each other, or where rows are not parted."""
    share, widths = max((_aligned(lines, widths), widths) for widths in _WIDTHS)
    if share < ALIGNED:
        return None
    grids, beside = [], []
    for piece in read_page(_page(lines, widths)):
        if isinstance(piece, TextLine):
            number = first + _line_of(piece.origin, lower=False)
            beside.append(TextLine(piece.text, Origin(line=number), number))
        elif any(_holds_rows(cell) for cell in piece.cells):
            return None
        else:
            cells = tuple(cell._replace(origin=_origin(cell, first, lines)) for cell in piece.cells)
            grids.append(
                replace(piece, cells=cells, position=first + _line_of(piece.cells[0].origin, lower=False))
            )
    return Drawn(first, first + len(lines) - 1, grids, beside) if grids else None


def _line_of(origin: Origin, *, lower: bool) -> int:
    assert origin.box is not None  # everything on a page has one
    return int(origin.box[3 if lower else 1] // HEIGHT)


def _origin(cell: GridCell, first: int, lines: Sequence[str]) -> Origin:
    """The line in which the cell's text begins."""
    top, bottom = _line_of(cell.origin, lower=False), _line_of(cell.origin, lower=True)
    begins = cell.text.split("\n")[0].split(" ")[0]
    inside = range(top + 1, max(bottom, top + 2))
    return Origin(line=first + next((at for at in inside if begins and begins in lines[at]), inside[0]))


def _holds_rows(cell: GridCell) -> bool:
    """Whether the cell's numbers stand under each other without filling it: rows that no line parts."""
    numbers = cell.text.split("\n")
    if len(numbers) < 2 or not all(text.strip().isdecimal() for text in numbers):
        return False
    assert cell.origin.box is not None
    room = (cell.origin.box[2] - cell.origin.box[0]) / WIDTH - 1
    return any(len(text) < room - 2 for text in numbers[:-1])  # a blank on each side is usual


# ------------------------------------------------------------------------------------------------ signs


def _placed(line: str, widths: _Widths) -> Iterator[tuple[str, int]]:
    """Each sign of the line with the column that it begins in."""
    at = 0
    for sign in line:
        yield sign, at
        at += _columns(sign, widths)


@cache
def _columns(sign: str, widths: _Widths) -> int:
    kind = unicodedata.east_asian_width(sign)
    if unicodedata.combining(sign) or sign in "\u200b\ufeff":
        return 0
    return widths.wide if kind in "WF" else widths.ambiguous if kind == "A" else 1


@cache
def _strokes(sign: str) -> frozenset[str]:
    """The sides to which a sign draws: a │ up and down, a ┌ down and right."""
    if sign in "|+":
        return _UPRIGHTS  # what a + draws across, the dashes beside it tell
    words = set(unicodedata.name(sign, "").split())
    if "DRAWINGS" not in words:
        return frozenset()
    named = {"VERTICAL": ("UP", "DOWN"), "HORIZONTAL": ("LEFT", "RIGHT")}
    return frozenset(side for word in words for side in named.get(word, (word,)) if side in _SIDES)


def _uprights(line: str, widths: _Widths) -> dict[int, bool]:
    """The columns of the signs that draw up or down, each with whether it is a bar: no + and no corner."""
    ruled = {at for found in _HORIZONTAL.finditer(line) for at in range(*found.span())}
    return {
        column: sign != "+" and strokes == _UPRIGHTS
        for at, (sign, column) in enumerate(_placed(line, widths))
        if (strokes := _strokes(sign)) & _UPRIGHTS and (sign != "+" or at in ruled)
    }


def _aligned(lines: Sequence[str], widths: _Widths) -> float:
    """The share of the bars (│, |) that stand on something that draws up or down, and under such a thing."""
    uprights = [_uprights(line, widths) for line in lines]
    bars = [{column for column, is_bar in line.items() if is_bar} for line in uprights]
    met = total = 0
    for (upper, above), (lower, below) in pairwise(zip(uprights, bars, strict=True)):
        met += len(above & lower.keys()) + len(below & upper.keys())
        total += len(above) + len(below)
    return met / total if total else 0.0


def _page(lines: Sequence[str], widths: _Widths) -> Page:
    """The lines as a page: six points a column, twelve points a line."""
    page = Page(1, 0.0, len(lines) * HEIGHT)
    columns: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        middle = (number + 0.5) * HEIGHT
        places = [*_placed(line, widths), ("", sum(_columns(sign, widths) for sign in line))]
        ruled: set[int] = set()
        for found in _HORIZONTAL.finditer(line):
            start, end = found.span()
            ruled |= set(range(start, end))
            page.horizontals.append(
                Ruling(middle, _centre(places, start, widths), _centre(places, end - 1, widths))
            )
        for column in _uprights(line, widths):
            columns.setdefault(column, []).append(number)
        for at, (sign, column) in enumerate(places[:-1]):
            if at not in ruled and not sign.isspace() and not _strokes(sign) & _UPRIGHTS:
                x1 = places[at + 1][1] * WIDTH
                page.glyphs.append(Glyph(sign, column * WIDTH, middle - 5, x1, middle + 5))
        page.width = max(page.width, places[-1][1] * WIDTH)
    wide = WIDTH * widths.ambiguous if any("─" in line for line in lines) else WIDTH
    for column, numbers in columns.items():
        for start, end in _runs(numbers):
            page.verticals.append(
                Ruling(column * WIDTH + wide / 2, (start + 0.5) * HEIGHT, (end + 0.5) * HEIGHT)
            )
    return page


def _centre(places: Sequence[tuple[str, int]], at: int, widths: _Widths) -> float:
    sign, column = places[at]
    return (column + _columns(sign, widths) / 2) * WIDTH


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of numbers that follow each other."""
    start = numbers[0]
    for before, number in zip(numbers, [*numbers[1:], -1], strict=True):
        if number != before + 1:
            yield start, before
            start = number

"""Ruling lines and glyphs of a page become grids of cells; what stands outside becomes lines of text.

The chain: rulings -> groups that touch -> lattice -> walls -> joined cells -> text. A cell is what no wall divides,
so spans need no rule of their own. Refuses nothing: a page without lines gives only text lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import pairwise

from workbench.readers.columns import joined
from workbench.readers.document import Grid, GridCell, Origin, TextLine
from workbench.readers.heads import with_names_joined
from workbench.readers.lines import (
    around,
    is_overprinted,
    spaced,
    text_rows,
    without_raised,
    without_struck,
    words_of,
)
from workbench.readers.page import LOST, Glyph, Page, Ruling
from workbench.readers.rulings import SNAP, Rulings, Sets, tables_of, with_inner_walls, with_open_sides

ROWS = 4  # numbers under each other; one that is wrapped in its cell has three lines at most
# Three numbers beside each other; single digits may be one number whose signs stand apart, as in every other cell.
_NUMBERS, _DIGITS = re.compile(r"(?=.*\d\d)(?:\d\S* +){2}\d\S*$"), re.compile(r"(?:\d +){4}\d$")
LARGEST_LATTICE = 40_000  # cells; a table of the form has some 250, a drawing may have millions


def read_page(page: Page) -> list[Grid | TextLine]:
    """The page's grids and its text lines outside of them, from top to bottom."""
    tables = with_inner_walls(tables_of(page))
    rest = without_struck(page.glyphs, [ruling for across, down in tables if not down for ruling in across])
    found: list[tuple[float, float, Grid | TextLine]] = []
    for across, down in sorted(tables, key=_extent):  # a table in another's cell takes its glyphs first
        lattice = _Lattice(with_open_sides(across, down), with_open_sides(down, across))
        # One column alone is a frame around the text with lines between its rows, or a box in another table's cell.
        if lattice.columns > 1 and lattice.rows * lattice.columns <= LARGEST_LATTICE:
            grid, left = lattice.fill(rest, page.number)
            if not _holds_rows(grid):
                rest = left
                found.append((lattice.ys[0], lattice.xs[0], grid))
    for words in with_names_joined(joined([words_of(row) for row in text_rows(rest)])):
        x0, y0, x1, y1 = words[0].box if len(words) == 1 else around([box for _, box in words])
        text = " ".join([text for text, _ in words])
        line = TextLine(text, Origin(page.number, (x0, y0, x1, y1)), words=tuple(words))
        found.append((y0, x0, line))
    return [piece for _, _, piece in sorted(found, key=lambda piece: piece[:2])]


def _holds_rows(grid: Grid) -> bool:
    """Whether numbers stand beside each other in one cell, or many under each other, as often as alone: a table
    that is ruled in part only (between rows, around columns, beside the labels) is read by its lines of text.
    """
    several = apart = alone = 0
    for cell in grid.cells:
        text = cell.text
        if "0" <= text[-1:] <= "9":
            alone += text.isdigit()
            if " " in text:
                several += _NUMBERS.search(text) is not None
                apart += _DIGITS.search(text) is not None
            elif text.count("\n") >= ROWS:
                several += all(map(str.isdigit, text.split("\n")[-ROWS:]))
    return several > 0 and several + apart >= max(alone, 1)


def _extent(table: Rulings) -> float:
    """How much of the page the table takes, along its lines."""
    across, down = table
    return max((r.end - r.start for r in across), default=0.0) * max(
        (r.end - r.start for r in down), default=0.0
    )


class _Lattice:
    """The finest grid that a group's rulings span, with its walls; cells not divided by a wall are one."""

    def __init__(self, horizontals: list[Ruling], verticals: list[Ruling]) -> None:
        self.ys, self.xs = _positions(horizontals), _positions(verticals)
        self.rows, self.columns = max(len(self.ys) - 1, 0), max(len(self.xs) - 1, 0)
        if self.rows * self.columns <= LARGEST_LATTICE:
            self._join(*self._walls(horizontals, verticals))

    def _join(self, walls_down: set[tuple[int, int]], walls_across: set[tuple[int, int]]) -> None:
        self._cells = Sets(self.rows * self.columns)
        for row in range(self.rows):
            for column in range(self.columns):
                here = row * self.columns + column
                if column + 1 < self.columns and (row, column + 1) not in walls_down:
                    self._cells.join(here, here + 1)
                if row + 1 < self.rows and (row + 1, column) not in walls_across:
                    self._cells.join(here, here + self.columns)

    def _walls(
        self, horizontals: list[Ruling], verticals: list[Ruling]
    ) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Where walls stand: (row, left edge) and (top edge, column); a wall counts where it spans the middle."""
        down, across = set(), set()
        middles_y = [(a + b) / 2 for a, b in pairwise(self.ys)]
        middles_x = [(a + b) / 2 for a, b in pairwise(self.xs)]
        for at, start, end in verticals:
            edge = _nearest(self.xs, at)
            down |= {(r, edge) for r in _between(middles_y, start, end)}
        for at, start, end in horizontals:
            edge = _nearest(self.ys, at)
            across |= {(edge, c) for c in _between(middles_x, start, end)}
        return down, across

    def fill(self, glyphs: list[Glyph], page: int) -> tuple[Grid, list[Glyph]]:
        """The grid with the glyphs whose centre lies inside it, and the glyphs left over."""
        inside: dict[int, list[Glyph]] = defaultdict(list)
        outside = []
        xs, ys = self.xs, self.ys
        left, right, top, bottom = xs[0], xs[-1], ys[0], ys[-1]
        roots = list(map(self._cells.find, range(self.rows * self.columns)))
        x_from = x_to = y_from = y_to = 0.0  # of the cell that the glyph before stands in, as most glyphs do
        here: list[Glyph] = []
        for glyph in glyphs:
            _, x0, y0, x1, y1 = glyph
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            if x_from <= x < x_to and y_from <= y < y_to:
                here.append(glyph)
            elif left < x < right and top < y < bottom:
                row, column = bisect_right(ys, y) - 1, bisect_right(xs, x) - 1
                x_from, x_to, y_from, y_to = xs[column], xs[column + 1], ys[row], ys[row + 1]
                here = inside[roots[row * self.columns + column]]
                here.append(glyph)
            else:
                outside.append(glyph)
        members: dict[int, list[int]] = defaultdict(list)
        for atom, root in enumerate(roots):
            members[root].append(atom)
        cells = [self._cell(atoms, inside.get(root, []), page) for root, atoms in members.items()]
        return Grid(self.rows, self.columns, tuple(sorted(cells, key=lambda c: (c.row, c.column)))), outside

    def _cell(self, atoms: list[int], glyphs: list[Glyph], page: int) -> GridCell:
        top, left = divmod(atoms[0], self.columns)
        bottom, right = top, left
        if len(atoms) > 1:
            columns = [atom % self.columns for atom in atoms]
            bottom, left, right = atoms[-1] // self.columns, min(columns), max(columns)
        box = (self.xs[left], self.ys[top], self.xs[right + 1], self.ys[bottom + 1])
        text = glyphs[0].text if len(glyphs) == 1 else _text(glyphs) if glyphs else ""
        origin = Origin(page, box)
        return GridCell(text, top, left, bottom - top + 1, right - left + 1, origin)


def _text(glyphs: list[Glyph]) -> str:
    """The text of a cell, line by line; with LOST where one number is printed over another."""
    is_number = bool(glyphs) and glyphs[0].text.isdigit()
    rows = text_rows(without_raised(glyphs) if is_number else glyphs)
    covered = is_number and any(map(is_overprinted, rows))
    return "\n".join(map(spaced, rows)) + LOST * covered


def _positions(rulings: list[Ruling]) -> list[float]:
    """The distinct positions of the rulings; those within SNAP count once."""
    found: list[float] = []
    for at in sorted({ruling.at for ruling in rulings}):
        if not found or at - found[-1] > SNAP:
            found.append(at)
    return found


def _between(middles: list[float], start: float, end: float) -> range:
    return range(bisect_left(middles, start - 1), bisect_right(middles, end + 1))


def _nearest(positions: list[float], value: float) -> int:
    """The position that the value was put on: those are the first of each run within SNAP."""
    return max(bisect_right(positions, value) - 1, 0)

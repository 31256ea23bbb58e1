"""Ruling lines and glyphs of a page become grids of cells; what stands outside becomes lines of text.

The chain: rulings -> merged -> connected groups -> lattice -> walls -> joined cells -> text. A cell is what no
wall divides, so spans need no rule of their own. Refuses nothing: a page without lines gives only text lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from workbench.readers.document import Grid, GridCell, Origin, TextLine
from workbench.readers.page import Glyph, Page, Ruling

SNAP = 2.0  # points; doubled lines and per-cell borders lie this close together
SHORTEST = 4.0  # a shorter piece after merging is decoration


def read_page(page: Page) -> list[Grid | TextLine]:
    """The page's grids and its text lines outside of them, from top to bottom."""
    rest = page.glyphs
    found: list[tuple[float, float, Grid | TextLine]] = []
    for horizontals, verticals in _groups(_merged(page.horizontals), _merged(page.verticals)):
        lattice = _Lattice(horizontals, verticals)
        if lattice.rows and lattice.columns:
            grid, rest = lattice.fill(rest, page.number)
            found.append((lattice.ys[0], lattice.xs[0], grid))
    for glyphs in text_rows(rest):
        box = _box_of(glyphs)
        found.append((box[1], box[0], TextLine(_spaced(glyphs), Origin(page=page.number, box=box))))
    return [piece for _, _, piece in sorted(found, key=lambda piece: piece[:2])]


def _merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Rulings within SNAP of each other put on one position; overlapping pieces joined; short ones dropped."""
    merged: list[Ruling] = []
    group: list[Ruling] = []
    for ruling in sorted(rulings):
        if group and ruling.at - group[-1].at > SNAP:
            merged += _joined(group)
            group = []
        group.append(ruling)
    return merged + _joined(group)


def _joined(group: list[Ruling]) -> list[Ruling]:
    if not group:
        return []
    at = sum(ruling.at for ruling in group) / len(group)
    pieces = sorted((min(r.start, r.end), max(r.start, r.end)) for r in group)
    joined = [pieces[0]]
    for start, end in pieces[1:]:
        if start <= joined[-1][1] + SNAP:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return [Ruling(at, start, end) for start, end in joined if end - start > SHORTEST]


def _groups(
    horizontals: list[Ruling], verticals: list[Ruling]
) -> Iterable[tuple[list[Ruling], list[Ruling]]]:
    """Rulings that touch each other, directly or through others: one group is one table."""
    sets = _Sets(len(horizontals) + len(verticals))
    reach = SNAP + 1
    for i, across in enumerate(horizontals):
        for k, down in enumerate(verticals, len(horizontals)):
            if across.start - reach <= down.at <= across.end + reach and (
                down.start - reach <= across.at <= down.end + reach
            ):
                sets.join(i, k)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = defaultdict(lambda: ([], []))
    for i, across in enumerate(horizontals):
        groups[sets.find(i)][0].append(across)
    for k, down in enumerate(verticals, len(horizontals)):
        groups[sets.find(k)][1].append(down)
    return groups.values()


class _Lattice:
    """The finest grid that a group's rulings span, with its walls; cells not divided by a wall are one."""

    def __init__(self, horizontals: list[Ruling], verticals: list[Ruling]) -> None:
        self.ys, self.xs = _positions(horizontals), _positions(verticals)
        self.rows, self.columns = max(len(self.ys) - 1, 0), max(len(self.xs) - 1, 0)
        self._cells = _Sets(self.rows * self.columns)
        walls_down, walls_across = self._walls(horizontals, verticals)
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
        for ruling in verticals:
            edge = _nearest(self.xs, ruling.at)
            down |= {(r, edge) for r, y in enumerate(middles_y) if ruling.start - 1 <= y <= ruling.end + 1}
        for ruling in horizontals:
            edge = _nearest(self.ys, ruling.at)
            across |= {(edge, c) for c, x in enumerate(middles_x) if ruling.start - 1 <= x <= ruling.end + 1}
        return down, across

    def fill(self, glyphs: list[Glyph], page: int) -> tuple[Grid, list[Glyph]]:
        """The grid with the glyphs whose centre lies inside it, and the glyphs left over."""
        inside: dict[int, list[Glyph]] = defaultdict(list)
        outside = []
        for glyph in glyphs:
            x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
            if self.xs[0] < x < self.xs[-1] and self.ys[0] < y < self.ys[-1]:
                row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
                inside[self._cells.find(row * self.columns + column)].append(glyph)
            else:
                outside.append(glyph)
        members: dict[int, list[int]] = defaultdict(list)
        for atom in range(self.rows * self.columns):
            members[self._cells.find(atom)].append(atom)
        cells = [self._cell(atoms, inside.get(root, []), page) for root, atoms in members.items()]
        return Grid(self.rows, self.columns, tuple(sorted(cells, key=lambda c: (c.row, c.column)))), outside

    def _cell(self, atoms: list[int], glyphs: list[Glyph], page: int) -> GridCell:
        rows = [atom // self.columns for atom in atoms]
        columns = [atom % self.columns for atom in atoms]
        top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
        box = (self.xs[left], self.ys[top], self.xs[right + 1], self.ys[bottom + 1])
        text = "\n".join(_spaced(line) for line in text_rows(glyphs))
        origin = Origin(page=page, box=box)
        return GridCell(text, top, left, bottom - top + 1, right - left + 1, origin)


def text_rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs as visual lines from top to bottom, each from left to right."""
    lines: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.y0 + g.y1) / 2):
        y, height = (glyph.y0 + glyph.y1) / 2, glyph.y1 - glyph.y0
        if lines and y - middle <= max(height, 1.0) * 0.5:
            lines[-1].append(glyph)
            middle += (y - middle) / len(lines[-1])
        else:
            lines.append([glyph])
            middle = y
    return [sorted(line, key=lambda g: g.x0) for line in lines]


def _spaced(line: list[Glyph]) -> str:
    """The line's text, with a space wherever the gap is wider than a quarter of the type size."""
    size = median(glyph.y1 - glyph.y0 for glyph in line)
    parts = [line[0].text]
    for before, glyph in pairwise(line):
        if glyph.x0 - before.x1 > max(1.0, size * 0.25):
            parts.append(" ")
        parts.append(glyph.text)
    return "".join(parts)


def _box_of(glyphs: list[Glyph]) -> tuple[float, float, float, float]:
    return (
        min(g.x0 for g in glyphs),
        min(g.y0 for g in glyphs),
        max(g.x1 for g in glyphs),
        max(g.y1 for g in glyphs),
    )


def _positions(rulings: list[Ruling]) -> list[float]:
    """The distinct positions of the rulings; those within SNAP count once."""
    found: list[float] = []
    for at in sorted({ruling.at for ruling in rulings}):
        if not found or at - found[-1] > SNAP:
            found.append(at)
    return found


def _nearest(positions: list[float], value: float) -> int:
    return min(range(len(positions)), key=lambda k: abs(positions[k] - value))


class _Sets:
    """Disjoint sets of the numbers below `size`; a set is named by its smallest member."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, a: int, b: int) -> None:
        low, high = sorted((self.find(a), self.find(b)))
        self._parent[high] = low

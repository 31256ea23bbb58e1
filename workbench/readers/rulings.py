"""Drawn pieces of line put together: doubled lines, borders cut per cell, dashes and dots become whole rulings.

In: what was drawn on a page. Out: rulings that stand apart, and the groups of them that touch: one group is one table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from workbench.readers.page import Page, Ruling

SNAP = 2.0  # points; doubled lines and per-cell borders lie this close together
SHORTEST = 4.0  # a shorter piece after merging is decoration
DASH, DASH_GAP = 9.0, 7.0  # points; pieces this short with gaps no wider are the dashes of one line
FEWEST_DOTS = 6  # so many specks evenly in one line are a dotted border

Rulings = tuple[list[Ruling], list[Ruling]]  # horizontal, vertical
Piece = tuple[float, float]  # from where to where a ruling goes


def tables_of(page: Page) -> list[Rulings]:
    """The page's rulings by table, whole and apart from each other."""
    if not page.dots:
        return _groups(merged(page.horizontals), merged(page.verticals))
    across = _dotted([*((y, x) for x, y in page.dots), *_dashes(page.horizontals)])
    down = _dotted([*page.dots, *_dashes(page.verticals)])
    return _groups(merged([*page.horizontals, *across]), merged([*page.verticals, *down]))


def _dashes(rulings: Iterable[Ruling]) -> list[tuple[float, float]]:
    """The middles of the short pieces: some dashes of a line are as long as they are thick, some a little longer."""
    return [(r.at, (r.start + r.end) / 2) for r in rulings if r.end - r.start <= DASH]


def merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Rulings within SNAP of each other put on one position; overlapping pieces joined; short ones dropped."""
    pieces: dict[float, list[Piece]] = defaultdict(list)  # most rulings lie at a few places
    for at, start, end in rulings:
        pieces[at].append((start, end) if start <= end else (end, start))
    found: list[Ruling] = []
    group: list[float] = []
    for at in sorted(pieces):
        if group and at - group[-1] > SNAP:
            found += _joined(group, pieces)
            group = []
        group.append(at)
    return found + _joined(group, pieces)


def _joined(group: list[float], all_pieces: dict[float, list[Piece]]) -> list[Ruling]:
    """The rulings at these places, put on their mean."""
    if not group:
        return []
    each = [at for at in group for _ in all_pieces[at]]
    at = sum(each) / len(each)
    pieces = sorted({piece for place in group for piece in all_pieces[place]})
    joined = [pieces[0]]
    before = pieces[0][1] - pieces[0][0]
    for start, end in pieces[1:]:
        dashes = before <= DASH and end - start <= DASH
        before = end - start
        if start <= joined[-1][1] + (DASH_GAP if dashes else SNAP):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return [Ruling(at, start, end) for start, end in joined if end - start > SHORTEST]


def _dotted(dots: Iterable[tuple[float, float]]) -> list[Ruling]:
    """Rulings made of specks; a speck is (position across the line, position along it)."""
    lines: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for across, along in dots:
        lines[round(across)].append((along, across))
    found = []
    for line in lines.values():
        run: list[tuple[float, float]] = []
        for dot in [*sorted(line), (float("inf"), 0.0)]:
            if run and dot[0] - run[-1][0] > DASH_GAP:
                if len(run) >= FEWEST_DOTS:
                    found.append(Ruling(sum(across for _, across in run) / len(run), run[0][0], run[-1][0]))
                run = []
            run.append(dot)
    return found


def _groups(horizontals: list[Ruling], verticals: list[Ruling]) -> list[Rulings]:
    """Rulings that touch each other, directly or through others."""
    sets = Sets(len(horizontals) + len(verticals))
    reach = SNAP + 1
    for k, down in enumerate(verticals, len(horizontals)):
        at, top, bottom = down.at, down.start - reach, down.end + reach
        for i, (y, start, end) in enumerate(horizontals):
            if top <= y <= bottom and start - reach <= at <= end + reach:
                sets.join(i, k)
    groups: dict[int, Rulings] = defaultdict(lambda: ([], []))
    for i, across in enumerate(horizontals):
        groups[sets.find(i)][0].append(across)
    for k, down in enumerate(verticals, len(horizontals)):
        groups[sets.find(k)][1].append(down)
    return list(groups.values())


def with_inner_walls(tables: list[Rulings]) -> list[Rulings]:
    """The tables with the walls that stand inside one and touch none of its lines: those of a table in each row's cell,
    lower than the row.
    """
    loose = [down for across, walls in tables if not across for down in walls]
    if not loose:
        return tables
    found = []
    for across, down in tables:
        inner = []
        if len(across) > 1 and down:
            left, right = min(line.start for line in across), max(line.end for line in across)
            top, foot = min(line.start for line in down), max(line.end for line in down)
            inner = [
                wall for wall in loose if left < wall.at < right and top < wall.start and wall.end < foot
            ]
        found.append((across, [*down, *inner]))
    return found


def with_open_sides(across: Sequence[Ruling], along: Sequence[Ruling]) -> list[Ruling]:
    """The rulings `across` with one more at each end where two of those `along` go on without a border.

    A browser that cuts a row at the foot of a page draws no line there, and offices leave the outer borders away.
    """
    if len(along) < 2 or not across:
        return list(across)
    starts, ends = sorted(r.start for r in along), sorted(r.end for r in along)
    first, last = min(r.at for r in across), max(r.at for r in across)
    low, high = min(r.at for r in along), max(r.at for r in along)
    found = list(across)
    if first - starts[1] > SHORTEST:
        found.append(Ruling(starts[0], low, high))
    if ends[-2] - last > SHORTEST:
        found.append(Ruling(ends[-1], low, high))
    return found


class Sets:
    """Disjoint sets of the numbers below `size`; a set is named by its smallest member."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        parent = self._parent
        while (above := parent[item]) != item:
            parent[item] = item = parent[above]
        return item

    def join(self, a: int, b: int) -> None:
        a, b = self.find(a), self.find(b)
        if a < b:
            self._parent[b] = a
        else:
            self._parent[a] = b

"""Tables in plain text whose columns are told by a line of dashes in pieces (`---- ------ ---`), as grids.

Serves the simple tables of pandoc and reStructuredText. Between spaces alone a blank leaves no trace; under such a line
it does. Where a word stands in the gap between two columns the lines are left to those who read them one by one.
Nothing here knows the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from workbench.readers.document import Grid, GridCell, Origin
from workbench.readers.drawn import Drawn

_RULE = re.compile(r"\s*(?:-{2,}(?:\s+-{2,})+|={2,}(?:\s+={2,})+)\s*")
_RUN = re.compile(r"-+|=+")


def spaced_tables(lines: Sequence[str]) -> Iterator[Drawn]:
    """The tables among the lines of a text: lines without an empty one between them, one of them the dashes."""
    for is_filled, run in groupby(enumerate(lines, 1), key=lambda line: bool(line[1].strip())):
        numbered = list(run)
        rules = [line for _, line in numbered if _RULE.fullmatch(line)] if is_filled else []
        if not rules:
            continue
        starts = [[found.start() for found in _RUN.finditer(rule)] for rule in rules]
        rows = [(number, line) for number, line in numbered if not _RULE.fullmatch(line)]
        cut = next(filter(None, (_cut(rows, starts[0], wide) for wide in (2, 1))), None)
        if cut is not None and all(others == starts[0] for others in starts):
            first, last = numbered[0][0], numbered[-1][0]
            grid = Grid(len(rows), len(starts[0]), tuple(cut), first)
            yield Drawn(first, last, [grid], [])


def _cut(rows: Sequence[tuple[int, str]], starts: Sequence[int], wide: int) -> list[GridCell] | None:
    """The cells of the lines cut where columns start; None where a line has no gap before one."""
    cells = []
    for at, (number, line) in enumerate(rows):
        # A sign of double width is followed by nothing in the place that it takes too.
        places = "".join(sign + "\0" * (_columns(sign, wide) - 1) for sign in line)
        if any(places[start - 1 : start].strip() for start in starts[1:]) or places[: starts[0]].strip():
            return None
        for column, (start, end) in enumerate(pairwise([*starts, len(places)])):
            text = places[start : max(end, start)].replace("\0", "").strip()
            cells.append(GridCell(text, at, column, 1, 1, Origin(line=number)))
    return cells


def _columns(sign: str, wide: int) -> int:
    return wide if unicodedata.east_asian_width(sign) in "WF" else 1

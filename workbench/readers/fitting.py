"""Fields that fit their numbers, or have them set against the right edge: full to the edge, and nothing is cut.

One field alone does not tell: a number may go on behind the edge. All those of a page together do. Where numbers of
at least three lengths end equally far from the edges of their fields, either the fields are as wide as the numbers, or
the numbers are set against the edge. Fields that cut numbers end anywhere in them, or after as many digits in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from workbench.readers.document import Box
from workbench.readers.page import Glyph

LENGTHS = 3  # of numbers, in digits
ALIKE = 0.12  # of a digit's width: fields end at whole pixels
SPARE = 1.3  # digits' widths; with more room in front a number set against the edge has not filled its field


class _Field(NamedTuple):
    """A line of digits in its field: its length in digits, the room beside it and the field's width in such widths."""

    digits: tuple[Glyph, ...]
    before: float
    behind: float
    width: float


def fitting_digits(lines: Sequence[tuple[Sequence[Glyph], Box]]) -> set[Glyph]:
    """The digits of the lines that fit. `lines` are all of a page that end at an edge of their field, with the field.

    The widest fields are left out: they may be as wide as a field can be.
    """
    fields = [_field(line, clip) for line, clip in lines]
    if not fields or not _alike([field.behind for field in fields]):
        return set()
    if _alike([field.before for field in fields]):
        widest = max(field.width for field in fields) - ALIKE
        fitting = [field for field in fields if field.width < widest] if _lengths(fields) >= LENGTHS else []
    else:
        fitting = [field for field in fields if field.before >= SPARE] if _against_edge(fields) else []
    return {digit for field in fitting for digit in field.digits}


def _field(line: Sequence[Glyph], clip: Box) -> _Field:
    first, last = min(digit.x0 for digit in line), max(digit.x1 for digit in line)
    width = max(line[0].x1 - line[0].x0, 0.1)
    return _Field(
        tuple(line), (first - clip[0]) / width, (clip[2] - last) / width, (clip[2] - clip[0]) / width
    )


def _against_edge(fields: Sequence[_Field]) -> bool:
    """Whether numbers of several lengths end alike, in fields of one width too: where they begin is not settled."""
    by_width: dict[int, list[_Field]] = {}
    for field in fields:
        by_width.setdefault(round(field.width / ALIKE), []).append(field)
    return _lengths(fields) >= LENGTHS and any(_lengths(alike) > 1 for alike in by_width.values())


def _lengths(fields: Sequence[_Field]) -> int:
    return len({len(field.digits) for field in fields})


def _alike(rooms: Sequence[float]) -> bool:
    middle = median(rooms)
    return all(abs(room - middle) <= ALIKE for room in rooms)

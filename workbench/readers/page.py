"""A PDF page as glyphs and ruling lines, the one thing that both PDF engines give and the grid builder takes.

Coordinates are points from the top left of the page as displayed, y growing downward.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

# A drawn shape this thin is a line, not an area: Word's borders are filled rectangles of up to 1.5 points.
THIN = 3.0
# Fills and strokes lighter than this (0 to 1) are paper: white lines hide walls inside merged cells.
PAPER = 0.985
# Where Han glyphs and digits have their ink, as shares of the type size measured from the baseline.
BELOW, ABOVE = 0.12, 0.88


class Glyph(NamedTuple):
    """One character and its box, built from the baseline (ascent boxes are off by up to a third of a row)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


class Ruling(NamedTuple):
    """A straight line: `at` is its y (horizontal) or x (vertical), from `start` to `end` along the other axis."""

    at: float
    start: float
    end: float


@dataclass
class Page:
    """What one page holds. `number` counts from 1."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Ruling] = field(default_factory=list)
    verticals: list[Ruling] = field(default_factory=list)
    pictures: float = 0.0  # the share of the page that pictures cover

    def add_shape(self, x0: float, y0: float, x1: float, y1: float, *, outlined: bool) -> None:
        """Keeps the shape as ruling lines: itself if it is thin, its four sides if it is an outlined box."""
        width, height = x1 - x0, y1 - y0
        if height <= THIN and width > 3 * height:
            self.horizontals.append(Ruling((y0 + y1) / 2, x0, x1))
        elif width <= THIN and height > 3 * width:
            self.verticals.append(Ruling((x0 + x1) / 2, y0, y1))
        elif outlined and width > THIN and height > THIN:
            self.horizontals += [Ruling(y0, x0, x1), Ruling(y1, x0, x1)]
            self.verticals += [Ruling(x0, y0, y1), Ruling(x1, y0, y1)]

"""The text objects of a PDF page in the order in which PDFium draws them, and what is filled after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any

from workbench.readers.document import Box
from workbench.readers.pdfium_calls import address

Matrix = tuple[float, float, float, float, float, float]


@dataclass
class Drawn:
    """The text objects of a page with their render modes. `covers` are what is filled after the first of them: how many
    of them are drawn before it, and its box on the page as displayed.
    """

    items: list[Any] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    covers: list[tuple[int, Box]] = field(default_factory=list)
    has_forms: bool = False
    # From which text object on which matrix leads to the display, and how many forms they stand in.
    _places: list[tuple[int, Matrix, int]] = field(default_factory=list)

    def add_texts(self, items: Sequence[Any], modes: Sequence[int], matrix: Matrix, depth: int) -> None:
        if not self._places or self._places[-1][1] is not matrix or self._places[-1][2] != depth:
            self._places.append((len(self.items), matrix, depth))
        self.items += items
        self.modes += modes

    def matrix(self, at: int) -> Matrix:
        """The matrix that leads from the coordinates of this text object to the display."""
        return next(matrix for start, matrix, _ in reversed(self._places) if start <= at)

    def order(self, most: int | None = None) -> dict[int, int]:
        """The number of each text object, or of the first of them, by its address."""
        return dict(zip(map(address, self.items[:most]), count(), strict=False))

    def in_forms(self) -> Iterator[Any]:
        """The text objects inside form XObjects."""
        starts = [*self._places, (len(self.items), (1, 0, 0, 1, 0, 0), 0)]
        for (start, _, depth), (end, _, _) in pairwise(starts):
            if depth:
                yield from self.items[start:end]


def displayed(corners: Box, matrix: Matrix) -> Box:
    """The upright box that has these opposite corners after the matrix."""
    xa, ya, xb, yb = corners
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = a * xa + c * ya + e, b * xa + d * ya + f, a * xb + c * yb + e, b * xb + d * yb + f
    if x0 > x1:
        x0, x1 = x1, x0
    return (x0, y0, x1, y1) if y0 <= y1 else (x0, y1, x1, y0)

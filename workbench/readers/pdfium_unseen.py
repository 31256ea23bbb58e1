"""Text of a PDF page that nobody sees, by PDFium: watermarks, white writing on white, layers under a scan.

A watermark written level would stand in the cells of a table, and a hidden number would be read for the printed one.
Asked of all text objects of a page together: some writers make one of each glyph.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

from workbench.readers.document import Box
from workbench.readers.page import FAINT
from workbench.readers.pdfium_calls import Answers, bare, ready

Matrix = tuple[float, float, float, float, float, float]
Placed = tuple[
    int, Matrix
]  # the address of a text object, and the matrix that leads from its coordinates to the display

STROKED = (1, 2, 5, 6)  # render modes in which the outline is drawn, whatever fills it
INVISIBLE = 3


_fill_colour, render_mode = bare("FPDFPageObj_GetFillColor"), bare("FPDFTextObj_GetTextRenderMode")
_bounds = bare("FPDFPageObj_GetBounds")
_SIDES = (ctypes.c_float * 4)()
_COLOURS = Answers("I", untold=(0, 0, 0, 255), apart=True)  # a pattern is no colour, and no paper
_SIDES_AT = [ctypes.byref(_SIDES, at) for at in (0, 4, 8, 12)]
_PALE = round(255 * FAINT)


def pale_among(texts: Sequence[int]) -> list[int]:
    """Those of the text objects whose filling is hardly darker than paper."""
    reds, greens, blues, opaques = _COLOURS.of(_fill_colour, items=list(map(ready, texts)))
    if not texts or (max(reds) < _PALE and min(opaques) == 255):  # nearly every page
        return []
    return [
        item
        for item, red, green, blue, opaque in zip(texts, reds, greens, blues, opaques, strict=True)
        if 255 - (255 - min(red, green, blue)) * opaque / 255 >= _PALE
        and render_mode(ready(item)) not in STROKED
    ]


def off_the_dark(pale: Sequence[Placed], areas: Sequence[Box]) -> set[int]:
    """The addresses of the pale text objects that do not stand on a dark area."""
    return {item for item, matrix in pale if not _is_on(_middle(item, matrix), areas)}


def _middle(item: int, matrix: Matrix) -> tuple[float, float]:
    _bounds(ready(item), *_SIDES_AT)
    left, bottom, right, top = _SIDES
    x, y = (left + right) / 2, (bottom + top) / 2
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_on(place: tuple[float, float], areas: Sequence[Box]) -> bool:
    x, y = place
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in areas)

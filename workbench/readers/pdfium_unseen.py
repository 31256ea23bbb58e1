"""Text of a PDF page that nobody sees, by PDFium: watermarks, white writing on white, layers under a scan.

A watermark written level would stand in the cells of a table, and a hidden number would be read for the printed one.
Asked for each text object of a page, so the usual case is one call.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as raw

from workbench.readers.document import Box
from workbench.readers.page import FAINT

Matrix = tuple[float, float, float, float, float, float]
Placed = tuple[Any, Matrix]  # a text object, and the matrix that leads from its coordinates to the display

STROKED = (1, 2, 5, 6)  # render modes in which the outline is drawn, whatever fills it
INVISIBLE = 3


def bare(name: str) -> Any:
    """A function of PDFium that takes its arguments as they are: for a glyph, converting them took longer than the
    work itself. Handles, pointers and small whole numbers only.
    """
    function = getattr(raw, name)
    return ctypes.PYFUNCTYPE(function.restype)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_fill_colour, _render_mode = bare("FPDFPageObj_GetFillColor"), bare("FPDFTextObj_GetTextRenderMode")
_bounds = bare("FPDFPageObj_GetBounds")
_COLOUR, _SIDES = (ctypes.c_uint * 4)(), (ctypes.c_float * 4)()
_FOUR = [ctypes.byref(_COLOUR, at) for at in (0, 4, 8, 12)]
_SIDES_AT = [ctypes.byref(_SIDES, at) for at in (0, 4, 8, 12)]
_PALE = round(255 * FAINT)


def is_pale(item: Any) -> bool:
    """Whether the text object's filling is hardly darker than paper."""
    if not _fill_colour(item, *_FOUR):
        return False
    if _COLOUR[0] < _PALE and _COLOUR[3] == 255:  # nearly all
        return False
    red, green, blue, opaque = _COLOUR
    ink = (255 - min(red, green, blue)) * opaque / 255
    return 255 - ink >= _PALE and _render_mode(item) not in STROKED


def is_invisible(item: Any) -> bool:
    """Whether the text object leaves no trace: the text layer that a program lays over a scan."""
    return _render_mode(item) == INVISIBLE  # type: ignore[no-any-return]


def address(item: Any) -> int:
    """What tells one object from another."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def off_the_dark(pale: Sequence[Placed], areas: Sequence[Box]) -> set[int]:
    """The addresses of the pale text objects that do not stand on a dark area."""
    return {address(item) for item, matrix in pale if not _is_on(_middle(item, matrix), areas)}


def _middle(item: Any, matrix: Matrix) -> tuple[float, float]:
    _bounds(item, *_SIDES_AT)
    left, bottom, right, top = _SIDES
    x, y = (left + right) / 2, (bottom + top) / 2
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_on(place: tuple[float, float], areas: Sequence[Box]) -> bool:
    x, y = place
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in areas)

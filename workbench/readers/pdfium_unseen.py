"""Text of a PDF page that nobody sees, by PDFium: watermarks, white writing on white, layers under a scan.

A watermark written level would stand in the cells of a table, and a hidden number would be read for the printed one.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from workbench.readers.document import Box
from workbench.readers.page import FAINT, PICTURE, Page
from workbench.readers.pdfium_calls import Answers, address, bare

Matrix = tuple[float, float, float, float, float, float]

STROKED = (1, 2, 5, 6)  # render modes in which the outline is drawn, whatever fills it
INVISIBLE = 3
_PALE = round(255 * FAINT)

_fill_colour, _bounds = bare("FPDFPageObj_GetFillColor"), bare("FPDFPageObj_GetBounds")
_colours = Answers(ctypes.c_uint, 4, pointers=4)  # red, green, blue, opacity
_SIDES = (ctypes.c_float * 4)()
_SIDES_AT = [ctypes.byref(_SIDES, at) for at in (0, 4, 8, 12)]


class Placed(NamedTuple):
    """A text object, its render mode, the matrix that leads from its coordinates to the display, and how many forms
    it stands in.
    """

    item: Any
    mode: int
    matrix: Matrix
    depth: int


def unseen(page: Page, texts: Sequence[Placed]) -> set[bytes]:
    """The addresses of the text objects that nobody sees; says of the page whether its text is a layer under a scan.

    What else is drawn on the page is known before.
    """
    modes = list(map(itemgetter(1), texts))
    invisible = (
        {address(text.item) for text in texts if text.mode == INVISIBLE} if INVISIBLE in modes else set()
    )
    page.is_layer = page.pictures >= PICTURE and 2 * len(invisible) > len(texts)
    off = _off_the_dark(_pale(texts), page.areas)
    return off if page.is_layer else off | invisible


def _pale(texts: Sequence[Placed]) -> list[Placed]:
    """Those whose filling is hardly darker than paper."""
    known, colours = _colours.ask(_fill_colour, list(map(itemgetter(0), texts)))
    reds, _, _, opacities = colours
    if max(reds, default=0) < _PALE and min(opacities, default=255) == 255:
        return []  # nearly all pages
    pale = [255 - (255 - min(rgb)) * opaque / 255 >= _PALE for *rgb, opaque in zip(*colours, strict=True)]
    filled = [text.mode not in STROKED and text.mode != INVISIBLE for text in texts]
    return [text for text, *all_ in zip(texts, known, pale, filled, strict=True) if all(all_)]


def _off_the_dark(pale: Sequence[Placed], areas: Sequence[Box]) -> set[bytes]:
    """The addresses of the pale text objects that do not stand on a dark area."""
    return {address(text.item) for text in pale if not _is_on(_middle(text), areas)}


def _middle(text: Placed) -> tuple[float, float]:
    _bounds(text.item, *_SIDES_AT)
    left, bottom, right, top = _SIDES
    x, y = (left + right) / 2, (bottom + top) / 2
    a, b, c, d, e, f = text.matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_on(place: tuple[float, float], areas: Sequence[Box]) -> bool:
    x, y = place
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in areas)

"""Text of a PDF page that nobody sees, by PDFium: watermarks, white writing on white, layers under a scan.

A watermark written level would stand in the cells of a table, and a hidden number would be read for the printed one.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterator, Sequence

from workbench.readers.document import Box
from workbench.readers.page import FAINT, PICTURE, Page
from workbench.readers.pdfium_calls import Answers, address, bare
from workbench.readers.pdfium_drawn import Drawn

STROKED = (1, 2, 5, 6)  # render modes in which the outline is drawn, whatever fills it
INVISIBLE = 3
_PALE = round(255 * FAINT)
_BLACK = array("I", (0, 0, 0, 255)).tobytes()

_fill_colour, _bounds = bare("FPDFPageObj_GetFillColor"), bare("FPDFPageObj_GetBounds")
_colours = Answers(ctypes.c_uint, 4, pointers=4)  # red, green, blue, opacity
_SIDES = (ctypes.c_float * 4)()
_SIDES_AT = [ctypes.byref(_SIDES, at) for at in (0, 4, 8, 12)]


def unseen(page: Page, drawn: Drawn) -> set[int]:
    """The addresses of the text objects that nobody sees; says of the page whether its text is a layer under a scan.

    What else is drawn on the page is known before.
    """
    invisible = (
        {address(item) for item, mode in zip(drawn.items, drawn.modes, strict=True) if mode == INVISIBLE}
        if INVISIBLE in drawn.modes
        else set()
    )
    page.is_layer = page.pictures >= PICTURE and 2 * len(invisible) > len(drawn.items)
    off = {address(drawn.items[at]) for at in _pale(drawn) if not _is_on(_middle(drawn, at), page.areas)}
    return off if page.is_layer else off | invisible


def _pale(drawn: Drawn) -> Iterator[int]:
    """The numbers of those whose filling is hardly darker than paper."""
    known, written = _colours.written(_fill_colour, drawn.items)
    if written == _BLACK * len(drawn.items):
        return  # nearly all pages
    colours = _colours.numbers(written)
    reds, _, _, opacities = colours
    if max(reds, default=0) < _PALE and min(opacities, default=255) == 255:
        return
    for at, (is_known, *rgb, opaque) in enumerate(zip(known, *colours, strict=True)):
        is_pale = 255 - (255 - min(rgb)) * opaque / 255 >= _PALE
        if is_known and is_pale and drawn.modes[at] not in STROKED and drawn.modes[at] != INVISIBLE:
            yield at


def _middle(drawn: Drawn, at: int) -> tuple[float, float]:
    _bounds(drawn.items[at], *_SIDES_AT)
    left, bottom, right, top = _SIDES
    x, y = (left + right) / 2, (bottom + top) / 2
    a, b, c, d, e, f = drawn.matrix(at)
    return a * x + c * y + e, b * x + d * y + f


def _is_on(place: tuple[float, float], areas: Sequence[Box]) -> bool:
    x, y = place
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in areas)

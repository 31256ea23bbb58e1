"""The glyphs of a PDF page by PDFium, with their boxes as displayed.

A report has some thousand glyphs: each is asked for as little as can be, and what all of them need is worked out for
the whole page. Boxes are PDFium's loose ones (the tight ones put a decimal point on a line of its own).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from itertools import repeat
from operator import gt, sub
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from workbench.readers.page import ABOVE, BELOW, LOST, SLANTED, Glyph, Page, is_untold
from workbench.readers.pdfium_calls import Answers, address, bare, plain
from workbench.readers.pdfium_unseen import Matrix

HUGE = 40.0  # points; few glyphs are taller, so asking for their tight box as well costs nothing
QUARTER = math.pi / 2
NO_INK = frozenset((0x20, 0xA0, 0x3000, 0xFFFE, 0xFFFF))  # spaces, and PDFium's marks for hyphens and nothing

_unicode_of, _angle_of = bare("FPDFText_GetUnicode"), bare("FPDFText_GetCharAngle")
_loose_box, _object_of = bare("FPDFText_GetLooseCharBox"), bare("FPDFText_GetTextObject")
_glyph = tuple.__new__  # a glyph without the checks of its own constructor
# Each an FS_RECTF: left, top, right, bottom.
_BOXES = Answers("f", untold=(0.0, 0.0, 0.0, 0.0), apart=False)


def add_glyphs(page: Page, source: pdfium.PdfPage, to_display: Matrix, unseen: set[int]) -> None:
    """Adds the page's characters but those of the text objects `unseen`. Those written aslant are a watermark; those
    without a character stay as LOST.
    """
    text = source.get_textpage()
    handle, quarters = plain(text.raw), source.get_rotation() // 90
    codes = _codes(text.raw, text.count_chars())
    inked = _inked(text.raw, codes, unseen)
    sides = _BOXES.of(_loose_box, handle, items=inked)
    _, top, _, bottom = sides
    turned = _angles(handle, inked, sides)
    page.turns[quarters % 4] += len(inked) - len(turned)
    aslant = {at for at, angle in turned.items() if abs(angle / QUARTER - round(angle / QUARTER)) > SLANTED}
    odd = {at for at, height in enumerate(map(sub, top, bottom)) if height > HUGE}
    for at in turned.keys() - aslant:
        turn = round(turned[at] / QUARTER) % 4
        page.turns[(turn + quarters) % 4] += 1
        odd |= {at} if turn else set()
    for at in odd - aslant:
        for side, value in zip(sides, _tight_box(text.raw, inked[at]), strict=True):
            side[at] = value
    text.close()
    told = {code: _sign(code) for code in set(codes)}
    signs = [told[codes[index]] for index in inked]
    glyphs = list(map(_glyph, repeat(Glyph), zip(signs, *_displayed(sides, to_display), strict=True)))
    page.glyphs += [glyph for at, glyph in enumerate(glyphs) if at not in aslant] if aslant else glyphs
    if LOST in signs:
        page.lost += sum(glyph.text == LOST for glyph in page.glyphs)


def _inked(handle: Any, codes: Sequence[int], unseen: set[int]) -> list[int]:
    """The places in the text of the characters that leave ink and are seen."""
    inked = [
        index
        for index, code in enumerate(codes)
        if code not in NO_INK and (code > 31 or raw.FPDFText_HasUnicodeMapError(handle, index))
    ]
    if not unseen:
        return inked
    return [index for index in inked if address(_object_of(handle, index)) not in unseen]


def _angles(handle: Any, places: Sequence[int], sides: list[list[float]]) -> dict[int, float]:
    """The angles that are not 0. One on the right of an upright glyph, on its line and of its size, is upright too."""
    angles = {}
    lefts, tops, _, bottoms = sides
    low = high = begun = math.nan  # of the glyph before, where it was upright
    for at, (left, top, bottom) in enumerate(zip(lefts, tops, bottoms, strict=True)):
        if bottom != low or top != high or left <= begun:
            if angle := _angle_of(handle, places[at]):
                angles[at] = angle
                low = high = math.nan
            else:
                low, high = bottom, top
        begun = left
    return angles


def _sign(code: int) -> str:
    sign = chr(code)
    return LOST if is_untold(sign) else sign


def _displayed(sides: list[list[float]], to_display: Matrix) -> list[list[float]]:
    """The columns left, top, right, bottom of the boxes as displayed."""
    left, top, right, bottom = sides
    a, b, c, d, e, f = to_display
    if a:  # pages are turned by quarters, so each side depends on one coordinate
        xs = [[a * x + e for x in side] for side in (left, right)]
        ys = [[d * y + f for y in side] for side in (bottom, top)]
    else:
        xs = [[c * y + e for y in side] for side in (bottom, top)]
        ys = [[b * x + f for x in side] for side in (left, right)]
    if any(map(gt, *xs)) or any(map(gt, *ys)):
        xs, ys = [list(map(min, *xs)), list(map(max, *xs))], [list(map(min, *ys)), list(map(max, *ys))]
    return [xs[0], ys[0], xs[1], ys[1]]


def _codes(handle: Any, count: int) -> list[int]:
    """The code of each character: all in one go, or one by one where PDFium leaves some out or takes two units."""
    units = (ctypes.c_ushort * (2 * count + 1))()
    size = raw.FPDFText_GetText(handle, 0, count, units) - 1  # without the zero at the end
    whole = size == count == len(bytes(units)[: 2 * size].decode("utf-16-le", "replace"))
    return units[:count] if whole else [_unicode_of(handle, index) for index in range(count)]


def _tight_box(handle: Any, index: int) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a glyph whose loose box is wrong: PDFium turns it not with turned text, and does not
    scale it in vertical writing. Across a turned line the box is built from the baseline, because the tight box
    of a decimal point or a dash lies off the middle of its line.
    """
    sides = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(handle, index, *(ctypes.byref(side) for side in sides))
    left, right, bottom, top = (side.value for side in sides)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(handle, index, ctypes.byref(x), ctypes.byref(y))
    angle, matrix = raw.FPDFText_GetCharAngle(handle, index), raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix))
    size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.a, matrix.b)
    if abs(math.sin(angle)) > 0.7:  # written upward or downward: the baseline is an upright line at x
        toward = -math.copysign(1, math.sin(angle))
        left, right = sorted((x.value - toward * BELOW * size, x.value + toward * ABOVE * size))
    elif math.cos(angle) < 0:  # upside down
        bottom, top = y.value - ABOVE * size, y.value + BELOW * size
    return left, top, right, bottom

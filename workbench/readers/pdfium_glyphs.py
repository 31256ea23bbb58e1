"""The characters of a PDF page with their boxes, by PDFium. Those written aslant are a watermark and left out; those
without a character stay as LOST.

Boxes are PDFium's loose ones (the tight ones put a decimal point on a line of its own) but where it gets those wrong.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from itertools import repeat
from operator import gt
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from workbench.readers.clipped import beside_edges, lines_in
from workbench.readers.document import Box
from workbench.readers.page import ABOVE, BELOW, DIGITS, LOST, SLANTED, Glyph, Page, without_untold
from workbench.readers.pdfium_calls import Answers, address, bare, ready
from workbench.readers.pdfium_drawn import Drawn, Matrix
from workbench.readers.pdfium_hidden import cut_short, unprinted

HUGE = 40.0  # points; few glyphs are taller, so asking for their tight box as well costs nothing
QUARTER = math.pi / 2
# Spaces, PDFium's marks for hyphens and nothing, and controls: its own, and codes that no font maps.
CONTROLS = frozenset(map(chr, range(32)))
NO_INK = CONTROLS.union(" \xa0\u3000\ufffe\uffff")

_unicode_of, _angle_of = bare("FPDFText_GetUnicode"), bare("FPDFText_GetCharAngle")
_loose_box, _object_of = bare("FPDFText_GetLooseCharBox"), bare("FPDFText_GetTextObject")
_is_unmapped = bare("FPDFText_HasUnicodeMapError")
_UNITS = (ctypes.c_ushort * 8192)()  # room for the text of most pages, used again and again
_boxes = Answers(ctypes.c_float, 4, pointers=1)  # an FS_RECTF: left, top, right, bottom
_glyph = tuple.__new__  # a glyph without the checks of its own constructor

Side = list[float]
Sides = tuple[Side, Side, Side, Side]  # of many boxes: all left sides, all top ones, right, bottom


def add_glyphs(
    page: Page,
    source: pdfium.PdfPage,
    to_display: Matrix,
    drawn: Drawn,
    unseen: set[int],
    clips: Sequence[Box],
) -> None:
    """Adds the page's characters but those of the text objects `unseen` and digits that are not printed; a mark on each
    digit with which a clip, one of `clips` or another, may cut a number short.
    """
    text = source.get_textpage()
    handle = text.raw
    signs = _signs(handle, text.count_chars())
    inked = [
        index
        for index, sign in enumerate(signs)
        if sign not in NO_INK or (sign in CONTROLS and _is_unmapped(handle, index))
    ]
    if unseen:
        inked = [index for index in inked if address(_object_of(handle, index)) not in unseen]
    quick = ready(handle)
    _, (lefts, tops, rights, bottoms) = _boxes.ask(_loose_box, inked, quick)
    sides = lefts, tops, rights, bottoms
    quarters = source.get_rotation() // 90
    firsts = _firsts_of_runs(sides)
    if not any(map(_angle_of, repeat(quick), [inked[at] for at in firsts])):
        page.turns[quarters % 4] += len(inked)
        if any(tops[at] - bottoms[at] > HUGE for at in firsts):
            _make_tall_ones_tight(handle, inked, sides)
    else:
        inked, sides = _as_turned(page, handle, inked, sides, quarters)
    told = without_untold([signs[index] for index in inked])
    page.lost += told.count(LOST)
    shown = _displayed(sides, to_display)
    page.is_within = _are_within(page, shown)
    glyphs = list(map(_glyph, repeat(Glyph), zip(told, *shown, strict=True)))
    digits = [at for at, sign in enumerate(told) if sign in DIGITS]
    objects = [_object_of(quick, inked[at]) for at in digits]
    numbers = [glyphs[at] for at in digits]
    hidden = unprinted(source, drawn, numbers, objects)
    gone = {digits[at] for at in hidden}
    page.glyphs += [glyph for at, glyph in enumerate(glyphs) if at not in gone] if gone else glyphs
    at_edges = beside_edges(lines_in(numbers, clips)) if clips else []
    page.add_clipped([*cut_short(drawn, numbers, objects, hidden), *at_edges])
    text.close()


def _signs(handle: Any, count: int) -> Sequence[str]:
    """Each character: all in one go, or one by one where PDFium leaves some out or takes two units."""
    units = _UNITS if 2 * count < len(_UNITS) else (ctypes.c_ushort * (2 * count + 1))()
    size = raw.FPDFText_GetText(handle, 0, count, units) - 1  # without the zero at the end
    signs = memoryview(units).cast("B")[: 2 * size].tobytes().decode("utf-16-le", "replace")
    return signs if size == count == len(signs) else [chr(_unicode_of(handle, at)) for at in range(count)]


def _are_within(page: Page, shown: Sides) -> bool:
    """Whether all glyphs stand whole on the paper."""
    lefts, tops, rights, bottoms = shown
    return not lefts or (
        min(lefts) >= 0 and min(tops) >= 0 and max(rights) <= page.width and max(bottoms) <= page.height
    )


def _firsts_of_runs(sides: Sides) -> list[int]:
    """The glyphs that begin a run: those of a run are on one line and of one size, each on the right of the one before,
    and so have one angle.
    """
    lefts, tops, _, bottoms = sides
    firsts = []
    bottom_before = top_before = left_before = math.nan
    for at, (bottom, top, left) in enumerate(zip(bottoms, tops, lefts, strict=True)):
        if bottom_before != bottom or top_before != top or left_before >= left:
            firsts.append(at)
            bottom_before, top_before = bottom, top
        left_before = left
    return firsts


def _make_tall_ones_tight(handle: Any, inked: Sequence[int], sides: Sides) -> None:
    """Gives upright glyphs so tall that the loose box may be wrong the tight one."""
    _, tops, _, bottoms = sides
    for at, (top, bottom) in enumerate(list(zip(tops, bottoms, strict=True))):
        if top - bottom > HUGE:
            for side, place in zip(sides, _tight_box(handle, inked[at]), strict=True):
                side[at] = place


def _as_turned(
    page: Page, handle: Any, inked: Sequence[int], sides: Sides, quarters: int
) -> tuple[list[int], Sides]:
    """The glyphs that are not aslant with their boxes, counted by the quarter turns in which they are written."""
    kept: list[int] = []
    boxes: list[tuple[float, ...]] = []
    for index, box in zip(inked, zip(*sides, strict=True), strict=True):
        angle = _angle_of(handle, index) / QUARTER
        turn = round(angle)
        if abs(angle - turn) > SLANTED:
            continue
        page.turns[(turn + quarters) % 4] += 1
        kept.append(index)
        boxes.append(_tight_box(handle, index) if turn % 4 or box[1] - box[3] > HUGE else box)
    lefts, tops, rights, bottoms = ([box[side] for box in boxes] for side in range(4))
    return kept, (lefts, tops, rights, bottoms)


def _displayed(sides: Sides, to_display: Matrix) -> Sides:
    """The boxes on the page as displayed: left, top, right and bottom as they are seen there."""
    a, b, c, d, e, f = to_display
    lefts, tops, rights, bottoms = sides
    if (a, b, c, d) == (1, 0, 0, -1):  # nearly every page
        xa, xb = (lefts, rights) if e == 0 else ([x + e for x in lefts], [x + e for x in rights])
        ya, yb = [f - y for y in tops], [f - y for y in bottoms]
    else:
        left_bottom, right_top = list(zip(lefts, bottoms, strict=True)), list(zip(rights, tops, strict=True))
        xa, xb = ([a * x + c * y + e for x, y in corners] for corners in (left_bottom, right_top))
        ya, yb = ([b * x + d * y + f for x, y in corners] for corners in (left_bottom, right_top))
    (x0, x1), (y0, y1) = _in_order(xa, xb), _in_order(ya, yb)
    return x0, y0, x1, y1


def _in_order(starts: Side, ends: Side) -> tuple[Side, Side]:
    """Each pair with the smaller one first."""
    if any(map(gt, starts, ends)):
        return list(map(min, starts, ends)), list(map(max, starts, ends))
    return starts, ends


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

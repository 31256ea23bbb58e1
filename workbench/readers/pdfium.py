"""PDF by PDFium (pypdfium2): glyphs, ruling lines and pictures of each page. Also draws a page as a picture.

The fast engine, and the one that repairs broken cross-reference tables. Not safe for threads: one process each.
Glyph boxes are PDFium's loose ones (the tight ones put a decimal point on a line of its own).
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import repeat
from operator import gt
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from workbench.errors import Unreadable
from workbench.readers.page import (
    ABOVE,
    BELOW,
    LOST,
    SLANTED,
    Glyph,
    Page,
    is_untold,
    refuse_too_many,
    shown_part,
)
from workbench.readers.pdfium_shapes import Matrix, add_object, bare, kind_of, object_at

Sides = tuple[list[float], list[float], list[float], list[float]]  # of boxes: left, top, right, bottom

HUGE = 40.0  # points; few glyphs are taller, so asking for their tight box as well costs nothing
QUARTER = math.pi / 2
LARGEST_PICTURE = 7000  # pixels a side
NO_INK = frozenset((0x20, 0xA0, 0x3000, 0xFFFE, 0xFFFF))  # spaces, and PDFium's marks for hyphens and nothing


_unicode_of, _angle_of = bare("FPDFText_GetUnicode"), bare("FPDFText_GetCharAngle")
_loose_box = bare("FPDFText_GetLooseCharBox")
_glyph = tuple.__new__  # a glyph without the checks of its own constructor
AT_ONCE = 1024  # glyphs
_BOXES = (ctypes.c_float * (4 * AT_ONCE))()  # each an FS_RECTF: left, top, right, bottom
_BOX_AT = [ctypes.byref(_BOXES, 16 * place) for place in range(AT_ONCE)]


def read_pages(data: bytes, name: str) -> Iterator[Page]:
    """The pages of the PDF one by one. Raises Unreadable when PDFium cannot open it."""
    document = _open(data, name)
    try:
        refuse_too_many(len(document), name)
        for index in range(len(document)):
            yield _page(_loaded(document, index, name), index + 1)
    finally:
        document.close()


def draw_pages(data: bytes, name: str, dpi: float, numbers: Sequence[int] = ()) -> Iterator[Any]:
    """The pages as displayed, as arrays of grey values (rows of pixels); those of `numbers`, or all."""
    document = _open(data, name)
    try:
        for number in numbers or range(1, len(document) + 1):
            page = document[number - 1]
            scale = min(dpi / 72, LARGEST_PICTURE / max(page.get_size()))
            bitmap = page.render(scale=scale, grayscale=True)
            yield bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
            bitmap.close()
            page.close()
    finally:
        document.close()


def page_size(data: bytes, name: str, number: int) -> tuple[float, float]:
    """Width and height of the page as displayed, in points."""
    document = _open(data, name)
    try:
        width, height = document[number - 1].get_size()
        return width, height
    finally:
        document.close()


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        raise Unreadable(
            "encrypted" if encrypted else "unreadable",
            where=name,
            found="a PDF that asks for a password" if encrypted else "a PDF that cannot be opened",
            expected="a PDF that opens without a password" if encrypted else "a whole PDF file",
            todo="Save it once more without protection." if encrypted else "Fetch the file again.",
        ) from None


def _loaded(document: pdfium.PdfDocument, index: int, name: str) -> pdfium.PdfPage:
    try:
        return document[index]
    except pdfium.PdfiumError:
        raise Unreadable(
            "unreadable",
            where=name,
            found=f"page {index + 1}, which cannot be opened",
            expected="a whole PDF file",
            todo="Fetch the file again.",
        ) from None


def _page(source: pdfium.PdfPage, number: int) -> Page:
    width, height = source.get_size()
    page = Page(number, width, height)
    to_display = _display(source)
    _add_glyphs(page, source, to_display)
    handle = source.raw
    items = list(map(object_at, repeat(handle), range(raw.FPDFPage_CountObjects(handle))))
    for item, kind in zip(items, map(kind_of, items), strict=True):
        if kind != raw.FPDF_PAGEOBJ_TEXT:  # nearly all of them, and read already
            add_object(page, item, kind, to_display)
    source.close()
    page.set_apart_what_is_outside()
    return page


def _display(source: pdfium.PdfPage) -> Matrix:
    """From PDF coordinates (y upward, before /Rotate) to points from the top left of the page as displayed."""
    left, bottom, right, top = shown_part(source.get_mediabox(), source.get_cropbox())
    turns: dict[int, Matrix] = {
        0: (1, 0, 0, -1, -left, top),
        90: (0, 1, 1, 0, -bottom, -left),
        180: (-1, 0, 0, 1, right, -bottom),
        270: (0, -1, -1, 0, top, right),
    }
    return turns[source.get_rotation()]


def _add_glyphs(page: Page, source: pdfium.PdfPage, to_display: Matrix) -> None:
    """Adds the page's characters. Those written aslant are a watermark; those without a character stay as LOST.

    A report has some thousand glyphs: what all of them need is worked out column by column, not glyph by glyph.
    """
    text = source.get_textpage()
    handle, quarters = text.raw, source.get_rotation() // 90
    codes = _codes(handle, text.count_chars())
    inked = [
        index
        for index, code in enumerate(codes)
        if code not in NO_INK and (code > 32 or raw.FPDFText_HasUnicodeMapError(handle, index))
    ]
    sides = _loose_boxes(handle, inked)
    angles = _angles(handle, inked, sides)
    turns = {place: round(angle / QUARTER) for place, angle in angles.items()}
    aslant = {place for place, turn in turns.items() if abs(angles[place] / QUARTER - turn) > SLANTED}
    page.turns[quarters % 4] += len(inked) - len(angles)
    for place in turns.keys() - aslant:
        page.turns[(turns[place] + quarters) % 4] += 1
    _, top, _, bottom = sides
    odd = {place for place, (high, low) in enumerate(zip(top, bottom, strict=True)) if high - low > HUGE}
    odd |= {place for place, turn in turns.items() if turn % 4}
    for place in odd - aslant:
        for side, value in zip(sides, _tight_box(handle, inked[place]), strict=True):
            side[place] = value
    signs = [_sign(codes[index]) for index in inked]
    glyphs = map(_glyph, repeat(Glyph), zip(signs, *_displayed(sides, to_display), strict=True))
    page.glyphs += [glyph for place, glyph in enumerate(glyphs) if place not in aslant] if aslant else glyphs
    page.lost += sum(glyph.text == LOST for glyph in page.glyphs) if LOST in signs else 0
    text.close()


def _loose_boxes(handle: Any, indexes: list[int]) -> Sides:
    """PDFium's loose boxes of the glyphs, through one buffer: a loop that unpacks each box takes twice the time."""
    flat: list[float] = []
    for start in range(0, len(indexes), AT_ONCE):
        some = indexes[start : start + AT_ONCE]
        deque(map(_loose_box, repeat(handle), some, _BOX_AT), maxlen=0)
        flat += _BOXES[: 4 * len(some)]
    return flat[0::4], flat[1::4], flat[2::4], flat[3::4]


def _angles(handle: Any, indexes: list[int], sides: Sides) -> dict[int, float]:
    """The angles, by place among the indexes, of the glyphs that are not upright.

    Few are asked: on the right of an upright glyph, on its line and of its size, all are upright.
    """
    left, top, _, bottom = sides
    before = zip(left, top, bottom, strict=True)
    here = zip(left[1:], top[1:], bottom[1:], strict=True)
    starts = [
        place
        for place, ((x, y, z), (x0, y0, z0)) in enumerate(zip(here, before, strict=False), 1)
        if y != y0 or z != z0 or x <= x0
    ]
    found: dict[int, float] = {}
    for place in [0, *starts] if indexes else []:
        while place < len(indexes) and place not in found and (angle := _angle_of(handle, indexes[place])):
            found[place] = angle
            place += 1
    return found


def _displayed(sides: Sides, to_display: Matrix) -> Sides:
    """x0, y0, x1, y1 of the boxes as displayed."""
    left, top, right, bottom = sides
    a, b, c, d, e, f = to_display
    if a:
        x0, x1 = _in_order(_placed(left, a, e), _placed(right, a, e))
        y0, y1 = _in_order(_placed(top, d, f), _placed(bottom, d, f))
    else:
        x0, x1 = _in_order(_placed(bottom, c, e), _placed(top, c, e))
        y0, y1 = _in_order(_placed(left, b, f), _placed(right, b, f))
    return x0, y0, x1, y1


def _placed(values: list[float], scale: float, shift: float) -> list[float]:
    return values if scale == 1 and not shift else [scale * value + shift for value in values]


def _in_order(some: list[float], others: list[float]) -> tuple[list[float], list[float]]:
    """The smaller and the larger of each pair: nearly always they are in order."""
    if any(map(gt, some, others)):
        return list(map(min, some, others)), list(map(max, some, others))
    return some, others


def _sign(code: int) -> str:
    sign = chr(code)
    return LOST if code < 32 or (code > 0xDFFF and is_untold(sign)) else sign


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

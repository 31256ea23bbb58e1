"""PDF by PDFium (pypdfium2): glyphs, ruling lines and pictures of each page. Also draws a page as a picture.

The fast engine, and the one that repairs broken cross-reference tables. Not safe for threads: one process each.
Glyph boxes are PDFium's loose ones (the tight ones put a decimal point on a line of its own).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from workbench.errors import Unreadable
from workbench.readers.page import (
    ABOVE,
    BELOW,
    LOST,
    PICTURE,
    SLANTED,
    Glyph,
    Page,
    is_untold,
    refuse_too_many,
    shown_part,
)
from workbench.readers.pdfium_shapes import add_object, kind_of, object_at
from workbench.readers.pdfium_unseen import (
    Matrix,
    Placed,
    address,
    bare,
    is_invisible,
    is_pale,
    off_the_dark,
)

HUGE = 40.0  # points; few glyphs are taller, so asking for their tight box as well costs nothing
QUARTER = math.pi / 2
LARGEST_PICTURE = 7000  # pixels a side
NO_INK = frozenset((0x20, 0xA0, 0x3000, 0xFFFE, 0xFFFF))  # spaces, and PDFium's marks for hyphens and nothing


_unicode_of, _angle_of = bare("FPDFText_GetUnicode"), bare("FPDFText_GetCharAngle")
_loose_box, _object_of = bare("FPDFText_GetLooseCharBox"), bare("FPDFText_GetTextObject")
_glyph = tuple.__new__  # a glyph without the checks of its own constructor


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
    _add_glyphs(page, source, to_display, _unseen(page, source.raw, to_display))
    source.close()
    page.set_apart_what_is_outside()
    return page


def _unseen(page: Page, handle: Any, to_display: Matrix) -> set[int]:
    """Adds what is drawn on the page beside text; the text objects that nobody sees."""
    texts, invisible, pale = 0, list[Any](), list[Placed]()
    for index in range(raw.FPDFPage_CountObjects(handle)):
        item = object_at(handle, index)
        if kind_of(item) != raw.FPDF_PAGEOBJ_TEXT:
            add_object(page, item, to_display, pale)
            continue
        texts += 1  # nearly all of them
        if is_invisible(item):
            invisible.append(item)
        elif is_pale(item):
            pale.append((item, to_display))
    page.is_layer = page.pictures >= PICTURE and 2 * len(invisible) > texts
    unseen = off_the_dark(pale, page.areas)
    return unseen if page.is_layer else unseen | set(map(address, invisible))


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


def _add_glyphs(page: Page, source: pdfium.PdfPage, to_display: Matrix, unseen: set[int]) -> None:
    """Adds the page's characters but those of the text objects `unseen`. Those written aslant are a watermark; those
    without a character stay as LOST.

    Called for each of some thousand glyphs a report, so it asks PDFium as little as it can.
    """
    text = source.get_textpage()
    handle, box = text.raw, (ctypes.c_float * 4)()  # an FS_RECTF: left, top, right, bottom
    pointer = ctypes.byref(box)
    a, b, c, d, e, f = to_display
    quarters, upright = source.get_rotation() // 90, 0
    keep, turns = page.glyphs.append, page.turns
    low = high = begun = math.nan  # of the glyph before, where it was upright
    for index, code in enumerate(_codes(handle, text.count_chars())):
        if code in NO_INK or (code < 32 and not raw.FPDFText_HasUnicodeMapError(handle, index)):
            continue
        if unseen and address(_object_of(handle, index)) in unseen:
            continue
        _loose_box(handle, index, pointer)
        left, top, right, bottom = box[:]
        if bottom == low and top == high and left > begun:
            angle = 0.0  # on the right of an upright glyph, on its line and of its size
        else:
            angle = _angle_of(handle, index)
            low, high = (math.nan, math.nan) if angle else (bottom, top)
        begun = left
        if angle:
            turn = round(angle / QUARTER) % 4
            if abs(angle / QUARTER - round(angle / QUARTER)) > SLANTED:
                continue
            turns[(turn + quarters) % 4] += 1
            if turn or top - bottom > HUGE:
                left, top, right, bottom = _tight_box(handle, index)
        else:
            upright += 1
            if top - bottom > HUGE:
                left, top, right, bottom = _tight_box(handle, index)
        sign = chr(code)
        if code < 32 or (code > 0xDFFF and is_untold(sign)):
            sign = LOST
            page.lost += 1
        xa, ya = a * left + c * bottom + e, b * left + d * bottom + f
        xb, yb = a * right + c * top + e, b * right + d * top + f
        if xa > xb:
            xa, xb = xb, xa
        keep(_glyph(Glyph, (sign, xa, ya, xb, yb) if ya < yb else (sign, xa, yb, xb, ya)))
    turns[quarters % 4] += upright
    text.close()


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

"""PDF by PDFium (pypdfium2): glyphs, ruling lines and pictures of each page. Also draws a page as a picture.

The fast engine, and the one that repairs broken cross-reference tables. Not safe for threads: one process each.
Glyph boxes are PDFium's loose ones (the tight ones put a decimal point on a line of its own).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from workbench.errors import Unreadable
from workbench.readers.page import (
    ABOVE,
    BELOW,
    LOST,
    PAPER,
    SLANTED,
    Glyph,
    Page,
    is_untold,
    refuse_too_many,
    shown_part,
)

DEEPEST_FORM = 8  # form XObjects inside one another; a deeper nest is an attack or a loop
HUGE = 40.0  # points; few glyphs are taller, so asking for their tight box as well costs nothing
QUARTER = math.pi / 2
LARGEST_PICTURE = 7000  # pixels a side
NO_INK = frozenset((0x20, 0xA0, 0x3000, 0xFFFE, 0xFFFF))  # spaces, and PDFium's marks for hyphens and nothing
Matrix = tuple[float, float, float, float, float, float]


def _bare(name: str) -> Any:
    """A function of PDFium that takes its arguments as they are: for a glyph, converting them took longer than the
    work itself. Handles, pointers and small whole numbers only.
    """
    function = getattr(raw, name)
    return ctypes.PYFUNCTYPE(function.restype)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_unicode_of, _angle_of = _bare("FPDFText_GetUnicode"), _bare("FPDFText_GetCharAngle")
_loose_box = _bare("FPDFText_GetLooseCharBox")
_object_at, _kind_of = _bare("FPDFPage_GetObject"), _bare("FPDFPageObj_GetType")
_draw_mode, _get_matrix = _bare("FPDFPath_GetDrawMode"), _bare("FPDFPageObj_GetMatrix")
_stroke_colour, _fill_colour = _bare("FPDFPageObj_GetStrokeColor"), _bare("FPDFPageObj_GetFillColor")
_segment_at, _point_of = _bare("FPDFPath_GetPathSegment"), _bare("FPDFPathSegment_GetPoint")
_segment_kind, _closes = _bare("FPDFPathSegment_GetType"), _bare("FPDFPathSegment_GetClose")
_INTS, _COLOUR, _POINT = (
    (ctypes.c_int * 2)(),
    (ctypes.c_uint * 4)(),
    (ctypes.c_float * 2)(),
)  # answers, used again
_TWO = [ctypes.byref(_INTS, at) for at in (0, 4)]
_FOUR = [ctypes.byref(_COLOUR, at) for at in (0, 4, 8, 12)]
_XY = [ctypes.byref(_POINT, at) for at in (0, 4)]
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
    _add_glyphs(page, source, to_display)
    handle = source.raw
    for index in range(raw.FPDFPage_CountObjects(handle)):
        item = _object_at(handle, index)
        if _kind_of(item) != raw.FPDF_PAGEOBJ_TEXT:  # nearly all of them, and read already
            _add_object(page, item, to_display, 0)
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

    Called for each of some thousand glyphs a report, so it asks PDFium as little as it can.
    """
    text = source.get_textpage()
    handle, box = text.raw, (ctypes.c_float * 4)()  # an FS_RECTF: left, top, right, bottom
    pointer = ctypes.byref(box)
    a, b, c, d, e, f = to_display
    quarters, upright = source.get_rotation() // 90, 0
    keep, turns = page.glyphs.append, page.turns
    for index in range(text.count_chars()):
        code = _unicode_of(handle, index)
        if code in NO_INK or (code < 32 and not raw.FPDFText_HasUnicodeMapError(handle, index)):
            continue
        _loose_box(handle, index, pointer)
        left, top, right, bottom = box[:]
        angle = _angle_of(handle, index)
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


def _add_object(page: Page, item: Any, matrix: Matrix, depth: int) -> None:
    """Adds a path's lines, a picture's area, or what stands inside a form XObject. `matrix` leads to the display."""
    kind = _kind_of(item)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        _add_path(page, item, matrix)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        a, b, c, d, _, _ = _times(_matrix_of(item), matrix)  # a picture fills the unit square
        page.pictures = min(1.0, page.pictures + abs(a * d - b * c) / max(page.width * page.height, 1.0))
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        inner = _times(_matrix_of(item), matrix)
        for index in range(raw.FPDFFormObj_CountObjects(item)):
            _add_object(page, raw.FPDFFormObj_GetObject(item, index), inner, depth + 1)


def _add_path(page: Page, item: Any, matrix: Matrix) -> None:
    _draw_mode(item, *_TWO)
    fill, stroke = _INTS
    if not (fill or stroke) or _is_paper(item, bool(stroke)):
        return
    place = _times(_matrix_of(item), matrix)
    for points in _subpaths(item):
        shown = [_apply(place, x, y) for x, y in points]
        xs, ys = [x for x, _ in shown], [y for _, y in shown]
        if stroke and not fill and len(points) > 2 and not _is_box(shown):
            for (xa, ya), (xb, yb) in pairwise(shown):
                page.add_shape(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb), outlined=False)
        else:
            page.add_shape(min(xs), min(ys), max(xs), max(ys), outlined=bool(stroke))


def _is_box(points: list[tuple[float, float]]) -> bool:
    """Whether the points are the corners of an upright rectangle."""
    xs = {round(x, 1) for x, _ in points}
    ys = {round(y, 1) for _, y in points}
    return len(points) in (4, 5) and len(xs) <= 2 and len(ys) <= 2


def _subpaths(item: Any) -> Iterator[list[tuple[float, float]]]:
    """The path's pieces as lists of points: one object may hold all the lines of a page."""
    points: list[tuple[float, float]] = []
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = _segment_at(item, index)
        _point_of(segment, *_XY)
        if _segment_kind(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((_POINT[0], _POINT[1]))
        if _closes(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points


def _is_paper(item: Any, stroked: bool) -> bool:
    (_stroke_colour if stroked else _fill_colour)(item, *_FOUR)
    red, green, blue, opaque = _COLOUR
    return min(red, green, blue) / 255 >= PAPER or opaque == 0


def _matrix_of(item: Any) -> Matrix:
    m = raw.FS_MATRIX()
    _get_matrix(item, ctypes.byref(m))
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then` (PDF 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    return (
        a * then[0] + b * then[2],
        a * then[1] + b * then[3],
        c * then[0] + d * then[2],
        c * then[1] + d * then[3],
        e * then[0] + f * then[2] + then[4],
        e * then[1] + f * then[3] + then[5],
    )

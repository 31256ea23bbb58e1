"""What a PDF page draws, by PDFium: paths become ruling lines, pictures their area; form XObjects are opened.

Text is not among it: `pdfium` takes the glyphs of a page. White lines are paper, and a nest of forms has an end.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise, repeat
from typing import Any

import pypdfium2.raw as raw

from workbench.readers.page import PAPER, Page

DEEPEST_FORM = 8  # form XObjects inside one another; a deeper nest is an attack or a loop
MOVE = raw.FPDF_SEGMENT_MOVETO
Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)


def bare(name: str) -> Any:
    """A function of PDFium that takes its arguments as they are: for a glyph, converting them took longer than the
    work itself. Handles, pointers and small whole numbers only.
    """
    function = getattr(raw, name)
    return ctypes.PYFUNCTYPE(function.restype)(ctypes.cast(function, ctypes.c_void_p).value or 0)


object_at, kind_of = bare("FPDFPage_GetObject"), bare("FPDFPageObj_GetType")
_draw_mode, _get_matrix = bare("FPDFPath_GetDrawMode"), bare("FPDFPageObj_GetMatrix")
_stroke_colour, _fill_colour = bare("FPDFPageObj_GetStrokeColor"), bare("FPDFPageObj_GetFillColor")
_segment_at, _point_of = bare("FPDFPath_GetPathSegment"), bare("FPDFPathSegment_GetPoint")
_segments = bare("FPDFPath_CountSegments")
_segment_kind, _closes = bare("FPDFPathSegment_GetType"), bare("FPDFPathSegment_GetClose")
# Answers, used again and again; those of a matrix stand as in an FS_MATRIX.
_INTS, _COLOUR, _POINT = (ctypes.c_int * 2)(), (ctypes.c_uint * 4)(), (ctypes.c_float * 2)()
_MATRIX = (ctypes.c_float * 6)()
_MATRIX_AT = ctypes.byref(_MATRIX)
_TWO = [ctypes.byref(_INTS, at) for at in (0, 4)]
_FOUR = [ctypes.byref(_COLOUR, at) for at in (0, 4, 8, 12)]
_X, _Y = ctypes.byref(_POINT, 0), ctypes.byref(_POINT, 4)


def add_object(page: Page, item: Any, kind: int, matrix: Matrix, depth: int = 0) -> None:
    """Adds a path's lines, a picture's area, or what stands inside a form XObject. `matrix` leads to the display."""
    if kind == raw.FPDF_PAGEOBJ_PATH:
        _add_path(page, item, matrix)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        a, b, c, d, _, _ = _times(_matrix_of(item), matrix)  # a picture fills the unit square
        page.pictures = min(1.0, page.pictures + abs(a * d - b * c) / max(page.width * page.height, 1.0))
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        inner = _times(_matrix_of(item), matrix)
        for index in range(raw.FPDFFormObj_CountObjects(item)):
            part = raw.FPDFFormObj_GetObject(item, index)
            add_object(page, part, kind_of(part), inner, depth + 1)


def _add_path(page: Page, item: Any, matrix: Matrix) -> None:
    _draw_mode(item, *_TWO)
    fill, stroke = _INTS
    if not (fill or stroke) or _is_paper(item, bool(stroke)):
        return
    a, b, c, d, e, f = _times(_matrix_of(item), matrix)
    if (line := _line_of(item)) is not None:  # what most borders are
        xa, ya, xb, yb = line
        x0, y0, x1, y1 = a * xa + c * ya + e, b * xa + d * ya + f, a * xb + c * yb + e, b * xb + d * yb + f
        page.add_shape(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), outlined=bool(stroke))
        return
    in_lines = bool(stroke and not fill)
    for points in _subpaths(item, closing=in_lines):
        xs, ys = [a * x + c * y + e for x, y in points], [b * x + d * y + f for x, y in points]
        if in_lines and len(points) > 2 and not _is_box(list(zip(xs, ys, strict=True))):
            for (xa, ya), (xb, yb) in pairwise(zip(xs, ys, strict=True)):
                page.add_shape(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb), outlined=False)
        else:
            page.add_shape(min(xs), min(ys), max(xs), max(ys), outlined=bool(stroke))


def _line_of(item: Any) -> tuple[float, float, float, float] | None:
    """The two ends of a path that is one straight line."""
    if _segments(item) != 2 or _segment_kind(last := _segment_at(item, 1)) != raw.FPDF_SEGMENT_LINETO:
        return None
    _point_of(_segment_at(item, 0), _X, _Y)
    xa, ya = _POINT[:]
    _point_of(last, _X, _Y)
    xb, yb = _POINT[:]
    return xa, ya, xb, yb


def _is_box(points: list[tuple[float, float]]) -> bool:
    """Whether the points are the corners of an upright rectangle."""
    xs = {round(x, 1) for x, _ in points}
    ys = {round(y, 1) for _, y in points}
    return len(points) in (4, 5) and len(xs) <= 2 and len(ys) <= 2


def _subpaths(item: Any, *, closing: bool) -> Iterator[list[list[float]]]:
    """The path's pieces as lists of points: one object may hold all the lines of a page. `closing` says that the line
    back to the first point is wanted.
    """
    segments = list(map(_segment_at, repeat(item), range(_segments(item))))
    points: list[list[float]] = []
    for segment, kind in zip(segments, map(_segment_kind, segments), strict=True):
        if kind == MOVE and points:
            yield points
            points = []
        _point_of(segment, _X, _Y)
        points.append(_POINT[:])
        if closing and points[0] != points[-1] and _closes(segment):
            points.append(points[0])
    if points:
        yield points


def _is_paper(item: Any, stroked: bool) -> bool:
    (_stroke_colour if stroked else _fill_colour)(item, *_FOUR)
    red, green, blue, opaque = _COLOUR
    return min(red, green, blue) / 255 >= PAPER or opaque == 0


def _matrix_of(item: Any) -> Matrix:
    _get_matrix(item, _MATRIX_AT)
    a, b, c, d, e, f = _MATRIX[:]
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then` (PDF 32000-1, 8.3.4)."""
    if first == SAME:
        return then
    a, b, c, d, e, f = first
    return (
        a * then[0] + b * then[2],
        a * then[1] + b * then[3],
        c * then[0] + d * then[2],
        c * then[1] + d * then[3],
        e * then[0] + f * then[2] + then[4],
        e * then[1] + f * then[3] + then[5],
    )

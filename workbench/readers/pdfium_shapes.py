"""What a PDF page draws, by PDFium: paths become ruling lines, pictures their area; form XObjects are opened.

Text is not among it: `pdfium` takes the glyphs of a page. White lines are paper, and a nest of forms has an end.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat
from typing import Any

import pypdfium2.raw as raw

from workbench.readers.page import DARK, PAPER, THIN, Page
from workbench.readers.pdfium_calls import bare
from workbench.readers.pdfium_hidden import Drawn
from workbench.readers.pdfium_unseen import Matrix, Placed

DEEPEST_FORM = 8  # form XObjects inside one another; a deeper nest is an attack or a loop


_text_mode, _kind_of = bare("FPDFTextObj_GetTextRenderMode"), bare("FPDFPageObj_GetType")
_draw_mode, _get_matrix = bare("FPDFPath_GetDrawMode"), bare("FPDFPageObj_GetMatrix")
_stroke_colour, _fill_colour = bare("FPDFPageObj_GetStrokeColor"), bare("FPDFPageObj_GetFillColor")
_segment_at, _point_of = bare("FPDFPath_GetPathSegment"), bare("FPDFPathSegment_GetPoint")
_segments, _bounds = bare("FPDFPath_CountSegments"), bare("FPDFPageObj_GetBounds")
_segment_kind, _closes = bare("FPDFPathSegment_GetType"), bare("FPDFPathSegment_GetClose")
# Answers, used again and again; those of a matrix stand as in an FS_MATRIX.
_INTS, _COLOUR, _POINT = (ctypes.c_int * 2)(), (ctypes.c_uint * 4)(), (ctypes.c_float * 2)()
_MATRIX = (ctypes.c_float * 6)()
_MATRIX_AT = ctypes.byref(_MATRIX)
_placed = tuple.__new__  # without the checks of its own constructor
_TWO = [ctypes.byref(_INTS, at) for at in (0, 4)]
_FOUR = [ctypes.byref(_COLOUR, at) for at in (0, 4, 8, 12)]
_SIDES = (ctypes.c_float * 4)()  # left, bottom, right, top
_SIDES_AT = [ctypes.byref(_SIDES, at) for at in (0, 4, 8, 12)]
_XY = [ctypes.byref(_POINT, at) for at in (0, 4)]


def add_objects(
    page: Page, items: Sequence[Any], matrix: Matrix, drawn: Drawn | None = None, depth: int = 0
) -> Drawn:
    """Adds paths' lines and pictures' areas, those inside form XObjects too; the text objects and what covers them.

    `matrix` leads from the objects' coordinates to the display.
    """
    drawn = drawn or Drawn()
    modes = list(map(_text_mode, items))  # below zero for what is no text
    placed = list(
        map(_placed, repeat(Placed), zip(items, modes, repeat(matrix), repeat(depth), strict=False))
    )
    begun = 0
    for at in [at for at, mode in enumerate(modes) if mode < 0]:
        drawn.texts += placed[begun:at]
        begun = at + 1
        _add_other(page, items[at], matrix, drawn, depth)
    drawn.texts += placed[begun:]
    return drawn


def _add_other(page: Page, item: Any, matrix: Matrix, drawn: Drawn, depth: int) -> None:
    """Adds an object that is no text."""
    kind = _kind_of(item)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        _add_path(page, item, matrix, drawn)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        _add_picture(page, item, matrix)
        _add_cover(item, matrix, drawn)
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        drawn.has_forms = True
        inner = [raw.FPDFFormObj_GetObject(item, at) for at in range(raw.FPDFFormObj_CountObjects(item))]
        add_objects(page, inner, _times(_matrix_of(item), matrix), drawn, depth + 1)


def _add_picture(page: Page, item: Any, matrix: Matrix) -> None:
    a, b, c, d, e, f = _times(_matrix_of(item), matrix)  # a picture fills the unit square
    page.pictures = min(1.0, page.pictures + abs(a * d - b * c) / max(page.width * page.height, 1.0))
    left, top = e + min(a, 0) + min(c, 0), f + min(b, 0) + min(d, 0)
    page.add_area(left, top, e + max(a, 0) + max(c, 0), f + max(b, 0) + max(d, 0))


def _add_cover(item: Any, matrix: Matrix, drawn: Drawn) -> None:
    """Keeps where something is filled after text, white or not: a digit under it is not printed."""
    if not drawn.texts or not _bounds(item, *_SIDES_AT):
        return
    left, bottom, right, top = _SIDES
    if right - left > THIN and top - bottom > THIN:
        a, b, c, d, e, f = matrix
        xs = a * left + c * bottom + e, a * right + c * top + e
        ys = b * left + d * bottom + f, b * right + d * top + f
        drawn.covers.append((len(drawn.texts), (min(xs), min(ys), max(xs), max(ys))))


def _add_path(page: Page, item: Any, matrix: Matrix, drawn: Drawn) -> None:
    _draw_mode(item, *_TWO)
    fill, stroke = _INTS
    if fill:
        _add_cover(item, matrix, drawn)
    if not (fill or stroke) or _is_paper(item, bool(stroke)):
        return
    a, b, c, d, e, f = _times(_matrix_of(item), matrix)
    if (line := _line_of(item)) is not None:  # what most borders are
        xa, ya, xb, yb = line
        x0, y0, x1, y1 = a * xa + c * ya + e, b * xa + d * ya + f, a * xb + c * yb + e, b * xb + d * yb + f
        page.add_shape(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), outlined=bool(stroke))
        return
    for points in _subpaths(item, straight=not fill):
        xs, ys = [a * x + c * y + e for x, y in points], [b * x + d * y + f for x, y in points]
        shown = list(zip(xs, ys, strict=True))
        if stroke and not fill and len(points) > 2 and not _is_box(shown):
            for (xa, ya), (xb, yb) in pairwise(shown):
                page.add_shape(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb), outlined=False)
        else:
            page.add_shape(min(xs), min(ys), max(xs), max(ys), outlined=bool(stroke))
            if fill and _lightness(item, _fill_colour) < DARK:
                page.add_area(min(xs), min(ys), max(xs), max(ys))


def _line_of(item: Any) -> tuple[float, float, float, float] | None:
    """The two ends of a path that is one straight line."""
    if _segments(item) != 2 or _segment_kind(last := _segment_at(item, 1)) != raw.FPDF_SEGMENT_LINETO:
        return None
    _point_of(_segment_at(item, 0), *_XY)
    xa, ya = _POINT
    _point_of(last, *_XY)
    xb, yb = _POINT
    return xa, ya, xb, yb


def _is_box(points: list[tuple[float, float]]) -> bool:
    """Whether the points are the corners of an upright rectangle."""
    xs = {round(x, 1) for x, _ in points}
    ys = {round(y, 1) for _, y in points}
    return len(points) in (4, 5) and len(xs) <= 2 and len(ys) <= 2


def _subpaths(item: Any, *, straight: bool) -> Iterator[list[tuple[float, float]]]:
    """The path's pieces as lists of points: one object may hold all the lines of a page.

    With `straight`, a curve ends a piece: the ring of a seal has no sides, and its helping points are not drawn.
    """
    points: list[tuple[float, float]] = []
    of_curve = 0  # points of the curve so far; the third is its end
    for index in range(_segments(item)):
        segment = _segment_at(item, index)
        _point_of(segment, *_XY)
        kind = _segment_kind(segment)
        of_curve = of_curve + 1 if straight and kind == raw.FPDF_SEGMENT_BEZIERTO else 0
        if points and (kind == raw.FPDF_SEGMENT_MOVETO or of_curve == 1):
            yield points
            points = []
        if of_curve % 3:
            continue
        x, y = _POINT[:]
        if of_curve:
            of_curve, points = 0, []
        points.append((x, y))
        if points[0] != points[-1] and _closes(segment):
            points.append(points[0])
    if points:
        yield points


def _is_paper(item: Any, stroked: bool) -> bool:
    return _lightness(item, _stroke_colour if stroked else _fill_colour) >= PAPER


def _lightness(item: Any, colour: Any) -> float:
    """How near to white the object's colour is, 1 for what is not there at all."""
    colour(item, *_FOUR)
    red, green, blue, opaque = _COLOUR
    return min(red, green, blue) / 255 if opaque else 1.0


def _matrix_of(item: Any) -> Matrix:
    _get_matrix(item, _MATRIX_AT)
    a, b, c, d, e, f = _MATRIX[:]
    return a, b, c, d, e, f


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

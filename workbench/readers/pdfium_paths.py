"""What PDFium tells of the paths of a PDF page, asked of all of them in one go: a page has some hundred.

Of a path that is white nothing but its bounds is asked: it draws no line, and may hide what lies under it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import compress, repeat
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from workbench.readers.document import Box
from workbench.readers.page import PAPER
from workbench.readers.pdfium_calls import Answers, bare
from workbench.readers.pdfium_drawn import Matrix

LINE, RECTANGLE = 2, (4, 5)  # segments of a straight line, and of a rectangle

_draw_mode, _get_matrix = bare("FPDFPath_GetDrawMode"), bare("FPDFPageObj_GetMatrix")
_stroke_colour, _fill_colour = bare("FPDFPageObj_GetStrokeColor"), bare("FPDFPageObj_GetFillColor")
_segments, _bounds = bare("FPDFPath_CountSegments"), bare("FPDFPageObj_GetBounds")
_segment_at, _point_of = bare("FPDFPath_GetPathSegment"), bare("FPDFPathSegment_GetPoint")
_segment_kind, _closes = bare("FPDFPathSegment_GetType"), bare("FPDFPathSegment_GetClose")
_modes = Answers(ctypes.c_int, 2, pointers=2)  # filled, stroked
_colours = Answers(ctypes.c_uint, 4, pointers=4)  # red, green, blue, opacity
_matrices = Answers(ctypes.c_float, 6, pointers=1)  # an FS_MATRIX
_sides = Answers(ctypes.c_float, 4, pointers=4)  # left, bottom, right, top
_places = Answers(ctypes.c_float, 2, pointers=2)
_tuple = tuple.__new__  # a path or shape without the checks of its own constructor
_POINT = (ctypes.c_float * 2)()  # an answer, used again and again
_XY = [ctypes.byref(_POINT, at) for at in (0, 4)]


class Shape(NamedTuple):
    """Where a path stands in its own coordinates, and the matrix that leads out of them. `ends` are two of its points:
    those of a straight line, or opposite corners of what may be a rectangle.
    """

    item: Any
    matrix: Matrix
    ends: Box | None
    is_line: bool


class Path(NamedTuple):
    """How a path is drawn: `filling` is how near to white its filling is, `bounds` its left, bottom, right and top in
    the coordinates around it. What is white or not drawn at all has no shape.
    """

    is_filled: int
    is_stroked: int
    filling: float
    bounds: Box | None
    shape: Shape | None


def paths_of(items: list[Any]) -> list[Path]:
    """The paths with what is told of them."""
    if not items:
        return []
    _, (filled, stroked) = _modes.ask(_draw_mode, items)
    fillings = _lightnesses(items, _fill_colour)
    strokes = iter(_lightnesses(list(compress(items, stroked)), _stroke_colour))
    inks = [next(strokes) if stroke else filling for filling, stroke in zip(fillings, stroked, strict=True)]
    shown = [
        ink < PAPER and (fill or stroke) for fill, stroke, ink in zip(filled, stroked, inks, strict=True)
    ]
    shapes = iter(_shapes(list(compress(items, shown)), list(compress(stroked, shown))))
    placed = [next(shapes) if is_shown else None for is_shown in shown]
    told = zip(filled, stroked, fillings, bounds_of(items), placed, strict=True)
    return list(map(_tuple, repeat(Path), told))


def bounds_of(items: list[Any]) -> list[Box | None]:
    """Left, bottom, right and top of page objects in the coordinates around them."""
    known, sides = _sides.ask(_bounds, items)
    return [box if is_known else None for is_known, box in zip(known, zip(*sides, strict=True), strict=True)]


def matrix_of(item: Any) -> Matrix:
    ((a,), (b,), (c,), (d,), (e,), (f,)) = _matrices.ask(_get_matrix, [item])[1]
    return a, b, c, d, e, f


def subpaths(item: Any, *, straight: bool) -> Iterator[list[tuple[float, float]]]:
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


def _lightnesses(items: list[Any], colour: Any) -> list[float]:
    """How near to white the colours are, 1 for what is not there at all."""
    reds, greens, blues, opacities = _colours.ask(colour, items)[1]
    return [
        lowest / 255 if opaque else 1.0
        for lowest, opaque in zip(map(min, reds, greens, blues), opacities, strict=True)
    ]


def _shapes(items: list[Any], stroked: Sequence[int]) -> list[Shape]:
    """Where these paths stand."""
    matrices = zip(*_matrices.ask(_get_matrix, items)[1], strict=True)
    seconds = [
        1 if count == LINE else 2 if count in RECTANGLE and not stroke else 0
        for count, stroke in zip(map(_segments, items), stroked, strict=True)
    ]
    asked = list(compress(items, seconds))
    stops = list(map(_segment_at, asked, filter(None, seconds)))
    starts = list(map(_segment_at, asked, repeat(0)))
    (x0, y0), (x1, y1) = _places.ask(_point_of, starts)[1], _places.ask(_point_of, stops)[1]
    ends = zip(x0, y0, x1, y1, strict=True)
    is_straight = (kind == raw.FPDF_SEGMENT_LINETO for kind in map(_segment_kind, stops))
    return [
        _tuple(Shape, (item, matrix, next(ends), next(is_straight) and second == 1))
        if second
        else _tuple(Shape, (item, matrix, None, False))
        for item, matrix, second in zip(items, matrices, seconds, strict=True)
    ]

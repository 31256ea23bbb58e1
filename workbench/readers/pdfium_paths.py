"""What PDFium tells of the paths of a PDF page, asked of all of them in one go: a page has some hundred.

Of a filled path that is white nothing but its bounds is asked: it draws no line, and may hide what lies under it. A
path that is not filled hides nothing; straight lines, by which nearly all tables are ruled, are told as such.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, repeat
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from workbench.readers.document import Box
from workbench.readers.page import PAPER
from workbench.readers.pdfium_calls import Answers, bare
from workbench.readers.pdfium_drawn import Matrix, displayed

# Segments of a straight line (PDFium keeps the last of several moves) and of a rectangle.
LINE, RECTANGLE = 2, (4, 5)
SAME: Matrix = (1, 0, 0, 1, 0, 0)

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
    """Where a path stands in its own coordinates, and the matrix that leads out of them. `corners` are opposite ones of
    what may be a rectangle.
    """

    item: Any
    matrix: Matrix
    corners: Box | None


class Path(NamedTuple):
    """How a path is drawn: `filling` is how near to white its filling is, `bounds` its left, bottom, right and top in
    the coordinates around it, if it is filled. What is white has no shape.
    """

    is_filled: int
    is_stroked: int
    filling: float
    bounds: Box | None
    shape: Shape | None


def paths_of(items: list[Any], matrix: Matrix) -> tuple[list[Path | None], list[Box]]:
    """What is told of each path, and the stroked straight lines, which are none of these, on the page as displayed.

    `matrix` leads to the display.
    """
    if not items:
        return [], []
    _, (filled, stroked) = _modes.ask(_draw_mode, items)
    is_open = [stroke and not fill for fill, stroke in zip(filled, stroked, strict=True)]
    outlines, lines = _outlines(list(compress(items, is_open)), matrix) if any(is_open) else ([], [])
    closed = _filled(list(compress(items, filled)), list(compress(stroked, filled))) if any(filled) else []
    next_outline, next_closed = iter(outlines), iter(closed)
    told = [
        next(next_closed) if fill else next(next_outline) if stroke else None
        for fill, stroke in zip(filled, stroked, strict=True)
    ]
    return told, lines


def _outlines(items: list[Any], matrix: Matrix) -> tuple[list[Path | None], list[Box]]:
    """The paths that are stroked and not filled: straight lines by themselves."""
    is_shown = [lightness < PAPER for lightness in _lightnesses(items, _stroke_colour)]
    is_line = [shown and count == LINE for shown, count in zip(is_shown, map(_segments, items), strict=True)]
    lines = list(compress(items, is_line))
    if len(lines) == len(items):  # nearly every page
        return [None] * len(items), _lines(lines, matrix)
    others = [item for item, shown, line in zip(items, is_shown, is_line, strict=True) if shown and not line]
    shapes = iter(_shapes(others, [0] * len(others)))
    told = [
        _tuple(Path, (0, 1, 1.0, None, next(shapes))) if shown and not line else None
        for shown, line in zip(is_shown, is_line, strict=True)
    ]
    return told, _lines(lines, matrix)


def _filled(items: list[Any], stroked: list[int]) -> list[Path]:
    """The paths that are filled, and may be stroked as well."""
    fillings = _lightnesses(items, _fill_colour)
    strokes = iter(_lightnesses(list(compress(items, stroked)), _stroke_colour))
    is_shown = [
        (next(strokes) if stroke else filling) < PAPER
        for filling, stroke in zip(fillings, stroked, strict=True)
    ]
    shown = list(compress(items, is_shown))
    may_be_boxes = [
        0 if stroke else count in RECTANGLE
        for count, stroke in zip(map(_segments, shown), compress(stroked, is_shown), strict=True)
    ]
    shapes = iter(_shapes(shown, may_be_boxes))
    placed = [next(shapes) if is_shown_ else None for is_shown_ in is_shown]
    told = zip(repeat(1), stroked, fillings, bounds_of(items), placed)
    return list(map(_tuple, repeat(Path), told))


def bounds_of(items: list[Any]) -> list[Box | None]:
    """Left, bottom, right and top of page objects in the coordinates around them."""
    known, sides = _sides.ask(_bounds, items)
    return [box if is_known else None for is_known, box in zip(known, zip(*sides, strict=True), strict=True)]


def matrix_of(item: Any) -> Matrix:
    ((a,), (b,), (c,), (d,), (e,), (f,)) = _matrices.ask(_get_matrix, [item])[1]
    return a, b, c, d, e, f


def segments_of(item: Any) -> int:
    return int(_segments(item))


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
    colours = _colours.tuples(colour, items)
    known = {told: min(told[:3]) / 255 if told[3] else 1.0 for told in set(colours)}
    return [known[told] for told in colours]


def _lines(items: list[Any], matrix: Matrix) -> list[Box]:
    """Where straight lines stand on the page as displayed."""
    matrices = _matrices.tuples(_get_matrix, items)
    to_display = {own: times(own, matrix) for own in set(matrices)}
    return [
        displayed(ends, to_display[own])
        for ends, own in zip(_between(items, repeat(1)), matrices, strict=True)
    ]


def _shapes(items: list[Any], may_be_boxes: Sequence[int]) -> list[Shape]:
    """Where these paths stand."""
    matrices = _matrices.tuples(_get_matrix, items)
    corners = _between(list(compress(items, may_be_boxes)), repeat(2))
    return [
        _tuple(Shape, (item, matrix, next(corners) if may_be else None))
        for item, matrix, may_be in zip(items, matrices, may_be_boxes, strict=True)
    ]


def _between(items: list[Any], last: Iterable[int]) -> Iterator[Box]:
    """The first point of each path and a later one, by its number."""
    starts, stops = list(map(_segment_at, items, repeat(0))), list(map(_segment_at, items, last))
    (x0, y0), (x1, y1) = _places.ask(_point_of, starts)[1], _places.ask(_point_of, stops)[1]
    return zip(x0, y0, x1, y1, strict=True)


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then` (PDF 32000-1, 8.3.4)."""
    if first == SAME:
        return then  # of nearly all paths
    a, b, c, d, e, f = first
    return (
        a * then[0] + b * then[2],
        a * then[1] + b * then[3],
        c * then[0] + d * then[2],
        c * then[1] + d * then[3],
        e * then[0] + f * then[2] + then[4],
        e * then[1] + f * then[3] + then[5],
    )

"""What a PDF page draws, by PDFium: paths become ruling lines, pictures their area; form XObjects are opened.

Text is not among it: `pdfium` takes the glyphs of a page. White lines are paper, and a nest of forms has an end.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, pairwise
from typing import Any

import pypdfium2.raw as raw

from workbench.readers.document import Box
from workbench.readers.page import DARK, THIN, Page
from workbench.readers.pdfium_calls import bare
from workbench.readers.pdfium_drawn import Drawn, Matrix, displayed
from workbench.readers.pdfium_paths import (
    Path,
    Shape,
    bounds_of,
    matrix_of,
    paths_of,
    segments_of,
    subpaths,
    times,
)

DEEPEST_FORM = 8  # form XObjects inside one another; a deeper nest is an attack or a loop
RING = range(8, 11)  # segments of two boxes
CLOSE = 0.01  # points; bounds are told with fewer digits than places are

_text_mode, _kind_of = bare("FPDFTextObj_GetTextRenderMode"), bare("FPDFPageObj_GetType")
_held_by, _part_of = bare("FPDFFormObj_CountObjects"), bare("FPDFFormObj_GetObject")


def add_objects(
    page: Page, items: Sequence[Any], matrix: Matrix, drawn: Drawn | None = None, depth: int = 0
) -> Drawn:
    """Adds paths' lines and pictures' areas, those inside form XObjects too; the text objects and what covers them.

    `matrix` leads from the objects' coordinates to the display.
    """
    drawn = drawn or Drawn()
    modes = list(map(_text_mode, items))  # below zero for what is no text
    others = [at for at, mode in enumerate(modes) if mode < 0]
    kinds = list(map(_kind_of, [items[at] for at in others]))
    is_path = [kind == raw.FPDF_PAGEOBJ_PATH for kind in kinds]
    told, lines = paths_of([items[at] for at in compress(others, is_path)], matrix)
    page.add_lines(lines)
    paths = iter(told)
    begun = 0
    for at, kind in zip(others, kinds, strict=True):
        if begun < at:
            drawn.add_texts(items[begun:at], modes[begun:at], matrix, depth)
        begun = at + 1
        if kind == raw.FPDF_PAGEOBJ_PATH:
            if (path := next(paths)) is not None:
                _add_path(page, path, matrix, drawn)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            _add_picture(page, items[at], matrix, drawn)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            drawn.has_forms = True
            add_objects(page, _inside(items[at]), times(matrix_of(items[at]), matrix), drawn, depth + 1)
    if begun < len(items):
        drawn.add_texts(items[begun:], modes[begun:], matrix, depth)
    return drawn


def _inside(form: Any) -> list[Any]:
    return [_part_of(form, at) for at in range(_held_by(form))]


def _add_picture(page: Page, item: Any, matrix: Matrix, drawn: Drawn) -> None:
    a, b, c, d, e, f = times(matrix_of(item), matrix)  # a picture fills the unit square
    page.pictures = min(1.0, page.pictures + abs(a * d - b * c) / max(page.width * page.height, 1.0))
    left, top = e + min(a, 0) + min(c, 0), f + min(b, 0) + min(d, 0)
    page.add_area(left, top, e + max(a, 0) + max(c, 0), f + max(b, 0) + max(d, 0))
    _add_cover(bounds_of([item])[0], matrix, drawn)


def _add_cover(bounds: Box | None, matrix: Matrix, drawn: Drawn) -> None:
    """Keeps where something is filled after text, white or not: a digit under it is not printed."""
    if drawn.items and bounds and bounds[2] - bounds[0] > THIN and bounds[3] - bounds[1] > THIN:
        drawn.covers.append((len(drawn.items), displayed(bounds, matrix)))


def _add_path(page: Page, path: Path, matrix: Matrix, drawn: Drawn) -> None:
    fill, stroke, filling, bounds, shape = path
    if fill and not stroke and shape is not None and (ring := _ring(shape, matrix)) is not None:
        for side in ring:
            page.add_shape(*side, outlined=False)
        return
    if fill:
        _add_cover(bounds, matrix, drawn)
    if shape is None:
        return
    if (box := _plain_box(shape, bounds, matrix)) is not None:  # what nearly all filled borders are
        _add_box(page, box, stroke, filling)
        return
    a, b, c, d, e, f = times(shape.matrix, matrix)
    for points in subpaths(shape.item, straight=not fill):
        xs, ys = [a * x + c * y + e for x, y in points], [b * x + d * y + f for x, y in points]
        shown = list(zip(xs, ys, strict=True))
        if stroke and not fill and len(points) > 2 and not _is_box(shown):
            for (xa, ya), (xb, yb) in pairwise(shown):
                page.add_shape(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb), outlined=False)
        else:
            _add_box(page, (min(xs), min(ys), max(xs), max(ys)), stroke, filling if fill else None)


def _add_box(page: Page, box: Box, stroke: int, filling: float | None) -> None:
    page.add_shape(*box, outlined=bool(stroke))
    if filling is not None and filling < DARK:
        page.add_area(*box)


def _plain_box(shape: Shape, bounds: Box | None, matrix: Matrix) -> Box | None:
    """The box of a filled path of four sides whose opposite corners span its bounds."""
    if shape.corners is None or bounds is None:
        return None
    box = displayed(shape.corners, times(shape.matrix, matrix))
    return box if _are_close(box, displayed(bounds, matrix)) else None


def _ring(shape: Shape, matrix: Matrix) -> list[Box] | None:
    """The sides of a border that is filled as one box without another one right inside it, as some printers of web
    pages write it; None for any other path.
    """
    if shape.corners is not None or segments_of(shape.item) not in RING:
        return None
    pieces = list(subpaths(shape.item, straight=False))
    if len(pieces) != 2 or not all(map(_is_box, pieces)):
        return None
    to_display = times(shape.matrix, matrix)
    boxes = [displayed((*points[0], *points[2]), to_display) for points in pieces]
    (x0, y0, x1, y1), inner = sorted(boxes, key=lambda box: box[0] - box[2])
    margins = (inner[0] - x0, inner[1] - y0, x1 - inner[2], y1 - inner[3])
    if not all(-CLOSE < margin <= THIN for margin in margins):
        return None
    sides = [(x0, y0, inner[0], y1), (x0, y0, x1, inner[1]), (inner[2], y0, x1, y1), (x0, inner[3], x1, y1)]
    return [side for side, margin in zip(sides, margins, strict=True) if margin > CLOSE]


def _are_close(box: Box, other: Box) -> bool:
    left, top, right, bottom = other
    return (
        abs(box[0] - left) < CLOSE
        and abs(box[1] - top) < CLOSE
        and abs(box[2] - right) < CLOSE
        and abs(box[3] - bottom) < CLOSE
    )


def _is_box(points: list[tuple[float, float]]) -> bool:
    """Whether the points are the corners of an upright rectangle."""
    xs = {round(x, 1) for x, _ in points}
    ys = {round(y, 1) for _, y in points}
    return len(points) in (4, 5) and len(xs) <= 2 and len(ys) <= 2

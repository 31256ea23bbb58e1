"""Digits of a PDF page that are written in the file and not printed, by PDFium: clipped away, in a layer that is
switched off, covered by a patch or a picture drawn later. Read, they would become part of the printed number.

Whether a digit shows is told by a look at the page as it is drawn; only pages with a digit in doubt are drawn. One that
leaves no trace where it stands is left out; where anything is to be seen there, it stays, and what is printed one over
another is for the grid to judge. A number of which a clip leaves some digits is cut short: it is told by a mark.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium

from workbench.readers.clipped import beside_hidden
from workbench.readers.document import Box
from workbench.readers.page import Glyph
from workbench.readers.pdfium_calls import address, bare
from workbench.readers.pdfium_drawn import Drawn, Matrix, displayed

LAYER = "OC\0".encode("utf-16-le")  # the mark of optional content (PDF 32000-1, 8.11.3)
SCALE = 3.0  # pixels a point: a digit of 9 points is some 15 pixels wide
LARGEST = 4000  # pixels a side
EDGE = 0.1  # of a glyph's box on each side, where its neighbours may reach in
TRACE = 10  # of 255; less contrast than this is an even ground

_clip_of, _clips = bare("FPDFPageObj_GetClipPath"), bare("FPDFClipPath_CountPaths")
_marks, _mark_at = bare("FPDFPageObj_CountMarks"), bare("FPDFPageObj_GetMark")
_name_of = bare("FPDFPageObjMark_GetName")
_steps, _step_at = bare("FPDFClipPath_CountPathSegments"), bare("FPDFClipPath_GetPathSegment")
_point_of = bare("FPDFPathSegment_GetPoint")
_XY = (ctypes.c_float * 2)()
_XY_AT = [ctypes.byref(_XY, at) for at in (0, 4)]
_NAME, _SIZE = ctypes.create_string_buffer(64), ctypes.c_ulong()  # answers, used again and again
_NAME_AT, _SIZE_AT = ctypes.byref(_NAME), ctypes.byref(_SIZE)


def unprinted(
    source: pdfium.PdfPage, drawn: Drawn, glyphs: Sequence[Glyph], objects: Sequence[Any]
) -> set[int]:
    """The places of those digits that leave no trace on the page; `objects` are the text objects that they are of."""
    in_doubt = sorted({*_set_apart(drawn, objects), *_covered(drawn, glyphs, objects)})
    if not in_doubt:
        return set()
    look = Look(source)
    return {at for at in in_doubt if not look.shows(glyphs[at])}


def cut_short(drawn: Drawn, glyphs: Sequence[Glyph], objects: Sequence[Any], gone: set[int]) -> list[Glyph]:
    """LOST on each printed digit beside which the clip that shows it hides another one."""
    if not gone:
        return []
    order = drawn.order()
    hidden = []
    for at in gone:
        number = order.get(address(objects[at]))
        window = None if number is None else _window(objects[at], drawn.matrix(number))
        if window is not None:
            hidden.append((glyphs[at], window))
    return beside_hidden([glyph for at, glyph in enumerate(glyphs) if at not in gone], hidden)


def _window(item: Any, matrix: Matrix) -> Box | None:
    """What the paths that clip the object leave, on the page as displayed; None if nothing clips it."""
    clip = _clip_of(item)
    boxes = []
    for number in range(_clips(clip)):
        points = []
        for at in range(_steps(clip, number)):
            _point_of(_step_at(clip, number, at), *_XY_AT)
            points.append(tuple(_XY))
        if points:
            xs, ys = zip(*points, strict=True)
            boxes.append(displayed((min(xs), min(ys), max(xs), max(ys)), matrix))
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return max(lefts), max(tops), min(rights), min(bottoms)


def _set_apart(drawn: Drawn, objects: Sequence[Any]) -> Iterator[int]:
    """The digits that a path clips, that stand in a layer, or in a form: PDFium does not say whether that is one.

    A clip that holds the whole object is none: PDFium takes it away.
    """
    in_forms = set(map(address, drawn.in_forms())) if drawn.has_forms else set()
    clips, marks = list(map(_clips, map(_clip_of, objects))), list(map(_marks, objects))
    if not in_forms and max(clips, default=0) <= 0 and not any(marks):
        return  # many a page
    for at, item in enumerate(objects):
        if clips[at] > 0 or (marks[at] and _is_in_layer(item, marks[at])) or address(item) in in_forms:
            yield at


def _is_in_layer(item: Any, marks: int) -> bool:
    for number in range(marks):
        _name_of(_mark_at(item, number), _NAME_AT, len(_NAME), _SIZE_AT)
        if _NAME.raw.startswith(LAYER):
            return True
    return False


def _covered(drawn: Drawn, glyphs: Sequence[Glyph], objects: Sequence[Any]) -> set[int]:
    """The digits on whose place something is filled after they are drawn."""
    last = max([before for before, _ in drawn.covers], default=0)
    order = drawn.order(last)
    numbers = [order.get(item, last) for item in map(address, objects)]
    first = min(numbers, default=last)
    covers = [(before, box) for before, box in drawn.covers if before > first]
    if not covers:
        return set()
    middles = sorted(((y0 + y1) / 2, at) for at, (_, _, y0, _, y1) in enumerate(glyphs) if numbers[at] < last)
    heights = [middle for middle, _ in middles]
    found = set()
    for before, (left, top, right, bottom) in covers:
        for _, at in middles[bisect_left(heights, top) : bisect_right(heights, bottom)]:
            if numbers[at] < before and left <= (glyphs[at][1] + glyphs[at][3]) / 2 <= right:
                found.add(at)
    return found


class Look:
    """The page as it is displayed, in grey."""

    def __init__(self, source: pdfium.PdfPage) -> None:
        self._scale = min(SCALE, LARGEST / max(source.get_size()))
        bitmap = source.render(scale=self._scale, grayscale=True)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._pixels = bytes(bitmap.buffer)
        bitmap.close()

    def shows(self, glyph: Glyph) -> bool:
        """Whether anything but an even ground is to be seen where the glyph stands."""
        _, x0, y0, x1, y1 = glyph
        across, down = EDGE * (x1 - x0), EDGE * (y1 - y0)
        left, right = self._pixel(x0 + across, self._width), self._pixel(x1 - across, self._width)
        top, bottom = self._pixel(y0 + down, self._height), self._pixel(y1 - down, self._height)
        seen = b"".join(
            self._pixels[row * self._stride + left : row * self._stride + right + 1]
            for row in range(top, bottom + 1)
        )
        return bool(seen) and max(seen) - min(seen) >= TRACE

    def _pixel(self, place: float, most: int) -> int:
        return min(max(int(place * self._scale), 0), most - 1)

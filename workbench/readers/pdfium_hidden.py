"""Digits of a PDF page that are written in the file and not printed, by PDFium: clipped away, in a layer that is
switched off, covered by a patch or a picture drawn later. Read, they would become part of the printed number.

Whether a digit shows is told by a look at the page as it is drawn; only pages with a digit in doubt are drawn. One that
leaves no trace where it stands is left out; where anything is to be seen there, it stays, and what is printed one over
another is for the grid to judge.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import itemgetter
from typing import Any

import pypdfium2 as pdfium

from workbench.readers.document import Box
from workbench.readers.page import Glyph
from workbench.readers.pdfium_calls import address, bare
from workbench.readers.pdfium_unseen import Placed

DIGITS = frozenset("0123456789０１２３４５６７８９")
LAYER = "OC\0".encode("utf-16-le")  # the mark of optional content (PDF 32000-1, 8.11.3)
SCALE = 3.0  # pixels a point: a digit of 9 points is some 15 pixels wide
LARGEST = 4000  # pixels a side
EDGE = 0.1  # of a glyph's box on each side, where its neighbours may reach in
TRACE = 10  # of 255; less contrast than this is an even ground

_clip_of, _clips = bare("FPDFPageObj_GetClipPath"), bare("FPDFClipPath_CountPaths")
_marks, _mark_at = bare("FPDFPageObj_CountMarks"), bare("FPDFPageObj_GetMark")
_name_of = bare("FPDFPageObjMark_GetName")
_NAME, _SIZE = ctypes.create_string_buffer(64), ctypes.c_ulong()  # answers, used again and again
_NAME_AT, _SIZE_AT = ctypes.byref(_NAME), ctypes.byref(_SIZE)


@dataclass
class Drawn:
    """The text objects of a page in the order drawn, and what is filled after the first of them: how many of them are
    drawn before it, and its box on the page as displayed.
    """

    texts: list[Placed] = field(default_factory=list)
    covers: list[tuple[int, Box]] = field(default_factory=list)
    has_forms: bool = False


def unprinted(
    source: pdfium.PdfPage, drawn: Drawn, glyphs: Sequence[Glyph], objects: Sequence[Any]
) -> set[int]:
    """The places of those digits that leave no trace on the page; `objects` are the text objects that they are of."""
    in_doubt = sorted(set(_set_apart(drawn, objects)) | set(_covered(drawn, glyphs, objects)))
    if not in_doubt:
        return set()
    look = _Look(source)
    return {at for at in in_doubt if not look.shows(glyphs[at])}


def _set_apart(drawn: Drawn, objects: Sequence[Any]) -> Iterator[int]:
    """The digits that a path clips, that stand in a layer, or in a form: PDFium does not say whether that is one.

    A clip that holds the whole object is none: PDFium takes it away.
    """
    in_forms = {address(text.item) for text in drawn.texts if text.depth} if drawn.has_forms else set()
    for at, item in enumerate(objects):
        is_clipped = _clips(_clip_of(item)) > 0
        if is_clipped or _is_in_layer(item) or (in_forms and address(item) in in_forms):
            yield at


def _is_in_layer(item: Any) -> bool:
    for number in range(_marks(item)):
        _name_of(_mark_at(item, number), _NAME_AT, len(_NAME), _SIZE_AT)
        if _NAME.raw.startswith(LAYER):
            return True
    return False


def _covered(drawn: Drawn, glyphs: Sequence[Glyph], objects: Sequence[Any]) -> list[int]:
    """The digits on whose place something is filled after they are drawn."""
    across, middles = (
        [(x0 + x1) / 2 for _, x0, _, x1, _ in glyphs],
        [(y0 + y1) / 2 for _, _, y0, _, y1 in glyphs],
    )
    downward = sorted(range(len(glyphs)), key=middles.__getitem__)
    heights = [middles[at] for at in downward]
    over = [
        (at, before)
        for before, (left, top, right, bottom) in drawn.covers
        for at in downward[bisect_left(heights, top) : bisect_right(heights, bottom)]
        if left <= across[at] <= right
    ]
    if not over:
        return []
    order = dict(zip(map(address, map(itemgetter(0), drawn.texts)), count(), strict=False))
    return [at for at, before in over if order.get(address(objects[at]), before) < before]


class _Look:
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

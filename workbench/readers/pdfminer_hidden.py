"""Digits of a PDF page that are written in the file and not printed, for pdfminer.six, which draws no pages.

What a rectangular clip hides is told by the places alone. Of what stands in a layer, under a clip of another shape or
under what is filled later, PDFium is asked, which draws the page; where it cannot, such a number is in doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from workbench.errors import Unreadable
from workbench.readers.browser_clips import is_printed_by_browser
from workbench.readers.clipped import beside_edges, beside_hidden, lines_in
from workbench.readers.document import Box
from workbench.readers.page import DIGITS, LOST, THIN, Glyph, Page


class Told(NamedTuple):
    """A glyph, its number in the order of drawing, whether it may be hidden, and what the clips over it leave."""

    glyph: Glyph
    at: int
    may_be_hidden: bool
    window: Box | None


class Asked:
    """What is asked about the pages of one file."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._leaves_out = is_printed_by_browser(data)  # what a clip hides is not in the file

    def add(self, page: Page, told: Sequence[Told], covers: Sequence[tuple[int, Box]]) -> None:
        """Adds the page's glyphs but the digits that are not printed; marks on numbers that are cut short, and on those
        that may be covered.
        """
        digits = [one for one in told if one.glyph.text in DIGITS]
        outside = {one.at for one in digits if one.window and not _is_in(one.glyph, one.window)}
        last = max([before for before, _ in covers], default=0)
        in_doubt = [
            one
            for one in digits
            if one.at not in outside and (one.may_be_hidden or (one.at < last and _is_covered(one, covers)))
        ]
        hidden, marks = self._seen(page, in_doubt) if in_doubt else (set(), [])
        gone = outside | hidden
        kept = [one for one in digits if one.at not in gone]
        page.glyphs += [one.glyph for one in told if one.at not in gone]
        clipped = [(one.glyph, one.window) for one in digits if one.at in outside and one.window]
        marks += beside_hidden([one.glyph for one in kept], clipped)
        if self._leaves_out:
            by_window: dict[Box, list[Glyph]] = defaultdict(list)
            for one in kept:
                if one.window:
                    by_window[one.window].append(one.glyph)
            marks += beside_edges(
                chain.from_iterable(lines_in(some, [window]) for window, some in by_window.items())
            )
        page.add_clipped(marks)

    def _seen(self, page: Page, in_doubt: Sequence[Told]) -> tuple[set[int], list[Glyph]]:
        """Which of them are not printed, and LOST on each if that cannot be told."""
        try:
            from workbench.readers.pdfium import look_at

            look = look_at(self._data, self._name, page.number)
        except (ImportError, Unreadable):
            return set(), [Glyph(LOST, *one.glyph[1:]) for one in in_doubt]
        return {one.at for one in in_doubt if not look.shows(one.glyph)}, []


def _is_in(glyph: Glyph, window: Box) -> bool:
    _, x0, y0, x1, y1 = glyph
    return window[0] <= (x0 + x1) / 2 <= window[2] and window[1] <= (y0 + y1) / 2 <= window[3]


def _is_covered(one: Told, covers: Sequence[tuple[int, Box]]) -> bool:
    """Whether anything but a line is filled over the middle of the glyph after it."""
    return any(
        one.at < before and box[2] - box[0] > THIN and box[3] - box[1] > THIN and _is_in(one.glyph, box)
        for before, box in covers
    )

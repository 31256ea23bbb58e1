"""Numbers of a page that a clip cuts short: the digits that are printed carry a mark that no number survives.

Either the digits that a clip hides are in the file, or the program that wrote it left them out, as Chromium does, and
nothing but the edge shows that more may follow. All places are on the page as displayed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from workbench.readers.document import Box
from workbench.readers.fitting import fitting_digits
from workbench.readers.page import FITS, LOST, UNSURE, Glyph

NEXT = 1.2  # of a digit's width; a decimal point may stand between the printed digit and the hidden one
ROOM = (
    0.25  # of a digit's width; less room than this before the edge, and the next digit may have been left out
)
FREE = 4.5  # digits' widths; an indent of two signs is less
SHORT = 0.1  # points; a line with hardly more room than a digit takes is full
BELOW = 0.6  # of a digit's height; less room than this below a line, and the next line may have been left out
HAIR = 0.1  # points
PART = 0.1  # of a digit's width; a digit of which less is hidden is whole: its ink is narrower
FLUSH = 0.45  # points; text that begins at the edge: places are whole pixels


def beside_hidden(printed: Sequence[Glyph], hidden: Iterable[tuple[Glyph, Box]]) -> list[Glyph]:
    """LOST on each printed digit beside which the clip that shows it hides another one. `hidden` are digits with what
    the clip over them leaves.
    """
    marks: dict[Glyph, None] = {}
    for (_, x0, y0, x1, y1), (left, top, right, bottom) in hidden:
        reach = NEXT * (x1 - x0)
        for _, a0, b0, a1, b1 in printed:
            x, y = (a0 + a1) / 2, (b0 + b1) / 2
            is_shown = y0 < y < y1 and left < x < right and top < y < bottom
            if is_shown and (x0 - reach < a1 <= x1 or x0 <= a0 < x1 + reach):
                marks[Glyph(LOST, a0, b0, a1, b1)] = None
    return list(marks)


def beside_edges(lines: Iterable[tuple[Sequence[Glyph], Box]]) -> list[Glyph]:
    """LOST on each digit that a clip cuts; behind each beside or below which it leaves no room for another one, a mark
    that sums may outweigh. `lines` are the digits of lines with their clip.
    """
    ended = [(ends, line, clip) for line, clip in lines if (ends := list(_ends(line, clip)))]
    fitting = fitting_digits([(line, clip) for _, line, clip in ended])
    marks: dict[Glyph, None] = {}
    for ends, _, clip in ended:
        for digit in ends:
            if _is_cut(digit, clip):
                marks[Glyph(LOST, *digit[1:])] = None
            else:
                marks[_behind(digit, FITS if digit in fitting else UNSURE)] = None
    return list(marks)


def _is_cut(digit: Glyph, clip: Box) -> bool:
    """Whether the digit itself is printed in part only."""
    _, x0, _, x1, _ = digit
    return clip[0] > x0 + FLUSH or clip[2] < x1 - max(FLUSH, PART * (x1 - x0))


def _behind(digit: Glyph, mark: str) -> Glyph:
    """The mark at the end of the digit's place: on the same spot it would be one sign printed over another."""
    _, _, y0, x1, y1 = digit
    return Glyph(mark, x1 - 2 * HAIR, y0, x1 - HAIR, y1)


def lines_in(digits: Sequence[Glyph], clips: Sequence[Box]) -> Iterator[tuple[list[Glyph], Box]]:
    """The lines of digits that each clip shows at least in part, with the clip."""
    middles = sorted(((y0 + y1) / 2, at) for at, (_, _, y0, _, y1) in enumerate(digits))
    heights = [middle for middle, _ in middles]
    for clip in clips:
        left, top, right, bottom = clip
        within = middles[bisect_left(heights, top) : bisect_right(heights, bottom)]
        for _, places in groupby(within, key=lambda place: round(place[0])):
            line = [digits[at] for _, at in places if digits[at].x0 < right and left < digits[at].x1]
            if line:
                yield line, clip


def _ends(line: Sequence[Glyph], clip: Box) -> Iterator[Glyph]:
    """The digits of a line with which the clip may end a number. A number at one edge with room at the other is set
    against that edge, and whole; one that fills its line may go on below where there is no room for a line.
    """
    left, _, right, bottom = clip
    first, last = min(digit.x0 for digit in line), max(digit.x1 for digit in line)
    for digit in line:
        _, x0, y0, x1, y1 = digit
        width = x1 - x0
        room, free = ROOM * width, FREE * width
        at_right = right < x1 + room and (first - left < free or right < x1 - FLUSH)
        at_left = left > x0 - room and abs(left - x0) > FLUSH and (right - last < free or left > x0 + FLUSH)
        is_full = right - last + first - left < width + SHORT and bottom - y1 < BELOW * (y1 - y0)
        if at_right or at_left or (is_full and x1 == last):
            yield digit

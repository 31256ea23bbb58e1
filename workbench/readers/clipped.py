"""Numbers of a page that a clip cuts short: the digits that are printed carry a mark that no number survives.

Either the digits that a clip hides are in the file, or the program that wrote it left them out, as Chromium does, and
nothing but the edge shows that more may follow. All places are on the page as displayed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from workbench.readers.document import Box
from workbench.readers.page import LOST, Glyph

NEXT = 1.2  # of a digit's width; a decimal point may stand between the printed digit and the hidden one
ROOM = (
    0.25  # of a digit's width; less room than this before the edge, and the next digit may have been left out
)
FREE = 4.5  # digits' widths; an indent of two signs is less
SHORT = 0.1  # points; a line with hardly more room than a digit takes is full
BELOW = 0.6  # of a digit's height; less room than this below a line, and the next line may have been left out
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


def beside_edges(digits: Sequence[Glyph], clips: Sequence[Box]) -> list[Glyph]:
    """LOST on each digit that one of the clips cuts, or beside or below which it leaves no room for another one."""
    middles = sorted(((y0 + y1) / 2, at) for at, (_, _, y0, _, y1) in enumerate(digits))
    heights = [middle for middle, _ in middles]
    cut: dict[Glyph, None] = {}
    for clip in clips:
        left, top, right, bottom = clip
        within = middles[bisect_left(heights, top) : bisect_right(heights, bottom)]
        for _, line in groupby(within, key=lambda place: round(place[0])):
            inside = [digits[at] for _, at in line if digits[at].x0 < right and left < digits[at].x1]
            cut.update(dict.fromkeys(_ends(inside, clip)))
    return [Glyph(LOST, *digit[1:]) for digit in cut]


def _ends(line: Sequence[Glyph], clip: Box) -> Iterator[Glyph]:
    """The digits of a line with which the clip may end a number. A number at one edge with room at the other is set
    against that edge, and whole; one that fills its line may go on below where there is no room for a line.
    """
    if not line:
        return
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

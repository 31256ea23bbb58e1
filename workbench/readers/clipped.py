"""Numbers of a page that a clip cuts short: the digits that are printed carry a mark that no number survives.

Either the digits that a clip hides are in the file, or the program that wrote it left them out, as Chromium does, and
nothing but the edge shows that more may follow. All places are on the page as displayed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from workbench.readers.document import Box
from workbench.readers.page import LOST, Glyph

NEXT = 1.2  # of a digit's width; a decimal point may stand between the printed digit and the hidden one
ROOM = (
    0.25  # of a digit's width; less room than this before the edge, and the next digit may have been left out
)
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
    """LOST on each digit that one of the clips cuts, or beside which it leaves no room for another one."""
    middles = sorted(((y0 + y1) / 2, at) for at, (_, _, y0, _, y1) in enumerate(digits))
    heights = [middle for middle, _ in middles]
    cut = {
        at
        for left, top, right, bottom in clips
        for _, at in middles[bisect_left(heights, top) : bisect_right(heights, bottom)]
        if ends_at(digits[at], left, right)
    }
    return [Glyph(LOST, *digits[at][1:]) for at in sorted(cut)]


def ends_at(digit: Glyph, left: float, right: float) -> bool:
    """Whether a clip between these two places may end a number with this digit."""
    _, x0, _, x1, _ = digit
    room = ROOM * (x1 - x0)
    if not (x0 < right and left < x1):
        return False
    return right < x1 + room or (left > x0 - room and abs(left - x0) > FLUSH)

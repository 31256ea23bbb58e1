"""Page numbers and running heads: what stands at the outer edge of each page and belongs to no text.

A bare number at a page's foot would be a row's value, and a running head would cut a label or a header that goes on
over the page. Told by the pages together: numbers that count up with the pages, words that come again on each of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.readers.document import Box, Grid, TextLine
from workbench.readers.lines import around
from workbench.text import squeeze

FEWEST_WORDS = 4  # signs of a running head that are no digits
_BARE = re.compile(r"[·•.\s]*(\d{1,3})[·•.\s]*")

# The hour above a page, its address and number below.
_PRINTED_BY_BROWSER = re.compile(r"\d{1,2}:\d{2}|(?:https?:|file:|about:).*\d/\d{1,3}$")


@dataclass(frozen=True)
class Edge:
    """A line at the outer edge of its page: above or below all else (`is_end`), or at a side."""

    page: int
    line: TextLine
    is_end: bool


def edges(page: int, upright: Sequence[Grid | TextLine], shown: Sequence[Grid | TextLine]) -> Iterator[Edge]:
    """The lines at the edges of the page as it is read upright, each as it is displayed."""
    boxes = [_box(piece) for piece in upright]
    if not boxes:
        return
    x0, y0, x1, y1 = around(boxes)
    for box, piece in zip(boxes, shown, strict=True):
        is_end = box[1] <= y0 or box[3] >= y1
        if isinstance(piece, TextLine) and (is_end or box[0] <= x0 or box[2] >= x1):
            yield Edge(page, piece, is_end)


def furniture(found: Sequence[Edge]) -> set[int]:
    """The ids (`id`) of the lines that are page numbers or running heads; the first of the heads is kept, but for
    those that a browser prints: the hour, the address.
    """
    return _counting(found) | _repeated(found)


def _box(piece: Grid | TextLine) -> Box:
    if isinstance(piece, Grid):
        return around([cell.origin.box for cell in piece.cells if cell.origin.box is not None])
    assert piece.origin.box is not None  # every line of a page has one
    return piece.origin.box


def _counting(found: Sequence[Edge]) -> set[int]:
    """Bare numbers that grow by one from page to page."""
    bare = [
        (int(number[1]) - edge.page, edge) for edge in found if (number := _BARE.fullmatch(edge.line.text))
    ]
    times = Counter(ahead for ahead, _ in bare)
    return {id(edge.line) for ahead, edge in bare if times[ahead] > 1}


def _repeated(found: Sequence[Edge]) -> set[int]:
    """Words that stand at the ends of several pages, but for the page's number in them."""
    seen: dict[str, TextLine] = {}
    again = set()
    for edge in found:
        words = squeeze(edge.line.text)
        if not edge.is_end or sum(not sign.isdigit() for sign in words) < FEWEST_WORDS:
            continue
        # The page's number may be the number of pages too (3/3).
        keys = {words, *(re.sub(rf"(?<!\d){edge.page}(?!\d)", "#", words, count=count) for count in (0, 1))}
        before = [seen[key] for key in keys if key in seen]
        if before:
            again |= {id(edge.line), *(id(line) for line in before if _PRINTED_BY_BROWSER.search(words))}
        seen |= dict.fromkeys(keys, edge.line)
    return again

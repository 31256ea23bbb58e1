"""Page numbers and running heads: what stands at the outer edge of each page and belongs to no text.

A bare number at a page's foot would be a row's value, and a running head would cut a label or a header that goes on
over the page. Told by the pages together: numbers that count up with the pages, words that come again on each of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from workbench.readers.document import Box, TextLine
from workbench.text import squeeze

FEWEST_WORDS = 4  # signs of a running head that are no digits
_BARE = re.compile(r"[·•.\s]*(\d{1,3})[·•.\s]*")

Lines = Mapping[int, Iterable[TextLine]]  # by page
Extents = Mapping[int, tuple[float, float]]  # the highest and lowest place that anything on the page reaches


def furniture(pages: Lines, extents: Extents) -> set[int]:
    """The ids (`id`) of the lines that are page numbers or running heads; the first of the heads is kept."""
    edges = [(page, line) for page, lines in pages.items() for line in lines if _at_edge(line, extents[page])]
    return _counting(edges) | _repeated(edges)


def _at_edge(line: TextLine, extent: tuple[float, float]) -> bool:
    box: Box | None = line.origin.box
    return box is not None and (box[1] <= extent[0] or box[3] >= extent[1])


def _counting(edges: list[tuple[int, TextLine]]) -> set[int]:
    """Bare numbers that grow by one from page to page."""
    bare = [(page, int(found[1]), line) for page, line in edges if (found := _BARE.fullmatch(line.text))]
    ahead = Counter(number - page for page, number, _ in bare)
    return {id(line) for page, number, line in bare if ahead[number - page] > 1}


def _repeated(edges: list[tuple[int, TextLine]]) -> set[int]:
    """Words that stand at the edge of several pages, but for the page's number in them: all but the first."""
    seen: set[str] = set()
    again = set()
    for page, line in edges:
        key = re.sub(rf"(?<!\d){page}(?!\d)", "#", squeeze(line.text))
        if sum(not sign.isdigit() for sign in key) < FEWEST_WORDS:
            continue
        if key in seen:
            again.add(id(line))
        seen.add(key)
    return again

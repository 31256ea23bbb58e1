"""Pages that lie on their side: turned upright for reading, and every box turned back to the page as displayed.

The direction of most of the page's text decides, whether the content itself is turned, /Rotate turns it, or both.
A scan that lay askew by a few degrees was set straight before; its boxes are put back the same way.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from workbench.readers.document import Box, Grid, Origin, TextLine
from workbench.readers.page import Glyph, Page, Ruling

Piece = TypeVar("Piece", Grid, TextLine)
Place = Callable[[float, float], tuple[float, float]]


def upright(page: Page) -> Page:
    """The page with most of its text running from left to right; the page itself if it does so already."""
    return _turned(page, _turn(page))


def laid_down(page: Page, turn: int) -> Page:
    """An upright page as it lies on its side: its text runs by `turn` quarters clockwise."""
    lying = _turned(page, (4 - turn) % 4)
    turns = [0, 0, 0, 0]
    turns[turn] = len(page.glyphs)
    return replace(lying, turns=turns)


def _turned(page: Page, turn: int) -> Page:
    if not turn:
        return page
    place = _places(turn, page.width, page.height)
    sideways = turn in (1, 3)
    turned = replace(
        page,
        width=page.height if sideways else page.width,
        height=page.width if sideways else page.height,
        glyphs=[Glyph(glyph.text, *_box(place, glyph[1:])) for glyph in page.glyphs],
        outside=[Glyph(glyph.text, *_box(place, glyph[1:])) for glyph in page.outside],
        dots=[place(*dot) for dot in page.dots],
        horizontals=[],
        verticals=[],
    )
    for across, ruling in [(True, r) for r in page.horizontals] + [(False, r) for r in page.verticals]:
        x0, y0, x1, y1 = _box(place, _ends(across, ruling))
        if across != sideways:
            turned.horizontals.append(Ruling(y0, x0, x1))
        else:
            turned.verticals.append(Ruling(x0, y0, y1))
    return turned


def as_displayed(piece: Piece, page: Page) -> Piece:
    """What was read from the upright page with its boxes as the page is displayed; `page` is the one before."""
    turn = _turn(page)
    if not (turn or page.tilt):
        return piece
    place = _back(turn, page)
    if isinstance(piece, TextLine):
        words = tuple((text, _box(place, box)) for text, box in piece.words)
        return replace(piece, origin=_moved(piece.origin, place), words=words)
    return replace(piece, cells=tuple(c._replace(origin=_moved(c.origin, place)) for c in piece.cells))


def _turn(page: Page) -> int:
    """Quarter turns clockwise of most of the page's glyphs."""
    return page.turns.index(max(page.turns))


def _places(turn: int, width: float, height: float) -> Place:
    """From the page as displayed to the upright one. Text that runs downward is turned by one quarter."""
    turned: dict[int, Place] = {
        0: lambda x, y: (x, y),
        1: lambda x, y: (y, width - x),
        2: lambda x, y: (width - x, height - y),
        3: lambda x, y: (height - y, x),
    }
    return turned[turn]


def _back(turn: int, page: Page) -> Place:
    """From the upright page to the page as displayed: the quarter turns undone, then the tilt of a scan."""
    sideways = turn in (1, 3)
    width, height = (page.height, page.width) if sideways else (page.width, page.height)
    straight = _places((4 - turn) % 4, width, height)
    if not page.tilt:
        return straight
    cos, sin = math.cos(math.radians(page.tilt)), math.sin(math.radians(page.tilt))
    x0, y0 = page.width / 2, page.height / 2

    def tilted(x: float, y: float) -> tuple[float, float]:
        x, y = straight(x, y)
        return x0 + cos * (x - x0) - sin * (y - y0), y0 + sin * (x - x0) + cos * (y - y0)

    return tilted


def _moved(origin: Origin, place: Place) -> Origin:
    return origin if origin.box is None else origin._replace(box=_box(place, origin.box))


def _ends(across: bool, ruling: Ruling) -> Box:
    at, start, end = ruling
    return (start, at, end, at) if across else (at, start, at, end)


def _box(place: Place, box: Box) -> Box:
    """The upright box around the moved corners."""
    xs, ys = zip(*(place(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])), strict=True)
    return min(xs), min(ys), max(xs), max(ys)

"""A PDF page as glyphs and ruling lines, the one thing that every PDF engine gives and the grid builder takes.

Coordinates are points from the top left of the page as displayed, y growing downward. A recognised scan comes in the
same shape. What lies outside the paper is set apart: nobody who looks at the page sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.errors import Unreadable

# A drawn shape this thin is a line, not an area: Word's borders are filled rectangles of up to 1.5 points.
THIN = 3.0
# Fills and strokes lighter than this (0 to 1) are paper: white lines hide walls inside merged cells, while browsers
# print borders as pale as #e0e0e0 (0.88).
PAPER = 0.985
FAINT = 0.75  # text paler than this is a watermark or written to be unseen, unless it stands on a dark area
DARK = 0.7  # an area darker than this may have pale writing on it
PICTURE = 0.5  # of the page; a page so covered, with hardly a character of its own, is a picture of text
# Where Han glyphs and digits have their ink, as shares of the type size measured from the baseline.
BELOW, ABOVE = 0.12, 0.88
# The longest report known has 60; each further page costs time before anything is known of it.
MOST_PAGES = 300
SLANTED = 0.07  # of a quarter turn: writing off the upright by more than six degrees is a watermark

DIGITS = frozenset("0123456789０１２３４５６７８９")
LOST = "\ufffd"  # a glyph whose character the file does not tell: a number that holds one is no number
# Behind a digit that the edge of its field may cut from others, and where the page's fields fit their numbers: control
# signs, part of no number. Only a sum makes such a number sure.
UNSURE, FITS = "\ufff9", "\ufffa"

_UNTOLD = re.compile("[\ufffd\x00-\x1f\ue000-\uf8ff\U000f0000-\U0010ffff]")

_ruling = tuple.__new__  # a ruling without the checks of its own constructor

Sides = tuple[float, float, float, float]  # left, bottom, right, top in the file's own coordinates


class Glyph(NamedTuple):
    """One character and its box, built from the baseline (ascent boxes are off by up to a third of a row)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


class Ruling(NamedTuple):
    """A straight line: `at` is its y (horizontal) or x (vertical), from `start` to `end` along the other axis."""

    at: float
    start: float
    end: float


@dataclass
class Page:
    """What one page holds. `number` counts from 1."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Ruling] = field(default_factory=list)
    verticals: list[Ruling] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)  # specks of ink: many in a row are a line
    areas: list[Sides] = field(default_factory=list)  # dark ones and pictures: left, top, right, bottom
    pictures: float = 0.0  # the share of the page that pictures cover
    is_layer: bool = False  # its text is invisible: what a program read in the picture that it lies over
    lost: int = 0  # glyphs whose character the file does not tell
    turns: list[int] = field(default_factory=lambda: [0, 0, 0, 0])  # glyphs by quarter turns clockwise
    outside: list[Glyph] = field(default_factory=list)  # glyphs beyond the edge of the paper
    is_within: bool = False  # no glyph reaches over the edge of the paper, as far as that was looked at
    clipped: bool = False  # a clip may cut numbers short: LOST stands on their last printed digits
    tilt: float = 0.0  # degrees clockwise by which a scan lay askew before it was set straight

    def add_shape(self, x0: float, y0: float, x1: float, y1: float, *, outlined: bool) -> None:
        """Keeps the shape as ruling lines: itself if it is thin, its four sides if it is an outlined box."""
        width, height = x1 - x0, y1 - y0
        if height <= THIN and width > 3 * height:
            self.horizontals.append(Ruling((y0 + y1) / 2, x0, x1))
        elif width <= THIN and height > 3 * width:
            self.verticals.append(Ruling((x0 + x1) / 2, y0, y1))
        elif width <= THIN and height <= THIN:
            self.dots.append(((x0 + x1) / 2, (y0 + y1) / 2))
        elif outlined and width > THIN and height > THIN:
            self.horizontals += [Ruling(y0, x0, x1), Ruling(y1, x0, x1)]
            self.verticals += [Ruling(x0, y0, y1), Ruling(x1, y0, y1)]

    def add_lines(self, boxes: Iterable[Sides]) -> None:
        """Keeps straight lines as `add_shape` does: a report may have a thousand."""
        for box in boxes:
            x0, y0, x1, y1 = box
            width, height = x1 - x0, y1 - y0
            if height <= THIN and width > 3 * height:
                self.horizontals.append(_ruling(Ruling, ((y0 + y1) / 2, x0, x1)))
            elif width <= THIN and height > 3 * width:
                self.verticals.append(_ruling(Ruling, ((x0 + x1) / 2, y0, y1)))
            else:
                self.add_shape(*box, outlined=True)

    def add_area(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keeps a dark filled shape or a picture: pale writing could be seen on it."""
        if x1 - x0 > THIN and y1 - y0 > THIN:
            self.areas.append((x0, y0, x1, y1))

    def add_clipped(self, marks: Sequence[Glyph]) -> None:
        """Adds the marks of numbers that a clip may cut short."""
        if marks:
            self.clipped = True
            self.glyphs += marks

    def set_apart_what_is_outside(self) -> None:
        """Moves the glyphs whose centre lies beyond the paper to `outside`."""
        if self.is_within or not self.glyphs:
            return
        _, x0s, y0s, x1s, y1s = zip(*self.glyphs, strict=True)
        if min(x0s) >= 0 and min(y0s) >= 0 and max(x1s) <= self.width and max(y1s) <= self.height:
            self.is_within = True  # nearly every page
            return
        width, height, inside = self.width * 2, self.height * 2, []
        for glyph in self.glyphs:
            _, x0, y0, x1, y1 = glyph
            if 0 <= x0 + x1 <= width and 0 <= y0 + y1 <= height:
                inside.append(glyph)
            else:
                self.outside.append(glyph)
        self.glyphs = inside


def without_edge_marks(text: str) -> str:
    """The text as printed."""
    return text.replace(UNSURE, "").replace(FITS, "")


def is_untold(text: str) -> bool:
    """Whether the character says nothing: the replacement mark, a control, or one of private use."""
    return not text or _UNTOLD.match(text) is not None


def without_untold(signs: list[str]) -> list[str]:
    """The characters with LOST for each that says nothing; hardly a page has one."""
    if _UNTOLD.search("".join(signs)) is None:
        return signs
    return [LOST if is_untold(sign) else sign for sign in signs]


def shown_part(media: Sequence[float], crop: Sequence[float]) -> Sides:
    """The part of the paper that is displayed: what of the crop box lies on the paper; the paper if nothing does."""
    x0, y0, x1, y1 = media
    left, bottom, right, top = max(x0, crop[0]), max(y0, crop[1]), min(x1, crop[2]), min(y1, crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else (x0, y0, x1, y1)


def refuse_too_many(pages: int, name: str) -> None:
    """Raises Unreadable (too_large) for a file of more pages than any report has."""
    if pages > MOST_PAGES:
        raise Unreadable(
            "too_large",
            where=name,
            found=f"a PDF of {pages} pages" if pages > MOST_PAGES + 1 else f"more than {MOST_PAGES} pages",
            expected=f"a report of at most {MOST_PAGES} pages",
            todo="Give the report alone, without attachments.",
        )

"""Glyphs become visual lines and words, from top to bottom and from left to right: what stands outside tables.

A gap wider than a quarter of the type size parts two words. Each word has its own box.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from math import nan
from operator import eq, itemgetter, sub
from statistics import median
from typing import NamedTuple

from workbench.readers.document import Box
from workbench.readers.page import Glyph, Ruling

RAISED = 0.75  # of the other digits' height: signs of footnotes are set at some two thirds
_NUMBER = re.compile(r"[\d０-９][\d０-９.,，]*")
ON_TOP = 0.4  # of the narrower sign's width; where a font tells no widths, digits stand half a width apart
STRUCK = 0.3  # of a glyph's height at its top and foot; a line nearer to its middle strikes it out
SAME_SPOT = 0.15  # of the type size; the narrowest digit takes a quarter


class Word(NamedTuple):
    """Text without a gap, and its box."""

    text: str
    box: Box


Line = list[Word]
Side = tuple[float, ...]  # one of the sides of a row's glyphs
# The glyphs of a visual line from left to right: their texts, left sides, tops, right sides and feet.
Row = tuple[tuple[str, ...], Side, Side, Side, Side]


def is_number(word: Word) -> bool:
    return _NUMBER.fullmatch(word.text) is not None


def text_rows(glyphs: Sequence[Glyph]) -> list[Row]:
    """The glyphs as visual lines from top to bottom."""
    runs = [
        list(run) for _, run in groupby(glyphs, key=itemgetter(2, 4))
    ]  # with one top and one foot: most of a line
    if len(runs) == 1:  # most cells
        return [_row(runs[0])]
    level: dict[float, list[list[Glyph]]] = {}  # by their middle
    for run in runs:
        _, _, y0, _, y1 = run[0]
        level.setdefault((y0 + y1) / 2, []).append(run)
    lines: list[list[Glyph]] = []
    middle = nan  # of the line so far: there is none
    for y in sorted(level):
        for glyphs_of_run in level[y]:
            if y == middle:
                lines[-1] += glyphs_of_run
            elif y - middle <= 0.5 or y - middle <= (glyphs_of_run[0].y1 - glyphs_of_run[0].y0) * 0.5:
                before = len(lines[-1])
                lines[-1] += glyphs_of_run
                for number in range(before + 1, len(lines[-1]) + 1):
                    middle += (y - middle) / number
            else:
                lines.append(glyphs_of_run)
                middle = y
    return [_row(line) for line in lines]


def _row(line: list[Glyph]) -> Row:
    """The row without the second printing of a glyph on the same spot, by which some writers make text bold."""
    line.sort(key=itemgetter(1))
    texts, x0, y0, x1, y1 = zip(*line, strict=True)
    if not any(map(eq, texts, texts[1:])):  # nearly every line
        return texts, x0, y0, x1, y1
    kept = line[:1]
    for glyph in line[1:]:
        before = kept[-1]
        if glyph.text != before.text or glyph.x0 - before.x0 > SAME_SPOT * (glyph.y1 - glyph.y0):
            kept.append(glyph)
    texts, x0, y0, x1, y1 = zip(*kept, strict=True)
    return texts, x0, y0, x1, y1


def is_overprinted(row: Row) -> bool:
    """Whether two different signs are printed on one spot: a number covered by another, or corrected on the paper."""
    _, x0, _, x1, _ = row
    if len(x0) < 2 or min(map(sub, x0[1:], x0)) >= ON_TOP * max(map(sub, x1, x0)):
        return False  # nearly every line
    return any(
        text != other and b0 - a0 < ON_TOP * min(a1 - a0, b1 - b0) and top < foot_b and top_b < foot
        for (text, a0, top, a1, foot), (other, b0, top_b, b1, foot_b) in pairwise(zip(*row, strict=True))
    )


def without_struck(glyphs: list[Glyph], strokes: Sequence[Ruling]) -> list[Glyph]:
    """The glyphs without those that a stroke runs through: deleted, and printed with the marks of changes."""
    if not strokes:
        return glyphs
    return [glyph for glyph in glyphs if not any(_runs_through(stroke, glyph) for stroke in strokes)]


def _runs_through(stroke: Ruling, glyph: Glyph) -> bool:
    height = glyph.y1 - glyph.y0
    low, high = glyph.y0 + STRUCK * height, glyph.y1 - STRUCK * height
    return low < stroke.at < high and stroke.start - 1 < (glyph.x0 + glyph.x1) / 2 < stroke.end + 1


def without_raised(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs of a cell without small digits raised right behind a larger one: the sign of a footnote."""
    heights = [y1 - y0 for _, _, y0, _, y1 in glyphs]
    if min(heights) >= max(heights) * RAISED:
        return glyphs
    digits = [glyph for glyph in glyphs if glyph.text.isdigit()]
    return [glyph for glyph in glyphs if not any(_is_raised_behind(glyph, digit) for digit in digits)]


def _is_raised_behind(sign: Glyph, digit: Glyph) -> bool:
    height = digit.y1 - digit.y0
    return (
        sign.text.isdigit()
        and sign.y1 - sign.y0 < height * RAISED
        and digit.y0 < sign.y1 < digit.y1 - height * (1 - RAISED) / 2
        and digit.x0 < sign.x0 < digit.x1 + height
    )


def spaced(row: Row) -> str:
    """The row's text, with a space between words."""
    texts = row[0]
    return " ".join(["".join(texts[start:end]) for start, end in _bounds_of_words(row)])


def words_of(row: Row) -> list[Word]:
    """The row's words with their boxes."""
    texts, x0, y0, x1, y1 = row
    return [
        Word("".join(texts[a:b]), (min(x0[a:b]), min(y0[a:b]), max(x1[a:b]), max(y1[a:b])))
        for a, b in _bounds_of_words(row)
    ]


def _bounds_of_words(row: Row) -> Iterable[tuple[int, int]]:
    """Where each word begins in the row, and where it ends."""
    _, x0, y0, x1, y1 = row
    size = len(x0)
    if size == 1:
        return ((0, 1),)
    heights = set(map(sub, y1, y0))
    gap = max(1.0, (heights.pop() if len(heights) == 1 else median(map(sub, y1, y0))) * 0.25)
    free = list(map(sub, x0[1:], x1))
    if max(free) <= gap:  # most lines
        return ((0, size),)
    return pairwise([0, *[at for at, wide in enumerate(free, 1) if wide > gap], size])


def around(boxes: Sequence[Box]) -> Box:
    """The box around the boxes."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)

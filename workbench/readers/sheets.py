"""Two pages on one sheet (a booklet, two A4 on an A3) are read one after the other, not line by line across both.

A landscape sheet with a free stripe down its middle and Chinese text on both sides of it is such a one. Numbers alone
on one side are the columns of a table without lines.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.readers.page import Page

STRIPE = 0.006  # of the sheet's width; a browser leaves as little between its columns
FEWEST = 100  # Chinese signs on each side; the names of a table's columns have some 40


def pages_on(sheet: Page) -> list[Page]:
    """The two pages of the sheet with the places that they have on it, or the sheet itself."""
    middle, half = sheet.width / 2, sheet.width * STRIPE / 2
    low, high = middle - half, middle + half
    if sheet.width <= sheet.height or not _is_free(sheet, low, high):
        return [sheet]
    left, right = _part(sheet, 0.0, middle), _part(sheet, middle, sheet.width)
    return [left, right] if min(_signs(left), _signs(right)) >= FEWEST else [sheet]


def _is_free(sheet: Page, low: float, high: float) -> bool:
    return not (
        any(glyph.x0 < high and glyph.x1 > low for glyph in sheet.glyphs)
        or any(ruling.start < high and ruling.end > low for ruling in sheet.horizontals)
    )


def _part(sheet: Page, start: float, end: float) -> Page:
    return replace(
        sheet,
        glyphs=[glyph for glyph in sheet.glyphs if start <= glyph.x0 < end],
        horizontals=[ruling for ruling in sheet.horizontals if start <= ruling.start < end],
        verticals=[ruling for ruling in sheet.verticals if start <= ruling.at < end],
        dots=[dot for dot in sheet.dots if start <= dot[0] < end],
    )


def _signs(page: Page) -> int:
    return sum("\u3400" <= glyph.text <= "\u9fff" for glyph in page.glyphs)

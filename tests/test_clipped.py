"""What a clip leaves of a number, by the places of its digits alone; and two pages close to each other on one sheet."""

from __future__ import annotations

import pytest

from workbench.readers.clipped import beside_edges, beside_hidden, lines_in
from workbench.readers.page import LOST, UNSURE, Glyph, Page
from workbench.readers.sheets import pages_on

NUMBER = [Glyph(sign, 100 + 6 * at, 50, 106 + 6 * at, 60) for at, sign in enumerate("208")]  # ends at 118


@pytest.mark.parametrize(
    ("clip", "marked"),
    [
        pytest.param((98.0, 40.0, 200.0, 70.0), {}, id="room on the right"),
        pytest.param((99.9, 48.0, 119.0, 62.0), {112: UNSURE}, id="no room for another digit"),
        pytest.param((99.9, 48.0, 115.0, 62.0), {112: LOST}, id="the last digit is cut"),
        pytest.param((104.0, 48.0, 160.0, 62.0), {100: LOST}, id="the first digit is cut"),
        pytest.param((60.0, 48.0, 118.2, 62.0), {}, id="set against the right edge"),
        pytest.param((98.0, 48.0, 121.0, 62.0), {112: UNSURE}, id="a full line without room below"),
        pytest.param((98.0, 48.0, 121.0, 74.0), {}, id="a full line with room below"),
        pytest.param((98.0, 48.0, 124.5, 62.0), {}, id="room for another digit in the line"),
    ],
)
def test_a_number_at_the_edge_of_its_clip_is_marked(
    clip: tuple[float, float, float, float], marked: dict[int, str]
) -> None:
    marks = beside_edges(lines_in(NUMBER, [clip]))
    assert {
        digit.x0: mark.text for mark in marks for digit in NUMBER if digit.x0 <= mark.x0 < digit.x1
    } == marked


def test_a_hidden_digit_marks_those_beside_it_that_its_clip_shows() -> None:
    hidden = Glyph("7", 118, 50, 124, 60)
    assert [mark.x0 for mark in beside_hidden(NUMBER, [(hidden, (99, 48, 118, 62))])] == [106, 112]
    assert beside_hidden(NUMBER, [(hidden, (20, 20, 30, 30))]) == []  # clipped away elsewhere: no part of it


def test_two_columns_with_a_narrow_stripe_between_them_are_two_pages() -> None:
    sheet = Page(1, 1190, 842)
    for row in range(12):
        for start in (60.0, 600.0):
            sheet.glyphs += [
                Glyph("年", start + 10 * at, 50 + 20 * row, start + 10 * at + 10, 60 + 20 * row)
                for at in range(53)
            ]
    left, right = pages_on(sheet)
    assert len(left.glyphs) == len(right.glyphs) == 12 * 53

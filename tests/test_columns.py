"""Numbers that wrap in cells without lines are joined by their column, and only where the places show it."""

from __future__ import annotations

from workbench.readers.columns import joined
from workbench.readers.lines import Word

WIDTH = 6.0  # of a digit; a line is ten high


def line(y: float, **words: str) -> list[Word]:
    """Words centred on columns forty apart: `a` the first number, and so on; `label` stands left of them."""
    found = []
    for column, text in words.items():
        middle = 40.0 if column == "label" else 100 + 40.0 * "abcdefg".index(column)
        half = len(text) * WIDTH / 2
        found.append(Word(text, (middle - half, y, middle + half, y + 10)))
    return found


def texts(lines: list[list[Word]]) -> list[str]:
    return [" ".join(word.text for word in line) for line in lines]


def test_pieces_above_and_below_their_row_are_one_number() -> None:
    page = [line(100, c="13"), line(107, label="收到", a="5", b="0", d="7", e="12"), line(114, c="16")]

    whole = joined(page)

    assert texts(whole) == ["收到 5 0 1316 7 12"]
    assert next(word for word in whole[0] if word.text == "1316").box == (174.0, 100, 186.0, 124)


def test_pieces_below_their_row_are_one_number_and_the_label_goes_on() -> None:
    page = [line(100, label="上年结转政府信", a="50", b="13", c="0", d="7"), line(114, label="息公开", b="6")]

    assert texts(joined(page)) == ["上年结转政府信 50 136 0 7", "息公开"]


def test_a_number_that_did_not_fill_its_cell_takes_no_digit_of_the_next_row() -> None:
    page = [line(100, a="500", b="1", c="0", d="7"), line(114, b="6")]

    assert texts(joined(page)) == ["500 1 0 7", "6"]


def test_a_zero_is_a_number_of_its_own() -> None:
    page = [line(100, a="0", b="0", c="0", d="0"), line(114, a="3")]

    assert texts(joined(page)) == ["0 0 0 0", "3"]


def test_a_piece_between_two_columns_joins_neither() -> None:
    page = [line(100, a="1300", b="2200", c="1000", d="4500"), [Word("160000000", (100, 112, 154, 122))]]

    assert texts(joined(page)) == ["1300 2200 1000 4500", "160000000"]


def test_full_rows_stay_as_they_are() -> None:
    page = [line(100, a="12", b="34", c="56", d="78"), line(114, a="12", b="34", c="56", d="78")]

    assert texts(joined(page)) == ["12 34 56 78"] * 2


def test_numbers_inside_running_text_are_left_alone() -> None:
    page = [
        line(100, a="12", b="34", c="56", d="78"),
        [Word("2024", (100, 112, 124, 122)), Word("年", (125, 112, 135, 122))],
    ]

    assert texts(joined(page)) == ["12 34 56 78", "2024 年"]

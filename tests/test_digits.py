"""Numbers at the edge of their field: sums of whole numbers prove them, and without sums they stay in doubt."""

from __future__ import annotations

import pytest

from workbench.digits import perhaps_cut
from workbench.readers.fitting import fitting_digits
from workbench.readers.page import FITS, UNSURE, Glyph

ROW = ("a", "b", "total")
OTHER = ("total", "c", "sum")


@pytest.mark.parametrize(
    ("printed", "passed", "doubted"),
    [
        pytest.param({"a": "3", "b": "4", "total": f"7{UNSURE}"}, [ROW], set(), id="the others are whole"),
        pytest.param(
            {"a": f"3{UNSURE}", "b": "4", "total": f"7{UNSURE}"}, [ROW], {"a", "total"}, id="two may be cut"
        ),
        pytest.param({"a": "3", "b": "4", "total": f"7{UNSURE}"}, [], {"total"}, id="no sum"),
        pytest.param({"a": f"3{FITS}", "b": f"4{FITS}", "total": f"7{FITS}"}, [ROW], set(), id="all fit"),
        pytest.param(
            {"a": "3", "b": "4", "total": f"7{UNSURE}", "c": "1", "sum": f"8{UNSURE}"},
            [OTHER, ROW],
            set(),
            id="one proved proves the next",
        ),
    ],
)
def test_a_number_at_an_edge_is_whole_where_a_sum_of_whole_numbers_says_so(
    printed: dict[str, str], passed: list[tuple[str, ...]], doubted: set[str]
) -> None:
    assert perhaps_cut(printed, passed) == doubted


def number(digits: int, end: float, y: float) -> list[Glyph]:
    return [
        Glyph("1", end - 6 * (digits - at), y, end - 6 * (digits - at) + 6, y + 10) for at in range(digits)
    ]


def test_fields_as_wide_as_their_numbers_fit_them_but_for_the_widest() -> None:
    lines = [(number(n, 100, 20 * n), (99.5 - 6 * n, 20 * n, 100.5, 20 * n + 10)) for n in (1, 2, 3, 4)]
    assert {digit.y0 for digit in fitting_digits(lines)} == {20, 40, 60}
    assert (
        fitting_digits([*lines, (number(2, 100, 0), (88, 0, 96, 10))]) == set()
    )  # one ends elsewhere: it is cut


def test_numbers_of_several_lengths_at_the_right_edge_of_fields_of_one_width_are_set_against_it() -> None:
    lines = [(number(n, 100, 20 * n), (76.0, 20.0 * n, 100.5, 20.0 * n + 10)) for n in (1, 2, 3, 4)]
    assert {digit.y0 for digit in fitting_digits(lines)} == {
        20,
        40,
    }  # before longer ones there is no room to tell by

"""Ways to cut a run of digits: all of them, none twice, and never a long search for nothing."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from workbench.match.cuts import ways, ways_in_groups, ways_to_sum

counts = st.integers(0, 3000)


def test_no_number_begins_with_a_zero_unless_it_is_zero() -> None:
    assert list(ways(("1002",), 2)) == [("100", "2")]
    assert list(ways(("000",), 3)) == [("0", "0", "0")]


def test_a_border_that_survived_is_kept() -> None:
    assert list(ways(("12", "3"), 2)) == [("12", "3")]
    assert list(ways(("12", "3"), 3)) == [("1", "2", "3")]


def test_a_decimal_is_one_number_and_no_part_of_a_sum_of_counts() -> None:
    """A change of the text by chance put a date behind a row's label: 2.37."""
    assert list(ways(("2.37",), 1)) == [("2.37",)]
    assert list(ways(("1", "2.37"), 3)) == list(ways_to_sum(("1", "1", "2.37"), 4)) == []
    assert list(ways_in_groups(("1", "1.5", "2"), 1, 3)) == []


@given(st.lists(counts, min_size=6, max_size=6))
def test_a_row_is_among_the_ways_that_its_sum_allows(numbers: list[int]) -> None:
    row = tuple(map(str, [*numbers, sum(numbers)]))

    assert row in list(ways_to_sum(("".join(row),), 7))


@given(st.lists(counts, min_size=6, max_size=6))
def test_the_ways_under_a_sum_are_those_of_all_ways_that_add_up(numbers: list[int]) -> None:
    small = [number % 40 for number in numbers]
    digits = "".join(map(str, [*small, sum(small)]))

    expected = [way for way in ways((digits,), 7) if sum(map(int, way[:6])) == int(way[6])]

    assert sorted(ways_to_sum((digits,), 7)) == sorted(expected)


@given(st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=3, max_size=3))
def test_the_line_of_fifteen_is_among_the_ways_that_its_three_sums_allow(groups: list[list[int]]) -> None:
    row = tuple(str(number) for group in groups for number in (*group, sum(group)))

    assert row in list(ways_in_groups(("".join(row),), 3, 5))


def test_a_long_run_without_any_fitting_sum_ends_at_once() -> None:
    """Forty nines can be cut freely in millions of ways; the searches must not list them."""
    assert list(ways_to_sum(("9" * 40,), 7)) == []
    assert len(list(islice(ways(("9" * 40,), 7), 2))) == 2
    assert list(islice(ways_in_groups(("9" * 40,), 3, 5), 1)) == []

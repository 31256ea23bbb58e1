"""Issuers as public bodies sign, of all levels and kinds: how many are resolved right may fall below no floor.

The rows (tests/specimens/issuers.tsv) were written before they were first read, with what a report's head tells; a code
is that of the tables for the report's year. An empty code: the body belongs to no division, and none may be given.
`benchmarks/places.py` prints the same figures for any file with these columns.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.places import SETS, is_sure, kind_right, level_right, read_rows, region_right, told
from workbench.issuer import Place, resolve

Pairs = list[tuple[dict[str, str], Place]]


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    rows = read_rows(Path(__file__).parent / "specimens" / "issuers.tsv", None)
    return [(row, resolve(told(row, SETS["all"]))) for row in rows if is_sure(row)]


def test_region_level_and_kind_are_right_for_nearly_all(pairs: Pairs) -> None:
    assert len(pairs) > 620
    for is_right, floor in ((region_right, 0.98), (level_right, 0.98), (kind_right, 0.98)):
        wrong = [(row["id"], row["title"], place) for row, place in pairs if not is_right(row, place)]
        assert len(wrong) <= (1 - floor) * len(pairs), wrong


def test_a_code_that_is_given_is_right(pairs: Pairs) -> None:
    """A wrong county is worse than none."""
    given = [(row, place) for row, place in pairs if place.code_at_year is not None]
    wrong = [(row["id"], row["title"], place) for row, place in given if not region_right(row, place)]
    assert len(given) > 0.9 * len(pairs) and len(wrong) <= 0.005 * len(given), wrong

"""Rows of the matrix that no row of the form has, and what stands beside them in doubt.

Serves tables in which an office added rows of its own, and text in which a label goes on over lines while its numbers
stand beside the first of them: a blank line below is then the end of that label, not a row of blanks.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from workbench.match.rows import Row
from workbench.match.running import Value
from workbench.text import squeeze

Fit = tuple[Row, tuple[Value, ...]]  # a row, and its values as the table's columns


def left_over(found: list[Fit], placed: dict[str, int]) -> list[str]:
    """The labels of rows between the form's rows that are none of them; blank ones are headings."""
    if not placed:
        return []
    inside = range(min(placed.values()), max(placed.values()) + 1)
    used = set(placed.values())
    rows = [found[index][0] for index in inside if index not in used]
    return [squeeze(row.before)[-30:] or "(no label)" for row in rows if not row.is_blank]


def perhaps_halves(
    rows: list[Row], found: list[Fit], placed: dict[str, int], unknown: Collection[str]
) -> set[str]:
    """The rows of text that are blank throughout and may be the end of another's label: where a row of no form is
    between the form's, and right behind numbers that are not read.
    """
    blank = {
        id_ for id_, index in placed.items() if found[index][0].is_blank and found[index][0].grid is None
    }
    if unknown or not blank:
        return blank if unknown else set()
    read = {id(found[index][0]) for index in placed.values()}
    behind = {
        id(row)
        for before, row in pairwise(rows)
        if id(before) not in read and sum(not value.is_blank for value in before.values) > 1
    }
    return {id_ for id_ in blank if id(found[placed[id_]][0]) in behind}

"""What printed digits leave open: whether they are one number or two, and whether more of them follow.

A number that reaches the edge of its field may be longer than printed. A sum that holds proves it where all its other
numbers are whole; where the page's fields fit their numbers (`FITS`), any sum that holds does. Section two has no sums:
there such a number stays in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from workbench.match.found import Found
from workbench.readers.page import FITS, UNSURE

_APART = re.compile(r"\d[^\S\n]+\d")  # a number wrapped in its cell goes on in the next line, not after a gap
_NO_NUMBER = re.compile(r"[\s+-]*0\d")
_IN_LINES = re.compile(r"\d\s*\n\s*\d")


def perhaps_cut(printed: Mapping[str, str], passed: Sequence[Collection[str]]) -> set[str]:
    """The cells whose number may go on behind the edge. `printed` is each cell's text, `passed` the sums that hold."""
    unsure = {id_ for id_, text in printed.items() if UNSURE in text}
    fits = {id_ for id_, text in printed.items() if FITS in text} - unsure
    if not unsure and not fits:
        return set()  # nearly every report
    fits -= {id_ for cells in passed for id_ in cells}
    while True:
        alone = [set(cells) & (unsure | fits) for cells in passed]
        whole = {id_ for left in alone if len(left) == 1 for id_ in left}
        if not whole:
            return unsure | fits
        unsure -= whole


def may_be_two_numbers(found: Found) -> bool:
    """Whether the digits stand apart, or begin with a zero that no number has. In a cell of a PDF a number may go on in
    the next line where it fills the cell; pages and Word files wrap by themselves, and a break in them is meant.
    """
    if _APART.search(found.printed) or _NO_NUMBER.match(found.printed):
        return True
    if not _IN_LINES.search(found.printed):
        return False
    *full, last = found.printed.split("\n")
    wraps = len({len(line) for line in full}) == 1 and len(last) <= len(full[0]) > 1
    return found.origin.page is None or not wraps


def blanks_beside_two(blank: Collection[str], doubted: Mapping[str, Found]) -> set[str]:
    """The blank cells in a row with a doubted cell whose digits may be two numbers: one of them may be theirs."""
    rows = {id_.rpartition(".")[0] for id_, found in doubted.items() if may_be_two_numbers(found)}
    return {id_ for id_ in blank if id_.rpartition(".")[0] in rows}

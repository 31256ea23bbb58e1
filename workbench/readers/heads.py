"""The names over the columns of a table without ruling lines, put together column by column.

Names wrap in narrow columns (`科研 社会公` over `机构 益组织`), and read line by line they are nobody's. The numbers
under them say where the columns are; where a column has no name of its own, all stays as it is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from workbench.readers.lines import Line, Word, around, is_number

COLUMNS = 7  # so many numbers in a line are a row of a table with names over it
DEEPEST = 9  # lines of a header
BROADEST = 1.6  # of its column: a broader word heads several columns


def with_names_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the names over each first row of numbers in one line of their own above it."""
    if not any(len(line) >= COLUMNS for line in lines):
        return list(lines)  # running text beside ruled tables
    result = [list(line) for line in lines]
    put: list[tuple[int, Line]] = []
    free = 0  # the first line that may belong to the next header
    for at, line in enumerate(lines):
        numbers = [word for word in line if is_number(word)]
        if not numbers:
            continue
        header = range(max(free, at - DEEPEST), at)
        free = at + 1
        if len(numbers) >= COLUMNS and (names := _names(lines, header, numbers)):
            for number in header:
                result[number] = [word for word in lines[number] if not any(word in own for own in names)]
            whole = [Word("".join(text for text, _ in own), around([box for _, box in own])) for own in names]
            put.append((at, whole))
    for at, whole in reversed(put):
        result.insert(at, whole)
    return [line for line in result if line]


def _names(lines: Sequence[Line], header: range, numbers: Sequence[Word]) -> list[Line]:
    """For each number the words over it from top to bottom; nothing if one has none."""
    middles = [_middle(word) for word in numbers]
    between = [(a + b) / 2 for a, b in pairwise(middles)]
    first, last = between[0] - middles[0], middles[-1] - between[-1]
    edges = [middles[0] - first, *between, middles[-1] + last]
    names: list[Line] = [[] for _ in numbers]
    for number in header:
        for word in lines[number]:
            for at, (low, high) in enumerate(pairwise(edges)):
                if low <= _middle(word) < high and word.box[2] - word.box[0] < BROADEST * (high - low):
                    names[at].append(word)
    return names if all(names) else []


def _middle(word: Word) -> float:
    return (word.box[0] + word.box[2]) / 2

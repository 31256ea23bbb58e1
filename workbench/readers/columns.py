"""Numbers that wrap inside the cells of a table without ruling lines (`13` over `16`): joined by their column.

In: a page's visual lines as words with boxes. Out: the same lines, the pieces of each number in the line of its row.
Only the places on the paper decide. What they leave open stays as it is printed: a number too short makes the sums
of the form fail and is seen, a number joined wrongly might not be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from workbench.readers.lines import Line, Word, around, is_number

ROW = 4  # so many numbers in one line are a row of a table
REACH = 2.2  # in line heights: pieces further from their row than this belong to something else


def joined(lines: Sequence[Line]) -> list[Line]:
    """The lines with wrapped numbers whole, in the order of the page; a line left without words is gone."""
    rows = [number for number, line in enumerate(lines) if _numbers(line) >= ROW and _is_row(line)]
    # The row's line: the lines that may hold pieces of its numbers.
    pieces: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if number not in rows and _numbers(line) and _is_row(line):
            near = _nearest_row(lines, rows, number)
            if near is not None:
                pieces[near].append(number)
    result = [list(line) for line in lines]
    for row, others in pieces.items():
        whole = _whole_numbers(lines, row, sorted([row, *others]))
        if whole is not None:
            for other in others:
                result[other] = [word for word in lines[other] if not is_number(word)]
            labels = [word for word in lines[row] if not is_number(word)]
            result[row] = sorted([*labels, *whole], key=lambda word: word.box[0])
    return [line for line in result if line]


def _numbers(line: Line) -> int:
    return sum(is_number(word) for word in line)


def _is_row(line: Line) -> bool:
    """Whether the line's numbers stand at its end: words between or after numbers are running text."""
    kinds = [is_number(word) for word in line]
    return kinds == sorted(kinds)


def _nearest_row(lines: Sequence[Line], rows: list[int], number: int) -> int | None:
    top, bottom = _span(lines[number])
    middle, height = (top + bottom) / 2, bottom - top
    gaps = sorted((abs(middle - sum(_span(lines[row])) / 2), row) for row in rows)
    return gaps[0][1] if gaps and gaps[0][0] <= REACH * height else None


def _span(line: Line) -> tuple[float, float]:
    _, y0, _, y1 = around([word.box for word in line])
    return y0, y1


def _whole_numbers(lines: Sequence[Line], row: int, together: list[int]) -> list[Word] | None:
    """The row's numbers with their pieces joined from top to bottom, or None if the places do not show it."""
    columns: list[list[tuple[int, Word]]] = []
    for number in sorted(together, key=lambda number: number != row):
        for word in lines[number]:
            if not is_number(word):
                continue
            under = [column for column in columns if any(_overlap(word, other) for _, other in column)]
            if len(under) > 1:
                return None
            if under:
                under[0].append((number, word))
            else:
                columns.append([(number, word)])
    widest = max(len(word.text) for column in columns for _, word in column)
    found = []
    for column in columns:
        column.sort(key=lambda piece: piece[0])
        in_pieces = len(column) > 1 or column[0][0] != row
        if in_pieces and not _fills(column, widest):
            return None
        texts = "".join(word.text for _, word in column)
        found.append(Word(texts, around([word.box for _, word in column])))
    return found


def _fills(column: list[tuple[int, Word]], widest: int) -> bool:
    """Whether the pieces are one number: each but the last fills the cell, as wide as any number of the row."""
    *before, last = [word.text for _, word in column]
    if not before or re.match(r"0[^.]|0$", before[0]):  # alone above its row, or a zero of its own
        return False
    return all(len(text) == widest for text in before) and len(last) <= widest


def _overlap(a: Word, b: Word) -> bool:
    """Whether one of the words stands above the other: the narrower one's middle lies within the wider one."""
    narrow, wide = sorted((a.box, b.box), key=lambda box: box[2] - box[0])
    return wide[0] - 1 <= (narrow[0] + narrow[2]) / 2 <= wide[2] + 1

"""Numbers that only count the lines of a table (行次、序号), in running text: taken off the rows that they stand in.

Serves the matrix of requests. In a grid the header's places tell such a column; in text only that its numbers count up
by one does, row after row.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.match.columns import FEWEST
from workbench.match.rows import Row
from workbench.match.running import Value
from workbench.text import counts_up


def without_line_numbers(rows: Sequence[Row], width: int) -> None:
    """Takes the line numbers off the front or the end of the rows of text of this width.

    A row that lost a blank is as short with its number as a whole row without: its number goes too.
    """
    table = [row for row in rows if row.grid is None and len(_filled(row)) in (width, width + 1)]
    if sum(len(_filled(row)) > width for row in table) < FEWEST:
        return
    for at in (0, -1):
        numbered = table if at == 0 else table[:-1]  # the number behind the last row would be the next one's
        texts = [_filled(row)[at].text for row in numbered]
        if counts_up(texts, FEWEST):
            for row in numbered:
                gone = _filled(row)[at]
                row.values = tuple(value for value in row.values if value is not gone)
            _give_back_header(rows, table[0], int(texts[0]))
            return


def _give_back_header(rows: Sequence[Row], first: Row, number: int) -> None:
    """The text before the number of the first row is the header, which that number took for its own label."""
    at = next(at for at, row in enumerate(rows) if row is first)
    before = rows[at - 1] if at else None
    if before is not None and [value.text.strip() for value in before.values] == [str(number - 1)]:
        first.before = before.before + "\n" + first.before


def _filled(row: Row) -> list[Value]:
    """The row's values without the blanks of merged label cells in front."""
    first = next((i for i, value in enumerate(row.values) if not value.is_blank), len(row.values))
    return list(row.values[first:])

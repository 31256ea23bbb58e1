"""A whole matrix whose labels and numbers stand apart: the labels, then the numbers row by row or column by column; the
labels behind their numbers; rows and columns exchanged.

Serves copies out of PDF viewers. The first label belongs to the first row and so on, but only where nothing is lost:
all labels of the form stand there once and in its order, there are exactly as many numbers, and all sums of the table
hold (C1 to C3), in one way of reading them. Else nothing is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workbench.form import Line, Table
from workbench.match.found import Found
from workbench.match.header import has_header, names_in_order
from workbench.match.labels import SHORT
from workbench.match.rows import Row
from workbench.match.running import Value
from workbench.text import fold, parse_printed

BEHIND = 200  # signs after the last number in which the last label may stand

Values = tuple[Value, ...]


def match_by_count(table: Table, rows: Sequence[Row]) -> dict[str, Found]:
    """The cells of the whole matrix, all of them proved to be where they are; nothing otherwise."""
    for lines in _forms(table):
        for run in _runs(table, rows, len(lines) * len(table.columns)):
            ways = [way for way in _ways(table, run, lines) if _all_sums_hold(table, way)]
            if ways and _labels_in_order(run, lines) and all(_texts(way) == _texts(ways[0]) for way in ways):
                return {id_: Found(value.text, value.origin, True) for id_, value in ways[0].items()}
    return {}


def _forms(table: Table) -> Iterator[list[Line]]:
    """The rows of the form: as issued, and with a row that stands in place of others."""
    yield [line for line in table.rows if not line.instead_of]
    for whole in (line for line in table.rows if line.instead_of):
        yield [line for line in table.rows if line.id not in whole.instead_of]


def _runs(table: Table, rows: Sequence[Row], count: int) -> Iterator[list[Row]]:
    """Rows one after another that have so many values together."""
    for start, first in enumerate(rows):
        if not any(word in fold(first.before) for word in table.columns[0].folded):
            continue
        total = 0
        for end in range(start, len(rows)):
            total += len(rows[end].values)
            if total >= count:
                break
        if total == count:
            yield list(rows[start : end + 1])


def _ways(table: Table, run: Sequence[Row], lines: Sequence[Line]) -> Iterator[dict[str, Value]]:
    """The ways to deal the values out: by columns where each column has its name, else by rows and by columns."""
    values = [value for row in run for value in row.values]
    height, width = len(lines), len(table.columns)
    ids = [[table.cell_id(line.id, column.id) for column in table.columns] for line in lines]
    by_rows = dict(zip([id_ for row in ids for id_ in row], values, strict=True))
    by_columns = dict(zip([row[at] for at in range(width) for row in ids], values, strict=True))
    if len(run) == width and all(len(row.values) == height for row in run):
        named = zip(run, table.columns, strict=True)
        if all(fold(row.leaf or row.before).endswith(column.folded) for row, column in named):
            yield by_columns
    elif has_header(_before_labels(run[0].before, lines), table.columns) and names_in_order(
        _before_labels(run[0].before, lines), table.columns
    ):
        yield by_rows
        yield by_columns


def _before_labels(text: str, lines: Sequence[Line]) -> str:
    """The text up to the first label."""
    places = [at for word in lines[0].wordings if (at := text.find(word)) >= 0]
    return text[: min(places)] if places else text


def _labels_in_order(run: Sequence[Row], lines: Sequence[Line]) -> bool:
    """Whether all labels stand in the text of the run, each long one once, in the form's order."""
    text = fold("\n".join(row.before for row in run) + "\n" + run[-1].after[:BEHIND])
    place = 0
    for line in lines:
        found = [(at, word) for word in line.folded if (at := text.find(word, place)) >= 0]
        if not found:
            return False
        at, word = min(found, key=lambda pair: (pair[0], -len(pair[1])))
        if len(word) > SHORT and text.count(word) > 1:
            return False
        place = at + len(word)
    return True


def _all_sums_hold(table: Table, way: dict[str, Value]) -> bool:
    values = {id_: parse_printed(value.text).value for id_, value in way.items()}
    known = {id_: value for id_, value in values.items() if value is not None}
    return len(known) == len(values) and all(
        _sum(identity.left, known) == _sum(identity.right, known)
        for identity in table.identities
        if all(id_ in known for id_ in identity.right)
    )


def _sum(ids: Sequence[str], known: dict[str, Decimal]) -> Decimal:
    return sum([known[id_] for id_ in ids if id_ in known], Decimal(0))


def _texts(way: dict[str, Value]) -> list[str]:
    return [value.text for value in way.values()]

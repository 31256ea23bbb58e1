"""The matrix of requests (section three): rows of seven values against the rows of the form, by label and order.

In: the document's rows. Out: its cells, each said to be proved by its label or not, and the rows that fit nowhere.
A label counts only under a header that names the columns; what is printed twice with other numbers is not proved.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.form import Table
from workbench.match import labels
from workbench.match.align import align
from workbench.match.columns import has_header, header_order, names_in_order, take
from workbench.match.found import Found
from workbench.match.rows import Row
from workbench.match.running import Value
from workbench.readers.document import Document
from workbench.text import fold, squeeze

HEADERS = 3  # rows of the width among which the one under the header stands: others may come first
SEVERAL = 4  # numbers in one row: it is one of a table

Fit = tuple[Row, tuple[Value, ...]]  # a row, and its values as the table's columns


@dataclass
class MatrixFound:
    """The cells by id; the rows whose label is a cell or a field of its own; those printed twice; those of no form."""

    cells: dict[str, Found] = field(default_factory=dict)
    in_cells: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)
    unknown_rows: list[str] = field(default_factory=list)


def match_matrix(table: Table, rows: list[Row], document: Document) -> MatrixFound:
    """The cells of the matrix among the document's rows."""
    result = MatrixFound()
    in_grid = header_order(table, document)
    order = in_grid or [column.id for column in table.columns]
    whole = _is_whole(rows, len(order))
    fits = [fit for row in rows for fit in _of_width(row, len(order), whole)]
    found, scores = _labelled(table, fits)
    in_header = any(
        has_header(row.before, table.columns) and (in_grid or names_in_order(row.before, table.columns))
        for row, _ in found[:HEADERS]
    )
    replacing = [line.id for line in table.rows if line.instead_of]
    placed = align(scores, [line.id for line in table.rows], labels.LIKELY, replacing)
    placed = _whole_or_parts(placed, found, table)
    twice = _differing(found, scores, placed) | _broken(table, rows, found, placed)
    if 2 * len(twice) > len(placed):
        twice = set(placed)  # whole tables: nothing says which of them any row is of
    result.twice = [line.zh for line in table.rows if line.id in twice]
    for id_, index in placed.items():
        row, values = found[index]
        if row.leaf:
            result.in_cells.add(id_)
        sure = labels.is_proved(id_, scores[index]) and not (_may_be_shifted(row, values) and not whole)
        for column, value in zip(order, values, strict=True):
            proved = bool(in_header) and sure and id_ not in twice
            result.cells[table.cell_id(id_, column)] = Found(value.text, value.origin, proved)
    result.unknown_rows = _left_over(found, placed)
    return result


def _labelled(table: Table, found: list[Fit]) -> tuple[list[Fit], list[dict[str, float]]]:
    """The rows that may be the form's, with how well their labels fit its lines.

    Lines that only another edition has are candidates too: they are told apart from this one's, and never placed.
    A row of blanks is a row of the form only under a whole label; else it is the rest of a row cut by the page.
    """
    groups = _groups(table)
    scored = [(fit, labels.scores(fit[0], table.rows + table.foreign, groups)) for fit in found]
    scored = [(fit, s) for fit, s in scored if not fit[0].is_blank or max(s.values()) >= labels.SURE]
    fits = [fit for fit, _ in scored]
    return fits, labels.with_labels_owed([row for row, _ in fits], [s for _, s in scored])


def _groups(table: Table) -> tuple[str, ...]:
    return tuple(fold(word) for group in table.groups for word in group.wordings)


def _whole_or_parts(placed: dict[str, int], found: list[Fit], table: Table) -> dict[str, int]:
    """The rows without one that stands in place of others beside those others (（六）其他处理 as their heading);
    without the others where only it holds numbers.
    """
    for line in table.rows:
        parts = [part for part in line.instead_of if part in placed]
        if line.id in placed and parts:
            filled = any(not found[placed[part]][0].is_blank for part in parts)
            gone = {line.id} if filled or found[placed[line.id]][0].is_blank else set(parts)
            placed = {id_: index for id_, index in placed.items() if id_ not in gone}
    return placed


def _differing(found: list[Fit], scores: list[dict[str, float]], placed: dict[str, int]) -> set[str]:
    """The rows whose label is written out at other numbers too: nobody can say which count.

    A table of last year's beside this year's, the parent's report in front of one's own.
    """
    printed: dict[str, set[tuple[str, ...]]] = {id_: set() for id_ in placed}
    for (row, values), score in zip(found, scores, strict=True):
        sure = [id_ for id_, value in score.items() if value >= labels.SURE]
        if len(sure) == 1 and sure[0] in printed and not row.is_blank:
            printed[sure[0]].add(tuple(squeeze(value.text) for value in values))
    return {id_ for id_, texts in printed.items() if len(texts) > 1}


def _broken(table: Table, rows: list[Row], found: list[Fit], placed: dict[str, int]) -> set[str]:
    """The rows whose label is written out at another row too, which has too few or too many numbers to be read."""
    read = {id(value) for _, values in found for value in values}
    rest = [row for row in rows if len(row.values) >= SEVERAL and not any(id(v) in read for v in row.values)]
    groups = _groups(table)
    sure = [
        [id_ for id_, score in labels.scores(row, table.rows, groups).items() if score >= labels.SURE]
        for row in rest
        if not row.is_blank
    ]
    return {ids[0] for ids in sure if len(ids) == 1 and ids[0] in placed}


def _may_be_shifted(row: Row, values: tuple[Value, ...]) -> bool:
    """Whether the first blank of a row of text may be a merged label's field and not a cell: columns cut off behind
    it leave as many fields as the table has columns.
    """
    return row.grid is None and values[0].is_blank and not row.is_blank


def _left_over(found: list[Fit], placed: dict[str, int]) -> list[str]:
    """The labels of rows between the form's rows that are none of them; blank ones are headings."""
    if not placed:
        return []
    inside = range(min(placed.values()), max(placed.values()) + 1)
    used = set(placed.values())
    rows = [found[index][0] for index in inside if index not in used]
    return [squeeze(row.before)[-30:] or "(no label)" for row in rows if not row.is_blank]


# ------------------------------------------------------------------------------------------------ widths


def _is_whole(rows: list[Row], width: int) -> bool:
    """Whether no columns are cut off: some rows of text have exactly the table's columns, the first one filled."""
    return any(row.grid is None and len(row.values) == width and not row.values[0].is_blank for row in rows)


def _of_width(row: Row, width: int, whole: bool) -> list[Fit]:
    """The row once for each full set of values that it holds; only the first has the label before it."""
    values = take(row, width) or (_at_the_end(row, width) if whole else None)
    if values is not None:
        return [(row, values)]
    if row.grid is None and len(row.values) > width and len(row.values) % width == 0:
        parts = [row.values[i : i + width] for i in range(0, len(row.values), width)]
        last = len(parts) - 1
        return [
            (Row(row.before if i == 0 else "", part, part[0].label, row.after if i == last else ""), part)
            for i, part in enumerate(parts)
        ]
    return []


def _at_the_end(row: Row, width: int) -> tuple[Value, ...] | None:
    """The last fields of a line, where the blanks of a merged label stand before them and a total is blank."""
    before, values = row.values[:-width], row.values[-width:]
    in_fields = row.grid is None and row.values[-1].column is not None and bool(before)
    return values if in_fields and all(value.is_blank for value in before) else None

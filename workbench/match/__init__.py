"""A Document and an edition of the form become cells: what is printed, where, and whether its label says so.

Serves sections two, three and four (主动公开, 收到和处理申请, 复议诉讼). It reads and does not judge: sums are
looked at in `proof`. It refuses nothing; what fits no row of the form is listed.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from workbench.form import Edition, Line, Table
from workbench.match import labels
from workbench.match.align import align
from workbench.match.columns import has_header, header_order, names_in_order, take
from workbench.match.found import Found
from workbench.match.glued import read_glued
from workbench.match.rows import Row, rows_of
from workbench.match.running import Value
from workbench.match.sheet import match_sheet
from workbench.readers.document import Document
from workbench.text import fold, squeeze

MATRIX_WIDTH = 7
SLIP = 0.85  # two labels of section two are never so alike
HEADER_WORD = "信息内容"  # stands in the header of each table of section two
HEADERS = (
    3  # rows of the matrix's width among which the one under the header stands: others may come before it
)
HEAD_WORDS = ("行政复议", "行政诉讼", "复议后起诉")  # what must stand above the line of table four


@dataclass
class Match:
    """The cells by id; rows of a table's width that no row of the form fits; runs of digits not cut for certain."""

    cells: dict[str, Found] = field(default_factory=dict)
    unknown_rows: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def match(document: Document, edition: Edition, rows: list[Row] | None = None) -> Match:
    """The cells of the edition that the document holds. `rows` are the document's, where they are at hand."""
    result = Match()
    rows = _mended([copy(row) for row in (rows_of(document) if rows is None else rows)], edition)
    for table in edition.tables.values():
        if table.layout == "line":
            _match_line(result, table, rows)
        elif table.layout == "list":
            result.cells |= match_sheet(table, rows)
        elif len(table.columns) == MATRIX_WIDTH:
            _match_matrix(result, table, rows, document)
        else:
            _match_small(result, table, rows)
    if any(id_ not in result.cells for id_ in edition.standard_cells):
        cut, ambiguous = read_glued(document, edition)
        result.cells = {**cut, **result.cells}
        result.ambiguous = [label for first, label in ambiguous.items() if first not in result.cells]
    return result


def _mended(rows: list[Row], edition: Edition) -> list[Row]:
    """The rows of running text with labels made whole that another line has cut in two.

    Two lines do that: a page number, and a row of section two that slipped into the matrix at a page break. What
    stood before them goes on to the next row's label.
    """
    small = {
        fold(w) for t in edition.tables.values() if t.section == 2 for line in t.rows for w in line.wordings
    }
    carried = ""
    for row in rows:
        row.before = carried + row.before
        carried = ""
        if row.grid is None:
            _drop_page_number(row)
            text, _, own = row.before.rpartition("\n")
            if len(row.values) == 1 and row.values[0].alone:
                carried = row.before[-labels.TAIL :]
            elif fold(own) in small:
                carried = text[-labels.TAIL :] + "\n"
    return rows


def _drop_page_number(row: Row) -> None:
    """Takes a lone number off the end or the start of a run that is longer by one than whole rows."""
    if len(row.values) > 1 and len(row.values) % MATRIX_WIDTH == 1:
        for index, neighbour in ((-1, -2), (0, 1)):
            if row.values[index].alone and not row.values[neighbour].alone:
                row.values = row.values[:-1] if index else row.values[1:]
                return


# ------------------------------------------------------------------------------------------------ section three


def _match_matrix(result: Match, table: Table, rows: list[Row], document: Document) -> None:
    in_grid = header_order(table, document)
    order = in_grid or [column.id for column in table.columns]
    found = [(row, values) for row in rows for row, values in _of_width(row, len(order))]
    groups = tuple(fold(word) for group in table.groups for word in group.wordings)
    scored = [(fit, labels.scores(fit[0], table.rows, groups)) for fit in found]
    # A row of blanks is a row of the form only under a whole label; else it is the rest of a row cut by the page.
    scored = [(fit, s) for fit, s in scored if not fit[0].is_blank or max(s.values()) >= labels.SURE]
    found = [fit for fit, _ in scored]
    scores = labels.with_labels_owed([row for row, _ in found], [s for _, s in scored])
    in_header = any(
        has_header(row.before, table.columns) and (in_grid or names_in_order(row.before, table.columns))
        for row, _ in found[:HEADERS]
    )
    replacing = [line.id for line in table.rows if line.instead_of]
    placed = align(scores, [line.id for line in table.rows], labels.LIKELY, replacing)
    for id_, index in placed.items():
        row, values = found[index]
        proved = in_header and labels.is_proved(id_, scores[index]) and not _may_be_shifted(row, values)
        for column, value in zip(order, values, strict=True):
            result.cells[table.cell_id(id_, column)] = Found(value.text, value.origin, proved)
    if placed:
        inside = range(min(placed.values()), max(placed.values()) + 1)
        used = set(placed.values())
        result.unknown_rows += [
            squeeze(found[i][0].before)[-30:] or "(no label)" for i in inside if i not in used
        ]


def _may_be_shifted(row: Row, values: tuple[Value, ...]) -> bool:
    """Whether the first blank of a row of text may be a merged label's field and not a cell: columns cut off behind
    it leave as many fields as the table has columns.
    """
    return row.grid is None and values[0].is_blank and not row.is_blank


def _of_width(row: Row, width: int) -> list[tuple[Row, tuple[Value, ...]]]:
    """The row once for each full set of values that it holds; only the first has the label before it."""
    values = take(row, width)
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


# ------------------------------------------------------------------------------------------------ section two


def _match_small(result: Match, table: Table, rows: list[Row]) -> None:
    """Tables whose rows have one to three values, found by their labels wherever they stand.

    The header must name the table's columns: other editions use the same row labels for other quantities. A row
    printed twice with different values is not proved: nobody can say which one counts.
    """
    columns = [tuple(fold(word) for word in column.wordings) for column in table.columns]
    for line in table.rows:
        fits: list[tuple[Value, ...]] = []
        named = len(columns)
        header = ""
        for row in rows:
            folded = fold(row.before)
            header = folded if HEADER_WORD in folded else header
            values = take(row, len(columns))
            if values is not None and _names(row, line):
                here = sum(any(word in header for word in words) for words in columns)
                if here:
                    fits.append(values)
                    named = min(named, here)
        if fits:
            same = len({tuple(squeeze(value.text) for value in values) for values in fits}) == 1
            for column, value in zip(table.columns, fits[0], strict=True):
                proved = same and named == len(columns)
                result.cells[table.cell_id(line.id, column.id)] = Found(value.text, value.origin, proved)


def _names(row: Row, line: Line) -> bool:
    """Whether the row's own label is this line of the form: written out at its end, or with a slip if it is long."""
    context = labels.Context(row, ())
    own = context.leaf if row.leaf else fold(squeeze(row.before.rstrip().rsplit("\n", 1)[-1]))
    for wording in map(fold, line.wordings):
        if own == wording or (len(wording) > labels.SHORT and _is_slip(own, wording)):
            return True
        if not row.leaf and len(wording) > labels.SHORT and context.before.endswith(wording):
            return True
    return False


def _is_slip(text: str, wording: str) -> bool:
    """Whether the text is the wording but for a sign lost, doubled or replaced."""
    return (
        abs(len(text) - len(wording)) <= 1
        and SequenceMatcher(None, text, wording, autojunk=False).ratio() >= SLIP
    )


# ------------------------------------------------------------------------------------------------ section four


def _match_line(result: Match, table: Table, rows: list[Row]) -> None:
    """The one line of 15 values; its header is the label text before it."""
    width = len(table.rows) * len(table.columns)
    ids = [table.cell_id(row.id, column.id) for row in table.rows for column in table.columns]
    for row in rows:
        values = take(row, width)
        if values is not None:
            proved = has_header(row.before, table.columns, len(table.rows), HEAD_WORDS) and names_in_order(
                row.before, table.columns
            )
            for id_, value in zip(ids, values, strict=True):
                result.cells[id_] = Found(value.text, value.origin, proved)
            if proved:
                return

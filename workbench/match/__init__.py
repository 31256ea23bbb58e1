"""A Document and an edition of the form become cells: what is printed, where, and whether its label says so.

Serves sections two, three and four (主动公开, 收到和处理申请, 复议诉讼). It reads and does not judge: sums are
looked at in `proof`. It refuses nothing; what fits no row of the form is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from workbench.form import EDITIONS, Edition, Line, Table, load_edition
from workbench.match import labels
from workbench.match.by_count import match_by_count
from workbench.match.cases import match_cases
from workbench.match.columns import Shape, are_in_one_line, fields_of, is_ambiguous, take, take_fields
from workbench.match.found import Found
from workbench.match.gaps import doubted_beside_gaps
from workbench.match.glued import read_glued
from workbench.match.halves import with_halves_joined
from workbench.match.header import HEADER_WORD, UNITS, begins_with, columns_named, unit_told
from workbench.match.lines import without_line_numbers
from workbench.match.matrix import MatrixFound, match_matrix
from workbench.match.rows import Row, rows_of
from workbench.match.running import Value
from workbench.match.sheet import match_sheet
from workbench.match.worded import Names
from workbench.match.years import of_newest_year
from workbench.readers.document import Document
from workbench.text import fold, parse_printed, squeeze

MATRIX_WIDTH = 7
SLIP = 0.85  # two labels of section two are never so alike


@dataclass
class Match:
    """The cells by id; rows of a table's width that no row of the form fits; runs of digits not cut for certain.

    `in_cells` holds the first cells of rows whose label is a cell or a field of its own, `twice` the labels of rows
    of the matrix printed twice with different numbers, `unknown_columns` the names of columns that an office added,
    `earlier_years` those whose tables are left out for this year's.
    """

    cells: dict[str, Found] = field(default_factory=dict)
    in_cells: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)
    unknown_rows: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    earlier_years: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def document_rows(document: Document) -> list[Row]:
    """The rows of the document, the same for all editions; words in a cell of section two are what is printed there."""
    return rows_of(document, _names_in_section_two())


@cache
def _names_in_section_two() -> Names:
    tables = [
        t
        for id_ in EDITIONS
        for t in load_edition(id_).tables.values()
        if t.layout == "rows" and t.section == 2
    ]
    return Names(
        frozenset(wording for table in tables for line in table.rows for wording in line.folded),
        frozenset(wording for table in tables for line in table.columns for wording in line.folded),
    )


def match(document: Document, edition: Edition, rows: list[Row] | None = None) -> Match:
    """The cells of the edition that the document holds. `rows` are the document's, where they are at hand."""
    result = Match()
    rows, result.earlier_years = of_newest_year(document_rows(document) if rows is None else rows)
    rows = _mended([copy(row) for row in rows], edition)
    without_line_numbers(rows, MATRIX_WIDTH)
    for table in edition.tables.values():
        if table.layout == "line":
            result.cells |= match_cases(table, rows)
        elif table.layout == "list":
            result.cells |= match_sheet(table, document)
        elif len(table.columns) == MATRIX_WIDTH:
            _match_matrix(result, table, rows, document)
        else:
            alike = [t for t in edition.tables.values() if len(t.columns) == len(table.columns)]
            _match_small(result, table, rows, _fields(alike, rows))
            lines = [line for t in edition.tables.values() if t.layout == "rows" for line in t.rows]
            result.unknown_rows += _unknown(table, rows, lines)
    if edition.absent(result.cells):
        # The text as a whole, which has the other years' numbers too.
        cut, ambiguous = ({}, {}) if result.earlier_years else read_glued(document, edition)
        result.cells = {**cut, **result.cells}
        result.ambiguous = [label for first, label in ambiguous.items() if first not in result.cells]
        result.cells = doubted_beside_gaps(result.cells, edition, result.in_cells, ambiguous)
    return result


def _mended(rows: list[Row], edition: Edition) -> list[Row]:
    """The rows of running text with labels made whole that another line has cut in two.

    Two lines do that: a page number, and a row of section two that slipped into the matrix at a page break. What
    stood before them goes on to the next row's label.
    """
    small = {
        fold(w) for t in edition.tables.values() if t.section == 2 for line in t.rows for w in line.wordings
    }
    widths = {len(table.columns) for table in edition.tables.values()}
    carried = ""
    for row in rows:
        row.before = carried + row.before
        carried = ""
        if row.grid is None:
            _drop_page_number(row, widths)
            text, _, own = row.before.rpartition("\n")
            if len(row.values) == 1 and row.values[0].alone:
                carried = row.before[-labels.TAIL :]
            elif fold(own) in small:
                carried = text[-labels.TAIL :] + "\n"
    return rows


def _drop_page_number(row: Row, widths: set[int]) -> None:
    """Takes a lone number off the end or the start of a run that is longer by one than whole rows."""
    beside = [value for value in row.values if not value.alone]
    if len(beside) == len(row.values) - 1 and len(beside) in widths and row.values[-1].alone:
        row.values = tuple(beside)
        return
    if len(row.values) > 1 and len(row.values) % MATRIX_WIDTH == 1:
        for index, neighbour in ((-1, -2), (0, 1)):
            if row.values[index].alone and not row.values[neighbour].alone:
                row.values = row.values[:-1] if index else row.values[1:]
                return


def _match_matrix(result: Match, table: Table, rows: list[Row], document: Document) -> None:
    matrix = match_matrix(table, with_halves_joined(table, rows), document)
    whole = len(matrix.cells) >= len(table.columns) * sum(not line.instead_of for line in table.rows)
    if not whole or not all(found.labelled for found in matrix.cells.values()):
        by_count = match_by_count(table, rows)
        matrix = MatrixFound(by_count) if by_count else matrix
    result.cells |= matrix.cells
    result.in_cells |= {table.cell_id(row, table.columns[0].id) for row in matrix.in_cells}
    result.unknown_rows += matrix.unknown_rows
    result.unknown_columns += matrix.unknown_columns
    result.twice += matrix.twice


# ------------------------------------------------------------------------------------------------ section two


def _match_small(result: Match, table: Table, rows: list[Row], fields: dict[Shape, set[int]]) -> None:
    """Tables whose rows have one to three values, found by their labels wherever they stand.

    The header must name the table's columns: other editions use the same row labels for other quantities. A row
    printed twice with different values is not proved: nobody can say which one counts.
    """
    candidates = list(_under_headers(table, rows, fields))
    for line in table.rows:
        fits = [candidate for candidate in candidates if candidate[0].names(line)]
        if not fits:
            continue
        if any(label.leaf for label, _, _ in fits):
            result.in_cells.add(table.cell_id(line.id, table.columns[0].id))
        headers = [header for _, header, _ in fits]
        orders = [columns_named(header, table) for header in headers]
        unit = next(filter(None, (unit_told(header[header.rfind(HEADER_WORD) :]) for header in headers)), "")
        filled = [values for _, _, values in fits if any(not value.is_blank for value in values)]
        printed = next(iter(filled), fits[0][2])
        same = len({tuple(squeeze(value.text) for value in values) for values in filled}) <= 1
        certain = same and all(order == orders[0] for order in orders) and orders[0][1]
        certain = certain and all(are_in_one_line(label.row, values) for label, _, values in fits)
        certain = certain and not (printed[0].alone and _is_out_of_order(orders[0][0], fits[0][0], table))
        for column, value in zip(orders[0][0], printed, strict=True):
            proved = certain and len({value.alone for value in printed}) == 1
            found = Found(value.text, value.origin, proved and unit in UNITS, unit)
            result.cells[table.cell_id(line.id, column)] = found


def _is_out_of_order(order: list[str], label: _Label, table: Table) -> bool:
    """Whether the names of columns stand otherwise than in the form, and one is cut over lines. In a text of one cell
    a line that proves nothing: a converter that goes by heights on the paper puts a name of two lines behind its
    neighbour, and the numbers not.
    """
    columns = {column.id: column for column in table.columns}
    return order != list(columns) and not all(label.header & set(columns[id_].folded) for id_ in order)


def _unknown(table: Table, rows: list[Row], lines: list[Line]) -> list[str]:
    """The labels of rows with numbers right below a row of the table that are no row of the form (其他主动公开文件).

    Only where the label has a cell or field of its own: in running text nothing tells such a row from a sentence.
    """
    found, last = [], -2  # `last`: the row before, if it is of this table
    for label, _, values in _under_headers(table, rows, {}):
        follows = label.number == last + 1 and label.grid == rows[last].grid
        if any(label.names(line) for line in table.rows):
            last = label.number
        elif follows and label.leaf and not any(label.names(line) for line in lines):
            last = label.number
            found += [] if all(value.is_blank for value in values) else [squeeze(label.leaf)[-30:]]
    return found


def _under_headers(
    table: Table, rows: list[Row], fields: dict[Shape, set[int]]
) -> Iterator[tuple[_Label, str, tuple[Value, ...]]]:
    """The rows that hold as many values as the table has columns, below a header that begins as the table's does:
    label, header, values.
    """
    header, names, is_header = "", frozenset[str](), False
    for number, row in enumerate(rows):
        folded = fold(row.before)
        if HEADER_WORD in folded:
            header, names = folded, frozenset(map(fold, row.before.split("\n")))
            is_header = begins_with(header, table.columns)
        if is_header and (values := _values(table, row, header, fields)) is not None:
            yield _Label(row, number, names), header, values


def _values(table: Table, row: Row, header: str, fields: dict[Shape, set[int]]) -> tuple[Value, ...] | None:
    """The row's values as the table's columns; a merged cell that was undone may be printed in each of its places."""
    width = len(table.columns)
    if width == 1 and len(row.values) > 1 and len({value.text for value in row.values}) == 1:
        names = header[header.rfind(HEADER_WORD) :]
        if any(names.count(fold(word)) >= len(row.values) for word in table.columns[0].wordings):
            return row.values[:1]
    if row.grid is not None and len(row.values) == 1 and parse_printed(row.values[0].text).state == "text":
        return row.values * width  # one cell of words merged over all columns
    if is_ambiguous(row, width):
        return take_fields(row, fields)
    return take(row, width) or take_fields(row, fields)


def _fields(tables: list[Table], rows: list[Row]) -> dict[Shape, set[int]]:
    """The fields that hold the values of tables with the same number of columns, where rows are lines of fields or
    some rows of a grid have blanks that may be no cells.
    """
    width = len(tables[0].columns)
    odd = {row.grid for row in rows if row.grid is not None and is_ambiguous(row, width)}
    shaped = (row for row in rows if row.grid is None or row.grid in odd)
    in_fields = [row for row in shaped if row.leaf and row.values[-1].column is not None]
    lines = [line for table in tables for line in table.rows] if in_fields else []
    named = [row for row in in_fields if any(_Label(row, 0).names(line) for line in lines)]
    return fields_of(named, width)


class _Label:
    """A row's own label: its cell, or the last line of the text before its values. `header` holds the folded lines of
    the header above it.
    """

    def __init__(self, row: Row, number: int, header: frozenset[str] = frozenset()) -> None:
        self._context, self.number, self.header = labels.Context(row, ()), number, header
        self.row, self.leaf, self.grid = row, row.leaf, row.grid
        own = row.leaf or squeeze(row.before.rstrip().rsplit("\n", 1)[-1])
        self._own, self._bare = fold(own), fold(labels.without_remark(own))

    def names(self, line: Line) -> bool:
        """Whether it is this line of the form: written out at its end, or with a slip if it is long."""
        for wording in line.folded:
            if wording in (self._own, self._bare) or (
                len(wording) > labels.SHORT and _is_slip(self._own, wording)
            ):
                return True
            if not self.leaf and len(wording) > labels.SHORT and self._context.before.endswith(wording):
                return True
        return False


def _is_slip(text: str, wording: str) -> bool:
    """Whether the text is the wording but for a sign lost, doubled or replaced."""
    return (
        abs(len(text) - len(wording)) <= 1
        and SequenceMatcher(None, text, wording, autojunk=False).ratio() >= SLIP
    )

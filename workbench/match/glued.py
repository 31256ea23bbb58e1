"""Cells run together: text of a web page whose cell borders were lost (`713000074` is 71, 3, 0, 0, 0, 0, 74).

Serves all tables where a row's label is followed at once by its digits. A run of digits is cut only where one way is
left: because there is just one, or because the form's sums leave just one. What stays ambiguous is not given. Spaces
inside a run are borders that survived. The next row's own numbering (`00000002.其他法律`) is known and taken off.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from math import prod

from workbench.form import Edition, Line, Table
from workbench.match.cuts import Pieces, Way, ways, ways_in_groups, ways_to_sum
from workbench.match.found import Found
from workbench.match.header import (
    UNITS,
    begins_with,
    columns_named,
    names_in_order,
    unit_told,
)
from workbench.readers.document import Document, Origin
from workbench.readers.page import LOST
from workbench.text import clean, fold, simplified, without_notes

MOST_WAYS = 200  # ways to cut one row; with more of them even all sums together will hardly decide
MOST_TRIES = 50_000  # combinations of ways that are tried against the column sums
LONGEST_RUN = 40  # digits behind one label
LONGEST_LINE = 40  # signs of table four run together; the ways to cut more of them cannot be tried
HEADER_LENGTH = 200  # signs before the first row in which the names of all columns stand
SHORT = 5  # shorter labels count only with their numbering before them

_BETWEEN = r"[^0-9A-Za-z\u3400-\u9fff]{0,60}?"  # what may stand between the signs of a word
# Cut by the paper, thousands, about so many, a letter O for a zero, two numbers in one cell (0/3), a remark's end.
_GOES_ON = re.compile(rf"(?<=\d)(?:(?:[.,]\s?)?[{LOST}\d]|[/+-]\d|[余多万亿元%‰A-Za-z〇○]|[^\d(]{{0,3}}\))")
_TAIL = r"[\s)”\"’'。、]*(?:\([^()]{0,40}\))?"  # what may stand between a label and its digits


@dataclass(frozen=True)
class _Run:
    """A row of the form with the digits behind its label, in pieces where a border survived, and where they stand.

    `apart` says that the label before it has no digits: labels and numbers lie apart, these may be the other's.
    `unit` is that of money as the header tells it.
    """

    row: str
    pieces: Pieces
    origin: Origin
    apart: bool
    unit: str = ""


def read_glued(document: Document, edition: Edition) -> tuple[dict[str, Found], dict[str, str]]:
    """The cells that running text without borders leaves no doubt about, and the rows (label, digits) that it does.

    The latter by the id of their first cell.
    """
    text, origins = _text(document)
    found: dict[str, Found] = {}
    ambiguous: dict[str, str] = {}
    apart = False
    for table in edition.tables.values():
        if table.layout == "line":
            cells, digits = _line_cells(table, text, origins)
            found |= cells
            first = table.cell_id(table.rows[0].id, table.columns[0].id)
            ambiguous |= {first: f"{table.rows[0].zh} {digits}"} if digits else {}
        elif table.layout == "rows":
            runs, apart = _runs(table, text, origins, apart)
            found |= _row_cells(table, runs)
            firsts = {line.id: (table.cell_id(line.id, table.columns[0].id), line.zh) for line in table.rows}
            ambiguous |= {firsts[run.row][0]: f"{firsts[run.row][1]} {' '.join(run.pieces)}" for run in runs}
    return found, {id_: label for id_, label in ambiguous.items() if id_ not in found}


class _Origins:
    """The origin of each place in the joined text."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._origins: list[Origin] = []

    def add(self, start: int, origin: Origin) -> None:
        self._starts.append(start)
        self._origins.append(origin)

    def at(self, place: int) -> Origin:
        return self._origins[bisect_right(self._starts, place) - 1]


def _text(document: Document) -> tuple[str, _Origins]:
    """All lines as one text, one space for any white space, and the origin of each place in it."""
    parts, origins, length = [], _Origins(), 0
    for line in document.lines:
        part = " ".join(simplified(clean(without_notes(line.text))).split()) + " "
        origins.add(length, line.origin)
        parts.append(part)
        length += len(part)
    return "".join(parts), origins


# ------------------------------------------------------------------------------------------------ runs behind labels


def _runs(table: Table, text: str, origins: _Origins, apart: bool) -> tuple[list[_Run], bool]:
    """The rows of the table whose label is followed by digits, in the form's order; and whether the last label is not.

    `apart` says the same of the table before.
    """
    places: list[tuple[Line, int, int]] = []
    place, signs = 0, frozenset(text)
    for line in table.rows:
        if not any(signs.issuperset(word) for word in _words(line)):
            continue  # its expression would be made for nothing: all of them take a fifth of a second
        match = _label(line).search(text, place)
        if match:
            places.append((line, match.start(), match.end()))
            place = match.end()
    if not places or not _is_under_header(table, text[: places[0][1]]):
        return [], False
    if _is_printed_again(places[0][0], text, places[-1][2]):
        return (
            [],
            False,
        )  # tables of two years or two bodies: nothing tells the runs of one from those of the other
    ends = [start for _, start, _ in places[1:]] + [len(text)]
    unit = unit_told(fold(text[: places[0][1]][-HEADER_LENGTH:]))
    runs = []
    for (line, _, start), end in zip(places, ends, strict=True):
        digits = _digits(text[start:end])
        pieces = tuple(_pieces(digits))
        if pieces and sum(map(len, pieces)) <= LONGEST_RUN:
            runs.append(_Run(line.id, pieces, origins.at(start), apart, unit))
        apart = not digits
    has_digits = re.match(r"[\s|]*\d", text[places[-1][2] :]) is not None  # 13575394432.52元 are some, too
    return runs, apart and not has_digits


def _is_printed_again(line: Line, text: str, after: int) -> bool:
    """Whether the row's label has digits behind it once more, further down."""
    return any(_digits(text[match.end() :]) for match in _label(line).finditer(text, after))


def _pieces(digits: str) -> list[str]:
    """The run in its pieces: spaces and pipes are borders that survived."""
    return [piece for piece in re.split(r"[\s|]+", digits) if piece]


def _is_under_header(table: Table, text: str) -> bool:
    """Whether the text ends in a header that names the table's columns; another edition's names are others."""
    header = text[-HEADER_LENGTH:]
    if table.section == 2:
        order, _ = columns_named(fold(header), table)
        if not begins_with(fold(header), table.columns) or order != [column.id for column in table.columns]:
            return False
    elif not names_in_order(header, table.columns):
        return False
    return all(any(re.search(_spread(fold(w)), header) for w in column.wordings) for column in table.columns)


@cache
def _label(line: Line) -> re.Pattern[str]:
    """The label with its numbering, whatever stands between its signs; without it if the label is long enough."""
    number = _spread(clean(line.number).rstrip(".、")) + r"[.、]?\s*" if line.number else ""
    patterns = []
    for wording in _words(line):
        optional = f"(?:{number})?" if len(wording) >= SHORT else number
        patterns.append(optional + _spread(wording) + _TAIL)
    return re.compile("|".join(patterns))


@cache
def _words(line: Line) -> list[str]:
    """The label as the form and its editions word it, the longest first."""
    return sorted(map(fold, line.wordings), key=len, reverse=True)


def _spread(word: str) -> str:
    return _BETWEEN.join(re.escape(sign) for sign in word)


def _digits(text: str) -> str:
    """The digits and spaces that the text begins with; nothing where the last number goes on in another way."""
    match = re.match(r"[\s|]*(\d[\d\s|]*(?:\.\d{1,4})?)", text)
    return match[1].strip() if match and not _GOES_ON.match(text, match.end()) else ""


# ------------------------------------------------------------------------------------------------ sums


def _row_cells(table: Table, runs: list[_Run]) -> dict[str, Found]:
    """The rows that are cut for certain: by themselves, by all sums together, or (not proved) by their own sum."""
    fitting = {run.row: _fitting(table, run) for run in runs}
    by_sums = _solved(table, fitting)
    # Zeros run together in one row: the table prints its zeros, and leaves none blank.
    shown = any(piece[0] == "0" and len(piece) > 1 for run in runs for piece in run.pieces)
    cells = {}
    for run in runs:
        certain = by_sums.get(run.row) or _only(list(islice(ways(run.pieces, len(table.columns)), 2)))
        way = certain or (_only(fitting[run.row]) if table.identities else None)
        for column, value in zip(table.columns, way or (), strict=False):
            proved = certain is not None and not run.apart and run.unit in UNITS
            proved &= way == by_sums.get(run.row) or shown or not _may_have_lost_blanks(run.pieces, table)
            cells[table.cell_id(run.row, column.id)] = Found(value, run.origin, proved, run.unit)
    return cells


def _may_have_lost_blanks(pieces: Pieces, table: Table) -> bool:
    """Whether the pieces may be whole numbers, fewer than the columns, because blank cells left no trace (`0 0 44`).

    A piece with a zero in front is two numbers. One run of many digits is no number of requests.
    """
    are_numbers = all(piece[0] != "0" or len(piece) == 1 for piece in pieces)
    fewer = len(pieces) < len(table.columns) and (len(pieces) > 1 or not table.identities)
    return fewer and are_numbers


def _only(found: list[Way]) -> Way | None:
    return found[0] if len(found) == 1 else None


def _fitting(table: Table, run: _Run) -> list[Way]:
    """The ways that the row's own sum (C1) allows; all of them if the table has no sums; none if there are too many."""
    cut = ways_to_sum if table.identities else ways
    found = list(islice(cut(run.pieces, len(table.columns)), MOST_WAYS + 1))
    return found if len(found) <= MOST_WAYS else []


def _solved(table: Table, fitting: dict[str, list[Way]]) -> dict[str, Way]:
    """The one choice of ways under which every column's sums hold; nothing if there is none or more than one.

    Only where the sums can be tested at all: every row of the form is there.
    """
    rows = {row: found for row, found in fitting.items() if found}
    replaced = {part for line in table.rows if line.id in rows for part in line.instead_of}
    needed = {line.id for line in table.rows if not line.instead_of} - replaced
    if not table.identities or not needed <= set(rows) or prod(map(len, rows.values())) > MOST_TRIES:
        return {}
    solutions = (dict(zip(rows, choice, strict=True)) for choice in product(*rows.values()))
    holding = list(islice((choice for choice in solutions if _columns_hold(table, choice)), 2))
    return holding[0] if len(holding) == 1 else {}


def _columns_hold(table: Table, choice: dict[str, Way]) -> bool:
    values = {
        table.cell_id(row, column.id): value
        for row, way in choice.items()
        for column, value in zip(table.columns, way, strict=True)
    }
    return all(
        _sum(identity.left, values) == _sum(identity.right, values)
        for identity in table.identities
        if not identity.id.startswith("C1") and all(id_ in values for id_ in identity.right)
    )


def _sum(ids: tuple[str, ...], values: dict[str, str]) -> int:
    return sum(int(values[id_]) for id_ in ids if id_ in values)


# ------------------------------------------------------------------------------------------------ table four


def _line_cells(table: Table, text: str, origins: _Origins) -> tuple[dict[str, Found], str]:
    """The 15 cells behind the last header, cut by the three sums (C4) if exactly one way is left; and their digits."""
    names = ("|".join(_spread(fold(word)) for word in column.wordings) for column in table.columns)
    heads = _BETWEEN.join(f"(?:{name})" for name in names)
    ends = [match.end() for match in re.finditer(heads, text)]
    pieces = tuple(_pieces(_digits(text[ends[-1] :]))) if ends else ()
    ids = [table.cell_id(row.id, column.id) for row in table.rows for column in table.columns]
    if sum(map(len, pieces)) < len(ids):
        return {}, ""
    digits, ways = " ".join(pieces), ways_in_groups(pieces, len(table.rows), len(table.columns))
    way = _only(list(islice(ways, 2))) if len(digits) <= LONGEST_LINE else None
    origin = origins.at(ends[-1])
    return {id_: Found(value, origin, True) for id_, value in zip(ids, way or (), strict=False)}, digits

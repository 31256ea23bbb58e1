"""Cells run together: text of a web page whose cell borders were lost (`713000074` is 71, 3, 0, 0, 0, 0, 74).

Serves all tables where a row's label is followed at once by its digits. A run of digits is cut only where one way is
left: because there is just one, or because the form's sums leave just one. What stays ambiguous is not given. Spaces
inside a run are borders that survived. The next row's own numbering (`00000002.其他法律`) is known and taken off.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from workbench.form import Edition, Line, Table
from workbench.match.found import Found
from workbench.readers.document import Document, Origin
from workbench.text import clean, fold, simplified

MOST_WAYS = 200  # ways to cut one run; a longer list means that the run is no row
MOST_TRIES = 50_000  # combinations of ways that are tried against the column sums
LONGEST_LINE = 30  # signs of table four run together; the ways to cut more of them cannot be tried
HEADER_LENGTH = 200  # signs before the first row in which the names of all columns stand
SHORT = 5  # shorter labels count only with their numbering before them

Way = tuple[str, ...]
_TAIL = r"[\s)”\"’'。、]*(?:\([^()]{0,40}\))?"  # what may stand between a label and its digits


@dataclass(frozen=True)
class _Run:
    """A row of the form with the digits behind its label: every way to cut them, and where they stand."""

    row: str
    ways: tuple[Way, ...]
    origin: Origin


def read_glued(document: Document, edition: Edition) -> tuple[dict[str, Found], list[str]]:
    """The cells that running text without borders leaves no doubt about, and the rows (label, digits) that it does."""
    text, origins = _text(document)
    found: dict[str, Found] = {}
    ambiguous: list[str] = []
    for table in edition.tables.values():
        if table.layout == "list":
            continue
        runs = list(_runs(table, text, origins))
        cells = _line_cells(table, runs) if table.layout == "line" else _row_cells(table, runs, edition)
        first = table.columns[0].id
        ambiguous += [
            f"{line.zh} {''.join(run.ways[0])}"
            for run in runs
            for line in table.rows
            if line.id == run.row and table.cell_id(run.row, first) not in cells
        ]
        found |= cells
    return found, ambiguous


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
        part = " ".join(simplified(clean(line.text)).split()) + " "
        origins.add(length, line.origin)
        parts.append(part)
        length += len(part)
    return "".join(parts), origins


# ------------------------------------------------------------------------------------------------ runs behind labels


def _runs(table: Table, text: str, origins: _Origins) -> Iterator[_Run]:
    """The rows of the table whose label is followed by digits, in the form's order."""
    if table.layout == "line":
        yield from _run_of_line(table, text, origins)
        return
    places: list[tuple[Line, int, int]] = []
    place = 0
    for line in table.rows:
        match = _label(line).search(text, place)
        if match:
            places.append((line, match.start(), match.end()))
            place = match.end()
    if not places or not _is_under_header(table, text[: places[0][1]]):
        return
    ends = [start for _, start, _ in places[1:]] + [len(text)]
    for (line, _, start), end in zip(places, ends, strict=True):
        digits = _digits(text[start:end])
        ways = tuple(_ways(digits, len(table.columns))) if digits else ()
        if 0 < len(ways) <= MOST_WAYS:
            yield _Run(line.id, ways, origins.at(start))


def _is_under_header(table: Table, text: str) -> bool:
    """Whether the text ends in a header that names the table's columns; another edition's names are others."""
    header = text[-HEADER_LENGTH:]
    return all(any(re.search(_spread(fold(w)), header) for w in column.wordings) for column in table.columns)


def _label(line: Line) -> re.Pattern[str]:
    """The label with its numbering, whatever stands between its signs; without it if the label is long enough."""
    number = _spread(clean(line.number).rstrip(".、")) + r"[.、]?\s*" if line.number else ""
    patterns = []
    for wording in sorted(map(fold, line.wordings), key=len, reverse=True):
        optional = f"(?:{number})?" if len(wording) >= SHORT else number
        patterns.append(optional + _spread(wording) + _TAIL)
    return re.compile("|".join(patterns))


def _spread(word: str) -> str:
    return r"[^0-9A-Za-z\u3400-\u9fff]*?".join(re.escape(sign) for sign in word)


def _digits(text: str) -> str:
    """The digits and spaces that the text begins with."""
    match = re.match(r"[\s|]*(\d[\d\s|]*(?:\.\d{1,4})?)", text)
    return match[1].strip() if match else ""


def _ways(digits: str, columns: int) -> Iterator[Way]:
    """Every way to cut the digits into so many numbers: no number begins with a zero it does not consist of."""
    pieces = re.split(r"[\s|]+", digits)
    if "." in digits:
        return iter([tuple(pieces)] if len(pieces) == columns else [])
    return _cut(pieces, columns)


def _cut(pieces: list[str], columns: int) -> Iterator[Way]:
    if not pieces:
        if columns == 0:
            yield ()
        return
    if columns < len(pieces) or sum(map(len, pieces)) < columns:
        return
    head, rest = pieces[0], pieces[1:]
    longest = 1 if head[0] == "0" else len(head)
    for length in range(1, longest + 1):
        left = [head[length:], *rest] if head[length:] else rest
        for way in _cut(left, columns - 1):
            yield (head[:length], *way)


# ------------------------------------------------------------------------------------------------ sums


def _row_cells(table: Table, runs: list[_Run], edition: Edition) -> dict[str, Found]:
    """The rows that are cut for certain: by themselves, by their own sum, or by all sums together."""
    kept = [_Run(run.row, _fitting(table, run), run.origin) for run in runs]
    by_sums = _solved(table, kept, edition)
    cells = {}
    for run, before in zip(kept, runs, strict=True):
        certain = by_sums.get(run.row) or (before.ways[0] if len(before.ways) == 1 else None)
        way = certain or (run.ways[0] if len(run.ways) == 1 and table.identities else None)
        for column, value in zip(table.columns, way or (), strict=False):
            cells[table.cell_id(run.row, column.id)] = Found(value, run.origin, certain is not None)
    return cells


def _fitting(table: Table, run: _Run) -> tuple[Way, ...]:
    """The ways that the row's own sum (C1) allows; all of them if the table has no sum over its rows."""
    rule = next((i for i in table.identities if i.id == f"C1.{run.row}"), None)
    if rule is None:
        return run.ways
    ids = [table.cell_id(run.row, column.id) for column in table.columns]
    return tuple(way for way in run.ways if _holds(rule.left, rule.right, dict(zip(ids, way, strict=True))))


def _holds(left: tuple[str, ...], right: tuple[str, ...], values: dict[str, str]) -> bool:
    return sum(int(values[id_]) for id_ in left) == sum(int(values[id_]) for id_ in right)


def _solved(table: Table, runs: list[_Run], edition: Edition) -> dict[str, Way]:
    """The one choice of ways under which every column's sums hold; nothing if there is none or more than one.

    Only where the sums can be tested at all: every row of the form is there.
    """
    present = {run.row for run in runs if run.ways}
    replaced = {part for line in table.rows if line.id in present for part in line.instead_of}
    needed = {line.id for line in table.rows if not line.instead_of} - replaced
    tries = 1
    for run in runs:
        tries *= max(len(run.ways), 1)
    if not table.identities or not needed <= present or tries > MOST_TRIES:
        return {}
    runs = [run for run in runs if run.ways]
    solutions = []
    for choice in product(*(run.ways for run in runs)):
        ways = {run.row: way for run, way in zip(runs, choice, strict=True)}
        if _columns_hold(table, ways):
            solutions.append(ways)
            if len(solutions) > 1:
                return {}
    return solutions[0] if solutions else {}


def _columns_hold(table: Table, ways: dict[str, Way]) -> bool:
    values = {
        table.cell_id(row, column.id): value
        for row, way in ways.items()
        for column, value in zip(table.columns, way, strict=True)
    }
    rules = [identity for identity in table.identities if not identity.id.startswith("C1")]
    return all(
        _holds(tuple(id_ for id_ in rule.left if id_ in values), rule.right, values)
        for rule in rules
        if all(id_ in values for id_ in rule.right)
    )


# ------------------------------------------------------------------------------------------------ table four


def _run_of_line(table: Table, text: str, origins: _Origins) -> Iterator[_Run]:
    """The digits behind the last column header of the line of 15."""
    heads = _spread("".join(fold(column.zh) for column in table.columns))
    ends = [match.end() for match in re.finditer(heads, text)]
    if ends and (digits := _digits(text[ends[-1] :])) and len(digits) <= LONGEST_LINE:
        yield _Run("", (tuple(digits.split()),), origins.at(ends[-1]))


def _line_cells(table: Table, runs: list[_Run]) -> dict[str, Found]:
    """The 15 cells, cut by the three sums (C4) if exactly one way is left."""
    ids = [table.cell_id(row.id, column.id) for row in table.rows for column in table.columns]
    cells: dict[str, Found] = {}
    for run in runs:
        ways = [
            way
            for way in _cut(list(run.ways[0]), len(ids))
            if all(_holds(i.left, i.right, dict(zip(ids, way, strict=True))) for i in table.identities)
        ]
        if len(ways) == 1:
            cells |= {id_: Found(value, run.origin, True) for id_, value in zip(ids, ways[0], strict=True)}
    return cells

"""Tables in the markup of wikis, forums and typesetters, given as text, become grids with their merged cells.

Serves MediaWiki, AsciiDoc, LaTeX, Typst, BBCode, list tables of reStructuredText and tables of troff, as converters
write them of a page and authors keep them. Line by line their signs would be read as what is printed: MediaWiki's `|-`
parts two rows and is no mark for nothing. `markup_wiki` and `markup_typeset` know each kind's rows; of tables in each
other the inner ones are tables, the outer ones layout. Nothing here knows the form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from workbench.readers.document import Grid, GridCell, Origin
from workbench.readers.drawn import Drawn
from workbench.readers.marks import without_marks
from workbench.readers.markup_pieces import Kind, Line, Piece
from workbench.readers.markup_typeset import TABULAR, latex, troff, typst
from workbench.readers.markup_wiki import asciidoc, bbcode, list_table, mediawiki
from workbench.readers.page import UNSURE
from workbench.text import parse_printed

# A text has tables of one kind; the first found here is the one.
KINDS = (
    Kind(re.compile(r"^\s*:*\{\|"), re.compile(r"^\s*\|\}"), mediawiki),
    Kind(re.compile(r"^\|==="), re.compile(r"^\|==="), asciidoc, flows=True, above=re.compile(r"^\[.*cols=")),
    Kind(re.compile(rf"\\begin\{{{TABULAR}"), re.compile(rf"\\end\{{{TABULAR}"), latex, covers=True),
    Kind(re.compile(r"\btable\((?:\s*$|.*columns:)"), re.compile(r"^\s*\)(?!\s*,)"), typst, flows=True),
    Kind(re.compile(r"\[table\b[^\]]*\]", re.I), re.compile(r"\[/table\]", re.I), bbcode, in_one_line=True),
    Kind(re.compile(r"^\.\. list-table::"), re.compile(r"^(?=[^\s.])"), list_table, ends_before=True),
    Kind(re.compile(r"^\.TS\b"), re.compile(r"^\.TE\b"), troff, covers=True),
)
WIDEST_SPAN, TALLEST_SPAN, MOST_PLACES = 64, 400, 200_000
_OPENED = re.compile(r"\s*:*\{\|")
_LAYOUT = re.compile(r"\s*(?::*\{\||\|[-+}])")
_ATTRIBUTES = re.compile(r"^\s*\|(?:\s*[\w-]+\s*=\s*\"[^\"]*\")+\s*\|(?!\|)")


def markup_tables(lines: Sequence[str]) -> list[Drawn]:
    """The tables among the lines of a text, from top to bottom."""
    found: list[Drawn] = []
    for kind in KINDS:
        for first, last in _innermost(lines, kind):
            numbered = [(number, lines[number - 1]) for number in range(first, last + 1)]
            grid = _grid(numbered, kind)
            if grid is not None:
                found.append(Drawn(first, last, [grid], []))
        if found:
            break
    return found


def without_layout(lines: Sequence[str]) -> list[str]:
    """The lines; where MediaWiki's tables stand around others, without what draws them."""
    if not any(_OPENED.match(line) for line in lines):
        return list(lines)
    return ["" if _LAYOUT.match(line) else _ATTRIBUTES.sub("", line).lstrip("| ") for line in lines]


def _innermost(lines: Sequence[str], kind: Kind) -> Iterator[tuple[int, int]]:
    """The first and the last line of each table that holds no other one; one that is not closed goes on to the end."""
    start = 0
    for number, line in enumerate(lines, 1):
        if start and kind.ends.search(line):
            yield start, number - kind.ends_before
            start = 0
        elif kind.begins.search(line):
            has_above = kind.above is not None and number > 1 and kind.above.search(lines[number - 2])
            start = number - 1 if has_above else number
            if kind.in_one_line and kind.ends.search(line):
                yield start, number
                start = 0
    if start:
        yield start, len(lines)


def _grid(lines: Sequence[Line], kind: Kind) -> Grid | None:
    """The table's cells on their places; None for one without two columns."""
    rows = [row for row in kind.rows(lines) if row]
    cells = list(_placed(rows, covers=kind.covers))
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    if width < 2:
        return None
    ragged = _ragged(cells, len(rows), width)
    if ragged and kind.flows:
        ragged = set(range(len(rows)))  # a cell is lost, and all behind it are moved
    cells = [_doubted(cell) if cell.row in ragged else cell for cell in cells]
    return Grid(len(rows), width, tuple(cells), lines[0][0])


def _ragged(cells: Sequence[GridCell], height: int, width: int) -> set[int]:
    """The rows whose cells do not fill the table's width, each place once."""
    filled = Counter(
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    )
    inside = Counter(row for row, _ in filled)
    return {row for row in range(height) if inside[row] < width} | {
        row for (row, _), times in filled.items() if times > 1
    }


def _doubted(cell: GridCell) -> GridCell:
    """The cell, unless it holds words, with the sign that only a sum makes it sure."""
    return cell if parse_printed(cell.text).state == "text" else cell._replace(text=cell.text + UNSURE)


def _placed(rows: Sequence[Sequence[Piece]], *, covers: bool) -> Iterator[GridCell]:
    """The cells from row to row. Where a merged cell `covers` others, these are written out and blank; elsewhere they
    are not written, and the next cell goes to the next free place.
    """
    taken: set[tuple[int, int]] = set()
    for row, pieces in enumerate(rows):
        column = 0
        for piece in pieces:
            while not covers and (row, column) in taken:
                column += 1
            room = len(taken) < MOST_PLACES
            tall = min(piece.rows, TALLEST_SPAN, len(rows) - row) if room else 1
            wide = min(piece.columns, WIDEST_SPAN) if room else 1
            text = "\n".join(without_marks(line).strip() for line in piece.text.split("\n")).strip()
            if text or (row, column) not in taken:
                taken |= {(row + down, column + right) for down in range(tall) for right in range(wide)}
                yield GridCell(text, row, column, tall, wide, Origin(line=piece.line))
            column += wide

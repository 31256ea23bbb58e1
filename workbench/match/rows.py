"""A Document becomes one stream of rows: some label text, then the values that follow it.

Grids and running text give the same rows, so page breaks, split labels, repeated headers and tables pasted as text
need no code of their own further on. Nothing here knows the form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from workbench.match.boxes import without_boxes
from workbench.match.running import LONG_ROW, Value, is_head, tokens
from workbench.match.worded import Names, cells_behind, with_references
from workbench.readers.document import Document, Grid, GridCell, Origin, TextLine
from workbench.text import parse_printed, squeeze

NO_NAMES = Names()


@dataclass(slots=True)
class Row:
    """Values and the label text around them; `leaf` is the label's own cell where the source has cells.

    `shared` says that its numbers stand with those of other rows behind the same text: any of them may be its own.
    """

    before: str
    values: tuple[Value, ...]
    leaf: str = ""
    after: str = ""
    grid: int | None = None
    shared: bool = False

    def __copy__(self) -> Row:
        return Row(self.before, self.values, self.leaf, self.after, self.grid, self.shared)

    @property
    def is_blank(self) -> bool:
        return all(value.is_blank for value in self.values)


def rows_of(document: Document, names: Names = NO_NAMES) -> list[Row]:
    """The rows of the document in reading order, each with the label text before and after its values.

    `names` are those of rows in which words behind the name are values.
    """
    items: list[Grid | TextLine] = sorted([*document.lines, *document.grids], key=lambda item: item.position)
    rows: list[Row] = []
    text = ""
    lines: list[TextLine] = []
    for number, item in enumerate(items):
        if isinstance(item, TextLine):
            lines.append(item)
            continue
        text = _add_lines(rows, text, lines, names)
        lines = []
        text = _add_grid(rows, text, item, number, names)
    text = _add_lines(rows, text, lines, names)
    for row, following in pairwise(rows):
        row.after = following.before
    if rows:
        rows[-1].after = text
    return rows


# ------------------------------------------------------------------------------------------------ grids


def _add_grid(rows: list[Row], text: str, grid: Grid, number: int, names: Names) -> str:
    """Adds the grid's rows; gives back the label text that no values have followed yet.

    A label with one or two blank cells may be a row of the form or a heading: it is a row, and stays label text.
    """
    by_row = without_boxes(grid)
    for index in range(grid.rows):
        cells = sorted(by_row.get(index, ()), key=lambda cell: cell.column)
        behind = cells_behind(cells, names)
        labels, values = (cells[:behind], _values(cells[behind:])) if behind else split(cells)
        words = [word for cell in labels if (word := squeeze(cell.text))]
        before, leaf = text + "\n" + "\n".join(words), words[-1] if words else ""
        is_row = any(not value.is_blank for value in values) or (
            len(values) >= 3 and bool(words) and not is_head([cell.text for cell in labels])
        )
        if is_row or (values and (words or len(values) >= LONG_ROW)):
            rows.append(Row(before, tuple(values), leaf, "", number))
        text = "" if is_row else before
    return text


def split(cells: list[GridCell]) -> tuple[list[GridCell], list[Value]]:
    """The row's label cells and, after the last of them, its values.

    A cell of words after the first value is a value too (words where a number belongs), unless the row has no
    values before it.
    """
    kinds = [parse_printed(cell.text).state for cell in cells]
    first_number = next((i for i, kind in enumerate(kinds) if kind in ("number", "mark")), None)
    last_text = max((i for i, kind in enumerate(kinds) if kind == "text"), default=-1)
    if first_number is None or first_number > last_text:
        start = last_text + 1
    elif first_number == 0 and cells[0].column == 0 and "text" in kinds[1:3]:
        label, values = split(cells[1:])  # `1 | label | 5 | 0`: the line's number in a cell of its own
        return [cells[0], *label], values
    else:
        start = first_number
        if last_text > first_number and last_text == len(cells) - 1 and len(cells) - first_number < 5:
            start = last_text + 1
    return cells[:start], _values(cells[start:])


def _values(cells: list[GridCell]) -> list[Value]:
    return [Value(cell.text, cell.origin, cell.column) for cell in cells]


# ------------------------------------------------------------------------------------------------ running text


def _add_lines(rows: list[Row], text: str, lines: Iterable[TextLine], names: Names) -> str:
    """Adds the rows of running text; values in one run belong to one row. Gives back the text left over.

    Blank cells behind a label make a row that may be one of the form's, and the label stays text for what follows.
    """
    values: list[Value] = []
    last = ""
    for kind, value in [*with_references(tokens(lines), names), ("end", Value("", Origin()))]:
        if values and kind != last:
            # Else another line's label.
            leaf = values[0].label if values[0].origin == values[-1].origin else ""
            rows.append(Row(text, tuple(values), leaf))
            text, values = "" if last == "value" else text, []
        if kind in ("value", "blank"):
            values.append(value)
        text += value.text if kind == "text" else ""
        last = kind
    return text

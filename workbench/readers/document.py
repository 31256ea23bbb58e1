"""What every reader gives: a Document of lines and tables, each piece with the place that it stands in.

The matching of a report to the form sees only this, so a PDF, a Word file, a web page and pasted text differ
nowhere after their reader. Pages, lines, tables, rows and columns count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple

Engine = Literal["pdfium", "pdfminer", "rapidocr"]
Box = tuple[float, float, float, float]  # points from the top left of the page as displayed


_NO_LINE = (None, None, None, None)


@lru_cache(maxsize=4096)  # the sides of a table's cells come back in each row and column
def _rounded(side: float) -> float:
    return round(side, 2) + 0.0  # no -0.0: 0.0 is the same key


# Named tuples where a report has hundreds: frozen dataclasses take twice as long to make.
class Origin(NamedTuple):
    """Where a piece of text stands: page and box (PDF), line (text), or table, row and column (DOCX, HTML)."""

    page: int | None = None
    box: Box | None = None
    line: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def to_json(self) -> dict[str, Any]:
        if self[2:] == _NO_LINE and self.page is not None and self.box is not None:  # a cell of a PDF
            x0, y0, x1, y1 = self.box
            return {"page": self.page, "box": [_rounded(x0), _rounded(y0), _rounded(x1), _rounded(y1)]}
        found: dict[str, Any] = {
            name: at for name, at in zip(self._fields, self, strict=True) if at is not None
        }
        if self.box is not None:
            found["box"] = [round(side, 2) for side in self.box]
        return found


class GridCell(NamedTuple):
    """A cell of a table: its text as printed, the grid place of its upper left corner, how far it spans."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a grid of cells. `position` orders it among the document's lines."""

    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of running text outside tables, with its place in reading order.

    `words` holds the words of a line of a PDF with their boxes, so that a number can say where it stands by itself.
    `is_link` says that the whole line of a web page leads elsewhere: what it names is not this page.
    """

    text: str
    origin: Origin
    position: int = 0
    words: tuple[tuple[str, Box], ...] = ()
    is_link: bool = False

    def at(self, position: int) -> TextLine:
        """The same line with its place in reading order."""
        return TextLine(self.text, self.origin, position, self.words, self.is_link)


@dataclass(frozen=True)
class Document:
    """A report as its reader saw it, before anything is known about the form."""

    container: str
    engine: str
    lines: tuple[TextLine, ...]
    grids: tuple[Grid, ...] = ()
    head: dict[str, str] = field(default_factory=dict)  # url, site_id, title, published: hints, never proof
    remarks: tuple[tuple[str, str], ...] = ()  # (reason, message) worth telling
    # That the engine gave one by one (PDF, scan), before lines and cells were made.
    characters: int | None = None
    # Pages whose text is what some program read in the picture under it: nobody knows how well.
    layers: frozenset[int] = frozenset()
    pictures: tuple[
        str, ...
    ] = ()  # where pictures stand that are large enough to show a table, as people say it

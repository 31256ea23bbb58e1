"""The pages of a PDF or a scan put together: lines and grids in one order, with their places on the page as displayed.

Tables that run over the paper's edge are told, and their cut cells hold a mark that no number survives: what is
outside the paper nobody sees, so it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from workbench.readers.document import Document, Grid, GridCell, TextLine
from workbench.readers.furniture import Edge, edges, furniture
from workbench.readers.grid import read_page
from workbench.readers.head import HEAD_LINES, told_by_lines
from workbench.readers.page import LOST, Glyph, Page
from workbench.readers.sheets import pages_on
from workbench.readers.turn import as_displayed, upright

AT_EDGE = 2.0  # points
CROWDED = 3000  # characters of a page; one that draws itself again and again shows each of them once
SLACK = 0.5  # points; boxes are a little wider than the ink
_CUT_NUMBER = re.compile(rf"\d[\d.,]*{LOST}|{LOST}[\d.,]*\d")

Remark = tuple[str, str]  # reason, message


def assembled(pages: Iterable[Page], container: str, engine: str, remarks: Iterable[Remark] = ()) -> Document:
    """The document that the pages make; `remarks` are those that were there before."""
    found = _Pieces()
    for page in pages:
        found.add(page)
    lines, grids = found.text(), tuple(found.grids)
    head = told_by_lines(line.text for line in (*lines[:HEAD_LINES], *lines[-HEAD_LINES:]))
    return Document(container, engine, lines, grids, head, (*remarks, *found.remarks()), found.characters)


@dataclass
class _Pieces:
    """What the pages hold, in order, and what there is to say about them."""

    lines: list[TextLine] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    cut_off: list[int] = field(default_factory=list)  # pages with a table that runs over the paper's edge
    clipped: list[int] = field(default_factory=list)  # pages with a number that its field may cut short
    lost: int = 0  # characters in tables that the file does not tell
    characters: int = 0

    def add(self, page: Page) -> None:
        crowded = len(page.glyphs) > CROWDED
        self.characters += len(set(page.glyphs)) if crowded else len(page.glyphs)
        straight = upright(page)
        marks = _at_the_edge(straight)
        if page.clipped:
            self.clipped.append(page.number)
        sheet = replace(straight, glyphs=straight.glyphs + marks) if marks else straight
        pieces = list(chain.from_iterable(map(read_page, pages_on(sheet))))
        shown = [self._add(piece, page, straight, cut=bool(marks)) for piece in pieces]
        self.edges += edges(page.number, pieces, shown)

    def _add(self, piece: Grid | TextLine, page: Page, straight: Page, *, cut: bool) -> Grid | TextLine:
        """Adds the piece of the upright page as it is displayed."""
        position = len(self.lines) + len(self.grids) + 1
        if isinstance(piece, TextLine):
            if cut and _CUT_NUMBER.search(piece.text):
                self.cut_off.append(page.number)
            line = as_displayed(piece, page).at(position)
            if line.text.strip(f"{LOST} "):
                self.lines.append(line)
            return line
        self.lost += sum(cell.text.count(LOST) for cell in piece.cells)
        marked = _with_cut_cells_marked(piece, straight)
        if marked is not piece:
            self.cut_off.append(page.number)
        grid = replace(as_displayed(marked, page), position=position)
        self.grids.append(grid)
        return grid

    def text(self) -> tuple[TextLine, ...]:
        """The lines without page numbers and running heads."""
        left_out = furniture(self.edges)
        return tuple(line for line in self.lines if id(line) not in left_out)

    def remarks(self) -> Iterator[Remark]:
        for number in dict.fromkeys(self.cut_off):
            yield (
                "cut_off",
                f"page {number}: a table or a number runs over the edge of the paper; what is cut off is not read",
            )
        for number in self.clipped:
            yield (
                "cut_off",
                f"page {number}: a number may be too long for its field; what the field cuts off is not read",
            )
        if self.lost and not (self.cut_off or self.clipped):
            yield "lost_text", f"the file does not tell {self.lost} characters in its tables"


def _at_the_edge(page: Page) -> list[Glyph]:
    """LOST for each glyph beyond the paper, and beside each that its left or right edge cuts: more may follow."""
    if page.is_within:
        return []
    low, high = -SLACK, page.width + SLACK
    cut = [Glyph(LOST, x0, y0, x1, y1) for _, x0, y0, x1, y1 in page.glyphs if x1 > high or x0 < low]
    return [*(Glyph(LOST, *glyph[1:]) for glyph in page.outside), *cut]


def _with_cut_cells_marked(grid: Grid, page: Page) -> Grid:
    """The grid with LOST in each cell that runs over the paper's left or right edge; itself if none does.

    A cell that ends at the edge without a border there is cut as well: the printer drew no further.
    """
    left = any(abs(ruling.at) <= AT_EDGE for ruling in page.verticals)
    right = any(abs(ruling.at - page.width) <= AT_EDGE for ruling in page.verticals)
    low = -1.0 if left else AT_EDGE
    high = page.width + 1.0 if right else page.width - AT_EDGE

    def marked(cell: GridCell) -> GridCell:
        box = cell.origin.box
        if box is None or (box[0] >= low and box[2] <= high):
            return cell
        return cell._replace(text=cell.text + LOST)

    cells = tuple(marked(cell) for cell in grid.cells)
    return grid if cells == grid.cells else replace(grid, cells=cells)

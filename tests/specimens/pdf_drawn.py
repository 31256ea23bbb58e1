"""The form drawn straight into a PDF, in milliseconds: for property tests that need many documents.

Lines are strokes (WPS), thin filled rectangles cut per cell (Word), a ring filled around each cell (printers of web
pages), between rows and around the table only (framed), beside the labels too (labels), or none (offices that hide the
borders).
The matrix breaks between rows at the page's foot; merged cells go on over the break, long numbers wrap.
"""

from __future__ import annotations

from typing import Literal

from tests.specimens.grid import Box, Table
from tests.specimens.pdf_writer import HEIGHT, WIDTH, Page, pdf_bytes, text_width
from tests.specimens.report import Report
from tests.specimens.tables import report_tables

Rules = Literal["strokes", "rectangles", "rings", "framed", "labels", "none"]
Frame = tuple[float, float, float, float]
LEFT, RIGHT, TOP, FOOT = 60.0, WIDTH - 60.0, 70.0, HEIGHT - 70.0
SIZE = 10.5
LEADING = 14.0
PADDING = 2.0


def pdf_drawn(
    report: Report,
    seed: int | None = None,
    rules: Rules = "strokes",
    repeats: bool = False,
    numbered: str = "- {} -",
    head: str = "",
) -> bytes:
    """The report as the bytes of a PDF; `repeats` prints the head of a table again on each page that it goes on.

    `numbered` is how the pages are numbered, `head` what stands at the top of each (`{}` for its number).
    """
    return _drawn(report, seed, rules, repeats).finished(numbered, head)


def places_drawn(report: Report) -> dict[str, tuple[int, Frame]]:
    """Page, from 1, and frame of each value's cell in `pdf_drawn(report)`: the gold for who shows a cell's place."""
    return _drawn(report, None, "strokes", False).places


def _drawn(report: Report, seed: int | None, rules: Rules, repeats: bool) -> _Sheet:
    sheet = _Sheet(rules, repeats)
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    for line in report.lines_of_title:
        sheet.text(line, 18, centred=True)
    for line in report.lead:
        sheet.text(f"　　{line}", 14)
    for number, heading in enumerate(report.headings, start=1):
        sheet.text(f"　　{heading}", 14)
        for line in texts.get(number, ()):
            sheet.text(f"　　{line}", 14)
        if number in tables:
            sheet.table(tables[number])
    for line in report.signature:
        sheet.text(line, 14)
    return sheet


class _Sheet:
    """Fills pages from top to foot."""

    def __init__(self, rules: Rules, repeats: bool) -> None:
        self.rules = rules
        self.repeats = repeats
        self.pages: list[Page] = []
        self.unwritten: dict[Box, list[str]] = {}
        self.places: dict[str, tuple[int, Frame]] = {}
        self.new_page()

    def new_page(self) -> None:
        self.pages.append(Page())
        self.y = TOP

    def finished(self, numbered: str, head: str) -> bytes:
        for number, page in enumerate(self.pages, start=1):
            page.text(WIDTH / 2 - 15, HEIGHT - 40, 12, numbered.format(number))
            if head:
                page.text(LEFT, 30, 9, head.format(number))
        return pdf_bytes(self.pages)

    def text(self, words: str, size: float, centred: bool = False) -> None:
        for line in _wrapped(words, RIGHT - LEFT, size):
            if self.y + size * 1.6 > FOOT:
                self.new_page()
            x = (LEFT + RIGHT - text_width(line, size)) / 2 if centred else LEFT
            self.pages[-1].text(x, self.y + size * 1.2, size, line)
            self.y += size * 1.6

    def table(self, table: Table) -> None:
        """Rows in page-long stretches; a box that spans the break is drawn once in each stretch."""
        unit = (RIGHT - LEFT) / sum(table.widths)
        edges = [LEFT + unit * sum(table.widths[:at]) for at in range(len(table.widths) + 1)]
        heights = _row_heights(table, edges)
        first = 0
        while first < len(heights):
            last, foot = first, self.y
            while last < len(heights) and foot + heights[last] <= FOOT:
                foot += heights[last]
                last += 1
            if last > first:
                self._stretch(table, edges, heights, first, last)
            if last < len(heights):
                self.new_page()
                if self.repeats and last > table.header_rows:
                    self._stretch(table, edges, heights, 0, table.header_rows)
            first = last
        self.y += 10

    def _stretch(self, table: Table, edges: list[float], heights: list[float], first: int, last: int) -> None:
        tops = [self.y + sum(heights[first:at]) for at in range(first, last + 1)]
        for number in range(first, last):
            for at, (box, down, right) in enumerate(table.places()[number]):
                if right or (down and number > first):
                    continue
                end = number - down + box.rows
                top, bottom = tops[number - first], tops[min(end, last) - first]
                frame = (edges[at], top, edges[at + box.columns], bottom)
                self._box(box, frame, begins=down == 0, ends=end <= last)
        self.y = tops[-1]

    def _box(self, box: Box, frame: Frame, begins: bool, ends: bool) -> None:
        """Frame and text; of a box that goes on over the page, the lines that fit, and the others there."""
        x0, y0, x1, y1 = frame
        if box.cell is not None:
            self.places.setdefault(box.cell, (len(self.pages), frame))
        self._border(box, frame)
        lines = _wrapped(box.text, x1 - x0 - 2 * PADDING, SIZE) if begins else self.unwritten.pop(box, [])
        room = len(lines) if ends else int((y1 - y0) // LEADING)
        lines, self.unwritten[box] = lines[:room], lines[room:]
        left = box.role == "label" and box.rows == 1
        top = (y0 + y1 - LEADING * len(lines)) / 2
        for number, line in enumerate(lines):
            x = x0 + PADDING if left else (x0 + x1 - text_width(line, SIZE)) / 2
            self.pages[-1].text(x, top + LEADING * number + SIZE, SIZE, line)

    def _border(self, box: Box, frame: Frame) -> None:
        x0, y0, x1, y1 = frame
        if self.rules == "rings":
            self.pages[-1].ring(x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5, 0.5)
            return
        partly = self.rules in ("framed", "labels")
        for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            upright_inside = edge[0] == edge[2] and LEFT + 1 < edge[0] < RIGHT - 1
            if not (partly and upright_inside) or (self.rules == "labels" and box.role == "label"):
                self._rule(*edge)

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.rules in ("strokes", "framed", "labels"):
            self.pages[-1].line(x0, y0, x1, y1)
        elif self.rules == "rectangles":
            self.pages[-1].rectangle(x0 - 0.24, y0 - 0.24, x1 + 0.24, y1 + 0.24)


def _row_heights(table: Table, edges: list[float]) -> list[float]:
    """Each row as high as its highest box; one over several rows makes the last of them higher if it must."""
    heights = [LEADING + 2 * PADDING] * len(table.rows)
    for number, row in enumerate(table.places()):
        for at, (box, down, right) in enumerate(row):
            if right or down != box.rows - 1:
                continue
            width = edges[at + box.columns] - edges[at] - 2 * PADDING
            needed = LEADING * len(_wrapped(box.text, width, SIZE)) + 2 * PADDING
            first = number - box.rows + 1
            heights[number] = max(heights[number], needed - sum(heights[first:number]))
    return heights


def _wrapped(words: str, width: float, size: float) -> list[str]:
    """Lines no wider than `width`, broken between any two characters, digits too (`13` and `16` is 1316)."""
    lines = [""]
    for character in words:
        if lines[-1] and text_width(lines[-1] + character, size) > width:
            lines.append("")
        lines[-1] += character
    return lines if words else []

"""Web pages turned into text with a bar behind each cell: cells stay in their first place, and a merged cell leaves
one more bar behind the row for each further place (行政许可 | 0 | ||).

Serves collections of pages saved as text. Three ways: a row a line; a cell a line with its bar (`cells`); a cell a line
and its bar on the next (`below`).
"""

from __future__ import annotations

from typing import Literal

from tests.specimens.grid import Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables


def text_bars(
    report: Report, seed: int | None = None, way: Literal["rows", "cells", "below"] = "rows"
) -> bytes:
    """The report as UTF-8 text."""
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    lines = [*report.lines_of_title, *report.lead]
    for number, heading in enumerate(report.headings, start=1):
        lines += [heading, *texts.get(number, ())]
        if number in tables:
            lines += _table(tables[number], way)
    return "\n".join([*lines, *report.signature, ""]).encode()


def _table(table: Table, way: str) -> list[str]:
    lines: list[str] = []
    for row in table.places():
        cells = [box.text for box, down, right in row if not down and not right]
        fillers = "|" * sum(not down and right > 0 for _, down, right in row)
        if way == "rows":
            start = "" if cells[0] else "| "  # a row that begins with a blank needs a bar before it
            lines.append(start + " | ".join(cells) + " |" + (f" {fillers}" if fillers else ""))
        elif way == "cells":
            lines += [*(f"{cell} |" if cell else "|" for cell in cells), *([fillers] if fillers else [])]
        else:
            lines += [line for cell in cells for line in ((cell, "|") if cell else ("|",))]
    return lines

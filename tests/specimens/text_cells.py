"""A Word table pasted as text: one cell per line, each after a tab, a blank line between rows.

Serves townships whose DOC was turned into text by an indexer; cells that are covered stay as empty lines.
"""

from __future__ import annotations

from tests.specimens.grid import Box, Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables


def text_cells(report: Report, seed: int | None = None) -> bytes:
    """The report as UTF-8 text."""
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    lines = [*report.lines_of_title, "", *report.lead]
    for number, heading in enumerate(report.headings, start=1):
        lines += [heading, *texts.get(number, ())]
        if number in tables:
            lines += [*_table(tables[number]), ""]
    return "\n".join([*lines, "", *report.signature, "1", ""]).encode()


def _table(table: Table) -> list[str]:
    lines: list[str] = []
    for row in table.places():
        lines += [f"\t{_text(box, down)}" for box, down, right in row if not right]
        lines.append("")
    return lines


def _text(box: Box, down: int) -> str:
    """A narrow name of a column keeps the line break that it has in the document."""
    if down:
        return ""
    return f"{box.text[:2]}\n{box.text[2:]}" if box.role == "head" and len(box.text) == 4 else box.text

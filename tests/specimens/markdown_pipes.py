"""Markdown with pipe tables, as document converters write them: the first row becomes the head, a merged cell
is either repeated in every place that it covers or leaves them blank (by the seed).
"""

from __future__ import annotations

import random

from tests.specimens.grid import Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables


def markdown_pipes(report: Report, seed: int | None = None) -> bytes:
    """The report as UTF-8 Markdown."""
    repeats = random.Random(seed or 0).random() < 0.5
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    lines = [f"# {report.title}", "", *report.lead, ""]
    for number, heading in enumerate(report.headings, start=1):
        lines += [f"## {heading}", ""]
        lines += [part for line in texts.get(number, ()) for part in (line, "")]
        if number in tables:
            lines += [*_table(tables[number], repeats), ""]
    return "\n".join([*lines, *report.signature, ""]).encode()


def _table(table: Table, repeats: bool) -> list[str]:
    """Values are never repeated: a number that spans three columns stands in the first of them."""
    lines = []
    for number, row in enumerate(table.places()):
        fields = [
            box.text if not (down or right) or (repeats and box.role != "value") else ""
            for box, down, right in row
        ]
        lines.append(f"| {' | '.join(fields)} |")
        if number == 0:
            lines.append("|" + " --- |" * len(row))
    return lines

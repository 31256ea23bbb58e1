"""A document turned to Markdown with the cells of a row separated by tabs: merged cells leave empty fields or
none, the matrix breaks over a page without its group's name, some labels have their values on the next line.

Serves reports that a converter of scans or PDFs has passed through; brackets are narrow, numbering is spaced.
"""

from __future__ import annotations

import random

from tests.specimens.grid import Box, Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables

LEVELS = {1: "###", 2: "##", 3: "###", 4: "####", 5: "####", 6: "####"}
NARROW = str.maketrans({"（": "(", "）": ") "})


def markdown_tabs(report: Report, seed: int | None = None) -> bytes:
    """The report as UTF-8 Markdown."""
    chance = random.Random(seed or 0)
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    lines = ["", *(f"# {line}" for line in report.lines_of_title), ""]
    lines += [part for line in report.lead for part in (line, "")]
    for number, heading in enumerate(report.headings, start=1):
        lines += [f"{LEVELS[number]} {heading}", ""]
        lines += [part for line in texts.get(number, ()) for part in (line, "")]
        if number in tables:
            lines += [*_table(tables[number], chance), "", ""]
    return "\n".join([*lines, *report.signature, ""]).encode()


def _table(table: Table, chance: random.Random) -> list[str]:
    """The rows of a table; the matrix is cut by a page once and splits a label from its values twice."""
    rows = table.places()
    if table.number != 3:
        return ["\t".join(_fields(row)) for row in rows]
    cut = chance.randrange(10, len(rows) - 2)
    apart = {chance.randrange(5, 7), chance.randrange(5, 7)}  # rows （一） and （二）, as seen in print
    lines = []
    for number, row in enumerate(rows):
        fields = _fields(row)
        if number == cut:
            lines.append("")
        if number >= cut and row[0][1]:
            fields = fields[1:]  # after the page break the outer group is not repeated, not even as a blank
        if number in apart:
            lines += ["\t".join(fields[:-7]), "\t" + "\t".join(fields[-7:])]
        else:
            lines.append("\t".join(fields))
    return lines


def _fields(row: list[tuple[Box, int, int]]) -> list[str]:
    return [_text(box) if not down and not right else "" for box, down, right in row]


def _text(box: Box) -> str:
    return box.text if box.role == "value" else box.text.translate(NARROW).replace(".", ". ").strip()

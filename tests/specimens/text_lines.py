"""Every cell of a table on a line of its own, nothing else around it: blank cells leave no trace.

Serves pages saved as text, Word tables pasted cell by cell (`endings="|"`: a bar closes each cell, blank ones too)
and web pages whose editor turned each cell into a paragraph (`html_paragraphs`). With `repeats` the names of the
groups stand before each of their rows, as where merged cells were undone before copying.
"""

from __future__ import annotations

from html import escape
from typing import Literal

from tests.specimens.grid import Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables


def text_lines(
    report: Report, seed: int | None = None, endings: Literal["", "|"] = "", repeats: bool = False
) -> bytes:
    """The report as UTF-8 text."""
    lines = [line for kind, line in _pieces(report, seed, endings, repeats)]
    return "\n".join([*lines, ""]).encode()


def html_paragraphs(report: Report, seed: int | None = None) -> bytes:
    """The report as a UTF-8 web page without any table."""
    body = "\n".join(f"<{kind}>{escape(line)}</{kind}>" for kind, line in _pieces(report, seed, "", False))
    head = f'<meta charset="utf-8"><title>{escape(report.title)}</title>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body>\n{body}\n</body></html>\n".encode()


def _pieces(report: Report, seed: int | None, endings: str, repeats: bool) -> list[tuple[str, str]]:
    """Each line with the element that a web page has it in."""
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    pieces = [("h1", line) for line in report.lines_of_title] + [("p", line) for line in report.lead]
    for number, heading in enumerate(report.headings, start=1):
        pieces += [("h2", heading), *(("p", line) for line in texts.get(number, ()))]
        if number in tables:
            cells = _cells(tables[number], repeats)
            pieces += [("p", f"{cell}{endings}") for cell in cells if cell or endings]
    return pieces + [("p", line) for line in report.signature]


def _cells(table: Table, repeats: bool) -> list[str]:
    return [
        box.text
        for row in table.places()
        for box, down, right in row
        if not right and (not down or (repeats and box.role == "label"))
    ]

"""A PDF turned to text: every printed line on a line of its own, labels wrapped with their numbers on the
middle or the last line, the vertical group label one character per line, page numbers between rows.

Serves the texts that search engines and archives keep. With a seed the order may be disturbed, as
extractors do it: the fee's row slips into the matrix, section five begins before the table of section four.
Blank cells are lost.
"""

from __future__ import annotations

import random

from tests.specimens.grid import Box, Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables

LINE = 27  # characters in a line of running text
LABEL = 10  # characters in a line of the matrix's label column
PAGE = 30  # lines on a page
STOPS = tuple("，。、；：）”")
PAGE_NUMBERS = ("- {} -", "—{}—", "", "\f")


def text_pdf(report: Report, seed: int | None = None, page_number: str | None = None) -> bytes:
    """The report as UTF-8 text; `page_number` ("{}" is a bare number) is how pages are numbered, else by the seed."""
    chance = random.Random(seed or 0)
    tables = report_tables(report, seed)
    opening = (*report.lead, report.headings[0], *report.overview)
    before = [*report.lines_of_title, *_wrapped(opening)]
    proactive, matrix, cases = _proactive(tables[2]), _matrix(tables[3], chance), _cases(tables[4])
    problems = [report.headings[4], *_wrapped(report.problems)]
    other = [report.headings[5], *_wrapped(report.other), *report.signature]
    if seed is not None and chance.random() < 0.5:
        proactive, matrix = _fee_in_matrix(proactive, matrix, chance)
    late = chance.randrange(2, len(problems) + 1) if seed is not None and chance.random() < 0.5 else 0
    lines = [
        *before,
        *[report.headings[1], *proactive],
        *[report.headings[2], *matrix],
        *problems[:late],
        *[report.headings[3], *cases],
        *problems[late:],
        *other,
    ]
    form = chance.choice(PAGE_NUMBERS) if page_number is None else page_number
    return "\n".join(_paged(lines, form)).encode()


def _wrapped(paragraphs: tuple[str, ...]) -> list[str]:
    return [part for text in paragraphs for part in _pieces(text, LINE)]


def _pieces(text: str, width: int) -> list[str]:
    """Lines of that width; a stop or a closing bracket never begins a line."""
    lines: list[str] = []
    while text:
        end = width + (text[width : width + 1] in STOPS)
        lines, text = [*lines, text[:end]], text[end:]
    return lines


def _proactive(table: Table) -> list[str]:
    return [" ".join(box.text for box in row if box.text) for row in table.rows]


def _matrix(table: Table, chance: random.Random) -> list[str]:
    """Header names by column from top to bottom, then the rows, each group's name before its first row."""
    lines = []
    for box in (box for row in table.rows[: table.header_rows] for box in row):
        lines += _pieces(box.text, 20 if box.columns > 1 else 2)
    for row in table.rows[table.header_rows :]:
        *groups, label = (box for box in row if box.role == "label")
        for box in groups:
            lines += list(box.text) if box.text.startswith("三、") else [box.text]
        lines += _row(label, [box.text for box in row if box.role == "value"], chance)
    return lines


def _row(label: Box, values: list[str], chance: random.Random) -> list[str]:
    """The label's lines, and the values behind the middle one, behind the last one or on their own line."""
    numbers = " ".join(value for value in values if value)
    lines = _pieces(label.text, LABEL if label.columns == 1 else 20)
    if len(lines) == 1:
        return [f"{lines[0]} {numbers}".strip()]
    at = chance.choice((len(lines) // 2, len(lines) - 1, len(lines)))
    if at == len(lines):
        return [*lines, numbers]
    return [f"{line} {numbers}" if number == at else line for number, line in enumerate(lines)]


def _cases(table: Table) -> list[str]:
    *heads, line = table.rows
    lines = []
    for row in heads:
        for box in row:
            lines += _pieces(box.text, 2) if len(box.text) == 4 and box.columns == 1 else [box.text]
    return [*lines, " ".join(box.text for box in line if box.text)]


def _fee_in_matrix(
    proactive: list[str], matrix: list[str], chance: random.Random
) -> tuple[list[str], list[str]]:
    """The last row of section two stands at the foot of the matrix's page, as where a text box floats there.

    It goes between the first line of a wrapped label and the next one: the fourth ground of （三） on.
    """
    grounds = [at for at, line in enumerate(matrix) if line[:2] in ("2.", "5.", "6.") and " " not in line]
    at = chance.choice(grounds) + 1 if grounds else len(matrix) // 2
    return proactive[:-1], [*matrix[:at], proactive[-1], *matrix[at:]]


def _paged(lines: list[str], form: str) -> list[str]:
    """A blank line between lines, and after each page its number in that form, or only a gap."""
    spaced: list[str] = []
    for number, line in enumerate(lines, start=1):
        spaced += [line, ""]
        if number % PAGE == 0:
            spaced += [form.format(number // PAGE), ""]
    return spaced

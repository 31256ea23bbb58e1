"""A PDF turned to Markdown with labels and numbers far apart: the labels of some rows as running text, their numbers
as a pipe table of one line below, without a label; each line of numbers is a table of its own.

Serves converters that take a ruled table for several small ones. The tables stand in an annex with numbers of their
own (一 to 三) behind a narrative of six sections.
"""

from __future__ import annotations

import random

from tests.specimens.grid import Box, Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables

LABEL = 10  # signs in a line of the label column
ANNEX = ("一、", "二、", "三、")


def markdown_apart(report: Report, seed: int | None = None) -> bytes:
    """The report as UTF-8 Markdown."""
    chance = random.Random(seed or 0)
    tables = report_tables(report, seed)
    narrative = {1: report.overview, 2: report.problems}
    lines = ["正文", *report.lines_of_title, *report.lead, ""]
    for number, heading in enumerate(("一、总体情况", "二、工作机制保障", "三、信息管理与平台建设"), start=1):
        lines += [heading, *narrative.get(number, ()), ""]
    for number, sign in zip((2, 3, 4), ANNEX, strict=True):
        lines += [sign + report.headings[number - 1][2:], ""]
        lines += _apart(tables[3], chance) if number == 3 else _whole(tables[number])
    return "\n".join([*lines, "四、其他需要报告的事项", *report.other, *report.signature, ""]).encode()


def _apart(table: Table, chance: random.Random) -> list[str]:
    """Runs of one to three rows: whole, as label and numbers; or all their labels first and then their numbers."""
    lines = [box.text for row in table.rows[: table.header_rows] for box in row]
    body = list(table.rows[table.header_rows :])
    while body:
        size = chance.choice((1, 1, 2, 3))
        run, body = body[:size], body[size:]
        if size == 1 and len(run[0]) == 8:
            lines += ["", *_pipe([run[0][0].text, *_numbers(run[0])])]
            continue
        labels = [box.text for row in run for box in row if box.role == "label"]
        lines += ["", *(part for text in labels for part in _cut(text))]
        for row in run:
            lines += _pipe(_numbers(row))
    return [*lines, ""]


def _whole(table: Table) -> list[str]:
    rows = [[box.text for box in row] for row in table.rows]
    return [line for row in rows for line in (_pipe(row) if len(row) > 1 else row)] + [""]


def _pipe(fields: list[str]) -> list[str]:
    return [f"| {' | '.join(fields)} |", "|" + "---|" * len(fields)]


def _numbers(row: tuple[Box, ...]) -> list[str]:
    return [box.text for box in row if box.role == "value"]


def _cut(text: str) -> list[str]:
    return [text[at : at + LABEL] for at in range(0, len(text), LABEL)]

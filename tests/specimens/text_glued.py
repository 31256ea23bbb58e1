"""A web page whose table borders were lost: all cells run together in one line (`640020470` is 64, 0, 0, 2, 0, 4, 70).

Serves archives that keep the bare text of pages. The sums leave one way to cut most rows; what they leave open, and
section two with its several columns, cannot be known. With a seed, some borders survive as spaces.
"""

from __future__ import annotations

import random

from tests.specimens.grid import Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables

LEAST = 0.2  # share of borders that survive with a seed


def text_glued(report: Report, seed: int | None = None) -> bytes:
    """The report as UTF-8 text, with the head lines that the archive puts in front."""
    chance = random.Random(seed)
    survive = 0.0 if seed is None else LEAST
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    parts = [*report.lead]
    for number, heading in enumerate(report.headings, start=1):
        parts += [heading, *texts.get(number, ())]
        if number in tables:
            parts.append(_table(tables[number], chance, survive))
    head = f"标题: {report.title}\n发布时间: {report.published} 15:07\n栏目: 政府信息公开年报\n"
    return f"{head}{'=' * 20} 正文 {'=' * 20}\n{' '.join(parts)}\n".encode()


def _table(table: Table, chance: random.Random, survive: float) -> str:
    cells = [box.text for row in table.rows for box in row]
    return "".join(text + (" " if chance.random() < survive else "") for text in cells)

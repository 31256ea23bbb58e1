"""Tables of two years in one document: this year's are kept, those of earlier years left out, as captions tell.

Serves reports that print last year's tables for comparison, or have last year's report attached. A caption is a short
line with one year (`2023年收到和处理情况`, `上年情况`). Where no caption tells the years apart, all rows are kept, and
those printed twice with other numbers are not proved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from workbench.match.rows import Row
from workbench.text import fold, squeeze

LONGEST_CAPTION = 45  # signs
ALIKE = 0.6  # of an earlier year's rows that stand under this year's captions too
THIS, BEFORE = 9999, 0  # 本年 and 上年 beside other captions

_YEAR = re.compile(r"(?:(?<!\d)|(?<=[表件]\d))(20\d{2})(?:年度?(?!\d{1,2}月)|$)")
_SENTENCE = re.compile(r"[，,。；;]|\d月")
# Of a section: captions before it no longer count.
_HEADING = re.compile(r"[一二三四五六]、(?!.*办理).*(?:情况|事项)")
_RELATIVE = re.compile(
    r"(?:[（(]?[一二三四五六\d]{1,2}[)）、.])?([本今上去])(?:一?年度?)(?:(?!办理).{0,16}(?:情况|数据|统计|报表))?[:：]?"
)


def of_newest_year(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """The rows without those of earlier years that this year has too, and the years left out (`上年` as such)."""
    years = list(_years(rows))
    there = sorted({year for year in years if year is not None})
    if len(there) < 2:
        return list(rows), []
    labels = [fold(row.leaf or row.before.rstrip().rpartition("\n")[2]) for row in rows]
    keys = [label or str(len(row.values)) for label, row in zip(labels, rows, strict=True)]
    of_year = {year: [key for key, own in zip(keys, years, strict=True) if own == year] for year in there}
    newest = set(of_year[there[-1]])
    left_out = {
        year
        for year in there[:-1]
        if sum(key in newest for key in of_year[year]) >= ALIKE * len(of_year[year])
    }
    kept = [row for row, year in zip(rows, years, strict=True) if year not in left_out]
    return kept, ["上年" if year == BEFORE else str(year) for year in sorted(left_out)]


def year_told(line: str) -> int | None:
    """The year that a line tells as a caption does; None where it is no caption, or tells several."""
    tight = squeeze(line)
    if len(tight) > LONGEST_CAPTION or "年" not in tight or _SENTENCE.search(tight):
        return None
    told = set(_YEAR.findall(tight))
    if len(told) == 1:
        return int(told.pop())
    relative = _RELATIVE.fullmatch(tight) if not told else None
    return relative and (THIS if relative[1] in "本今" else BEFORE)


def _years(rows: Iterable[Row]) -> Iterable[int | None]:
    """For each row the year of the last caption above it in its section, else that of the report's title."""
    year: int | None = None
    of_report: int | None = None
    for row in rows:
        if "年" in row.before or "、" in row.before:
            for line in row.before.split("\n"):
                told = year_told(line) if "年" in line else None
                if told is not None:
                    year = told
                    of_report = told if "报告" in line else of_report
                elif "、" in line[:4] and _HEADING.fullmatch(line.strip()):
                    year = of_report
        yield year

"""Tables of two years in one document: this year's are kept, those of earlier years left out, as captions tell.

Serves reports that print last year's tables for comparison, or have last year's report attached. A caption is a short
line with one year (`2023年收到和处理情况`, `上年情况`). Where no caption tells the years apart, all rows are kept, and
those printed twice with other numbers are not proved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from workbench.match.rows import Row
from workbench.text import fold, squeeze

LONGEST_CAPTION = 45  # signs
ALIKE = 0.6  # of an earlier year's rows that stand under this year's captions too
THIS, BEFORE = 9999, 0  # 本年 and 上年 beside other captions

_YEAR = re.compile(r"(?:(?<!\d)|(?<=[表件]\d))(20\d{2})(?:年度?(?!\d{1,2}月)|$)")
# What the title of any body's report has.
_REPORT = re.compile(r"关于|20\d{2}年?度?|的|政府|信息公开|工作|年度|报告|附件?\d?|[:：《》（）()]")
_SENTENCE = re.compile(r"[，,。；;]|\d月")
# Of a section: captions before it no longer count.
_HEADING = re.compile(r"[一二三四五六]、(?!.*办理).*(?:情况|事项)")
_RELATIVE = re.compile(
    r"(?:[（(]?[一二三四五六\d]{1,2}[)）、.])?([本今上去])(?:一?年度?)(?:(?!办理).{0,16}(?:情况|数据|统计|报表))?[:：]?"
)


def of_newest_year(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """The rows without those of earlier years that this year has too, and the years left out (`上年` as such).

    This year's table may hold no number at all: then its labels are lines of text under its caption.
    """
    lines = list(_captioned([*(row.before for row in rows), *(row.after for row in rows[-1:])]))
    there = sorted({year for _, _, year in lines if year is not None})
    if len(there) < 2 or _is_of_another(there[-1], lines):
        return list(rows), []
    years = {number: year for number, _, year in lines}
    own = [fold(row.leaf or row.before.rstrip().rpartition("\n")[2]) for row in rows]
    keys = [key or str(len(row.values)) for key, row in zip(own, rows, strict=True)]
    of_year = {year: [key for at, key in enumerate(keys) if years[at] == year] for year in there}
    newest = {fold(part) for _, line, year in lines if year == there[-1] for part in line.split("\n")}
    newest.update(of_year[there[-1]])
    left_out = {
        year
        for year in there[:-1]
        if of_year[year] and sum(key in newest for key in of_year[year]) >= ALIKE * len(of_year[year])
    }
    kept = [row for at, row in enumerate(rows) if years[at] not in left_out]
    return kept, ["上年" if year == BEFORE else str(year) for year in sorted(left_out)]


def _is_of_another(newest: int, lines: Sequence[tuple[int, str, int | None]]) -> bool:
    """Whether the newest year is that of a report below the first one that names another body: then no year says
    which numbers are this report's.
    """
    titles = [
        line for _, line, year in lines if "报告" in line and year is not None and year == year_told(line)
    ]
    names = [_REPORT.sub("", squeeze(line)) for line in titles]
    own = next(iter(names), "")
    others = (name for line, name in zip(titles, names, strict=True) if year_told(line) == newest)
    return (
        own != ""
        and newest not in (THIS, year_told(titles[0]))
        and any(name not in ("", own) for name in others)
    )


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


def _captioned(texts: Iterable[str]) -> Iterator[tuple[int, str, int | None]]:
    """The number of each text, its lines, and the year of the last caption above in the section, else the report's.

    A text that can hold no caption is given whole.
    """
    year: int | None = None
    of_report: int | None = None
    for number, text in enumerate(texts):
        for line in text.split("\n") if "年" in text or "、" in text else [text]:
            told = year_told(line) if "年" in line else None
            if told is not None:
                year = told
                of_report = told if "报告" in line else of_report
            elif "、" in line[:4] and _HEADING.fullmatch(line.strip()):
                year = of_report
            yield number, line, year

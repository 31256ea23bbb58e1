"""The statistics sheet of 2014 to 2018: a list of lines, each a label, a unit and one number.

The same label stands under reviews and under lawsuits (被依法纠错数), so lines are paired with the form in order. Codes
of lines are no numbers; of several columns of numbers the header tells this year's or the total, else none is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from workbench.form import Table
from workbench.match import labels
from workbench.match.align import align
from workbench.match.entries import UNITS, Entry, entries, records, without_codes
from workbench.match.found import Found
from workbench.match.running import Value
from workbench.match.years import year_told
from workbench.readers.document import Document
from workbench.text import fold, squeeze

FEWEST = 4  # lines of the form that make a list the sheet: its labels alone are common words
PIECES = 3  # lines over which a label may be cut
_HEADER = re.compile("统计指标|指标名称|统计数|情况统计表")
_TOTALS = ("合计", "总计", "合计数", "总数")
_NO_NUMBERS = re.compile("(?:计量)?单位|代码|编码|序号|行次|备注")
_UNIT = re.compile(rf"(?:{UNITS})$")


def match_sheet(table: Table, document: Document) -> dict[str, Found]:
    """The cells of the sheet; without its header or its caption nothing."""
    heads = [fold("".join(text for text, _ in record)) for _, record in records(document)]
    if not any(_HEADER.search(head) for head in heads):
        return {}
    wordings = {line.id: {fold(word) for word in line.wordings} for line in table.rows}
    found = entries(document)
    names = [_names(found, at, set().union(*wordings.values())) for at in range(len(found))]
    named = [at for at, name in enumerate(names) if name]
    if len({names[at] for at in named}) < FEWEST:
        return {}
    sheet = range(named[0], named[-1] + 1)
    kept = dict(zip(sheet, without_codes([found[at] for at in sheet]), strict=True))
    values = _of_one_column(kept, _columns(document, table))
    scores = [{id_: labels.SURE * (names[at] in words) for id_, words in wordings.items()} for at in named]
    placed = align(scores, list(wordings), labels.LIKELY)
    proved = _printed_once(names, values, wordings)
    return {
        table.cell_id(id_, table.columns[0].id): Found(
            value.text, value.origin, names[named[index]] in proved
        )
        for id_, index in placed.items()
        if (value := values.get(named[index])) is not None
    }


def _names(found: Sequence[Entry], at: int, known: set[str]) -> str:
    """The label of the form that the entry bears, whole or cut over lines; nothing if it bears none."""
    pieces = found[at].pieces
    rest = found[at + 1].pieces[:1] if at + 1 < len(found) else []
    ends = [pieces[-size:] for size in range(1, PIECES + 1)]
    for text in ("".join(end) for end in (*ends, pieces[-1:] + rest)):
        bare = squeeze(labels.without_remark(text))
        for label in (squeeze(text), bare, _UNIT.sub("", bare)):
            if fold(label) in known:
                return fold(label)
    return ""


def _columns(document: Document, table: Table) -> list[list[str]]:
    """The names of the columns of numbers in each line that may be the sheet's header."""
    named = {fold(word) for word in table.columns[0].wordings} | set(_TOTALS)
    found = []
    for _, record in records(document):
        names = [
            squeeze(text) for text, _ in record[1:] if squeeze(text) and not _NO_NUMBERS.match(squeeze(text))
        ]
        if any(fold(name) in named or year_told(name) is not None for name in names):
            found.append(names)
    return found


def _of_one_column(kept: dict[int, list[Value]], headers: list[list[str]]) -> dict[int, Value]:
    """For each entry its number in the column that counts; nothing where it cannot be told which one does."""
    width, _ = Counter(len(values) for values in kept.values() if values).most_common(1)[0]
    column = _column_that_counts(width, headers)
    found = {}
    for at, values in kept.items():
        while len(values) > width and (values[-1].is_blank or values[0].is_blank):
            values.pop() if values[-1].is_blank else values.pop(0)
        if column is not None and len(values) == width:
            found[at] = values[column]
    return found


def _column_that_counts(width: int, headers: list[list[str]]) -> int | None:
    """Of several columns the newest year's or the total, as the header names them."""
    if width == 1:
        return 0
    for names in (names for names in headers if len(names) == width):
        years = [year_told(name) for name in names]
        told = [year for year in years if year is not None]
        if len(set(told)) == width:
            return years.index(max(told))
        totals = [at for at, name in enumerate(names) if fold(name) in _TOTALS]
        if len(totals) == 1:
            return totals[0]
    return None


def _printed_once(names: Sequence[str], values: dict[int, Value], wordings: dict[str, set[str]]) -> set[str]:
    """The labels that stand as often as the form has them, or with the same number each time."""
    shared = Counter(word for words in wordings.values() for word in words)
    printed: dict[str, list[str]] = {}
    for at, value in values.items():
        printed.setdefault(names[at], []).append(squeeze(value.text))
    return {name for name, texts in printed.items() if len(texts) <= shared[name] or len(set(texts)) == 1}

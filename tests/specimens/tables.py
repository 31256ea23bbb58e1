"""The tables of the form, edition of 2019 or 2021, with their merged cells and values: sections two, three and four.

Labels are the form's own; with a seed, each is one of the wordings that the form declares as seen in print.
A row is drawn when its cells are among the values, so （六）其他处理 is divided or not as the values are.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from tests.specimens.grid import Box, Table
from tests.specimens.report import Cells, Report, printed
from workbench.form import Line, load_edition
from workbench.form import Table as FormTable

BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
VALUE_COLUMNS = 7

# Spans of section two by the number of a block's columns: those of its names and those of its values. The edition
# of 2019 has blocks of three and of two columns; its template merges names and values in different places.
WHOLE = {3: ((1, 1, 1), (1, 1, 1)), 1: ((3,), (3,))}
HALVED = {3: ((1, 2, 1), (2, 1, 1)), 2: ((2, 2), (2, 2))}


class Labels:
    """Chooses the wording of each label: the office's, the form's own, or by the seed any declared one."""

    def __init__(self, seed: int | None, wordings: Mapping[str, str] | None) -> None:
        self._chance = None if seed is None or wordings is not None else random.Random(seed)
        self._wordings = wordings or {}

    def of(self, line: Line) -> str:
        wording = self._wordings.get(line.zh, line.zh)
        if self._chance is not None:
            wording = self._chance.choice(line.wordings)
        return f"{line.number}{wording}"


def report_tables(report: Report, seed: int | None = None) -> dict[int, Table]:
    """The tables of sections 2, 3 and 4 by section number, as the office prints them."""
    form, labels = load_edition(report.edition), Labels(seed, report.wordings)
    proactive = [table for table in form.tables.values() if table.section == 2]
    tables = {
        2: _proactive(proactive, report.cells, labels),
        3: _requests(form.tables["requests"], report.cells, labels),
        4: _cases(form.tables["cases"], report.cells, labels),
    }
    return {number: report.damage(table) if report.damage else table for number, table in tables.items()}


def _value(cells: Cells, cell: str) -> Box:
    return Box(printed(cells[cell]), role="value", cell=cell)


def _proactive(blocks: list[FormTable], cells: Cells, labels: Labels) -> Table:
    """The blocks under each other in one table, each as wide as the widest."""
    rows: list[tuple[Box, ...]] = []
    spans = HALVED if any(len(block.columns) == 2 for block in blocks) else WHOLE
    for block in blocks:
        over, under = spans[len(block.columns)]
        rows.append((Box(block.zh, columns=1 + sum(over)),))
        heads = zip(block.columns, over, strict=True)
        rows.append((Box("信息内容"), *(Box(labels.of(column), columns=span) for column, span in heads)))
        for row in block.rows:
            ids = (block.cell_id(row.id, column.id) for column in block.columns)
            values = zip(ids, under, strict=True)
            filled = (Box(printed(cells[id_]), columns=span, role="value", cell=id_) for id_, span in values)
            rows.append((Box(labels.of(row), role="label"), *filled))
    columns = sum(spans[3][0])
    return Table(tuple(rows), (3, *[6 / columns] * columns), header_rows=0, number=2)


def _requests(table: FormTable, cells: Cells, labels: Labels) -> Table:
    """The matrix: three label columns (the first one character wide), seven of values, three header rows."""
    rows = [row for row in table.rows if table.cell_id(row.id, "total") in cells]
    inside = [row for row in rows if row.id not in ("received", "carried_in", "carried_over")]
    body: list[tuple[Box, ...]] = []
    for row in rows:
        head = _row_head(table, row, rows, inside, labels)
        values = (_value(cells, table.cell_id(row.id, column.id)) for column in table.columns)
        body.append((*head, *values))
    widths = (0.6, 1.9, 5.0, *[1.22] * VALUE_COLUMNS)
    return Table((*_request_header(table, labels), *body), widths, header_rows=3, number=3)


def _request_header(table: FormTable, labels: Labels) -> list[tuple[Box, ...]]:
    first, *organisations, last = (labels.of(column) for column in table.columns)
    return [
        (Box(BALANCE_NOTE, rows=3, columns=3), Box("申请人情况", columns=VALUE_COLUMNS)),
        (Box(first, rows=2), Box("法人或其他组织", columns=5), Box(last, rows=2)),
        tuple(Box(name) for name in organisations),
    ]


def _row_head(table: FormTable, row: Line, rows: list[Line], inside: list[Line], labels: Labels) -> list[Box]:
    """The label boxes that begin at this row: the outer group, the inner group, the row's own."""
    if row not in inside:
        return [Box(labels.of(row), columns=3, role="label")]
    groups = {group.id: group for group in table.groups}
    head = []
    if row is inside[0]:
        outcome = groups["outcome"]
        outer = f"{outcome.number}、{outcome.zh}"
        head.append(Box(outer, rows=len(inside), role="label"))
    if not row.group:
        return [*head, Box(labels.of(row), columns=2, role="label")]
    siblings = [other for other in rows if other.group == row.group]
    if row is siblings[0]:
        head.append(Box(labels.of(groups[row.group]), rows=len(siblings), role="label"))
    return [*head, Box(labels.of(row), role="label")]


def _cases(table: FormTable, cells: Cells, labels: Labels) -> Table:
    """One line of fifteen values under a header of three rows."""
    review, direct, after = table.rows
    outcomes = [Line(id=c.id, short=c.short, zh=labels.of(c), en=c.en) for c in table.columns]
    top = (Box(labels.of(review), columns=5), Box("行政诉讼", columns=10))
    middle = (
        *(Box(outcome.zh, rows=2) for outcome in outcomes),
        Box(labels.of(direct), columns=5),
        Box(labels.of(after), columns=5),
    )
    bottom = tuple(Box(outcome.zh) for _ in (direct, after) for outcome in outcomes)
    line = tuple(
        _value(cells, table.cell_id(route.id, column.id)) for route in table.rows for column in table.columns
    )
    return Table((top, middle, bottom, line), (1.0,) * 15, header_rows=3, number=4)

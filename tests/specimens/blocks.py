"""A report as blocks, lines and tables in the order of the document, in five shapes that offices publish.

For layouts that hold other tables than the form's, or more of them. In: blocks. Out: the file's bytes and its name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from tests.specimens.grid import Box, Table
from tests.specimens.report import SECTION_HEADINGS, Cells, plain_report
from tests.specimens.tables import report_tables

Block = str | Table
TITLE = "青川市临江区人民政府2024年政府信息公开工作年度报告"


def document(
    two: Sequence[Block], three: Sequence[Block], four: Sequence[Block], title: str = TITLE
) -> list[Block]:
    """The whole report of 2024 around the blocks of its sections two, three and four."""
    heads = SECTION_HEADINGS
    return [
        *(
            title,
            "本报告所列数据的统计期限为2024年1月1日至2024年12月31日。",
            heads[0],
            "全年依法办理各项申请。",
        ),
        *(heads[1], *two, heads[2], *three, heads[3], *four),
        *(heads[4], "公开内容的针对性还不够强。", heads[5], "本年度未收取信息处理费。"),
    ]


def changed(table: Table, change: Callable[[int, tuple[Box, ...]], tuple[Box, ...]], wider: int = 0) -> Table:
    """The table with each row changed; `wider` is how many columns it has more."""
    rows = tuple(change(number, row) for number, row in enumerate(table.rows))
    return replace(table, rows=rows, widths=(*table.widths, *[1.0] * wider))


def values(row: tuple[Box, ...]) -> list[Box]:
    return [box for box in row if box.role == "value"]


def labels(row: tuple[Box, ...]) -> list[Box]:
    return [box for box in row if box.role != "value"]


def value(number: object) -> Box:
    return Box(str(number), role="value")


def page(blocks: Sequence[Block], dressed: Callable[[Box], str] = lambda box: escape(box.text)) -> bytes:
    """A web page; `dressed` gives the markup inside a cell."""
    parts = []
    for block in blocks:
        if isinstance(block, str):
            parts.append(f"<p>{escape(block)}</p>")
            continue
        rows = ("".join(_cell(box, dressed(box)) for box in row) for row in block.rows)
        parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return f'<html><head><meta charset="utf-8"></head><body>{"".join(parts)}</body></html>'.encode()


def _cell(box: Box, content: str) -> str:
    return f'<td rowspan="{box.rows}" colspan="{box.columns}">{content}</td>'


def _lines(blocks: Sequence[Block], of_row: Callable[[list[str], list[str]], str]) -> bytes:
    """Text: each row from its full grid (a covered place is empty) and from its boxes alone."""
    lines = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        for row in block.places():
            first = [(box.text, down == right == 0) for box, down, right in row]
            lines.append(
                of_row([text if own else "" for text, own in first], [text for text, own in first if own])
            )
    return "\n".join(lines).encode()


SHAPES: dict[str, tuple[str, Callable[[Sequence[Block]], bytes]]] = {
    "page": ("report.html", page),
    "tabs": ("report.txt", lambda blocks: _lines(blocks, lambda places, _: "\t".join(places))),
    "pipes": ("report.md", lambda blocks: _lines(blocks, lambda places, _: f"| {' | '.join(places)} |")),
    "spaces": ("report.txt", lambda blocks: _lines(blocks, lambda _, boxes: " ".join(boxes))),
    "cells": ("report.txt", lambda blocks: _lines(blocks, lambda _, boxes: "\n".join([*boxes, ""]))),
}


def tables(cells: Cells, edition: str = "2021") -> dict[int, Table]:
    """The form's tables with these figures, by section."""
    return report_tables(plain_report(cells, edition))

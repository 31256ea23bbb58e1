"""Lines of text around a cell, with their numbers; the cell's own printed text is marked in its line.

A line may hold a whole row of the table, and the same number several times: the cells that stand in it are looked for
in the order of the form. Where that does not come out the whole line is marked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.form import all_cells
from workbench.source_view.drawing import (
    CELL_TINT,
    LEADING,
    MARK,
    ROW_TINT,
    SIZE,
    SOFT,
    Drawing,
    box,
    clean,
    text,
)
from workbench.source_view.evidence import Evidence

if TYPE_CHECKING:
    from workbench.readers.document import Document

NEAR = 8  # lines above and below: where each cell has a line, a row's total still shows its label
LONGEST = 90  # characters of a line that are shown; a longer one is cut around the cell
GUTTER = 50.0
EVEN = "Noto Sans Mono CJK SC, SimSun, NSimSun, monospace"  # columns of a text stay under each other

SIDE_BY_SIDE = 3  # numbers of a row from which on they are found by each other; fewer stand in sentences too
BETWEEN = (
    r"\W*"  # spaces and rules between the numbers of a row, or nothing: a page's text may be pasted without
)
NOWHERE: Mapping[str, Any] = {"origin": {}}

Span = tuple[int, int]


class Row(NamedTuple):
    """A line as it is shown; `mine`: the cell stands in it, at the span if that is known."""

    number: int
    mine: bool
    words: str
    span: Span | None


def shown(document: Document, evidence: Evidence) -> tuple[str, Drawing]:
    """The lines as HTML and as a drawing."""
    known = [(line.origin.line or 0, line.text) for line in document.lines]
    numbers = [number for number, _ in known]
    here = numbers.index(evidence.origin["line"])
    near = known[max(0, here - NEAR) : here + NEAR + 1]
    span = _span(known[here][1], evidence)
    rows = []
    for number, words in near:
        mine = number == numbers[here]
        rows.append(Row(number, mine, *_window(words, span if mine else None)))
    return _html(rows), _drawing(rows)


def _span(line: str, evidence: Evidence) -> Span | None:
    """Where the cell's printed text stands in the line: the whole line if that cannot be told and it can be seen."""
    found = _in_its_row(line, evidence) or _in_order(line, evidence)
    return found or ((0, len(line)) if len(line) <= LONGEST else None)


def _in_its_row(line: str, evidence: Evidence) -> Span | None:
    """The cell in its row's numbers, which stand side by side, the rows of its table in the order of the form."""
    table, at = evidence.cell.split(".")[0], 0
    rows = groupby(_there(evidence), key=lambda name: name.rpartition(".")[0])
    for _, row in ((key, list(names)) for key, names in rows if key.split(".")[0] == table):
        printed = [name for name in row if evidence.cells[name]["printed"]]
        texts = [re.escape(str(evidence.cells[name]["printed"])) for name in printed]
        found = re.compile(r"(?<![\d.])" + BETWEEN.join(f"({text})" for text in texts)).search(line, at)
        if found is None or len(printed) < SIDE_BY_SIDE:
            return None
        if evidence.cell in printed:
            return found.span(1 + printed.index(evidence.cell))
        at = found.end()
    return None


def _in_order(line: str, evidence: Evidence) -> Span | None:
    """The cell after all that come before it in the form."""
    at = 0
    for name in _there(evidence):
        printed = str(evidence.cells[name]["printed"] or "")
        found = _next(line, printed, at) if printed else at
        if found < 0:
            return None
        if name == evidence.cell and printed:
            return found, found + len(printed)
        at = found + len(printed)
    return None


def _there(evidence: Evidence) -> list[str]:
    """The cells that were read in the same line, in the order of the form."""
    number = evidence.origin["line"]
    return [name for name in all_cells() if evidence.cells.get(name, NOWHERE)["origin"].get("line") == number]


def _next(line: str, printed: str, at: int) -> int:
    """The next place where the text stands by itself and not inside a longer number."""
    while (found := line.find(printed, at)) >= 0:
        before, after = line[found - 1 : found], line[found + len(printed) : found + len(printed) + 1]
        inside = (before.isdigit() and printed[0].isdigit()) or (after.isdigit() and printed[-1].isdigit())
        if not inside and not (after == "." and printed.isdigit()):
            return found
        at = found + 1
    return -1


def _window(words: str, span: Span | None) -> tuple[str, Span | None]:
    """A long line cut to what is around the span, tabs and the like as single spaces of the same length."""
    words = "".join(" " if sign.isspace() else sign for sign in words)
    if len(words) <= LONGEST:
        return words, span
    start = max(0, (span[0] if span else 0) - LONGEST // 2)
    cut = words[start : start + LONGEST]
    lead = "…" if start else ""
    moved = (span[0] - start + len(lead), min(span[1], start + LONGEST) - start + len(lead)) if span else None
    return f"{lead}{cut}…", moved


def _html(rows: list[Row]) -> str:
    lines = "".join(
        f'<tr style="{f"background:{ROW_TINT}" if row.mine else ""}"><td style="color:#767676;text-align:right;'
        f'padding:0 10px 0 4px">{row.number}</td><td style="white-space:pre-wrap">'
        f"{_marked(row.words, row.span)}</td></tr>"
        for row in rows
    )
    return f'<table style="border-collapse:collapse;font-size:95%">{lines}</table>'


def _marked(words: str, span: Span | None) -> str:
    if span is None:
        return escape(words)
    before, inside, after = words[: span[0]], words[span[0] : span[1]], words[span[1] :]
    style = f"background:{CELL_TINT};outline:2px solid {MARK}"
    return f'{escape(before)}<mark style="{style}">{escape(inside)}</mark>{escape(after)}'


def _drawing(rows: list[Row]) -> Drawing:
    line = SIZE * LEADING
    width = max(_width(row.words) for row in rows) + GUTTER + 20
    parts = []
    for n, row in enumerate(rows):
        y = n * line
        if row.mine:
            parts.append(box(0, y, width, line, f'fill="{ROW_TINT}"'))
        if row.span:
            left, right = (GUTTER + _width(row.words[:end]) for end in row.span)
            edge = f'fill="{CELL_TINT}" stroke="{MARK}" stroke-width="2"'
            parts.append(box(left - 2, y + 1, right - left + 4, line - 2, edge))
        parts += _pieces(row.words, row.span or (0, 0), y + 0.72 * line)
        parts.append(text(4, y + 0.72 * line, str(row.number), colour=SOFT))
    return Drawing(f'<g font-family="{EVEN}">{"".join(parts)}</g>', width, len(rows) * line)


def _pieces(words: str, span: Span, y: float) -> list[str]:
    """Three texts, each set to its own width, so that the mark stands where its text does in any font."""
    found = []
    for start, end in ((0, span[0]), span, (span[1], len(words))):
        piece = words[start:end].rstrip() if start else words[start:end]
        if piece.strip():
            x, width = GUTTER + _width(words[:start]), _width(piece)
            told = f'x="{x:.1f}" y="{y:.1f}" textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"'
            found.append(f'<text {told} font-size="{SIZE:g}" xml:space="preserve">{clean(piece)}</text>')
    return found


def _width(words: str) -> float:
    """The width in a font of even width, where a Latin letter or a space takes half as much as a Chinese sign."""
    return (
        sum(0.5 if unicodedata.east_asian_width(sign) in ("Na", "N", "H") else 1.0 for sign in words) * SIZE
    )

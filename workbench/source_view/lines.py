"""Lines of text around a cell, with their numbers; the cell's own printed text is marked in its line.

A line may hold a whole row of the table, and the same number several times: the cells that stand in it are looked for
in the order of the form. Where that does not come out the whole line is marked.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

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
    measure,
    text,
)
from workbench.source_view.evidence import Evidence

if TYPE_CHECKING:
    from workbench.readers.document import Document

NEAR = 8  # lines above and below: where each cell has a line, a row's total still shows its label
LONGEST = 90  # characters of a line that are shown; a longer one is cut around the cell
GUTTER = 50.0

Span = tuple[int, int]


def shown(document: Document, evidence: Evidence) -> tuple[str, Drawing]:
    """The lines as HTML and as a drawing."""
    known = [(line.origin.line or 0, line.text) for line in document.lines]
    numbers = [number for number, _ in known]
    here = numbers.index(evidence.origin["line"])
    near = known[max(0, here - NEAR) : here + NEAR + 1]
    span = _span(known[here][1], evidence)
    rows = [(number, *_window(words, span if number == numbers[here] else None)) for number, words in near]
    return _html(rows), _drawing(rows)


def _span(line: str, evidence: Evidence) -> Span:
    """Where the cell's printed text stands in the line; the whole line if that cannot be told."""
    number, order = evidence.origin["line"], list(all_cells())
    there = [name for name in evidence.cells if evidence.cells[name]["origin"].get("line") == number]
    at = 0
    for name in sorted(there, key=order.index):
        printed = str(evidence.cells[name]["printed"] or "")
        found = _next(line, printed, at) if printed else at
        if found < 0:
            break
        if name == evidence.cell and printed:
            return found, found + len(printed)
        at = found + len(printed)
    return 0, len(line)


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


def _html(rows: list[tuple[int, str, Span | None]]) -> str:
    lines = "".join(
        f'<tr style="{f"background:{ROW_TINT}" if span else ""}"><td style="color:#767676;text-align:right;'
        f'padding:0 10px 0 4px">{number}</td><td style="white-space:pre-wrap">{_marked(words, span)}</td></tr>'
        for number, words, span in rows
    )
    return f'<table style="border-collapse:collapse;font-size:95%">{lines}</table>'


def _marked(words: str, span: Span | None) -> str:
    if span is None:
        return escape(words)
    before, inside, after = words[: span[0]], words[span[0] : span[1]], words[span[1] :]
    style = f"background:{CELL_TINT};outline:2px solid {MARK}"
    return f'{escape(before)}<mark style="{style}">{escape(inside)}</mark>{escape(after)}'


def _drawing(rows: list[tuple[int, str, Span | None]]) -> Drawing:
    line = SIZE * LEADING
    width = max(measure(words) for _, words, _ in rows) + GUTTER + 20
    parts = []
    for n, (number, words, span) in enumerate(rows):
        y = n * line
        if span:
            left, right = (GUTTER + measure(words[:end]) for end in span)
            parts.append(box(0, y, width, line, f'fill="{ROW_TINT}"'))
            edge = f'fill="{CELL_TINT}" stroke="{MARK}" stroke-width="2"'
            parts.append(box(left - 2, y + 1, right - left + 4, line - 2, edge))
            parts += _pieces(words, span, y + 0.72 * line)
        else:
            parts.append(text(GUTTER, y + 0.72 * line, words))
        parts.append(text(4, y + 0.72 * line, str(number), colour=SOFT))
    return Drawing("".join(parts), width, len(rows) * line)


def _pieces(words: str, span: Span, y: float) -> list[str]:
    """Three texts, each set to its measured width, so that the mark stands where its text does."""
    found = []
    for start, end in ((0, span[0]), span, (span[1], len(words))):
        piece = words[start:end].rstrip() if start else words[start:end]
        if piece.strip():
            x, width = GUTTER + measure(words[:start]), measure(piece)
            told = f'x="{x:.1f}" y="{y:.1f}" textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"'
            found.append(f'<text {told} font-size="{SIZE:g}" xml:space="preserve">{clean(piece)}</text>')
    return found

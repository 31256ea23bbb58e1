"""Tables in the markup of wikis, forums and typesetters, as converters and authors write them: lines for each table.

MARKUPS is the table of the ways. Merged cells are told where the markup can; elsewhere their places are blank.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from tests.specimens.blocks import Block
from tests.specimens.grid import Box, Table

Lines = list[str]


def text_markup(blocks: Sequence[Block], of_table: Callable[[Table], Lines]) -> bytes:
    parts = [[block, ""] if isinstance(block, str) else [*of_table(block), ""] for block in blocks]
    return "\n".join(chain.from_iterable(parts)).encode()


def _full(table: Table) -> list[Lines]:
    """The full grid as texts; places that a merged cell covers are blank."""
    return [["" if down or right else box.text for box, down, right in row] for row in table.places()]


def _spans(box: Box, sign: str, quote: str = "") -> str:
    told = (("rowspan", box.rows), ("colspan", box.columns))
    return " ".join(f"{name}{sign}{quote}{count}{quote}" for name, count in told if count > 1)


def _wiki(table: Table, cell: Callable[[Box], Lines]) -> Lines:
    rows = (["|-", *chain.from_iterable(cell(box) for box in row)] for row in table.rows)
    return ['{| class="wikitable"', "|+ 表", *chain.from_iterable(rows), "|}"]


def mediawiki(table: Table) -> Lines:
    """A line a cell, merged ones with attributes."""
    return _wiki(
        table, lambda box: [f"| {told} | {box.text}" if (told := _spans(box, "=", '"')) else f"| {box.text}"]
    )


def mediawiki_parts(table: Table) -> Lines:
    """As pandoc writes a page whose cells hold a part each."""
    start = '<div align="center">'

    def cell(box: Box) -> Lines:
        return [
            f"| {_spans(box, '=', chr(34))} |" if box.rows * box.columns > 1 else "|",
            start,
            "",
            box.text,
            "",
            "</div>",
        ]

    return _wiki(table, cell)


def mediawiki_rows(table: Table) -> Lines:
    """A line a row, its cells between doubled bars."""
    lines = (["|-", "| " + " || ".join(row)] for row in _full(table))
    return ["{|", *chain.from_iterable(lines), "|}"]


def asciidoc(table: Table) -> Lines:
    cells = (f"{_asciidoc_spans(box)}|{box.text}" for row in table.rows for box in row)
    return [f'[cols="{len(table.widths)}*"]', "|===", *cells, "|==="]


def _asciidoc_spans(box: Box) -> str:
    told = (str(box.columns) if box.columns > 1 else "") + (f".{box.rows}" if box.rows > 1 else "")
    return told and f"{told}+"


def latex(table: Table) -> Lines:
    """Places under a cell of several rows are written out and blank."""
    lines = [f"\\begin{{tabular}}{{|{'l|' * len(table.widths)}}}", r"\hline"]
    for row in table.places():
        cells = (_latex(box, below=bool(down)) for box, down, right in row if not right)
        lines += [" & ".join(cells) + r" \\ \hline"]
    return [*lines, r"\end{tabular}"]


def _latex(box: Box, *, below: bool) -> str:
    text = "" if below else box.text
    if box.rows > 1 and not below:
        text = f"\\multirow{{{box.rows}}}{{*}}{{{text}}}"
    return f"\\multicolumn{{{box.columns}}}{{|c|}}{{{text}}}" if box.columns > 1 else text


def typst(table: Table) -> Lines:
    lines = ("  " + "".join(f"{_typst(box)}[{box.text}], " for box in row) for row in table.rows)
    return ["#table(", f"  columns: {len(table.widths)},", *lines, ")"]


def _typst(box: Box) -> str:
    told = _spans(box, ": ").replace(" c", ", c")
    return f"table.cell({told})" if told else ""


def bbcode(table: Table) -> Lines:
    rows = ("".join(f"[td={box.columns},{box.rows}]{box.text}[/td]" for box in row) for row in table.rows)
    return ["[table]", *(f"[tr]{row}[/tr]" for row in rows), "[/table]"]


def list_table(table: Table) -> Lines:
    cells = (
        ("   * - " if at == 0 else "     - ") + text for row in _full(table) for at, text in enumerate(row)
    )
    return [".. list-table::", "   :header-rows: 1", "", *cells]


def troff(table: Table) -> Lines:
    formats = [
        " ".join("s" if right else "^" if down else "l" for _, down, right in row) for row in table.places()
    ]
    rows = ("\t".join(box.text for box in row) for row in table.rows)
    return [".TS", "allbox;", *formats[:-1], f"{formats[-1]}.", *rows, ".TE"]


def dashes(table: Table) -> Lines:
    """Columns under a line of dashes in pieces, as pandoc writes a simple table."""
    rows = _full(table)
    widths = [max(max(map(_columns, column)), 2) for column in zip(*rows, strict=True)]
    rule = " ".join("-" * width for width in widths)
    return [rule, *(" ".join(_padded(row, widths)).rstrip() for row in rows), rule]


def _padded(row: Lines, widths: Sequence[int]) -> Iterator[str]:
    return (text + " " * (width - _columns(text)) for text, width in zip(row, widths, strict=True))


def _columns(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)


def doubled_bars(table: Table) -> Lines:
    return [f"|| {' || '.join(row)} ||" for row in _full(table)]


def textile(table: Table) -> Lines:
    return ["|" + "".join(f"{_textile(box)}{box.text}|" for box in row) for row in table.rows]


def _textile(box: Box) -> str:
    told = (f"\\{box.columns}" if box.columns > 1 else "") + (f"/{box.rows}" if box.rows > 1 else "")
    return told and f"{told}. "


def thin_rule(table: Table) -> Lines:
    """Markdown with a rule of one dash a column."""
    head, *rows = ("|".join(row) for row in _full(table))
    return [f"|{head}|", "|" + "-|" * len(table.widths), *(f"|{row}|" for row in rows)]


def open_bars(table: Table) -> Lines:
    """A bar before each cell and none behind the last."""
    return ["".join(f"| {text} " for text in row).rstrip() for row in _full(table)]


MARKUPS: dict[str, Callable[[Table], Lines]] = {
    way.__name__: way
    for way in (
        *(mediawiki, mediawiki_parts, mediawiki_rows, asciidoc, latex, typst, bbcode, list_table, troff),
        *(dashes, doubled_bars, textile, thin_rule, open_bars),
    )
}

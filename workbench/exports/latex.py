"""Tables for LaTeX: three-line tables (三线表) with booktabs, in Chinese or English.

In: headings and rows as people read them. Out: a file to `\\input`; its first lines say which packages it wants.
Every sign that LaTeX would take for a command is written out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.text import half_widths

SIGNS = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "–": "--",
    "—": "---",
    "−": r"\ensuremath{-}",
    "×": r"\ensuremath{\times}",
    "[": r"{[}",  # behind \\ it would begin an option
    "]": r"{]}",
}
NEEDS = r"% Needs in the preamble: \usepackage{array,booktabs}"
CHINESE = {
    "zh": r", and \documentclass{ctexart} or \usepackage{ctex} for Chinese",
    "en": r", and \usepackage{xeCJK} for Chinese names",
}
ENGINES = "% Compile with XeLaTeX or LuaLaTeX."
# Five columns fit between the margins of an article; a title above a table wants its room below it.
LAYOUT = (
    r"\centering\small\setlength{\tabcolsep}{4pt}"
    r"\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}"
)
ROOM = 73  # half-width signs of a line of an article, in small print
BETWEEN = 2  # of them between two columns
NARROWEST = 12  # of a column of text, as far as the line allows


@dataclass(frozen=True)
class PrintTable:
    """A table for print: the first column is text at the left, the others are at the right unless they are prose."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    prose: tuple[int, ...] = ()


def latex(tables: Iterable[PrintTable], language: str) -> str:
    """The file's text."""
    drawn = "\n".join(map(_table, tables := list(tables)))
    has_chinese = any(half_widths(text) > len(text) for table in tables for text in _texts(table))
    head = NEEDS + (CHINESE[language] if has_chinese or language == "zh" else "")
    return "\n".join([head, ENGINES, "", drawn])


def _texts(table: PrintTable) -> Iterator[str]:
    yield from (table.title, table.note, *table.head, *(text for row in table.rows for text in row))


def escaped(text: str) -> str:
    """The text as LaTeX prints it; line breaks and control signs become spaces."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return "".join(SIGNS.get(sign, sign) for sign in plain)


def _table(table: PrintTable) -> str:
    widths = _text_widths(table)
    columns = "".join(_column(number, widths, table) for number in range(len(table.head)))
    lines = [
        r"\begin{table}[htbp]",
        LAYOUT,
        rf"\caption{{{escaped(table.title)}}}",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        _row(_head(text, number, table) for number, text in enumerate(table.head)),
        r"\midrule",
        *(_row(map(escaped, row)) for row in table.rows),
        r"\bottomrule",
        r"\end{tabular}",
        *([rf"\par\smallskip\footnotesize {escaped(table.note)}"] if table.note else []),
        r"\end{table}",
        "",
    ]
    return "\n".join(lines)


def _text_widths(table: PrintTable) -> dict[int, float]:
    """Of a table that is wider than the line the parts of it that its columns of text get; numbers are never broken."""
    wide = [max(_widest(table, number), _longest(text)) for number, text in enumerate(table.head)]
    texts = (0, *table.prose)
    room = ROOM - BETWEEN * (len(wide) - 1) - sum(w for number, w in enumerate(wide) if number not in texts)
    if sum(wide[number] for number in texts) <= room:
        return {}
    first = max(NARROWEST, min(wide[0], room - NARROWEST * len(table.prose)))
    shares = {0: first} | {number: max(NARROWEST, room - first) / len(table.prose) for number in table.prose}
    return {number: round(share / ROOM, 3) for number, share in shares.items()}


def _widest(table: PrintTable, number: int) -> int:
    return max((half_widths(row[number]) for row in table.rows), default=0)


def _longest(head: str) -> int:
    return max(map(half_widths, head.split()), default=0)


def _column(number: int, widths: dict[int, float], table: PrintTable) -> str:
    if number in widths:
        return rf">{{\raggedright\arraybackslash}}p{{{widths[number]}\linewidth}}"
    return "l" if number in (0, *table.prose) else "r"


def _head(text: str, number: int, table: PrintTable) -> str:
    """A heading that is wider than what stands below it takes several lines."""
    room = max(_widest(table, number), _longest(text))
    lines: list[str] = []
    for word in text.split():
        if lines and half_widths(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    side = "l" if number in (0, *table.prose) else "r"
    told = r"\\".join(map(escaped, lines))
    return told if len(lines) < 2 else rf"\shortstack[{side}]{{{told}}}"


def _row(cells: Iterable[str]) -> str:
    return " & ".join(cells) + r" \\"

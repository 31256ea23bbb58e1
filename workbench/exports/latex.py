"""Tables for LaTeX: three-line tables (三线表) with booktabs, in Chinese or English.

In: headings and rows as people read them. Out: a file to `\\input`; its first lines say which packages it wants.
Every sign that LaTeX would take for a command is written out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
NEEDS = r"% Needs in the preamble: \usepackage{booktabs}"
CHINESE = r", and \documentclass{ctexart} or \usepackage{ctex} for Chinese"
ENGINES = "% Compile with XeLaTeX or LuaLaTeX."
# Five columns fit between the margins of an article; a title above a table wants its room below it.
LAYOUT = (
    r"\centering\small\setlength{\tabcolsep}{4pt}"
    r"\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}"
)


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
    head = NEEDS + (CHINESE if language == "zh" else "")
    return "\n".join([head, ENGINES, "", *map(_table, tables)])


def escaped(text: str) -> str:
    """The text as LaTeX prints it; line breaks and control signs become spaces."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return "".join(SIGNS.get(sign, sign) for sign in plain)


def _table(table: PrintTable) -> str:
    columns = "".join(
        "l" if number == 0 else "p{0.2\\linewidth}" if number in table.prose else "r"
        for number in range(len(table.head))
    )
    lines = [
        r"\begin{table}[htbp]",
        LAYOUT,
        rf"\caption{{{escaped(table.title)}}}",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        _row(table.head),
        r"\midrule",
        *map(_row, table.rows),
        r"\bottomrule",
        r"\end{tabular}",
        *([rf"\par\smallskip\footnotesize {escaped(table.note)}"] if table.note else []),
        r"\end{table}",
        "",
    ]
    return "\n".join(lines)


def _row(values: Sequence[str]) -> str:
    return " & ".join(map(escaped, values)) + r" \\"

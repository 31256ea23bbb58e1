"""Marks of Markdown, HTML and other programs in lines of text, taken off: a line is what its office wrote.

Serves text that a converter made: `<br>` and entities in the cells of pipe tables, `1\\.属于国家秘密`, tables
drawn with box signs (│) or written by a data frame (NaN, `Unnamed: 3`, an index). Nothing here knows the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from itertools import groupby

from workbench.readers.document import TextLine
from workbench.text import counts_up

FEWEST = 4  # rows that show that a table's first field only counts them

_QUOTED = re.compile(r"(?:>[ ]?)+(?=\S|$)")  # Markdown's quotation
_BREAK = re.compile(r"<br\s*/?>", re.I)
# Between digits it may part two numbers of a converter's merged cells: a space leaves that open.
_BREAK_IN_NUMBER = re.compile(r"(?<=\d)\s*<br\s*/?>\s*(?=\d)", re.I)
_NOTE = re.compile(r"(?<=\d)<sup>[^<]{0,6}</sup>", re.I)
_TAG = re.compile(r"</?(?:b|strong|i|em|u|su[bp]|span|font|p|center|a)(?:\s[^<>]{0,300})?>", re.I)
_ENTITY = re.compile(
    r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|nbsp|ensp|emsp|amp|lt|gt|quot|middot|ldquo|rdquo|mdash);", re.I
)
_ESCAPED_BAR = re.compile(r"(?<=[^\s|])\\\|")
_ESCAPED = re.compile(r"\\([`*_{}\[\]()#+\-.!~<>])")
_TEXTILE = re.compile(
    r"(?<=\|)_?(?:[\\/]\d{1,2})*[<>=^~-]?(?<!\|)\.\s"
)  # how far a cell spans, or that it is a head
_BOX = re.compile("[│┃║┆┇┊┋╎]")
_WIDE_BAR = re.compile("[｜‖]")
FEWEST_BARS = 3  # wide ones in a line: between others they are signs of the text
# The rule of a table that lies in a cell of another one, whose lines became one; where the line breaks were: before
# the head and the body of such a table, between two rows, around a table. A blank cell has two spaces in it.
_RULE_INSIDE = re.compile(r"\S.*\|(?: -{3,} \|)+ *\|")
_ROW_INSIDE = re.compile(
    r"(?<=\|) (?=\|(?: -{3}|  \|  \||[^|]*[\u3400-\u9fff]|(?:(?! -{3})[^|\u3400-\u9fff]*\|){15}))|\s{3}(?=\S)"
)
_EMPTY = re.compile(r"(?<=[|\t])[ ]*(?:NaN|nan|Unnamed: ?\d+(?:_level_\d+)?)[ ]*(?=[|\t]|$)")
_INDEX = re.compile(r"\s*\|\s*(\d{1,3})\s*(?=\|)")
_FIRST_FIELD = re.compile(r"^\s*\|[^|]*(?=\|)")


def without_marks(line: str) -> str:
    """The line without the marks of a converter; nearly every line has none and stays as it is."""
    if line.startswith(">"):
        line = _QUOTED.sub("", line)
    if "<" in line:
        line = _BREAK_IN_NUMBER.sub(" ", _NOTE.sub("", line))
        line = _TAG.sub("", _BREAK.sub("", line))
    if "&" in line:
        line = _ENTITY.sub(lambda entity: unescape(entity[0]), line)
    if line.startswith("|") and ". " in line:
        line = _TEXTILE.sub("", line)
    if "\\" in line:
        line = _ESCAPED.sub(r"\1", _ESCAPED_BAR.sub("｜", line))
    if _BOX.search(line):
        line = _BOX.sub("|", line)
    if "|" not in line and len(_WIDE_BAR.findall(line)) >= FEWEST_BARS:
        line = _WIDE_BAR.sub("|", line)
    return _EMPTY.sub("", line) if "NaN" in line or "nan" in line or "Unnamed" in line else line


def unfolded(line: str) -> list[str]:
    """The lines that a converter made one, where a table lies in a cell of a layout table; else the line alone."""
    return _ROW_INSIDE.split(line) if "---" in line and _RULE_INSIDE.search(line) else [line]


def without_index(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, those of a pipe table without a first field that only counts the rows from 0 or 1."""
    kept: list[TextLine] = []
    for is_table, run in groupby(lines, key=lambda line: line.text.lstrip().startswith("|")):
        rows = list(run)
        counted = [found[1] for line in rows if (found := _INDEX.match(line.text))] if is_table else []
        if counts_up(counted, FEWEST) and int(counted[0]) in (0, 1):
            rows = [replace(line, text=_FIRST_FIELD.sub("", line.text, count=1)) for line in rows]
        kept += rows
    return kept

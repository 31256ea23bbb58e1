"""Lines of running text become words and values in order: pasted tables, Markdown, PDF turned into text.

Three shapes of a row are told apart: fields between tabs or pipes, a label and its numbers between spaces, and one
cell a line. A blank is a value only where the shape shows that a cell is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from workbench.readers.document import Origin, TextLine
from workbench.text import MARKS, is_page_number, parse_printed, squeeze

# "text", "value" or "blank" (a cell that only its label shows), and what is there.
Token = tuple[str, "Value"]

LONG_ROW = 15  # the cells of table four
# The values of a row of the matrix; a longer line between pipes is a row even if all of them are blank.
ROW = 7
LABELS = 3  # fields of a row's labels: group, group, its own
BARS = 2  # in a line of fields; a single one closes a cell
TABLE = 4  # fields of a line that make it a row of a table
NONE = {"无", "無"}
WORDS = NONE | {"一"}  # marks that are words in running text
MARKS_ALONE = MARKS - WORDS
BLANK_ROW = 3  # so many lines that hold a tab only are cells even without a number beside them


class Value(NamedTuple):
    """A printed value with its place; `column` is its column or field, `alone` says that it has a line to itself.

    `label` is the field before it, where label and values are fields of one line between tabs or pipes.
    """

    text: str
    origin: Origin
    column: int | None = None
    alone: bool = False
    label: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


# With two dashes somewhere: asked apart, so that no long line is tried in every way.
_PIPE_RULE = re.compile(r"[\s:|-]+")
_FENCE = re.compile(r"^#+\s+|\*\*")
# Bars without anything between them that close a row: a web page's row turned into text has one for each place that
# its merged cells cover (行政许可 | 0 | ||).
_FILLERS = re.compile(r"(?<=\|)\s*\|{2,}$|(?<=\s\|)\|+$")


def tokens(lines: Iterable[TextLine]) -> Iterator[Token]:
    """Text and values in reading order; page numbers and the rules of pipe tables are left out."""
    lines = list(lines)
    column, bars, thin = _CellPerLine(_usual_step(lines)), _bars_of(lines), _thin_rules(lines)
    for line in lines:
        if is_page_number(line.text) or ("--" in line.text and _PIPE_RULE.fullmatch(line.text)):
            continue
        if line.position in thin:
            continue
        if not line.text.strip() and line.text.count("\t") >= ROW:
            yield from [("blank", Value("", line.origin))] * line.text.count("\t")
            continue
        yield from column.before(line)
        if line.text.strip() not in ("", "|"):
            yield from column.after(list(_in_line(line, bars)), closed=line.text.rstrip().endswith("|"))
    yield from column.end()


def fields_of_line(line: str) -> list[str]:
    """The fields of a line that is looked at by itself; none for the rule under the head of a pipe table."""
    if "--" in line and _PIPE_RULE.fullmatch(line):
        return []
    return _fields(_FENCE.sub("", line), _Bars(line.rstrip().endswith("|")))


class _Bars(NamedTuple):
    """Whether a bar closes each line of fields (`label | 0 | 0 |`); else one at the end stands before a blank cell.

    `opening` tells it of lines that begin with a bar: how many bars those have that do not end with one.
    """

    close: bool
    opening: frozenset[int] = frozenset()

    def close_line(self, bare: str) -> bool:
        return bare.count("|") not in self.opening if bare.startswith("|") else self.close


def _bars_of(lines: Sequence[TextLine]) -> _Bars:
    texts = [line.text.strip() for line in lines]
    rows = [pair for pair in pairwise([*texts, ""]) if pair[0].count("|") >= BARS]
    close = all(row.endswith("|") or below == "|" for row, below in rows if row[0] != "|")
    opening = {row.count("|") for row, below in rows if row[0] == "|" and row[-1] != "|" and below != "|"}
    return _Bars(close, frozenset(opening))


def _thin_rules(lines: Sequence[TextLine]) -> set[int]:
    """The places of rules of one dash a column (`|-|-|`) under the heads of pipe tables: each table of the text has
    one; else such a line is a row of marks.
    """
    numbered = [(number, line) for number, line in enumerate(lines) if "|" in line.text]
    tables = [
        [line for _, line in run]
        for _, run in groupby(numbered, key=lambda pair: (pair[1].origin.line or 0) - pair[0])
    ]
    seconds = [table[1] for table in tables if len(table) > BARS]
    if not all(_PIPE_RULE.fullmatch(line.text) and "-" in line.text for line in seconds):
        return set()
    return {line.position for line in seconds}


def _in_line(line: TextLine, bars: _Bars) -> Iterator[Token]:
    """The tokens of one line. A blank field counts only after the label of a line of fields with values."""
    content = _FENCE.sub("", line.text)
    fields = _fields(content, bars)
    values = [_is_value(part, in_table=len(fields) >= TABLE or squeeze(part) in NONE) for part in fields]
    if len(fields) == 1 and not values[0] and content.strip() and "\t" not in content and "|" not in content:
        yield "text", Value(content.strip(), line.origin)  # what most lines are
        yield "text", Value("\n", line.origin)
        return
    alone = sum(bool(part.strip()) for part in fields) == 1
    has_fields = "\t" in content or "|" in content
    is_row = sum(values) >= 2 or (any(values) and len(fields) >= TABLE)
    is_row |= "|" in content and ROW <= _blanks_at_end(fields) <= ROW + 1 and not is_head(fields)
    keep_blanks = is_row and has_fields
    words = any(part.strip() and not value for part, value in zip(fields, values, strict=True))
    labelled = len(fields) >= LONG_ROW
    label = ""
    for number, (part, is_value) in enumerate(zip(fields, values, strict=True)):
        place = number if has_fields and not alone else None
        if is_value:
            yield "value", Value(part.strip(), line.origin, place, alone, label)
        elif part.strip():
            labelled = True
            label = squeeze(part) if "\t" in content or content.count("|") > 1 else ""
            yield "text", Value(("" if alone else " ") + part.strip(), line.origin, place)
        elif keep_blanks and labelled:
            yield "value", Value("", line.origin, place, label=label)
        labelled |= not words  # the label stands a line above, and the first field is its place
    if not any(values) and not (keep_blanks and labelled):
        blanks = _blanks_at_end(fields) if has_fields and label else 0
        yield from [("blank", Value("", line.origin, label=label))] * blanks
        yield "text", Value("\n", line.origin)


def _usual_step(lines: Sequence[TextLine]) -> int:
    """How far apart the lines stand for the most part: a text with an empty line behind each has 2."""
    steps = Counter((b.origin.line or 0) - (a.origin.line or 0) for a, b in pairwise(lines))
    return 2 if steps[2] > sum(steps.values()) / 2 else 1


class _CellPerLine:
    """Blank cells where each cell has a line: a line that holds a tab or a bar only; an empty line ends a row.

    Blanks before a label are merged label cells; blanks beside values, or several in a row, are blank values. A bar
    below a line without any closes that line's cell.
    """

    def __init__(self, step: int) -> None:
        self._step = step
        self._blanks: list[Token] = []
        self._has_values = False
        self._has_bars = False
        self._line = 0
        self._open = False  # the line before has no bar that closes its cell

    def before(self, line: TextLine) -> Iterator[Token]:
        """What the start of this line settles: an empty line before it has ended a row."""
        number = line.origin.line or 0
        if number - self._line > self._step:
            yield from self.end()
        self._line = number
        if line.text.strip() in ("", "|"):
            if not (line.text.strip() == "|" and self._open):
                self._blanks.append(("value", Value("", line.origin, alone=True)))
            self._has_bars = line.text.strip() == "|"
            self._open = False

    def after(self, found: list[Token], *, closed: bool) -> Iterator[Token]:
        """The line's tokens with the blanks held before them, if those are values.

        Where a bar closes each cell, those before a label are the last of the row before it.
        """
        self._open = not closed
        if self._has_bars and found and found[0][0] == "text":
            return chain(list(self.end()), found)
        held, self._blanks = self._blanks, []
        starts_with_value = bool(found) and found[0][0] == "value"
        self._has_values |= starts_with_value
        return chain(held if starts_with_value else [], found)

    def end(self) -> Iterator[Token]:
        """The blanks at the end of a row."""
        held, self._blanks = self._blanks, []
        if self._has_values or len(held) >= BLANK_ROW:
            yield from held
        else:
            yield from (("blank", value) for _, value in held)
        self._has_values = False


def _fields(line: str, bars: _Bars) -> list[str]:
    """The line cut at tabs or pipes; else, where a label and its numbers stand in one line, at spaces.

    A pipe at the end alone closes a cell that has the line to itself.
    """
    if line.count("|") == 1 and line.rstrip().endswith("|"):
        return [line.strip(" \t|")]
    if line.count("|") >= BARS:
        bare = line.strip()
        closed = bars.close_line(bare)
        bare = _FILLERS.sub("", bare).removesuffix("|") if closed else bare
        return re.split(r"[|\t]", bare.removeprefix("|") if closed or bare.startswith("|") else bare)
    if "\t" in line:
        return line.rstrip("\n").split("\t")
    return _numbers_apart(line)


def _numbers_apart(line: str) -> list[str]:
    """The line's tokens, neighbouring words joined: `label 0 0 3` gives four fields."""
    tokens = line.split()
    values = [_is_value(token) or _is_mark_among(tokens, i) for i, token in enumerate(tokens)]
    parts: list[str] = []
    for i, token in enumerate(tokens):
        if values[i] or not parts or values[i - 1]:
            parts.append("/" if values[i] and squeeze(token) in WORDS - NONE else token)
        else:
            parts[-1] += token
    return parts


def _is_mark_among(tokens: list[str], index: int) -> bool:
    """Whether the token is a word used as a mark: 无 at the end of a line, or any beside a number or another mark."""
    if squeeze(tokens[index]) not in WORDS:
        return False
    if index == len(tokens) - 1 and squeeze(tokens[index]) in NONE:
        return True
    beside = tokens[max(index - 1, 0) : index] + tokens[index + 1 : index + 2]
    return any(_is_value(token, in_table=True) for token in beside)


def is_head(fields: Sequence[str]) -> bool:
    """Whether words stand behind blanks where no label does: the names of columns merged over others."""
    words = [number for number, part in enumerate(fields) if part.strip()]
    return any(right >= LABELS and right - left > 1 for left, right in pairwise(words))


def _blanks_at_end(fields: list[str]) -> int:
    return len(fields) - max((i + 1 for i, part in enumerate(fields) if part.strip()), default=0)


def _is_value(text: str, *, in_table: bool = False) -> bool:
    """Whether the field is a number or a mark; words used as marks (无) count only among the fields of a table."""
    tight = squeeze(text)
    marks = MARKS if in_table else MARKS_ALONE
    return bool(tight) and (tight in marks or parse_printed(tight).state == "number")

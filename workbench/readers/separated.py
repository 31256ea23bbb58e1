"""Lines of text whose fields stand between commas, semicolons, slashes or doubled bars, made lines with bars: so all
are read.

Serves tables of wikis that write each bar twice (`|| label || 0 ||`), and tables saved from a spreadsheet or a data
frame (CSV), quoted or not, over several lines where a quoted field holds a break. Sentences have commas too, and
numbers have them every three digits: only a text with many lines that end in a number and hold nothing loose is taken
for such a table. Nothing here knows the form.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from workbench.text import parse_printed

SEPARATORS = (",", ";", "，", "；", " / ")
FEWEST = 8  # rows that show that the text has such tables
WIDE = 7  # fields of a row that may have no words in it
FIELDS = 3  # of such a row; two thirds of a number between spaces (1,234) are none
LONGEST_FIELD, LONGEST_LINE = 80, 400  # signs
LONGEST_BREAK = 6  # lines that a quoted field may run over

# A line in which each bar is doubled, with how far cells span (MoinMoin's `||<-3>`).
_DOUBLED = re.compile(r"\s*(?:\|\|(?:<[-|\d]+>)?[^|]*)+\|\|\s*")
_DOUBLE = re.compile(r"\|\|(?:<[-|\d]+>)?")

_LOOSE = re.compile(r"\s\d|\d\s")  # a label and its number, or two numbers, that no separator parts
_OTHER = re.compile(r"[\t|。]")  # what parts fields in another way, or ends a sentence


def with_bars(lines: Sequence[str]) -> list[str]:
    """The lines, those of tables between separators with bars around their fields; a line that belongs to the one
    above is empty, so that all keep their numbers.
    """
    if sum(bool(_DOUBLED.fullmatch(line)) for line in lines if line.lstrip().startswith("||")) >= FEWEST:
        return [_DOUBLE.sub("|", line) if _DOUBLED.fullmatch(line) else line for line in lines]
    for separator in SEPARATORS:
        if sum(separator in line for line in lines) < FEWEST:
            continue
        whole = _whole(lines, separator)
        if sum(_is_row(line, separator) for line in whole) >= FEWEST:
            return [_barred(line, separator) for line in whole]
    return list(lines)


def _whole(lines: Sequence[str], separator: str) -> list[str]:
    """The lines with fields in quotes on one line."""
    whole = list(lines)
    for at, line in enumerate(lines):
        if whole[at].count('"') % 2 == 0 or separator not in line:
            continue
        for end in range(at + 1, min(at + LONGEST_BREAK, len(lines))):
            joined = "".join(whole[at : end + 1])
            if joined.count('"') % 2 == 0:
                whole[at : end + 1] = [joined, *[""] * (end - at)]
                break
    return whole


def _fields(line: str, separator: str) -> list[str]:
    if '"' not in line or len(separator) > 1:
        return [part.strip() for part in line.split(separator)]
    return [
        part.strip()
        for part in next(csv.reader([line.replace("\0", "")], delimiter=separator, skipinitialspace=True))
    ]


def _is_row(line: str, separator: str) -> bool:
    """Whether the line is one of a table: fields without anything loose in them, the last one a number or a mark."""
    if len(line) > LONGEST_LINE or _OTHER.search(line) or line.count(separator) < FIELDS - 1:
        return False
    fields = _fields(line, separator)
    filled = [part for part in fields if part]
    if not filled or any(len(part) > LONGEST_FIELD or _LOOSE.search(part) for part in filled):
        return False
    if len(fields) < WIDE and not re.search("[\u3400-\u9fff]", line):
        return False  # 15,561,653 alone is one number
    return parse_printed(filled[-1]).state in ("number", "mark") or filled[-1] == "NaN"


def _barred(line: str, separator: str) -> str:
    if separator not in line or len(line) > LONGEST_LINE or _OTHER.search(line):
        return line
    return f"| {' | '.join(_fields(line, separator))} |"

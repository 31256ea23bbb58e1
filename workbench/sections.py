"""The text of the six sections (总体情况 … 其他需要报告的事项), found by their headings.

Offices number, order and misprint headings in their own ways, and pasted text has lost its lines; a section that has
no heading stays absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from workbench.form import Edition, load_edition
from workbench.readers.document import TextLine
from workbench.text import fold, is_page_number, squeeze

LONGEST_HEADING = 45  # signs; a longer line is text with headings inside, if it has any
SHORT = 6  # signs; shorter headings must be written out
ALIKE = 0.88  # of a heading with a slip (政府信息公开行政法复议、行政诉讼情况)

_HEADING = re.compile(r"^[#*\s]*(?:[(（]?[一二三四五六][)）]?\s*[、.．]?|[1-6][、.．])?")
_NUMBERED = re.compile(r"[一二三四五六][、.．]")


@dataclass(frozen=True)
class Section:
    number: int
    heading: str
    text: str


def find_sections(lines: tuple[TextLine, ...], edition: Edition) -> tuple[Section, ...]:
    """The sections by their headings, in the order printed; a heading printed twice starts one section only.

    A heading has its own line, or its number and its whole wording inside a text whose lines were lost.
    """
    sections: dict[int, Section] = {}
    open_: Section | None = None
    for line in lines:
        if is_page_number(line.text):
            continue
        for heading, number, text in _cut_at_headings(line.text.strip(), edition):
            if number is not None and number not in sections:
                open_ = sections[number] = Section(number, heading.strip(" #*\t"), text)
            elif open_ is not None and (heading or text):
                joined = f"{open_.text}\n{heading}{text}".strip()
                open_ = sections[open_.number] = Section(open_.number, open_.heading, joined)
    return tuple(sections[number] for number in sorted(sections))


def _cut_at_headings(line: str, edition: Edition) -> Iterator[tuple[str, int | None, str]]:
    """The line's pieces, each as heading, number and the text after it; a line without heading is one piece."""
    if len(line) <= LONGEST_HEADING:
        number = _section_of(fold(_HEADING.sub("", squeeze(line))), edition)
        yield (line, number, "") if number else ("", None, line)
        return
    starts = [match.start() for match in _NUMBERED.finditer(line)]
    places = [(start, *found) for start in starts if (found := _heading_at(line, start, edition))]
    yield "", None, line[: places[0][0] if places else len(line)]
    for (start, number, end), stop in zip(places, [p[0] for p in places[1:]] + [len(line)], strict=False):
        yield line[start:end], number, line[end:stop].strip()


def _heading_at(line: str, start: int, edition: Edition) -> tuple[int, int] | None:
    """The section whose heading begins at this place, and where the heading ends."""
    for section in edition.sections:
        for wording in section.wordings:
            end = start + 2 + len(wording)
            text = line[start + 2 : end]
            if _may_be_alike(text, wording) and _is_alike(text, wording):
                return int(section.id), end
    return None


def _may_be_alike(text: str, wording: str) -> bool:
    """Whether enough signs of the wording are in the text: cheap, and most text shares little with a heading."""
    return sum(map(text.__contains__, wording)) >= ALIKE * (len(text) + len(wording)) / 2


def _section_of(folded: str, edition: Edition) -> int | None:
    """The number of the section that the folded line names, give or take a slip."""
    length = len(folded)
    for number, wording, signs in _wordings(edition.id):
        if folded == wording:
            return number
        # cheap, and most lines share little with a heading
        if len(wording) <= SHORT or abs(length - len(wording)) > (1 - ALIKE) * (length + len(wording)):
            continue
        if len(signs.intersection(folded)) >= ALIKE * len(signs) - 1 and _is_alike(folded, wording):
            return number
    return None


@cache
def _wordings(edition: str) -> list[tuple[int, str, frozenset[str]]]:
    """Each folded wording of a heading with its section's number and its signs."""
    sections = load_edition(edition).sections
    words = [(int(section.id), fold(word)) for section in sections for word in section.wordings]
    return [(number, word, frozenset(word)) for number, word in words]


def _is_alike(text: str, wording: str) -> bool:
    return SequenceMatcher(None, text, wording, autojunk=False).ratio() >= ALIKE

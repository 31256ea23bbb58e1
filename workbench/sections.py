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
from math import ceil, floor

from workbench.form import Edition, load_edition
from workbench.readers.document import TextLine
from workbench.text import fold, is_page_number, simplified, squeeze

LONGEST_HEADING = 45  # signs; a longer line is text with headings inside, if it has any
SHORT = 6  # signs; shorter headings must be written out
LISTED = 3  # headings without text between them: a table of contents, or sections of tables alone
ALIKE = 0.88  # of a heading with a slip (政府信息公开行政法复议、行政诉讼情况)

_HEADING = re.compile(
    r"^[#*\s]*(?:第[一二三四五六](?:部分|章)[、.．:：]?|[(（]?[一二三四五六][)）]?\s*[、.．]?|[1-6][、.．])?"
)
_PART = re.compile(r"[#*\s]*[(（]")  # （二）主动公开情况, a part of section one
_RUNS_ON = re.compile(r"[一二三四五六][、.．][^。：:]{4,24}[。：:]\S")  # text behind the heading in its line
_NUMBERED = re.compile(r"[一二三四五六][、.．]")
# What a site prints under the text.
_FURNITURE = re.compile(
    r"(?:上|下)一[篇条]|【?(?:打印|关闭)|分享(?:到|至|[:：])|相关(?:文章|链接|附件|信息|阅读|推荐|新闻|报道)|附件下载|"
    r"主办(?:单位)?[:：]|承办(?:单位)?[:：]|版权所有|Copyright|(?:政府)?网站标识码|您是第|扫一扫|责任编辑|返回顶部|网站地图"
)

_Piece = tuple[str, int | None, str]  # heading, its number, the text after it
_Wording = tuple[int, str, frozenset[str]]  # the section's number, the folded heading, its signs


@dataclass(frozen=True)
class Section:
    number: int
    heading: str
    text: str


def find_sections(lines: tuple[TextLine, ...], edition: Edition) -> tuple[Section, ...]:
    """The sections by their headings, in the order printed; a heading printed twice starts one section only: not the
    one in a table of contents, and not a heading of a part (（二）, 2.) where the section's own (二、) is there.

    A heading has its own line, or its number and its whole wording inside a text whose lines were lost.
    """
    sections: dict[int, Section] = {}
    open_: Section | None = None
    pieces = [
        piece
        for line in lines
        if not is_page_number(line.text)
        for piece in _cut_at_headings(line.text.strip(), edition)
    ]
    openings = _openings(pieces)
    for place, (heading, number, text) in enumerate(pieces):
        if open_ is not None and open_.number == len(edition.sections) and _FURNITURE.match(text):
            open_ = None  # the text is over
        if number is not None and place in openings:
            open_ = sections[number] = Section(number, heading.strip(" #*\t"), text)
        elif open_ is not None and (heading or text):
            joined = f"{open_.text}\n{heading}{text}".strip()
            open_ = sections[open_.number] = Section(open_.number, open_.heading, joined)
    return tuple(sections[number] for number in sorted(sections))


def _openings(pieces: list[_Piece]) -> set[int]:
    """The places of the headings that begin the sections: of each number the one in the plainest dress, in the
    shortest list of headings, first printed.
    """
    listed = _lengths_of_lists(pieces)
    best: dict[int, tuple[bool, bool, int, int]] = {}
    for place, (heading, number, _) in enumerate(pieces):
        if number is not None:
            rank = (_PART.match(heading) is not None, _is_numbered_as_part(heading), listed[place], place)
            best[number] = min(best.get(number, rank), rank)
    return {place for *_, place in best.values()}


def _is_numbered_as_part(heading: str) -> bool:
    """Whether the heading has the number of a part (1.主动公开政府信息情况): the form's sections have 一 to 六."""
    return re.match(r"[#*\s]*\d", heading) is not None


def _lengths_of_lists(pieces: list[_Piece]) -> dict[int, int]:
    """How many headings stand one under another without any text, for each heading: six in a table of contents."""
    lists: list[list[int]] = [[]]
    for place, (_, number, text) in enumerate(pieces):
        if number is not None and number in {pieces[other][1] for other in lists[-1]}:
            lists.append([])
        if number is not None:
            lists[-1].append(place)
        if text:
            lists.append([])
    return {place: len(run) if len(run) >= LISTED else 0 for run in lists for place in run}


def _cut_at_headings(line: str, edition: Edition) -> Iterator[_Piece]:
    """The line's pieces, each as heading, number and the text after it; a line without heading is one piece."""
    places: list[tuple[int, int, int]] = []
    if len(line) > LONGEST_HEADING or _RUNS_ON.match(line):
        folded = simplified(line)
        starts = [match.start() for match in _NUMBERED.finditer(line)]
        places = [(start, *found) for start in starts if (found := _heading_at(folded, start, edition))]
    if not places:
        is_short = len(line) <= LONGEST_HEADING
        number = _section_of(fold(_HEADING.sub("", squeeze(line))), edition) if is_short else None
        yield (line, number, "") if number else ("", None, line)
        return
    yield "", None, line[: places[0][0]]
    for (start, number, end), stop in zip(places, [p[0] for p in places[1:]] + [len(line)], strict=False):
        yield line[start:end], number, line[end:stop].lstrip(" 。：:").rstrip()


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
    written_out, of_length = _wordings(edition.id)
    if (number := written_out.get(folded)) is not None:
        return number
    for number, wording, signs in of_length.get(len(folded), ()):
        # cheap, and most lines share little with a heading
        if len(signs.intersection(folded)) >= ALIKE * len(signs) - 1 and _is_alike(folded, wording):
            return number
    return None


@cache
def _wordings(edition: str) -> tuple[dict[str, int], dict[int, list[_Wording]]]:
    """The section's number of each folded wording of a heading; and by the length of a line the wordings that it can be
    like. A short one must be written out.
    """
    written_out: dict[str, int] = {}
    of_length: dict[int, list[_Wording]] = {}
    reach = ALIKE / (2 - ALIKE)  # |a - b| <= (1 - ALIKE) (a + b), solved for b / a
    for line in load_edition(edition).sections:
        for word in line.folded:
            written_out.setdefault(word, int(line.id))
            shortest, longest = ceil(len(word) * reach), floor(len(word) / reach)
            for length in range(shortest, longest + 1) if len(word) > SHORT else ():
                of_length.setdefault(length, []).append((int(line.id), word, frozenset(word)))
    return written_out, of_length


def _is_alike(text: str, wording: str) -> bool:
    return SequenceMatcher(None, text, wording, autojunk=False).ratio() >= ALIKE

"""Text and Markdown: the lines as they are, and the head lines that a collector put in front.

Decoding serves every container that is text: what is valid UTF-8 is UTF-8, whatever a header says; gb2312 and gbk
are read as gb18030, which holds both.
"""

from __future__ import annotations

import re

from workbench.errors import Unreadable
from workbench.readers.document import Document, Origin, TextLine
from workbench.readers.drawn import drawn_tables
from workbench.readers.head import HEAD_LINES, told_by_head_line
from workbench.readers.marks import unfolded, without_index, without_marks
from workbench.readers.markup import markup_tables, without_layout
from workbench.readers.separated import with_bars
from workbench.readers.spaced import spaced_tables

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
# The most frequent characters of reports, simplified and traditional: wrong decodings have next to none of them.
COMMON = "的一是在不年月日公开信息政府申请工作和情况行理本人開資訊請報告國"
LONGEST_PAGE_NUMBER = 3  # digits
_RULE = re.compile(r"^[=\-_*\s\u2500-\u257f]{3,}$|^\|-+$|^=+\s*正文\s*=+$")


def read_plain(data: bytes, name: str) -> Document:
    """The text's lines with their numbers, and url, title and date if head lines tell them."""
    text = decode(data)
    if "\x00" in text:
        raise Unreadable(
            "unsupported",
            where=name,
            found="a file that is neither text nor a known document",
            expected="PDF, DOCX, HTML, text or Markdown",
            todo="Convert it to one of these.",
        )
    lines: list[TextLine] = []
    head: dict[str, str] = {}
    split = re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text)
    drawn = markup_tables(split) or [*drawn_tables(split), *spaced_tables(split)]
    inside = {number for table in drawn for number in range(table.first, table.last + 1)}
    for number, line in enumerate(with_bars(without_layout(split)), 1):
        if number in inside:
            continue
        told = told_by_head_line(line) if number <= HEAD_LINES else None
        if told:
            head.setdefault(*told)
        elif ("\t" in line or line.strip()) and not _is_rule(line.strip()):  # a lone tab is a blank cell
            origin = Origin(line=number)
            lines += [TextLine(without_marks(part), origin, number) for part in unfolded(line)]
    container = "markdown" if name.lower().endswith((".md", ".markdown")) else "text"
    beside = [line for table in drawn for line in table.lines]
    lines = without_index(_without_page_numbers(lines))
    if drawn:
        lines = sorted([*lines, *beside], key=lambda line: line.position)
    grids = tuple(grid for table in drawn for grid in table.grids)
    return Document(container, "text", tuple(lines), grids, head)


def _is_rule(line: str) -> bool:
    """Whether the line is drawn to part two pieces of text; dashes with tabs between them are a row of marks."""
    return "\t" not in line and _RULE.match(line) is not None


def _without_page_numbers(lines: list[TextLine]) -> list[TextLine]:
    """The lines without bare page numbers, as a text copied from a PDF has them: all lines that are a number and
    nothing else, and they count up by one from the first or second page. Any other lone number is a value.
    """
    alone = {place: text for place, line in enumerate(lines) if (text := line.text.strip()).isdecimal()}
    if len(alone) < 2 or max(map(len, alone.values())) > LONGEST_PAGE_NUMBER:
        return lines
    pages = [int(text) for text in alone.values()]
    if pages[0] not in (1, 2) or pages != list(range(pages[0], pages[0] + len(pages))):
        return lines
    return [line for place, line in enumerate(lines) if place not in alone]


def decode(data: bytes) -> str:
    """The bytes as text: UTF-16 by its marks, UTF-8 if valid, else the one of the usual encodings that reads best.

    What a page says of its encoding is wrong too often to be believed alone; it decides between equals.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if (wide := _utf16_without_mark(data)) is not None:
        return wide
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
        told = declared[1].decode("ascii").lower() if declared else ""
    likely = ("big5hkscs", "gb18030") if told.startswith("big5") else ("gb18030", "big5hkscs")
    readings = [data.decode(encoding, errors="replace") for encoding in (*likely, "utf-8")]
    return max(readings, key=_plausibility)


def _utf16_without_mark(data: bytes) -> str | None:
    """The text if every other byte of its Latin letters is zero."""
    even, odd = data[:2000:2], data[1:2000:2]
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if len(zeros) > 10 and zeros.count(0) > len(zeros) * 0.3 and others.count(0) < len(others) * 0.05:
            return data.decode(encoding, errors="replace")
    return None


def _plausibility(text: str) -> float:
    """Common characters of reports less characters that could not be read, for each character of the text."""
    sample = text[:200_000]
    common = sum(map(sample.count, COMMON))
    return (common - 5 * sample.count("\ufffd")) / max(len(sample), 1)

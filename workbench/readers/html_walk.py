"""The text lines and data tables of an HTML page in order, as a person sees them.

Hidden and struck elements are left out, inline pieces are joined, lines of `pre` stay lines. Fields of a form that an
office filled tell what is typed in. Pictures that may show a table are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree, html

from workbench.readers.document import Grid, Origin, TextLine
from workbench.readers.html_table import data_table, is_hidden, is_struck, is_white, parts_of
from workbench.readers.marks import without_marks

_WORDS = re.compile(r"[^\W\d_]")  # a date or a mark beside a link says nothing of its own

SMALLEST = 60  # points a side of a picture that may show a table
_SIZE = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*(\d+[a-z%]*)")
_FURNITURE = re.compile(r"logo|icon|banner|qr|ewm|erweima|share|print|\.gif|jiucuo|red\.png|blue\.png", re.I)

# What is struck through (s, strike, del) is what the office took back.
_SKIPPED = frozenset(
    "script style noscript template head select iframe svg object textarea s strike del".split()  # noqa: SIM905
)
_TYPED = ("text", "number", "tel")  # fields of a form that show what is typed in
_INLINE = ("span", "font", "i", "em")
_BLOCKS = frozenset(
    "p div br tr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article header footer main nav table td th "  # noqa: SIM905
    "tbody thead tfoot caption blockquote pre center form fieldset hr address".split()
)


class Walk:
    """Goes through the page in order and collects text lines and grids. No recursion: pages nest without limit."""

    def __init__(self, *, in_cell: bool = False) -> None:
        self._in_cell = in_cell
        self.lines: list[TextLine] = []
        self.grids: list[Grid] = []
        self.pictures: list[str] = []
        self._text: list[str] = []
        self._link: html.HtmlElement | None = None  # the link that the walk is in
        self._pre: html.HtmlElement | None = None  # the part around the walk whose lines and tabs are meant
        self._number = 0  # of the last line
        self._tables = 0
        self._outside = False  # whether the line has words outside links

    def through(self, start: html.HtmlElement) -> None:
        walker = etree.iterwalk(start, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if element is start:
                self._add(element.text if event == "start" else None)
            elif event != "start":
                self._leave(element, is_shown=event == "end" and element.tag not in _SKIPPED)
            elif typed := _typed_in(element, self._in_cell):
                self._add(typed)
                walker.skip_subtree()
            elif self._is_left_out(element) or self._is_table(element):
                walker.skip_subtree()
            else:
                self._enter(element)
        self._end_line()

    def _enter(self, element: html.HtmlElement) -> None:
        self._block(element)
        if element.tag == "img" and self._link is None and _may_show_a_table(element):
            self.pictures.append(f"line {self._number + 1}")
        if element.tag == "pre" and self._pre is None:
            self._pre = element
        if element.tag == "a" and self._link is None and element.get("href"):
            self._link = element
        self._add(element.text)

    def _leave(self, element: html.HtmlElement, *, is_shown: bool) -> None:
        """After an element, a comment or an instruction: only the first ends a line."""
        if is_shown:
            self._block(element)
        if element is self._link:
            self._link = None
        if element is self._pre:
            self._pre = None
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if self._pre is not None and text and "\n" in text:
            before, _, text = text.rpartition("\n")
            self._add_lines(before)
        self._text.append(text or "")
        self._outside |= self._link is None and _WORDS.search(text or "") is not None

    def _block(self, element: html.HtmlElement) -> None:
        if element.tag in _BLOCKS:
            self._end_line()

    def _is_left_out(self, element: html.HtmlElement) -> bool:
        """Whether the element is not shown, struck through, or the sign of a footnote behind a word or number.

        White signs between others are not shown either: pages put them there against copying.
        """
        if element.tag in _SKIPPED or is_hidden(element) or is_struck(element):
            return True
        if self._in_cell and element.tag == "tr":
            return _is_next_row(element)
        if element.tag == "sup" or (element.tag in _INLINE and is_white(element)):
            return bool(
                "".join(self._text).strip() or (element.tag != "sup" and (element.tail or "").strip())
            )
        return False

    def _is_table(self, element: html.HtmlElement) -> bool:
        """Whether the element is a table of data, which is kept; one of layout is gone through."""
        if element.tag != "table":
            return False
        self._end_line()
        grid = data_table(element, 0, self._tables + 1, _lines_of)
        if grid is None:
            return False
        self._tables += 1
        for part in parts_of(grid):
            if isinstance(part, str):
                self._add_lines(part)
            else:
                self.grids.append(replace(part, position=len(self.lines) + len(self.grids)))
        return True

    def _add_lines(self, text: str) -> None:
        for line in text.split("\n"):
            self._add(line)
            self._end_line()

    def _end_line(self) -> None:
        joined = "".join(self._text)
        text = " ".join(joined.split()) if self._pre is None else joined
        is_link, self._text, self._outside = not self._outside, [], False
        if self._pre is not None:
            text = without_marks(text)
        if text.strip() or "\t" in text:
            self._number += 1
            position = len(self.lines) + len(self.grids)
            origin = Origin(line=self._number)
            self.lines.append(TextLine(text, origin, position, is_link=is_link))
        elif self._pre is not None:
            self._number += 1  # an empty line ends a row


def _is_next_row(row: html.HtmlElement) -> bool:
    """Whether a row in a cell is the table's next one: the parser puts it there where end tags are missing."""
    above = next(element.tag for element in row.iterancestors("table", "td", "th"))
    return str(above) != "table"


def _typed_in(element: html.HtmlElement, in_cell: bool) -> str:
    """What a field of a form shows, where the page is a form that an office filled: its cells are such fields."""
    if (
        element.tag == "input"
        and (element.get("type") or "text").lower() in _TYPED
        and not is_hidden(element)
    ):
        return element.get("value") or ""
    if not in_cell or element.tag not in ("textarea", "select") or is_hidden(element):
        return ""
    chosen = element if element.tag == "textarea" else element.find(".//option[@selected]")
    return "" if chosen is None else chosen.text or ""


def _may_show_a_table(picture: html.HtmlElement) -> bool:
    """Whether a picture in the text is neither told to be small nor one of a site's furniture."""
    style = picture.get("style") or ""
    told = [picture.get("width"), picture.get("height"), *_SIZE.findall(style)]
    sizes = [
        int(digits[0]) for size in told if size and "%" not in size and (digits := re.findall(r"\d+", size))
    ]
    return (
        bool(picture.get("src"))
        and min(sizes, default=SMALLEST) >= SMALLEST
        and not _FURNITURE.search(picture.get("src") or "")
    )


def _lines_of(cell: html.HtmlElement) -> Iterator[str]:
    """The cell's lines of text: inline pieces are joined (one number may lie in two spans), blocks are not."""
    walk = Walk(in_cell=True)
    walk.through(cell)
    return (line.text for line in walk.lines)

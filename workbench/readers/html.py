"""HTML: the page's text lines and data tables in order, and what its head tells of where it came from.

Pages as government sites serve them: navigation and layout tables around, tables pasted from Word, a charset told
wrongly, end tags missing. Scripts are not run, nothing is fetched, hidden elements are left out. Refuses, with a
reason: a page whose text lies in other files, and one nested deeper than any page a person made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree, html

from workbench.errors import Unreadable
from workbench.readers.document import Document, Grid, Origin, TextLine
from workbench.readers.head import told_by_cells, told_by_foot, told_by_lines, told_by_meta
from workbench.readers.html_parts import open_parts
from workbench.readers.html_sheet import write_on_elements
from workbench.readers.html_table import data_table, is_hidden, is_struck, is_white, parts_of
from workbench.readers.marks import without_marks
from workbench.readers.plain import decode

FEWEST_LETTERS = 120  # a page with less text than a menu, and frames or scripts, keeps its text elsewhere
INFO_TABLES = 2  # 索引号、发布日期 in a table above the text
SAVED_FROM = 2000  # signs at the start in which a browser tells where it saved a page from
INFO_LINES = 60  # the line under the title comes after the site's menus

MOST_ATTRIBUTES = 5000  # words in one tag: the parser compares each attribute with all before it
MOST_CELLS = 40_000  # in all tables of a page; the form has some 300
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{5000,}")

SMALLEST = 60  # points a side of a picture that may show a table
_SIZE = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*(\d+[a-z%]*)")
_FURNITURE = re.compile(r"logo|icon|banner|qr|ewm|erweima|share|print|\.gif|jiucuo|red\.png|blue\.png", re.I)

_PAGE = re.compile(r"<(?:!doctype|html|head|body|div|p|h[1-6]|li)\b", re.I)

_WORDS = re.compile(r"[^\W\d_]")  # a date or a mark beside a link says nothing of its own
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[!-~]+?)\s*-->")

_SKIPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "select",
    "iframe",
    "svg",
    "object",
    "textarea",
    "s",  # struck through: what the office took back
    "strike",
    "del",
}
_TYPED = ("text", "number", "tel")  # fields of a form that show what is typed in
_INLINE = ("span", "font", "i", "em")
_BLOCKS = frozenset(
    "p div br tr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article header footer main nav table td th "  # noqa: SIM905
    "tbody thead tfoot caption blockquote pre center form fieldset hr address".split()
)


def read_html(data: bytes, name: str) -> Document:
    """The page's lines, grids and what its meta tags tell. Raises Unreadable when nothing can be parsed."""
    text = _with_lines(_without_declaration(decode(data)))
    if any(len(tag[0].split()) > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        found = "a web page with a tag of more attributes than any page has"
        raise _refusal("too_large", name, found, "Save it in another format.")
    # Pasted pages may leave hundreds of tags open, each nested in the one before: `huge_tree` takes 2,048 of them.
    parser = html.HTMLParser(huge_tree=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        found, todo = "a web page without any content", "Save the page again when it is fully loaded."
        raise _refusal("unreadable", name, found, todo) from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        found = "a web page nested too deep to be read to its end"
        raise _refusal("unreadable", name, found, "Save it in another format.")
    open_parts(root, parser)
    body = root.find("body")
    if sum(1 for _ in root.iter("td", "th")) > MOST_CELLS:
        found, todo = f"a web page with more than {MOST_CELLS:,} cells", "Give the report alone."
        raise _refusal("too_large", name, found, todo)
    write_on_elements(root)
    walk = _Walk()
    walk.through(root if body is None else body)
    if not walk.grids and sum(len(line.text) for line in walk.lines) < FEWEST_LETTERS:
        _refuse_if_text_is_elsewhere(root, name)
    head = _head(root)
    infos = (line.text for line in islice(walk.lines, INFO_LINES))
    for told in (told_by_lines(infos), told_by_cells(walk.grids[:INFO_TABLES]), told_by_foot(walk.lines)):
        head = {**told, **head}
    if saved := _SAVED_FROM.search(text[:SAVED_FROM]):
        head.setdefault("url", saved[1])
    pictures = tuple(walk.pictures)
    return Document("html", "html", tuple(walk.lines), tuple(walk.grids), head=head, pictures=pictures)


def _with_lines(text: str) -> str:
    """The text; in lines of text or Markdown with tables in HTML each line outside them ends with a `<br>`."""
    if _PAGE.search(text):
        return text
    parts = re.split(r"(<table\b.*?</table\s*>)", text, flags=re.I | re.S)
    lines = ("\n".join(without_marks(line) for line in part.split("\n")) for part in parts[::2])
    parts[::2] = [line.replace("\n", "<br>\n") for line in lines]
    return "".join(parts)


def _without_declaration(text: str) -> str:
    """The text without an XML declaration: lxml takes no text that names an encoding."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)


def _refusal(reason: str, name: str, found: str, todo: str) -> Unreadable:
    expected = "a page with the report's text and tables"
    return Unreadable(reason, where=name, found=found, expected=expected, todo=todo)


def _refuse_if_text_is_elsewhere(root: html.HtmlElement, name: str) -> None:
    """Raises Unreadable for a frameset, a page around an embedded document, one that a script would fill."""
    for part in root.iter("frame", "iframe", "embed", "object"):
        source = (part.get("src") or part.get("data") or "").strip()
        if source and not source.startswith(("javascript:", "about:")):
            found = f"a page that shows another file in it ({source[:80]})"
            raise _refusal("unsupported", name, found, "Give that file; saving the page did not save it.")
    if root.find(".//script") is not None and root.find(".//title") is not None:
        text = "".join(root.xpath(".//body//text()[not(ancestor::script)][not(ancestor::style)]"))
        if not text.strip():
            found, todo = (
                "a saved page without its text",
                "Save it when it is fully loaded, or print it as PDF.",
            )
            raise _refusal("unsupported", name, found, todo)


def _head(root: html.HtmlElement) -> dict[str, str]:
    """Title, address, date and site id as the head tells them."""
    found = told_by_meta(
        (meta.get("name") or meta.get("property") or "", meta.get("content") or "")
        for meta in root.iter("meta")
    )
    title = root.findtext(".//title")
    if title and title.strip():
        found.setdefault("page_title", title.strip())
    for link in (*root.iter("link"), *root.iter("base")):
        address = (link.get("href") or "").strip()
        if (link.tag == "base" or link.get("rel") == "canonical") and address.startswith("http"):
            found.setdefault("url", address)
    return found


class _Walk:
    """Goes through the page in order and collects text lines and grids. No recursion: pages nest without limit."""

    def __init__(self, *, in_cell: bool = False) -> None:
        self._in_cell = in_cell
        self.lines: list[TextLine] = []
        self.grids: list[Grid] = []
        self.pictures: list[str] = []
        self._text: list[str] = []
        self._link: html.HtmlElement | None = None  # the link that the walk is in
        self._pre: html.HtmlElement | None = (
            None  # the part that the walk is in whose lines and tabs are meant
        )
        self._number = 0  # of the last line
        self._tables = 0
        self._outside = False  # whether the line has words outside links

    def through(self, start: html.HtmlElement) -> None:
        walker = etree.iterwalk(start, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if element is start:
                    self._add(element.text)
                elif typed := _typed_in(element, self._in_cell):
                    self._add(typed)
                    walker.skip_subtree()
                elif self._is_left_out(element) or self._is_table(element):
                    walker.skip_subtree()
                    continue
                else:
                    self._block(element)
                    if element.tag == "img" and self._link is None and _may_show_a_table(element):
                        self.pictures.append(f"line {self._number + 1}")
                    if element.tag == "pre" and self._pre is None:
                        self._pre = element
                    if element.tag == "a" and self._link is None and element.get("href"):
                        self._link = element
                    self._add(element.text)
            elif element is not start:
                if event == "end" and element.tag not in _SKIPPED:
                    self._block(element)
                if element is self._link:
                    self._link = None
                if element is self._pre:
                    self._pre = None
                self._add(element.tail)
        self._end_line()

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
    walk = _Walk(in_cell=True)
    walk.through(cell)
    return (line.text for line in walk.lines)

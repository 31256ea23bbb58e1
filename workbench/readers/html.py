"""HTML: a page as a document, with what its head tells of where it came from; `html_walk` goes through its text.

Pages as government sites serve them: navigation and layout tables around, tables pasted from Word, a charset told
wrongly, end tags missing. Scripts are not run, nothing is fetched. Refuses, with a reason: a page whose text lies in
other files, and one nested deeper than any page a person made.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree, html

from workbench.errors import Unreadable
from workbench.readers.document import Document
from workbench.readers.head import told_by_cells, told_by_foot, told_by_lines, told_by_meta
from workbench.readers.html_parts import open_parts
from workbench.readers.html_sheet import write_on_elements
from workbench.readers.html_walk import Walk
from workbench.readers.marks import without_marks
from workbench.readers.plain import decode

FEWEST_LETTERS = 120  # a page with less text than a menu, and frames or scripts, keeps its text elsewhere
INFO_TABLES = 2  # 索引号、发布日期 in a table above the text
SAVED_FROM = 2000  # signs at the start in which a browser tells where it saved a page from
INFO_LINES = 60  # the line under the title comes after the site's menus

MOST_ATTRIBUTES = 5000  # words in one tag: the parser compares each attribute with all before it
MOST_CELLS = 40_000  # in all tables of a page; the form has some 300
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{5000,}")

_PAGE = re.compile(r"<(?:!doctype|html|head|body|div|p|h[1-6]|li)\b", re.I)

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[!-~]+?)\s*-->")


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
    walk = Walk()
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

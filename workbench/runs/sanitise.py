"""HTML from outputs and Markdown, reduced to what can only be looked at.

In comes any markup, out goes markup with listed elements and attributes, everything else taken out or shown
as text. Report text may reach a notebook's outputs, and a page is opened from disk with a reader's trust:
nothing in it may run, load or lead elsewhere by itself. The page's content security policy is the second
wall.
"""

from __future__ import annotations

import html
import re
import tomllib
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

RULES = tomllib.loads((Path(__file__).parent / "templates" / "allowed.toml").read_text(encoding="utf-8"))
DROPPED, ELEMENTS, VOID = (frozenset(RULES[key]) for key in ("dropped", "elements", "void"))
ATTRIBUTES = frozenset(RULES["attributes"])
# The parser gives names in lower case; these two mean something to an SVG only as written here.
CASED = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
# A table's rows as a file inside the link are data: browsers save them, and open none of them as a page.
LINK = re.compile(
    r"(https?://|mailto:|#|data:(text/csv|application/vnd\.apache\.parquet)[;,]|[\w./-]+(#|\?|$))", re.I
)
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.I)

# The tags of what is already as it should be: names in lower case, each value between double quotes.
TAG = re.compile(r'<(/?)([a-z0-9]+)((?: [\w-]+="[^"<>]*")*)>')
SHORT = (
    300  # characters of a tag's attributes; the pages of a notebook share most of them, but not its downloads
)
GIVEN = re.compile(r' ([\w-]+)="([^"]*)"')


def sanitise(markup: str) -> str:
    """The markup without whatever could run, load or deceive; text is kept."""
    clean = _clean_already(markup)
    return _parsed(markup) if clean is None else clean


def _clean_already(markup: str) -> str | None:
    """What the cleaner would write of markup that consists of allowed tags, well nested, and text; None of any other.

    So are all our tables, with thousands of tags a page: they are taken apart by one pattern, not parsed.
    """
    parts = TAG.split(markup)
    texts, ends, names, given = (parts[at::4] for at in range(4))
    if not ELEMENTS.issuperset(names) or not _is_nested(ends, names) or any("<" in text for text in texts):
        return None
    if not all(_is_kept(*tag) for tag in set(zip(ends, names, given, strict=True)) if tag[-1]):
        return None
    if not any("&" in text or ">" in text for text in texts):
        return markup
    parts[::4] = [_text(text) if "&" in text or ">" in text else text for text in texts]
    parts[1::4] = [f"<{end}" for end in ends]
    parts[3::4] = [f"{attributes}>" for attributes in given]
    return "".join(parts)


def _is_nested(ends: list[str], names: list[str]) -> bool:
    """Whether each end tag ends what was opened last, and nothing stays open."""
    opened: list[str] = []
    for end, name in zip(ends, names, strict=True):
        if not end:
            if name not in VOID:
                opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def _text(text: str) -> str:
    return html.escape(html.unescape(text), quote=False)


def _is_kept(end: str, tag: str, attributes: str) -> bool:
    """Whether the cleaner writes these attributes as they stand here; those of an end tag it never writes."""
    return (_is_written if len(attributes) < SHORT else _is_written.__wrapped__)(end, tag, attributes)


@lru_cache(2000)
def _is_written(end: str, tag: str, attributes: str) -> bool:
    given = GIVEN.findall(attributes)
    kept = "".join(_attribute(tag, name.lower(), html.unescape(value)) for name, value in given)
    return not end and kept == attributes


def _parsed(markup: str) -> str:
    cleaner = _Cleaner()
    cleaner.feed(markup)
    cleaner.close()
    return "".join(cleaner.out) + "".join(f"</{tag}>" for tag in reversed(cleaner.open))


class _Cleaner(HTMLParser):
    """Writes what it has parsed anew, so that nothing of the input's own spelling survives."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []
        self.dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self.dropped.append(tag)
        if self.dropped or tag not in ELEMENTS:
            return
        kept = "".join(_attribute(tag, name, value or "") for name, value in attrs)
        self.out.append(f"<{tag}{kept}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.dropped:
            if tag == self.dropped[-1]:
                self.dropped.pop()
            return
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self.out.append(f"</{last}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.out.append(html.escape(data, quote=False))


def _attribute(tag: str, name: str, value: str) -> str:
    if name not in ATTRIBUTES:
        return ""
    if name in ("href", "download") and not (
        tag == "a" and (name == "download" or LINK.match(value.strip()))
    ):
        return ""
    if name == "src" and not (tag == "img" and PICTURE.match(value.strip())):
        return ""
    # A style that names an address would load it; one that leaves the flow could cover the page's own words.
    if name == "style" and re.search(r"url\s*\(|@import|expression|position\s*:|\\", value, re.I):
        return ""
    return f' {CASED.get(name, name)}="{html.escape(value)}"'

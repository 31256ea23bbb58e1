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

# What our tables are made of, thousands of times a page: a listed element with at most a style and a title, without any
# sign that a parser could read in a second way, and with its text where that is plain too; or the end of one.
_NAMES = "|".join(sorted(ELEMENTS - VOID))
PLAIN = re.compile(
    rf'<({_NAMES})(?: style="([^"<>&\\\s][^"<>&\\]*)")?(?: title="([^"<>&\\]*)")?>(?:([^<>&]*)</\1>)?|</({_NAMES})>'
)


def sanitise(markup: str) -> str:
    """The markup without whatever could run, load or deceive; text is kept."""
    cleaner, at = _Cleaner(), 0
    for plain in PLAIN.finditer(markup):
        cleaner.take(markup[at : plain.start()])
        cleaner.take_plain(plain)
        at = plain.end()
    cleaner.take(markup[at:])
    cleaner.close()
    return "".join(cleaner.out) + "".join(f"</{tag}>" for tag in reversed(cleaner.open))


class _Cleaner(HTMLParser):
    """Writes what it has parsed anew, so that nothing of the input's own spelling survives."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []
        self.dropped: list[str] = []

    def take(self, part: str) -> None:
        """The same as `feed`, without looking for tags where there is none."""
        if self._is_within or "<" in part or "&" in part:
            self.feed(part)
        else:
            self.handle_data(part)

    def take_plain(self, found: re.Match[str]) -> None:
        """The same as `feed` of what PLAIN has found, unless it stands within something else, as in a comment."""
        tag, style, title, text, end = found.groups()
        if self._is_within:
            self.feed(found[0])
        elif end:
            self.handle_endtag(end)
        elif not self.dropped:
            self.out.append(_plain(tag, style, title))
            if text is None:
                self.open.append(tag)
            else:
                self.out.append(f"{text}</{tag}>")

    @property
    def _is_within(self) -> bool:
        """Whether the parser waits for the rest of something, or for the end of an element that it does not read."""
        return bool(self.rawdata) or self.cdata_elem is not None

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks for the line that it is at."""
        return j

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


@lru_cache(1000)
def _plain(tag: str, style: str | None, title: str | None) -> str:
    given = {"style": style, "title": title}
    return f"<{tag}{''.join(_attribute(tag, name, value) for name, value in given.items() if value is not None)}>"


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

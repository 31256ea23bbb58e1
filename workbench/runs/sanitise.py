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

# A tag as our tables have it, thousands of times a page: a listed element, at most a style without any sign that a
# parser could read in a second way.
PLAIN = re.compile(rf'<({"|".join(sorted(ELEMENTS - VOID))})(?: style="([^"<>&\\\s][^"<>&\\]*)")?>')
PLAIN_END = re.compile(rf"</({'|'.join(sorted(ELEMENTS - VOID))})>")


def sanitise(markup: str) -> str:
    """The markup without whatever could run, load or deceive; text is kept."""
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

    def parse_starttag(self, i: int) -> int:
        """The same as the parser's own, without looking at a plain tag sign by sign."""
        plain = PLAIN.match(self.rawdata, i)
        if plain is None:
            return super().parse_starttag(i)
        if not self.dropped:
            self.out.append(_plain(*plain.groups()))
            self.open.append(plain[1])
        return plain.end()

    def parse_endtag(self, i: int) -> int:
        """The same as the parser's own for a listed element, whose content is never taken as it is."""
        plain = PLAIN_END.match(self.rawdata, i) if self.cdata_elem is None else None
        if plain is None:
            return super().parse_endtag(i)
        self.handle_endtag(plain[1])
        return plain.end()

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
def _plain(tag: str, style: str | None) -> str:
    return f"<{tag}{_attribute(tag, 'style', style) if style else ''}>"


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

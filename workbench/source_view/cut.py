"""The cell's surroundings cut out of its source: a picture of the page, a fragment of the table, or lines of text.

In: evidence. Out: a `Cut`, the same content once as HTML and once as SVG. A source that cannot be opened any more, or
a place that was not kept, gives a cut that says so: what was read is shown all the same.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from workbench.errors import Unreadable
from workbench.source_view import lines, tables
from workbench.source_view.drawing import Drawing, text_block
from workbench.source_view.evidence import Evidence
from workbench.wording import say

if TYPE_CHECKING:
    from workbench.readers.document import Document, Engine

MADE_BY: dict[str, Engine] = {"pdfminer": "pdfminer", "rapidocr": "rapidocr"}


class Cut(NamedTuple):
    """`kind`: page, table, lines or none. `html` holds text and data only; `drawing` is for pictures."""

    kind: str
    html: str
    drawing: Drawing


def cut(evidence: Evidence, lang: str = "en") -> Cut:
    """The cut of the cell's place, whichever kind its container has."""
    origin = evidence.origin
    try:
        if origin.get("box") is not None:
            from workbench.source_view import pages  # NumPy and PDFium, when there is a page to draw

            return Cut("page", *pages.shown(evidence, lang))
        if origin.get("table") is not None:
            return Cut("table", *tables.shown(_document(evidence), evidence))
        if origin.get("line") is not None:
            return Cut("lines", *lines.shown(_document(evidence), evidence))
        reason = say("source.no_place", lang)
    except Unreadable as error:
        reason = str(error)
    return Cut("none", f"<p>{escape(reason)}</p>", text_block(reason, 460))


def _document(evidence: Evidence) -> Document:
    from workbench.readers import read_document  # a page without a cell to look at needs no reader

    engines = evidence.read.get("engines") or ["text"]
    return read_document(evidence.load(), evidence.name, MADE_BY.get(engines[0], "pdfium"))

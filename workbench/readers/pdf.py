"""PDF: pages out of one of the engines become a Document, and what the file does not tell becomes a remark.

Pages on their side are read upright. Pages that are pictures of text go through recognition where the `ocr` extra is
installed; else the text that some program laid under them is taken for what it is. Refuses, with a reason: too many
pages, no text at all, text whose characters the file does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.errors import Unreadable
from workbench.readers import ocr
from workbench.readers.document import Document, Engine
from workbench.readers.page import PICTURE, Page
from workbench.readers.pages import assembled

MOST_LOST = 0.2  # of the glyphs; with more of them unknown, what is left is no text
TABLE = 0.06  # of the page; the line of section four takes so much
FEW_GLYPHS = 30  # a page number, a stamp


def read_pdf(data: bytes, name: str, engine: Engine) -> Document:
    """The document's lines and grids. Raises Unreadable (encrypted, unreadable, too_large, needs_ocr)."""
    pages = list(_pages(data, name, engine))
    glyphs, lost = sum(len(page.glyphs) for page in pages), sum(page.lost for page in pages)
    if not glyphs or lost > MOST_LOST * glyphs:
        raise ocr.needed(name, _without_text(pages, lost))
    remarks = []
    for at, page in enumerate(pages):
        if engine != "rapidocr" and _is_picture(page):
            try:
                pages[at] = ocr.read_pdf_page(data, name, page.number)
            except Unreadable as refused:
                remarks.append((refused.reason, f"page {page.number} is a picture of text. {refused.todo}"))
    document = assembled(pages, "scan" if engine == "rapidocr" else "pdf", engine, remarks)
    layers = frozenset(page.number for page in pages if page.is_layer)
    pictures = tuple(f"page {page.number}" for page in pages if page.pictures >= TABLE)
    return replace(document, layers=layers, pictures=pictures) if layers or pictures else document


def _pages(data: bytes, name: str, engine: Engine) -> Iterator[Page]:
    if engine == "rapidocr":
        return ocr.read_pdf_pages(data, name)
    if engine == "pdfium":
        from workbench.readers.pdfium import read_pages
    else:
        from workbench.readers.pdfminer import read_pages
    return read_pages(data, name)


def _is_picture(page: Page) -> bool:
    return page.pictures >= PICTURE and (page.is_layer or len(page.glyphs) < FEW_GLYPHS)


def _without_text(pages: list[Page], lost: int) -> str:
    if lost:
        return "a PDF that does not tell which characters its glyphs are"
    return "pages that are pictures of text" if any(page.pictures for page in pages) else "a PDF without text"

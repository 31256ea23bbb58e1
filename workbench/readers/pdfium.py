"""PDF by PDFium (pypdfium2): glyphs, ruling lines and pictures of each page. Also draws a page as a picture.

The fast engine, and the one that repairs broken cross-reference tables. Not safe for threads: one process each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from workbench.errors import Unreadable
from workbench.readers.browser_clips import clips_by_page
from workbench.readers.document import Box
from workbench.readers.page import Page, refuse_too_many, shown_part
from workbench.readers.pdfium_calls import bare, ready
from workbench.readers.pdfium_drawn import Matrix, displayed
from workbench.readers.pdfium_glyphs import add_glyphs
from workbench.readers.pdfium_hidden import Look
from workbench.readers.pdfium_shapes import add_objects
from workbench.readers.pdfium_unseen import unseen

LARGEST_PICTURE = 7000  # pixels a side

_object_at = bare("FPDFPage_GetObject")


def read_pages(data: bytes, name: str) -> Iterator[Page]:
    """The pages of the PDF one by one. Raises Unreadable when PDFium cannot open it."""
    document = _open(data, name)
    try:
        refuse_too_many(len(document), name)
        clips = clips_by_page(data)
        for index in range(len(document)):
            of_page = clips[index] if len(clips) == len(document) else list(chain.from_iterable(clips))
            yield _page(_loaded(document, index, name), index + 1, of_page)
    finally:
        document.close()


def draw_pages(data: bytes, name: str, dpi: float, numbers: Sequence[int] = ()) -> Iterator[Any]:
    """The pages as displayed, as arrays of grey values (rows of pixels); those of `numbers`, or all."""
    document = _open(data, name)
    try:
        for number in numbers or range(1, len(document) + 1):
            page = document[number - 1]
            scale = min(dpi / 72, LARGEST_PICTURE / max(page.get_size()))
            bitmap = page.render(scale=scale, grayscale=True)
            yield bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
            bitmap.close()
            page.close()
    finally:
        document.close()


def look_at(data: bytes, name: str, number: int) -> Look:
    """The page as it is displayed, to ask which of its glyphs show."""
    document = _open(data, name)
    try:
        return Look(_loaded(document, number - 1, name))
    finally:
        document.close()


def page_size(data: bytes, name: str, number: int) -> tuple[float, float]:
    """Width and height of the page as displayed, in points."""
    document = _open(data, name)
    try:
        width, height = document[number - 1].get_size()
        return width, height
    finally:
        document.close()


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        raise Unreadable(
            "encrypted" if encrypted else "unreadable",
            where=name,
            found="a PDF that asks for a password" if encrypted else "a PDF that cannot be opened",
            expected="a PDF that opens without a password" if encrypted else "a whole PDF file",
            todo="Save it once more without protection." if encrypted else "Fetch the file again.",
        ) from None


def _loaded(document: pdfium.PdfDocument, index: int, name: str) -> pdfium.PdfPage:
    try:
        return document[index]
    except pdfium.PdfiumError:
        raise Unreadable(
            "unreadable",
            where=name,
            found=f"page {index + 1}, which cannot be opened",
            expected="a whole PDF file",
            todo="Fetch the file again.",
        ) from None


def _page(source: pdfium.PdfPage, number: int, clips: Sequence[Box]) -> Page:
    width, height = source.get_size()
    page = Page(number, width, height)
    to_display = _display(source)
    handle, count = ready(source.raw), raw.FPDFPage_CountObjects(source.raw)
    items = list(map(_object_at, repeat(handle), range(count)))
    drawn = add_objects(page, items, to_display)
    shown = [displayed(clip, to_display) for clip in clips]
    add_glyphs(page, source, to_display, drawn, unseen(page, drawn), shown)
    source.close()
    page.set_apart_what_is_outside()
    return page


def _display(source: pdfium.PdfPage) -> Matrix:
    """From PDF coordinates (y upward, before /Rotate) to points from the top left of the page as displayed."""
    left, bottom, right, top = shown_part(source.get_mediabox(), source.get_cropbox())
    turns: dict[int, Matrix] = {
        0: (1, 0, 0, -1, -left, top),
        90: (0, 1, 1, 0, -bottom, -left),
        180: (-1, 0, 0, 1, right, -bottom),
        270: (0, -1, -1, 0, top, right),
    }
    return turns[source.get_rotation()]

"""Pictures of pages become pages of glyphs and ruling lines: rapidocr (the `ocr` extra) under the usual grid builder.

Its packages carry their models, so no network is used. Nothing it reads is believed for that: cells are proved by the
form's sums as everywhere. Refuses, with needs_ocr, where the extra is missing.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workbench.errors import Unreadable
from workbench.readers.page import Page
from workbench.readers.room import has_room

if TYPE_CHECKING:
    from workbench.readers.picture import Picture

DPI = 200  # digits of a report are then some 25 pixels high
MOST_PAGES = 30  # of a scan: a page takes about ten seconds
PACKAGES = ("rapidocr", "onnxruntime")


def is_installed() -> bool:
    """Whether the extra's packages are there."""
    return all(importlib.util.find_spec(package) for package in PACKAGES)


def needed(name: str, found: str) -> Unreadable:
    """The outcome of a file whose text must be recognised, with what to do about it."""
    missing = 'Install the extra for recognition (make setup EXTRAS="ocr"), or find the report as text.'
    there = "Find the report as text, or a better scan of it."
    return Unreadable(
        "needs_ocr",
        where=name,
        found=found,
        expected="a report whose text can be read without recognition",
        todo=there if can_run() else missing,
    )


def can_run() -> bool:
    """Whether recognition is installed, and allowed in this process."""
    return is_installed() and has_room()


def read_pdf_pages(data: bytes, name: str) -> Iterator[Page]:
    """All pages of a PDF, drawn and recognised. Raises Unreadable (needs_ocr, too_large, unreadable)."""
    from workbench.readers.pdfium import draw_pages

    _require(name, "pages that are pictures of text")
    for number, picture in enumerate(draw_pages(data, name, DPI), 1):
        if number > MOST_PAGES:
            raise too_many(name)
        yield _recognised(picture, number, DPI)


def read_pdf_page(data: bytes, name: str, number: int) -> Page:
    """One page of a PDF, drawn and recognised; `number` counts from 1. Raises Unreadable (needs_ocr)."""
    from workbench.readers.pdfium import draw_pages

    _require(name, f"page {number} as a picture of text")
    (picture,) = draw_pages(data, name, DPI, [number])
    return _recognised(picture, number, DPI)


def read_picture(picture: Any, number: int, dpi: float, name: str) -> Page:
    """One picture (rows of grey values), recognised. Raises Unreadable (needs_ocr)."""
    _require(name, "a picture")
    return _recognised(picture, number, dpi)


def too_many(name: str) -> Unreadable:
    return Unreadable(
        "too_large",
        where=name,
        found=f"more than {MOST_PAGES} pages that are pictures",
        expected=f"a scan of at most {MOST_PAGES} pages",
        todo="Give the report alone, without attachments.",
    )


def _require(name: str, found: str) -> None:
    if not can_run():
        raise needed(name, found)


def _recognised(picture: Picture, number: int, dpi: float) -> Page:
    from workbench.readers.recognise import recognised  # numpy and OpenCV: only where a picture is at hand

    return recognised(picture, number, dpi)

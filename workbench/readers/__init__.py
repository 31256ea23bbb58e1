"""A file's bytes become a Document: the container is told by content, then its reader is asked.

Refuses, with a reason: what is empty, what no reader knows, what holds pictures of text only.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Literal

from workbench.errors import Unreadable
from workbench.readers.document import Document, Grid, TextLine

Engine = Literal["pdfium", "pdfminer"]


def container_of(data: bytes, name: str) -> str:
    """The container by the bytes themselves: pdf, docx, html, text or markdown. Raises Unreadable for others."""
    start = data[:1024].lstrip()
    if not data.strip():
        raise _refusal("empty", name, "an empty file", "Fetch it again.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data, name)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise _refusal("needs_office", name, "an old Word, WPS or RTF file", "Save it as .docx or PDF.")
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")):
        raise _refusal(
            "needs_ocr", name, "a picture", "Recognise its text first, or find the report as text."
        )
    lowered = data[:65536].lower()
    if start[:1] == b"<" and (b"<html" in lowered or b"<!doctype html" in lowered or b"<table" in lowered):
        return "html"
    if b"<body" in lowered or b"</td>" in lowered or b"<div" in lowered:
        return "html"
    return "markdown" if name.lower().endswith((".md", ".markdown")) else "text"


def read_document(data: bytes, name: str, engine: Engine = "pdfium") -> Document:
    """The Document in these bytes; `engine` chooses the PDF engine. Raises Unreadable with its reason."""
    container = container_of(data, name)
    if container == "pdf":
        return _read_pdf(data, name, engine)
    if container == "docx":
        from workbench.readers.docx import read_docx

        return read_docx(data, name)
    if container == "html":
        from workbench.readers.html import read_html

        return read_html(data, name)
    from workbench.readers.plain import read_plain

    return read_plain(data, name)


def _read_pdf(data: bytes, name: str, engine: Engine) -> Document:
    from workbench.readers.grid import read_page

    if engine == "pdfium":
        from workbench.readers.pdfium import read_pages
    else:
        from workbench.readers.pdfminer import read_pages
    lines: list[TextLine] = []
    grids: list[Grid] = []
    glyphs, pictures, position = 0, 0.0, 0
    for page in read_pages(data, name):
        glyphs += len(page.glyphs)
        pictures = max(pictures, page.pictures)
        for piece in read_page(page):
            position += 1
            if isinstance(piece, Grid):
                grids.append(Grid(piece.rows, piece.columns, piece.cells, position))
            else:
                lines.append(TextLine(piece.text, piece.origin, position))
    if not glyphs:
        found = "pages that are pictures of text" if pictures else "a PDF whose text cannot be recovered"
        raise _refusal("needs_ocr", name, found, "Recognise its text first, or find the report as text.")
    return Document("pdf", engine, tuple(lines), tuple(grids))


def _zip_kind(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _refusal("truncated", name, "an archive that ends in the middle", "Fetch it again.") from None
    if "word/document.xml" in members:
        return "docx"
    raise _refusal(
        "unsupported", name, "an archive that is not a Word file", "Unpack it; add what is inside."
    )


def _refusal(reason: str, name: str, found: str, todo: str) -> Unreadable:
    expected = "a report as PDF, DOCX, HTML, text or Markdown"
    return Unreadable(reason, where=name, found=found, expected=expected, todo=todo)

"""A file's bytes become a Document: the container is told by content, then its reader is asked.

Refuses, with a reason: what is empty, what no reader knows, what holds pictures of text only.
"""

from __future__ import annotations

from workbench.errors import Unreadable
from workbench.readers.document import Document, Engine
from workbench.readers.kinds import container_of
from workbench.readers.legible import is_garbled
from workbench.readers.ocr import can_run as can_recognise
from workbench.readers.ocr import needed as needs_ocr

__all__ = [
    "Document",
    "Engine",
    "can_recognise",
    "container_of",
    "is_garbled",
    "needs_ocr",
    "read_document",
]


MOST_SIGNS = 400_000  # in lines and cells; the longest report known has some 60,000


def read_document(data: bytes, name: str, engine: Engine = "pdfium") -> Document:
    """The Document in these bytes; `engine` chooses how a PDF is read. Raises Unreadable with its reason."""
    document = _read(data, name, engine)
    signs = sum(len(line.text) for line in document.lines)
    signs += sum(len(cell.text) for grid in document.grids for cell in grid.cells)
    if signs > MOST_SIGNS:
        raise Unreadable(
            "too_large",
            where=name,
            found=f"a text of {signs:,} signs",
            expected=f"a report of at most {MOST_SIGNS:,}",
            todo="Give the report alone, without attachments.",
        )
    return document


def _read(data: bytes, name: str, engine: Engine) -> Document:
    # Each reader is imported when it is needed: a text must not wait for PDFium.
    match container_of(data, name):
        case "pdf":
            from workbench.readers.pdf import read_pdf

            return read_pdf(data, name, engine)
        case "docx":
            from workbench.readers.docx import read_docx

            return read_docx(data, name)
        case "office":
            from workbench.readers.office import read_office

            return read_office(data, name)
        case "html":
            from workbench.readers.html import read_html

            return read_html(data, name)
        case "scan":
            from workbench.readers.scan import read_scan

            return read_scan(data, name)
    from workbench.readers.plain import read_plain

    return read_plain(data, name)

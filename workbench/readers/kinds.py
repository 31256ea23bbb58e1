"""What kind of file the bytes are, told by the bytes themselves, since names lie: saved pages called .pdf, and so on.

Gives the container, or a refusal with its reason and what a person can do: a file is never guessed at.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import NamedTuple

from workbench.errors import Unreadable

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word, WPS, Excel and PowerPoint files before 2007
TEXT_LOOKED_AT = 65536
# MediaWiki's: its texts have tags of HTML in them, and its tables are told by lines.
_WIKI_TABLE = re.compile(rb"^[ \t:]*\{\|[^\n]*\n(?:[^\n]*\n){0,3}?[ \t]*[|!]", re.M)


class _Foreign(NamedTuple):
    """A kind of file that is not read: what it is, and what to do."""

    found: str
    todo: str


_SPREADSHEET = _Foreign(
    "a spreadsheet", "Save the sheet that is the report as PDF, or find the report itself."
)
_SLIDES = _Foreign("slides", "Find the report as a document.")
_PACKED = "an archive packed as {}"
_BY_START = {
    b"Rar!": _Foreign(_PACKED.format("RAR"), "Unpack it, and give the reports in it."),
    b"7z\xbc\xaf\x27\x1c": _Foreign(_PACKED.format("7z"), "Unpack it, and give the reports in it."),
    b"\x1f\x8b": _Foreign(_PACKED.format("gzip"), "Unpack it, and give the reports in it."),
    b"bplist00": _Foreign("a web archive of Safari", "Save the page as HTML, or print it as PDF."),
}
_BY_MEMBER = {
    "OFD.xml": _Foreign("an OFD file", "Print it as PDF with an OFD reader, or find the report as PDF."),
    "xl/workbook.xml": _SPREADSHEET,
    "ppt/presentation.xml": _SLIDES,
}
_BY_STREAM = {"Workbook": _SPREADSHEET, "Book": _SPREADSHEET, "PowerPoint Document": _SLIDES}
_OPEN_TEXT = "application/vnd.oasis.opendocument.text"


def container_of(data: bytes, name: str) -> str:
    """pdf, docx, html, text, markdown, office (goes through LibreOffice) or scan. Raises Unreadable for others."""
    if not data.strip():
        raise refusal("empty", name, "an empty file", "Fetch it again.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data, name)
    if data.startswith(OLE):
        return _in_ole(data, name)
    if data.startswith(b"{\\rtf"):
        return "office"
    if data.startswith(PICTURES) and not data[:64].decode("latin-1").isprintable():
        return "scan"
    for start, foreign in _BY_START.items():
        if data.startswith(start):
            raise refusal("unsupported", name, *foreign)
    return _in_text(data, name)


def refusal(reason: str, name: str, found: str, todo: str) -> Unreadable:
    """The error for a file that is no document that we read."""
    expected = "a report as PDF, Word file, HTML, text or Markdown"
    return Unreadable(reason, where=name, found=found, expected=expected, todo=todo)


def _in_zip(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = set(archive.namelist())
            kind = archive.read("mimetype")[:80].decode("latin-1") if "mimetype" in members else ""
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError):
        raise refusal("truncated", name, "an archive that ends in the middle", "Fetch it again.") from None
    if "word/document.xml" in members:
        return "docx"
    if kind.startswith(_OPEN_TEXT):
        return "office"
    for member, foreign in _BY_MEMBER.items():
        if member in members:
            raise refusal("unsupported", name, *foreign)
    if kind.startswith("application/vnd.oasis"):
        raise refusal("unsupported", name, *_SPREADSHEET)
    todo = "Put the reports in it by themselves into data/raw/, or the archive with the ending .zip."
    raise refusal("unsupported", name, "an archive that is no Word file", todo)


def _in_ole(data: bytes, name: str) -> str:
    """The streams' names stand in the file as UTF-16."""
    if "WordDocument".encode("utf-16-le") in data:
        return "office"
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise refusal(
            "encrypted", name, "a Word file that asks for a password", "Save it without a password."
        )
    for stream, foreign in _BY_STREAM.items():
        if f"{stream}\0".encode("utf-16-le") in data:
            raise refusal("unsupported", name, *foreign)
    raise refusal("unreadable", name, "an old Office file without a text in it", "Fetch it again.")


def _in_text(data: bytes, name: str) -> str:
    lowered = data[:TEXT_LOOKED_AT].lower()
    if b"\0" in lowered[:4096]:  # UTF-16 writes each Latin letter with a zero beside it
        lowered = lowered.replace(b"\0", b"")
    start = lowered.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith((b"mime-version:", b"from: <saved", b"from:")) and b"content-type:" in lowered[:4096]:
        found = "a page saved as one MHTML file"
        raise refusal("unsupported", name, found, "Save the page as HTML, or print it as PDF.")
    if start[:1] == b"<" and any(tag in lowered for tag in (b"<html", b"<!doctype html", b"<table")):
        return "html"
    if any(tag in lowered for tag in (b"<body", b"</td>", b"<div")) and not _WIKI_TABLE.search(lowered):
        return "html"
    return "markdown" if name.lower().endswith((".md", ".markdown")) else "text"

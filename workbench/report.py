"""One report, complete: what `workbench read FILE` prints, from bytes to cells with statuses.

Decides on the second reading: a PDF in which a cell stays doubtful or missing is read again by the other engine,
and where the two differ the cell is doubtful. A file that is no report gives a failed reading with its reason, never
an exception.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from workbench.errors import Unreadable
from workbench.form import EDITIONS, load_edition
from workbench.match import match
from workbench.outline import outline
from workbench.proof import prove
from workbench.readers import Engine, container_of, read_document
from workbench.shape import Reading, complete, failed

EXTRACTOR = "1"  # raised whenever a reading may come out differently; the store keys readings by it


def read_report(path: Path, *, engine: str = "auto") -> dict[str, Any]:
    """The report as a plain dictionary in the shape of the design's section 6.

    `engine` is auto, pdfium or pdfminer. Raises Unreadable (not_found) only when there is no such file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            "not_found",
            where=str(path),
            found=f"no file that can be opened ({error.strerror})",
            expected="a report's file",
            todo="Check the path.",
        ) from None
    return read_bytes(data, path.name, engine=engine)


def read_bytes(data: bytes, name: str, *, engine: str = "auto") -> dict[str, Any]:
    """The same for bytes at hand; `name` is used in messages and to tell Markdown from text."""
    shell = {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
    try:
        shell["container"] = container_of(data, name)
        first, second = _readings(data, name, engine, shell["container"])
        told = outline(first.document, first.edition)
        if not first.match.cells and told.title is None:
            raise _not_a_report(name)
    except Unreadable as error:
        return failed(shell, error)
    return {**shell, **complete(first, second, told)}


def _readings(data: bytes, name: str, engine: str, container: str) -> tuple[Reading, Reading | None]:
    """The reading that counts, and the second one if it was needed and possible."""
    if container != "pdf" or engine != "auto":
        return _reading(data, name, "pdfminer" if engine == "pdfminer" else "pdfium"), None
    try:
        first = _reading(data, name, "pdfium")
    except Unreadable as refused:
        if refused.reason not in ("unreadable", "needs_ocr"):
            raise
        try:
            return _reading(data, name, "pdfminer"), None
        except Unreadable:
            raise _truncated(name) if _ends_early(data, refused) else refused from None
    if not first.is_weak:
        return first, None
    try:
        second = _reading(data, name, "pdfminer")
    except Unreadable:
        return first, None
    return (second, first) if second.proved > first.proved else (first, second)


def _reading(data: bytes, name: str, engine: Engine) -> Reading:
    """The document under the edition that it fits best: told by the table's own rows, never by the year."""
    document = read_document(data, name, engine)
    readings = []
    for edition in map(load_edition, EDITIONS):
        found = match(document, edition)
        readings.append(Reading(document, edition, found, prove(found.cells, edition)))
    return max(readings, key=lambda reading: (reading.proved, len(reading.match.cells)))


def _ends_early(data: bytes, refused: Unreadable) -> bool:
    return refused.reason == "unreadable" and b"%%EOF" not in data[-2048:]


def _truncated(name: str) -> Unreadable:
    return Unreadable(
        "truncated",
        where=name,
        found="a PDF that ends in the middle",
        expected="a whole PDF file",
        todo="Fetch the file again.",
    )


def _not_a_report(name: str) -> Unreadable:
    return Unreadable(
        "not_a_report",
        where=name,
        found="text without the title or any table of an annual report on information disclosure",
        expected="a 政府信息公开工作年度报告",
        todo="Check that the file is the report itself; if it is not, mark it not_a_report in register.csv.",
    )

"""One report, complete: what `workbench read FILE` prints, from bytes to cells with statuses.

Decides on the second reading: a PDF in which a cell stays doubtful or missing is read again by the other engine,
and where the two differ the cell is doubtful. A file that is no report gives a failed reading with its reason, never
an exception.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.errors import Unreadable
from workbench.form import EDITIONS, Edition, load_edition
from workbench.loss import counters, dropped
from workbench.match import document_rows, match
from workbench.outline import Outline, look_alike, outline
from workbench.proof import prove
from workbench.readers import (
    Engine,
    archive,
    can_recognise,
    container_of,
    is_garbled,
    needs_ocr,
    read_document,
)
from workbench.shape import Reading, complete, failed
from workbench.text import fold

WRONG_FONTS = (
    "a PDF whose fonts map their glyphs to wrong characters: it looks right, and its text is rubbish"
)
NO_REPORT = "text without the title or any table of an annual report on information disclosure"
EXTRACTOR = "10"  # raised whenever a reading may come out differently; the store keys readings by it
ENOUGH_HEADINGS = 4  # of the form's six: a report whose page lost its title and its tables
MOST_ROWS = 5000  # of numbers; the form has some 50, and lists attached to a report have hundreds
# Containers that a version reads differently, where it is not all of them: an ingest leaves the others as they are.
NARROW: dict[str, frozenset[str]] = {}


def read_reports(path: Path, *, engine: str = "auto") -> list[dict[str, Any]]:
    """The reports in the file: one for each member of a ZIP of reports, else one."""
    return [read_report(member, engine=engine) for member in archive.expanded(path)]


def read_report(path: Path | str, *, engine: str = "auto") -> dict[str, Any]:
    """The report as a plain dictionary in the shape of the design's section 6.

    `path` is a file, or `archive.zip!member.pdf`. `engine` is auto, pdfium or pdfminer. Raises Unreadable (not_found)
    only when there is no such file.

    >>> read_report("report.pdf")["cells"]["requests.received.total"]["printed"]
    """
    path = Path(path)
    name = archive.shown_name(path)
    try:
        data = archive.load(path)
    except Unreadable as error:
        return failed({"file": name, "sha256": None}, error)
    except OSError as error:
        raise Unreadable(
            "not_found",
            where=str(path),
            found=f"no file that can be opened ({error.strerror})",
            expected="a report's file",
            todo="Check the path.",
        ) from None
    report = read_bytes(data, name, engine=engine)
    return report if archive.on_disk(path)[1] is None else {**report, "container": "zip-member"}


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Looks for cycles among objects a hundred times seldomer: a reading makes tens of thousands of small objects,
    keeps them to its end, and makes next to no cycles; looking took one part in 25 of its time.
    """
    before = gc.get_threshold()
    gc.set_threshold(100 * before[0], *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_collecting_seldom()
def read_bytes(data: bytes, name: str, *, engine: str = "auto") -> dict[str, Any]:
    """The same for bytes at hand; `name` is used in messages and to tell Markdown from text."""
    shell = {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
    try:
        shell["container"] = container_of(data, name)
        first, second = _readings(data, name, engine, shell["container"])
        told = outline(first.document, first.edition)
        if not first.match.cells and (what := _not_even_headings(told) or look_alike(first.document, told)):
            raise _not_a_report(name, what)
    except Unreadable as error:
        return failed(shell, error)
    read = {**shell, "container": first.document.container, **complete(first, second, told)}
    origins = {cell.found.origin for cell in first.proof.cells.values()}
    read["seen"] = counters(first.document, origins, [section.text for section in told.sections])
    lost = dropped(data, shell["container"], first.document)
    return {**read, "status": "partial", "reasons": [*read["reasons"], lost]} if lost else read


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
            if refused.reason == "needs_ocr" and can_recognise():
                return _reading(data, name, "rapidocr"), None
            raise _truncated(name) if _ends_early(data, refused) else refused from None
    if not first.is_weak:
        return first, None
    if not first.match.cells and is_garbled(first.document):
        if not can_recognise():
            raise needs_ocr(name, WRONG_FONTS)
        return _reading(data, name, "rapidocr"), None
    try:
        second = _reading(data, name, "pdfminer")
    except Unreadable:
        return first, None
    return (second, first) if second.proved > first.proved else (first, second)


def _reading(data: bytes, name: str, engine: Engine) -> Reading:
    """The document under the edition that it fits best: told by the table's own rows, never by the year.

    Editions are tried by how many of their headers' words the document has; one that leaves no cell out ends it.
    """
    document = read_document(data, name, engine)
    rows = document_rows(document)
    if len(rows) > MOST_ROWS:
        raise _too_many_rows(name, len(rows))
    header = fold("".join(row.before for row in rows))
    tried: list[Reading] = []
    for edition in sorted(
        map(load_edition, reversed(EDITIONS)), key=lambda edition: -_words_in(header, edition)
    ):
        found = match(document, edition, rows)
        tried.append(Reading(document, edition, found, prove(found.cells, edition)))
        best = max(tried, key=lambda reading: (reading.proved, len(reading.match.cells)))
        if not best.absent:
            break
    return replace(best, other_forms=_other_forms(best, tried))


def _other_forms(best: Reading, tried: list[Reading]) -> tuple[str, ...]:
    """The sections whose tables stand in the document in the form of another edition, as offices mix them: section two
    of 2019 in a report of 2023. Their cells are other cells, and are left out.
    """
    own = _sections_read(best)
    return tuple(
        f"{section.zh} ({reading.edition.id})"
        for reading in tried
        if reading is not best
        for others in [_sections_read(reading) - own]
        for section in best.edition.sections
        if int(section.id) in others
    )


def _sections_read(reading: Reading) -> set[int]:
    """The sections of which a cell was found."""
    return {reading.edition.cells[id_].section for id_ in reading.match.cells}


def _not_even_headings(told: Outline) -> str | None:
    """What a text without any table is, if neither a title nor the form's headings tell that it is a report."""
    return None if told.title or len(told.sections) >= ENOUGH_HEADINGS else NO_REPORT


def _too_many_rows(name: str, rows: int) -> Unreadable:
    return Unreadable(
        "too_large",
        where=name,
        found=f"{rows:,} rows of numbers",
        expected=f"a report of at most {MOST_ROWS:,}",
        todo="Give the report alone, without attachments.",
    )


def _words_in(header: str, edition: Edition) -> int:
    """How many columns of the edition's tables the text names."""
    columns = [column for table in edition.tables.values() for column in table.columns]
    return sum(any(fold(word) in header for word in column.wordings) for column in columns)


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


def _not_a_report(name: str, found: str) -> Unreadable:
    return Unreadable(
        "not_a_report",
        where=name,
        found=found,
        expected="a 政府信息公开工作年度报告",
        todo="Check that the file is the report itself; if it is not, mark it not_a_report in register.csv.",
    )

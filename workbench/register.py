"""register.csv: what a person knows of the files in `data/raw/`; one row a file, by path or by sha256.

A row with a body, its place and a ground, and no file, names a body that owes a report though none was obtained.

In: the CSV (UTF-8) with the columns of REGISTER_COLUMNS; any may be left out but for a key. Out: typed rows with
their line numbers, as a frame. The rows say where a report comes from, override what was read of its head, and say
what it is used for. Refuses unknown columns, wrong values and keys given twice, with the line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from workbench.errors import BadCall, ProjectError

REGISTER_FILE = "register.csv"
REGISTER_COLUMNS = (
    *("path", "sha256", "source_url", "retrieved_at", "published", "body", "place", "place_name"),
    *("level", "kind", "department", "scope", "year", "use", "ground", "note"),
)

LEVELS = ("national", "province", "prefecture", "county", "township")
SCOPES = ("own", "consolidated", "unknown")
KINDS = (
    *(
        "gov",
        "gov_office",
        "department",
        "township",
        "street",
        "zone",
        "central",
        "enterprise",
        "university",
        "other",
    ),
)
LAW, LOCAL_ORDER = "law", "local order"  # why a body owes a report
COUNT, SAMPLE, NOT_A_REPORT, DUPLICATE_OF = "count", "sample", "not_a_report", "duplicate_of"

REGISTER: dict[str, pl.DataType] = {
    "line": pl.Int32(),
    **{name: pl.String() for name in REGISTER_COLUMNS},
    "published": pl.Date(),
    "year": pl.Int32(),
}


def read_register(path: Path) -> pl.DataFrame:
    """The rows with the schema REGISTER; no file: no rows. Raises ProjectError or BadCall, naming the line."""
    if not path.is_file():
        return pl.DataFrame(schema=REGISTER)
    try:
        lines = csv.reader(StringIO(path.read_text("utf-8-sig"), newline=""), strict=True)
        header = next(lines, [])
        _check_header(header, path.name)
        rows = [
            _row(
                dict(zip(header, values, strict=False)), len(values) - len(header), lines.line_num, path.name
            )
            for values in lines
            if any(value.strip() for value in values)
        ]
    except UnicodeDecodeError as error:
        found = f"bytes that are no UTF-8 (at {error.start})"
        raise _wrong(path.name, 1, found, "text in UTF-8", "Save it as CSV UTF-8.") from None
    except csv.Error as error:
        raise _wrong(path.name, lines.line_num, str(error), "CSV", "Check the quotation marks.") from None
    _check_keys(rows, path.name)
    return pl.DataFrame(rows, schema=REGISTER)


def _check_header(header: list[str], name: str) -> None:
    for column in header:
        if column not in REGISTER_COLUMNS:
            raise BadCall.unknown("column", column, REGISTER_COLUMNS, where=f"{name}, line 1")
    if len(set(header)) < len(header) or not {"path", "sha256"} & set(header):
        found = f"the columns {', '.join(header) or '(none)'}"
        raise _wrong(
            name, 1, found, "each column once, and path or sha256 among them", "Correct the first line."
        )


def _row(given: dict[str, str], surplus: int, line: int, name: str) -> dict[str, Any]:
    if surplus:
        found = f"{abs(surplus)} values {'more' if surplus > 0 else 'fewer'} than columns"
        raise _wrong(name, line, found, "one value a column", "Put values with commas in quotation marks.")
    row: dict[str, Any] = {"line": line}
    for column, text in given.items():
        value = text.strip()
        check, expected = CHECKS.get(column, (str, ""))
        try:
            row[column] = check(value) if value else None
        except ValueError:
            raise _wrong(
                name, line, f"{column} {value!r}", expected, "Correct it, or leave it empty."
            ) from None
    if not row.get("path") and not row.get("sha256") and not is_of_a_body(row):
        found, expected = "neither path nor sha256", "one of the two, or body, place and ground"
        raise _wrong(name, line, found, expected, "Name the file, or the body that owes a report.")
    return row


def is_of_a_body(row: dict[str, Any]) -> bool:
    """Whether the row is about a body that owes a report, and about no file."""
    return all(row.get(name) for name in ("body", "place", "ground"))


def _matching(pattern: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(value)
        return value

    return check


def _year(value: str) -> int:
    if not 2008 <= int(value) <= 2100:  # the first reports are those of 2008
        raise ValueError(value)
    return int(value)


def _one_of(names: tuple[str, ...]) -> tuple[Callable[[str], str], str]:
    return _matching("|".join(names)), f"one of: {', '.join(names)}"


CHECKS: dict[str, tuple[Callable[[str], Any], str]] = {
    "path": (_matching(r"(?!/|.*(^|/)\.\.(/|$)).+"), "a path inside data/raw/, as in 2022/report.pdf"),
    "sha256": (_matching("[0-9a-f]{64}"), "64 digits of 0-9 and a-f, as `sha256sum` prints them"),
    "published": (date.fromisoformat, "a date, as in 2023-01-31"),
    "retrieved_at": (_matching(r"\d{4}-\d{2}-\d{2}([T ].*)?"), "a date, as in 2023-01-31"),
    "place": (_matching(r"\d{6}|\d{9}"), "a region code of 6 digits, 9 for a township"),
    "level": _one_of(LEVELS),
    "kind": _one_of(KINDS),
    "scope": _one_of(SCOPES),
    "year": (_year, "a year from 2008 on, as in 2022"),
    "ground": (
        _matching(f"{LAW}|{LOCAL_ORDER}: .+"),
        f"{LAW}, or {LOCAL_ORDER}: SOURCE with the order's number and date",
    ),
    "use": (
        _matching(f"{COUNT}|{SAMPLE}|{NOT_A_REPORT}|{DUPLICATE_OF}:[0-9a-f]{{12}}"),
        f"{COUNT}, {SAMPLE}, {NOT_A_REPORT} or {DUPLICATE_OF}:ID with a report's id of 12 digits",
    ),
}


def _check_keys(rows: list[dict[str, Any]], name: str) -> None:
    """A path stands once; a sha256 without a path stands once; a body without either stands once."""
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        kind = next(each for each in ("path", "sha256", "body") if row.get(each))
        key = (kind, row[kind])
        if key in first:
            found = f"{key[0]} {key[1]!r}, which line {first[key]} has too"
            raise _wrong(name, row["line"], found, "each file or body once", "Keep one of the two lines.")
        first[key] = row["line"]


def _wrong(name: str, line: int, found: str, expected: str, todo: str) -> ProjectError:
    return ProjectError(where=f"{name}, line {line}", found=found, expected=expected, todo=todo)

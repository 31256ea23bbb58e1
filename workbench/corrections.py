"""corrections.toml: what a person found when looking at the source, one entry a cell.

In: the TOML in `data/raw/`. Out: `Correction`s in the file's order, and new ones appended at the end. An entry names
its report by sha256, or by body and year; it holds only where the reader still reads what it expects. `reading`: we
misread, and the value is what is printed; `misprint`: the office's error. Where no number is printed `state` says what
stands in place of a value. Refuses a wrong entry, naming it.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench.errors import BadCall, ProjectError
from workbench.form import all_cells

READING, MISPRINT = "reading", "misprint"
KINDS = (READING, MISPRINT)
BLANK = "blank"
STATES = {READING: (BLANK, "mark", "text"), MISPRINT: (BLANK,)}  # what can stand in place of a number
KEYS = ("sha256", "body", "year", "cell", "kind", "printed", "value", "state", "reason", "date")
LARGEST = Decimal(10) ** 13  # what the store's columns hold


@dataclass(frozen=True)
class Correction:
    """One entry: `value`, or `state` where no number stands or should stand. `printed` is what the reader is expected
    to read there; empty for a blank or absent cell."""

    cell: str
    kind: str
    printed: str
    value: Decimal | None
    reason: str
    date: date
    sha256: str | None = None
    body: str | None = None
    year: int | None = None
    state: str | None = None
    number: int = 0  # its place in the file, from 1

    @property
    def where(self) -> str:
        return f"corrections.toml, entry {self.number} ({self.cell})"

    @property
    def told(self) -> str:
        """The number, or the word for what stands in its place."""
        return f"{self.state if self.value is None else self.value}"


def read_corrections(path: Path) -> list[Correction]:
    """The entries in order; no file: none. Raises ProjectError or BadCall that name the entry."""
    return parse(path.read_bytes(), path.name) if path.is_file() else []


def parse(data: bytes, name: str = "corrections.toml") -> list[Correction]:
    """The same for bytes at hand."""
    try:
        given = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise _wrong(name, f"bytes that are no UTF-8 (at {error.start})", "text in UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong(name, f"text that is no TOML: {error}", "TOML with [[correction]] entries") from None
    for key in given:
        if key != "correction":
            raise BadCall.unknown("table", key, ["correction"], where=name)
    entries = given.get("correction", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong(
            name, "something else under the name correction", "entries that begin with [[correction]]"
        )
    found = [_entry(entry, number, name) for number, entry in enumerate(entries, 1)]
    _check_once(found, name)
    return found


def append(path: Path, correction: Correction) -> Correction:
    """Writes the entry behind those that are there, and nothing else; the entry with its number.

    Raises ProjectError or BadCall, and then the file stays as it is: it is written aside, read back as it will be
    read, and only then renamed into place.
    """
    old = path.read_bytes() if path.is_file() else b""
    gap = b"" if not old or old.endswith(b"\n\n") else b"\n" if old.endswith(b"\n") else b"\n\n"
    new = old + gap + _toml(correction).encode()
    checked = parse(new, path.name)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(new)
    os.replace(aside, path)
    return checked[-1]


def _entry(given: dict[str, Any], number: int, name: str) -> Correction:
    where = f"{name}, entry {number}"
    if _is_text(given.get("cell")) and given["cell"] in all_cells():
        where += f" ({given['cell']})"
    for key in given:
        if key not in KEYS:
            raise BadCall.unknown("key", key, KEYS, where=where)
    for key, (fits, expected) in CHECKS.items():
        if key not in given:
            raise _wrong(where, f"no {key}", f"{key}: {expected}")
        if not fits(given[key]):
            raise _wrong(where, f"{key} {_shown(given[key])}", expected)
    if given["cell"] not in all_cells():
        raise BadCall.unknown("cell", given["cell"], all_cells(), where=where)
    _check_report(given, where)
    return Correction(**{**given, "value": _value(given, where)}, number=number)


def _value(given: dict[str, Any], where: str) -> Decimal | None:
    """The number of the entry; None where it has a state instead."""
    if ("value" in given) == ("state" in given):
        found = "both value and state" if "value" in given else "no value"
        raise _wrong(where, found, f'value: {A_NUMBER}; or, where no number is printed, state = "{BLANK}"')
    if "state" in given:
        _check_state(given, where)
        return None
    if not _is_value(given["value"]):
        raise _wrong(where, f"value {_shown(given['value'])}", A_NUMBER)
    value = Decimal(given["value"])
    if all_cells()[given["cell"]].unit == "count" and value != int(value):
        raise _wrong(where, f"value {value}", "a whole number: the cell holds a count")
    return value


def _check_state(given: dict[str, Any], where: str) -> None:
    kind, state = given["kind"], given["state"]
    if state not in STATES[kind]:
        raise _wrong(where, f"state {_shown(state)}", f"for a {kind} one of: {', '.join(STATES[kind])}")
    if kind == MISPRINT and not given["printed"].strip():
        raise _wrong(
            where,
            "a misprint that is blank and should be blank",
            f'kind = "{READING}" to confirm the blank, or the value that should stand there',
        )


def _check_report(given: dict[str, Any], where: str) -> None:
    sha, body, year = (given.get(key) for key in ("sha256", "body", "year"))
    if sha is not None and not (isinstance(sha, str) and re.fullmatch("[0-9a-f]{64}", sha)):
        raise _wrong(where, f"sha256 {_shown(sha)}", "64 digits of 0-9 and a-f, as `sha256sum` prints them")
    if body is not None and not (isinstance(body, str) and body):
        raise _wrong(
            where, f"body {_shown(body)}", "the id of a body, as `workbench figures --body` takes it"
        )
    if year is not None and not (_is_whole(year) and 2008 <= year <= 2100):
        raise _wrong(where, f"year {_shown(year)}", "a year from 2008 on, without quotation marks")
    if sha is None and (body is None or year is None):
        raise _wrong(where, "neither sha256 nor body with year", "one of the two, to know the report by")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_reason(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_value(value: object) -> bool:
    return (_is_whole(value) or (isinstance(value, Decimal) and value.is_finite())) and abs(value) < LARGEST  # type: ignore[arg-type]


A_NUMBER = "a number, without quotation marks"
CHECKS: dict[str, tuple[Callable[[object], bool], str]] = {
    "cell": (_is_text, "the id of a cell, as in requests.received.total"),
    "kind": (lambda kind: _is_text(kind) and kind in KINDS, f"one of: {', '.join(KINDS)}"),
    "printed": (_is_text, 'what the reader reads there, in quotation marks; "" for a blank or absent cell'),
    "reason": (_is_reason, "a few words on what was seen"),
    "date": (lambda day: type(day) is date, "a date without quotation marks, as in 2023-01-31"),
}


def _check_once(found: list[Correction], name: str) -> None:
    """A cell of a report has one entry for each text that was expected there."""
    first: dict[tuple[Any, ...], int] = {}
    for one in found:
        key = (one.sha256 or (one.body, one.year), one.cell, one.printed)
        if key in first:
            raise _wrong(
                f"{name}, entry {one.number} ({one.cell})",
                f"the same report, cell and expected text as in entry {first[key]}",
                "one entry for each",
            )
        first[key] = one.number


def _toml(correction: Correction) -> str:
    """The entry as TOML; a JSON string is a TOML one."""
    lines = ["[[correction]]"]
    for key in KEYS:
        value = getattr(correction, key)
        if value is not None:
            text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f"{value}"
            lines.append(f"{key} = {text}")
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    return f"{value!r}"[:60]


def _wrong(where: str, found: str, expected: str) -> ProjectError:
    return ProjectError(where=where, found=found, expected=expected, todo="Correct the entry or take it out.")

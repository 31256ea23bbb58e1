"""What waits for a person, as a CSV to complete, and the completed CSV merged into register.csv.

In: a project's frames and store. Out: one row for each report without a place or year, with the best guess and its
grounds beside empty columns; and, the other way, the register with the completed rows in it. A guess is never taken
over by itself: only what a person writes into the register's own columns counts. Refuses what the register refuses.
"""

from __future__ import annotations

import csv
import os
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from workbench.divisions import LATEST, NATIONAL, divisions
from workbench.errors import BadCall, ProjectError
from workbench.frames import Frames
from workbench.issuer.names import read_name
from workbench.project import Project
from workbench.register import REGISTER_COLUMNS, read_register
from workbench.store import Store

TO_FILL = ("place", "level", "kind", "department", "scope", "year", "use", "note")
SHOWN = (
    "title",
    "issuer",
    "from",
    "guess",
    "guess_name",
    "confidence",
    "evidence",
    "of_that_name",
    "same_host",
)
FILLED_IN = ("path", "sha256", "place", "level", "kind", "department", "year")  # as far as they were read
REVIEW_COLUMNS = ("path", "sha256", *TO_FILL, *SHOWN)
MOST_NAMES = 12  # places of one name that are listed: there are 4 鼓楼区, and 88 城关镇
_SAID = pl.Struct({"confidence": pl.Float64, "evidence": pl.List(pl.String), "runner_up": pl.String})


def unplaced(frames: Frames) -> pl.DataFrame:
    """The read reports that lack a place or a year; no summary of a region counts them."""
    return frames.reports.filter(
        pl.col("status") != "failed", pl.col("place").is_null() | pl.col("year").is_null()
    )


def review_rows(project: Project, frames: Frames) -> list[dict[str, Any]]:
    """One row for each of them with REVIEW_COLUMNS: known columns filled in, the guess and its grounds beside."""
    waiting = unplaced(frames)
    said = Store(project.store).documents().select("path", said="place").collect()
    joined = waiting.join(said, on="path", how="left", maintain_order="left").with_columns(
        pl.col("said").str.json_decode(_SAID).struct.unnest()
    )
    hosts = _places_by_host(frames)
    return [_row(report, hosts) for report in joined.iter_rows(named=True)]


def review_csv(rows: list[dict[str, Any]]) -> str:
    """The rows as CSV with a byte order mark, so that spreadsheets read the Chinese."""
    text = StringIO()
    writer = csv.DictWriter(text, REVIEW_COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()


def _row(report: dict[str, Any], hosts: dict[str, set[str]]) -> dict[str, Any]:
    guess, year = report["runner_up"], report["year"]
    chain = divisions().chain(guess, year or LATEST) if guess else {}
    host = urlsplit(report["source_url"] or "").hostname or ""
    return {
        **{name: report.get(name) for name in ("path", "sha256", *TO_FILL, "title", "issuer")},
        "use": None,
        "scope": None,
        "guess": guess,
        "guess_name": " ".join(name for name in chain.values() if name),
        "confidence": report["confidence"],
        "evidence": "; ".join(report["evidence"] or []),
        "from": report["source_url"],
        "of_that_name": "; ".join(_of_that_name(report["issuer"] or "", year or LATEST)),
        "same_host": " ".join(sorted(hosts.get(host, ()))),
    }


def _of_that_name(issuer: str, year: int) -> list[str]:
    """The places that the issuer's name may stand for, where it is several places' name: code and names."""
    table = divisions()
    places = read_name(issuer, table, year).places[:MOST_NAMES]
    chains = [(place.code, table.chain(place.code, year).values()) for place in places]
    return [" ".join([code, *filter(None, names)]) for code, names in chains] if len(places) > 1 else []


def _places_by_host(frames: Frames) -> dict[str, set[str]]:
    """The counties and cities whose placed reports came from each host under gov.cn: a hint for those that wait."""
    placed = frames.reports.drop_nulls(["place", "source_url"]).select(
        "source_url", pl.col("place").str.head(6)
    )
    hosts: dict[str, set[str]] = {}
    for url, place in placed.unique().iter_rows():
        host = urlsplit(url).hostname or ""
        if host.endswith(".gov.cn"):
            hosts.setdefault(host, set()).add(place)
    return hosts


# ------------------------------------------------------------------------------------------------ the way back


def merge(register: Path, completed: Path) -> tuple[int, int, int]:
    """Writes the completed rows into the register; (changed, added, passed over). The old file stays as it is when a
    row is wrong.

    Passed over are rows in which nothing of the register's own columns is filled in, and of a review list those that
    still lack place or year and say nothing else of a person's. Raises ProjectError or BadCall.
    """
    rows = _read(completed)
    known = _read(register) if register.is_file() else []
    changed = added = passed = 0
    for number, row in enumerate(rows, 2):
        if not _is_completed(row):
            passed += 1
            continue
        _check_place(row, completed.name, number)
        said = {name: row[name] for name in REGISTER_COLUMNS if row.get(name)}
        old = next((each for each in known if _same_file(each, said)), None)
        if old is None:
            known.append(said)
            added += 1
        elif any(old.get(name) != value for name, value in said.items()):
            old.update(said)
            changed += 1
    if changed + added:
        _write(register, known)
    return changed, added, passed


def _is_completed(row: dict[str, str]) -> bool:
    """Whether a person said something: a review list comes with kind, department and year as they were read."""
    if "guess" not in row:
        return any(row.get(name) for name in REGISTER_COLUMNS[2:])
    own = (name for name in REGISTER_COLUMNS if name not in FILLED_IN)
    return bool(row.get("place") and row.get("year")) or any(row.get(name) for name in own)


def _same_file(row: dict[str, str], said: dict[str, str]) -> bool:
    key = next((each for each in ("path", "sha256", "body") if said.get(each)), "path")
    alike = key != "body" or not (row.get("path") or row.get("sha256"))  # a row about a body, and no file's
    return alike and bool(said.get(key)) and row.get(key) == said.get(key)


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            allowed = {*REGISTER_COLUMNS, *REVIEW_COLUMNS}
            for column in reader.fieldnames or []:
                if column not in allowed:
                    raise BadCall.unknown("column", column, allowed, where=f"{path.name}, line 1")
            return [{k: (v or "").strip() for k, v in row.items() if k} for row in reader]
    except OSError as error:
        raise _wrong(str(path), f"no file that can be opened ({error.strerror})", "a completed CSV") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise _wrong(
            path.name, str(error), "CSV in UTF-8, as `workbench status --review --csv` writes it"
        ) from None


def _check_place(row: dict[str, str], name: str, line: int) -> None:
    code = row.get("place", "")
    if code and code != NATIONAL and divisions().get(code) is None:
        found = f"place {code!r}, which no table of divisions has"
        raise _wrong(f"{name}, row {line}", found, "a code of GB/T 2260, or nine digits for a township")


def _write(register: Path, rows: list[dict[str, str]]) -> None:
    """Written aside and read once as the register is read; only then it takes the old one's place."""
    columns = [name for name in REGISTER_COLUMNS if any(row.get(name) for row in rows)]
    columns = [name for name in REGISTER_COLUMNS if name in {*columns, *_header(register), "path"}]
    aside = register.with_name(register.name + ".new")
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
    try:
        read_register(aside)
    except Exception:
        aside.unlink()
        raise
    os.replace(aside, register)


def _header(register: Path) -> list[str]:
    if not register.is_file():
        return []
    with register.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])


def _wrong(where: str, found: str, expected: str) -> ProjectError:
    return ProjectError(where=where, found=found, expected=expected, todo="Correct it and import again.")

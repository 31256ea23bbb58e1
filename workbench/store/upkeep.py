"""Looking after a store: what its versions are, small files made into larger ones, old files taken away.

In: a store. Out: a frame of versions, or counts of files and bytes. Every commit leaves the version before it
readable; `vacuum` ends that for versions older than the days given, and never for one that a release names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError, DeltaError

from workbench.errors import ProjectError, StoreError
from workbench.store import Store
from workbench.store.commits import writer
from workbench.store.schema import TABLES

# Bytes of a file. An upsert writes the files anew that it touches, so those of `documents` (some 200 bytes a report)
# stay small; `readings` and `texts` are only added to.
TARGET = {"documents": 16 << 20, "readings": 128 << 20, "texts": 128 << 20}

HISTORY: dict[str, Any] = {
    "version": pl.Int64,
    "time": pl.Datetime("ms", "UTC"),
    "operation": pl.String,
    "inserted": pl.Int64,
    "updated": pl.Int64,
    "extractor": pl.String,
}


class Upkeep(NamedTuple):
    """What was done to a table, or would be: files that went, and files that came for them."""

    table: str
    removed: int
    added: int


def history(store: Store) -> pl.DataFrame:
    """The versions of `documents`, newest first: time, operation, rows, and the extractor of the rows that came in
    (null: none came in, or a version of the workbench before this was recorded)."""
    entries = [] if (table := store.table("documents")) is None else table.history()
    return pl.DataFrame([_entry(entry) for entry in entries], schema=HISTORY)


def compact(store: Store) -> list[Upkeep]:
    """Makes one file of many small ones, in each table. What is in them, and every version, stays."""
    done = []
    for name, table in _tables(store):
        try:
            counts = table.optimize.compact(target_size=TARGET[name], writer_properties=writer(name))
        except (CommitFailedError, DeltaError, OSError) as error:
            raise _stopped(store, name, error) from error
        done.append(Upkeep(name, counts["numFilesRemoved"], counts["numFilesAdded"]))
    return done


def vacuum(
    store: Store, keep_days: int, kept: Mapping[str, Iterable[int]], *, dry_run: bool = False
) -> list[Upkeep]:
    """Takes away files that only versions older than `keep_days` need, and what stopped commits left behind.

    `kept` names the versions of each table that stay readable whatever their age.
    """
    done = []
    for name, table in _tables(store):
        versions = sorted({version for version in kept.get(name, ()) if version <= table.version()})
        try:
            gone = table.vacuum(
                retention_hours=keep_days * 24,
                dry_run=dry_run,
                enforce_retention_duration=False,
                full=keep_days > 0,  # what no version names may belong to a commit that is under way
                keep_versions=versions or None,
            )
        except (CommitFailedError, DeltaError, OSError) as error:
            raise _stopped(store, name, error) from error
        done.append(Upkeep(name, len(gone), 0))
    return done


def released(releases: Path) -> dict[str, list[int]]:
    """The versions of each table that the releases in this folder name.

    Raises ProjectError for a release that does not tell: taking files away that it needs could not be undone.
    """
    kept: dict[str, list[int]] = {name: [] for name in TABLES}
    for folder in sorted(releases.glob("[!.]*/")) if releases.is_dir() else []:
        try:
            versions = json.loads((folder / "release.json").read_text("utf-8"))["store_version"]
            for name in TABLES:
                kept[name].append(int(versions[name]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ProjectError(
                where=str(folder / "release.json"),
                found=f"no versions of the store in it ({error!r})",
                expected='"store_version" with a number for each of: ' + ", ".join(TABLES),
                todo="Mend it or move the folder away; nothing was taken away.",
            ) from None
    return kept


def _tables(store: Store) -> Iterable[tuple[str, DeltaTable]]:
    for name in TABLES:
        table = store.table(name)
        if table is not None:
            yield name, table


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    metrics = entry.get("operationMetrics") or {}
    unmatched = 0 if metrics.get("num_added_rows") else None  # the first rows of all: a WRITE, no MERGE
    return {
        "version": entry["version"],
        "time": entry["timestamp"],
        "operation": entry.get("operation", ""),
        "inserted": metrics.get("num_target_rows_inserted", metrics.get("num_added_rows")),
        "updated": metrics.get("num_target_rows_updated", unmatched),
        "extractor": entry.get("extractor"),
    }


def _stopped(store: Store, name: str, error: Exception) -> StoreError:
    return StoreError(
        where=f"{store.at}/{name}",
        found=" ".join(str(error).split())[:200],
        expected="a table that nobody else writes to at this moment, on a disk with room",
        todo="Nothing is lost. Give the command again when no ingest is running.",
    )

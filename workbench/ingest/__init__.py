"""From files to the store: what is new or changed in `data/raw/` is read, safely, and committed in batches.

In: a project, and paths in its `data/raw/` (none: all of it). Out: counts, and the store brought up to date. A file
that cannot be read is a row with its reason. An end at any moment leaves the last committed batch.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from workbench.ingest.plan import File, Plan, RemovalsError, plan
from workbench.project import Project
from workbench.store import Read, Store

if TYPE_CHECKING:
    from workbench.guard import Limits
    from workbench.ingest.pool import Reader

__all__ = ["Failure", "IngestResult", "RemovalsError", "ingest"]

BATCH = 2000  # rows a commit …
BATCH_SECONDS = 60.0  # … or less, when reading is slow: no more than a minute's work is ever lost


@dataclass(frozen=True)
class Failure:
    """A file that gave no report, of this run or an earlier one."""

    path: str
    reason: str
    message: str


@dataclass(frozen=True)
class IngestResult:
    """Counts of files: read (failed ones among them), known bytes under a new path, unchanged, vanished."""

    read: int
    copied: int
    skipped: int
    vanished: int
    failed: tuple[Failure, ...]  # all that the project has now
    partial: int


def ingest(
    project: Project,
    paths: Sequence[Path] = (),
    *,
    workers: int = 2,
    accept_removals: bool = False,
    progress: bool = False,
    limits: Limits | None = None,
    read: Reader | None = None,
    batch: int = BATCH,
) -> IngestResult:
    """Brings the store up to date. Raises BadCall, RemovalsError (then nothing was changed), StoreError."""
    from workbench.report import EXTRACTOR

    store = Store(project.store)
    known = store.known()
    todo = plan(project, known, EXTRACTOR, paths, accept_removals)
    read_files = 0
    if todo.unread:
        read_files += _read(store, todo.unread, EXTRACTOR, workers, progress, limits, read, batch)
    if todo.known:
        left = _copy(store, todo.known, EXTRACTOR)
        read_files += _read(store, left, EXTRACTOR, workers, progress, limits, read, batch)
    amended = pl.concat([todo.touched, todo.vanished])
    if amended.height:
        store.amend(amended)
    changed = bool(read_files or todo.known or amended.height)
    return _result(todo, store.known() if changed else known, read_files)


def _read(
    store: Store,
    files: list[File],
    extractor: str,
    workers: int,
    progress: bool,
    limits: Limits | None,
    read: Reader | None,
    batch: int,
) -> int:
    # Imported when there is something to read: a run with nothing new must start and end at once.
    from workbench.guard import Limits, read_guarded
    from workbench.ingest.pool import read_all

    workers = max(1, min(workers, len(files)))
    reports = read_all(
        (file.at for file in files), workers=workers, limits=limits or Limits(), read=read or read_guarded
    )
    reads = (
        Read(file.path, file.size, file.mtime_ns, {**report, "sha256": report["sha256"] or file.sha256})
        for file, report in zip(files, reports, strict=True)
    )
    try:
        for group in _batches(_shown(reads, len(files), progress), batch):
            store.save(group, extractor)
    finally:
        reports.close()
    return len(files)


def _shown(reads: Iterable[Read], total: int, progress: bool) -> Iterable[Read]:
    if not progress:
        return reads
    from tqdm import tqdm

    return tqdm(reads, total=total, unit="file", desc="reading", disable=None)  # None: quiet off a terminal


def _batches(reads: Iterable[Read], size: int) -> Iterator[list[Read]]:
    group: list[Read] = []
    began = time.monotonic()
    for read in reads:
        group.append(read)
        if len(group) >= size or time.monotonic() - began > BATCH_SECONDS:
            yield group
            group, began = [], time.monotonic()
    if group:
        yield group


def _copy(store: Store, files: list[File], extractor: str) -> list[File]:
    """Gives known bytes their row under the new path; returns the files that must be read after all."""
    columns = [(file.path, file.sha256, extractor, file.size, file.mtime_ns) for file in files]
    names = ["path", "sha256", "extractor", "size", "mtime_ns"]
    left = set(store.copy(pl.DataFrame(columns, schema=names, orient="row"))["path"])
    return [file for file in files if file.path in left]


def _result(todo: Plan, known: pl.DataFrame, read_files: int) -> IngestResult:
    present = known.filter("present")
    failed = present.filter(status="failed").sort("path").select("path", "reasons")
    return IngestResult(
        read=read_files,
        copied=max(0, len(todo.unread) + len(todo.known) - read_files),
        skipped=todo.unchanged + todo.touched.height,
        vanished=todo.vanished.height,
        failed=tuple(Failure(path, **reasons[0]) for path, reasons in failed.iter_rows()),
        partial=present.filter(status="partial").height,
    )

"""From files to the store: what is new or changed in `data/raw/` is read, safely, and committed in batches.

In: a project, and paths in its `data/raw/` (none: all of it). Out: counts, and the store brought up to date. A file
that cannot be read is a row with its reason. An end at any moment leaves the last committed batch.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
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
    from workbench.packing import Packed

__all__ = ["Failure", "IngestResult", "RemovalsError", "ingest"]

BATCH = 1000  # rows a commit …
BATCH_BYTES = 64_000_000  # … or less, when reports are large (most have some 15,000 bytes) …
BATCH_SECONDS = 60.0  # … or when reading is slow: no more than a minute's work is ever lost
CHANGED = -1  # in place of a file's time: no file has it, so that its content is looked at again
SENT = 50  # files handed to a worker of a cluster at a time: some two seconds of work


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
    scheduler: str | None = None,
    accept_removals: bool = False,
    progress: bool = False,
    limits: Limits | None = None,
    read: Reader | None = None,
    batch: int = BATCH,
) -> IngestResult:
    """Brings the store up to date. `scheduler` is the address of a Dask scheduler whose workers read instead of
    children here. Raises BadCall, RemovalsError (then nothing was changed), StoreError, ClusterError.
    """
    from workbench.report import EXTRACTOR

    store = Store(project.store)
    known = store.known()
    todo = plan(project, known, EXTRACTOR, paths, accept_removals)
    how = _How(EXTRACTOR, workers, scheduler, progress, limits, read, batch)
    read_files = 0
    if todo.unread:
        read_files += _read(store, todo.unread, how)
    if todo.known:
        read_files += _read(store, _copy(store, todo.known, EXTRACTOR), how)
    amended = pl.concat([todo.touched, todo.vanished])
    if amended.height:
        store.amend(amended)
    changed = bool(read_files or todo.known or amended.height)
    return _result(todo, store.known() if changed else known, read_files)


@dataclass(frozen=True)
class _How:
    """How files are read: what the caller of `ingest` asked for."""

    extractor: str
    workers: int
    scheduler: str | None
    progress: bool
    limits: Limits | None
    read: Reader | None
    batch: int


def _read(store: Store, files: list[File], how: _How) -> int:
    if not files:
        return 0
    reports = _reports([file.at for file in files], how)
    by_place = {file.at: file for file in files}
    reads = (_told(by_place[at], report) for at, report in reports)
    try:
        for group in _batches(_shown(reads, len(files), how.progress), how.batch):
            store.save(sorted(group, key=lambda read: read.path), how.extractor)
    finally:
        reports.close()
    return len(files)


def _told(file: File, report: Packed) -> Read:
    """The file's row. A file that was written to while it was read is compared anew by the next ingest."""
    as_planned = report.sha256 in (None, file.sha256)
    report = report._replace(sha256=report.sha256 or file.sha256)
    return Read(file.path, file.size, file.mtime_ns if as_planned else CHANGED, report)


def _reports(places: list[Path], how: _How) -> Generator[tuple[Path, Packed], None, None]:
    """Each place with its report, by children of ours or by the workers of a cluster."""
    # Imported when there is something to read: a run with nothing new must start and end at once.
    from workbench.guard import Limits, read_guarded
    from workbench.ingest.pool import read_all

    limits, read = how.limits or Limits(), how.read or read_guarded
    if how.scheduler is None:
        yield from read_all(places, workers=max(1, min(how.workers, len(places))), limits=limits, read=read)
    else:
        yield from _reports_of_cluster(places, how.scheduler, limits, read, how.extractor)


def _reports_of_cluster(
    places: list[Path], scheduler: str, limits: Limits, read: Reader, extractor: str
) -> Iterator[tuple[Path, Packed]]:
    from workbench.cluster import ClusterError, map_on
    from workbench.ingest.pool import batches, read_batch

    task = functools.partial(read_batch, limits=limits, extractor=extractor, read=read)
    for batch, reports, error in map_on(scheduler, task, batches(places, SENT)):
        if reports is None:
            raise ClusterError(
                where=f"{len(batch)} files from {batch[0]} on",
                found=f"no answer from the cluster ({error})",
                expected="workers with this version of the workbench that see the same folders",
                todo="Mend that, and give the command again: what was finished before is kept.",
            )
        yield from zip(batch, reports, strict=True)


def _shown(reads: Iterable[Read], total: int, progress: bool) -> Iterable[Read]:
    if not progress:
        return reads
    from tqdm import tqdm

    return tqdm(reads, total=total, unit="file", desc="reading", disable=None)  # None: quiet off a terminal


def _batches(reads: Iterable[Read], size: int) -> Iterator[list[Read]]:
    group: list[Read] = []
    held, began = 0, time.monotonic()
    for read in reads:
        group.append(read)
        held += len(read.packed.body)
        if len(group) >= size or held >= BATCH_BYTES or time.monotonic() - began > BATCH_SECONDS:
            yield group
            group, held, began = [], 0, time.monotonic()
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

"""Runs performed on the workers of a Dask scheduler: jobs in, each with its result, its files brought home.

Every machine sees the project at the same path and has the same workbench installed; a job that finds either
otherwise fails with a sentence. A worker performs a job in a folder of its own and hands the files back, so that only
the driver writes in the project: a worker that dies has left nothing behind, and its job goes to another one.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.cluster import map_on
from workbench.runs.jobs import EXECUTED, FIGURES, PAGE, SINGLE, Job, Result
from workbench.runs.pool import Worker
from workbench.runs.reached import package_hash

Files = dict[str, bytes]


def perform_away(jobs: Sequence[Job], scheduler: str) -> Iterator[tuple[Job, Result]]:
    """Each job with its result, in the order in which they finish. Raises ClusterError; then the others are undone."""
    for job, came, error in map_on(scheduler, perform_there, jobs):
        result, files = came or (Result(error, 0.0), {})
        job.staging.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (job.staging / name).write_bytes(content)
        yield job, result


def perform_there(job: Job) -> tuple[Result, Files]:
    """What a worker of the scheduler does with a job: the result and the files that came of it."""
    reason = _cannot(job)
    if reason is not None:
        return Result(reason, 0.0), {}
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        here = replace(job, staging=Path(folder) / "run")
        result = _performed(here)
        made = (here.staging / name for name in (EXECUTED, PAGE, SINGLE, FIGURES))
        return result, {path.name: path.read_bytes() for path in made if path.is_file()}


def _cannot(job: Job) -> str | None:
    if not job.notebook.is_file():
        return f"NotThere: a worker of the scheduler does not see {job.notebook}; the project must lie there for all"
    if package_hash() != job.package:
        return "OtherVersion: a worker of the scheduler has another version of the workbench; install the same on all"
    return None


_mine = threading.local()  # a worker process for each of Dask's threads, kept for its next job


def _performed(job: Job) -> Result:
    worker: Worker | None = getattr(_mine, "worker", None)
    if worker is None or worker.lost or not worker.process.is_alive():
        worker = _mine.worker = Worker()
    result = worker.perform(job)
    if worker.lost:
        worker.end()
    return result

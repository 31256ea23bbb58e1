"""Executes due runs in workers, publishes each as it ends, and writes the index.

In come planned runs, out go outcomes one by one. Everything is made in `data/processed/.staging/`, beside
the pages so that a rename is enough. The caller holds the project's lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from workbench.project import Project
from workbench.runs.assets import ensure_bundle
from workbench.runs.fingerprint import version
from workbench.runs.jobs import Job, Provenance, Result
from workbench.runs.plan import Run
from workbench.runs.pool import perform_all
from workbench.runs.publish import keep_failure, publish
from workbench.runs.reached import package_hash
from workbench.runs.records import single_path
from workbench.runs.words import NATION, named_nation


@dataclass(frozen=True)
class Options:
    """How to execute. Limits are seconds; two workers because most machines have two cores to spare. `scheduler` is
    the address of a Dask scheduler whose workers execute instead of ours."""

    workers: int = 2
    scheduler: str | None = None
    single_file: bool = False
    cell_limit: float = 120
    notebook_limit: float = 900


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `error` None when its page is published; `kept` is the notebook of a failed one;
    `retried` the error of a first try that did not count."""

    run: Run
    seconds: float
    error: str | None = None
    kept: Path | None = None
    retried: str | None = None


def execute(project: Project, runs: Sequence[Run], options: Options | None = None) -> Iterator[Outcome]:
    """Executes the runs and publishes each; yields outcomes in the order in which they end."""
    if not runs:
        return
    options = options or Options()
    staging = project.processed / ".staging"
    rmtree(staging, ignore_errors=True)  # what a killed run left; nobody else is here, we hold the lock
    bundle = ensure_bundle(project)
    by_id = {run.id: run for run in runs}
    jobs = [_job(project, run, staging / str(number), bundle, options) for number, run in enumerate(runs)]
    try:
        for job, result in _performed(jobs, options):
            from workbench.runs import index  # noqa: F401 - now, while workers work, not at the end when nobody does

            run = by_id[job.id]
            if result.error is None:
                publish(project, run, job.staging, result)
                yield Outcome(run, result.seconds, retried=result.retried)
            else:
                kept = keep_failure(project, run, job.staging, result)
                yield Outcome(run, result.seconds, result.error, kept, result.retried)
    finally:
        rmtree(staging, ignore_errors=True)


def _performed(jobs: list[Job], options: Options) -> Iterator[tuple[Job, Result]]:
    if options.scheduler is None:
        return perform_all(jobs, options.workers)
    from workbench.runs.away import perform_away

    return perform_away(jobs, options.scheduler)


def provenance(run: Run) -> Provenance:
    """What the run's page says it was made from."""
    return Provenance(
        title=run.title,
        place=run.place,
        place_name=named_nation(run.lang) if run.place == NATION else run.place_name,
        year=run.year,
        lang=run.lang,
        reports=run.reports,
        reports_hash=run.fingerprint.reports,
        notebook=run.notebook,
        notebook_hash=run.fingerprint.notebook,
        version=version(),
    )


def _job(project: Project, run: Run, staging: Path, bundle: Path, options: Options) -> Job:
    return Job(
        id=run.id,
        notebook=project.notebooks / f"{run.notebook}.ipynb",
        parameters=run.told,
        root=project.root,
        staging=staging,
        provenance=provenance(run),
        bundle=bundle,
        package=package_hash(),
        # One that was asked for once is kept in step with its page.
        single=options.single_file or single_path(project, run.notebook, run.name).is_file(),
        cell_limit=options.cell_limit,
        notebook_limit=options.notebook_limit,
        environment=environment(project, options.workers),
    )


def environment(project: Project, workers: int) -> dict[str, str]:
    """What the kernel's environment fixes, so that two runs of the same inputs print the same."""
    fixed = {
        "PYTHONHASHSEED": "0",  # sets of names print in one order
        # The other workers compute at the same time.
        "POLARS_MAX_THREADS": str(max(1, (os.cpu_count() or 1) // workers)),
        "WORKBENCH_RUN": "1",
    }
    if project.store_at:
        store = project.store_at
        fixed["WORKBENCH_STORE"] = store if "://" in store else os.path.abspath(store)
    return fixed

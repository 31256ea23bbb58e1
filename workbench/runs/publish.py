"""Puts the results of runs in place: a good one replaces, a failed one keeps the last good page and says
so.

Files are renamed one by one, the manifest last: whoever kills us in between leaves whole files, and a
manifest that no longer fits them, so that the run is due again.
"""

from __future__ import annotations

import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any

from workbench.project import Project
from workbench.runs import jobs
from workbench.runs.changes import add_change, differences, read_figures
from workbench.runs.fingerprint import version
from workbench.runs.plan import Run
from workbench.runs.records import (
    EXECUTED,
    Manifest,
    failed_path,
    page_path,
    read_manifest,
    run_folder,
    single_path,
    write_manifest,
)
from workbench.runs.stale import mark_stale


def publish(project: Project, run: Run, staging: Path, result: jobs.Result) -> None:
    """Moves a good run's files into place and writes its manifest."""
    folder = run_folder(project, run.notebook, run.name)
    page = page_path(project, run.notebook, run.name)
    single = single_path(project, run.notebook, run.name)
    figures = read_figures(staging / jobs.FIGURES)
    _note_changes(project, run, result, figures, read_figures(folder / jobs.FIGURES))
    _move(staging / jobs.EXECUTED, folder / EXECUTED)
    _move(staging / jobs.PAGE, page)
    if (staging / jobs.SINGLE).is_file():
        _move(staging / jobs.SINGLE, single)
    if figures is not None:
        _move(staging / jobs.FIGURES, folder / jobs.FIGURES)
    good = {
        "fingerprint": asdict(run.fingerprint),
        "page": page.relative_to(project.pages).as_posix(),
        "page_bytes": page.stat().st_size,
        "received": _received(figures or []),
        "finished": _now(),
        "seconds": result.seconds,
        "machine": _machine(),
    }
    write_manifest(folder, {"run": _said(run, result), "good": good, "failure": None})
    for suffix in (".ipynb", ".html"):
        failed_path(project, run.notebook, run.name, suffix).unlink(missing_ok=True)


def keep_failure(project: Project, run: Run, staging: Path, result: jobs.Result) -> Path:
    """Keeps a failed run's notebook and page, marks the last good page stale; returns the notebook."""
    folder = run_folder(project, run.notebook, run.name)
    before: Manifest = read_manifest(folder) or {}
    notebook = failed_path(project, run.notebook, run.name)
    for made, suffix in ((jobs.EXECUTED, ".ipynb"), (jobs.PAGE, ".html")):
        if (staging / made).is_file():
            _move(staging / made, failed_path(project, run.notebook, run.name, suffix))
    if not notebook.is_file():  # the worker died at once: the notebook as it was to run
        notebook.parent.mkdir(parents=True, exist_ok=True)
        copyfile(project.notebooks / f"{run.notebook}.ipynb", notebook)
    failure = {
        "fingerprint": asdict(run.fingerprint),
        "error": result.error,
        "since": (before.get("failure") or {}).get("since") or _now(),
        "at": _now(),
        "seconds": result.seconds,
        "machine": _machine(),
    }
    # What the page in place was made from stays described by the run that made it.
    said = before["run"] if before.get("good") else _said(run, result)
    good = _marked_stale(project, run, before.get("good"), failure, notebook)
    write_manifest(folder, {"run": said, "good": good, "failure": failure})
    return notebook


def _marked_stale(
    project: Project, run: Run, good: dict[str, Any] | None, failure: dict[str, Any], notebook: Path
) -> dict[str, Any] | None:
    """Marks the last good page; returns what the manifest says of it."""
    page, single = (place(project, run.notebook, run.name) for place in (page_path, single_path))
    for file, linked in (
        (page, notebook),
        (single, None),
    ):  # a single file is mailed: a link would lead nowhere
        if good and file.is_file():
            mark_stale(file, run.lang, since=failure["since"][:10], error=failure["error"], notebook=linked)
    return good | {"page_bytes": page.stat().st_size} if good and page.is_file() else good


def withdraw(project: Project, manifest: Manifest) -> None:
    """Takes away the page of a run whose reports or schedule are gone: it would tell what is no longer so."""
    notebook, name = manifest["run"]["notebook"], manifest["run"]["name"]
    page_path(project, notebook, name).unlink(missing_ok=True)
    single_path(project, notebook, name).unlink(missing_ok=True)
    for suffix in (".ipynb", ".html"):
        failed_path(project, notebook, name, suffix).unlink(missing_ok=True)
    rmtree(run_folder(project, notebook, name), ignore_errors=True)


def _note_changes(
    project: Project,
    run: Run,
    result: jobs.Result,
    now: list[dict[str, Any]] | None,
    before: list[dict[str, Any]] | None,
) -> None:
    """Adds to the list of changes, unless the figures are as they were or the notebook keeps none."""
    changes = differences(before or [], now or [])
    if now is None or not changes:
        return
    said = _said(run, result)
    entry = {key: said[key] for key in ("notebook", "name", "title", "place_name", "year")}
    page = page_path(project, run.notebook, run.name).relative_to(project.pages).as_posix()
    new = before is None
    add_change(project, {"at": _now(), **entry, "page": page, "new": new, "changes": [] if new else changes})


def _received(figures: list[dict[str, Any]]) -> float | None:
    """What the index draws of a place over the years: requests received."""
    return next((figure["value"] for figure in figures if figure["measure"] == "received"), None)


def _said(run: Run, result: jobs.Result) -> dict[str, Any]:
    return run.said() | ({"title": result.title} if result.title else {})


def _move(made: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(made, place)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _machine() -> dict[str, str]:
    return {
        "host": platform.node(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "workbench": version(),
    }

"""A release: data, register, corrections, notebooks, pages, lock and sources frozen under a name, for citing.

In: a project and a name. Out: a folder in `data/processed/releases/`, made aside and renamed into place, with
checksums, a citation file and the changes since the release before. The same state and date give the same bytes.
Refuses a name that is taken and a project without reports.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

import polars as pl

from workbench.errors import BadCall, ProjectError
from workbench.exports.codebook import write_codebook
from workbench.exports.datapackage import write_datapackage
from workbench.exports.fields import fields_of
from workbench.project import Project
from workbench.release import snapshot as snapshots
from workbench.release.changes import differences, published
from workbench.release.checksums import write_sums
from workbench.release.names import CHANGES, RELEASE, all_of, folder_of, names
from workbench.release.snapshot import Snapshot
from workbench.store import Store

__all__ = ["freeze", "made_with"]

LOCKS = Path(__file__).resolve().parents[2] / "requirements"  # of the checkout; an installed package has none
TITLE = "Annual reports on government information disclosure in China (政府信息公开工作年度报告): cells and figures"


def freeze(
    project: Project,
    name: str,
    *,
    day: date | None = None,
    author: str = "ogi-workbench",
    stale_pages: Iterable[str] = (),
) -> Path:
    """The folder of the new release. `day` is the date of the citation (default: today).

    `stale_pages`: the published pages that do not show these data, each with the reason; release.json keeps them.
    Raises BadCall for a bad or taken name, ProjectError when there is nothing to freeze.
    """
    folder = _free_folder(project, name)
    store_version = Store(project.store).versions()
    state = _state(project, name, store_version["documents"])
    about = _told(project, state, store_version, day or _today(), stale_pages)
    aside = all_of(project) / f".{name}.{os.getpid()}"
    try:
        _fill(project, aside, state, about, author)
        os.rename(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _free_folder(project: Project, name: str) -> Path:
    folder = folder_of(project, name)
    if folder.exists():
        raise BadCall(
            where=str(folder),
            found="a release of that name",
            expected="a new name: a release never changes",
            todo="Choose another name, or delete that folder yourself.",
        )
    return folder


def _state(project: Project, name: str, store_version: int) -> Snapshot:
    state = snapshots.take(project, name, store_version=store_version)
    if state.read.is_empty():
        raise ProjectError(
            where=str(project.root),
            found="no report in the store",
            expected="reports to freeze",
            todo="Read them first: workbench ingest",
        )
    return state


def _fill(project: Project, folder: Path, state: Snapshot, about: dict[str, Any], author: str) -> None:
    folder.mkdir(parents=True)
    snapshots.write(state, folder)
    for source, target in _copies(project):
        _copy(source, folder / target)
    (folder / "lock").mkdir(exist_ok=True)
    (folder / "lock" / "installed.txt").write_text("".join(_installed()), "utf-8", newline="\n")
    fields = {table: fields_of(table, frame.schema) for table, frame in state.tables.items()}
    write_codebook(fields, folder)
    files = {table: [folder / "frames" / f"{table}.parquet"] for table in fields}
    write_datapackage(fields, files, folder, name="workbench-release")
    before = _previous(project)
    if before is not None:
        _write_json(folder / CHANGES, published(differences(snapshots.read(before), state)))
    _write_json(folder / RELEASE, about)
    (folder / "CITATION.cff").write_text(_citation(state, about["date"], author), "utf-8", newline="\n")
    write_sums(folder)


def _copies(project: Project) -> Iterator[tuple[Path, str]]:
    """What is copied as it is, and to where; what a project does not have is left out."""
    for file in (project.register, project.corrections, project.runs_toml):
        yield file, f"project/{file.name}"
    yield project.notebooks, "notebooks"
    yield project.pages, "pages"
    yield from ((lock, f"lock/{lock.name}") for lock in sorted(LOCKS.glob("*.txt")))


def _copy(source: Path, target: Path) -> None:
    """A file, or a folder without hidden files: those are leftovers of editors and of runs that are under way."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _installed() -> list[str]:
    """What ran here, as a requirements file; the locks beside it say what it was made from."""
    found = {(dist.metadata["Name"].lower(), dist.version) for dist in distributions()}
    return [f"{name}=={number}\n" for name, number in sorted(found)]


def _previous(project: Project) -> Path | None:
    before = names(project)
    return all_of(project) / before[-1] if before else None


def _told(
    project: Project, state: Snapshot, store_version: dict[str, int], day: date, stale_pages: Iterable[str]
) -> dict[str, Any]:
    before = _previous(project)
    return {
        "release": state.name,
        "number": len(names(project)) + 1,
        "previous": before.name if before else None,
        "date": day.isoformat(),
        "store_version": store_version,
        "reports": state.read.height,
        "bodies": state.read["body_id"].n_unique(),
        "sources": state.sources.height,
        "corrected_cells": state.tables["cells"]["correction"].count(),
        "extractors": sorted(state.sources["extractor"].drop_nulls().unique()),
        "stale_pages": list(stale_pages),
        "made_with": made_with(),
    }


def made_with() -> dict[str, str]:
    """The programs whose versions may show in the bytes."""
    from workbench.report import EXTRACTOR  # the readers: a page that looks for errata needs none of them

    return {
        "workbench": version("ogi-workbench"),
        "extractor": EXTRACTOR,
        "polars": pl.__version__,
        "python": platform.python_version(),
    }


def _citation(state: Snapshot, day: str, author: str) -> str:
    """Citation File Format 1.2.0; JSON's strings are YAML's too."""
    lines = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": TITLE,
        "version": state.name,
        "date-released": day,
    }
    fields = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in lines.items()]
    bodies = state.read["body_id"].n_unique()
    abstract = f"{state.read.height} reports of {bodies} bodies; sources in sources.csv."
    fields += [
        f"abstract: {json.dumps(abstract)}",
        "authors:",
        f"  - name: {json.dumps(author, ensure_ascii=False)}",
    ]
    return "\n".join(fields) + "\n"


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def _today() -> date:
    """Today, or the day that builds which must be repeatable are given in SOURCE_DATE_EPOCH."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return (
        datetime.fromtimestamp(int(given), UTC).date()
        if given and given.isdecimal()
        else datetime.now(UTC).date()
    )

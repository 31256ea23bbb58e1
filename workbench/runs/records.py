"""What is kept of each run: `data/processed/runs/<notebook>/<name>/manifest.json`, and where its files lie.

A manifest has three parts: `run` (what was asked), `good` (the last success: fingerprint, page, time,
machine) and `failure` (the last try, when it failed after that). Times and machine stand here and nowhere
else, so that pages and index stay equal to the byte when nothing changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.project import Project

Manifest = dict[str, Any]
MANIFEST = "manifest.json"
EXECUTED = "notebook.ipynb"


def run_folder(project: Project, notebook: str, name: str) -> Path:
    """Where the executed notebook and the manifest of a run lie."""
    return project.runs / notebook / name


def page_path(project: Project, notebook: str, name: str) -> Path:
    """The published page of a run."""
    return project.pages / notebook / f"{name}.html"


def single_path(project: Project, notebook: str, name: str) -> Path:
    """The page of a run as one file that can be mailed, when it was asked for."""
    return project.pages / notebook / f"{name}.single.html"


def index_path(project: Project) -> Path:
    """The page that links all pages."""
    return project.pages / "index.html"


def failed_path(project: Project, notebook: str, name: str, suffix: str = ".ipynb") -> Path:
    """The notebook of a failed run with its error, or its page (`.html`)."""
    return project.failed / notebook / f"{name}{suffix}"


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in a run's folder; None when there is none, or it is torn or another run's (then it is new)."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    said = manifest.get("run") if isinstance(manifest, dict) else None
    is_of_here = isinstance(said, dict) and (said.get("notebook"), said.get("name")) == folder.parts[-2:]
    return manifest if is_of_here else None  # by what one says of itself, files are taken away


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest in one step: a reader sees the old one or the new one."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{MANIFEST}"
    aside.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(aside, folder / MANIFEST)


def all_manifests(project: Project) -> Iterator[Manifest]:
    """Every run that was ever published or tried, by notebook and name."""
    for path in sorted(project.runs.glob(f"*/*/{MANIFEST}")):
        manifest = read_manifest(path.parent)
        if manifest is not None:
            yield manifest

"""A project outside the checkout with the shipped sample reports, read into a store, for tests that run notebooks."""

from __future__ import annotations

import shutil
from pathlib import Path

from workbench.ingest import ingest
from workbench.project import Project

ROOT = Path(__file__).resolve().parent.parent


def make_sample_project(folder: Path) -> Path:
    """The project's folder, with notebooks and reports copied and the store written."""
    for name in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    ingest(Project.find(folder))
    return folder

"""What the tests of store, ingest and frames share: a project filled with made-up reports.

Reports are HTML specimens with consistent figures; what a test is about is given as cells to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import Value, plain_report
from workbench.project import Project
from workbench.register import REGISTER_COLUMNS


def made_project(folder: Path, reports: int = 0) -> Project:
    """A project with that many different reports, 1.html, 2.html, …"""
    (folder / "data" / "raw").mkdir(parents=True)
    project = Project.find(folder)
    for seed in range(1, reports + 1):
        put(project, f"{seed}.html", seed)
    return project


def put(
    project: Project, path: str, seed: int = 1, year: int = 2024, **changed: Value | Mapping[str, Value]
) -> Path:
    """Writes a report with the figures of that seed; `cells` changes some of them."""
    cells = {**seeded(seed), **changed.get("cells", {})}  # type: ignore[dict-item]
    return put_bytes(project, path, html_site(plain_report(cells, year=year), None))


def put_bytes(project: Project, path: str, content: bytes) -> Path:
    place = project.raw / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def register(project: Project, *rows: Mapping[str, str]) -> None:
    """Writes register.csv with these rows; columns not named are empty."""
    lines = [",".join(REGISTER_COLUMNS)]
    lines += [",".join(row.get(column, "") for column in REGISTER_COLUMNS) for row in rows]
    project.register.write_text("\n".join(lines) + "\n", encoding="utf-8")

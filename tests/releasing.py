"""What the tests of releases share: a project of two reports of two places, and a person's correction of one."""

from __future__ import annotations

from pathlib import Path

from tests.keeping import made_project, register
from workbench import frames
from workbench.ingest import ingest
from workbench.project import Project

OWN = {"kind": "gov_office", "scope": "own"}
ORIGIN = {"source_url": "https://example.org/1", "retrieved_at": "2026-02-01"}
SECOND = {"path": "2.html", "place": "640302", **OWN}
PLACES = ({"path": "1.html", "place": "410103", **OWN, **ORIGIN}, SECOND)


def two_reports(folder: Path) -> Project:
    """Two reports of two places, ingested; a page and a notebook stand by."""
    made = made_project(folder, reports=2)
    register(made, *PLACES)
    made.pages.mkdir(parents=True)
    (made.pages / "index.html").write_text("<p>page</p>", "utf-8")
    made.notebooks.mkdir()
    (made.notebooks / "mine.ipynb").write_text("{}", "utf-8")
    made.runs_toml.write_text("", "utf-8")
    ingest(made)
    return made


def correct(project: Project, cell: str, value: int, kind: str = "reading") -> None:
    """An entry of corrections.toml for 1.html, expecting what is printed there now."""
    now = frames.load(project)
    sha = now.reports.filter(path="1.html")["sha256"][0]
    printed = now.cells.filter(report_id=sha[:12], cell=cell)["printed"][0]
    project.corrections.write_text(
        f'[[correction]]\nsha256 = "{sha}"\ncell = "{cell}"\nkind = "{kind}"\nprinted = "{printed}"\n'
        f'value = {value}\nreason = "seen in the source"\ndate = 2026-02-02\n',
        "utf-8",
    )

"""A notebook's file as the planner sees it: its cells' sources, its title, what it runs over.

Read as plain JSON: a plan over thousands of runs must not wait for nbformat. Refuses files that are not
notebooks and a `for_each` or `reads` that nobody knows.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from workbench.errors import BadCall, ProjectError
from workbench.project import Project

# What `workbench.for_each` in a notebook's metadata may say, and the columns of `frames.reports` it means.
FOR_EACH: dict[str, tuple[str, ...]] = {
    "region-year": ("place", "year"),
    "body-year": ("body_id", "year"),
    "year": ("year",),
    "once": (),
}
# What `workbench.reads` may say: a page that shows the years before is due when one of their reports changes.
EARLIER_YEARS = "earlier-years"
EARLIER_AND_PEERS = "earlier-years-and-peers"  # and when the numbers change that it reads of its peers
READS = (None, EARLIER_YEARS, EARLIER_AND_PEERS)
# What `workbench.needs` may say: the schedule leaves out a page that would have nothing to tell; by name it is made.
TWO_YEARS, TWO_REPORTS = "two-years", "two-reports"
NEEDS = (None, TWO_YEARS, TWO_REPORTS)
# The notebook's parameter that receives each column's value.
PARAMETER_OF = {"place": "region", "body_id": "body", "year": "year"}


@dataclass(frozen=True)
class Cell:
    """One cell: its type, its source as one string, its tags."""

    type: str
    source: str
    tags: tuple[str, ...]


@dataclass(frozen=True, eq=False)  # each reading is another one, so that what is known of it is found at once
class Notebook:
    """A notebook of the project. `for_each` is None for one that is not run by schedule."""

    name: str
    path: Path
    cells: tuple[Cell, ...]
    for_each: str | None
    reads: str | None = None  # of other slots than its own
    levels: tuple[str, ...] = ()  # of the places that it runs over, those above a report's place among them
    needs: str | None = None  # for a page that is worth making by schedule

    @property
    def title(self) -> str:
        """The first heading of the first Markdown cell that has one, else the file's name."""
        for cell in self.cells:
            heading = re.search(r"^#\s+(.+)$", cell.source, re.M) if cell.type == "markdown" else None
            if heading:
                return heading.group(1).strip()
        return self.name

    @property
    def axes(self) -> tuple[str, ...]:
        """The columns of `frames.reports` that the notebook runs over."""
        return FOR_EACH[self.for_each or "once"]

    @cached_property
    def digest(self) -> str:
        """A hash of what the notebook does: cells and their tags; not outputs, ids, the editor's metadata."""
        said = [[cell.type, cell.source, cell.tags] for cell in self.cells]
        return hashlib.sha256(
            json.dumps([said, self.for_each, self.reads, *self.levels], ensure_ascii=False).encode()
        ).hexdigest()[:16]


def read_notebook(project: Project, name: str) -> Notebook:
    """The notebook `name` (with or without .ipynb) of the project. Raises BadCall for an unknown name."""
    stem = Path(name).name.removesuffix(".ipynb")
    path = project.notebooks / f"{stem}.ipynb"
    if not path.is_file():
        known = [file.stem for file in project.notebooks.glob("*.ipynb")]
        raise BadCall.unknown("notebook", name, known, where=str(project.notebooks))
    content = _content(path)
    cells = tuple(_cell(cell) for cell in content["cells"])
    said = content.get("metadata", {}).get("workbench", {})
    for_each, reads = said.get("for_each"), said.get("reads")
    if for_each is not None and for_each not in FOR_EACH:
        raise BadCall.unknown("for_each", str(for_each), FOR_EACH, where=f"{path.name}, metadata workbench")
    needs = said.get("needs")
    if needs not in NEEDS:
        known = [each for each in NEEDS if each]
        raise BadCall.unknown("needs", str(needs), known, where=f"{path.name}, metadata workbench")
    if reads not in READS:
        known = [each for each in READS if each]
        raise BadCall.unknown("reads", str(reads), known, where=f"{path.name}, metadata workbench")
    return Notebook(stem, path, cells, for_each, reads, tuple(said.get("levels", ())), needs)


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        content["cells"][:0]
    except (ValueError, KeyError, TypeError) as error:
        raise ProjectError(
            where=str(path),
            found=f"no notebook ({type(error).__name__}: {error})",
            expected="a Jupyter notebook of format 4 (JSON with cells)",
            todo="Open and save it in JupyterLab, or take it out of notebooks/.",
        ) from error
    return dict(content)


def _cell(cell: dict[str, Any]) -> Cell:
    source = cell.get("source", "")
    return Cell(
        type=cell.get("cell_type", "raw"),
        source=source if isinstance(source, str) else "".join(source),
        tags=tuple(cell.get("metadata", {}).get("tags", ())),
    )

"""A notebook's file as the planner sees it: its cells' sources, its title, what it runs over.

Read as plain JSON: a plan over thousands of runs must not wait for nbformat. Refuses files that are not
notebooks and a `for_each` or `reads` that nobody knows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
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
# What `workbench.needs` may say: the schedule leaves out a page that would have nothing to tell; by name it is made.
TWO_YEARS, TWO_REPORTS = "two-years", "two-reports"
SAID: dict[str, tuple[str, ...]] = {
    "for_each": tuple(FOR_EACH),
    "reads": (EARLIER_YEARS, EARLIER_AND_PEERS),
    "needs": (TWO_YEARS, TWO_REPORTS),
}
LEVELS = ("national", "province", "prefecture", "county", "township")  # what `workbench.levels` may name
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
    cells, said = _content(path)
    levels = said.get("levels", [])
    levels = levels if isinstance(levels, list) else [levels]
    for level in levels:
        _check("levels", level, LEVELS, path)
    for_each, reads, needs = (_checked(name, said, known, path) for name, known in SAID.items())
    return Notebook(stem, path, cells, for_each, reads, tuple(levels), needs)


def _checked(name: str, said: dict[str, Any], known: Iterable[str], path: Path) -> str | None:
    value: str | None = said.get(name)
    if value is not None:
        _check(name, value, known, path)
    return value


def _check(name: str, value: object, known: Iterable[str], path: Path) -> None:
    if value not in list(known):
        raise BadCall.unknown(name, str(value), known, where=f"{path.name}, metadata workbench")


def _content(path: Path) -> tuple[tuple[Cell, ...], dict[str, Any]]:
    """The cells, and what the metadata say to us. A file may hold anything: an editor's, another format's."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        said = content.get("metadata", {}).get("workbench", {})
        return tuple(_cell(cell) for cell in content["cells"]), {**said}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProjectError(
            where=str(path),
            found=f"no notebook ({type(error).__name__}: {error})"[:200],
            expected="a Jupyter notebook of format 4 (JSON with cells)",
            todo="Open and save it in JupyterLab, or take it out of notebooks/.",
        ) from error


def _cell(cell: dict[str, Any]) -> Cell:
    lines = cell.get("source", "")
    source = lines if isinstance(lines, str) else "".join(lines)
    source.encode()  # half a character would be met where nobody expects it
    return Cell(cell.get("cell_type", "raw"), source, tuple(cell.get("metadata", {}).get("tags", ())))

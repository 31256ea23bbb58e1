"""Where things are in a project: the folder with `data/raw/`, `data/processed/`, `notebooks/`, `runs.toml`.

The checkout is one project; `workbench init DIR` makes another. Nothing here reads or writes a file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple, Self

from workbench.errors import BadCall, ProjectError


class Project(NamedTuple):
    """A project's folder and the places inside it. `store_at` overrides where the store is (path or address).

    >>> Project.find(".").raw
    """

    root: Path
    store_at: str | None = None

    @classmethod
    def find(cls, root: Path | str = ".", store: str | None = None) -> Self:
        """The project at `root`. Raises ProjectError when there is no `data/raw/` in it."""
        folder = Path(root).resolve()
        if not (folder / "data" / "raw").is_dir():
            raise ProjectError(
                where=str(root),
                found="no folder data/raw/ in it" if folder.is_dir() else "no such folder",
                expected="a project's folder",
                todo="Name one with --project DIR, or make one with: workbench init DIR",
            )
        return cls(folder, store)

    @classmethod
    def around(cls, place: Path | str) -> Self:
        """The project at that folder or above it (a notebook runs in notebooks/), with the store that
        WORKBENCH_STORE names. Raises ProjectError where there is none, BadCall for what is no folder's name."""
        if not isinstance(place, str | Path):
            raise BadCall(
                where="project",
                found=repr(place)[:80],
                expected="a Project, or the path of its folder",
                todo="Write load('.') for the project that the notebook is in.",
            )
        start = Path(place).resolve()
        homes = (folder for folder in (start, *start.parents) if (folder / "data" / "raw").is_dir())
        return cls.find(next(homes, start), os.environ.get("WORKBENCH_STORE"))

    @property
    def raw(self) -> Path:
        return Path(self.root) / "data" / "raw"

    @property
    def processed(self) -> Path:
        return Path(self.root) / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        return Path(self.root) / "notebooks"

    @property
    def runs_toml(self) -> Path:
        return Path(self.root) / "runs.toml"

    @property
    def register(self) -> Path:
        return self.raw / "register.csv"

    @property
    def corrections(self) -> Path:
        return self.raw / "corrections.toml"

    @property
    def store(self) -> str:
        return self.store_at or str(self.processed / "store")

    @property
    def pages(self) -> Path:
        return self.processed / "pages"

    @property
    def runs(self) -> Path:
        return self.processed / "runs"

    @property
    def failed(self) -> Path:
        return self.processed / "failed"

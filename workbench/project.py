"""Where things are in a project: the folder with `data/raw/`, `data/processed/`, `notebooks/`, `runs.toml`.

The checkout is one project; `workbench init DIR` makes another. Nothing here reads or writes a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Self

from workbench.errors import ProjectError


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

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def runs_toml(self) -> Path:
        return self.root / "runs.toml"

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

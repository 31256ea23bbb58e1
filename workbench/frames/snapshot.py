"""What loading makes, kept on disk, so that the next process reads of a country only what it is asked for.

In: a project. Out: Parquet under data/processed/frames/, in a folder whose name is a hash of all that loading depends
on: the store's last commits, register, corrections and this package's files. A file is written aside and renamed, two
processes write the same rows, and the folder may be deleted at any time: it is never a source of truth. A store on
another machine has none.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from workbench.frames.heads import SMALL
from workbench.frames.numbers import GROUP, Numbers
from workbench.frames.overlay import Overlay
from workbench.frames.yearly import of_years
from workbench.project import Project
from workbench.store import Store
from workbench.store.schema import TABLES

if TYPE_CHECKING:
    from workbench.frames import Frames

FOLDER = "frames"
PACKAGE = Path(__file__).resolve().parent.parent
# The modules and folders that decide what is counted, and what of it is kept; a test reads what they import.
DECIDING = {
    *("across", "bodies", "claims", "corrections", "divisions", "duplicates", "errors", "form", "frames"),
    *("issuer", "match", "packing", "proof", "project", "readers", "register", "sections", "store"),
    *("telling", "text", "data_files", "digits", "quantities", "quickstart"),
}
ROWS = 8_192  # of a row group: a prefecture's reports of six years lie in one or two
PARQUET_ENDS = b"PAR1"
UNUSED = 24 * 3600  # seconds after which an earlier state's folder goes: longer than a process reads from it


class Snapshot(NamedTuple):
    """The folder of one state of a project; see `of`."""

    folder: Path
    project: Project

    @classmethod
    def of(cls, project: Project) -> Snapshot | None:
        """The snapshot of the project's state now, there or not yet; None where there is no store on this machine."""
        if "://" in project.store or not (Path(project.store) / "documents" / "_delta_log").is_dir():
            return None
        return cls(project.processed / FOLDER / _key(project), project)

    def facts(self) -> dict[str, Any] | None:
        """What stands beside the tables: `files`, `notes`, `reports`, `corrected`. None: it is not written, or torn."""
        try:
            found: dict[str, Any] = json.loads((self.folder / "facts.json").read_text("utf-8"))
            if not all(map(_is_whole, self.folder.glob("*.parquet"))):
                return None
            os.utime(self.folder)
        except (OSError, ValueError):
            return None
        return found

    def scan(self, name: str) -> pl.LazyFrame | None:
        """The table of that name; None: it is not written."""
        path = self.folder / f"{name}.parquet"
        return pl.scan_parquet(path, glob=False) if path.is_file() else None

    def numbers(self) -> Numbers | None:
        """The table of several files; None: it is not written."""
        files = sorted(map(str, self.folder.glob("numbers-?????.parquet")))
        return Numbers(files) if files else None

    def overlay(self) -> Overlay:
        """The corrected reports' rows."""
        found = {name: self.scan(f"overlay-{name}") for name in Overlay._fields}
        return Overlay(**{name: rows.collect() for name, rows in found.items() if rows is not None})

    def write(self, frames: Frames) -> bool:
        """Keeps frames that were just made from this state; whether it did. The facts are written last."""
        if Snapshot.of(self.project) != self:
            return False  # something changed meanwhile: what was made may be of either state
        from workbench.frames.made import moved_bodies, tables

        facts = {
            "files": frames._store._files,
            "notes": frames.notes,
            "reports": frames._heads.height,
            "corrected": frames._overlay is not None,
            "moved": moved_bodies(frames._heads.whole),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, parts in tables(frames):
                with aside(self.folder / f"{name}.parquet") as file:
                    _write(file, parts, GROUP if name.startswith("numbers") else ROWS)
            for name, part in of_years(self.scan("heads")) if frames._heads.height > SMALL else ():
                with aside(self.folder / f"{name}.parquet") as file:
                    _write(file, [part], ROWS)
            with aside(self.folder / "facts.json") as file:
                file.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
            self._drop_unused()
        except OSError:
            return False  # no room or no right to write: loading goes on without
        return True

    def store(self, facts: dict[str, Any]) -> Store:
        """The store as it was then, read by its files without asking Delta again."""
        return Store(self.project.store, files={name: tuple(found) for name, found in facts["files"].items()})

    def _drop_unused(self) -> None:
        now = time.time()
        for other in self.folder.parent.iterdir():
            if other != self.folder and now - other.stat().st_mtime > UNUSED:
                shutil.rmtree(other, ignore_errors=True)


def _write(path: Path, parts: Iterable[pl.DataFrame], rows: int) -> None:
    """The parts as one file; several are written one by one and then put together a piece at a time."""
    written = []
    with TemporaryDirectory(dir=path.parent, prefix=".parts-") as folder:
        for number, part in enumerate(parts):
            written.append(Path(folder) / f"{number:06}.parquet")
            part.write_parquet(written[-1], compression="zstd", row_group_size=rows, statistics=True)
        if len(written) == 1:
            os.replace(written[0], path)
        else:
            whole = pl.scan_parquet(written, glob=False)
            whole.sink_parquet(path, compression="zstd", row_group_size=rows, statistics=True)


def _is_whole(path: Path) -> bool:
    """Whether the file has its end: a machine that lost its power may have kept the name and not the rows."""
    with path.open("rb") as file:
        file.seek(-len(PARQUET_ENDS), os.SEEK_END)
        return file.read() == PARQUET_ENDS


class aside:
    """A file beside the one that it becomes when all of it is written."""

    def __init__(self, path: Path) -> None:
        self.path, self.aside = path, path.with_name(f".{path.name}.{os.getpid()}")

    def __enter__(self) -> Path:
        return self.aside

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            os.replace(self.aside, self.path)
        else:
            self.aside.unlink(missing_ok=True)


def _key(project: Project) -> str:
    """A hash of everything that the frames depend on; see the module."""
    known = hashlib.sha256(str(Path(project.store).absolute()).encode())
    for part in (*_commits(Path(project.store)), project.register, project.corrections):
        known.update(b"\0" + (part.read_bytes() if part.is_file() else b"-"))
    for path, status in own_files(DECIDING):
        known.update(f"\0{path} {status.st_size} {status.st_mtime_ns}".encode())
    return known.hexdigest()[:20]


def _commits(store: Path) -> Iterator[Path]:
    """The last commit of each table: it names its files by random numbers, so it is like no other one."""
    for name in TABLES:
        log = store / name / "_delta_log"
        commits = (
            [entry.name for entry in os.scandir(log) if entry.name.endswith(".json")] if log.is_dir() else []
        )
        yield log / max(commits, default="none")


def own_files(names: Container[str]) -> Iterator[tuple[str, os.stat_result]]:
    """The package's files and folders with these names: what they make may change with any of them."""
    for entry in sorted(os.scandir(PACKAGE), key=lambda entry: entry.name):
        if entry.name.removesuffix(".py") in names:
            yield from _files(entry)


def _files(entry: os.DirEntry[str]) -> Iterator[tuple[str, os.stat_result]]:
    if not entry.is_dir():
        yield entry.path, entry.stat()
    elif entry.name != "__pycache__":
        for inside in sorted(os.scandir(entry.path), key=lambda inside: inside.name):
            yield from _files(inside)

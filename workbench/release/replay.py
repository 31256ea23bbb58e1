"""Doing a release again: its sources are read in an empty project, and the frames compared byte by byte.

In: a project and a release's name. Out: which frames are the same, which are not and why not, which sources are gone.
Nothing of the project is changed; what is needed for a while lies in a temporary folder beside the releases.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workbench.exports.datapackage import hash_of
from workbench.ingest import ingest
from workbench.project import Project
from workbench.readers.archive import SEPARATOR
from workbench.release import made_with
from workbench.release import snapshot as snapshots
from workbench.release.checksums import read_sums, wrong
from workbench.release.names import all_of, existing, told
from workbench.release.snapshot import Snapshot


@dataclass(frozen=True)
class Replayed:
    """`damaged`: files of the release that are not as frozen; `gone`: sources without which it cannot be done again;
    `other`: frames with other bytes; `same`: how many are equal; `notes`: what a difference may come from."""

    damaged: tuple[str, ...]
    gone: tuple[str, ...]
    other: tuple[str, ...]
    same: int
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not (self.damaged or self.gone or self.other)


def replay(project: Project, name: str, *, workers: int = 2) -> Replayed:
    """Checks the checksums and does the release again. Raises BadCall for a release that is not there."""
    folder = existing(project, name)
    damaged = wrong(folder)
    frozen = snapshots.read(folder)
    with tempfile.TemporaryDirectory(prefix=".replay-", dir=all_of(project)) as place:
        again = _empty_project(Path(place), folder)
        gone = _fetch(project, frozen, again)
        if gone:
            return Replayed(tuple(damaged), tuple(gone), (), 0, ())
        ingest(again, workers=workers)
        written = snapshots.write(snapshots.take(again, name), Path(place) / "release")
        sums = read_sums(folder)
        names = [path.relative_to(Path(place) / "release").as_posix() for path in written]
        other = [file for file, path in zip(names, written, strict=True) if sums.get(file) != hash_of(path)]
    return Replayed(tuple(damaged), (), tuple(other), len(names) - len(other), tuple(_notes(folder)))


def _empty_project(place: Path, folder: Path) -> Project:
    """A project with the release's register and corrections, and without reports."""
    (place / "data" / "raw").mkdir(parents=True)
    for name in ("register.csv", "corrections.toml"):
        if (folder / "project" / name).is_file():
            shutil.copyfile(folder / "project" / name, place / "data" / "raw" / name)
    return Project.find(place)


def _fetch(project: Project, frozen: Snapshot, again: Project) -> list[str]:
    """Puts the sources into the new project; those that are gone or have other bytes, with their address."""
    gone = []
    for path, digest, address in frozen.sources.select("path", "sha256", "source_url").iter_rows():
        file = path.split(SEPARATOR)[0]
        source, target = project.raw / file, again.raw / file
        if target.exists():
            continue  # another report of the same ZIP
        in_archive = file != path and not (project.raw / path).is_file()
        if not source.is_file() or (not in_archive and digest and hash_of(source) != digest):
            what = "other bytes" if source.is_file() else "gone"
            gone.append(f"{file}: {what}, sha256 {digest}" + (f", from {address}" if address else ""))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _link(source, target)
    return gone


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system has no such links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _notes(folder: Path) -> list[str]:
    """Programs that are of another version than those that made the release, or that read its sources."""
    said, now = told(folder), made_with()
    before = said["made_with"]
    read_by = [version for version in said["extractors"] if version != now["extractor"]]
    older = [f"extractor {now['extractor']}; sources were read by {', '.join(read_by)}"] if read_by else []
    return older + [
        f"{name} {now[name]}, made with {before[name]}" for name in now if before.get(name) != now[name]
    ]

"""The typed frames that notebooks and measures read: the store with register and corrections applied.

In: a project. Out: `Frames` of its counted reports, from the snapshot that is kept of them, or made from the store.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from workbench.frames.heads import Heads
from workbench.frames.snapshot import Snapshot
from workbench.frames.tables import Frames
from workbench.project import Project

__all__ = ["Frames", "load"]


def load(
    project: Project | Path | str = ".", *, only_proved: bool = False, version: int | None = None
) -> Frames:
    """The project's frames; its folder, or one inside it, stands for the project.

    `only_proved` leaves out reports with a doubtful cell; `left_out` says how many. `version` reads the reports as an
    earlier version of the store has them, under today's register and corrections. Raises ProjectError for a folder
    that is no project and for a wrong register or corrections.toml, BadCall for what is no folder's name, StoreError
    for a store that this version cannot read.

    >>> frames = load(".")
    >>> frames.reports.select("place_name", "year", "status").to_pandas()
    """
    project = project if isinstance(project, Project) else Project.around(project)
    snapshot = Snapshot.of(project) if version is None else None
    frames = None if snapshot is None else _kept(snapshot)
    if frames is None:
        frames = _made(project, version)
        if snapshot is not None and snapshot.write(frames):
            frames = _kept(snapshot) or frames
    return frames.only_proved() if only_proved else frames


def _kept(snapshot: Snapshot) -> Frames | None:
    """The frames of a snapshot, if it is there; nothing is read yet but what stands beside its tables."""
    facts = snapshot.facts()
    if facts is None:
        return None
    heads = Heads(
        scan=snapshot.scan("heads"),
        height=facts["reports"],
        moved=pl.Series(facts["moved"], dtype=pl.String),
        apart=snapshot.scan,
    )
    overlay = snapshot.overlay() if facts["corrected"] else None
    return Frames(snapshot.store(facts), heads, facts["notes"], 0, overlay, snapshot.project.raw, snapshot)


def _made(project: Project, version: int | None) -> Frames:
    from workbench.frames.made import made

    whole = made(project, version)
    frames = Frames(whole.store, Heads(whole.reports), whole.notes, 0, whole.overlay, project.raw)
    frames.copies = whole.copies
    return frames

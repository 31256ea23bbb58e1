"""Loading from the store itself: what counts, with register and corrections applied.

In: a project, and a version of its store. Out: the counted reports and all that the frames need besides. Everything is
read that decides what counts, so the result is kept in a `snapshot`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import polars as pl

from workbench.corrections import read_corrections
from workbench.duplicates import FIRST_LOOK
from workbench.frames.corrected import corrected
from workbench.frames.counted import counted, heads
from workbench.frames.heads import ROWS, SMALL, by_place
from workbench.frames.learned import with_learned_hosts
from workbench.frames.linked import without_copies
from workbench.frames.overlay import Overlay
from workbench.frames.places import named_places
from workbench.project import Project
from workbench.register import read_register
from workbench.store import Store

if TYPE_CHECKING:
    from workbench.frames import Frames


AT_ONCE = 2_000  # reports whose cells are read together


@dataclass(frozen=True)
class Made:
    """`reports`: the counted ones by path; `copies`: those that another one stands for."""

    store: Store
    reports: pl.DataFrame
    notes: list[str]
    overlay: Overlay | None
    copies: pl.DataFrame


def made(project: Project, version: int | None = None) -> Made:
    """What `frames.load` gives, and raises, read from the store."""
    store = Store(project.store, version)
    store = Store(project.store, version, store.files())
    register = read_register(project.register)
    looks = ["path", *FIRST_LOOK]
    documents = heads(store.documents(), FIRST_LOOK)
    every, notes = counted(with_learned_hosts(documents, register), register)
    found, copies = without_copies(every, documents.select(looks), store, register)
    reports, overlay, more = corrected(found, store, read_corrections(project.corrections))
    for table, column in ROWS.items():
        reports = _numbered(reports, store, table, column)
    return Made(store, reports, [*notes, *more], overlay, copies)


def _numbered(reports: pl.DataFrame, store: Store, table: str, column: str) -> pl.DataFrame:
    """With the number of each report's row in that table; of a store that may change meanwhile there is none."""
    if not store.is_fixed:
        return reports.with_columns(pl.lit(None, pl.UInt32).alias(column))
    numbers = store.numbered(table).rename({"number": column}).collect()
    return reports.join(numbers, on=["sha256", "extractor"], how="left", maintain_order="left")


def tables(frames: Frames) -> Iterator[tuple[str, pl.DataFrame]]:
    """What a snapshot keeps, one after the other: of a country the heads alone are a gigabyte."""
    yield "copies", frames.copies
    yield "places", named_places(frames.reports)
    if frames._overlay is not None:
        yield from ((f"overlay-{each.name}", getattr(frames._overlay, each.name)) for each in fields(Overlay))
    if frames._heads.height > SMALL:
        yield from flags(frames)
    yield "heads", by_place(frames._heads.whole)


def flags(frames: Frames) -> Iterator[tuple[str, pl.DataFrame]]:
    """The doubtful and corrected cells and the proposals of all reports: a proposal needs a sum that fails."""
    looked_at = pl.col("report_id").is_in(frames.looked_at["report_id"].implode())
    some = frames.find((pl.col("n_doubtful") > 0) | (pl.col("n_failed_checks") > 0) | looked_at)["report_id"]
    parts = [some[at : at + AT_ONCE] for at in range(0, some.len(), AT_ONCE)] or [some]
    yield "flagged", pl.concat([frames.flagged(part) for part in parts])
    yield "proposals", pl.concat([frames.part("proposals", part) for part in parts])


def moved_bodies(reports: pl.DataFrame) -> list[str]:
    """`body_id` of the bodies that reported from several places."""
    read = reports.filter(pl.col("status") != "failed").drop_nulls("place")
    places = read.group_by("body_id").agg(pl.col("place").n_unique())
    return sorted(places.filter(pl.col("place") > 1)["body_id"])

"""Loading from the store itself: what counts, with register and corrections applied.

In: a project, and a version of its store. Out: the counted reports and all that the frames need besides. Everything is
read that decides what counts, so the result is kept in a `snapshot`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from workbench.corrections import read_corrections
from workbench.duplicates import FIRST_LOOK
from workbench.frames.corrected import corrected
from workbench.frames.counted import counted
from workbench.frames.heads import ORDER, ROW, ROWS, SMALL, by_place, places_in_order
from workbench.frames.linked import without_copies
from workbench.frames.numbers import in_numbers, numbers
from workbench.frames.overlay import Overlay
from workbench.frames.places import named_places, seen
from workbench.frames.sums import sums_of_all
from workbench.project import Project
from workbench.register import read_register
from workbench.store import Store

if TYPE_CHECKING:
    from workbench.frames import Frames


AT_ONCE = 2_000  # reports whose cells are read together
JOINED = 100_000  # reports joined together


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
    every, notes = counted(store.documents(), register)
    looks = store.documents().select(FIRST_LOOK).collect()[every[ROW]]
    found, copies = without_copies(every, every.select("report_id").hstack(looks), store, register)
    reports, overlay, more = corrected(found, store, read_corrections(project.corrections))
    for table, column in ROWS.items():
        reports = _numbered(reports, store, table, column)
    return Made(store, reports, [*notes, *more], overlay, copies)


def _numbered(reports: pl.DataFrame, store: Store, table: str, column: str) -> pl.DataFrame:
    """With the number of each report's row in that table; of a store that may change meanwhile there is none."""
    if not store.is_fixed:
        return reports.with_columns(pl.lit(None, pl.UInt32).alias(column))
    keys = ["sha256", "extractor"]
    numbers = store.numbered(table).rename({"number": column}).collect()
    # A join of all columns of all rows would be a copy of them.
    slices = reports.select(keys).iter_slices(JOINED)
    found = [some.join(numbers, on=keys, how="left", maintain_order="left")[column] for some in slices]
    return reports.with_columns(pl.concat(found) if found else pl.lit(None, pl.UInt32).alias(column))


def tables(frames: Frames) -> Iterator[tuple[str, Iterable[pl.DataFrame]]]:
    """What a snapshot keeps, one after the other and in parts: of a country the heads alone are a gigabyte."""
    yield "copies", [frames.copies]
    yield "places", [named_places(frames._heads.whole)]
    yield "seen", [seen(frames._heads.whole)]
    if frames._overlay is not None:
        yield from ((f"overlay-{name}", [rows]) for name, rows in frames._overlay._asdict().items())
    if frames._heads.height > SMALL:
        yield from flags(frames)
    order = places_in_order(frames._heads.whole)
    yield "heads", by_place(frames._heads.whole, order)
    if frames._heads.height > SMALL:
        order = in_numbers(order)  # the letters of a country's regions are no longer needed
        yield "sums", [sums_of_all(frames, order[ORDER])]
        yield from ((f"numbers-{n:05}", [part]) for n, part in enumerate(numbers(frames, order)))


def flags(frames: Frames) -> Iterator[tuple[str, Iterable[pl.DataFrame]]]:
    """The doubtful and corrected cells and the proposals of all reports: a proposal needs a sum that fails."""
    looked_at = pl.col("report_id").is_in(frames.looked_at["report_id"].implode())
    some = frames.find((pl.col("n_doubtful") > 0) | (pl.col("n_failed_checks") > 0) | looked_at)["report_id"]
    parts = [some[at : at + AT_ONCE] for at in range(0, some.len(), AT_ONCE)] or [some]
    flagged, proposals = [], []
    for part in parts:
        flagged.append(frames.flagged(part))
        proposals.append(frames.part("proposals", part))
        frames._parts.clear()  # a part is asked for once
    yield "flagged", flagged
    yield "proposals", proposals


def moved_bodies(reports: pl.DataFrame) -> list[str]:
    """`body_id` of the bodies that reported from several places."""
    told = reports.select("body_id", "place", "status")  # a filter of all columns would be a copy of them
    read = told.filter(pl.col("status") != "failed").drop_nulls("place")
    places = read.group_by("body_id").agg(pl.col("place").n_unique())
    return sorted(places.filter(pl.col("place") > 1)["body_id"])

"""The numbers of all counted reports in sorted files: what a question over a whole country reads.

In: frames that were just made, and the order of their heads. Out: a row a report with its year, the regions whose
figure it is part of (their codes as numbers, null where it is part of none of that level) and a column a cell, its
value as used. No sum is kept: of a question only its columns are read, of a place only the rows that lie together.
Two reports of three stand in no prefecture's figure, so the rows are sorted by how far up they count, then by place:
no file holds two such sorts, and by the files' statistics a question for all prefectures passes over the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import polars as pl

from workbench.frames.heads import ORDER, PLACED, REGIONS, ROW, counted_up_to
from workbench.store.schema import cell_columns

if TYPE_CHECKING:
    from workbench.frames import Frames

GROUP = 65_536  # rows of a row group: the index of 200 columns in smaller ones takes longer to read than they
PART = 2 * GROUP  # rows of a file
AT_ONCE = 25  # columns
MOST_RUNS = 6  # reads by range; more of them take longer than one look through all rows


def numbers(frames: Frames, order: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The table in parts. All columns of a country are two gigabytes, so they are held in narrow types till then."""
    cells = list(cell_columns())
    blocks = (cells[at : at + AT_ONCE] for at in range(0, len(cells), AT_ONCE))
    parts = [keyed(frames, order), *(_narrow(frames, block, order) for block in blocks)]
    whole = pl.concat(parts, how="horizontal")
    for at, rows in _parts(whole):
        yield whole[at : at + rows].cast(cell_columns())  # type: ignore[arg-type]


def _parts(whole: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """Where each part begins and how many rows it has; none holds reports that count up to different levels."""
    at = 0
    for rows in whole.select(counted_up_to().rle().struct.field("len")).to_series():
        yield from ((at + some, min(PART, rows - some)) for some in range(0, rows, PART))
        at += rows


def in_numbers(order: pl.DataFrame) -> pl.DataFrame:
    """Of `places_in_order` what this table needs, in its order."""
    return order.select(PLACED, ORDER, pl.col(REGIONS).cast(pl.Int32)).sort(PLACED)


def keyed(frames: Frames, order: pl.DataFrame) -> pl.DataFrame:
    """Year and regions of the reports in that order."""
    return frames._heads.whole["year"][order[ORDER]].to_frame().hstack(order.select(REGIONS))


def picked(scan: pl.LazyFrame, at: pl.Series, columns: Iterable[str]) -> pl.DataFrame:
    """These columns of the rows with these numbers, in their order; of a few places only their row groups are read."""
    wanted, near = at.unique().sort(), scan.select(list(columns))
    groups = wanted.to_frame("at").group_by(wanted // GROUP, maintain_order=True)
    runs = [rows["at"] for _, rows in groups]
    if len(runs) > MOST_RUNS:
        rows = near.with_row_index("at").filter(pl.col("at").is_in(wanted.implode()))
        return rows.drop("at").collect()[wanted.search_sorted(at)]
    parts = [near.slice(run[0], run[-1] - run[0] + 1).collect()[run - run[0]] for run in runs]
    found: pl.DataFrame = pl.concat(parts or [near.head(0).collect()])
    return found[wanted.search_sorted(at)]


def _narrow(frames: Frames, cells: list[str], order: pl.DataFrame) -> pl.DataFrame:
    """These cells as the store has them, those of corrected reports as used; whole numbers no wider than they need."""
    heads, over = frames._heads.whole, frames._overlay
    read = frames._store.documents().select(cells).collect()[heads[ROW][order[ORDER]]]
    if over is not None:
        ids = heads["report_id"][order[ORDER]].to_frame().with_row_index("at")
        rows = over.wide.join(ids, on="report_id")
        read = read.select(each.scatter(rows["at"], rows[each.name]) for each in read)
    return read.select(each.shrink_dtype() if each.dtype == pl.Int64 else each for each in read)

"""The numbers of all counted reports in sorted files: what a question over a whole country reads.

In: frames that were just made, and the order of their heads. Out: a row a report with its year, the regions whose
figure it is part of (their codes as numbers, null where it is part of none of that level), a column a cell, its value
as used, and the packed letters of what is printed in its cells, which tell why one has no value. No sum of several
reports is kept: of a question only its columns are read, of a place only the rows that lie together. Two reports of
three stand in no prefecture's figure, so the rows are sorted by how far up they count, then by place: no file holds two
such sorts, and by the files' statistics a question for all prefectures passes over the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from workbench.frames.heads import ORDER, PLACED, REGIONS, ROW, counted_up_to
from workbench.store.files import starts
from workbench.store.schema import cell_columns

if TYPE_CHECKING:
    from workbench.frames import Frames

GROUP = 65_536  # rows of a row group: the index of 200 columns in smaller ones takes longer to read than they
PART = 2 * GROUP  # rows of a file
AT_ONCE = 25  # columns
LETTERS = "states"
MOST_NUMBERS = 8_000_000  # at hand at a time
MOST_RUNS = 6  # reads by range; more of them take longer than one look through all rows


def numbers(frames: Frames, order: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The table in parts. All columns of a country are two gigabytes, so they are held in narrow types till then."""
    cells = list(cell_columns())
    blocks = (cells[at : at + AT_ONCE] for at in range(0, len(cells), AT_ONCE))
    parts = [keyed(frames, order), *(_narrow(frames, block, order) for block in blocks)]
    whole = pl.concat(parts, how="horizontal")
    for at, rows in _parts(whole):
        values = whole[at : at + rows].cast(cell_columns())  # type: ignore[arg-type]
        yield values.hstack(_letters(frames, order[ORDER][at : at + rows]))


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


def _letters(frames: Frames, at: pl.Series) -> pl.DataFrame:
    """Those of the counted reports with these numbers, as the store has them."""
    return frames._store.rows("documents", frames._heads.whole[ROW][at], [LETTERS])


class Numbers:
    """The table in the files of a snapshot. Whoever keeps it reads the files' index once."""

    def __init__(self, files: list[str]) -> None:
        self.whole = pl.scan_parquet(files, glob=False)
        self._files = files

    @cached_property
    def _parts(self) -> tuple[list[pl.LazyFrame], pl.Series]:
        """Each file by itself, and the number of its first row in the whole."""
        begins = pl.Series(starts(self._files), dtype=pl.UInt32)
        return [pl.scan_parquet(file, glob=False) for file in self._files], begins

    def picked(self, at: pl.Series, columns: Iterable[str]) -> pl.DataFrame:
        """These columns of the rows with these numbers, in their order; of a few places only theirs are read."""
        names = list(columns)
        if not names:  # a count of checks or bodies is made of no cell
            return pl.DataFrame()
        if (at // GROUP).n_unique() > MOST_RUNS and LETTERS not in names:
            return self._of_stretch(at, names)
        wanted = at.unique().sort()
        parts, begins = self._parts
        file = (begins.search_sorted(wanted, side="right") - 1).alias("file")
        row = (wanted - begins[file]).alias("row")
        runs = pl.DataFrame([file, row]).group_by("file", row // GROUP, maintain_order=True)
        ranges = [(parts[rows["file"][0]].select(names), rows["row"]) for _, rows in runs]
        if len(ranges) > MOST_RUNS:
            some = self.whole.select(names).with_row_index("at").filter(pl.col("at").is_in(wanted.implode()))
            return some.drop("at").collect()[wanted.search_sorted(at)]
        near = [part.slice(row[0], row[-1] - row[0] + 1).collect()[row - row[0]] for part, row in ranges]
        found: pl.DataFrame = pl.concat(near or [self.whole.select(names).head(0).collect()])
        return found[wanted.search_sorted(at)]

    def _of_stretch(self, at: pl.Series, names: list[str]) -> pl.DataFrame:
        """The same of rows all over the country: from the first to the last all are read, some columns at a time."""
        first, last = pl.select(first=at.min(), last=at.max()).row(0)
        rows = self.whole.slice(first, last - first + 1)
        some = max(1, MOST_NUMBERS // (last - first + 1))
        parts = [
            rows.select(names[begin : begin + some]).collect()[at - first]
            for begin in range(0, len(names), some)
        ]
        found: pl.DataFrame = pl.concat(parts, how="horizontal")
        return found


def _narrow(frames: Frames, cells: list[str], order: pl.DataFrame) -> pl.DataFrame:
    """These cells as the store has them, those of corrected reports as used; whole numbers no wider than they need."""
    heads, over = frames._heads.whole, frames._overlay
    read = frames._store.documents().select(cells).collect()[heads[ROW][order[ORDER]]]
    if over is not None:
        ids = heads["report_id"][order[ORDER]].to_frame().with_row_index("at")
        rows = over.wide.join(ids, on="report_id")
        read = read.select(each.scatter(rows["at"], rows[each.name]) for each in read)
    return read.select(each.shrink_dtype() if each.dtype == pl.Int64 else each for each in read)

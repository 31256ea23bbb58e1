"""A table that comes in slices, so that a nation's export never lies in memory as a whole.

In: the columns, and what makes the slices one after the other. Out: the table as a Parquet file, written slice by
slice; every other format is written from that file, so that the slices are made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

SLICE = 1_000  # reports whose cells are at hand at a time
GROUP = 50_000  # rows of a group in the Parquet file: what a reader takes in at a time


@dataclass(frozen=True)
class Sliced:
    """`schema`: the columns of all slices; `slices` makes them, in the order of the table's rows."""

    schema: pl.Schema
    slices: Callable[[], Iterator[pl.DataFrame]]

    def write(self, path: Path) -> pl.LazyFrame:
        """Makes the slices and writes each to the Parquet file; the file as a scan."""

        def source(
            columns: list[str] | None, where: pl.Expr | None, *_: int | None
        ) -> Iterator[pl.DataFrame]:
            yield from self.slices()

        whole = register_io_source(source, schema=self.schema)
        whole.sink_parquet(path, row_group_size=GROUP, maintain_order=True)
        return pl.scan_parquet(path, glob=False)


def sliced(keys: pl.DataFrame, make: Callable[[pl.DataFrame], pl.DataFrame]) -> Sliced:
    """The table that `make` makes of these reports, in their order, some at a time."""
    return Sliced(make(keys.clear()).schema, lambda: (make(some) for some in keys.iter_slices(SLICE)))


def batches(table: pl.LazyFrame, rows: int = GROUP) -> Iterator[pl.DataFrame]:
    """A scanned table, so many rows at a time; at least one frame, which may be empty."""
    height = int(table.select(pl.len()).collect().item())
    return (table.slice(first, rows).collect() for first in range(0, max(height, 1), rows))

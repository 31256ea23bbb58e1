"""Where the rows of the frames come from: the store, the snapshot beside it, and a person's corrections over both.

In: heads of reports. Out: the store's rows of these reports as frames; of a country only what is asked for is read.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from workbench.frames.heads import REMEMBERED, ROW, ROWS, SMALL, Heads
from workbench.store.schema import TABLES

if TYPE_CHECKING:
    from workbench.frames.overlay import Overlay
    from workbench.frames.snapshot import Snapshot
    from workbench.store import Store

FEW = 200  # reports up to which all rows of cells, checks and so on are made at the first question: 200 a report


class Source:
    """What `Frames` reads from. Without a snapshot everything is in the store."""

    def __init__(
        self, store: Store, heads: Heads, overlay: Overlay | None, snapshot: Snapshot | None
    ) -> None:
        self._store, self._heads, self._overlay, self._snapshot = store, heads, overlay, snapshot
        self._tables: dict[str, pl.LazyFrame] = {}

    def _at_hand(self, name: str) -> bool:
        """Whether the whole frame is read already, or is so small that it may as well be."""
        # A store elsewhere is asked once; from files here the few reports of a page are read in no time.
        is_small = SMALL if name == "wide" or not self._store.is_fixed else FEW
        return name in self.__dict__ or self._heads.height <= is_small

    def _stored_values(self, keys: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
        """`report_id` and these cells of these heads, in their order, as the store has them."""
        if self._store.is_fixed:
            return keys.select("report_id").hstack(self._store.rows("documents", keys[ROW], columns))
        paths = keys.select("report_id", "path")
        ends = pl.lit(paths["path"].min()), pl.lit(paths["path"].max())
        found = (
            self._store.documents()
            .select("path", *columns)
            .filter(pl.col("path").is_between(*ends))
            .collect()
        )
        return paths.join(found, on="path", how="left", maintain_order="left").drop("path")

    def _of_snapshot(self, name: str, report_ids: pl.Series) -> pl.DataFrame | None:
        """The rows of these reports in a table of the snapshot; null where there is none, or all is read anyway.

        A table that is no longer than what is remembered of the reports is read once and stays.
        """
        kept = None if self._snapshot is None or self._heads.height <= SMALL else self._snapshot.scan(name)
        if kept is None:
            return None
        if name not in self._tables:
            rows = kept.select(pl.len()).collect().item()
            self._tables[name] = kept.collect().lazy() if rows <= REMEMBERED else kept
        return self._tables[name].filter(pl.col("report_id").is_in(report_ids.implode())).collect()

    @cached_property
    def _readings(self) -> pl.DataFrame:
        return self._stored("readings")

    def _stored(self, name: str) -> pl.DataFrame:
        """`report_id` and the columns of that table for each report that has a row there."""
        heads, column = self._heads.whole, ROWS[name]
        if self._store.is_fixed:
            some = heads.drop_nulls(column)
            return some.select("report_id").hstack(self._store.rows(name, some[column], TABLES[name]))
        found = self._store.readings(heads) if name == "readings" else self._store.texts(heads)
        return heads.select("report_id", "sha256").join(found, on="sha256", maintain_order="left")

    def _corrected(self, name: str, stored: pl.DataFrame, ids: pl.Series | None = None) -> pl.DataFrame:
        over = self._overlay
        return (
            stored
            if over is None
            else over.over(name, stored, self._heads.whole["report_id"] if ids is None else ids)
        )

    def _rows(self, column: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
        return exploded(self._readings, column, schema)


def exploded(nested: pl.DataFrame, column: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """One row an element of the list; a report with an empty list has none."""
    some = nested.lazy().select("report_id", column).filter(pl.col(column).list.len() > 0)
    return some.explode(column).unnest(column).select(*schema).collect(engine="in-memory")

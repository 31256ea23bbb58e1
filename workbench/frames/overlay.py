"""The rows of corrected reports, laid over the stored ones wherever a frame is read; made in `corrected`."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl


class Overlay(NamedTuple):
    """The corrected reports' rows with the columns of CELLS, CHECKS (identities that hold left out), and so on.

    `looked_at`: report_id and cell of every entry that holds, those that confirm what is printed among them.
    """

    cells: pl.DataFrame
    checks: pl.DataFrame
    proposals: pl.DataFrame
    claims: pl.DataFrame
    wide: pl.DataFrame
    looked_at: pl.DataFrame

    def over(self, name: str, stored: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
        """The frame of that name with the corrected reports' rows in place of the stored, in the order of `ids`."""
        new: pl.DataFrame = getattr(self, name).select(stored.columns)
        mine = pl.col("report_id").is_in(self.wide["report_id"].to_list())
        order = ids.to_frame("report_id").with_row_index("number")
        whole = pl.concat([stored.filter(~mine), new]).join(order, on="report_id")
        return whole.sort("number", maintain_order=True).drop("number")

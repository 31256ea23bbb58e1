"""All checks of each report: those kept in the store, and the passed identities made anew from the cells.

The store keeps a check that fails, cannot be tested or compares with the narrative. An identity of the form that is
not among them held; its two sides follow from the cells, so 40 rows a report need not be stored.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from workbench.form import EDITIONS, load_edition
from workbench.frames.schemas import CHECKS


def all_checks(kept: pl.DataFrame, cells: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """One row a check with the columns of CHECKS: reports in their order, identities in the form's, then the others."""
    passed = _passed(cells.lazy(), reports.lazy()).join(kept.lazy(), on=["report_id", "check"], how="anti")
    order = reports.lazy().select("report_id").with_row_index("report_number")
    places = _terms().lazy().select("check", "number").unique()
    whole = pl.concat([passed.select(*CHECKS), kept.lazy().select(*CHECKS)])
    return (
        whole.with_row_index("stored")
        .join(order, on="report_id", how="left")
        .join(places, on="check", how="left", maintain_order="left")
        .sort("report_number", "number", "stored", nulls_last=True)
        .select(*CHECKS)
        .collect(engine="in-memory")
    )


@cache
def _terms() -> pl.DataFrame:
    """Each cell of each identity, with its side; the number is the identity's place in the newest edition with it."""
    numbers: dict[str, int] = {}
    rows = []
    for name in reversed(EDITIONS):
        for identity in load_edition(name).identities:
            number = numbers.setdefault(identity.id, len(numbers))
            for side, cells in (("left", identity.left), ("right", identity.right)):
                rows += [(name, identity.id, number, side, len(identity.right), cell) for cell in cells]
    schema = ["edition", "check", "number", "side", "rights", "cell"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _passed(cells: pl.LazyFrame, reports: pl.LazyFrame) -> pl.LazyFrame:
    """Every identity whose cells, as far as the report has them, are known, and whose right side is complete.

    Cells that are not in the report are those of a row that another is printed for, as in （六）其他处理 undivided.
    """
    is_left, is_right = pl.col("side") == "left", pl.col("side") == "right"
    value = pl.col("value")
    here = reports.select("report_id", "edition").join(_terms().lazy(), on="edition", maintain_order="left")
    sides = (
        here.join(cells.select("report_id", "cell", "value"), on=["report_id", "cell"], maintain_order="left")
        .group_by("report_id", "check", "number", "rights", maintain_order=True)
        .agg(
            value.filter(is_left).sum().alias("left"),
            value.filter(is_right).sum().alias("right"),
            pl.col("cell").alias("cells"),
            value.is_not_null().all().alias("known"),
            is_left.any().alias("has_left"),
            is_right.sum().alias("has_right"),
        )
    )
    testable = pl.col("known") & pl.col("has_left") & (pl.col("has_right") == pl.col("rights"))
    return sides.filter(testable).with_columns(status=pl.lit("pass"))

"""Bodies expected in all regions of a level at once are those of each region one by one."""

from __future__ import annotations

import random

import polars as pl
import pytest

from workbench.bodies import LEVELS, expected, regions_of, with_regions
from workbench.expected import expected_counts

PLACES = (
    *("320800", "320803", "320803001", "320804", "320000", "110000", "110101", "110101002"),
    *("429004", "429004100", "420000", "000000"),
)


def reports(seed: int) -> pl.DataFrame:
    """Some 150 reports of 40 bodies over five years; a few move, some places have consolidated ones."""
    draw = random.Random(seed)
    bodies = [
        (f"{place}.{kind}", place, kind) for place in PLACES for kind in ("gov", "office", "department")
    ]
    rows = [
        (
            body,
            place if draw.random() < 0.95 else draw.choice(PLACES),
            kind,
            year,
            draw.choices(("own", "consolidated", "unknown"), (8, 1, 1))[0],
        )
        for body, place, kind in draw.sample(bodies, 30)
        for year in range(2019, 2024)
        if draw.random() < 0.6
    ]
    made = pl.DataFrame(rows, schema=["body_id", "place", "kind", "year", "scope"], orient="row")
    told = {"title": pl.lit("报告"), "published": pl.lit(None, pl.Date), "status": pl.lit("complete")}
    numbered = made.cast({"year": pl.Int32}).with_row_index("at")
    return numbered.with_columns(path=pl.col("at").cast(pl.String), **told)


OWING = pl.DataFrame(
    {
        "body_id": [f"{place}.township" for place in PLACES],
        "place": PLACES,
        "ground": "local order",
        "source": "苏政办发〔2020〕1号",
    }
)


@pytest.mark.parametrize("seed", range(8))
def test_all_regions_at_once_are_the_regions_one_by_one(seed: int) -> None:
    counted, owing = with_regions(reports(seed)), OWING if seed % 2 else None
    for level in LEVELS:
        found = expected_counts(counted, level, owing)
        regions = counted.select("year", region=regions_of(level)).drop_nulls().unique()
        assert found.height == regions.height
        for row in found.iter_rows(named=True):
            one = expected(counted, row["region"], row["year"], owing=owing)
            assert (row["read"], row["expected"]) == (one["read"].sum(), one.height), (level, row)

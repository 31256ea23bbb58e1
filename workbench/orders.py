"""Which bodies owe a report by law or a local order, as a person wrote it into register.csv, and all that are expected.

In: frames, whose folder of reports holds the register. Out: `owing` bodies with ground and source, and the frame of
expected bodies of a region and year. A register row about a file means the body of that report; a row with body, place
and ground, and no file, means a body of which no report was obtained. Frames of a release know no register.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from workbench.bodies import TO_EXPECT, by_law, expected, within
from workbench.register import LOCAL_ORDER, REGISTER_FILE, read_register

if TYPE_CHECKING:
    from workbench.frames import Frames

OWING = {"body_id": pl.String(), "place": pl.String(), "ground": pl.String(), "source": pl.String()}


def expected_bodies(frames: Frames, *, region: str, year: int, as_of: date | None = None) -> pl.DataFrame:
    """The bodies behind the region's figure, with the columns of `bodies.EXPECTED`, and the ground for each.

    `as_of`: the day for which it is told (default: that of the frames); before the reports of the year are due nobody
    is missing.
    """
    day = as_of or frames.as_of
    return expected(frames.near(region, TO_EXPECT), region, year, day, owing(frames))


def never_seen(frames: Frames, region: str, seen: pl.DataFrame) -> pl.DataFrame:
    """The bodies inside the region that law or a local order names and that are not among the `seen` ones: OWING."""
    own = by_law(seen, region).with_columns(place=pl.lit(region)).select(*OWING)
    named = pl.concat([owing(frames).filter(within(region)), own]).unique("body_id", keep="first")
    return named.filter(~pl.col("body_id").is_in(seen["body_id"].implode()))


def owing(frames: Frames) -> pl.DataFrame:
    """The bodies for which the register gives a ground: OWING, each once. Raises what `read_register` raises."""
    held: dict[str, pl.DataFrame] = vars(frames)
    if "_owing" not in held:
        held["_owing"] = _owing(frames)
    return held["_owing"]


def _owing(frames: Frames) -> pl.DataFrame:
    if frames.raw is None:
        return pl.DataFrame(schema=OWING)
    said = read_register(frames.raw / REGISTER_FILE).drop_nulls("ground")
    if said.is_empty():
        return pl.DataFrame(schema=OWING)
    heads = ["body_id", "place"]
    by_path = said.drop_nulls("path").select("path", "ground")
    by_bytes = said.filter(pl.col("path").is_null()).drop_nulls("sha256").select("sha256", "ground")
    files = [
        frames.find(pl.col(key).is_in(rows[key].implode()), columns=[key, *heads]).join(rows, on=key)
        for key, rows in (("path", by_path), ("sha256", by_bytes))
    ]
    alone = said.filter(pl.col("path").is_null(), pl.col("sha256").is_null())
    bodies = alone.select("ground", "place", body_id="body")
    found = pl.concat([each.select(*heads, "ground") for each in (*files, bodies)]).drop_nulls("place")
    parts = pl.col("ground").str.splitn(": ", 2).struct
    told = found.select(
        *heads, ground=parts.field("field_0"), source=parts.field("field_1"), order=pl.col("ground")
    )
    law_first = told.sort("body_id", pl.col("ground") == LOCAL_ORDER, maintain_order=True)
    return law_first.unique("body_id", keep="first", maintain_order=True).select(*OWING)

"""What is printed in cells without a number, told by the packed letters: no reading has to be opened for it.

In: frames, ids of reports and cells. Out: the states that `Frames.cells` has. Corrected reports are told by their
cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from workbench.frames.heads import PLACED, ROW
from workbench.frames.numbers import LETTERS
from workbench.store.schema import STATES

if TYPE_CHECKING:
    from workbench.frames import Frames


def states(frames: Frames, report_ids: pl.Series, cells: Iterable[str]) -> pl.DataFrame:
    """`report_id`, `cell`, `state` of those of these cells that the documents have."""
    wanted = list(cells)
    if frames._at_hand("cells") or not frames._store.is_fixed:
        return _by_rows(frames, report_ids, wanted)
    corrected = report_ids.is_in(frames.looked_at["report_id"].unique().implode())
    by_letters = _by_letters(frames, report_ids.filter(~corrected), wanted)
    by_rows = [_by_rows(frames, report_ids.filter(corrected), wanted)] if corrected.any() else []
    return pl.concat([by_letters, *by_rows])


def _by_rows(frames: Frames, report_ids: pl.Series, cells: list[str]) -> pl.DataFrame:
    mine = frames.part("cells", report_ids).select("report_id", "cell", "state")
    return mine.filter(pl.col("cell").is_in(cells))


def _by_letters(frames: Frames, report_ids: pl.Series, cells: list[str]) -> pl.DataFrame:
    letters = _letters(frames, report_ids)
    at = {cell: number for number, cell in enumerate(frames._store.cell_order())}
    each = {cell: pl.col("states").str.slice(at[cell], 1) for cell in cells if cell in at}
    long = letters.select("report_id", **each).unpivot(
        list(each), index="report_id", variable_name="cell", value_name="letter"
    )
    words = {letter: state for state, letter in STATES.items()}
    named = pl.col("letter").replace_strict(words, default=None, return_dtype=pl.String)
    return long.select("report_id", "cell", state=named).drop_nulls("state")


def _letters(frames: Frames, report_ids: pl.Series) -> pl.DataFrame:
    """`report_id` and the packed letters: of a country from the snapshot, where a level's reports lie together."""
    if frames._numbers is not None and not frames._heads.at_hand:
        heads = frames._heads.of(report_ids, [PLACED])
        return heads.select("report_id").hstack(frames._numbers.picked(heads[PLACED], [LETTERS]))
    heads = frames._heads.of(report_ids, [])
    return heads.select("report_id").hstack(frames._store.rows("documents", heads[ROW], [LETTERS]))

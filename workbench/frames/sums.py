"""How many checks failed and were tested in each report, in all or by kind, counted without their cells' rows.

In: frames and ids of reports. Out: the numbers that a count over `Frames.checks` gives. An identity that holds is not
stored (see `checks`); whether its cells are known is told by the packed letters, and of a blank by its column, which is
zero where only zero fits. Corrected reports are counted by their checks. Of a country all are counted once, for the
snapshot: four thousand places at once would need nearly all columns of their reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from workbench.form import EDITIONS, Identity, load_edition
from workbench.frames.heads import PLACED, ROW, ROWS
from workbench.store.schema import STATES

if TYPE_CHECKING:
    from workbench.frames import Frames

AT_ONCE = 20_000  # reports whose cells are looked at one by one
ALL_AT_ONCE = 100_000  # of a whole country, whose letters are looked at together
OWN = "C"  # begins the ids of the form's checks; others compare with the narrative
OF_OWN = {f"{OWN}:failed": "failed", f"{OWN}:tested": "tested"}
KINDS = ("C1", "C2", "C3", "C4", "C5", "N1", "N2", "N3")
BLANKS = f"[{STATES['blank']}{STATES['mark']}]"


def tested_sums(frames: Frames, reports: pl.DataFrame) -> pl.DataFrame:
    """`report_id`, how many of the form's own checks `failed`, how many were `tested`; none without a check."""
    ids = reports["report_id"]
    if frames._sums is not None and not frames._at_hand("checks") and not frames._heads.at_hand:
        heads = reports if PLACED in reports.columns else frames._heads.of(ids, [PLACED])
        return heads.select("report_id").hstack(frames._sums[heads[PLACED]]).drop_nulls()
    return tested_by_kind(frames, ids, (OWN,)).rename(OF_OWN)


def tested_by_kind(frames: Frames, report_ids: pl.Series, kinds: Sequence[str] = KINDS) -> pl.DataFrame:
    """`report_id`, and of each kind of check `KIND:failed` and `KIND:tested`."""
    if frames._at_hand("checks") or not frames._store.is_fixed:
        return counted_checks(frames.part("checks", report_ids), kinds)
    corrected = frames.looked_at["report_id"].unique()
    mine = report_ids.is_in(corrected.implode())
    by_rows = counted_checks(frames.part("checks", report_ids.filter(mine)), kinds) if mine.any() else None
    by_letters = _by_letters(frames, report_ids.filter(~mine), kinds)
    return by_letters if by_rows is None else pl.concat([by_rows, by_letters])


def sums_of_all(frames: Frames, order: pl.Series) -> pl.DataFrame:
    """`failed`, `tested` of all counted reports, which are put into this order; null for one without a check."""
    ids = frames._heads.whole.select("report_id")
    parts = [some.join(tested_sums(frames, some), on="report_id", how="left", maintain_order="left")
             for some in ids.iter_slices(ALL_AT_ONCE)]  # fmt: skip
    return pl.concat(parts).select("failed", "tested")[order]


def counted_checks(checks: pl.DataFrame, kinds: Sequence[str] = KINDS) -> pl.DataFrame:
    """The same of checks that are there as rows."""
    failed, passed = (pl.col("status") == status for status in ("fail", "pass"))
    sides = {
        name: (_is(kind) & which).sum().cast(pl.Int64)
        for kind in kinds
        for name, which in ((f"{kind}:failed", failed), (f"{kind}:tested", failed | passed))
    }
    return checks.filter(_any(kinds)).group_by("report_id").agg(**sides)


def _is(kind: str) -> pl.Expr:
    return pl.col("check").str.starts_with(kind)


def _any(kinds: Sequence[str]) -> pl.Expr:
    return pl.any_horizontal(_is(kind) for kind in kinds)


def _failed(kind: str) -> pl.Expr:
    return pl.col(f"{kind}:failed")


def _tested(kind: str) -> pl.Expr:
    return pl.col(f"{kind}:tested")


def _by_letters(frames: Frames, report_ids: pl.Series, kinds: Sequence[str]) -> pl.DataFrame:
    store, reading = frames._store, ROWS["readings"]
    heads = frames._heads.of(report_ids, ["edition", reading]).drop_nulls(reading)
    ids = heads.select("report_id", "edition")
    kept = ids.select("report_id").hstack(store.rows("readings", heads[reading], ["checks"]))
    kept = kept.explode("checks").unnest("checks").select("report_id", "check", "status").filter(_any(kinds))
    letters = ids.hstack(store.rows("documents", heads[ROW], ["states"]))
    # Most reports have a number in every cell and no sum that fails: what can be tested follows from the letters.
    single = pl.col("states").str.contains(BLANKS) | pl.col("report_id").is_in(kept["report_id"].implode())
    some = letters.filter(single)
    order = store.cell_order()
    passed = [_alike(letters.filter(~single.fill_null(False)), order, kinds)]
    for at in range(0, some.height, AT_ONCE):
        part = some[at : at + AT_ONCE]
        cells = sorted({cell for edition in EDITIONS for cell in _cells(edition)})
        wide = part.join(frames.values(part["report_id"], cells), on="report_id", maintain_order="left")
        passed.append(_one_by_one(wide, order, kept, kinds))
    both = pl.concat([*passed, counted_checks(kept, kinds)], how="diagonal").group_by("report_id").sum()
    sides = [(_failed(kind), (_tested(kind) + pl.col(kind)).alias(f"{kind}:tested")) for kind in kinds]
    return both.select("report_id", *(each for two in sides for each in two))


def _alike(letters: pl.DataFrame, order: list[str], kinds: Sequence[str]) -> pl.DataFrame:
    """`report_id`, how many of each kind passed: of reports without blanks, each pattern of letters looked at once."""
    patterns = letters.group_by("edition", "states").agg("report_id")
    parts = [pl.DataFrame(schema={"report_id": pl.String} | dict.fromkeys(kinds, pl.Int64))]
    for edition, rows in _by_edition(patterns):
        tested = {one.id: _testable(one, order).cast(pl.Int64) for one in load_edition(edition).identities}
        of_kind = {kind: [each for id_, each in tested.items() if id_.startswith(kind)] for kind in kinds}
        counts = {kind: pl.sum_horizontal(pl.lit(0, pl.Int64), *some) for kind, some in of_kind.items()}
        found = rows.select("report_id", **counts).explode("report_id")
        parts.append(found.filter(pl.any_horizontal(pl.col(kinds) > 0)))
    return pl.concat(parts)


def _one_by_one(
    wide: pl.DataFrame, order: list[str], kept: pl.DataFrame, kinds: Sequence[str]
) -> pl.DataFrame:
    """The same of reports with blanks or with checks of their own, which are no identity that holds."""
    parts = [pl.DataFrame(schema={"report_id": pl.String, "check": pl.String})]
    for edition, rows in _by_edition(wide):
        tested = {one.id: _testable(one, order, blanks=True) for one in load_edition(edition).identities}
        long = rows.select("report_id", **tested).unpivot(index="report_id")
        parts.append(long.filter("value").select("report_id", check="variable"))
    passed = pl.concat(parts).join(kept, on=["report_id", "check"], how="anti")
    return passed.group_by("report_id").agg(**{kind: _is(kind).sum().cast(pl.Int64) for kind in kinds})


def _by_edition(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of each edition that has identities and rows."""
    for edition in filter(_cells, EDITIONS):
        if (some := rows.filter(edition=edition)).height:
            yield edition, some


def _testable(identity: Identity, order: list[str], *, blanks: bool = False) -> pl.Expr:
    """Whether its cells are known as far as they are there, one of them on the left and all on the right."""
    at = {cell: order.index(cell) for cell in identity.cells if cell in order}
    letter = {cell: pl.col("states").str.slice(number, 1) for cell, number in at.items()}
    there = {cell: one.is_in(list(STATES.values())) for cell, one in letter.items()}
    known = {
        cell: (one == STATES["number"]) | (pl.col(cell).is_not_null() if blanks else pl.lit(False))
        for cell, one in letter.items()
    }
    nothing_unknown = [known[cell] | ~there[cell] for cell in letter]
    right = [there.get(cell, pl.lit(False)) for cell in identity.right]
    left = [there[cell] for cell in identity.left if cell in there]
    return pl.all_horizontal(*nothing_unknown, *right, pl.any_horizontal(left or [pl.lit(False)]))


@cache
def _cells(edition: str) -> frozenset[str]:
    return frozenset(cell for identity in load_edition(edition).identities for cell in identity.cells)

"""The made nation's counts as rows of the store: what was published, in which edition, with which flaws.

In: bodies and their true counts. Out: frames with the columns of the store's tables. Reports are missing, blank cells
stand for zeros, some tables are absent, some files cannot be read, some reports are published twice, and in some one
number is misprinted; the failed sums, the doubtful cells and the proposals are then those that reading would give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from benchmarks.national_counts import APPLICANTS, DISPOSITIONS, OUTCOMES, ROUTES, ROWS, YEARS, Truth
from workbench.store.schema import ABSENT, TABLES, cell_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXTRACTOR = "made-nation-1"
CELLS = tuple(cell_columns())
AT = {name: number for number, name in enumerate(CELLS)}
COLUMNS = (*APPLICANTS, "total")
MONEY = 10_000  # four decimals

OBTAINED = (0.86, 0.88, 0.91, 0.93, 0.95, 0.96)  # share of the reports of each year that somebody found
BEGINS_LATER = 0.05  # bodies set up after the first year; the same share ends before the last
PART = {
    "misprint": 0.012,
    "blank_zeros": 0.06,
    "blank": 0.04,
    "marks": 0.02,
    "absent": 0.004,
    "failed": 0.002,
}
UNDIVIDED = 0.03  # of the reports of 2021 that print （六）其他处理 as one row
AGAIN = 0.003  # published a second time

_OTHER = tuple(name for name in DISPOSITIONS if name.startswith("other_"))


@dataclass
class Sheet:
    """Reports × cells: values, letters of state and status; `body` and `year` index the bodies and YEARS."""

    body: NDArray[np.int64]
    year: NDArray[np.int64]
    values: NDArray[np.int64]
    states: NDArray[np.uint8]
    statuses: NDArray[np.uint8]
    failed_checks: NDArray[np.int64]
    misprints: list[tuple[int, int, int, int]]  # row of the sheet, cell, printed, true
    flaw: dict[str, NDArray[np.bool_]]


def sheet(bodies: int, counts: Truth, rng: np.random.Generator) -> Sheet:
    """The reports that were obtained, in the order of the bodies and years, as they were printed and read."""
    body, year = np.nonzero(_obtained(bodies, rng))
    flaw = {name: rng.random(len(body)) < share for name, share in PART.items()}
    shape = (len(body), len(CELLS))
    made = Sheet(
        body,
        year,
        np.zeros(shape, np.int64),
        np.full(shape, ord(ABSENT), np.uint8),
        np.full(shape, ord(ABSENT), np.uint8),
        np.zeros(len(body), np.int64),
        [],
        flaw,
    )
    _requests(made, counts, rng)
    _routes(made, counts)
    _section_two(made, counts, rng)
    _misprint(made, rng)
    return made


def _obtained(bodies: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    there = rng.random((bodies, len(YEARS))) < np.array(OBTAINED)
    later = rng.random(bodies) < BEGINS_LATER
    ended = rng.random(bodies) < BEGINS_LATER
    at = rng.integers(1, len(YEARS), bodies)
    number = np.arange(len(YEARS))
    there &= ~(later[:, None] & (number < at[:, None]))
    there &= ~(~later & ended)[:, None] | (number < at[:, None])
    return np.asarray(there)


# ------------------------------------------------------------------------------------------------ cells


def _put(made: Sheet, cell: str, rows: NDArray[Any], values: NDArray[Any], status: str) -> None:
    column = AT[cell]
    made.values[rows, column] = values[rows]
    made.states[rows, column] = ord("n")
    made.statuses[rows, column] = ord(status)


def _requests(made: Sheet, counts: Truth, rng: np.random.Generator) -> None:
    table = counts.requests[made.body, made.year]
    old = made.year < YEARS.index(2021)
    undivided = old | (rng.random(len(made.body)) < UNDIVIDED)
    other = table[:, [ROWS.index(name) for name in _OTHER]].sum(axis=1)
    everywhere = np.ones(len(made.body), bool)
    for number, row in enumerate(ROWS):
        rows = ~undivided if row in _OTHER else everywhere
        for column, who in enumerate(COLUMNS):
            _put(made, f"requests.{row}.{who}", rows, table[:, number, column], "p")
    for column, who in enumerate(COLUMNS):
        _put(made, f"requests.other_undivided.{who}", undivided, other[:, column], "p")
    matrix = np.array([name.startswith("requests.") for name in CELLS])
    blank = made.flaw["blank_zeros"][:, None] & matrix & (made.values == 0) & (made.states == ord("n"))
    made.states[blank] = ord("b")  # the sums close with zero: the value stays 0, implied


def _routes(made: Sheet, counts: Truth) -> None:
    table = counts.routes[made.body, made.year]
    absent = made.flaw["absent"]
    for number, route in enumerate(ROUTES):
        for column, outcome in enumerate((*OUTCOMES, "total")):
            _put(made, f"{route}.{outcome}", ~absent, table[:, number, column], "p")
            made.statuses[absent, AT[f"{route}.{outcome}"]] = ord("m")


def _section_two(made: Sheet, counts: Truth, rng: np.random.Generator) -> None:
    told = {name: array[made.body, made.year] for name, array in counts.proactive.items()}
    before = {
        name: np.where(made.year > 0, array[made.body, np.maximum(made.year - 1, 0)], 0)
        for name, array in counts.proactive.items()
    }
    old = made.year < YEARS.index(2021)
    bought = rng.poisson(3, len(old))
    of_edition: dict[str, tuple[NDArray[np.bool_], NDArray[Any]]] = {
        "procurement.items": (old, bought),
        "procurement.amount": (old, bought * 125_000 * MONEY),
        "fees.previous": (old, before["fees"] // 100),
        "fees.change": (old, told["fees"] // 100 - before["fees"] // 100),
        "fees.amount": (~old, told["fees"].astype(np.int64) * MONEY // 100),
        "other_services.previous": (old, before["licensing.decisions"] // 4),
        "other_services.change": (old, told["licensing.decisions"] // 4 - before["licensing.decisions"] // 4),
        "other_services.decisions": (old, told["licensing.decisions"] // 4),
    }
    for name in ("regulations", "normative"):
        for new in ("issued", "repealed", "in_force"):
            of_edition[f"{name}.{new}"] = (~old, told[f"{name}.{new}"])
        for new, source in (("made", "issued"), ("disclosed", "issued"), ("total_disclosed", "in_force")):
            of_edition[f"{name}.{new}"] = (old, told[f"{name}.{source}"])
    for name in ("licensing", "penalty", "coercion"):
        now, then = told[f"{name}.decisions"], before[f"{name}.decisions"]
        of_edition[f"{name}.decisions"] = (old | ~old, now)
        of_edition |= {
            f"{name}.previous": (old, then // 100),
            f"{name}.change": (old, now // 100 - then // 100),
        }
    for name, (rows, values) in of_edition.items():
        _put(made, f"proactive.{name}", rows, values, "r")
    section = np.array([name.startswith("proactive.") for name in CELLS])
    for flaw, letter in (("blank", "b"), ("marks", "m")):
        made.states[made.flaw[flaw][:, None] & section & (made.values == 0) & (made.states == ord("n"))] = (
            ord(letter)
        )


# ------------------------------------------------------------------------------------------------ misprints


def _misprint(made: Sheet, rng: np.random.Generator) -> None:
    """One number in each of these reports: of the matrix, where the sums locate it, or of the reviews, where not."""
    # A consolidated report that is misprinted would be told apart from its parts by more than the form's sums.
    rows = np.flatnonzero(made.flaw["misprint"] & ~made.flaw["failed"] & ~made.flaw["absent"])
    in_matrix = rng.random(len(rows)) < 0.7
    names = [name for name in DISPOSITIONS if name not in _OTHER]
    which = rng.integers(0, len(names), len(rows))
    who = rng.integers(0, len(APPLICANTS), len(rows))
    by = rng.integers(1, 10, len(rows))
    for row, matrix, name, column, more in zip(rows, in_matrix, which, who, by, strict=True):
        cell = f"requests.{names[name]}.{APPLICANTS[column]}" if matrix else "review.upheld"
        true = int(made.values[row, AT[cell]])
        made.values[row, AT[cell]] += more
        made.states[row, AT[cell]] = ord("n")
        made.failed_checks[row] = 2 if matrix else 1
        doubtful = [cell] if matrix else [f"review.{outcome}" for outcome in (*OUTCOMES, "total")]
        made.statuses[row, [AT[each] for each in doubtful]] = ord("d")
        if matrix:
            made.misprints.append((int(row), AT[cell], true + int(more), true))


# ------------------------------------------------------------------------------------------------ frames


def documents(found: pl.DataFrame, made: Sheet, rng: np.random.Generator) -> pl.DataFrame:
    """Rows of `documents`, one a report; a second publication has another path, date and sha256, and the same cells."""
    reports = len(made.body)
    again = np.flatnonzero(rng.random(reports) < AGAIN)
    take = np.concatenate([np.arange(reports), again])
    second = np.arange(len(take)) >= reports
    year = np.array(YEARS)[made.year[take]]
    heads = found[made.body[take]].select("place", "kind", "issuer", "told")
    base = heads.with_columns(
        year=pl.Series(year, dtype=pl.Int32),
        number=pl.Series(made.body[take]),
        second=pl.Series(second),
        days=pl.Series(rng.integers(0, 75, len(take)) + 60 * second, dtype=pl.Int64),
        sha256=_hex(rng, len(take), 32),
        content=_hex(rng, len(take), 8),
        n_failed_checks=pl.Series(made.failed_checks[take], dtype=pl.Int32),
        states=_packed(made.states[take]),
        statuses=_packed(made.statuses[take]),
        is_failed=pl.Series(made.flaw["failed"][take]),
        is_partial=pl.Series(made.flaw["absent"][take]),
    )
    whole = pl.concat([base, _values(made, take)], how="horizontal").with_columns(_head())
    return whole.with_columns(_of_failed()).select(
        *(
            pl.col(name).cast(dtype) if name in whole.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in TABLES["documents"].items()
        )
    )


def _head() -> list[pl.Expr]:
    year = pl.col("year").cast(pl.String)
    ending = pl.when("second").then(pl.lit("-again.html")).otherwise(pl.lit(".html"))
    path = pl.concat_str(
        pl.col("place").str.head(4), pl.lit("/"), "place", pl.lit("-"), year, pl.lit("-"), "kind", pl.lit("-"),
        pl.col("number").cast(pl.String), ending,
    )  # fmt: skip
    partial = [{"reason": "cells_absent", "message": "the tables of section four are not in the document"}]
    return [
        path.alias("path"),
        pl.concat_str("issuer", year, pl.lit("年政府信息公开工作年度报告")).alias("title"),
        pl.col("told").alias("place"),
        (pl.date(pl.col("year") + 1, 1, 15) + pl.duration(days=pl.col("days"))).alias("published"),
        pl.when(pl.col("year") < 2021).then(pl.lit("2019")).otherwise(pl.lit("2021")).alias("edition"),
        pl.when("is_partial").then(pl.lit("partial")).otherwise(pl.lit("ok")).alias("status"),
        pl.when("is_partial").then(pl.lit(partial)).otherwise(pl.lit([], pl.List(_REASON))).alias("reasons"),
        pl.lit(EXTRACTOR).alias("extractor"),
        pl.lit("html").alias("container"),
        (pl.lit(40_000) + pl.col("days") * 97).alias("size"),
        pl.lit(1_700_000_000_000_000_000).alias("mtime_ns"),
        pl.lit(True).alias("present"),
    ]


_REASON = TABLES["documents"]["reasons"].inner  # type: ignore[attr-defined]


def _of_failed() -> list[pl.Expr]:
    """A file that was not read has a row, a reason, and nothing else."""
    failed = pl.col("is_failed")
    nothing = ("edition", "title", "issuer", "year", "published", "n_failed_checks", *CELLS)
    said = [{"reason": "no_text", "message": "the pages are pictures"}]
    letters = pl.lit(ABSENT * len(CELLS))
    return [
        *(pl.when(~failed).then(pl.col(name)).alias(name) for name in nothing),
        pl.when(failed).then(pl.lit("failed")).otherwise("status").alias("status"),
        pl.when(failed).then(pl.lit(said)).otherwise("reasons").alias("reasons"),
        *(pl.when(failed).then(letters).otherwise(name).alias(name) for name in ("states", "statuses")),
        pl.when(failed).then(pl.lit('{"code_at_year": null}')).otherwise("place").alias("place"),
    ]


def _values(made: Sheet, take: NDArray[np.int64]) -> pl.DataFrame:
    """A column a cell: null where nothing is printed or a blank is no implied zero."""
    columns = {}
    for name, dtype in cell_columns().items():
        at = AT[name]
        letters = made.states[take, at]
        known = (letters == ord("n")) | ((letters == ord("b")) & (made.statuses[take, at] == ord("p")))
        column = pl.Series(name, made.values[take, at])
        if dtype != pl.Int64:
            column = (column.cast(pl.Decimal(38, 4)) / MONEY).cast(dtype)
        columns[name] = column.set(pl.Series(~known), None)
    return pl.DataFrame(columns)


def _packed(letters: NDArray[np.uint8]) -> pl.Series:
    joined = np.ascontiguousarray(letters).view(f"S{letters.shape[1]}").ravel()
    return pl.Series(joined.astype(bytes).tolist(), dtype=pl.Binary).cast(pl.String)


def _hex(rng: np.random.Generator, rows: int, size: int) -> pl.Series:
    raw = rng.bytes(rows * size)
    return pl.Series([raw[at : at + size].hex() for at in range(0, len(raw), size)], dtype=pl.String)

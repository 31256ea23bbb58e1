"""Which reports a figure is made of: for a region by the rule of `bodies`, for a body its own report.

In: frames and a region or a body, and a year. Out: the basis (`consolidated`, `assembled`, for a body its scope)
and the reports, each body once. Everything that shows a figure asks here, so that nothing is added twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from workbench.bodies import LEVELS, NATION, NATIONAL, each_body_once, level_of, of_region, regions_of
from workbench.errors import BadCall
from workbench.form import all_cells
from workbench.frames.answered import answered

if TYPE_CHECKING:
    from workbench.frames import Frames

# What is read of the reports behind the figures of many subjects.
OF_MANY = ("report_id", "body_id", "place", "kind", "scope", "year", "edition", "n_doubtful")
FEW_SUBJECTS = 3  # of more, all are counted in one pass
Counted = tuple[str | None, pl.DataFrame]  # basis and reports of a figure
UNDECIDED = "undecided"  # there are reports, and their scopes do not say which may be added


def unplaced(frames: Frames, year: int) -> int:
    """How many reports of the year were read but have no place: they are in no region's figure."""
    here = pl.col("place").is_null(), pl.col("year") == year, pl.col("status") != "failed"
    return frames.find(*here, columns=["report_id"]).height


def counted(
    frames: Frames,
    *,
    region: str | None = None,
    body: str | None = None,
    year: int,
    columns: Iterable[str] | None = None,
) -> Counted:
    """Basis and reports behind a figure. No rows, and basis None: no report, or UNDECIDED. Raises BadCall.

    `columns`: those of the reports that are asked for, of OF_MANY; of a country's all are much to read.
    """
    if (region is None) == (body is None):
        raise BadCall(
            where="figures",
            found="neither region nor body" if region is None else "both region and body",
            expected="one of the two",
            todo="Name the place (region) or the body that reports.",
        )
    if region == NATION and columns is not None:
        return _of_region(frames, region, year, columns)
    every = frames.reports_like.columns

    def find() -> Counted:
        return (
            _of_body(frames, str(body), year) if region is None else _of_region(frames, region, year, every)
        )

    basis, reports = answered(frames, ("counted", region, body, year), find)
    return basis, reports if columns is None or region is None else reports.select(*columns)


def counted_years(
    frames: Frames, years: Iterable[int], *, region: str | None = None, body: str | None = None
) -> list[Counted]:
    """`counted` for each of these years, with the columns OF_MANY; the nation's reports are read at once."""
    if region is not None and region in NATIONAL:
        return counted_each(frames, [Subject(year, region) for year in years])
    return [counted(frames, region=region, body=body, year=year, columns=OF_MANY) for year in years]


def years(frames: Frames, *, region: str | None = None, body: str | None = None, until: int) -> list[int]:
    """The years up to `until` with a report that was read, for the same region or body as in `counted`."""
    if region == NATION:
        reports = frames.find_in_regions(pl.col(regions_of("national")) == NATION, columns=["year"])
    elif region is not None:
        reports = frames.near(region, ["year"]).filter(pl.col(regions_of(level_of(region))) == region)
    else:
        reports = frames.find(pl.col("body_id") == body).filter(pl.col("status") != "failed")
    return list(reports.filter(pl.col("year") <= until)["year"].unique().sort())


class Subject(NamedTuple):
    """Whose figure: a region's or a body's, of a year."""

    year: int
    region: str | None = None
    body: str | None = None


def counted_each(frames: Frames, subjects: Sequence[Subject]) -> list[Counted]:
    """`counted` for each of many subjects: of more than FEW_SUBJECTS in one pass over the frames."""
    if len(subjects) <= FEW_SUBJECTS:
        return [
            counted(frames, region=each.region, body=each.body, year=each.year, columns=OF_MANY)
            for each in subjects
        ]
    for each in subjects:
        if (each.region is None) == (each.body is None):
            counted(frames, region=each.region, body=each.body, year=each.year)  # says what is wrong
    keys = pl.DataFrame(
        subjects, schema={"year": pl.Int32, "region": pl.String, "body": pl.String}, orient="row"
    ).with_row_index("number")
    of_regions, of_bodies = _regions_each(frames, keys), _bodies_each(frames, keys)
    found = of_regions | of_bodies
    none = pl.DataFrame(schema={name: frames.reports_like.schema[name] for name in OF_MANY})
    undecided = _with_reports(frames, keys.filter(~pl.col("number").is_in(list(found))))
    return [
        found.get(number) or (UNDECIDED if number in undecided else None, none)
        for number in range(len(subjects))
    ]


def values(frames: Frames, reports: pl.DataFrame, cells: Iterable[str] | None = None) -> pl.DataFrame:
    """The wide rows of those reports, in their order; of all cells or of some, which is much less to read."""
    cells = all_cells() if cells is None else list(cells)
    if not cells:  # of a measure that counts bodies or checks; a table read without columns has no rows
        return reports.select("report_id")
    found = frames.values(reports["report_id"], cells).lazy()
    ids = reports.lazy().select("report_id")
    return ids.join(found, on="report_id", how="left", maintain_order="left").collect()


def _of_body(frames: Frames, body: str, year: int) -> Counted:
    mine = frames.find(pl.col("body_id") == body)
    reports = each_body_once(mine.filter(pl.col("year") == year, pl.col("status") != "failed"))
    return (reports["scope"][0], reports) if reports.height else (None, reports)


def _of_region(frames: Frames, region: str, year: int, columns: Iterable[str]) -> Counted:
    """By the one rule for regions; UNDECIDED where the region's own reports do not say what may be added."""
    if region == NATION:
        mine = pl.col(regions_of("national")) == NATION
        rows = frames.find_in_regions(mine, columns=columns, year=year)
    else:
        rows = frames.near(region, columns)
    basis, reports = of_region(rows, region, year)
    if basis is None:
        here = frames.find(pl.col("place") == region)
        found = here.filter(pl.col("year") == year, pl.col("status") != "failed")
        basis = UNDECIDED if found.height else None
    return basis, reports.select(*columns)


def _regions_each(frames: Frames, keys: pl.DataFrame) -> dict[int, Counted]:
    """Basis and reports behind each region's figure, by the rule of `bodies.of_region`, all in one pass."""
    asked = keys.drop_nulls("region").with_columns(
        code=pl.col("region").replace(dict.fromkeys(NATIONAL, NATION))
    )
    if asked.is_empty():
        return {}
    years = asked["year"].unique()
    levels = {level_of(code) for code in asked["code"].unique()}
    codes = asked["code"].unique().implode()
    inside = pl.any_horizontal(pl.col(regions_of(level)).is_in(codes) for level in sorted(levels))
    if years.len() == 1:
        rows = frames.find_in_regions(inside, columns=OF_MANY, year=years[0])
    else:
        rows = frames.find_in_regions(pl.col("year").is_in(years.implode()), inside, columns=OF_MANY)
    parts = []
    for level in sorted(levels, key=LEVELS.index):
        mine = asked.filter([level_of(code) == level for code in asked["code"]])
        of_level = rows.join(
            mine, left_on=[regions_of(level), "year"], right_on=["code", "year"], maintain_order="left"
        )
        own = pl.col("place").is_in(NATIONAL) if level == "national" else pl.col("place") == pl.col("region")
        parts.append(of_level.with_columns(whole=own & (pl.col("scope") == "consolidated"))
                     .select("number", "whole", *OF_MANY))  # fmt: skip
    found = pl.concat(parts).sort(~pl.col("whole"), pl.col("kind") != "gov", maintain_order=True)
    has_whole = pl.col("whole").any().over("number")
    kept = found.filter(~has_whole | (pl.int_range(pl.len()).over("number") == 0))
    consolidated = set(kept.filter("whole")["number"])
    return {
        number: ("consolidated" if number in consolidated else "assembled", rows)
        for number, rows in _by_number(kept.drop("whole")).items()
    }


def _bodies_each(frames: Frames, keys: pl.DataFrame) -> dict[int, Counted]:
    """Scope and report of each body and year that counts."""
    asked = keys.drop_nulls("body").select("number", "year", body_id="body")
    if asked.is_empty():
        return {}
    mine = pl.col("body_id").is_in(asked["body_id"].unique().implode()), pl.col("status") != "failed"
    once = each_body_once(frames.find(*mine)).select(OF_MANY)
    found = _by_number(once.join(asked, on=["body_id", "year"]))
    return {number: (rows["scope"][0], rows) for number, rows in found.items()}


def _with_reports(frames: Frames, keys: pl.DataFrame) -> set[int]:
    """The subjects that are places with a report of the year, whether it may be added or not."""
    asked = keys.drop_nulls("region").select("number", "year", place="region")
    if asked.is_empty():
        return set()
    mine = pl.col("place").is_in(asked["place"].unique().implode()), pl.col("status") != "failed"
    here = frames.find(*mine, columns=["place", "year"])
    return set(asked.join(here, on=["place", "year"], how="semi")["number"])


def _by_number(rows: pl.DataFrame) -> dict[int, pl.DataFrame]:
    parts = rows.partition_by("number", as_dict=True, maintain_order=True, include_key=False)
    return {int(str(key[0])): part for key, part in parts.items()}

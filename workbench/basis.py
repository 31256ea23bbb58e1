"""Which reports a figure is made of: for a region by the rule of `bodies`, for a body its own report.

In: frames and a region or a body, and a year. Out: the basis (`consolidated`, `assembled`, for a body its scope)
and the reports, each body once. Everything that shows a figure asks here, so that nothing is added twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, overload

import polars as pl

from workbench.areas import VERSIONS
from workbench.bodies import LEVELS, NATION, NATIONAL, each_body_once, level_of, of_region, regions_of
from workbench.errors import BadCall
from workbench.form import all_cells
from workbench.frames.answered import answered
from workbench.frames.heads import PLACED, ROW
from workbench.frames.schemas import REPORTS

if TYPE_CHECKING:
    from workbench.frames import Frames

# What is read of the reports behind the figures of many subjects, and of those behind a single one.
OF_EACH = ("report_id", "body_id", "edition", "n_doubtful")
OF_MANY = (*OF_EACH, "place", "kind", "scope", "year")
NUMBERED = (*OF_EACH, ROW, PLACED)  # with the numbers of their rows, so that their cells need no search
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
) -> Sequence[Counted]:
    """`counted` for each of these years, with the columns OF_EACH; the nation's reports are read at once."""
    if region is not None and region in NATIONAL:
        return counted_each(frames, [Subject(year, region) for year in years])
    return [counted(frames, region=region, body=body, year=year, columns=OF_EACH) for year in years]


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


@dataclass(frozen=True, eq=False, repr=False)
class CountedEach(Sequence[Counted]):
    """The answers of `counted` to many questions: `bases`, and in `rows` all reports with the `number` of theirs.

    They stay in one frame, sorted by `number`: to part a country's into a thousand takes longer than to add them up.
    """

    bases: list[str | None]
    rows: pl.DataFrame

    @classmethod
    def of(cls, found: Sequence[Counted]) -> CountedEach:
        """The same of answers that came one by one."""
        if isinstance(found, cls):
            return found
        none = pl.DataFrame(schema={name: REPORTS[name] for name in OF_EACH})
        parts = [
            rows.select(pl.lit(number, pl.UInt32).alias("number"), *OF_EACH)
            for number, rows in enumerate([rows for _, rows in found] or [none])
        ]
        return cls([basis for basis, _ in found], pl.concat(parts))

    @cached_property
    def ends(self) -> list[int]:
        """Where the rows of each end."""
        numbers = pl.Series(range(len(self.bases)), dtype=pl.UInt32)
        return list(self.rows["number"].search_sorted(numbers, side="right"))

    @property
    def heights(self) -> list[int]:
        """How many reports each has."""
        return [end - begin for begin, end in zip([0, *self.ends], self.ends, strict=False)]

    def only_proved(self) -> CountedEach:
        """The same without the reports that have a cell in doubt."""
        return CountedEach(self.bases, self.rows.filter(pl.col("n_doubtful") == 0))

    def __len__(self) -> int:
        return len(self.bases)

    @overload
    def __getitem__(self, number: int) -> Counted: ...
    @overload
    def __getitem__(self, number: slice) -> list[Counted]: ...
    def __getitem__(self, number: int | slice) -> Counted | list[Counted]:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        end = self.ends[number]
        return self.bases[number], self.rows[(self.ends[number - 1] if number else 0) : end].drop("number")


def counted_each(frames: Frames, subjects: Sequence[Subject]) -> CountedEach:
    """`counted` for each of many subjects: of more than FEW_SUBJECTS in one pass over the frames."""
    if len(subjects) <= FEW_SUBJECTS:
        return CountedEach.of(
            [
                counted(frames, region=each.region, body=each.body, year=each.year, columns=OF_EACH)
                for each in subjects
            ]
        )
    for each in subjects:
        if (each.region is None) == (each.body is None):
            counted(frames, region=each.region, body=each.body, year=each.year)  # says what is wrong
    schema = {"year": pl.Int32, "region": pl.String, "body": pl.String}
    keys = pl.DataFrame(list(zip(*subjects, strict=True)), schema=schema).with_row_index("number")
    found = pl.concat([_regions_each(frames, keys), _bodies_each(frames, keys)])
    bases: dict[int, str] = dict(found.select("number", "basis").unique().iter_rows())
    undecided = _with_reports(frames, keys.filter(~pl.col("number").is_in(list(bases))))
    told = [bases.get(at) or (UNDECIDED if at in undecided else None) for at in range(len(subjects))]
    rows = found.drop("basis")
    return CountedEach(told, rows if rows["number"].is_sorted() else rows.sort("number", maintain_order=True))


def values(frames: Frames, reports: pl.DataFrame, cells: Iterable[str] | None = None) -> pl.DataFrame:
    """The wide rows of those reports, in their order; of all cells or of some, which is much less to read."""
    cells = all_cells() if cells is None else list(cells)
    if not cells:  # of a measure that counts bodies or checks; a table read without columns has no rows
        return reports.select("report_id")
    found = frames.values(reports["report_id"], cells).lazy()
    ids = reports.lazy().select("report_id")
    rows = ids.join(found, on="report_id", how="left", maintain_order="left")
    return rows.collect(engine="in-memory")


def _of_body(frames: Frames, body: str, year: int) -> Counted:
    mine = frames.find(pl.col("body_id") == body)
    reports = each_body_once(mine.filter(pl.col("year") == year, pl.col("status") != "failed"))
    return (reports["scope"][0], reports) if reports.height else (None, reports)


def _of_region(frames: Frames, region: str, year: int, columns: Iterable[str]) -> Counted:
    """By the one rule for regions; UNDECIDED where the region's own reports do not say what may be added."""
    read = dict.fromkeys([*columns, *OF_MANY])
    if region == NATION:
        mine = pl.col(regions_of("national")) == NATION
        rows = frames.find_in_regions(mine, columns=read, year=year)
    else:
        rows = frames.near(region, read)
    basis, reports = of_region(rows, region, year)
    if basis is None:
        here = frames.find(pl.col("place") == region)
        found = here.filter(pl.col("year") == year, pl.col("status") != "failed")
        basis = UNDECIDED if found.height else None
    return basis, reports.select(*columns)


def _regions_each(frames: Frames, keys: pl.DataFrame) -> pl.DataFrame:
    """`number`, `basis` and NUMBERED of the reports behind each region's figure, by the rule of `bodies.behind`."""
    asked = keys.drop_nulls("region").with_columns(
        region=pl.col("region").replace(dict.fromkeys(NATIONAL, NATION))
    )
    if asked.is_empty():
        return _none()
    level_of_each = pl.Series([level_of(code) for code in asked["region"]], dtype=pl.String)
    parts = []
    for level in sorted(level_of_each.unique(), key=LEVELS.index):
        mine = asked.filter(level_of_each == level)
        rows = frames.behind(level, mine["year"].unique(), mine["region"].unique())
        parts.append(
            rows.join(mine.select("number", "region", "year"), on=["region", "year"], maintain_order="left")
        )
    basis = pl.when("whole").then(pl.lit("consolidated")).otherwise(pl.lit("assembled"))
    return pl.concat(parts).select("number", basis.alias("basis"), *NUMBERED)


def _bodies_each(frames: Frames, keys: pl.DataFrame) -> pl.DataFrame:
    """The same of each body and year: its scope and its report that counts."""
    asked = keys.drop_nulls("body").select("number", "year", body_id="body")
    if asked.is_empty():
        return _none()
    mine = pl.col("body_id").is_in(asked["body_id"].unique().implode()), pl.col("status") != "failed"
    once = each_body_once(frames.find(*mine, columns=dict.fromkeys([*NUMBERED, "scope", *VERSIONS])))
    return once.join(asked, on=["body_id", "year"]).select(
        "number", pl.col("scope").alias("basis"), *NUMBERED
    )


def _none() -> pl.DataFrame:
    numbers = dict.fromkeys(("number", ROW, PLACED), pl.UInt32())
    schema = REPORTS | numbers
    return pl.DataFrame(
        schema={"number": schema["number"], "basis": pl.String()} | {name: schema[name] for name in NUMBERED}
    )


def _with_reports(frames: Frames, keys: pl.DataFrame) -> set[int]:
    """The subjects that are places with a report of the year, whether it may be added or not."""
    asked = keys.drop_nulls("region").select("number", "year", place="region")
    if asked.is_empty():
        return set()
    mine = pl.col("place").is_in(asked["place"].unique().implode()), pl.col("status") != "failed"
    years = asked["year"].unique()
    here = frames.find(*mine, columns=["place", "year"], year=years[0] if years.len() == 1 else None)
    return set(asked.join(here, on=["place", "year"], how="semi")["number"])

"""Which reports make up a region's figure: its consolidated report, else the parts below it, each body once.

In: the reports frame. Out: for each report the regions that it counts in, so that a region's reports are one filter
and all regions one group_by. Serves the rule of region figures (汇总报告、本级报告); a report that a consolidated
one above it contains is never added to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

# Codes of GB/T 2260 that have no place above them, or none of the next level.
NATION = "000000"
NATIONAL = (NATION, "100000")
MUNICIPALITIES = ("11", "12", "31", "50")  # 北京 天津 上海 重庆: no prefecture above their districts
UNDER_THE_PROVINCE = "90"  # 省直辖县级行政区划: counties without a prefecture, as 仙桃市 429004

LEVELS = ("township", "county", "prefecture", "province", "national")  # from below upward

REVISED = "更正|修订|订正|勘误|更新版|修改版|修正|重新(?:公布|发布|公开)"  # a version that replaces another

LIKE = ("level", "kind", "scope", "year")  # what peers have in common
TO_EXPECT = ("body_id", "place", "year", "kind", "scope")  # what `expected` looks at, besides the regions

# By law departments publish by 31 January and governments by 31 March; a body counts as due from the later date on.
DUE_MONTH, DUE_DAY = 3, 31
ARTICLE = "政府信息公开条例 (2019), Article 49"  # why a government from the county up reports
EXPECTED: dict[str, pl.DataType] = {
    "body_id": pl.String(),
    "read": pl.Boolean(),
    "ground": pl.String(),  # reported, law, local order or seen before
    "source": pl.String(),  # of the law or the order
    "as_of": pl.Date(),  # the day for which it is told; null: all reports are due
}


def with_regions(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports of the frame, each body and year once, with the regions that each counts in.

    Adds `in_township`, `in_county`, `in_prefecture`, `in_province`, `in_national`: the code of the region of that
    level above (or at) the report's place if the report is part of that region's figure, else null. A report counts
    upward until a place with a consolidated report, which then counts in its stead. Reports of unknown scope count
    only where they are the place's only report of the year: two of them may contain each other.
    """
    each = each_body_once(reports.filter(pl.col("status") != "failed", pl.col("place").is_not_null()))
    covered = (
        each.lazy()
        .filter(scope="consolidated")
        .select("year", "place")
        .unique()
        .collect(engine="in-memory")
        .lazy()
    )
    once = each.lazy().with_columns(code.alias(f"_{level}") for level, code in codes_above().items())
    for level in LEVELS:
        flags = covered.select(
            "year", pl.col("place").alias(f"_{level}"), pl.lit(True).alias(f"_has_{level}")
        )
        once = once.join(flags, on=["year", f"_{level}"], how="left", maintain_order="left")
    told = once.with_columns(_counts_in()).select(pl.exclude("^_.*$"))  # without the helper columns
    return told.collect(engine="in-memory")


def regions_of(level: str) -> str:
    """The column of `with_regions` that holds the regions of that level."""
    return f"in_{level}"


def level_of(region: str) -> str:
    """The level of a region by its code: 9 digits a township, 6 digits above it; 000000 and 100000 are the nation."""
    if len(region) == 9:
        return "township"
    if region in NATIONAL:
        return "national"
    return "province" if region.endswith("0000") else "prefecture" if region.endswith("00") else "county"


def one_code(region: str) -> str:
    """The code that frames use for the region: 000000 for the nation, which 100000 stands for too."""
    return NATION if region in NATIONAL else region


def of_region(counted: pl.DataFrame, region: str, year: int) -> tuple[str | None, pl.DataFrame]:
    """The basis of a region's figure (consolidated, assembled, or None without reports) and its reports."""
    level, own = level_of(region), NATIONAL if region in NATIONAL else (region,)
    found = counted.filter(pl.col(regions_of(level)) == one_code(region), pl.col("year") == year)
    whole = found.filter(pl.col("place").is_in(own), pl.col("scope") == "consolidated")
    if not whole.is_empty():
        return "consolidated", whole.sort(pl.col("kind") != "gov", maintain_order=True).head(1)
    return (None if found.is_empty() else "assembled"), found


def behind(counted: pl.DataFrame, level: str) -> pl.DataFrame:
    """The reports behind the figure of each region of that level and year, by the rule of `of_region`, by region.

    With `region`, and `whole` for its consolidated report, which then stands alone.
    """
    region = pl.col(regions_of(level))
    own = pl.col("place").is_in(NATIONAL) if level == "national" else pl.col("place") == region
    whole = own & (pl.col("scope") == "consolidated")
    rows = counted.filter(region.is_not_null()).with_columns(region=region, whole=whole.fill_null(False))
    ordered = rows.sort("region", "year", ~pl.col("whole"), pl.col("kind") != "gov", maintain_order=True)
    of_one = ["region", "year"]
    first = pl.struct(of_one).is_first_distinct()
    return ordered.filter(first | ~pl.col("whole").any().over(of_one))


def reports_of_regions(counted: pl.DataFrame) -> dict[tuple[str, int], set[str]]:
    """For each region and year the ids of the reports that its figure is made of, those below it among them."""
    long = counted.unpivot(
        [regions_of(level) for level in LEVELS], index=["year", "report_id"], value_name="region"
    )
    groups = long.drop_nulls("region").group_by("region", "year").agg("report_id")
    return {
        (region, year): set(ids)
        for region, year, ids in groups.select("region", "year", "report_id").iter_rows()
    }


def expected(
    counted: pl.DataFrame,
    region: str,
    year: int,
    as_of: date | None = None,
    owing: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The bodies behind a region's figure: EXPECTED, with the `ground` for expecting one that is not `read`.

    A body seen in another year is expected again, one that is `owing` (body_id, place, ground, source: see `orders`) in
    every year, unless a consolidated report of this year contains it; and a government from the county up is expected
    by law (Regulation of 2019, Article 49). What is not yet due at `as_of` (default: everything is due) is not missing.
    At least so many: bodies that nobody saw or named are not known.
    """
    region, level = one_code(region), regions_of(level_of(region))
    of_year = pl.col("year") == year
    read = counted.filter(pl.col(level) == region, of_year).select(
        "body_id", read=pl.lit(True), ground=pl.lit("reported"), source=pl.lit(None, pl.String)
    )
    contained = counted.filter(of_year, pl.col("scope") == "consolidated")["place"].to_list()
    seen = counted.select("body_id", "place", ground=pl.lit("seen before"), source=pl.lit(None, pl.String))
    known = seen if owing is None else pl.concat([owing.select(seen.columns), seen])
    missing = known.filter(
        within(region),
        ~pl.col("body_id").is_in(counted.filter(of_year)["body_id"].implode()),
        ~_is_inside(contained),
    ).select("body_id", pl.lit(False).alias("read"), "ground", "source")
    missing = pl.concat([missing, by_law(counted, region)])
    rows = pl.concat([read, missing if is_due(year, as_of) else missing.clear()])
    once = rows.unique("body_id", keep="first", maintain_order=True)
    return once.with_columns(as_of=pl.lit(as_of, pl.Date)).sort("body_id").select(*EXPECTED)


def is_due(year: int, as_of: date | None) -> bool:
    """Whether the reports of the year are due at that day; without a day they are."""
    return as_of is None or as_of > date(year + 1, DUE_MONTH, DUE_DAY)


def same_until(year: int, as_of: date) -> date | None:
    """The last day on which the reports of the year and of those before are due, or not, as at `as_of`; None: all are.

    A page tells no more of the day than this, so that it stays as it is until reports fall due.
    """
    if is_due(year, as_of):
        return None
    last = date(as_of.year, DUE_MONTH, DUE_DAY)
    return last if as_of <= last else last.replace(year=as_of.year + 1)


def by_law(counted: pl.DataFrame, region: str) -> pl.DataFrame:
    """The region's own government, if no report of it has been seen in any year."""
    seen = counted.filter(pl.col("place") == region, pl.col("kind") == "gov").height > 0
    owed = level_of(region) in ("county", "prefecture", "province") and not seen
    law = {"body_id": f"{region}.gov", "read": False, "ground": "law", "source": ARTICLE}
    return pl.DataFrame([law] if owed else [], schema={name: EXPECTED[name] for name in law})


# ------------------------------------------------------------------------------------------------ expressions


def codes_above() -> dict[str, pl.Expr]:
    """The codes of the places at and above a report's place, one for each level that it has."""
    place = pl.col("place")
    province, prefecture, county = place.str.head(2), place.str.slice(2, 2), place.str.slice(4, 2)
    no_prefecture = prefecture.is_in(["00", UNDER_THE_PROVINCE]) | province.is_in(MUNICIPALITIES)
    nation = place.is_in(NATIONAL)
    return {
        "township": pl.when(place.str.len_chars() == 9).then(place),
        "county": pl.when(~nation & (county != "00")).then(place.str.head(6)),
        "prefecture": pl.when(~nation & ~no_prefecture).then(place.str.head(4) + "00"),
        "province": pl.when(~nation).then(province + "0000"),
        "national": pl.lit(NATION),
    }


def _counts_in() -> list[pl.Expr]:
    """Going upward, a report counts until a place with a consolidated report; that report itself goes on."""
    alone = pl.len().over("place", "year") == 1
    blocked = (pl.col("scope") == "unknown") & ~alone
    columns = []
    below = pl.lit(False)  # whether a place lower than this level exists, that is, the report's own place
    for level in LEVELS:
        code, has = pl.col(f"_{level}"), pl.col(f"_has_{level}").fill_null(False)
        is_own_place = code.is_not_null() & ~below
        itself = is_own_place & (pl.col("scope") == "consolidated")
        blocked = blocked | (has & ~itself)
        columns.append(pl.when(code.is_not_null() & ~blocked).then(code).alias(regions_of(level)))
        below = below | code.is_not_null()
    return columns


def each_body_once(reports: pl.DataFrame) -> pl.DataFrame:
    """The latest version of each body and year, as `newest_first` has it."""
    once = _newest_first(reports.lazy(), reports.columns)
    return once.unique(["body_id", "year"], keep="first", maintain_order=True).collect(engine="in-memory")


def alike_once(reports: pl.DataFrame) -> pl.DataFrame:
    """The same within each level, kind and scope: those that are peers, in the order of LIKE."""
    once = _newest_first(reports.lazy(), reports.columns).unique([*LIKE, "body_id"], keep="first")
    return once.sort(*LIKE, "body_id").collect(engine="in-memory")


def newest_first(reports: pl.DataFrame) -> pl.DataFrame:
    """By body and year: versions called corrected before others, then the later published before the earlier.

    The path decides between equals, so that machines agree.
    """
    return _newest_first(reports.lazy(), reports.columns).collect(engine="in-memory")


def _newest_first(reports: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
    revised = [is_revised("title")] if "title" in columns else []
    keys = [pl.col("body_id"), pl.col("year"), *revised, pl.col("published"), pl.col("path")]
    later_first = [False, False, *(True for _ in revised), True, False]
    return reports.sort(keys, descending=later_first, nulls_last=True)


def is_revised(title: str) -> pl.Expr:
    """Whether the title in that column calls the report a corrected version: 更正, 修订, 订正, 重新发布."""
    return pl.col(title).str.contains(REVISED).fill_null(False)


def within(region: str) -> pl.Expr:
    """Whether the place is the region or lies in it: a range of codes, so that a sorted file is read only there."""
    digits = {"township": 9, "county": 6, "prefecture": 4, "province": 2, "national": 0}[level_of(region)]
    first = region[:digits]
    return pl.col("place").is_between(pl.lit(first), pl.lit(f"{first}~")) if digits else pl.lit(True)


def places_above(region: str) -> list[str]:
    """The codes at and above a region."""
    above = (region[:6], f"{region[:4]}00", f"{region[:2]}0000", *NATIONAL)
    return list(dict.fromkeys((region, *above)))


def _is_inside(places: list[str]) -> pl.Expr:
    """Whether the place is one of these or lies in one of them."""
    inside = pl.lit(False)
    for code in codes_above().values():
        inside = inside | code.is_in(places).fill_null(False)
    return inside

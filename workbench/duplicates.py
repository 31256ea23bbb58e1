"""Reports that are there twice: on two sites, under two years, in two versions. All are kept, one counts.

In: the counted reports and their figures. Out: links, one row for each report that another one stands for. `copy`: the
same body, year and figures, or the same figures from a page that does not say whose they are. `other_year`: the same
figures under another year (a text copied forward, a library's copy with its year changed). `same_figures`: equal
figures, but an account of their own: both count, and it is said. `revision`: one body's two versions of a year. Equal
figures are evidence from TELLING digits on: reports of zeros are alike everywhere.
"""

from __future__ import annotations

import re

import polars as pl

from workbench.bodies import is_revised, newest_first
from workbench.form import all_cells

TELLING = 16  # digits of the numbers that are not zero: about what one report with five requests prints
# What is compared first, of all reports; only of those that agree in these the whole table is read.
FIRST_LOOK = (
    *(f"requests.{row}.total" for row in ("received", "granted", "unavailable_not_held", "total_processed")),
    "review.total",
    "proactive.licensing.decisions",
    "proactive.penalty.decisions",
)
_FIRST_DIGITS = 4
# Stocks stay as they are from year to year, so they are no evidence.
_STOCKS = (".in_force", ".total_disclosed", ".previous")
FIGURES = tuple(
    name for name, cell in all_cells().items() if cell.unit == "count" and not name.endswith(_STOCKS)
)
COPY, OTHER_YEAR, REVISION, SAME_FIGURES = "copy", "other_year", "revision", "same_figures"
ALIKE = 0.8  # share of runs of RUN signs that two narratives have in common, years and numbers left out
RUN = 4
NARRATIVE = (1, 5, 6)  # sections in the offices' own words

LINKS: dict[str, pl.DataType] = {
    "report_id": pl.String(),
    "link": pl.String(),
    "duplicate_of": pl.String(),  # the report that counts in its stead
    "why": pl.String(),
}


def suspects(reports: pl.DataFrame, values: pl.DataFrame) -> pl.Series:
    """The ids of reports that agree with another one of their body, or with one without a place, at first look.

    `values`: report_id and the cells of FIRST_LOOK. One group_by and one join, whatever the number of reports.
    """
    looked = (
        reports.filter(pl.col("status") != "failed")
        .select("report_id", "body_id", unplaced=pl.col("place").is_null())
        .join(values.select("report_id", *FIRST_LOOK), on="report_id", how="left", maintain_order="left")
        .filter(_digits(FIRST_LOOK) >= _FIRST_DIGITS)
        .select("report_id", "body_id", "unplaced", look=_hashed(FIRST_LOOK))
    )
    lost = looked.filter("unplaced").select("look").unique()
    again = pl.len().over("body_id", "look") > 1
    same_as_lost = looked.join(lost, on="look", how="semi").filter(pl.len().over("look") > 1)
    return pl.concat([looked.filter(again)["report_id"], same_as_lost["report_id"]]).unique().sort()


def copies(reports: pl.DataFrame, values: pl.DataFrame, said: pl.Series) -> pl.DataFrame:
    """LINKS of the reports that are copies of another; `values` of the suspects, with the cells of FIGURES.

    Which one counts: one of which a person says so (`said`), else one from a site under gov.cn, one that says whose it
    is, the earliest year, the first path. Reports that a person says count are never left out.
    """
    keys = ["report_id", "body_id", "place", "kind", "department", "issuer", "year", "source_url", "path"]
    telling = values.filter(_digits(FIGURES) >= TELLING).select("report_id", figures=_printed(FIGURES))
    found = telling.join(reports.select(keys), on="report_id").with_columns(
        official=pl.col("source_url").str.contains(r"^https?://[^/]+\.gov\.cn(?:[:/]|$)").fill_null(False),
        placed=pl.col("place").is_not_null(),
        said=pl.col("report_id").is_in(said.implode()),
    )
    best_first = found.with_columns(owner=_owner()).sort(
        ["said", "official", "placed", "year", "path"],
        descending=[True, True, True, False, False],
        nulls_last=True,
    )
    group = ["figures", "owner"]
    first = [
        pl.col(name).first().over(group).alias(f"first_{name}")
        for name in ("report_id", "official", "placed", "year", "said")
    ]
    other = pl.col("year").is_not_null() & (pl.col("year") != pl.col("first_year")).fill_null(False)
    linked = best_first.with_columns(first).filter(
        pl.col("report_id") != pl.col("first_report_id"), ~pl.col("said")
    )
    return _links(
        linked,
        link=pl.when(other).then(pl.lit(OTHER_YEAR)).otherwise(pl.lit(COPY)),
        duplicate_of=pl.col("first_report_id"),
        why=_why(),
    )


def narratives(sections: pl.DataFrame) -> pl.DataFrame:
    """`report_id` and `text` of each report's narrative sections, in the form's order; empty ones left out."""
    own = sections.filter(pl.col("number").is_in(NARRATIVE)).sort("report_id", "number")
    texts = own.group_by("report_id", maintain_order=True).agg(pl.col("text").drop_nulls().str.join("\n"))
    return texts.filter(pl.col("text").str.strip_chars() != "")


def judged(links: pl.DataFrame, narratives: pl.DataFrame) -> pl.DataFrame:
    """The links of `copies`, SAME_FIGURES where both reports tell a narrative of their own. `narratives`: report_id,
    text; a report without a row has none, and then the figures decide."""
    texts = dict(narratives.select("report_id", "text").iter_rows())
    pairs = links.select("report_id", "duplicate_of").iter_rows()
    own = [a in texts and b in texts and likeness(texts[a], texts[b]) < ALIKE for a, b in pairs]
    differs = pl.Series(own, dtype=pl.Boolean)
    why = pl.lit("the narratives differ, so both count: compare the figures with the sources")
    return links.with_columns(
        link=pl.when(differs).then(pl.lit(SAME_FIGURES)).otherwise("link"),
        why=pl.when(differs).then(why).otherwise("why"),
    )


def likeness(one: str, other: str) -> float:
    """The share of their runs of RUN signs that two texts have in common, 0 to 1; without years, numbers, spaces."""
    runs = [_runs(re.sub(r"[\d\s.,%]+|[〇○零一二三四五六七八九]{4}年", "", text)) for text in (one, other)]
    every = runs[0] | runs[1]
    return len(runs[0] & runs[1]) / len(every) if every else 1.0


def _runs(text: str) -> set[str]:
    return {text[n : n + RUN] for n in range(max(len(text) - RUN + 1, min(len(text), 1)))}


def revisions(reports: pl.DataFrame) -> pl.DataFrame:
    """LINKS of the versions of a body's year that do not count; `bodies.each_body_once` decides by the same order."""
    read = reports.filter(pl.col("status") != "failed").drop_nulls(["place", "year"])
    ordered = newest_first(read).with_columns(
        pl.col(name).first().over("body_id", "year").alias(f"first_{name}")
        for name in ("report_id", "published", "title")
    )
    older = ordered.filter(pl.col("report_id") != pl.col("first_report_id"))
    later = (pl.col("first_published") > pl.col("published")).fill_null(False)
    why = (
        pl.when(is_revised("first_title") & ~is_revised("title"))
        .then(pl.lit("the other's title says that it is corrected"))
        .when(later)
        .then(pl.lit("the other was published later"))
        .otherwise(pl.lit("nothing tells which is the later one; the first path counts"))
    )
    return _links(older, link=pl.lit(REVISION), duplicate_of=pl.col("first_report_id"), why=why)


# ------------------------------------------------------------------------------------------------ expressions


def _links(rows: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    return (
        rows.select("report_id", **columns)
        .select(pl.col(n).cast(t) for n, t in LINKS.items())
        .sort("report_id")
    )


def _owner() -> pl.Expr:
    """Whose the figures are: the body that says so; else the only one of that kind that prints them; else its own name.

    A page without a place that names another kind of body (an 教育局, where a government prints the same) is no copy.
    """
    body = pl.when("placed").then("body_id")
    kind = pl.concat_str("kind", "department", separator=".", ignore_nulls=True)
    bodies = body.drop_nulls().n_unique().over("figures")
    only = body.drop_nulls().first().over("figures")
    its_kind = kind.filter(pl.col("placed")).first().over("figures")
    fits = (bodies == 1) & (pl.col("kind").is_null() | (kind == its_kind))
    return pl.coalesce(body, pl.when(fits).then(only), pl.col("issuer").fill_null(""))


def _why() -> pl.Expr:
    return (
        pl.when("first_said")
        .then(pl.lit("register.csv says that the other counts"))
        .when(pl.col("first_official") & ~pl.col("official"))
        .then(pl.lit("the other is from a site under gov.cn"))
        .when(pl.col("first_placed") & ~pl.col("placed"))
        .then(pl.lit("the other says whose it is"))
        .when((pl.col("first_year") < pl.col("year")).fill_null(False))
        .then(pl.lit("the other is of the earlier year"))
        .otherwise(pl.lit("the other comes first by its path"))
    )


def _digits(cells: tuple[str, ...]) -> pl.Expr:
    """How many digits the numbers have that are not zero; side by side, for a long chain of sums takes long to plan."""
    numbers = (pl.col(cell).cast(pl.Float64) for cell in cells)
    digits = (pl.when(number > 0).then((number + 0.5).log10().floor() + 1) for number in numbers)
    return pl.sum_horizontal(list(digits))


def _hashed(cells: tuple[str, ...]) -> pl.Expr:
    """The same as one number, for a first look."""
    return pl.struct([pl.col(cell).fill_null(0) for cell in cells]).hash()


def _printed(cells: tuple[str, ...]) -> pl.Expr:
    """The numbers in a row; a blank is a zero here, for sites turn one into the other."""
    return pl.concat_str([pl.col(cell).fill_null(0).cast(pl.String) for cell in cells], separator=",")

"""The page on narratives: what section five names, and how alike the texts of a region's reports are.

In: what the page was asked for. Out: themes with counts and examples, each body's likeness to its own report of the
year before and to the most similar other body, the nearest pairs side by side, and the limits of all this. Without
scikit-learn the comparison says so in its place; the themes need nothing.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import similarity
from workbench.areas import inside
from workbench.page_text import pairs_of, themes_part
from workbench.parameters import Asked
from workbench.tables import Note, note, table
from workbench.themes import mentions
from workbench.units import named
from workbench.wording import Count, count, percent, say

MOST_COMPARED = 2000  # narratives of one page: a province's; more are not compared, and the page says so
MOST_LISTED = 20  # reports of a table; the download has all
MOST_SHOWN = 3  # pairs whose sentences stand side by side
HIGH = 0.9  # of such likeness hardly more than names and numbers differ


def title(asked: Asked, reports: pl.DataFrame) -> Note:
    """How many reports, and in how many of them section five names something."""
    found = mentions(asked.frames.part("sections", reports["report_id"]))
    numbers = {
        "reports": Count(reports.height),
        "told": count(found["report_id"].n_unique()),
        "sentences": Count(found.select("report_id", "sentence").n_unique()),
    }
    place = asked.place.split(" ")[-1]
    return note("narrative_title", asked.lang, place=place, year=asked.year, **numbers)


def reports_of(asked: Asked) -> pl.DataFrame:
    """The reports of all bodies inside the region, with `name`."""
    return named(inside(asked.frames, asked.region, year=asked.year))


def themes(asked: Asked, reports: pl.DataFrame) -> list[Any]:
    """Themes of problems and measures, with counts and an example each."""
    sections = asked.frames.part("sections", reports["report_id"])
    return [note("narrative", asked.lang), *themes_part(sections, asked.lang)]


def likeness(asked: Asked, reports: pl.DataFrame) -> list[Any]:
    """Each report against its year before and against its most similar other body; the nearest pairs in full."""
    lang = asked.lang
    if not similarity.available():
        return [note("likeness", lang, told=say("narrative.no_extra", lang))]
    if reports.height > MOST_COMPARED:
        many = say("narrative.too_many", lang, n=Count(reports.height), most=count(MOST_COMPARED))
        return [note("likeness", lang, told=many)]
    now = similarity.narratives(asked.frames.part("sections", reports["report_id"]))
    before = named(inside(asked.frames, asked.region, year=asked.year - 1))
    then = similarity.narratives(asked.frames.part("sections", before["report_id"]))
    names = dict(pl.concat([reports, before]).select("report_id", "name").iter_rows())
    others = similarity.nearest(now).with_columns(with_what=pl.lit("other"))
    found = pl.concat([_last_year(reports, before, now, then), others])
    if found.is_empty():
        return [note("likeness", lang, told=say("narrative.alone", lang))]
    texts = dict(pl.concat([now, then]).iter_rows())
    kinds = (_of_kind(found.filter(with_what=kind), names, texts, lang) for kind in ("own", "other"))
    limits = note("likeness", lang, told=say("page.reused_limits", lang))
    return [limits, *(part for parts in kinds for part in parts)]


def _last_year(
    reports: pl.DataFrame, before: pl.DataFrame, now: pl.DataFrame, then: pl.DataFrame
) -> pl.DataFrame:
    """The likeness of each report to the same body's a year before, weighed among all texts of both years."""
    bodies = reports.select("report_id", "body_id").join(
        before.select("body_id", other="report_id"), on="body_id", maintain_order="left"
    )
    pairs = bodies.select("report_id", "other").join(now.select("report_id"), on="report_id", how="semi")
    pairs = pairs.filter(pl.col("other").is_in(then["report_id"].implode()))
    return similarity.of_pairs(pl.concat([now, then]), pairs).with_columns(with_what=pl.lit("own"))


def _of_kind(found: pl.DataFrame, names: dict[str, str], texts: dict[str, str], lang: str) -> list[Any]:
    """The sentence on the spread of likeness, the table of all, and the nearest pairs side by side."""
    if found.is_empty():
        return []
    kind, alike = found["with_what"][0], found["similarity"]
    numbers = {"n": Count(found.height), "middle": f"{float(str(alike.median())):.2f}", "high": f"{HIGH:.1f}"}
    told = say(f"narrative.spread_{kind}", lang, **numbers, many=count(alike.filter(alike >= HIGH).len()))
    rows = found.sort(["similarity", "report_id"], descending=[True, False])
    name = pl.col("report_id").replace(names).alias("name")
    against = [pl.col("other").replace(names).alias("other_report")] if kind == "other" else []
    alike_told = pl.col("similarity").map_elements(percent, pl.String, skip_nulls=True)
    shown = rows.head(MOST_LISTED).select(name, *against, alike_told)
    parts: list[Any] = [Note(told), table(shown, lang=lang, name=f"likeness_{kind}", raw=rows)]
    # Two reports that are each other's nearest are one pair, shown once.
    pair = pl.concat_list("report_id", "other").list.sort()
    nearest = rows.unique(pair, keep="first", maintain_order=True).head(MOST_SHOWN)
    for report, other, near in nearest.select("report_id", "other", "similarity").iter_rows():
        what = say(f"narrative.pair_{kind}", lang, here=names[report], there=names[other])
        parts += pairs_of(texts[report], texts[other], what, f"pair_{kind}_{report}", lang, near)
    return parts

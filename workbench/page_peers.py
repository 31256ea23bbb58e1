"""A report among its peers, on the page of one report: spread behind its charts, funnel, profile, place around it.

In: what the page was asked for. Out: what a notebook displays, and the frames that its charts take (`Beside`); empty
where the figure is not one report, for sums of several have no peers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from workbench import charts
from workbench.areas import name_of
from workbench.basis import years
from workbench.dictionary import load_measures
from workbench.methods.shrinkage import LEAST_UNITS
from workbench.parameters import Asked
from workbench.peers import Peers
from workbench.ranking import ranking
from workbench.series import report_ids
from workbench.standing import LEAST_AROUND, around, pooled, profile
from workbench.tables import Note, Table, link, note, table
from workbench.wording import Count, count, percent, say
from workbench.wording import interval as interval_text
from workbench.years_table import years_table


class Beside(NamedTuple):
    """What stands beside a report in its charts: its peers' shares of each set, their pooled rate by year."""

    grounds: pl.DataFrame | None
    applicants: pl.DataFrame | None
    years: pl.DataFrame


def beside(asked: Asked) -> Beside:
    """The peers' numbers for the charts of the page; empty frames where the figure is not one report."""
    spread = {
        name: profile(asked.frames, **asked.who, year=asked.year, of=name)
        for name in ("grounds", "applicants")
    }
    seen = years(asked.frames, **asked.who, until=asked.year)
    return Beside(**spread, years=pooled(asked.frames, **asked.who, years=seen))


def years_part(asked: Asked, series: pl.DataFrame, near: Beside) -> list[Any]:
    """The rate with its band and the key figures by year; with one year only a sentence that says so."""
    lang = asked.lang
    if series["year"].n_unique() < 2:
        return [note("years_one", lang)]
    chart = charts.over_years(series, lang, beside=near.years)
    return [
        note("years", lang),
        *_bodies(asked, series),
        chart,
        years_table(series, year=asked.year, lang=lang),
    ]


def _bodies(asked: Asked, series: pl.DataFrame) -> list[Any]:
    """How many bodies the years have in common, where figures put together rest on other bodies in other years."""
    if series.filter(basis="assembled")["bodies"].n_unique() < 2:
        return []
    ids = report_ids(asked.frames, **asked.who, until=asked.year)
    seen = (
        asked.frames.find(pl.col("report_id").is_in(ids)).group_by("body_id").agg(pl.col("year").n_unique())
    )
    same = seen.filter(year=series["year"].n_unique()).height
    return [Note(say("page.years_differ", asked.lang, all=Count(seen.height), same=count(same)))]


def among_peers(asked: Asked, found: Peers | None) -> list[Any]:
    """Funnel, profile and place in the regions above; only of a figure that is one report."""
    if found is None:
        return []
    lang = asked.lang
    spread = profile(asked.frames, **asked.who, year=asked.year)
    near = around(asked.frames, **asked.who, year=asked.year)
    near = None if near is None else near.filter(pl.col("peers") >= LEAST_AROUND)
    parts: list[Any] = [charts.funnel(found, lang), Table(_points(found, lang))] if found.prior else []
    if spread is not None and spread["median"].count():
        ranks = ranking(asked.frames, **asked.who, year=asked.year)
        parts += [charts.spine(spread, lang, ranks), _spread_table(spread, ranks, lang)]
    if near is not None and near.height:
        parts += [_around(near, lang), _around_table(near, lang)]
    if not parts:
        few = say("chart.funnel.too_few", lang, n=Count(found.with_case), least=LEAST_UNITS)
        parts = [Note(few)]
    return [note("among", lang), *parts]


def _points(found: Peers, lang: str) -> str:
    """The points of the funnel to take away, with the probability of each being as low or as high."""
    return link(found.reports.sort("place", "report_id"), lang=lang, name="peers")


def _spread_table(spread: pl.DataFrame, ranks: pl.DataFrame, lang: str) -> Table:
    known = load_measures()
    raw = spread.join(ranks, on="measure", how="left", maintain_order="left")
    shown = pl.DataFrame(
        [
            {
                "measure": known[row["measure"]].label(lang),
                "counts": f"{count(row['x'])} / {count(row['n'])}",
                "value": percent(row["value"]),
                "interval": interval_text(row["low"], row["high"], "share"),
                "peers": row["peers"],
                "median": percent(row["median"]),
                "middle": interval_text(row["p25"], row["p75"], "share"),
                "rank": charts.rank_told(row if row["rank"] is not None else None),
            }
            for row in raw.iter_rows(named=True)
        ]
    )
    return table(shown, lang=lang, name="profile", raw=raw)


def _around(near: pl.DataFrame, lang: str) -> Note:
    """The sentence on the widest region that is not the whole country, or on the country."""
    row = near.filter(pl.col("region") != near["region"][-1]).tail(1) if near.height > 1 else near
    said = row.row(0, named=True)
    key = "around_some" if said["own"] else "around_zero"
    numbers = {name: count(said[name]) for name in ("zero", "fewer", "same", "more")}
    where = name_of(said["region"], lang).split(" ")[-1]
    text = say(f"page.{key}", lang, region=where, n=Count(said["peers"]), **numbers)
    return note("around", lang, zero=text)


def _around_table(near: pl.DataFrame, lang: str) -> Table:
    place = pl.col("region").map_elements(lambda code: name_of(code, lang).split(" ")[-1], pl.String)
    shown = near.select(place.alias("place"), "peers", "zero", "fewer", "same", "more")
    return table(shown, lang=lang, name="around", raw=near)

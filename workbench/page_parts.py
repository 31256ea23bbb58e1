"""The parts of a page that a place has only in some cases: bodies inside it, bodies of two years, errata, citation.

In: what the page was asked for. Out: a list of what a notebook displays, heading, chart, table; empty where the part
does not apply, so that a township's page has no empty axes and a province's no peers.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import charts, page_states
from workbench.areas import inside as reports_inside
from workbench.basis import values
from workbench.page_tables import parts_table
from workbench.parameters import Asked
from workbench.peers import Peers
from workbench.quality import across_of
from workbench.rates import FEW
from workbench.tables import Table, link, note, table
from workbench.units import Units, matched, states, units
from workbench.wording import Count, count, percent, points, say, split_points
from workbench.wording import interval as interval_text

RECEIVED = "requests.received.total"


def who_reported(asked: Asked) -> list[Any]:
    """Body by year; for one report of one body there is nothing to compare."""
    found = states(asked.frames, region=asked.region, until=asked.year)
    if found.height < 2:
        return []
    lang = asked.lang
    told = note("states_by_year", lang, told=page_states.seen_and_used(asked, found))
    if found["body_id"].n_unique() > charts.MOST_BODIES:
        return [told, *page_states.drawn(asked, found)]
    words = {state: say(f"chart.states.{state}", lang) for state in found["state"].unique()}
    wide = found.with_columns(pl.col("state").replace(words)).pivot("year", index=["name", "place"], values="state",
                                                                    aggregate_function="first")  # fmt: skip
    return [told, charts.states(found, lang), table(wide, lang=lang, name="who_reported", raw=found)]


def inside(asked: Asked) -> list[Any]:
    """The bodies inside the region; only where there are at least two."""
    found = units(asked.frames, region=asked.region, year=asked.year)
    if found.rows.height < 2:
        return []
    return [note("inside", asked.lang), charts.units(found, asked.lang), _units_table(found, asked.lang)]


def comparable(asked: Asked) -> list[Any]:
    """The same bodies a year before; of fewer than two with both years only a sentence, of a single body nothing."""
    found = matched(asked.frames, region=asked.region, year=asked.year)
    if found.bodies < 2:
        several = found.bodies + found.unmatched > 1
        numbers = {"n": Count(found.bodies), "unmatched": count(found.unmatched)}
        return [note("comparable_none", asked.lang, **numbers)] if several else []
    lang, growth, split = asked.lang, found.growth, found.split
    grown = "" if growth["ratio"] is None else say(
        "page.growth", lang, n=Count(found.bodies), earlier=count(growth["earlier"]), later=count(growth["later"]),
        **{key: f"{growth[key]:,.3f}" for key in ("ratio", "low", "high")},
    )  # fmt: skip
    moves = split_points(*(split.get(key) for key in ("change", "within", "mix")))
    cases = [found.rows[side].sum() for side in ("n1", "n0")]
    moved = say("page.split", lang, **moves) if split["change"] is not None and min(cases) >= FEW else ""
    raw = found.rows
    some = raw.filter(pl.col("n1") + pl.col("n0") > 0).sort(["n1", "body_id"], descending=[True, False])
    shown = some.head(charts.MOST_BODIES).select(
        "name", now=_counts("x1", "n1"), before=_counts("x0", "n0"), points=_change()
    )
    return [
        note("comparable", lang, growth=grown, split=moved),
        charts.matched(found, lang),
        table(shown, lang=lang, name="comparable_bodies", raw=raw),
        *([Table(link(found.lone, lang=lang, name="bodies_of_one_year"))] if found.unmatched else []),
    ]


def concentration(asked: Asked) -> list[Any]:
    """Requests over the bodies inside the region, of one scope; only where there are at least two."""
    found = units(asked.frames, region=asked.region, year=asked.year)
    if found.rows.height < 2:
        return []
    reports = reports_inside(asked.frames, asked.region, year=asked.year)
    mine = reports.filter(pl.col("report_id").is_in(found.rows["report_id"].to_list()))
    received = values(asked.frames, mine, [RECEIVED]).select("report_id", received=pl.col(RECEIVED))
    known = received.join(found.rows.select("report_id", "name", "place"), on="report_id").drop_nulls(
        "received"
    )
    rows = known.sort(["received", "report_id"], descending=[True, False])
    rows = rows.with_columns(cumulated=pl.col("received").cum_sum())
    return [
        note("concentration", asked.lang),
        charts.lorenz(received["received"], asked.lang),
        Table(link(rows, lang=asked.lang, name="requests_by_body")),
    ]


def priors(found: Peers | None, asked: Asked) -> str:
    """The prior behind the page's shrunken rates and funnel, in words; nothing where there is none."""
    prior = found.prior if found else None
    if prior is None:
        return ""
    said = charts.prior_told(prior, asked.lang)
    return f"（{said}。）" if asked.lang == "zh" else f"({said}.)"


def errata(asked: Asked) -> list[Any]:
    """Published figures of this page that changed between releases; nothing where none did."""
    raw = getattr(asked.frames, "raw", None)  # see release.errata
    if raw is None or not (raw.parent / "processed" / "releases").is_dir():
        return []  # as of most projects, whose pages need not wait for what follows
    from workbench.release.errata import errata_table

    found = errata_table(asked.frames, **asked.who, year=asked.year, lang=asked.lang)
    return [found] if isinstance(found, Table) else []


def against_parts(asked: Asked, checks: pl.DataFrame) -> list[Any]:
    """The consolidated report against the sum of the reports inside; only where there is one."""
    if not checks["check"].str.starts_with("S1.").any():
        return []
    return [note("parts", asked.lang), parts_table(checks, lang=asked.lang, reports=asked.reports)]


def all_checks(asked: Asked) -> pl.DataFrame:
    """The checks of the page's reports: their own (C, N), against the year before (X), against those inside (S)."""
    own = asked.part("checks")
    across = across_of(asked.frames, asked.reports, region=asked.region, year=asked.year)
    return pl.concat([own, across], how="diagonal_relaxed")


def _units_table(found: Units, lang: str) -> Table:
    rows = found.rows.sort(["n", "body_id"], descending=[True, False], nulls_last=True)
    some = rows.filter(pl.col("n").is_null() | (pl.col("n") > 0))
    shown = pl.DataFrame(
        [
            {
                "name": row["name"],
                "counts": f"{count(row['x'])} / {count(row['n'])}",
                "value": percent(row["value"]),
                "interval": interval_text(row["low"], row["high"], "share"),
                "shrunken": percent(row["shrunken"]),
                "shrunken_interval": interval_text(row["shrunken_low"], row["shrunken_high"], "share"),
            }
            for row in (some if some.height else rows).head(charts.MOST_BODIES).iter_rows(named=True)
        ]
    )
    unknown = [] if found.priors else ["shrunken", "shrunken_interval"]
    return table(shown.drop(unknown), lang=lang, name="bodies_inside", raw=rows)


def _counts(x: str, n: str) -> pl.Expr:
    return pl.format("{} / {}", *(pl.col(name).map_elements(count, pl.String) for name in (x, n)))


def _change() -> pl.Expr:
    """The difference in points with its interval; a dash without one."""
    parts = (pl.col(name).map_elements(points, pl.String) for name in ("change", "low", "high"))
    return pl.format("{} ({} – {})", *parts)

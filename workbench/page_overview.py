"""The parts of the overview of a nation or province: its places by basis, their spread, funnels, zero returns.

In: what the page was asked for and the frame of `children.children`. Out: lists of what a notebook displays. Places
of different basis stand in charts of their own; the table holds them all, with the basis in a column.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import charts
from workbench.areas import inside, name_of
from workbench.bodies import NATION
from workbench.children import below, children, zero_shares
from workbench.dictionary import load_measures, load_sets
from workbench.methods.nested import nested
from workbench.parameters import Asked
from workbench.peers import LIKE, among
from workbench.tables import Table, note, table
from workbench.units import BLANK, NONE, SOME, ZERO, states
from workbench.wording import Count, count, percent, say, texts_of
from workbench.wording import interval as interval_text

MOST_PLACES = 45  # dots in one chart; a municipality's counties and the nation's provinces are fewer
MOST_FUNNELS = 3
RATED = 10  # reports with a rate that a funnel of a kind needs to be worth drawing


def places_part(asked: Asked, found: pl.DataFrame, measure: str) -> list[Any]:
    """Dots with intervals for each basis, tiles for the nation, and the table of all places."""
    lang, label = asked.lang, load_measures()[measure].label(asked.lang)
    parts: list[Any] = [note("overview_places", lang, measure=label)]
    if asked.region == NATION:
        parts.append(charts.tiles(found, lang, measure=label))
    rows = _figures(found, measure, asked.year, lang)
    for basis in ("consolidated", "assembled"):
        some = rows.filter(basis=basis)
        if some["value"].count():
            most = some.drop_nulls("value").sort(["denominator", "region"], descending=[True, False])
            parts.append(charts.compare(most.head(MOST_PLACES), measure=measure, chosen=None, lang=lang))
    return [*parts, note("overview_table", lang), _places_table(found, lang)]


def spread_part(asked: Asked, measure: str) -> list[Any]:
    """The places two levels below, of the more numerous basis, in rows by the place between."""
    middle = below(asked.region)
    if middle in ("county", "township"):
        return []
    lower = "county" if middle == "prefecture" else "prefecture"
    found = children(asked.frames, region=asked.region, year=asked.year, level=lower, measure=measure)
    if found.is_empty():
        return []
    basis = _most(found, "basis")
    digits = 2 if middle == "province" else 4
    above = pl.col("place").str.head(digits).str.pad_end(6, "0")
    names = above.map_elements(lambda code: name_of(code).split(" ")[-1], pl.String)
    rows = found.filter(basis=basis).with_columns(group=names)
    lang = asked.lang
    label = load_measures()[measure].label(lang)
    split = nested(rows["x"], rows["n"], rows["group"])
    told = "" if split is None or split.between is None else say(
        "page.overview_split", lang, bodies=Count(split.bodies), groups=Count(split.groups),
        between=percent(split.between), rho=f"{split.rho:.3f}", inside=f"{split.rho_inside:.3f}",
    )  # fmt: skip
    return [note("overview_spread", lang, split=told), charts.strip(rows, lang, measure=label, basis=basis)]


def dispositions_part(asked: Asked) -> list[Any]:
    """What happened to the requests, a bar a place of the more numerous basis, those with most requests first."""
    names = load_sets()["dispositions"]
    found = pl.concat(
        children(asked.frames, region=asked.region, year=asked.year, measure=name).with_columns(
            measure=pl.lit(name)
        )
        for name in names
    )
    if found.is_empty():
        return []
    basis = _most(found.filter(measure=names[0]), "basis")
    order = found.filter(pl.col("measure") == names[0], pl.col("basis") == basis).sort("n", descending=True)
    places = order.drop_nulls("value").head(MOST_PLACES)["place"].to_list()
    rows = _figures(found.filter(basis=basis), "", asked.year, asked.lang).with_columns(
        measure=found.filter(basis=basis)["measure"]
    )
    shown = pl.concat([rows.filter(region=place) for place in places]) if places else rows.clear()
    if shown.is_empty():
        return []
    said = note("overview_dispositions", asked.lang, basis=say(f"basis.{basis}", asked.lang))
    return [said, charts.dispositions(shown, asked.lang, by="place")]


def _most(found: pl.DataFrame, column: str) -> str:
    """The value that most rows have."""
    return str(found.group_by(column).len().sort(["len", column], descending=True)[column][0])


def funnels_part(asked: Asked, measure: str) -> list[Any]:
    """A funnel for each of the most frequent kinds of report inside the region, by level, kind and scope."""
    reports = inside(asked.frames, asked.region, year=asked.year).drop_nulls(list(LIKE))
    kinds = reports.group_by(LIKE).len().sort(["len", *LIKE], descending=[True, False, False, False, False])
    parts: list[Any] = []
    for like in kinds.drop("len").head(MOST_FUNNELS).iter_rows(named=True):
        found = among(asked.frames, like, load_measures()[measure], within=asked.region)
        if found.prior is not None and found.with_rate >= RATED:
            words = " · ".join(str(like[name]) if name == "year" else _word(name, like[name], asked.lang)
                               for name in LIKE)  # fmt: skip
            parts.append(charts.funnel(found, asked.lang, of=words))
    return [note("overview_funnel", asked.lang), *parts] if parts else []


def zero_part(asked: Asked) -> list[Any]:
    """Zero returns by level over the years."""
    found = zero_shares(asked.frames, region=asked.region, until=asked.year)
    if found.is_empty():
        return []
    lang = asked.lang
    told = [f"{count(zero)} / {count(n)} ({percent(share)})" if share is not None else f"{count(zero)} / {count(n)}"
            for zero, n, share in found.select("zero", "reports", "share").iter_rows()]  # fmt: skip
    words = texts_of("level", lang)
    cells = found.select(pl.col("level").replace(words), "year", told=pl.Series(told))
    shown = cells.pivot("year", index="level", values="told", sort_columns=True)
    chart, rows = charts.zero_share(found, lang), table(shown, lang=lang, name="zero_returns", raw=found)
    return [note("overview_zero", lang), chart, rows]


def coverage_part(asked: Asked) -> list[Any]:
    """Bodies seen in any year by their state in each year."""
    found = states(asked.frames, region=asked.region, until=asked.year)
    if found.is_empty():
        return []
    lang = asked.lang
    counts = found.group_by("year", "state").len("n").sort("year", "state")
    counts = counts.pivot("state", index="year", values="n")
    known = [state for state in (SOME, ZERO, BLANK, NONE) if state in counts.columns]
    words = {state: say(f"chart.states.{state}", lang) for state in known}
    shown = counts.select(pl.col("year").cast(pl.String), *known).fill_null(0).rename(words)
    return [
        note("overview_coverage", lang),
        charts.states(found, lang),
        table(shown, lang=lang, name="coverage", raw=counts),
    ]


def report_ids(asked: Asked) -> list[str]:
    """All reports that the overview reads: those inside the region, up to its year."""
    return list(inside(asked.frames, asked.region, until=asked.year)["report_id"])


def _figures(found: pl.DataFrame, measure: str, year: int, lang: str) -> pl.DataFrame:
    """Rows as `charts.compare` takes them."""
    return found.select(
        "basis", "value", "low", "high", region="place", numerator="x", denominator="n",
        place=pl.col("place").map_elements(lambda code: name_of(code, lang).split(" ")[-1], pl.String),
        year=pl.lit(year), measure=pl.lit(measure), why_null=pl.lit(None, pl.String),
    )  # fmt: skip


def _places_table(found: pl.DataFrame, lang: str) -> Table:
    shown = pl.DataFrame(
        [
            {
                "place": name_of(row["place"], lang).split(" ")[-1],
                "basis": say(f"basis.{row['basis']}", lang),
                "reports": row["reports"],
                "received": row["received"],
                "zero": row["zero"],
                "counts": f"{count(row['x'])} / {count(row['n'])}",
                "value": percent(row["value"]),
                "interval": interval_text(row["low"], row["high"], "share"),
            }
            for row in found.iter_rows(named=True)
        ]
    )
    return table(shown, lang=lang, name="places", raw=found)


def _word(name: str, value: object, lang: str) -> str:
    words = texts_of(name, lang) if name in ("level", "scope", "kind") else {}
    return words.get(str(value), str(value))

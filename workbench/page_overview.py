"""The parts of the overview of a nation or province: its places by basis, their spread, funnels, zero returns.

In: what the page was asked for and the frame of `children.children`. Out: lists of what a notebook displays. Places
of different basis stand in charts of their own; the table holds them all, with the basis in a column.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import charts, page_states
from workbench.areas import inside, name_of
from workbench.bodies import LEVELS, LIKE, NATION
from workbench.children import below, by_measure, children, zero_shares
from workbench.dictionary import load_measures, load_sets
from workbench.methods.funnel import FLAG
from workbench.methods.nested import nested
from workbench.methods.proportions import wilson
from workbench.parameters import Asked
from workbench.peers import among
from workbench.tables import Table, link, note, table
from workbench.units import named, states
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
    lang = asked.lang
    names = above.map_elements(lambda code: _between(code, asked), pl.String)
    rows = found.filter(basis=basis).with_columns(group=names)
    label = load_measures()[measure].label(lang)
    split = nested(rows["x"], rows["n"], rows["group"])
    told = "" if split is None or split.between is None else say(
        "page.overview_split", lang, bodies=Count(split.bodies), groups=Count(split.groups),
        between=percent(split.between), rho=f"{split.rho:.3f}", inside=f"{split.rho_inside:.3f}",
    )  # fmt: skip
    return [
        note("overview_spread", lang, split=told),
        charts.strip(rows, lang, measure=label, basis=basis),
        Table(link(rows, lang=lang, name="spread")),
    ]


def _between(code: str, asked: Asked) -> str:
    """The name of a place between; counties that a province administers itself have none, and would bear its own."""
    name = name_of(code)
    own = asked.region != NATION and name == name_of(asked.region)
    return say("page.overview_directly", asked.lang) if own else name.split(" ")[-1]


def dispositions_part(asked: Asked) -> list[Any]:
    """What happened to the requests, a bar a place of the more numerous basis, those with most requests first."""
    names = load_sets()["dispositions"]
    found = by_measure(asked.frames, names, region=asked.region, year=asked.year)
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
    links = Table(link(shown, lang=asked.lang, name="dispositions_by_place"))
    return [said, charts.dispositions(shown, asked.lang, by="place"), links]


def _most(found: pl.DataFrame, column: str) -> str:
    """The value that most rows have."""
    return str(found.group_by(column).len().sort(["len", column], descending=True)[column][0])


def funnels_part(asked: Asked, measure: str) -> list[Any]:
    """A funnel for each of the most frequent kinds of report inside the region, by level, kind and scope."""
    reports = inside(asked.frames, asked.region, year=asked.year, columns=LIKE).drop_nulls(list(LIKE))
    kinds = reports.group_by(LIKE).len().sort(["len", *LIKE], descending=[True, False, False, False, False])
    parts: list[Any] = []
    flagged, bodies = [], 0
    for like in kinds.drop("len").head(MOST_FUNNELS).iter_rows(named=True):
        found = among(asked.frames, like, load_measures()[measure], within=asked.region)
        if found.prior is not None and found.with_rate >= RATED:
            words = " · ".join(str(like[name]) if name == "year" else _word(name, like[name], asked.lang)
                               for name in LIKE)  # fmt: skip
            parts.append(charts.funnel(found, asked.lang, of=words))
            flagged.append(found.outside.with_columns(of=pl.lit(words)))
            bodies += found.with_case
    if not parts:
        return []
    outside = pl.concat(flagged)
    numbers = {"n": Count(bodies), "outside": Count(outside.height), "expected": f"{2 * FLAG * bodies:.1f}"}
    return [note("overview_funnel", asked.lang, **numbers), *parts, _flagged(asked, outside)]


def _flagged(asked: Asked, found: pl.DataFrame) -> Table:
    """The bodies outside the limits of the funnels above, with place and interval; the download has the tails."""
    names = named(asked.frames.find(pl.col("report_id").is_in(found["report_id"].implode())))
    rows = found.join(names.select("report_id", "name"), on="report_id", how="left", maintain_order="left")
    rows = rows.rename({"low": "tail_low", "high": "tail_high"})
    shown = pl.DataFrame([_flagged_row(row) for row in rows.iter_rows(named=True)])
    return table(shown, lang=asked.lang, name="outside_the_limits", raw=rows, empty="none_outside")


def _flagged_row(row: dict[str, Any]) -> dict[str, str]:
    low, high = wilson(row["x"], row["n"]) or (None, None)
    return {
        "name": row["name"],
        "code": row["place"],
        "of": row["of"],
        "counts": f"{count(row['x'])} / {count(row['n'])}",
        "value": percent(row["x"] / row["n"]),
        "interval": interval_text(low, high, "share"),
    }


def zero_part(asked: Asked) -> list[Any]:
    """Zero returns by level over the years."""
    found = zero_shares(asked.frames, region=asked.region, until=asked.year)
    if found.is_empty():
        return []
    lang = asked.lang
    told = [f"{count(zero)} / {count(n)} ({percent(share)})" if share is not None else f"{count(zero)} / {count(n)}"
            for zero, n, share in found.select("zero", "reports", "share").iter_rows()]  # fmt: skip
    words = texts_of("level", lang)
    cells = found.select("level", "year", told=pl.Series(told))
    wide = cells.pivot("level", index="year", values="told").sort("year")  # a row a year: years add no width
    known = {level: words[level] for level in reversed(LEVELS) if level in wide.columns}
    shown = wide.select(pl.col("year").cast(pl.String), *known).rename(known)
    chart, rows = charts.zero_share(found, lang), table(shown, lang=lang, name="zero_returns", raw=found)
    return [note("overview_zero", lang), chart, rows]


def coverage_part(asked: Asked) -> list[Any]:
    """Bodies seen in any year by their state in each year."""
    found = states(asked.frames, region=asked.region, until=asked.year)
    if found.is_empty():
        return []
    told = note("overview_coverage", asked.lang, told=page_states.seen_and_used(asked, found))
    return [told, *page_states.drawn(asked, found)]


def report_ids(asked: Asked) -> list[str]:
    """All reports that the overview reads: those inside the region, up to its year."""
    return list(inside(asked.frames, asked.region, until=asked.year, columns=["report_id"])["report_id"])


def _figures(found: pl.DataFrame, measure: str, year: int, lang: str) -> pl.DataFrame:
    """Rows as `charts.compare` takes them."""
    return found.select(
        "basis", "value", "low", "high", region="place", numerator="x", denominator="n",
        place=pl.col("place").map_elements(lambda code: name_of(code, lang).split(" ")[-1], pl.String),
        year=pl.lit(year), measure=pl.lit(measure), why_null=pl.lit(None, pl.String),
        known="known", of="reports",
    )  # fmt: skip


def _places_table(found: pl.DataFrame, lang: str) -> Table:
    shown = pl.DataFrame(
        [
            {
                "place": name_of(row["place"], lang).split(" ")[-1],
                "code": row["place"],
                "basis": say(f"basis.{_basis(row)}", lang),
                "reports": row["reports"],
                "known": row["known"],
                "received": row["received"],
                "zero": row["zero"],
                "counts": f"{count(row['x'])} / {count(row['n'])}",
                "value": percent(row["value"]),
                "interval": interval_text(row["low"], row["high"], "share"),
            }
            for row in found.iter_rows(named=True)
        ]
    )
    all_known = (found["known"] == found["reports"]).all()
    return table(shown.drop("known") if all_known else shown, lang=lang, name="places", raw=found)


def _basis(row: dict[str, Any]) -> str:
    """One report of one of the place's bodies is not a sum of reports."""
    alone = row["basis"] == "assembled" and row["reports"] == 1
    return "single" if alone else str(row["basis"])


def _word(name: str, value: object, lang: str) -> str:
    words = texts_of(name, lang) if name in ("level", "scope", "kind") else {}
    return words.get(str(value), str(value))

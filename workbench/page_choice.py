"""The parts of the pages that a reader without JupyterLab can steer: a chart with a list of its own, and its table.

In: what the page was asked for and the frames it has made. Out: notes, charts and tables: any rate over the years, the
places of an overview under each definition, a panel's bodies in each year, what is printed in each section of the
form, themes. Every table holds what the list chooses from.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import charts, quality
from workbench.areas import name_of
from workbench.children import by_measure
from workbench.dictionary import Measure, load_measures, load_sets
from workbench.growth import Panel
from workbench.methods.proportions import wilson_columns
from workbench.parameters import Asked
from workbench.quality import PRINTED, Quality
from workbench.rates import FEW
from workbench.tables import Table, folded, note, table
from workbench.themes import OTHER, load_themes, themes
from workbench.wording import Count, count, percent, say, texts_of

MOST_ROWS = 45  # of a chart: a municipality's counties and the nation's provinces are fewer
MOST_OPEN = 20  # rows of a table that stands open: of a longer one the chart with its list is the short form
MOST_YEARS = 10  # of the chart of any rate: a page must stay small
DOUBT = "?"  # as in the matrix: a figure that uses a doubtful cell

Part = list[Any]
ROWS = {
    **dict.fromkeys(("choice", "choice_label", "row", "row_label"), pl.String()),
    **dict.fromkeys(("value", "low", "high"), pl.Float64()),
    **dict.fromkeys(("shown", "counts"), pl.String()),
}


def any_rate(asked: Asked, series: pl.DataFrame) -> Part:
    """Each share of the dictionary over the years of the page, one at a time."""
    every = load_measures()
    # The definitions of the disclosure rate come first.
    ids = dict.fromkeys([*load_sets()["definitions"], *every])
    plain = {id_: every[id_] for id_ in ids if every[id_].is_plain_share}
    years = series["year"].unique().sort(descending=True).head(MOST_YEARS)
    found = series.filter(pl.col("measure").is_in(list(plain)), pl.col("year").is_in(years.implode()))
    order = pl.col("measure").replace_strict(list(plain), range(len(plain)), return_dtype=pl.Int32)
    ordered = found.sort(order, -pl.col("year"))
    rows = [_rate(row, plain[row["measure"]], asked.lang) for row in ordered.iter_rows(named=True)]
    told = say("choice.interval", asked.lang)
    return _part(asked, "any_rate", rows, "explorer.measure", raw=ordered, told=told)


def definitions(asked: Asked) -> Part:
    """The places of an overview, of the more numerous basis, under each definition of the disclosure rate."""
    ids = load_sets()["definitions"]
    found = by_measure(asked.frames, ids, region=asked.region, year=asked.year)
    if found.is_empty():
        return []
    basis = found["basis"].mode().sort(descending=True)[0]  # of equally many the consolidated ones
    known = found.filter(basis=basis)
    busiest = known.filter(measure=ids[0]).sort(["n", "place"], descending=[True, False])
    places = busiest["place"].head(MOST_ROWS).to_list()
    rows = [
        {
            "choice": row["measure"],
            "choice_label": load_measures()[row["measure"]].label(asked.lang),
            "row": row["place"],
            "row_label": name_of(row["place"], asked.lang).split(" ")[-1],
            **_share(row),
        }
        for id_ in ids
        for place in places
        for row in known.filter(measure=id_, place=place).iter_rows(named=True)
    ]
    told = say("choice.of", asked.lang, what=say(f"basis.{basis}", asked.lang))
    return _part(asked, "definitions", rows, "explorer.measure", raw=found, told=told)


def bodies_by_year(asked: Asked, panel: Panel) -> Part:
    """The bodies of a panel with the most cases, in one of its years at a time."""
    x, n = (pl.col(name).cast(pl.Float64) for name in ("x", "n"))
    low, high = (pl.when(n >= FEW).then(limit) for limit in wilson_columns(x, n))
    rated = panel.rows.with_columns(value=pl.when(n >= FEW).then(x / n), low=low, high=high)
    most = rated.group_by("body_id").agg(pl.col("n").max()).sort(["n", "body_id"], descending=[True, False])
    bodies = most["body_id"].head(MOST_ROWS)
    shown = rated.filter(pl.col("body_id").is_in(bodies.implode()))
    place = pl.col("body_id").replace_strict(bodies, range(bodies.len()), return_dtype=pl.Int32)
    ordered = shown.sort(-pl.col("year"), place)
    rows = [
        {
            "choice": str(row["year"]),
            "choice_label": str(row["year"]),
            "row": row["body_id"],
            "row_label": row["name"],
            **_share(row),
        }
        for row in ordered.iter_rows(named=True)
    ]
    told = say("choice.of", asked.lang, what=panel.measure.label(asked.lang))
    return _part(asked, "bodies_by_year", rows, "explorer.year", raw=rated, told=told)


def printed(asked: Asked, found: Quality) -> Part:
    """Zero, blank, mark, words: shares of the cells of one section of the form at a time."""
    sections, lang = texts_of("sections_of_form", asked.lang), asked.lang
    words = texts_of("column_quality", lang)
    every = quality.printed(found)
    rows = []
    for row in every.sort(pl.col("section").is_not_null()).iter_rows(named=True):
        name = row["section"] or "all"
        cells = {what: row[what] for what in PRINTED[:-1]}
        for what, number in cells.items():
            share = number / sum(cells.values()) if sum(cells.values()) else None
            rows.append(
                {
                    "choice": name,
                    "choice_label": sections.get(name, name),
                    "row": what,
                    "row_label": words.get(what, what),
                    "value": share,
                    "low": None,
                    "high": None,
                    "shown": percent(share),
                    "counts": f"{count(number)} / {count(sum(cells.values()))}",
                }
            )
    return _part(asked, "printed", rows, "choice.section", raw=every, tabled=False)


def named_themes(asked: Asked, reports: pl.DataFrame) -> Part:
    """How many sentences name each theme, of problems or of measures."""
    lang = asked.lang
    found = themes(asked.frames.part("sections", reports["report_id"]))
    labels = {theme.id: theme.label(lang) for theme in load_themes().values()} | {
        OTHER: say("narrative.other", lang)
    }
    rows = [
        {
            "choice": row["kind"],
            "choice_label": say(f"narrative.{row['kind']}", lang),
            "row": row["theme"],
            "row_label": labels[row["theme"]],
            "value": float(row["sentences"]),
            "low": 0.0,
            "high": float(row["sentences"]),
            "shown": count(row["sentences"]),
            "counts": say("choice.reports", lang, n=Count(row["reports"])),
        }
        for row in found.iter_rows(named=True)
    ]
    return _part(asked, "themes", rows, "choice.kind", raw=found, share=False, tabled=False)


def _rate(row: dict[str, Any], known: Measure, lang: str) -> dict[str, Any]:
    doubt = DOUBT if row["value"] is not None and row["doubtful_cells"] else ""
    return {
        "choice": known.id,
        "choice_label": known.label(lang),
        "row": str(row["year"]),
        "row_label": str(row["year"]),
        **{name: row[name] for name in ("value", "low", "high")},
        "shown": percent(row["value"]) + doubt,
        "counts": f"{count(row['numerator'])} / {count(row['denominator'])}",
    }


def _share(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("value", "low", "high")},
        "shown": percent(row["value"]),
        "counts": f"{count(row['x'])} / {count(row['n'])}",
    }


def _part(
    asked: Asked,
    name: str,
    rows: list[dict[str, Any]],
    chooser: str,
    *,
    raw: pl.DataFrame,
    told: str = "",
    share: bool = True,
    tabled: bool = True,
) -> Part:
    """Heading, chart and, unless the page has it already, the table of all choices; nothing without a value."""
    lang = asked.lang
    frame = pl.DataFrame(rows, schema=ROWS)
    if not frame["value"].count():
        return []
    chart = charts.choice(
        frame,
        title=say(f"choice.{name}_title", lang),
        chooser=say(chooser, lang),
        share=share,
        told=told,
        lang=lang,
    )
    parts: Part = [note(f"choice_{name}", lang), chart]
    heads = {"choice_label": say(chooser, lang), "row_label": say("choice.row", lang)}
    return [*parts, _table(frame, heads, name, lang, raw)] if tabled else parts


def _table(frame: pl.DataFrame, heads: dict[str, str], name: str, lang: str, raw: pl.DataFrame) -> Table:
    """A row a choice, a column a row of the chart; where that would be too wide, the other way round."""
    long = frame.select(*heads, told=pl.format("{} ({})", "shown", "counts"))
    down, across = heads
    if frame["row"].n_unique() > frame["choice"].n_unique():
        down, across = across, down
    wide = long.pivot(across, index=down, values="told", aggregate_function="first")
    shown = table(wide.rename({down: heads[down]}), lang=lang, name=name, raw=raw)
    if wide.height <= MOST_OPEN:
        return shown
    return folded(say("table.open", lang, n=Count(wide.height)), shown)

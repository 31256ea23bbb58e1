"""The tables of the regional page: reports, figures, checks, states, disagreements, downloads.

In: frames as `frames.load` and `measures.tidy` give them. Out: tables in Chinese or English with their CSV.
"""

from __future__ import annotations

import re
from html import escape
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.dictionary import Measure, load_measures, load_sets
from workbench.form import all_cells
from workbench.reasons import OTHER_EDITION
from workbench.sparklines import sparkline
from workbench.tables import SMALL, Note, Table, link, note, table
from workbench.wording import (
    Count,
    amount,
    cell_label,
    count,
    interval,
    known_of,
    percent,
    say,
    texts_of,
    why,
)

if TYPE_CHECKING:
    from workbench.frames import Frames
    from workbench.parameters import Asked

NOT_ON_FORM = re.compile(f"{OTHER_EDITION}: [^;]*")
REPORT_COLUMNS = ["title", "scope", "published", "status"]
COMPARABLE = [
    "requests_received",
    "requests_processed",
    "reviews",
    "lawsuits",
]  # the form has a cell for these
MOST_REPORTS = 25  # whose cells a page holds: 200 each
CELL_COUNTS = ["n_proved", "n_read", "n_doubtful", "n_missing", "n_failed_checks"]


def reports_table(reports: pl.DataFrame, *, lang: str) -> Table:
    """The reports behind the figures, with how many of their cells are proved, read, doubtful and missing."""
    shown = reports.select(*REPORT_COLUMNS, *CELL_COUNTS).with_columns(
        _worded("scope", "scope", lang),
        _worded("status", "status", lang),
        pl.col("published").cast(pl.String),
    )
    raw = reports.select("report_id", "sha256", "path", "edition", *REPORT_COLUMNS, *CELL_COUNTS)
    return table(shown, lang=lang, name="reports", raw=raw)


def figures_table(
    figures: pl.DataFrame, set_name: str, *, lang: str, series: pl.DataFrame | None = None
) -> Table:
    """The measures of a set: value, counts, interval, doubtful cells used (if any), why there is none; caveats below.

    What the form of the report has not at all is left out: it is no gap of the report. With `series` (of
    `series.over_years`) each measure has a small line over the years; of a measure of section two, by edition.
    """
    known = load_measures()
    told_of = list(zip(figures["measure"], figures["why_null"], strict=True))
    places = [
        place
        for name in load_sets()[set_name]
        for place, (measure, why_null) in enumerate(told_of)
        if measure == name and not NOT_ON_FORM.fullmatch(why_null or "")
    ]
    rows = figures[places][["measure", *(name for name in figures.columns if name != "measure")]]
    if rows.is_empty():
        return table(rows, lang=lang, name=set_name)
    told = [measure_row(row, known[row["measure"]], lang) for row in rows.iter_rows(named=True)]
    shown = pl.DataFrame(told).hstack([_lines(rows["measure"], series).alias("bars")])
    whys = [text for text in dict.fromkeys(shown["why_null"]) if text]
    once = {"why_null"} if len(whys) == 1 else set()  # one reason for all stands under the table
    shown = filled(shown.drop(once))
    html = table(shown, lang=lang, name=f"figures_{set_name}", raw=rows, drawn=["bars"]).html
    colon = ": " if lang == "en" else "："
    caveats = [(known[name].label(lang), known[name].caveat(lang)) for name in rows["measure"]]
    remarks = [say("table.reason", lang, why=whys[0])] if once else []
    remarks += [say("table.known", lang)] if "known" in shown else []
    if "bars" in shown:
        remarks.append(say("table.lines", lang))
    remarks += [f"{label}{colon}{text}" for label, text in caveats if text]
    items = "".join(f"<li>{escape(remark)}</li>" for remark in remarks)
    return Table(f'{html}<ul style="{SMALL}">{items}</ul>' if items else html)


def _lines(measures: pl.Series, series: pl.DataFrame | None) -> pl.Series:
    """A small line a measure; empty where there are no two years of it."""
    if series is None:
        return pl.Series([""] * len(measures))
    by_measure: dict[str, list[dict[str, Any]]] = {}
    for row in series.sort("year").iter_rows(named=True):
        by_measure.setdefault(row["measure"], []).append(row)
    cells = {name: load_measures()[name].cells for name in measures}
    by_edition = {name: all(cell.startswith("proactive.") for cell in cells[name]) for name in measures}
    return pl.Series([sparkline(by_measure.get(name, []), by_edition=by_edition[name]) for name in measures])


def measure_row(row: dict[str, Any], measure: Measure, lang: str) -> dict[str, Any]:
    """One figure as people read it: the measure with its unit, the value, numerator and denominator, interval."""
    unit = say(f"unit.{measure.unit}", lang) if measure.unit in ("per_100", "cny_10k", "cny") else ""
    counts = f"{count(row['numerator'])} / {count(row['denominator'])}" if measure.is_rate else ""
    proposed = row["under_proposals"]
    return {
        "measure": f"{measure.label(lang)}{_bracketed(unit, lang)}",
        "value": amount(row["value"], measure.unit),
        "counts": counts,
        "interval": interval(row["low"], row["high"], measure.unit),
        "known": known_of(row["known"], row["of"], lang) if _partly(row) else "",
        "doubtful_cells": row["doubtful_cells"],
        "as_printed": as_printed(row, measure),
        "under_proposals": "" if proposed is None else amount(proposed, measure.unit),
        "why_null": why(row["why_null"], lang),
    }


def as_printed(row: dict[str, Any], measure: Measure) -> str:
    """The figure without a person's corrections; nothing where none is used."""
    return amount(row["as_printed"], measure.unit) if row["corrected_cells"] else ""


def _bracketed(unit: str, lang: str) -> str:
    """The unit behind a label; nothing where there is none."""
    return "" if not unit else f" ({unit})" if lang == "en" else f"（{unit}）"


def _partly(row: dict[str, Any]) -> bool:
    """Whether the figure is of some of the reports behind it, since others do not tell the number."""
    return row["numerator"] is not None and 0 < row["known"] < row["of"]


def checks_table(checks: pl.DataFrame, *, lang: str) -> Table:
    """Passed, failed and not testable checks by kind: the form's sums (C), the narrative against them (N)."""
    kind = pl.col("check").str.split(".").list.first()
    counted = checks.group_by(kind.alias("check"), maintain_order=True).agg(
        (pl.col("status") == status).sum().cast(pl.Int64).alias(status)
        for status in ("pass", "fail", "not_testable")
    )
    words = texts_of("checks", lang) | texts_of("checks_across", lang)
    named = pl.concat_str("check", pl.lit(" "), pl.col("check").replace_strict(words, default=""))
    return table(
        counted.sort("check").with_columns(named.alias("check")), lang=lang, name="checks", raw=counted
    )


def states_table(cells: pl.DataFrame, *, lang: str) -> Table:
    """Number of cells by what is printed in them and by what is known of them."""
    counted = (
        cells.group_by("state", "status")
        .len("n")
        .sort("n", "state", "status", descending=[True, False, False])
    )
    shown = counted.with_columns(_worded("state", "state", lang), _worded("status", "status", lang))
    return table(shown, lang=lang, name="cell_states", raw=counted)


def failed_checks_table(checks: pl.DataFrame, *, lang: str, reports: pl.DataFrame | None = None) -> Table:
    """Each failed check, of the form or between reports, with its two sides and its cells by their labels.

    Of more than one of `reports` the report is named.
    """
    failed = checks.filter(status="fail").select("report_id", "check", "left", "right", "cells")
    words = texts_of("checks", lang) | texts_of("checks_across", lang)
    kind = pl.col("check").str.split(".").list.first()
    labels = pl.col("cells").list.eval(pl.element().replace_strict(_labels(lang), default=pl.element()))
    return table(
        failed.select(
            *_titles(reports),
            pl.concat_str("check", pl.lit(" "), kind.replace_strict(words, default="")).alias("check"),
            "left",
            "right",
            labels.list.join("；" if lang == "zh" else "; "),
        ),
        lang=lang,
        name="failed_checks",
        empty="no_failed_check",
        raw=failed,
    )


def parts_table(checks: pl.DataFrame, *, lang: str, reports: pl.DataFrame | None = None) -> Table:
    """S1: the sum of the reports inside against the consolidated one, number by number, with how much they cover.

    Of more than one of `reports` the consolidated one is named.
    """
    whole = checks.filter(pl.col("check").str.starts_with("S1."), pl.col("right").is_not_null())
    titles = whole.select(_titles(reports)).to_dicts() or [{}] * whole.height
    shown = pl.DataFrame(
        [
            {
                **title,
                "quantity": say(f"parts.{row['check'].removeprefix('S1.')}", lang),
                "parts": row["left"],
                "whole": row["right"],
                "covered": percent(row["share"]),
                "reports": len(row["against"]),
                "status": say(f"status.{row['status']}", lang),
            }
            for title, row in zip(titles, whole.iter_rows(named=True), strict=True)
        ]
    )
    return table(shown, lang=lang, name="parts_against_whole", raw=whole, empty="no_parts")


def claims_table(claims: pl.DataFrame, *, lang: str) -> Table:
    """Numbers in the narrative that the tables give as well, and that agree with none of them."""
    against = claims.filter(pl.col("agrees").is_null() & pl.col("quantity").is_in(COMPARABLE))
    shown = against.select(_worded("quantity", "quantity", lang), "value", "sentence")
    return table(shown, lang=lang, name="claims", raw=against, empty="no_claim")


PLACE = ["page", "line", "table", "row", "column"]
CELLS = ["report_id", "cell", "value", "state", "printed", "status", "implied_zero", *PLACE]


def downloads(frames: Frames, reports: pl.DataFrame, figures: pl.DataFrame, *, lang: str) -> Table:
    """Links to all figures of the page, and to every cell of its reports as printed and as read, with its place."""
    told = link(figures, lang=lang, name="figures")
    if reports.height > MOST_REPORTS:
        return Table(told + f"<p>{escape(say('table.cells_elsewhere', lang, n=Count(reports.height)))}</p>")
    cells = frames.part("cells", reports["report_id"]).select(CELLS)
    return Table(told + link(cells, lang=lang, name="cells"))


def cite(asked: Asked, data_version: str, *, listed: bool = True) -> Note:
    """How to cite a page: place, year, version of the data, version of the package; `listed`: it has the reports."""
    sources = say(f"page.cite_{'listed' if listed else 'exported'}", asked.lang)
    return note(
        "cite", asked.lang, place=asked.place, year=asked.year, version=data_version,
        package=version("ogi-workbench"), sources=sources,
    )  # fmt: skip


def _titles(reports: pl.DataFrame | None) -> list[pl.Expr]:
    """The title of each row's report, where the page rests on several."""
    if reports is None or reports.height < 2:
        return []
    titles = reports.select("report_id", "title").iter_rows()
    return [
        pl.col("report_id").replace_strict(dict(titles), default=None, return_dtype=pl.String).alias("title")
    ]


def _worded(column: str, group: str, lang: str) -> pl.Expr:
    words = texts_of(group, lang)
    return pl.col(column).replace_strict(words, default=pl.col(column), return_dtype=pl.String).alias(column)


def _labels(lang: str) -> dict[str, str]:
    return {cell: cell_label(cell, lang) for cell in all_cells()}


def filled(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns in which some row says something."""
    return rows.select(name for name in rows.columns if _any(rows[name]))


def _any(column: pl.Series) -> bool:
    return any(value not in (None, "", 0) for value in column)

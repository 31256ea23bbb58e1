"""The table of several years: key figures by year, a small line for each, and the change from the year before.

In: the frame of `series.over_years`. Out: a table with its CSV. A year without a value is a dash here and a gap in
the line; the change stands with its interval, and there is none between years of different basis.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import polars as pl

from workbench.dictionary import load_measures, load_sets
from workbench.series import changes
from workbench.sparklines import sparkline
from workbench.tables import SMALL, Table, table
from workbench.wording import UNKNOWN, amount, change_told, count, say


def years_table(series: pl.DataFrame, *, year: int, lang: str, set_name: str = "key") -> Table:
    """A row a measure of the set, a column a year."""
    known, numbers = load_measures(), series["year"].unique().sort().to_list()
    if len(numbers) < 2:
        return table(series.clear(), lang=lang, name="years", empty="one_year")
    ids = load_sets()[set_name]
    change = {row["measure"]: row for row in changes(series, year).iter_rows(named=True)}
    by_year = {(row["measure"], row["year"]): row for row in series.iter_rows(named=True)}
    rows = []
    for name in ids:
        figures = [by_year[name, number] for number in numbers]
        shown = (_shown(figure, lang) for figure in figures)
        rows.append(
            {"measure": known[name].label(lang)}
            | dict(zip(map(str, numbers), shown, strict=True))
            | {"bars": sparkline(figures)}
            | {"change": change_told(change[name], lang) if name in change else ""}
        )
    raw = series.filter(pl.col("measure").is_in(ids))
    frame = pl.DataFrame(rows)
    told = [column for column in frame.columns if column not in ("bars", "change") or any(frame[column])]
    html = table(frame.select(told), lang=lang, name="years", raw=raw, drawn=["bars"]).html
    texts = [str(frame[str(number)].str.join(" ")[0]) for number in numbers]
    starred = any("*" in text for text in texts)
    earlier = any(UNKNOWN in text for text in texts[:-1])
    remarks = [key for key, needed in (("known_star", starred), ("reasons_elsewhere", earlier)) if needed]
    texts_below = [say(f"table.{key}", lang) for key in remarks]
    if "change" not in told:
        texts_below.append(_no_change(change, ids, lang))
    items = "".join(f"<li>{escape(text)}</li>" for text in texts_below)
    return Table(f'{html}<ul style="{SMALL}">{items}</ul>' if items else html)


def _no_change(change: dict[str, dict[str, Any]], ids: Iterable[str], lang: str) -> str:
    """Why no measure has a change: the reason of the first one, which is that of the years."""
    reason = next(row["why_null"] for row in map(change.get, ids) if row and row["why_null"])
    return say("table.no_change", lang, why=say(f"no_change.{reason.replace(' ', '_')}", lang))


def _shown(row: dict[str, Any], lang: str) -> str:
    """The value, starred where not all reports tell it; of few cases the counts in its place."""
    measure = load_measures()[row["measure"]]
    if row["value"] is None and measure.is_rate and row["denominator"]:
        return f"{count(row['numerator'])} / {count(row['denominator'])}"
    star = "*" if row["value"] is not None and row["known"] < row["of"] else ""
    return amount(row["value"], measure.unit) + star

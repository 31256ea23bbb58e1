"""The parts of the page on several years: levels, growth on matched bodies, entries and exits, states.

In: what the page was asked for and its `Panel`. Out: notes, charts and tables with all rows as CSV. Every change
stands with the number of bodies that it is told on, and never mixes reports of two scopes.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import charts, growth, page_states
from workbench.growth import Panel
from workbench.page_quality import Part, page_table
from workbench.page_tables import cite
from workbench.parameters import Asked
from workbench.tables import Note
from workbench.units import states
from workbench.wording import Count, count, known_of, percent, points, say, split_points, texts_of


def title(asked: Asked, panel: Panel) -> Note:
    """Which years and how many bodies."""
    lang, place = asked.lang, asked.place.split(" ")[-1]
    if not panel.years:
        said, first = say("panel.none", lang), asked.year
    else:
        bodies = Count(panel.rows["body_id"].n_unique())
        numbers = {"bodies": bodies, "balanced": count(panel.balanced["body_id"].n_unique())}
        said = say("panel.said", lang, scope=say(f"scope.{panel.scope or 'unknown'}", lang), **numbers)
        first = panel.years[0]
        if panel.left:
            said += (" " if lang == "en" else "") + say("panel.left", lang, left=Count(panel.left))
    return Note(say("panel.title", lang, place=place, first=first, last=asked.year, said=said))


def breaks(panel: Panel) -> tuple[int, ...]:
    """The years from which on reports stand in another edition of the form than the year before."""
    steps = growth.steps(panel)
    return tuple(steps.filter("break")["year"]) if steps.height else ()


def levels(asked: Asked, panel: Panel) -> Part:
    """Requests and rate by year, of all bodies and of those with every year."""
    lang, rows = asked.lang, growth.levels(panel)
    shown = rows.select(
        pl.col("set").replace(texts_of("body_sets", lang)),
        pl.col("year").cast(pl.String),
        set_bodies="bodies",
        received="received",
        known=pl.struct("known", "bodies").map_elements(lambda row: _told_by(row, lang), pl.String),
        counts=pl.struct("x", "n").map_elements(
            lambda row: f"{count(row['x'])} / {count(row['n'])}", pl.String
        ),
        rate=pl.struct("value", "low", "high").map_elements(_rate, pl.String, skip_nulls=False),
    )
    broken = breaks(panel)
    said = [_note("breaks", lang, years=", ".join(map(str, broken)))] if broken else []
    shown = shown if (shown["known"] != "").any() else shown.drop("known")
    table = page_table(shown, "levels", lang, raw=rows)
    chart = charts.levels(rows, lang, broken, apart=_apart(panel))
    return [_note("levels", lang), *said, chart, table]


def _apart(panel: Panel) -> tuple[int, ...]:
    """The years that no body shares with the year before: no line leads from one to the other."""
    steps = growth.steps(panel)
    return tuple(steps.filter(matched=0)["year"]) if steps.height else ()


def steps(asked: Asked, panel: Panel, *, balanced: bool) -> Part:
    """Growth and the split of the rate's change, on bodies with both years (or, balanced, with every year)."""
    lang, rows = asked.lang, growth.steps(panel, balanced=balanced)
    chart = charts.growth(rows, lang, breaks(panel))
    said = [_note("balanced_note", lang)] if balanced else []
    shown = pl.DataFrame([_step(row, lang) for row in rows.iter_rows(named=True)] if rows.width > 1 else [])
    return [_note("steps", lang), *said, chart, page_table(shown, "steps", lang, raw=rows)]


def who_reported(asked: Asked) -> Part:
    """Body by year in four states, and from which state to which."""
    found = states(asked.frames, region=asked.region, until=asked.year)
    lang = asked.lang
    words = {state: say(f"chart.states.{state}", lang) for state in growth.STATES}
    moved = growth.transitions(found)
    wide = moved.pivot("after", index="before", values="n")
    order = pl.col("before").replace_strict(list(words), range(len(words)), return_dtype=pl.Int8)
    known = [state for state in words if state in wide.columns]
    shown = wide.sort(order).select(
        pl.col("before").replace(words), pl.col(known).fill_null(0).cast(pl.Int64).name.map(words.__getitem__)
    ) if wide.height else wide  # fmt: skip
    table = page_table(shown, "transitions", lang, raw=moved)
    return [_note("states", lang), *page_states.drawn(asked, found), _note("transitions", lang), table]


def entries_and_exits(asked: Asked, panel: Panel) -> Part:
    """The bodies without every year."""
    rows = growth.entries_and_exits(panel)
    shown = rows.drop("body_id").with_columns(pl.col("first", "last").cast(pl.String))
    return [_note("gaps", asked.lang), page_table(shown, "entries_and_exits", asked.lang, raw=rows)]


def method(asked: Asked, panel: Panel, data_version: str) -> Part:
    """How changes are worked out, and how to cite the page."""
    measure = panel.measure.label(asked.lang)
    said = measure if asked.lang == "zh" else measure[0].lower() + measure[1:]
    return [_note("method", asked.lang, measure=said), cite(asked, data_version, listed=False)]


def _note(key: str, lang: str, **values: object) -> Note:
    return Note(say(f"panel.{key}", lang, **values))


def _told_by(row: dict[str, int], lang: str) -> str:
    """Of how many of the bodies' reports the requests are, where some do not tell them."""
    return "" if row["known"] == row["bodies"] else known_of(row["known"], row["bodies"], lang)


def _rate(row: dict[str, float | None]) -> str:
    if row["value"] is None or row["low"] is None or row["high"] is None:
        return "—"
    return f"{percent(row['value'])} ({percent(row['low'])}–{percent(row['high'])})"


def _step(row: dict[str, Any], lang: str) -> dict[str, str]:
    ends = (row["ratio"], row["low"], row["high"])
    grown = "—" if None in ends else "{:.3f} ({:.3f}–{:.3f})".format(*ends)
    change = (row["change"], row["change_low"], row["change_high"])
    split = split_points(row["change"], row["within"], row["mix"])
    moved = "—" if None in change else f"{points(change[0])} ({points(change[1])} – {points(change[2])})"
    return {
        "year": str(row["year"]),
        "bodies": count(row["bodies"]),
        "growth": grown,
        "change": moved,
        "within": split["within"],
        "mix": split["mix"],
        "entries": count(row["entries"]),
        "exits": count(row["exits"]),
        "edition_break": say("obtained.yes", lang) if row["break"] else "",
    }

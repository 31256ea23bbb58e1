"""Who reported, and who reported no request (取得情况): a tile a body and year in four states, told by sign and
shade, and in a fifth where no report is due yet.

In: `units.states`. Above MOST_BODIES the tiles give way to the shares of the states by place and year
(`states_by_place`); the table under the chart holds every body.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from workbench.charts.states_by_place import by_place
from workbench.charts.theme import INK, MOST_BODIES, WIDTH, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.charts.units import labels_of
from workbench.units import BLANK, NONE, NOT_DUE, SOME, ZERO
from workbench.wording import Count, say

ROW = 22
ORDER = (SOME, ZERO, BLANK, NONE, NOT_DUE)
FILL = {SOME: "#12436D", ZERO: "#C9D3DB", BLANK: "#E3D9BF", NONE: "#FFFFFF", NOT_DUE: "#FFFFFF"}
SIGN = {SOME: "●", ZERO: "0", BLANK: "?", NONE: "–", NOT_DUE: "…"}
ON = {SOME: "#FFFFFF", ZERO: INK, BLANK: INK, NONE: INK, NOT_DUE: INK}


def states(found: pl.DataFrame, lang: str = "zh", places: pl.DataFrame | None = None) -> AnyChart:
    """Tiles of the four states, or of many bodies their shares by place and year.

    `places`: `children.states_by_place` of the same bodies; without it all of them stand in one row.
    """
    title = say("chart.states.title", lang)
    if found.is_empty():
        return message(say("chart.states.none", lang), title=title)
    bodies = found["body_id"].n_unique()
    counts = found.group_by("year", "state").len("n").sort("year", "state")
    told = "; ".join(
        f"{year} {say(f'chart.states.{state}', lang)} {n}" for year, state, n in counts.iter_rows()
    )
    known = tuple(state for state in ORDER if state != NOT_DUE or state in counts["state"])
    subtitle = [say("chart.states.subtitle", lang, n=Count(bodies))]
    if bodies <= MOST_BODIES:
        drawn = _tiles(found, known, lang)
    else:
        rows = counts.with_columns(place=pl.lit(None, pl.String)) if places is None else places
        drawn = by_place(rows, known, _colour(known, lang), lang)
        subtitle.append(say("chart.states.above", lang))
    return finish(
        drawn,
        title=title,
        subtitle=subtitle,
        description=f"{title}: {told}",
    )


def _tiles(found: pl.DataFrame, known: tuple[str, ...], lang: str) -> AnyChart:
    names = dict(found.select("body_id", "name").unique(maintain_order=True).iter_rows())
    years = [str(year) for year in found["year"].unique().sort()]
    rows = [
        {"id": row["body_id"], "name": row["name"], "year": str(row["year"]), "sign": SIGN[row["state"]],
         "state": say(f"chart.states.{row['state']}", lang), "kind": row["state"]}
        for row in found.iter_rows(named=True)
    ]  # fmt: skip
    width = min(70 * len(years), WIDTH - 220)
    base = alt.Chart(data(rows), width=width, height=ROW * len(names)).encode(
        x=alt.X("year:O", title=None, sort=years, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("id:N", title=None, sort=list(names), axis=_named(names)),
    )
    tiles = base.mark_rect(stroke="#9AA5B1", strokeWidth=1).encode(
        color=_colour(known, lang),
        tooltip=tips(lang, "name", "year", "state"),
    )
    ink = _ink(known)
    signs = base.mark_text(fontSize=12).encode(text=alt.Text("sign:N"), color=ink)
    layers: AnyChart = alt.layer(tiles, signs).resolve_scale(color="independent")
    return layers


def _ink(known: tuple[str, ...]) -> alt.Color:
    scale = alt.Scale(domain=list(known), range=[ON[state] for state in known])
    return alt.Color("kind:N", legend=None, scale=scale)


def _colour(known: tuple[str, ...], lang: str) -> alt.Color:
    labels = [say(f"chart.states.{state}", lang) for state in known]
    legend = alt.Legend(symbolStrokeColor="#9AA5B1", symbolStrokeWidth=1)
    scale = alt.Scale(domain=labels, range=[FILL[state] for state in known])
    return alt.Color("state:N", sort=None, scale=scale, legend=legend)


def _named(names: dict[str, str]) -> alt.Axis:
    return alt.Axis(labelExpr=labels_of(names), labelLimit=260)

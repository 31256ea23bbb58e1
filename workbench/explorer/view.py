"""What the explorer shows for a state, part by part: a chart, or the reason why there is none, and its table.

No widget here: a state in, charts and HTML out, so that all of it can be tested without a browser. A part is made
anew only when one of the choices that it depends on has changed (`DEPENDS`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from workbench import charts, page_tables, source_view
from workbench.basis import OF_MANY, Subject, counted
from workbench.dictionary import Measure, load_measures, load_sets
from workbench.errors import WorkbenchError
from workbench.explorer.dots import dots
from workbench.explorer.own_matrix import own_matrix
from workbench.explorer.part import Part, State, whose
from workbench.explorer.state import places
from workbench.measures import figures_each, tidy
from workbench.peers import Peers, peers
from workbench.rates import FEW
from workbench.series import over_years
from workbench.tables import MOST_ROWS, table
from workbench.wording import UNKNOWN, count, percent, say

if TYPE_CHECKING:
    from workbench.frames import Frames

LAST_YEAR = 9999


def view(frames: Frames, state: State, name: str) -> Part:
    """The part of that name: dots, line, dispositions, funnel, matrix or source."""
    return _PARTS[name](frames, state)


def _line(frames: Frames, state: State) -> Part:
    """The measure over all years of the chosen place or body, so that each can be chosen; the chosen one marked."""
    lang, measure = state["lang"], load_measures()[state["measure"]]
    series = over_years(frames, **whose(state), until=LAST_YEAR, measures=[measure.id])
    series = series.filter(pl.col("year") >= (state["since"] or 0))
    if measure.unit == "share":
        chart = charts.over_years(series, lang, measure.id, chosen=state["year"])
    else:
        chart = charts.message(say("explorer.no_line", lang), title=measure.label(lang))
    rows = [
        {"year": str(row["year"])} | page_tables.measure_row(row, measure, lang)
        for row in series.iter_rows(named=True)
    ]
    shown = page_tables.filled(pl.DataFrame(rows).drop("measure", strict=False))
    return Part(chart, lambda: table(shown, lang=lang, name="years", raw=series).html)


def _dispositions(frames: Frames, state: State) -> Part:
    found = _figures(frames, state, load_sets()["dispositions"])
    lang = state["lang"]
    return Part(
        charts.dispositions(found, lang, pick=True),
        lambda: page_tables.figures_table(found, "dispositions", lang=lang).html,
    )


def _funnel(frames: Frames, state: State) -> Part:
    """The chosen report among its peers; of a measure that is no share, words."""
    measure, lang = load_measures()[state["measure"]], state["lang"]
    if not measure.is_plain_share:
        said = charts.message(say("chart.funnel.no_share", lang), title=measure.label(lang))
        return Part(said, lambda: _own_table(frames, state, measure))
    found = peers(frames, **whose(state), year=state["year"], measure=measure.id)
    if found is None or found.reports.is_empty():
        return Part(charts.funnel(found, lang, pick=True), lambda: _own_table(frames, state, measure))
    return Part(charts.funnel(found, lang, pick=True), lambda: _peers_table(frames, found, lang))


def _peers_table(frames: Frames, found: Peers, lang: str) -> str:
    """The peers, the one with most cases first: counts, and the rate where there are cases enough."""
    known = {code: place["full"] for code, place in places(frames).items()}
    ordered = found.reports.sort("n", "report_id", descending=[True, False])
    rows = [
        {
            "place": known.get(row["place"], row["place"]),
            "value": percent(row["x"] / row["n"]) if row["n"] >= FEW else UNKNOWN,
            "counts": f"{count(row['x'])} / {count(row['n'])}",
        }
        for row in ordered.head(MOST_ROWS).iter_rows(named=True)
    ]
    return table(pl.DataFrame(rows), of=ordered.height, lang=lang, name="funnel", raw=ordered).html


def _own_table(frames: Frames, state: State, measure: Measure) -> str:
    """The chosen place's own figure, for a chart that can show no more than words."""
    lang = state["lang"]
    found = _figures(frames, state, [measure.id])
    rows = pl.DataFrame([page_tables.measure_row(found.row(0, named=True), measure, lang)])
    return table(page_tables.filled(rows), lang=lang, name=measure.id, raw=found).html


def _source(frames: Frames, state: State) -> Part:
    """The chosen cell as it stands in its file."""
    return Part(None, lambda: _card(frames, state))


def _card(frames: Frames, state: State) -> str:
    lang = state["lang"]
    if state["cell"] is None or state["report"] is None:
        return f"<p>{escape(say('explorer.no_cell', lang))}</p>"
    try:
        return source_view.card(source_view.of_report(frames, state["report"], state["cell"]), lang)
    except WorkbenchError as error:
        return f"<p>{escape(str(error))}</p>"


def _figures(frames: Frames, state: State, names: Iterable[str]) -> pl.DataFrame:
    """These measures of the chosen place or body; how many bodies are expected is not asked."""
    mine = whose(state)
    reports = counted(frames, **mine, year=state["year"], columns=OF_MANY)
    subject = Subject(year=state["year"], **mine)
    return tidy(*figures_each(frames, [subject], measures=names, found=[reports]))


_PARTS: dict[str, Callable[[Frames, State], Part]] = {
    "dots": dots,
    "line": _line,
    "dispositions": _dispositions,
    "funnel": _funnel,
    "matrix": own_matrix,
    "source": _source,
}
_SUBJECT = ("lang", "region", "body", "year")
DEPENDS: dict[str, tuple[str, ...]] = {
    "dots": (*_SUBJECT, "measure", "scope", "peers", "list", "least", "shrunken"),
    "line": (*_SUBJECT, "since", "measure"),
    "dispositions": _SUBJECT,
    "funnel": (*_SUBJECT, "measure"),
    "matrix": ("lang", "report", "cell"),
    "source": ("lang", "report", "cell"),
}

"""What the explorer shows for a state, part by part: a chart, or the reason why there is none, and its table.

No widget here: a state in, charts and HTML out, so that all of it can be tested without a browser. A part is made
anew only when one of the choices that it depends on has changed (`DEPENDS`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench import charts, page_tables, source_view
from workbench.basis import OF_MANY, Subject, counted
from workbench.charts.ranked import around, ranked
from workbench.charts.request_matrix import request_matrix
from workbench.dictionary import Measure, load_measures, load_sets
from workbench.errors import WorkbenchError
from workbench.explorer.compared import Compared, compared, worded
from workbench.explorer.state import places
from workbench.form import EDITIONS, load_edition
from workbench.matrix import matrix
from workbench.measures import figures_each, tidy
from workbench.peers import Peers, peers
from workbench.rates import FEW
from workbench.reasons import FEW_CASES, NOT_APPLICABLE
from workbench.series import over_years
from workbench.tables import MOST_ROWS, table
from workbench.wording import UNKNOWN, Count, count, percent, say

if TYPE_CHECKING:
    from workbench.frames import Frames

State = dict[str, Any]
LAST_YEAR = 9999
SHOWN = (
    "place",
    "value",
    "counts",
    "interval",
    "as_printed",
    "doubtful_cells",
    "under_proposals",
    "why_null",
)


@dataclass(frozen=True)
class Part:
    """A chart (None for the source, which is HTML alone) and the table of the same, made when it is asked for."""

    chart: charts.AnyChart | None
    make_table: Callable[[], str]

    @property
    def table(self) -> str:
        return self.make_table()


def view(frames: Frames, state: State, name: str) -> Part:
    """The part of that name: dots, line, dispositions, funnel, matrix or source."""
    return _PARTS[name](frames, state)


def _dots(frames: Frames, state: State) -> Part:
    """The measure over the places or bodies compared, or one of the reasons why there is nothing to draw."""
    lang, measure = state["lang"], load_measures()[state["measure"]]
    found = compared(frames, state)
    enough = pl.col("denominator").fill_null(0) >= state["least"] if measure.is_rate else pl.lit(True)
    ordered = found.rows.sort("value", "id", descending=[True, False], nulls_last=True)
    kept = ordered.filter(enough)
    title = say("chart.compare.title", lang, measure=measure.label(lang), year=state["year"])
    reason = _reason(frames, found, kept, state)
    if reason:
        chart = charts.message(reason, title=title)
    else:
        chosen = state["body"] if found.of_bodies else state["region"]
        known = kept.filter(pl.col("value").is_not_null())
        drawn, signs = _signed(worded(around(known, chosen), measure, lang), lang)
        share, told = measure.unit == "share", "; ".join(filter(None, (found.told, signs)))
        chart = ranked(drawn, of=known.height, title=title, share=share, chosen=chosen, lang=lang, told=told)
    formula = f"<p><code>{escape(measure.formula)}</code></p>"
    return Part(chart, lambda: formula + _ranked_table(ordered, measure, lang))


def _signed(rows: pl.DataFrame, lang: str) -> tuple[pl.DataFrame, str]:
    """Figures with corrected or doubtful cells are told by a sign, as tiles are; and what the signs mean."""
    doubtful, corrected = pl.col("doubtful_cells") > 0, pl.col("corrected_cells") > 0
    sign = pl.when(corrected).then(pl.lit("*")).when(doubtful).then(pl.lit("?")).otherwise(pl.lit(""))
    meant = say("explorer.signs", lang) if rows.select((doubtful | corrected).any()).item() else ""
    return rows.with_columns(shown=pl.col("shown") + sign), meant


def _ranked_table(rows: pl.DataFrame, measure: Measure, lang: str) -> str:
    """The first rows as people read them; all of them in the download."""
    first = worded(rows.head(MOST_ROWS), measure, lang)
    shown = first.select(
        "doubtful_cells",
        place="name",
        value="shown",
        counts="counts",
        interval="interval",
        as_printed="printed",
        under_proposals="proposed",
        why_null="why",
    )
    return table(
        page_tables.filled(shown.select(SHOWN)), of=rows.height, lang=lang, name=measure.id, raw=rows
    ).html


def _reason(frames: Frames, compared: Compared, kept: pl.DataFrame, state: State) -> str:
    """Why there is no chart: no report, zero returns, few cases, too narrow a filter, nothing known; or nothing."""
    lang, year, found = state["lang"], state["year"], compared.rows
    if state["peers"] != "inside" and not _reports(frames, compared, state):
        place = state["body"] or places(frames)[state["region"]]["full"]
        return say("explorer.no_report", lang, place=place, year=year)
    if found.is_empty():
        return say("explorer.no_peers", lang, year=year)
    if not found.filter(pl.col("value").is_not_null()).is_empty():
        few = kept.filter(pl.col("value").is_not_null()).is_empty()
        return say("explorer.too_narrow", lang, year=year, least=state["least"]) if few else ""
    if (found["why_null"] == NOT_APPLICABLE).all():
        return say("explorer.only_zero", lang, year=year, n=Count(found.height))
    if found["why_null"].is_in([NOT_APPLICABLE, FEW_CASES]).all():
        return say("explorer.few", lang, year=year)
    return say("explorer.unknown", lang, year=year)


def _reports(frames: Frames, compared: Compared, state: State) -> int:
    """How many reports are behind the chosen figure; of a place that is known, so that none is looked for."""
    if state["body"] is None and compared.own is not None:
        return compared.own
    return counted(frames, **_whose(state), year=state["year"], columns=OF_MANY)[1].height


def _line(frames: Frames, state: State) -> Part:
    """The measure over all years of the chosen place or body, so that each can be chosen; the chosen one marked."""
    lang, measure = state["lang"], load_measures()[state["measure"]]
    series = over_years(frames, **_whose(state), until=LAST_YEAR, measures=[measure.id])
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
    found = peers(frames, **_whose(state), year=state["year"], measure=measure.id)
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


def _matrix(frames: Frames, state: State) -> Part:
    """The chosen report's table of requests, every cell of which can be clicked."""
    lang = state["lang"]
    chosen = _chosen(frames, state)
    if chosen.is_empty():
        return Part(charts.message(say("explorer.no_matrix", lang)), str)
    form = load_edition(chosen["edition"][0] or EDITIONS[-1]).tables["requests"]
    mine = frames.part("cells", chosen["report_id"])
    cells = {row["cell"]: row for row in mine.iter_rows(named=True)}
    groups = {group.id: group.number_en if lang == "en" else group.number for group in form.groups}
    tiles = [
        _tile(form.cell_id(row.id, column.id), groups.get(row.group, ""), row, column, cells, lang)
        for row in form.rows
        if any(form.cell_id(row.id, column.id) in cells for column in form.columns)
        for column in form.columns
    ]
    chart = request_matrix(
        tiles,
        title=chosen["title"][0] or "",
        empty=say("explorer.no_matrix", lang),
        subtitle=say("explorer.matrix_marks", lang),
        chosen=state["cell"],
        names={field: say(f"explorer.tile_{field}", lang) for field in ("row", "column", "told")},
    )
    return Part(chart, lambda: matrix(frames, chosen, lang=lang).html)


def _chosen(frames: Frames, state: State) -> pl.DataFrame:
    """The chosen report's row; looked for in its year and at its place, so that little of a country's is read."""
    whose = ("place", state["region"]) if state["body"] is None else ("body_id", state["body"])
    here = pl.col(whose[0]) == whose[1], pl.col("year") == state["year"]
    return frames.find(*here).filter(pl.col("report_id").eq_missing(pl.lit(state["report"], pl.String)))


def _tile(id_: str, group: str, row: Any, column: Any, cells: dict[str, Any], lang: str) -> dict[str, str]:
    """A tile; its row is named with its group's number, for three rows are called 1."""
    cell = cells.get(id_)
    label = {
        "cell": id_,
        "row": f"{group}{row.number_en} {row.en}".strip()
        if lang == "en"
        else f"{group}{row.number} {row.zh}".strip(),
        "column": column.en if lang == "en" else column.zh,
    }
    if cell is None:
        return {**label, "mark": "absent", "text": "–", "told": say("state.absent", lang)}
    corrected = cell["correction"] is not None
    sign = "*" if corrected else "?" if cell["status"] == "doubtful" else ""
    told = str(cell["printed"] or "") or say(f"state.{cell['state']}", lang)
    return {
        **label,
        "mark": "corrected" if corrected else cell["status"],
        "text": f"{count(cell['value'])}{sign}",
        "told": f"{told} · {say('status.' + cell['status'], lang)}",
    }


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
    whose = _whose(state)
    reports = counted(frames, **whose, year=state["year"], columns=OF_MANY)
    subject = Subject(year=state["year"], **whose)
    return tidy(*figures_each(frames, [subject], measures=names, found=[reports]))


def _whose(state: State) -> dict[str, Any]:
    return {"region": state["region"]} if state["body"] is None else {"body": state["body"]}


_PARTS: dict[str, Callable[[Frames, State], Part]] = {
    "dots": _dots,
    "line": _line,
    "dispositions": _dispositions,
    "funnel": _funnel,
    "matrix": _matrix,
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

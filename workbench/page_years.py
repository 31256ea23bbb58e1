"""What a page tells of each row and each year: the 21 results of section three, and the checks as a heat table.

In: what the page was asked for. Out: tables of the reports behind the figures of each year; of a body or place with one
year one column. Counts only: the shares with their intervals stand in the tables of their sections.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

import polars as pl

from workbench.basis import counted_years, values, years
from workbench.form import EDITIONS, Line, load_edition
from workbench.frames.sums import KINDS
from workbench.parameters import Asked
from workbench.tables import PROSE, RIGHT, SMALL, Table, folded, header, link, note, table
from workbench.wording import UNKNOWN, Count, count, say, texts_of

MOST_YEARS = 11  # columns: since 2014
ABOVE, BELOW = ("received", "carried_in"), ("total_processed", "carried_over")  # rows that are no result
# A cell of the heat table is the darker the more of the tests failed; the least share of each shade.
SHADES = ((0.0, "#E6EEF5"), (0.02, "#B5CBE0"), (0.1, "#7BA3C8"), (0.3, "#3C6E9F"))
ON_DARK = "#3C6E9F"
Reports = dict[int, pl.DataFrame]  # behind the figures of each year


def results_table(asked: Asked) -> Table:
    """All results of the form's section three by year, folded: of several reports the sums of those that tell them."""
    lang, found = asked.lang, _by_year(asked)
    if not found:
        return Table("")
    rows = _sums(asked, found)
    told = {(row["cell"], row["year"]): row for row in rows.iter_rows(named=True)}
    shown = [
        {"row": _named(row, lang)} | {str(year): _shown(told[_cell(row), year]) for year in found}
        for row in _results()
        if not row.instead_of or any(told[_cell(row), year]["known"] for year in found)
    ]
    made = table(pl.DataFrame(shown), lang=lang, name="results_by_year", raw=rows).html
    if any("*" in text for row in shown for text in row.values()):
        made += f'<p style="{SMALL}">{escape(say("table.known_star", lang))}</p>'
    return folded(say("page.results", lang, n=Count(sum(map(_is_result, _results())))), Table(made))


def _sums(asked: Asked, found: Reports) -> pl.DataFrame:
    """`year`, `cell`, `value`, `known` reports that tell it, `of`: a row a year and row of the form."""
    cells = [_cell(row) for row in _results()]
    wide = pl.concat(
        values(asked.frames, rows, cells).select(cells).with_columns(year=pl.lit(year))
        for year, rows in found.items()
    )
    sums = wide.group_by("year").agg(
        pl.col(cells).sum().cast(pl.Int64), pl.col(cells).count().name.suffix(":known")
    )
    each = _rows_of(sums)
    schema = {"year": pl.Int32, "cell": pl.String, "value": pl.Int64, "known": pl.Int64, "of": pl.Int64}
    told = [
        (year, cell, each[year][cell] if known else None, known, reports.height)
        for cell in cells
        for year, reports in found.items()
        for known in [each[year][f"{cell}:known"]]
    ]
    return pl.DataFrame(told, schema=schema, orient="row")


def _shown(row: dict[str, Any]) -> str:
    """Starred where not all reports tell it."""
    return count(row["value"]) + ("*" if 0 < row["known"] < row["of"] else "")


def checks_part(asked: Asked) -> list[Any]:
    """The checks of each year; nothing where one year alone has reports, whose checks stand above."""
    found = _by_year(asked)
    return [note("checks_by_year", asked.lang), _checks_table(asked, found)] if len(found) > 1 else []


def _checks_table(asked: Asked, found: Reports) -> Table:
    """How many checks of each kind failed, of how many tested, in each year: shaded by the share that failed."""
    ids = pl.concat([rows.select("report_id", year=pl.lit(year)) for year, rows in found.items()])
    counts = asked.frames.tested_by_kind(ids["report_id"]).join(ids, on="report_id").drop("report_id")
    each = _rows_of(counts.group_by("year").sum())
    told = [
        (kind, year, *(each.get(year, {}).get(f"{kind}:{side}", 0) for side in ("failed", "tested")))
        for kind in KINDS
        for year in found
    ]
    schema = {"check": pl.String, "year": pl.Int32, "failed": pl.Int64, "tested": pl.Int64}
    rows = pl.DataFrame(told, schema=schema, orient="row")
    tested = rows.filter(pl.col("tested").sum().over("check") > 0)
    return Table(_shaded_table(tested, asked.lang) + link(tested, lang=asked.lang, name="checks_by_year"))


def _shaded_table(rows: pl.DataFrame, lang: str) -> str:
    """A row a kind of check, a column a year."""
    words = texts_of("checks", lang)
    names = [header("check", lang), *rows["year"].unique().sort().cast(pl.String)]
    head = "".join(f'<th style="{RIGHT if n else PROSE}">{escape(name)}</th>' for n, name in enumerate(names))
    body = ""
    for (kind,), group in rows.group_by("check", maintain_order=True):
        cells = "".join(_shaded(*sides) for sides in group.select("failed", "tested").iter_rows())
        body += f'<tr><td style="{PROSE}">{escape(f"{kind} {words[str(kind)]}")}</td>{cells}</tr>'
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _shaded(failed: int, tested: int) -> str:
    """Failed of tested; a dash where nothing could be tested."""
    if not tested:
        return f'<td style="{RIGHT}">{UNKNOWN}</td>'
    shade = next((shade for least, shade in reversed(SHADES) if failed and failed / tested >= least), "")
    look = f";background:{shade}" if shade else ""
    ink = ";color:#FFFFFF" if shade == ON_DARK else ""
    return f'<td style="{RIGHT}{look}{ink}">{count(failed)} / {count(tested)}</td>'


def _by_year(asked: Asked) -> Reports:
    """The reports behind the figures of each year, the last MOST_YEARS."""
    known = years(asked.frames, **asked.who, until=asked.year)[-MOST_YEARS:]
    return {
        year: reports
        for year, (_, reports) in zip(known, counted_years(asked.frames, known, **asked.who), strict=True)
        if reports.height
    }


def _rows_of(frame: pl.DataFrame) -> dict[int, dict[str, Any]]:
    return {row["year"]: row for row in frame.iter_rows(named=True)}


@cache
def _results() -> tuple[Line, ...]:
    """The rows of the results and the two below them, as the newest edition prints them."""
    rows = load_edition(EDITIONS[-1]).tables["requests"].rows
    return tuple(row for row in rows if row.id not in ABOVE)


def _cell(row: Line) -> str:
    return f"requests.{row.id}.total"


def _is_result(row: Line) -> bool:
    return row.id not in BELOW and not row.instead_of


def _named(row: Line, lang: str) -> str:
    """The row with its number and its group's: in each group they begin again."""
    group = _groups().get(row.group)
    if lang == "en":
        return f"{group.number_en if group else ''} {row.number_en} {row.en}".strip()
    return f"{group.number if group else ''}{row.printed}"


@cache
def _groups() -> dict[str, Line]:
    """The groups inside the results: those that number their rows anew."""
    groups = load_edition(EDITIONS[-1]).tables["requests"].groups
    return {group.id: group for group in groups if group.number.startswith("（")}

"""The parts of the page on data quality: what is displayed of a region's readings, heading, chart, table.

In: what the page was asked for and its `Quality`. Out: notes, charts and tables; each table brings all of its rows as
CSV, also where only the first are shown.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import charts, quality
from workbench.bodies import is_due
from workbench.page_tables import cite
from workbench.parameters import Asked
from workbench.quality import Quality
from workbench.tables import Note, Table, link, table
from workbench.wording import Count, cell_label, count, say, texts_of

Part = list[Any]
SHOWN = 50  # rows of the list of reports to look at


def title(asked: Asked, found: Quality) -> Note:
    """What was obtained, how sure it is, in one sentence."""
    known = {"year": asked.year, "known": Count(found.known.height)}
    if found.reports.is_empty():
        said = say("quality.none", asked.lang, **known)
    else:
        whole = quality.statuses(found).tail(1).row(0, named=True)
        cells = {name: count(whole[name]) for name in quality.STATUSES}
        failed = Count(found.reports.filter(pl.col("n_failed_checks") > 0).height)
        total = count(sum(whole[name] for name in quality.STATUSES))
        obtained = {"n": count(found.reports.height), "known": Count(found.known.height)}
        said = say("quality.said", asked.lang, **obtained, cells=total, failed=failed, **cells)
    return Note(
        say("quality.title", asked.lang, place=asked.place.split(" ")[-1], year=asked.year, said=said)
    )


def provenance(asked: Asked, data_version: str) -> Note:
    """The version of the rows that the page is made of."""
    return Note(say("quality.provenance", asked.lang, version=data_version))


def coverage(asked: Asked, found: Quality) -> Part:
    """The bodies that have no report of the year; before its reports are due none is listed."""
    lang, missing = asked.lang, found.known.filter(~pl.col("obtained"))
    numbers = {"n": count(found.reports.height), "missing": count(missing.height)}
    rows = missing.select(
        name=pl.coalesce("issuer", "place_name", "body_id"),
        kind=_kind(lang),
        last_seen=pl.col("last_seen").cast(pl.String),
    )
    if not is_due(found.year, found.frames.as_of):
        return [_note("not_due", lang, n=numbers["n"], year=found.year, next=found.year + 1)]
    return [_note("coverage", lang, **numbers), page_table(rows, "missing_bodies", lang, raw=missing)]


def editions(asked: Asked, found: Quality) -> Part:
    """How many reports in which edition of the form, and out of which kind of file."""
    rows = found.reports.group_by("edition", "container").agg(pl.len().cast(pl.Int64).alias("reports"))
    days = quality.dates(found).with_columns(pl.col(pl.Date).cast(pl.String))
    return [
        _note("editions", asked.lang),
        page_table(rows.sort("edition", "container"), "editions", asked.lang),
        _note("dates", asked.lang),
        page_table(days, "days_of_publication", asked.lang),
    ]


def statuses(asked: Asked, found: Quality) -> Part:
    """Proved, read, doubtful, missing: the chart and its table."""
    rows, lang = quality.statuses(found), asked.lang
    named = rows.with_columns(
        pl.Series("kind", [charts.kind_label(kind, lang) for kind in rows["kind"]], pl.String)
    )
    return [
        _note("statuses", lang),
        charts.statuses(rows, lang),
        page_table(named, "statuses", lang, raw=rows),
    ]


def printed(asked: Asked, found: Quality) -> Part:
    """Zero, implied zero, blank, mark, words, absent, by section of the form."""
    rows = quality.printed(found)
    words = texts_of("sections_of_form", asked.lang)
    named = rows.with_columns(pl.col("section").fill_null("all").replace(words))
    return [_note("printed", asked.lang), page_table(named, "printed", asked.lang, raw=rows)]


def checks(asked: Asked, found: Quality) -> Part:
    """Passed, failed, not testable by check and edition; then each failure with both sides."""
    lang, rows = asked.lang, quality.checks(found)
    words = texts_of("checks", lang) | texts_of("checks_across", lang)
    names_of = {key: f"{key} {text}" for key, text in words.items()}
    names = pl.col("check").replace(names_of)
    results = {name: say(f"status.{name}", lang) for name in ("pass", "fail", "not_testable")}
    counted = page_table(rows.with_columns(check=names).rename(results), "checks", lang, raw=rows)
    columns = ["report_id", "check", "status", "left", "right", "cells"]
    every = pl.concat([part.select(columns) for part in (found.checks, found.across)])
    titles = found.reports.select("report_id", "title")
    failed = every.filter(status="fail").join(titles, on="report_id", maintain_order="left")
    told = pl.Series(
        "check", [_check(row, names_of, lang) for row in failed.iter_rows(named=True)], pl.String
    )
    shown = failed.select("title", told, "left", "right")
    each = table(shown, lang=lang, name="failed_checks", empty="no_failed_check", raw=failed)
    return [_note("checks", lang), counted, each, *_against_the_narrative(every, lang)]


def _check(row: dict[str, Any], names: dict[str, str], lang: str) -> str:
    """The check in words, with the first of its cells: a row of the form, not an id."""
    kind = names.get(row["check"].split(".")[0], row["check"])
    cells = list(row["cells"] or [])
    return f"{kind} ({cell_label(cells[0], lang)})" if cells else kind


def _against_the_narrative(every: pl.DataFrame, lang: str) -> Part:
    """Numbers told in the narrative against those of the tables; nothing where no report tells one."""
    told = every.filter(pl.col("check").str.starts_with("N"), pl.col("status") != "not_testable")
    if told.is_empty():
        return []
    rows = told.select("report_id", "check", "status", narrative="left", table="right")
    return [charts.narrative(told, lang), Table(link(rows, lang=lang, name="narrative_against_tables"))]


def method(asked: Asked, data_version: str) -> Part:
    """How readings are judged, and how to cite the page."""
    return [_note("method", asked.lang), cite(asked, data_version, listed=False)]


def proposals(asked: Asked, found: Quality) -> Part:
    """Each located misprint with what is printed and what would close the sums."""
    lang, rows = asked.lang, found.proposals
    cells = pl.Series("cell", [cell_label(cell, lang) for cell in rows["cell"]], pl.String)
    shown = rows.with_columns(cells, pl.col("looks_like").replace(texts_of("looks_like", lang))).select(
        "title", "cell", "printed", "proposed", "looks_like"
    )
    return [_note("proposals", lang), page_table(shown, "proposals", lang, raw=rows)]


def duplicates(asked: Asked, found: Quality) -> Part:
    """Copies that are in no figure, reports with another year's figures, older versions of the reports of the year."""
    mine = pl.col("body_id").is_in(found.known["body_id"].implode()) & (pl.col("year") == found.year)
    rows = asked.frames.duplicates.filter(mine)
    shown = rows.select(
        "title", pl.col("link").replace(texts_of("duplicate_links", asked.lang)), "path", "duplicate_of"
    )
    return [_note("duplicates", asked.lang), page_table(shown, "duplicates", asked.lang, raw=rows)]


def reasons(asked: Asked, found: Quality) -> Part:
    """Why reports were read in part."""
    rows = quality.reasons(found)
    shown = rows.with_columns(pl.col("reason").replace(texts_of("reading_reasons", asked.lang)))
    return [_note("reasons", asked.lang), page_table(shown, "reasons", asked.lang, raw=rows)]


def to_look_at(asked: Asked, found: Quality) -> Part:
    """The reports that a person should look at, the worst first."""
    lang, rows = asked.lang, quality.to_look_at(found)
    cut = say("quality.cut", lang, shown=SHOWN) if rows.height > SHOWN else ""
    worded = pl.element().replace(texts_of("reading_reasons", lang))
    told = pl.col("reasons").str.split(", ").list.eval(worded).list.join("; " if lang == "en" else "；")
    shown = rows.head(SHOWN).drop("body_id", "report_id").with_columns(told)
    return [
        _note("look", lang, n=count(rows.height), cut=cut),
        page_table(shown, "reports_to_look_at", lang, raw=rows),
    ]


def _note(key: str, lang: str, **values: object) -> Note:
    return Note(say(f"quality.{key}", lang, **values))


def _kind(lang: str) -> pl.Expr:
    return pl.col("kind").replace(texts_of("kind", lang))


def page_table(rows: pl.DataFrame, name: str, lang: str, raw: pl.DataFrame | None = None) -> Table:
    """The table with this page's own headings; the CSV keeps the names of the columns."""
    words = texts_of("column_quality", lang)
    shown = rows.rename({column: words[column] for column in rows.columns if column in words})
    return table(shown, lang=lang, name=name, raw=rows if raw is None else raw)

"""A frame as an HTML table that can be read, and its rows as CSV and Parquet links that work from a file on disk.

In: a frame as people should see it, and the same as raw numbers. All text is escaped; numbers stand at the right;
an unknown value is a dash. In the CSV a text cannot become a formula.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection
from html import escape
from io import BytesIO

import polars as pl

from workbench.wording import UNKNOWN, Count, count, has, say

FORMULA = r"^[=+\-@\t\r]"  # a spreadsheet would run a text that begins so
PERHAPS_FORMULA = re.compile(rb'[,"\n][=+\-@\t\r]')  # in a file: such a text, or a number below zero
MOST_ROWS = 60  # shown; the download has all
MOST_DOWNLOAD = 5000  # rows inside a link: a page must stay small
PARQUET = "application/vnd.apache.parquet"
# What a column holds that is read as numbers and stands at the right.
NUMERIC = re.compile(r"[\d+\-−—.,:%/ –()]*")
SMALL = "margin:4px 0 0;font-size:85%;color:#5B6670"  # remarks under a table
RIGHT = "text-align:right;white-space:nowrap;padding:2px 10px"
LEFT = "text-align:left;white-space:nowrap;padding:2px 10px"
# A heading takes a second line before the last column is pushed out of sight.
HEADING = ";white-space:normal"
PROSE = "text-align:left;white-space:normal;word-break:normal;padding:2px 10px;min-width:12em"
# Columns whose text may take several lines.
LONG = {"title", "report", "caveat", "sentence", "cells", "check", "why_null", "example", "here", "there"}


class Table:
    """HTML that a notebook shows as it is."""

    def __init__(self, html: str) -> None:
        self.html = html

    def __repr__(self) -> str:
        return f"Table of {len(self.html):,} characters"  # the plain text beside the HTML in an output

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.html}


class Note:
    """Markdown that a notebook shows as it is: a heading with a sentence under it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/markdown": self.text}


def note(key: str, lang: str, **values: object) -> Note:
    """Heading and sentence of a part of the page, in the language asked for."""
    return Note(say(f"page.{key}", lang, **values))


def table(
    frame: pl.DataFrame,
    *,
    lang: str,
    name: str,
    raw: pl.DataFrame | None = None,
    empty: str = "none",
    of: int | None = None,
    drawn: Collection[str] = (),
) -> Table:
    """The table with a link to its CSV (`name`.csv, rows of `raw`); `empty`: what is said of no rows.

    `of`: how many rows there are, where `frame` has only those that are shown. `drawn`: columns that hold small
    pictures of our own as SVG, which are not escaped.
    """
    if frame.is_empty():
        return Table(f"<p>{escape(say(f'table.{empty}', lang))}</p>")
    shown = frame.columns
    style = {column: _style(frame[column]) for column in shown}
    more = (of or frame.height) - min(frame.height, MOST_ROWS)
    head = "".join(_cell("th", header(column, lang), style[column] + HEADING) for column in shown)
    body = "".join(
        "<tr>"
        + "".join(_cell("td", row[column], style[column], column in drawn) for column in shown)
        + "</tr>"
        for row in frame.head(MOST_ROWS).iter_rows(named=True)
    )
    html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if more > 0:
        html += f"<p>{escape(say('table.more', lang, n=Count(more)))}</p>"
    return Table(html + link(frame if raw is None else raw, lang=lang, name=name))


def folded(summary: str, inside: Table) -> Table:
    """The table behind one line, by a click on which it opens."""
    return Table(f"<details><summary>{escape(summary)}</summary>{inside.html}</details>")


def header(column: str, lang: str) -> str:
    """A column's heading; a column of a user's own frame keeps its name."""
    key = f"column.{column}"
    return say(key, lang) if has(key) else column


def link(frame: pl.DataFrame, *, lang: str, name: str) -> str:
    """Two links that hold the rows themselves: CSV for spreadsheets, Parquet with its types for programs."""
    if frame.height > MOST_DOWNLOAD:
        return f"<p>{escape(say('table.elsewhere', lang, n=count(frame.height)))}</p>"
    links = (
        _file(f"{name}.csv", "text/csv;charset=utf-8", csv(frame)),
        _file(f"{name}.parquet", PARQUET, parquet(frame)),
    )
    return f"<p>{escape(say('table.download', lang))} {' · '.join(links)}</p>"


def _file(name: str, kind: str, content: bytes) -> str:
    address, file = f"data:{kind};base64,{b64encode(content).decode()}", escape(name)
    return f'<a style="text-decoration:underline" download="{file}" href="{address}">{file}</a>'


def parquet(frame: pl.DataFrame) -> bytes:
    """The frame as Parquet, the same bytes for the same rows."""
    into = BytesIO()
    frame.write_parquet(into, compression="zstd", statistics=False)
    return into.getvalue()


def csv(frame: pl.DataFrame) -> bytes:
    """The frame as CSV with the byte order mark by which spreadsheets know UTF-8.

    Lists are joined, texts that look like formulas are quoted.
    """
    lists = [pl.col(column).cast(pl.List(pl.String)).list.join(" ") for column in _of(frame, pl.List)]
    joined = frame.with_columns(lists) if lists else frame
    written = _csv(joined.lazy())
    if not PERHAPS_FORMULA.search(written):  # to look into each text takes longer than to write them all
        return written
    return _csv(joined.lazy().with_columns(pl.col(pl.String).str.replace(FORMULA, "'$0")))


def _csv(rows: pl.LazyFrame) -> bytes:
    into = BytesIO()
    rows.sink_csv(into, include_bom=True)  # in one go: there are twenty on a page
    return into.getvalue()


def _of(frame: pl.DataFrame, kind: type[pl.DataType]) -> list[str]:
    return [column for column, dtype in frame.schema.items() if isinstance(dtype, kind)]


def _style(column: pl.Series) -> str:
    if column.dtype.is_numeric() or column.name.isdecimal():  # 2022: a year
        return RIGHT
    if column.dtype == pl.String and any(column) and all(NUMERIC.fullmatch(text or "") for text in column):
        return RIGHT
    return PROSE if column.name in LONG else LEFT


def _cell(tag: str, value: object, style: str, drawn: bool = False) -> str:
    if drawn:
        return f'<{tag} style="{style}">{value or ""}</{tag}>'
    text = count(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    return f'<{tag} style="{style}">{escape(UNKNOWN if text is None else str(text))}</{tag}>'

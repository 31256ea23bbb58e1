"""The full table of requests of one report (section three): 25 rows by 7 columns as the form prints them.

In: frames and the reports of a page. Out: a table with its CSV. Unknown cells are dashes, doubtful ones outlined
and marked with a question mark, corrected ones with a star; hovering shows what is printed. Of several reports it
shows none. On a page each number links to its place in the source (`source_view.flagged` has the anchors).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.form import EDITIONS, Line, load_edition
from workbench.form import Table as FormTable
from workbench.tables import LEFT, PROSE, RIGHT, SMALL, Table, header, link
from workbench.wording import UNKNOWN, Count, count, say

if TYPE_CHECKING:
    from workbench.frames import Frames

SHADES = {
    "doubtful": ";outline:2px solid #D4501A;outline-offset:-2px;background:#FBE3D8",
    "missing": ";background:#F4F1E6",
    "corrected": ";background:#E3D9BF",
}
INDENT = ";padding-left:2.2em"
RAW = [
    "report_id",
    "cell",
    "value",
    "state",
    "printed",
    "status",
    "implied_zero",
    "value_printed",
    "correction",
]

Cells = dict[str, dict[str, Any]]


def matrix(frames: Frames, reports: pl.DataFrame, *, lang: str, linked: bool = False) -> Table:
    """All cells of the table of requests of a single report; of several reports, words that say so."""
    if reports.height != 1:
        return Table(f"<p>{escape(say('page.matrix_many', lang, n=Count(reports.height)))}</p>")
    title, edition = reports.select("title", "edition").row(0)
    mine = frames.part("cells", reports["report_id"]).filter(pl.col("cell").str.starts_with("requests."))
    form = load_edition(edition or EDITIONS[-1]).tables["requests"]
    cells: Cells = {row["cell"]: row for row in mine.iter_rows(named=True)}
    names = [header("row", lang), *(_name(column, lang) for column in form.columns)]
    head = "".join(
        f'<th style="{RIGHT if n else PROSE}">{_broken(name, lang)}</th>' for n, name in enumerate(names)
    )
    html = (
        f"<table><caption>{escape(title or '')}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{_body(form, cells, lang, linked)}</tbody></table>"
    )
    unsure = mine.filter((pl.col("status") == "doubtful") | pl.col("correction").is_not_null())
    if unsure.height:
        html += f'<p style="{SMALL}">{escape(say("page.matrix_signs", lang))}</p>'
    return Table(html + link(mine.select(RAW), lang=lang, name="requests_matrix"))


def anchor(cell: str) -> str:
    """By which a page names the place of a cell in its source."""
    return f"cell-{cell}"


def _body(form: FormTable, cells: Cells, lang: str, linked: bool) -> str:
    groups = {group.id: group for group in form.groups}
    html, group = "", ""
    for row in _printed_rows(form, cells):
        if row.group != group and row.group in groups:
            title = _label(groups[row.group], lang)
            html += f'<tr><th colspan="{len(form.columns) + 1}" style="{LEFT}">{title}</th></tr>'
        group = row.group
        ids = (form.cell_id(row.id, column.id) for column in form.columns)
        values = "".join(_value(cells.get(id_), lang, linked) for id_ in ids)
        style = PROSE + ";font-weight:normal" + (INDENT if group in groups else "")
        html += f'<tr><th style="{style}">{_label(row, lang)}</th>{values}</tr>'
    return html


def _printed_rows(form: FormTable, cells: Cells) -> list[Line]:
    """The form's rows; a row printed in place of others stands there, and those it replaces do not."""
    printed = {row.id for row in form.rows if form.cell_id(row.id, form.columns[-1].id) in cells}
    replaced = {other for row in form.rows if row.id in printed for other in row.instead_of} - printed
    return [row for row in form.rows if row.id not in replaced and (row.id in printed or not row.instead_of)]


def _value(cell: dict[str, Any] | None, lang: str, linked: bool) -> str:
    if cell is None:
        return f'<td style="{RIGHT}" title="{escape(say("state.absent", lang))}">{UNKNOWN}</td>'
    state, status = say(f"state.{cell['state']}", lang), say(f"status.{cell['status']}", lang)
    corrected, doubtful = cell["correction"] is not None, cell["status"] == "doubtful"
    flag = "?" * doubtful + "*" * corrected  # never by colour alone; a corrected cell may still break a sum
    style = RIGHT + SHADES.get("corrected" if corrected and not doubtful else cell["status"], "")
    hover = escape(f"{cell['printed'] or state} · {status}")
    told = f"{count(cell['value'])}{flag}"
    if linked:
        told = f'<a style="color:inherit" href="#{escape(anchor(cell["cell"]))}">{told}</a>'
    return f'<td style="{style}" title="{hover}">{told}</td>'


def _broken(name: str, lang: str) -> str:
    """An English name of two or three words takes as many lines, so that seven columns fit."""
    return escape(name).replace(" ", "<br>") if lang == "en" else escape(name)


def _label(line: Line, lang: str) -> str:
    number = line.number_en if lang == "en" else line.number
    return escape(f"{number} {_name(line, lang)}".strip())


def _name(line: Line, lang: str) -> str:
    return line.en if lang == "en" else line.zh

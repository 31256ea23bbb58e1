"""The readers that `workbench read` is measured against, and the rule that pairs what they give with the form.

A reader gives rows of cells as its library gives them. The rule is the simplest fair one: a row belongs to the label
that one of its cells holds exactly; its values are its last columns, where what a merged cell covers or a wider table
pads does not count as a column.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from workbench.form import load_edition
from workbench.text import squeeze

Rows = list[list[str]]

LINE = 15  # the cells of table four


def paired(rows: Rows, edition: str) -> dict[str, str]:
    """The cells of the form that rows of a table give: by an exact label, the last columns in the form's order."""
    given: dict[str, str] = {}
    form = load_edition(edition)
    tight = [_without_padding([squeeze(cell) for cell in row]) for row in rows]
    for table in form.tables.values():
        for line in table.rows if table.layout == "rows" else ():
            labels = {squeeze(f"{line.number}{word}") for word in line.wordings}
            row = next((row for row in tight if labels & set(row)), [])
            for column, value in zip(table.columns, row[-len(table.columns) :], strict=False):
                given[table.cell_id(line.id, column.id)] = value
    cases = form.tables["cases"]
    ids = [cases.cell_id(row.id, column.id) for row in cases.rows for column in cases.columns]
    line_of_15 = next((row for row in tight if len(row) >= LINE and all(map(str.isdigit, row[-LINE:]))), [])
    return {**given, **dict(zip(ids, line_of_15[-LINE:], strict=False))}


def _without_padding(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def pdfminer_text(path: Path) -> Rows:
    text = import_module("pdfminer.high_level").extract_text(path)
    return [line.split() for line in text.splitlines() if line.strip()]


def pdfplumber_tables(path: Path) -> Rows:
    with import_module("pdfplumber").open(path) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [[cell for cell in row if cell is not None] for table in tables for row in table]


def camelot_lattice(path: Path) -> Rows:
    tables = import_module("camelot").read_pdf(str(path), pages="all", flavor="lattice")
    return [[str(cell) for cell in row] for table in tables for row in table.df.values.tolist()]


def tabula_lattice(path: Path) -> Rows:
    frames = import_module("tabula").read_pdf(
        path, pages="all", lattice=True, pandas_options={"header": None, "dtype": str}, force_subprocess=True
    )
    return [
        [str(cell) for cell in row if str(cell) != "nan"] for frame in frames for row in frame.values.tolist()
    ]


def pandas_html(path: Path) -> Rows:
    text = path.read_bytes().decode("gb18030")  # pandas follows the wrong label in the page, so it gets text
    frames = import_module("pandas").read_html(io.StringIO(text), flavor="lxml")
    return [[_printed(cell) for cell in row] for frame in frames for row in frame.values.tolist()]


def _printed(cell: object) -> str:
    """A whole column becomes floats where one cell of it is blank: 3.0 is printed 3, and not-a-number is a blank."""
    if isinstance(cell, float):
        return "" if cell != cell else str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell)


OTHERS: dict[str, dict[str, Callable[[Path], Rows]]] = {
    ".pdf": {
        "pdfminer extract_text": pdfminer_text,
        "pdfplumber extract_tables": pdfplumber_tables,
        "camelot lattice": camelot_lattice,
        "tabula lattice": tabula_lattice,
    },
    ".html": {"pandas.read_html": pandas_html},
}

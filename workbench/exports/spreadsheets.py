"""CSV and Excel: what opens in a spreadsheet, where no text can become a formula.

In: a table with its fields. Out: a file. CSV for spreadsheets has a byte order mark, and a text that begins like a
formula gets an apostrophe before it; plain CSV holds the data as they are. Excel keeps texts as they are and marks
them as text. Numbers stay numbers, negative ones too. Signs that XML does not allow are left out of Excel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from workbench.exports.extras import need
from workbench.exports.fields import Field
from workbench.exports.sliced import batches

# A spreadsheet runs a text that begins so, also behind spaces and with the full-width signs of a Chinese keyboard.
FORMULA = r"^[\s\x00-\x1f\u3000\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767  # characters in a cell of Excel
MOST_ROWS = 1_048_575  # rows below a heading
# One moment for all workbooks: the same data give the same bytes.
MADE = datetime(2000, 1, 1)
WIDEST = 40  # characters


def write_csv(table: pl.LazyFrame, path: Path) -> None:
    """UTF-8 with a byte order mark, for spreadsheets."""
    flat = flattened(table)
    texts = [name for name, dtype in flat.collect_schema().items() if dtype == pl.String]
    guarded = flat.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
    guarded.sink_csv(path, include_bom=True, maintain_order=True)


def write_plain_csv(table: pl.LazyFrame, path: Path) -> None:
    """UTF-8 without a mark, texts as they are, for programs."""
    flattened(table).sink_csv(path, maintain_order=True)


def flattened(table: pl.LazyFrame) -> pl.LazyFrame:
    """Lists as their elements with spaces between: no text format has lists."""
    lists = [name for name, dtype in table.collect_schema().items() if dtype == pl.List]
    return table.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(" ") for name in lists)


def write_excel(table: pl.LazyFrame, fields: list[Field], path: Path, *, name: str, language: str) -> None:
    """The data below their columns' names, and a sheet that says what the columns are; at most MOST_ROWS rows."""
    xlsxwriter = need("xlsxwriter")
    # `constant_memory` writes row by row, so that a country's panel does not fill the memory.
    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": MADE, "title": name})
    formats = {
        "head": book.add_format({"bold": True, "quote_prefix": True}),
        "text": book.add_format({"quote_prefix": True}),  # stays text when a person edits the cell
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    _sheet(book, name, batches(flattened(table)), formats)
    told = [(field.name, field.label(language), field.unit) for field in fields]
    _sheet(book, "columns", [pl.DataFrame(told, schema=["column", "label", "unit"], orient="row")], formats)
    book.close()


def _sheet(book: Any, name: str, frames: Iterable[pl.DataFrame], formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 1)
    above = 0  # rows that are written
    for frame in frames:
        if not above:
            _head(sheet, frame.columns, formats)
            above = 1
        for row, values in enumerate(frame.iter_rows(), start=above):
            for column, value in enumerate(values):
                _write(sheet, row, column, value, formats)
        above += frame.height


def _head(sheet: Any, names: list[str], formats: dict[str, Any]) -> None:
    for column, heading in enumerate(names):
        sheet.set_column(column, column, min(WIDEST, max(10, len(heading))))
        sheet.write_string(0, column, heading, formats["head"])


def _write(sheet: Any, row: int, column: int, value: object, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["date"])
    else:
        sheet.write_string(row, column, NOT_IN_XML.sub("", str(value))[:LONGEST], formats["text"])

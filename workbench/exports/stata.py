"""Stata: names of at most 32 characters, labels in one language, unknown cells as extended missing values.

In: a table with its fields. Out: a .dta file of version 118 (Unicode). A cell without a number is `.a` blank, `.b`
absent, `.c` a mark, `.d` words, each with its label; an unknown figure is the plain missing value. Texts stay as they
are, up to the 2,045 bytes that Stata holds in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.exports.extras import need
from workbench.exports.fields import Field, code_words, missing_letters, words
from workbench.exports.sliced import batches
from workbench.exports.spreadsheets import flattened
from workbench.exports.stata_file import join_slices

LABEL = 80  # characters of a label
TEXT = 2045  # bytes of a text
RESERVED = {"if", "in", "using", "with", "byte", "int", "long", "float", "double", "strL"}
VALUES = 2_000_000  # of a slice: rows times columns


def write_stata(table: pl.LazyFrame, fields: list[Field], path: Path, *, name: str, language: str) -> None:
    """Writes the file, a slice of rows at a time; `name` is the label of the data set."""
    flat = flattened(table)
    columns = _columns(flat, fields, language)
    labels = {column.key: column.field.label(language)[:LABEL] for column in columns}
    told = {column.key: column.meanings for column in columns if column.meanings}
    missing = {column.key: list(column.letters.values()) for column in columns if column.letters}

    def write(rows: pl.DataFrame, part: Path) -> None:
        need("pyreadstat").write_dta(
            pl.DataFrame([column.of(rows) for column in columns]),
            part,
            file_label=name[:LABEL],
            column_labels=labels,
            variable_value_labels=told,
            missing_user_values=missing,
            version=15,
        )

    names = list(short_names(fields).values())
    join_slices(batches(flat, max(1, VALUES // len(columns))), write, names, path)


@dataclass(frozen=True)
class _Column:
    """A variable: in every slice its values have the same type and, if they are text, the same width.

    The writer names a set of labels by its variable and a number, which would pass the 32 characters of a name there:
    so variables are called by their `key`, and get their names when the slices are joined.
    """

    key: str
    field: Field
    width: int  # of a text, in bytes; 0: not a text
    letters: dict[str, str]  # of a cell: the letter of each state without a number that occurs
    meanings: dict[Any, str]

    def of(self, rows: pl.DataFrame) -> pl.Series:
        """The values below a first one that has the column's type and width; `join_slices` drops it."""
        column = rows[self.field.name]
        if self.letters:
            states = rows[f"{self.field.name}:state"].to_list()
            values = column.cast(pl.Float64).to_list()
            mixed = [
                self.letters.get(state) if value is None else value
                for value, state in zip(values, states, strict=True)
            ]
            return pl.Series(self.key, [next(iter(self.letters.values())), *mixed], dtype=pl.Object)
        if self.field.codes:
            numbers = {code: number for number, code in enumerate(self.field.codes, start=1)}
            column = column.replace_strict(numbers, default=None, return_dtype=pl.Float64)
        elif self.width:
            column = pl.Series([text if text is None else _cut(text) for text in column], dtype=pl.String)
        elif column.dtype == pl.Boolean:
            column = column.cast(pl.Int8)
        elif column.dtype.is_numeric() and column.dtype not in (pl.Int32, pl.Int8):
            column = column.cast(pl.Float64)
        first = pl.Series(["x" * self.width if self.width else None], dtype=column.dtype)
        return pl.concat([first, column]).alias(self.key)


def _columns(table: pl.LazyFrame, fields: list[Field], language: str) -> list[_Column]:
    """What must be known of the whole table before its first slice: how long texts are, which states occur."""
    schema = table.collect_schema()
    texts = [field.name for field in fields if schema[field.name] == pl.String and not field.codes]
    cells = [field.name for field in fields if _is_cell(field, schema)]
    widths = table.select(pl.col(name).str.len_bytes().max() for name in texts)
    states = table.select(
        pl.col(f"{name}:state").filter(pl.col(name).is_null()).unique().implode() for name in cells
    )
    width = widths.collect(engine="streaming").row(0, named=True) if texts else {}
    state = states.collect(engine="streaming").row(0, named=True) if cells else {}
    return [
        _column(
            f"v{number}",
            field,
            min(width[field.name] or 1, TEXT) if field.name in width else 0,
            state.get(f"{field.name}:state", ()),
            language,
        )
        for number, field in enumerate(fields)
    ]


def _column(key: str, field: Field, width: int, states: Iterable[str], language: str) -> _Column:
    occur = set(states)
    letters = {state: letter for state, letter in missing_letters().items() if state in occur}
    meanings: dict[Any, str] = {
        letter: words("missing", state, language) for state, letter in letters.items()
    }
    if field.codes:
        codes = enumerate(code_words(field, language).items(), start=1)
        meanings = {float(number): f"{code}: {meaning}"[:LABEL] for number, (code, meaning) in codes}
    return _Column(key, field, width, letters, meanings)


def _is_cell(field: Field, schema: pl.Schema) -> bool:
    """Whether it is a cell's value with its state beside it."""
    return bool(field.cell) and not field.beside and f"{field.name}:state" in schema


def short_names(fields: list[Field]) -> dict[str, str]:
    """A variable's name for each column, no two alike."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for field in fields:
        plain = re.sub(r"\W", "_", field.short, flags=re.ASCII) or "v"
        short = f"_{plain}"[:32] if plain[0].isdecimal() or plain in RESERVED else plain[:32]
        number = 2
        while short in taken:
            short = f"{plain[:29]}_{number}"
            number += 1
        taken.add(short)
        names[field.name] = short
    return names


def _cut(text: str) -> str:
    """At most so many bytes, not through a character; a text ends at a zero byte for Stata."""
    return text.replace("\x00", "").encode()[:TEXT].decode(errors="ignore")

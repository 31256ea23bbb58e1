"""Stata: names of at most 32 characters, labels in one language, unknown cells as extended missing values.

In: a table with its fields. Out: a .dta file of version 118 (Unicode). A cell without a number is `.a` blank, `.b`
absent, `.c` a mark, `.d` words, each with its label; an unknown figure is the plain missing value. Texts stay as they
are, up to the 2,045 bytes that Stata holds in one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl

from workbench.exports.extras import need
from workbench.exports.fields import Field, code_words, missing_letters, words
from workbench.exports.spreadsheets import flattened

LABEL = 80  # characters of a label
TEXT = 2045  # bytes of a text
RESERVED = {"if", "in", "using", "with", "byte", "int", "long", "float", "double", "strL"}
NAME = 129  # bytes that the file keeps for a variable's name
TIMESTAMP = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.S)
NO_TIME = b"<timestamp>\x1101 Jan 2000 00:00</timestamp>"  # the same data give the same bytes


def write_stata(frame: pl.DataFrame, fields: list[Field], path: Path, *, name: str, language: str) -> None:
    """Writes the file; `name` is the label of the data set."""
    pyreadstat = need("pyreadstat")
    letters = missing_letters()
    values, labels, missing, told = [], {}, {}, {}
    flat = flattened(frame)
    for number, field in enumerate(fields):
        # The writer names a set of labels by its variable and a number, which would pass the 32 characters of a name
        # there: so the variables get their names at the very end.
        key = f"v{number}"
        labels[key] = field.label(language)[:LABEL]
        if _is_cell(field, frame):
            column, used = _with_letters(flat, field.name, letters)
            if used:
                missing[key] = used
                told[key] = _meanings(used, letters, language)
        elif field.codes:
            column, told[key] = _coded(flat[field.name], code_words(field, language))
        else:
            column = _plain(flat[field.name])
        values.append(column.alias(key))
    pyreadstat.write_dta(
        pl.DataFrame(values),
        path,
        file_label=name[:LABEL],
        column_labels=labels,
        variable_value_labels=told,
        missing_user_values=missing,
        version=15,
    )
    path.write_bytes(_named(path.read_bytes(), list(short_names(fields).values())))


def _is_cell(field: Field, frame: pl.DataFrame) -> bool:
    """Whether it is a cell's value with its state beside it."""
    return bool(field.cell) and not field.beside and f"{field.name}:state" in frame.columns


def _named(content: bytes, names: list[str]) -> bytes:
    """The file with these variables' names, and without the time at which it was written."""
    timeless = TIMESTAMP.sub(lambda _: NO_TIME, content, count=1)
    head, tag, rest = timeless.partition(b"<varnames>")
    fixed = b"".join(name.encode().ljust(NAME, b"\0") for name in names)
    return head + tag + fixed + rest[len(fixed) :]


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


def _with_letters(frame: pl.DataFrame, cell: str, letters: dict[str, str]) -> tuple[pl.Series, list[str]]:
    """The cell's values with letters where there is no number, and the letters used."""
    states = frame[f"{cell}:state"].to_list()
    values = frame[cell].cast(pl.Float64).to_list()
    mixed = [
        letters.get(state) if value is None else value for value, state in zip(values, states, strict=True)
    ]
    used = sorted({value for value in mixed if isinstance(value, str)})
    if not used:
        return frame[cell].cast(pl.Float64), []
    return pl.Series(mixed, dtype=pl.Object), used


def _meanings(used: list[str], letters: dict[str, str], language: str) -> dict[Any, str]:
    return {letter: words("missing", state, language) for state, letter in letters.items() if letter in used}


def _coded(column: pl.Series, meanings: dict[str, str]) -> tuple[pl.Series, dict[Any, str]]:
    """Numbers from 1 in place of the codes, with their meanings."""
    numbers = {code: number for number, code in enumerate(meanings, start=1)}
    coded = column.replace_strict(numbers, default=None, return_dtype=pl.Float64)
    return coded, {float(number): f"{code}: {meanings[code]}"[:LABEL] for code, number in numbers.items()}


def _plain(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int8)
    if column.dtype.is_numeric():
        return column if column.dtype in (pl.Int32, pl.Int8) else column.cast(pl.Float64)
    if column.dtype == pl.String:
        return pl.Series([None if text is None else _cut(text) for text in column], dtype=pl.String)
    return column


def _cut(text: str) -> str:
    """At most so many bytes, not through a character; a text ends at a zero byte for Stata."""
    return text.replace("\x00", "").encode()[:TEXT].decode(errors="ignore")

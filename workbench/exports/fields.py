"""What each exported column is: its label in Chinese and English, its type and unit, its short name.

In: a table of an export. Out: one `Field` a column, for codebook, table schema and Stata labels alike, so that they
cannot differ. Labels come from the form's TOML, the dictionary of measures and `fields.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from workbench.data_files import read_toml
from workbench.form import all_cells
from workbench.wording import texts_of

SHORTEST_LIMIT = 32  # characters of a variable's name in Stata
# The closed vocabularies: a report's, a check's and a cell's status share the column's name.
CODES = {
    "state": ("number", "blank", "mark", "text", "absent"),
    "scope": ("own", "consolidated", "unknown"),
} | {"basis": ("consolidated", "assembled", "own", "unknown")}
STATUSES = {"reports": ("ok", "partial", "failed"), "checks": ("pass", "fail", "not_testable")}
OF_CELLS = ("proved", "read", "doubtful", "missing")
BESIDE = {
    "state": "st",
    "status": "ss",
}  # the columns beside a cell of the wide table, and their short prefix


@dataclass(frozen=True)
class Field:
    """One column: `type` and `unit` as in a Frictionless table schema; `codes` are the values that it can take."""

    name: str
    short: str
    type: str
    zh: str
    en: str
    unit: str = ""
    cell: str = ""
    beside: str = ""  # "state" or "status": the column stands beside its cell's value
    codes: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


def fields_of(table: str, schema: pl.Schema) -> list[Field]:
    """A field for each column of the table, in its order; a column that nobody described is labelled by its name."""
    return [_field(table, name, dtype) for name, dtype in schema.items()]


def words(group: str, key: str, lang: str) -> str:
    """A text of `fields.toml`."""
    return str(_texts()[group][key]["en" if lang == "en" else "zh"])


def missing_letters() -> dict[str, str]:
    """The extended missing value of Stata for each state without a number."""
    return {state: text["letter"] for state, text in _texts()["missing"].items()}


def code_words(field: Field, lang: str) -> dict[str, str]:
    """The meaning of each code of a field."""
    known = texts_of(field.beside or field.name, lang) if field.codes else {}
    return {code: known.get(code, code) for code in field.codes}


def _field(table: str, name: str, dtype: pl.DataType) -> Field:
    cell_name, _, beside = name.partition(":")
    cell = all_cells().get(cell_name)
    if cell is None:
        return _plain(table, name, dtype)
    if beside:
        zh, en = (
            f"{label} – {words('beside', beside, lang)}"
            for lang, label in (("zh", cell.label_zh), ("en", cell.label_en))
        )
        short = _shortened(f"{BESIDE[beside]}_{cell.short}")
        return Field(name, short, "string", zh, en, cell=cell.id, beside=beside, codes=_codes("", beside))
    return Field(name, cell.short, _type(dtype), cell.label_zh, cell.label_en, unit=cell.unit, cell=cell.id)


def _plain(table: str, name: str, dtype: pl.DataType) -> Field:
    known = _texts()["column"].get(name, {"zh": name, "en": name})
    return Field(name, _shortened(name), _type(dtype), known["zh"], known["en"], codes=_codes(table, name))


def _codes(table: str, name: str) -> tuple[str, ...]:
    return STATUSES.get(table, OF_CELLS) if name == "status" else CODES.get(name, ())


def _shortened(name: str) -> str:
    """At most 32 characters: the longest part without its vowels inside, as `rgltns` for `regulations`."""
    while len(name) > SHORTEST_LIMIT:
        parts = name.split("_")
        longest = max(range(len(parts)), key=lambda number: len(parts[number]))
        part = parts[longest]
        less = part[0] + "".join(sign for sign in part[1:] if sign not in "aeiou")
        parts[longest] = less if less != part else part[:-1]
        name = "_".join(parts)
    return name


def _type(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "integer"
    if dtype.is_numeric():
        return "number"
    return {pl.Boolean: "boolean", pl.Date: "date", pl.List: "list"}.get(dtype.base_type(), "string")


@cache
def _texts() -> dict[str, Any]:
    return read_toml("workbench.exports", "fields.toml")

"""The national form as data: one TOML an edition, loaded into frozen dataclasses.

Everything that knows the form (matching, proof, measures, labels on pages) asks here. A cell's id is dotted
English and never a position: `requests.granted.total`, `review.upheld`, `proactive.fees.amount`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, cast

from workbench.data_files import read_toml
from workbench.text import fold

EDITIONS = ("2014", "2019", "2021")

NUMERALS = str.maketrans("一二三四五六七、（）", "1234567.()")  # of the form's rows, for English

Unit = Literal["count", "cny_10k", "cny"]


@dataclass(frozen=True)
class Line:
    """A row or a column of a table of the form: its id, its labels, the wordings seen in print."""

    id: str
    short: str
    zh: str
    en: str
    variants: tuple[str, ...] = ()
    number: str = ""
    group: str = ""
    law: str = ""
    instead_of: tuple[str, ...] = ()  # a row printed in place of these rows, never beside them
    unit: str = ""  # of a column that counts in another unit than its table
    signed: bool = False  # a column of changes, which may be negative

    @property
    def number_en(self) -> str:
        """The row's number for those who do not read Chinese: "(7)" of （七）."""
        return self.number.translate(NUMERALS)

    @cached_property
    def wordings(self) -> tuple[str, ...]:
        return (self.zh, *self.variants)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The wordings as labels are compared."""
        return tuple(map(fold, self.wordings))

    @property
    def printed(self) -> str:
        return f"{self.number}{self.zh}"


class Cell(NamedTuple):
    """One cell of the form, with the labels that people see."""

    id: str
    section: int
    table: str
    row: Line
    column: Line
    short: str
    unit: Unit

    @property
    def label_zh(self) -> str:
        return f"{self.row.zh}·{self.column.zh}"

    @property
    def label_en(self) -> str:
        return f"{self.row.en}, {self.column.en}"


@dataclass(frozen=True)  # no tuple: its cells are put together once, since each reading asks for them
class Identity:
    """A sum that must hold: the cells of `left` add up to the cells of `right`."""

    id: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @cached_property
    def cells(self) -> tuple[str, ...]:
        return self.left + self.right


class Table(NamedTuple):
    """A printed table. `layout` is "rows" (a row's label stands before its values), "line" (all values in one line)
    or "list" (one number behind each label). `foreign` are rows that only the edition has which this one is like.
    """

    id: str
    section: int
    prefix: str
    layout: Literal["rows", "line", "list"]
    zh: str
    en: str
    unit: Unit
    short: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    groups: tuple[Line, ...]
    identities: tuple[Identity, ...]
    foreign: tuple[Line, ...] = ()

    def cell_id(self, row: str, column: str) -> str:
        return ".".join(filter(None, (self.prefix, row, column)))


@dataclass(frozen=True)
class Edition:
    """One edition of the form. `cells` holds every cell in printed order, the undivided row among them."""

    id: str
    zh: str
    en: str
    notice: str
    sections: tuple[Line, ...]
    tables: dict[str, Table]
    cells: dict[str, Cell]
    identities: tuple[Identity, ...]

    @cached_property
    def standard_cells(self) -> dict[str, Cell]:
        """The cells of the form as issued: those of rows that stand in place of others are left out."""
        return {id_: cell for id_, cell in self.cells.items() if not cell.row.instead_of}

    def absent(self, cells: Collection[str]) -> list[str]:
        """The cells of the form as issued that are not among these, nor replaced by one that is."""
        replaced = {part for whole, parts in self._alternatives.items() if whole in cells for part in parts}
        return [id_ for id_ in self.standard_cells if id_ not in cells and id_ not in replaced]

    def alternatives(self) -> dict[str, tuple[str, ...]]:
        """For each cell of a row printed in place of others: the cells that it replaces."""
        return self._alternatives

    @cached_property
    def _alternatives(self) -> dict[str, tuple[str, ...]]:
        return {
            cell.id: tuple(
                self.tables[cell.table].cell_id(row, cell.column.id) for row in cell.row.instead_of
            )
            for cell in self.cells.values()
            if cell.row.instead_of
        }


@cache
def load_edition(name: str) -> Edition:
    """The edition of that name ("2021"), loaded once. Raises KeyError for a name outside EDITIONS."""
    if name not in EDITIONS:
        raise KeyError(f"no edition {name!r}; there are {', '.join(EDITIONS)}")
    data = read_toml(__package__, f"{name}.toml")
    tables = tuple(_table(raw) for raw in data["tables"])
    return Edition(
        id=data["id"],
        zh=data["zh"],
        en=data["en"],
        notice=data["notice"],
        sections=_sections(data),
        tables={table.id: table for table in tables},
        cells={cell.id: cell for table in tables for cell in _cells(table)},
        identities=tuple(identity for table in tables for identity in table.identities),
    )


@cache
def all_cells() -> dict[str, Cell]:
    """Every cell of every edition by id, labelled as in the newest that has it: the columns of the wide store."""
    cells: dict[str, Cell] = {}
    for name in reversed(EDITIONS):
        cells |= {id_: cell for id_, cell in load_edition(name).cells.items() if id_ not in cells}
    return cells


def _sections(data: dict[str, Any]) -> tuple[Line, ...]:
    if "sections_like" in data:
        return load_edition(data["sections_like"]).sections
    return tuple(_line({"id": str(raw["number"]), "short": "", **raw}) for raw in data["sections"])


def _table(raw: dict[str, Any]) -> Table:
    if "like" in raw:
        return _without(load_edition(raw["like"]).tables[raw["id"]], raw.get("without", ()))
    rows = tuple(_line(row) for row in raw["rows"])
    columns = tuple(_line(column) for column in raw["columns"])
    table = Table(
        id=raw["id"],
        section=raw["section"],
        prefix=raw["prefix"],
        layout=raw["layout"],
        zh=raw["zh"],
        en=raw["en"],
        unit=raw["unit"],
        short=raw["short"],
        rows=rows,
        columns=columns,
        groups=tuple(_line({"short": "", **group}) for group in raw.get("groups", ())),
        identities=(),
    )
    identities = tuple(found for rule in raw.get("identities", ()) for found in _identities(table, rule))
    return table._replace(identities=identities)


def _without(table: Table, gone: Collection[str]) -> Table:
    """The table of another edition without some rows, in its rows' alternatives and in its sums too."""
    rows = tuple(
        replace(row, instead_of=tuple(id_ for id_ in row.instead_of if id_ not in gone))
        for row in table.rows
        if row.id not in gone
    )
    cells = {table.cell_id(row, column.id) for row in gone for column in table.columns}
    identities = tuple(
        replace(identity, left=tuple(id_ for id_ in identity.left if id_ not in cells))
        for identity in table.identities
        if not set(identity.right) & cells
    )
    foreign = tuple(row for row in table.rows if row.id in gone)
    return table._replace(rows=rows, identities=identities, foreign=foreign)


def _line(raw: dict[str, Any]) -> Line:
    known = {key: value for key, value in raw.items() if key in Line.__dataclass_fields__ and key != "number"}
    for key in ("variants", "instead_of"):
        known[key] = tuple(raw.get(key, ()))
    return Line(**known, number=str(raw.get("number", "")))


def _cells(table: Table) -> list[Cell]:
    return [
        Cell(
            id=table.cell_id(row.id, column.id),
            section=table.section,
            table=table.id,
            row=row,
            column=column,
            short=f"{table.short}_{row.short}_{column.short}",
            unit=cast(Unit, column.unit) or table.unit,
        )
        for row in table.rows
        for column in table.columns
    ]


def _identities(table: Table, rule: dict[str, Any]) -> list[Identity]:
    """The rule spelled out: once for each row (its terms are columns) or each column (its terms are rows)."""
    found = []
    for line in table.rows if rule["over"] == "rows" else table.columns:
        left, right = (
            tuple(
                table.cell_id(line.id, term) if rule["over"] == "rows" else table.cell_id(term, line.id)
                for term in rule[side]
            )
            for side in ("left", "right")
        )
        found.append(Identity(f"{rule['id']}.{line.id}", left, right))
    return found

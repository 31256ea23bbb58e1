"""The tables of an export: tidy cells, reports wide, panels; cut down to the regions, bodies, years and measures asked.

In: frames, which hold the register's samples only as long as nothing else is there. Out: sliced tables. A wide row
has a report's head, then for each cell its value, its state and its status side by side. Refuses codes, bodies, years
and measures that are not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from workbench.bodies import within
from workbench.dictionary import load_measures
from workbench.errors import BadCall
from workbench.exports.sliced import Sliced, sliced
from workbench.form import EDITIONS, all_cells, load_edition
from workbench.panels import PANEL, By, members, panel_slices

if TYPE_CHECKING:
    from workbench.frames import Frames

TABLES = ("reports", "cells", "wide", "panel_body", "panel_region")
HEAD = ("report_id", "body_id", "place", "place_name", "level", "kind", "scope", "year", "edition")
CELL_HEAD = ("report_id", "body_id", "place", "year", "edition")


@dataclass(frozen=True)
class Choice:
    """What is wanted; empty means all. A region stands for everything in it."""

    regions: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    measures: tuple[str, ...] = ()

    def check(self, frames: Frames) -> None:
        """Raises BadCall for the first thing that is not there, with the nearest that is."""
        reports = frames.reports
        known: dict[str, tuple[Iterable[str], Iterable[str]]] = {
            "body": (self.bodies, reports["body_id"]),
            "year": (map(str, self.years), reports["year"].drop_nulls().cast(pl.String)),
            "measure": (self.measures, load_measures()),
        }
        for what, (wanted, available) in known.items():
            names = set(available)
            for name in wanted:
                if name not in names:
                    raise BadCall.unknown(what, name, names, where=f"--{what}")
        for region in self.regions:
            if not region.isdecimal() or reports.drop_nulls("place").filter(within(region)).is_empty():
                raise BadCall.unknown("region", region, set(reports["place"].drop_nulls()), where="--region")

    def of(self, reports: pl.DataFrame) -> pl.DataFrame:
        """The reports that are wanted."""
        places = (
            pl.any_horizontal(within(region) for region in self.regions) if self.regions else pl.lit(True)
        )
        return reports.filter(
            places,
            pl.col("body_id").is_in(self.bodies) if self.bodies else pl.lit(True),
            pl.col("year").is_in(self.years) if self.years else pl.lit(True),
        )

    @property
    def cells(self) -> list[str]:
        """The cells of the wide table: all, or those that the measures are made of."""
        used = {cell for name in self.measures for cell in load_measures()[name].cells}
        return [cell for cell in all_cells() if not self.measures or cell in used]


def chosen_tables(frames: Frames, names: Iterable[str], choice: Choice) -> dict[str, Sliced]:
    """The tables of these names, in the order of TABLES. Raises BadCall."""
    choice.check(frames)
    wanted = set(names)
    made = {
        "reports": _reports,
        "cells": _cells,
        "wide": _wide,
        "panel_body": _bodies,
        "panel_region": _regions,
    }
    return {name: made[name](frames, choice) for name in TABLES if name in wanted}


def _reports(frames: Frames, choice: Choice) -> Sliced:
    return sliced(choice.of(frames.reports), lambda some: some)


def _cells(frames: Frames, choice: Choice) -> Sliced:
    """Each cell that is in a document, with its report's head before it and its label behind it."""
    labels = pl.DataFrame(
        [(cell.id, cell.label_zh, cell.label_en) for cell in all_cells().values()],
        schema=["cell", "label_zh", "label_en"],
        orient="row",
    )

    def cells_of(head: pl.DataFrame) -> pl.DataFrame:
        cells = frames.part("cells", head["report_id"])
        if choice.measures:
            cells = cells.filter(pl.col("cell").is_in(choice.cells))
        joined = head.join(cells, on="report_id", maintain_order="left_right")
        return joined.join(labels, on="cell", how="left", maintain_order="left")

    return sliced(choice.of(frames.reports).select(CELL_HEAD), cells_of)


def _wide(frames: Frames, choice: Choice) -> Sliced:
    """Values as used, states as printed; a cell that its edition has and the document lacks is absent and missing.

    Files that gave no report are in the table of reports, with their reasons, and not here.
    """
    ids = choice.cells
    columns = [column for cell in ids for column in (cell, f"{cell}:state", f"{cell}:status")]

    def wide_of(head: pl.DataFrame) -> pl.DataFrame:
        cells = frames.part("cells", head["report_id"])
        values = frames.values(head["report_id"], ids)
        whole = head.join(values, on="report_id", how="left", maintain_order="left")
        for kind in ("state", "status"):
            whole = whole.join(_beside(cells, kind), on="report_id", how="left", maintain_order="left")
        return whole.with_columns(_all_filled(ids, set(whole.columns))).select(*HEAD, *columns)

    return sliced(choice.of(frames.reports.filter(pl.col("status") != "failed")).select(HEAD), wide_of)


def _all_filled(ids: list[str], there: set[str]) -> list[pl.Expr]:
    """States and statuses of all cells; what no report of the slice has is not even a column yet."""
    none = pl.lit(None, pl.String)
    return [
        _filled(pl.col(name) if (name := f"{cell}:{kind}") in there else none, cell, kind)
        for cell in ids
        for kind in ("state", "status")
    ]


def _beside(cells: pl.DataFrame, kind: str) -> pl.DataFrame:
    """One column a cell, `id:state`, with what the cells frame says of it."""
    found = cells.pivot("cell", index="report_id", values=kind, maintain_order=True)
    return found.rename({name: f"{name}:{kind}" for name in found.columns if name != "report_id"})


def _filled(known: pl.Expr, cell: str, kind: str) -> pl.Expr:
    """A cell that is not in the document: absent; missing where the report's edition asks for it."""
    owed = [name for name in EDITIONS if cell in load_edition(name).standard_cells]
    absent = (
        pl.lit("absent")
        if kind == "state"
        else pl.when(pl.col("edition").is_in(owed)).then(pl.lit("missing"))
    )
    return pl.coalesce(known, absent).alias(f"{cell}:{kind}")


def _bodies(frames: Frames, choice: Choice) -> Sliced:
    subjects = choice.of(frames.reports).select("year", subject="body_id").unique()
    return _panel(frames, "body", choice, subjects)


def _regions(frames: Frames, choice: Choice) -> Sliced:
    """Regions in the wanted ones, and their years; bodies have no part in a choice of regions."""
    inside = pl.any_horizontal(within(code) for code in choice.regions) if choice.regions else pl.lit(True)
    years = pl.col("year").is_in(choice.years) if choice.years else pl.lit(True)
    places = members(frames, "region").select("year", place="subject").unique()
    return _panel(frames, "region", choice, places.filter(inside, years).rename({"place": "subject"}))


def _panel(frames: Frames, by: By, choice: Choice, subjects: pl.DataFrame) -> Sliced:
    measures = choice.measures or None
    return Sliced(pl.Schema(PANEL), lambda: panel_slices(frames, by, measures, only=subjects))

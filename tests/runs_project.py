"""A small project for the tests of runs: stand-in frames with a few places, and notebooks written cell by cell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from workbench.bodies import with_regions
from workbench.project import Project

if TYPE_CHECKING:
    from workbench.frames import Frames

PARAMETERS = """region: str = "410103"  # code of the place
year: int = 2022  # year of the reports
lang: str = "zh"  # zh or en"""
ERQI, LITONG, GUCHENG = (
    "河南省 郑州市 二七区",
    "宁夏回族自治区 吴忠市 利通区",
    "青海省 海东市 平安区 古城回族乡",
)
# code, names, year, what the report says (stands for its rows)
REPORTS = [
    ("410103", ERQI, 2022, "62"),
    ("640302", LITONG, 2021, "9"),
    ("640302", LITONG, 2022, "7"),
    ("630203101", GUCHENG, 2022, "0"),
]


class MadeFrames:
    """Stands in for the frames of a store: the reports, and a hash of what they say."""

    def __init__(self, reports: list[tuple[str, str, int, str]]) -> None:
        ids = [f"{code}.{year}" for code, _, year, _ in reports]
        self.said = dict(zip(ids, (said for *_, said in reports), strict=True))
        self.reports = pl.DataFrame(
            {
                "report_id": ids,
                "body_id": [f"{code}.gov" for code, *_ in reports],
                "place": [code for code, *_ in reports],
                "place_name": [name for _, name, *_ in reports],
                "year": [year for _, _, year, _ in reports],
                "n_proved": [190 for _ in reports],
                "kind": ["gov" for _ in reports],
                "scope": ["own" for _ in reports],
                "status": ["ok" for _ in reports],
                "published": [None for _ in reports],
                "path": ids,
            },
            schema_overrides={"year": pl.Int32, "published": pl.Date},
        )
        self.by_region = with_regions(self.reports)

    def rows_hash(self, report_ids: Iterable[str]) -> str:
        said = "|".join(self.said[one] for one in sorted(report_ids))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def made_frames(*reports: tuple[str, str, int, str]) -> Frames:
    """Frames of these reports (default: REPORTS)."""
    return cast("Frames", MadeFrames(list(reports or REPORTS)))


def made_project(folder: Path, runs: str | None = None, **notebooks: list[Any]) -> Project:
    """A project in `folder` with notebooks made of cells; runs.toml names them all unless it is given."""
    (folder / "data" / "raw").mkdir(parents=True)
    project = Project.find(folder)
    for name, cells in notebooks.items():
        write_notebook(project, name, cells)
    entries = "".join(f'[[run]]\nnotebook = "{name}"\n' for name in notebooks)
    project.runs_toml.write_text(entries if runs is None else runs, encoding="utf-8")
    return project


def write_notebook(
    project: Project,
    name: str,
    cells: list[Any],
    for_each: str | None = "region-year",
    parameters: str = PARAMETERS,
    reads: str | None = None,
    needs: str | None = None,
    levels: tuple[str, ...] = (),
) -> None:
    """Writes a notebook: a title, the parameters cell, then `cells` (text: code; a pair: its type and text)."""
    pairs = [("markdown", f"# {name} 的标题"), ("code", parameters)]
    pairs += [cell if isinstance(cell, tuple) else ("code", cell) for cell in cells]
    said = {"for_each": for_each, "reads": reads, "needs": needs, "levels": levels}
    content = {
        "cells": [_cell(number, kind, source) for number, (kind, source) in enumerate(pairs)],
        "metadata": {"workbench": said} if for_each else {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    project.notebooks.mkdir(exist_ok=True)
    path = project.notebooks / f"{name}.ipynb"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _cell(number: int, kind: str, source: str) -> dict[str, Any]:
    tags = {"tags": ["parameters"]} if number == 1 else {}
    code: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"id": f"c{number}", "cell_type": kind, "source": source, "metadata": tags, **code}

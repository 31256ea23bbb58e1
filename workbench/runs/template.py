"""The start of a notebook of one's own: a few cells that run as they are, for each of the things a notebook runs over.

In: what it runs over, its title, and values for its parameters. Out: the notebook as plain JSON, without outputs. Its
cells import what notebooks may import and define no function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.runs.notebook import FOR_EACH, PARAMETER_OF

# A line of the parameters cell for each parameter: type, and help in both languages.
PARAMETERS = {
    "region": ("str", "行政区划代码 / code of the place"),
    "body": ("str", "报告单位 / id of the body that reports"),
    "year": ("int", "报告所说的年度 / the year that the reports are about"),
    "lang": ("str", "页面语言 / language of the page: zh or en"),
    "project": ("str", "项目文件夹 / the project's folder"),
}
FIGURES = """figures = measures.tidy(measures.figures(frames, {subject}={subject}, year=year))
tables.figures_table(figures, "key", lang=lang)"""
# What each notebook shows: a cell, and one below it to be changed.
SHOWN = {
    "region-year": (
        "reports = frames.reports.filter(place=region, year=year)",
        FIGURES.format(subject="region"),
    ),
    "body-year": ("reports = frames.reports.filter(body_id=body, year=year)", FIGURES.format(subject="body")),
    "year": ("reports = frames.reports.filter(year=year)", "frames.places().filter(year=year)"),
    "once": ("reports = frames.reports", "frames.places()"),
}
REPORTS = 'reports.select("place_name", "year", "kind", "status", "n_proved", "n_doubtful")'
IMPORT = "from workbench import measures, parameters\nfrom workbench import page_tables as tables"
IMPORT_WITHOUT_FIGURES = "from workbench import parameters"


def template(for_each: str, title: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook. `values` are the parameters' defaults; a missing one is empty."""
    names = [*(PARAMETER_OF[axis] for axis in FOR_EACH[for_each]), "lang", "project"]
    given = {"region": "", "body": "", "year": 2022, "lang": "zh", "project": ".", **values}
    lines = (
        f"{name}: {PARAMETERS[name][0]} = {_quoted(given[name])}  # {PARAMETERS[name][1]}" for name in names
    )
    chosen, shown = SHOWN[for_each]
    wanted = IMPORT if "measures." in shown else IMPORT_WITHOUT_FIGURES
    cells = [
        _cell("markdown", f"# {title}"),
        _cell("code", "\n".join(lines), tags=["parameters"]),
        _cell("code", f"{wanted}\n\nframes = parameters.load(project)\n{chosen}\n{REPORTS}"),
        _cell("code", shown),
    ]
    return {
        "cells": [cell | {"id": f"cell-{number}"} for number, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Workbench", "language": "python", "name": "workbench"},
            "language_info": {"name": "python"},
            "workbench": {"for_each": for_each},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _cell(kind: str, source: str, tags: list[str] | None = None) -> dict[str, Any]:
    code: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    lines = source.splitlines(keepends=True)
    return {"cell_type": kind, "metadata": {"tags": tags} if tags else {}, "source": lines, **code}

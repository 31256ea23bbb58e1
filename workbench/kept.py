"""A page's figures kept beside it, so that the next run can say which of them changed.

In: a tidy frame of figures. Out: in a scheduled or called run a JSON file, where WORKBENCH_FIGURES says; elsewhere
nothing, so that a notebook has the same cell in JupyterLab.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl

PLACE = "WORKBENCH_FIGURES"
COLUMNS = ("measure", "value", "numerator", "denominator", "why_null")


def keep(figures: pl.DataFrame) -> None:
    """Writes the figures, one record a measure, when a run asks for them."""
    place = os.environ.get(PLACE)
    if place:
        records = figures.select(COLUMNS).to_dicts()
        Path(place).write_text(json.dumps(records, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

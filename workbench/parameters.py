"""What a notebook was asked for, checked before anything is computed.

In: a notebook's parameters as papermill or a person gives them. Out: the frames, and the parameters in their right
types. Refuses a region without reports, a year that is none, and an unknown language, naming what there is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from workbench.basis import counted
from workbench.errors import BadCall
from workbench.project import Project
from workbench.wording import LANGUAGES

if TYPE_CHECKING:
    from workbench.frames import Frames


@dataclass(frozen=True)
class Asked:
    """A region and a year with the frames, and the reports that its figures are made of."""

    frames: Frames
    region: str
    year: int
    lang: str
    place: str
    reports: pl.DataFrame

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of a frame (cells, checks, claims) that belong to those reports."""
        return frame.filter(pl.col("report_id").is_in(self.reports["report_id"].to_list()))


def check(*, region: str | int, year: int | str, lang: str, project: str | Path = ".") -> Asked:
    """The parameters, checked against the project's reports. Raises BadCall with the nearest that there is."""
    if lang not in LANGUAGES:
        raise BadCall.unknown("language", lang, LANGUAGES, where="parameter lang")
    frames = load(project)
    code = str(region)  # papermill's -p turns 410103 into a number
    names = place_names(frames)
    if code not in names:
        raise BadCall.unknown("region", code, names, where="parameter region")
    number = _year(year)
    _, reports = counted(frames, region=code, year=number)
    return Asked(frames, code, number, lang, names[code], reports)


def load(project: str | Path = ".") -> Frames:
    """The frames of the project at `project` or in a folder above it (a notebook runs in notebooks/)."""
    from workbench import frames

    start = Path(project).resolve()
    home = next((folder for folder in (start, *start.parents) if (folder / "data" / "raw").is_dir()), start)
    return frames.load(Project.find(home, os.environ.get("WORKBENCH_STORE")))


def place_names(frames: Frames) -> dict[str, str]:
    """Code and full name of each place that has a report, by code."""
    places = frames.reports.drop_nulls("place").sort("place", "year").unique("place", keep="last")
    return dict(places.sort("place").select("place", pl.coalesce("place_name", "place")).iter_rows())


def _year(year: int | str) -> int:
    if str(year).isdecimal() and 2008 <= int(year) <= 2100:  # the first reports are those of 2008
        return int(year)
    raise BadCall(
        where="parameter year",
        found=repr(year),
        expected="a year from 2008 on, as in 2022",
        todo="Write it with four digits.",
    )

"""What a notebook was asked for, checked before anything is computed.

In: a notebook's parameters as papermill or a person gives them. Out: the frames, and the parameters in their right
types. Refuses a region without reports, a year that is none, and an unknown language, naming what there is.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from workbench.areas import name_of
from workbench.basis import counted
from workbench.bodies import NATION, one_code
from workbench.errors import BadCall
from workbench.units import named
from workbench.wording import LANGUAGES

if TYPE_CHECKING:
    from workbench.frames import Frames
    from workbench.project import Project


class Asked(NamedTuple):
    """A region (or a body) and a year with the frames, and the reports that its figures are made of."""

    frames: Frames
    region: str  # of a body: the code of its place
    year: int
    lang: str
    place: str  # its name, or the body's
    reports: pl.DataFrame
    body: str | None = None

    @property
    def who(self) -> dict[str, str]:
        """The argument by which figures, series and peers are asked for."""
        return {"region": self.region} if self.body is None else {"body": self.body}

    def part(self, name: str) -> pl.DataFrame:
        """The rows of `cells`, `checks`, `claims` or `sections` that belong to those reports."""
        return self.frames.part(name, self.reports["report_id"])


def check(
    *, region: str | int, year: int | str, lang: str, project: str | Path = ".", as_of: str = ""
) -> Asked:
    """The parameters, checked against the project's reports. Raises BadCall with the nearest that there is.

    `as_of`: a day, as in 2026-02-15; who owes a report that is not due by then is not missing. Empty: all are due.
    """
    code, number = one_code(str(region)), _known(year, lang)  # papermill's -p turns 410103 into a number
    frames = load(project)
    frames.as_of = day(as_of, "parameter as_of") if as_of else None
    places = frames.named_places
    known = places.filter(place=code)
    if known.is_empty():
        raise BadCall.unknown("region", code, places["place"], where="parameter region")
    _, reports = counted(frames, region=code, year=number)
    name = name_of(code, lang) if code == NATION else known["place_name"][0] or name_of(code)
    return Asked(frames, code, number, lang, name, reports)


def check_body(*, body: str, year: int | str, lang: str, project: str | Path = ".") -> Asked:
    """The same for one body, as `body_id` of `frames.reports` names it. Raises BadCall with the nearest ones."""
    number = _known(year, lang)
    frames = load(project)
    known = frames.find(pl.col("body_id") == body).filter(pl.col("status") != "failed")
    if known.is_empty():
        every = frames.find(pl.col("status") != "failed")["body_id"].unique().sort()
        raise BadCall.unknown("body", body, every, where="parameter body")
    _, reports = counted(frames, body=body, year=number)
    last = named(known.sort("year").tail(1))
    return Asked(frames, last["place"][0] or "", number, lang, last["name"][0], reports, body)


def day(text: str, where: str) -> date:
    """The day that the text writes. Raises BadCall for what is no date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCall(
            where=where,
            found=repr(text),
            expected="a date, as in 2026-02-15",
            todo="Give the day, or leave it out.",
        ) from None


def _known(year: int | str, lang: str) -> int:
    if lang not in LANGUAGES:
        raise BadCall.unknown("language", lang, LANGUAGES, where="parameter lang")
    return _year(year)


def load(project: Project | Frames | str | Path = ".") -> Frames:
    """The frames of the project at `project` or in a folder above it (a notebook runs in notebooks/), or these."""
    from workbench import frames

    return project if isinstance(project, frames.Frames) else frames.load(project)


def place_names(frames: Frames) -> dict[str, str]:
    """Code and full name of each place that has a report, or has one in it, by code."""
    return {code: name or name_of(code) for code, name in frames.named_places.iter_rows()}


def _year(year: int | str) -> int:
    if str(year).isdecimal() and 2008 <= int(year) <= 2100:  # the first reports are those of 2008
        return int(year)
    raise BadCall(
        where="parameter year",
        found=repr(year),
        expected="a year from 2008 on, as in 2022",
        todo="Write it with four digits.",
    )

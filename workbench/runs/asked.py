"""What the caller and runs.toml ask for, as values that a notebook runs over: region and year, or less.

Each slot carries the ids of the reports that its page reads. A region or year that the caller names must have
reports; one in runs.toml may still be to come, and is left out until it has some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.errors import BadCall
from workbench.project import Project
from workbench.runs.notebook import (
    EARLIER_AND_PEERS,
    EARLIER_YEARS,
    PARAMETER_OF,
    TWO_REPORTS,
    TWO_YEARS,
    Notebook,
    read_notebook,
)
from workbench.runs.parameters import Place, check_place
from workbench.runs.schedule import Entry, read_schedule

if TYPE_CHECKING:
    import polars as pl

    from workbench.frames import Frames


Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Ask:
    """What the caller wants of the schedule; empty means all of it."""

    notebook: str | None = None
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    force: bool = False
    only_failed: bool = False
    bodies: tuple[str, ...] = ()
    as_of: date = field(default_factory=date.today)  # reports that are not due by then are not missing

    @property
    def whole(self) -> bool:
        """True when nothing narrows the schedule: only then can be told what is no longer in it."""
        return not (
            self.notebook or self.regions or self.bodies or self.years or self.languages or self.parameters
        )


@dataclass(frozen=True)
class Slot:
    """One value of a notebook's `for_each`, with its reports, those of earlier years, and digests of others that
    it reads as well: its peers, and the bodies that it counts as missing."""

    values: dict[str, Any]
    place_name: str
    report_ids: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def is_worth(slot: Slot, notebook: Notebook) -> bool:
    """Whether the slot has what the notebook says that its page needs."""
    enough = {TWO_YEARS: bool(slot.earlier), TWO_REPORTS: len(slot.report_ids) > 1}
    return notebook.needs is None or enough[notebook.needs]


def entries(project: Project, ask: Ask) -> Iterator[tuple[Entry, bool]]:
    """The schedule's entries as the caller narrows them; a notebook outside the schedule runs when named."""
    schedule = read_schedule(project.runs_toml)
    chosen = schedule
    if ask.notebook is not None:
        name = read_notebook(project, ask.notebook).name
        chosen = tuple(entry for entry in schedule if entry.notebook == name)
        if not chosen:
            yield _narrowed(Entry(name), ask), False
    for entry in chosen:
        narrowed = _narrowed(entry, ask)
        inside = set(narrowed.languages) <= set(entry.languages) and not ask.parameters
        inside &= entry.regions is None or set(narrowed.regions or ()) <= set(entry.regions)
        inside &= entry.years is None or set(narrowed.years or ()) <= set(entry.years)
        yield narrowed, inside


def _narrowed(entry: Entry, ask: Ask) -> Entry:
    return replace(
        entry,
        regions=ask.regions or entry.regions,
        years=ask.years or entry.years,
        languages=ask.languages or entry.languages,
    )


def slots_of(frames: Frames, notebook: Notebook) -> Iterator[Slot]:
    """The values that the notebook runs over, in order, each with the reports it reads."""
    if notebook.levels:
        yield from _slots_of_areas(frames, notebook)
        return
    axes = list(notebook.axes)
    reports = frames.reports.drop_nulls(axes).sort([*axes, "report_id"])
    if not axes:
        yield Slot({}, "", tuple(reports["report_id"]))
        return
    groups: pl.DataFrame = reports.group_by(axes, maintain_order=True).agg("report_id", "place_name")
    from workbench.bodies import reports_of_regions  # a command that only asks for help loads no Polars

    parts = reports_of_regions(frames.by_region) if "place" in axes else {}
    digests, missing = _digests(frames, notebook), _once(frames, _missing) if "place" in axes else {}
    nowhere = _nowhere(frames)
    before: dict[Any, tuple[str, ...]] = {}  # a subject's groups come in the order of their years
    for row in groups.iter_rows(named=True):
        values = {PARAMETER_OF[axis]: row[axis] for axis in axes}
        names = [name for name in row["place_name"] if name] if axes[0] != "year" else []
        earlier = before.get(row[axes[0]], ()) if notebook.reads in (EARLIER_YEARS, EARLIER_AND_PEERS) else ()
        below = parts.get((row["place"], row["year"]), set()) if {"place", "year"} <= set(axes) else set()
        ids = (*row["report_id"], *sorted(below.difference(row["report_id"])))
        before[row[axes[0]]] = (*earlier, *ids)
        yield Slot(
            values,
            names[0] if names else "",
            ids,
            earlier,
            _others(
                digests,
                (*ids, *earlier),
                missing.get((row.get("place", ""), row.get("year", 0))),
                nowhere.get(row.get("year", 0)) if "place" in axes else None,
            ),
        )


def _slots_of_areas(frames: Frames, notebook: Notebook) -> Iterator[Slot]:
    """Places of the notebook's levels with a report in them, each with all reports inside it."""
    from workbench.areas import areas

    digests, missing, nowhere = _digests(frames, notebook), _once(frames, _missing), _nowhere(frames)
    before: dict[str, tuple[str, ...]] = {}
    for row in _once(frames, areas).iter_rows(named=True):
        if row["level"] in notebook.levels:
            place, ids = row["place"], tuple(row["report_ids"])
            earlier = before.get(place, ()) if notebook.reads else ()
            before[place] = (*earlier, *ids)
            values = {"region": place, "year": row["year"]}
            yield Slot(
                values,
                row["place_name"],
                ids,
                earlier,
                _others(
                    digests, (*ids, *earlier), missing.get((place, row["year"])), nowhere.get(row["year"])
                ),
            )


def _digests(frames: Frames, notebook: Notebook) -> dict[str, str]:
    """For each report that of the numbers of its peers, where the notebook's pages show them."""
    if notebook.reads != EARLIER_AND_PEERS:
        return {}
    from workbench.standing import summary_of

    return _once(frames, summary_of)


def _once(frames: Frames, find: Callable[[Frames], Answer]) -> Answer:
    """What `find` gives: several notebooks ask the same of frames, which never change."""
    held: dict[Callable[[Frames], Any], Any] = vars(frames).setdefault("_of_plan", {})
    if find not in held:
        held[find] = find(frames)
    found: Answer = held[find]
    return found


def _missing(frames: Frames) -> dict[tuple[str, int], str]:
    """For each place and year a digest of the bodies that its pages count as missing."""
    from workbench.runs.owed import owed

    return owed(frames.by_region)


def _nowhere(frames: Frames) -> dict[int, str]:
    """For each year how many reports without a place its pages tell of; see `basis.unplaced`."""
    import polars as pl  # a command that only asks for help loads no Polars

    read = frames.reports.filter(pl.col("place").is_null(), pl.col("status") != "failed").drop_nulls("year")
    counts = read.group_by("year").len().iter_rows()
    return {year: f"without a place: {n}" for year, n in counts}


def _others(digests: dict[str, str], ids: Iterable[str], *counted: str | None) -> tuple[str, ...]:
    """Digests of what a page reads beside its own reports: of its peers, who is missing, how many have no place."""
    of_peers = sorted({digests[report] for report in ids if report in digests})
    return (*of_peers, *filter(None, counted))


def check_asked(ask: Ask, scheduled: list[tuple[Notebook, list[Slot]]]) -> None:
    """A region, body or year named by the caller must have reports; one in runs.toml may still be to come.

    Of the whole schedule one notebook that runs over it is enough: not every one has pages of counties.
    """
    for one in _one_by_one(ask) if ask.notebook is None else [ask]:
        refusals = []
        for notebook, slots in scheduled:
            try:
                _check(one, notebook, slots)
            except BadCall as refusal:
                refusals.append(refusal)
        if refusals and len(refusals) == len(scheduled):
            raise refusals[0]


def _one_by_one(ask: Ask) -> Iterator[Ask]:
    """Each region, body and year that is asked for by itself; a region with its years."""
    nothing = replace(ask, regions=(), bodies=(), years=())
    yield from (replace(nothing, regions=(region,), years=ask.years) for region in ask.regions)
    yield from (replace(nothing, bodies=(body,)) for body in ask.bodies)
    yield from (replace(nothing, years=(year,)) for year in ask.years)


def strange_options(ask: Ask, notebook: Notebook) -> list[str]:
    """What is asked for that the notebook does not run over."""
    options = {"region": ask.regions, "body": ask.bodies, "year": ask.years}
    known = [PARAMETER_OF[axis] for axis in notebook.axes]
    return [option for option, values in options.items() if values and option not in known]


def _check(ask: Ask, notebook: Notebook, slots: list[Slot]) -> None:
    for option in strange_options(ask, notebook):
        raise BadCall(
            where=notebook.path.name,
            found=f"--{option} given",
            expected=f"none: the notebook runs for each {notebook.for_each or 'call, once'}",
            todo=f"Leave out --{option}, or name another notebook.",
        )
    places = list(_places(slots))
    for region in ask.regions:
        check_place(region, None, places)
        here = {year for place in places if place.code == region for year in place.years}
        if ask.years and not here.intersection(ask.years):
            check_place(region, ask.years[0], places)
    bodies = {slot.values["body"] for slot in slots if "body" in slot.values}
    for body in ask.bodies:
        if body not in bodies:
            raise BadCall.unknown("body without reports", body, bodies, where=notebook.path.name)
    years = {slot.values["year"] for slot in slots if "year" in slot.values}
    for year in ask.years:
        if year not in years:
            known = map(str, years)
            raise BadCall.unknown("year without reports", str(year), known, where=notebook.path.name)


def _places(slots: Iterable[Slot]) -> Iterator[Place]:
    years: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for slot in slots:
        if "region" in slot.values:
            code = slot.values["region"]
            years.setdefault(code, []).append(slot.values.get("year", 0))
            names[code] = slot.place_name
    return (Place(code, names[code], tuple(of_place)) for code, of_place in years.items())

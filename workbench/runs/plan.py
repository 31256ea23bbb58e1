"""The plan: every run that the schedule (or the caller) asks for, and why each one is due or that it is
not.

In come runs.toml, the notebooks' metadata, the frames and the manifests of earlier runs; nothing is
executed and nothing is written. What is not in the frames cannot be planned: a region without reports is a
BadCall.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from workbench.errors import StoreError
from workbench.project import Project
from workbench.runs.asked import Ask, Slot, check_asked, entries, is_worth, slots_of, strange_options
from workbench.runs.fingerprint import Fingerprint, digest_of, fingerprint
from workbench.runs.notebook import Notebook, read_notebook
from workbench.runs.parameters import checked, declared
from workbench.runs.records import Manifest, all_manifests, page_path, read_manifest
from workbench.runs.schedule import Entry

if TYPE_CHECKING:
    from workbench.frames import Frames

LAST_FAILED = "last run failed"
AS_OF = "as_of"  # the parameter of notebooks that tell who is missing
# What a manifest keeps of a run: enough for the index, and to run it again.
KEPT = (
    *("notebook", "name", "parameters", "as_of", "title", "scheduled"),
    *("place", "place_name", "year", "lang", "reports"),
)


@dataclass(frozen=True)
class Run:
    """One notebook with one set of parameters. `reasons` says why it is due; an empty one means it is not.

    `as_of`: while the reports of its year are not due, the last day before they are; see `bodies.same_until`.
    """

    notebook: str
    name: str
    parameters: dict[str, Any]
    title: str
    place: str | None
    place_name: str
    year: int | None
    lang: str
    reports: int
    scheduled: bool
    fingerprint: Fingerprint
    reasons: tuple[str, ...] = ()
    as_of: str | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What the notebook is given."""
        return self.parameters | ({} if self.as_of is None else {AS_OF: self.as_of})

    @property
    def due(self) -> bool:
        return bool(self.reasons)

    @property
    def id(self) -> str:
        return f"{self.notebook}/{self.name}"

    def said(self) -> dict[str, Any]:
        """What a manifest keeps of the run."""
        return {key: getattr(self, key) for key in KEPT}


@dataclass(frozen=True)
class Plan:
    """The runs asked for, and the published ones whose reports or schedule are gone (`withdrawn`)."""

    runs: tuple[Run, ...]
    withdrawn: tuple[Manifest, ...] = ()

    @property
    def due(self) -> list[Run]:
        return [run for run in self.runs if run.due]


def plan(project: Project, frames: Frames, ask: Ask | None = None) -> Plan:
    """The runs that are asked for (default: the whole schedule), each with its reasons.

    Raises BadCall for an unknown notebook, parameter, region or year, ProjectError for a wrong runs.toml, StoreError
    where pages would be withdrawn because there is no store.
    """
    ask = ask or Ask()
    planned: dict[str, Run] = {}
    chosen = []
    for entry, scheduled in entries(project, ask):
        notebook = read_notebook(project, entry.notebook)
        chosen.append((entry, scheduled, notebook, list(slots_of(frames, notebook))))
    check_asked(ask, [(notebook, slots) for _, _, notebook, slots in chosen])
    for entry, scheduled, notebook, slots in chosen:
        if strange_options(ask, notebook):
            continue
        for run in _runs(frames, entry, ask, scheduled, notebook, slots):
            planned.setdefault(run.id, run)
    withdrawn: tuple[Manifest, ...] = ()
    manifests = _manifests(project, planned, ask.whole)
    if ask.whole:
        by_hand, withdrawn = _left_over(project, frames, planned, manifests, ask.as_of)
        planned |= by_hand
        if withdrawn and frames.reports.is_empty():
            _refuse_without_store(project, len(withdrawn))
    runs = (_with_reasons(project, run, manifests.get(run.id) or {}, ask.force) for run in planned.values())
    kept = (run for run in runs if not ask.only_failed or LAST_FAILED in run.reasons)
    return Plan(tuple(kept), withdrawn)


def _runs(
    frames: Frames, entry: Entry, ask: Ask, scheduled: bool, notebook: Notebook, slots: list[Slot]
) -> Iterator[Run]:
    for slot in slots:
        if ask.notebook is None and not is_worth(slot, notebook):
            continue
        if entry.regions is not None and slot.values.get("region", entry.regions[0]) not in entry.regions:
            continue
        if entry.years is not None and slot.values.get("year", entry.years[0]) not in entry.years:
            continue
        if ask.bodies and slot.values.get("body") not in ask.bodies:
            continue
        for language in entry.languages or (None,):
            spoken = {"lang": language} if language else {}
            given = checked(notebook, {**slot.values, **spoken, **ask.parameters})
            yield _run(frames, notebook, slot, given, ask.as_of, scheduled)


def _run(
    frames: Frames, notebook: Notebook, slot: Slot, given: dict[str, Any], day: date, scheduled: bool
) -> Run:
    known, as_of = declared(notebook), _as_of(notebook, slot, given, day)
    lang = str(given.get("lang") or (known["lang"].default if "lang" in known else "zh"))
    extra = {key: value for key, value in given.items() if key not in (*slot.values, "lang")}
    parts = [*slot.values.values(), *([given["lang"]] if "lang" in given else [])]
    parts += [digest_of(extra)[:8]] if extra else []
    return Run(
        notebook=notebook.name,
        name="-".join(re.sub(r"[^\w.]+", "_", str(part)) for part in parts) or "once",
        parameters=given,
        title=notebook.title,
        place=slot.values.get("region"),
        place_name=slot.place_name,
        year=slot.values.get("year"),
        lang=lang,
        reports=len(slot.report_ids),
        scheduled=scheduled,
        fingerprint=fingerprint(
            notebook, given if as_of is None else given | {AS_OF: as_of}, _rows_of(frames, slot)
        ),
        as_of=as_of,
    )


def _as_of(notebook: Notebook, slot: Slot, given: dict[str, Any], day: date) -> str | None:
    """The day that the page is told, of a notebook that asks for it: as long as the reports of its year are not due."""
    if AS_OF not in declared(notebook) or AS_OF in given or "year" not in slot.values:
        return None
    from workbench.bodies import same_until  # a command that only asks for help loads no Polars

    until = same_until(slot.values["year"], day)
    return None if until is None else until.isoformat()


def _rows_of(frames: Frames, slot: Slot) -> str:
    """A hash of all rows that the page reads: of its own reports, and what it reads of others."""
    own = frames.rows_hash((*slot.report_ids, *slot.earlier))
    return digest_of([own, *slot.others]) if slot.others else own


def _manifests(project: Project, planned: Iterable[str], whole: bool) -> dict[str, Manifest]:
    """What is kept of these runs, by id; of the whole schedule also of those that it does not name."""
    if whole:
        return {
            f"{said['notebook']}/{said['name']}": kept
            for kept in all_manifests(project)
            for said in [kept["run"]]
        }
    found = ((id, read_manifest(project.runs / id)) for id in planned)
    return {id: manifest for id, manifest in found if manifest is not None}


def _left_over(
    project: Project, frames: Frames, planned: dict[str, Run], manifests: dict[str, Manifest], day: date
) -> tuple[dict[str, Run], tuple[Manifest, ...]]:
    """Published runs outside the schedule: those asked for by hand are kept up to date, others withdrawn."""
    by_hand: dict[str, Run] = {}
    withdrawn: list[Manifest] = []
    known = cache(lambda name: _slots_by_values(project, frames, name))
    for id, manifest in manifests.items():
        said = manifest["run"]
        if id in planned:
            continue
        run = None if said["scheduled"] else _again(frames, known(said["notebook"]), said, day)
        if run is None:
            withdrawn.append(manifest)
        else:
            by_hand[run.id] = run
    return by_hand, tuple(withdrawn)


def _refuse_without_store(project: Project, pages: int) -> None:
    """A disk that is not mounted, or a folder's name mistyped, must not take all pages away."""
    from workbench.store import Store

    if Store(project.store).table("documents") is None:
        raise StoreError(
            where=project.store,
            found=f"no store, and {pages} pages that were made from one",
            expected="the store of their reports",
            todo="Nothing was taken away. Bring it back, or make it anew: workbench ingest",
        )


def _slots_by_values(
    project: Project, frames: Frames, name: str
) -> tuple[Notebook, dict[tuple[Any, ...], Slot]] | None:
    """The notebook with its slots; None when it is gone."""
    if not (project.notebooks / f"{name}.ipynb").is_file():
        return None
    notebook = read_notebook(project, name)
    return notebook, {tuple(slot.values.items()): slot for slot in slots_of(frames, notebook)}


def _again(
    frames: Frames,
    known: tuple[Notebook, dict[tuple[Any, ...], Slot]] | None,
    said: dict[str, Any],
    day: date,
) -> Run | None:
    """The run of a manifest as it would be today; None when its notebook, parameters or reports are gone."""
    if known is None:
        return None
    (notebook, slots), given = known, said["parameters"]
    if not set(given) <= set(declared(notebook)):
        return None
    names = [name for name, _ in next(iter(slots), ())]
    slot = slots.get(tuple((name, given.get(name)) for name in names))
    return None if slot is None else _run(frames, notebook, slot, given, day, scheduled=False)


def _with_reasons(project: Project, run: Run, manifest: Manifest, force: bool) -> Run:
    good, failure = manifest.get("good"), manifest.get("failure")
    reasons = list(run.fingerprint.changes(good["fingerprint"])) if good else []
    if failure:
        reasons.insert(0, LAST_FAILED)
    elif not good:
        reasons.append("new")
    if good and not _page_there(project, run, good):
        reasons.append("page missing")
    return replace(run, reasons=tuple(reasons) or (("forced",) if force else ()))


def _page_there(project: Project, run: Run, good: dict[str, Any]) -> bool:
    page = page_path(project, run.notebook, run.name)
    return page.is_file() and page.stat().st_size == good["page_bytes"]

"""Any measure of the dictionary, for a region or a body and a year: one function for pages, explorer and commands.

Unknown stays unknown: in one report a sum is null if one addend is, a rate if either part is, and the record says why.
Of several reports those are summed that know both sides: `known` of `of`, for a blank is a report less. A zero
denominator is "not applicable", never 0 %; of fewer than FEW cases the counts are given and no rate, here, so that
nobody shows one. Cells that are in doubt are used and counted.

>>> measures.tidy(measures.figures(frames, region="410103", year=2022))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.asking import loaded, names, place_code, year_number
from workbench.basis import UNDECIDED, Counted, CountedEach, Subject, counted, counted_each, values
from workbench.bodies import is_due
from workbench.dictionary import Measure, dictionary, load_measures, load_sets
from workbench.errors import BadCall
from workbench.expected import expected_in
from workbench.form import all_cells
from workbench.gathered import Gathered

if TYPE_CHECKING:
    from workbench.frames import Frames

__all__ = [
    "Subject",
    "dictionary",
    "figures",
    "figures_each",
    "figures_of",
    "load_measures",
    "load_sets",
    "sums",
    "tidy",
]

ROUTES = ("review", "litigation_direct", "litigation_after_review")
OUTCOMES = ("upheld", "corrected", "other_result", "pending")
COLUMNS = {
    "region": pl.String,
    "body": pl.String,
    "year": pl.Int32,
    "basis": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "doubtful_cells": pl.Int32,
    "under_proposals": pl.Float64,
    "why_null": pl.String,
    "corrected_cells": pl.Int32,
    "as_printed": pl.Float64,
    "as_corrected": pl.Float64,
    "known": pl.Int32,  # reports in the figure, of those behind it
    "of": pl.Int32,
}


def figures(
    frames: Frames,
    *,
    region: str | None = None,
    body: str | None = None,
    year: int,
    measures: Iterable[str] | None = None,
    only_proved: bool = False,
    as_of: date | None = None,
) -> dict[str, Any]:
    """The record that `workbench figures --json` prints. Raises BadCall for an unknown measure.

    `only_proved` leaves reports with a doubtful cell out of the figures; the record then says how many, `left_out`.
    The basis is that of all reports, so that a doubtful consolidated report does not change what a figure means.
    `as_of`: the day for which the expected bodies are told (default: that of the frames); what is not yet due then is
    not missing, and there is no coverage.

    >>> figures(frames, region="410103", year=2022, measures=["disclosure_rate"])["figures"][0]["value"]
    """
    loaded(frames, "figures")
    measures = None if measures is None else names(measures)
    wanted, as_of = _wanted(measures), as_of or frames.as_of
    subject = Subject(year_number(year), None if region is None else place_code(region), body)
    # A page asks three times for the same: its sentences, its tables, its years. Frames never change.
    made, asked = _made(frames), (subject, only_proved, as_of, tuple(measure.id for measure in wanted))
    if asked not in made:
        made[asked] = figures_each(
            frames, [subject], measures=measures, only_proved=only_proved, as_of=as_of
        )[0]
    return made[asked]


def keep_made(frames: Frames, subject: Subject, record: dict[str, Any]) -> None:
    """Lets `figures` answer with a record of all measures that `figures_each` made of the same frames."""
    _made(frames)[subject, False, frames.as_of, tuple(load_measures())] = record


def _made(frames: Frames) -> dict[Any, dict[str, Any]]:
    made: dict[Any, dict[str, Any]] = vars(frames).setdefault("_figures_made", {})
    return made


def figures_each(
    frames: Frames,
    subjects: Iterable[Subject],
    *,
    measures: Iterable[str] | None = None,
    only_proved: bool = False,
    as_of: date | None = None,
    found: Sequence[Counted] | None = None,
) -> list[dict[str, Any]]:
    """The record of `figures` for each of many regions, bodies and years, in one pass over the frames.

    Of more than one subject `bodies.expected` is null unless `coverage` is asked for: it looks at every year. So it is
    where the reports behind each subject are known already (`found`, as `counted` gives them).
    """
    asked, as_of, known = list(subjects), as_of or frames.as_of, found is not None
    found = CountedEach.of(counted_each(frames, asked) if found is None else found)
    gathered = _gathered(
        frames, asked, found, measures, only_proved, as_of, one=len(asked) == 1 and not known
    )
    left_out = [of - used for of, used in zip(found.heights, gathered.heights, strict=True)]
    day = {} if as_of is None else {"as_of": as_of.isoformat()}
    return [
        {
            **({"region": subject.region} if subject.body is None else {"body": subject.body}),
            "year": subject.year,
            "basis": None if basis == UNDECIDED else basis,
            "bodies": {"read": read, "expected": owed, **day},
            **({"left_out": left} if only_proved else {}),
            "figures": figures,
        }
        for subject, basis, read, owed, left, figures in zip(
            asked, found.bases, gathered.heights, gathered.expected, left_out, gathered.figures(), strict=True
        )
    ]


def figures_of(
    frames: Frames, subjects: Sequence[Subject], measure: str, found: Sequence[Counted]
) -> pl.DataFrame:
    """`tidy(*figures_each(…))` of one measure, the same figures without a record of each: of some thousand subjects."""
    asked, counted = list(subjects), CountedEach.of(found)
    gathered = _gathered(frames, asked, counted, [measure], False, frames.as_of, one=False)
    heads = {
        "region": [subject.region if subject.body is None else None for subject in asked],
        "body": [subject.body for subject in asked],
        "year": [subject.year for subject in asked],
        "basis": [None if basis == UNDECIDED else basis for basis in counted.bases],
    }
    return pl.DataFrame(heads | gathered.columns(load_measures()[measure]), schema=COLUMNS)


def _gathered(
    frames: Frames,
    asked: list[Subject],
    found: CountedEach,
    measures: Iterable[str] | None,
    only_proved: bool,
    as_of: date | None,
    *,
    one: bool,
) -> Gathered:
    """What the figures are made of. `one`: a single subject, of which the expected bodies are told anyway."""
    wanted = _wanted(measures)
    kept = found.only_proved() if only_proved else found
    owes = one or any(measure.how == "coverage" for measure in wanted)
    expected = [
        _expected(frames, subject, there, as_of) if owes else None
        for subject, there in zip(asked, found.heights, strict=True)
    ]
    due = [subject.region is None or is_due(subject.year, as_of) for subject in asked]
    return Gathered(frames, kept, expected, due, wanted)


def _expected(frames: Frames, subject: Subject, reports: int, as_of: date | None) -> int | None:
    if subject.region is None:
        return 1
    return expected_in(frames, subject.region, subject.year, as_of) if reports else None


def tidy(*results: dict[str, Any] | list[dict[str, Any]]) -> pl.DataFrame:
    """Records of `figures`, or lists of them, as one frame, a row a measure: what tables and charts take."""
    records = [record for some in results for record in (some if isinstance(some, list) else [some])]
    rows = [
        {key: result.get(key) for key in ("region", "body", "year", "basis")} | figure
        for result in records
        for figure in result["figures"]
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def sums(frames: Frames, *, region: str | None = None, body: str | None = None, year: int) -> pl.DataFrame:
    """Each cell of the form summed over the reports that know it: cell, value, known, of; null where none does.

    The outcomes of a review or suit are summed over the reports that know all of them, so that they stay parts of one
    whole.
    """
    _, reports = counted(frames, region=region, body=body, year=year)
    together = [[f"{route}.{outcome}" for outcome in OUTCOMES] for route in ROUTES]
    routes = {cell: cells for cells in together for cell in cells}
    wide = values(frames, reports).select(pl.col(cell).cast(pl.Float64) for cell in all_cells())
    told = {cell: pl.all_horizontal(pl.col(routes.get(cell, [cell])).is_not_null()) for cell in all_cells()}
    summed = wide.select(pl.col(cell).filter(known).sum() for cell, known in told.items()).row(0)
    counts = wide.select(known.sum().alias(cell) for cell, known in told.items()).row(0)
    sums = [
        (cell, value if known else None, known, wide.height)
        for cell, value, known in zip(told, summed, counts, strict=True)
    ]
    schema = {"cell": pl.String, "value": pl.Float64, "known": pl.Int64, "of": pl.Int64}
    return pl.DataFrame(sums, schema=schema, orient="row")


def _wanted(ids: Iterable[str] | None) -> list[Measure]:
    known = load_measures()
    for name in ids or ():
        if name not in known:
            raise BadCall.unknown("measure", name, known, where="figures")
    return list(known.values()) if ids is None else [known[name] for name in ids]

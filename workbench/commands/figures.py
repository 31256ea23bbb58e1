"""`workbench figures`: the measures of a region or a body in a year, for a person or (--json) for a program.

The same record that the regional page and the explorer show. Refuses a code, a body, a year or a measure that is not
there, naming the nearest that is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from workbench.commands._options import project_options
from workbench.errors import BadCall
from workbench.project import Project

if TYPE_CHECKING:
    from workbench.dictionary import Measure
    from workbench.frames import Frames


@click.command("figures")
@click.option("--region", metavar="CODE", help="Code of the place: six digits, townships nine.")
@click.option("--body", metavar="ID", help="A body that reports, in place of a region.")
@click.option("--year", metavar="Y", required=True, help="The year that the reports are about.")
@click.option("--measure", "wanted", metavar="ID", multiple=True, help="Only this measure; can be repeated.")
@click.option("--only-proved", is_flag=True, help="Leave out reports with a doubtful cell.")
@click.option(
    "--as-of",
    metavar="DATE",
    help="Bodies whose reports are not due by that day are not missing (2026-02-15).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the record as JSON.")
@project_options
def command(
    project: Project,
    region: str | None,
    body: str | None,
    year: str,
    wanted: tuple[str, ...],
    only_proved: bool,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Print each measure with numerator, denominator and interval."""
    from workbench import frames, measures
    from workbench.bodies import one_code
    from workbench.parameters import day

    loaded = frames.load(project)
    region = region and one_code(region)
    if (region is None) != (body is None):  # neither and both are refused by `figures` itself
        _check_place(loaded, region, body)
    record = measures.figures(
        loaded,
        region=region,
        body=body,
        year=_year(loaded, year),
        measures=wanted or None,
        only_proved=only_proved,
        as_of=None if as_of is None else day(as_of, "--as-of"),
    )
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        click.echo(
            "\n".join([*_head(record), *_nowhere(loaded, record), *_between(loaded, record), *_lines(record)])
        )


def _check_place(frames: Frames, region: str | None, body: str | None) -> None:
    from workbench.parameters import place_names

    if body is not None:
        known = frames.reports["body_id"].unique().to_list()
        if body not in known:
            raise BadCall.unknown("body", body, known, where="--body")
        return
    names = place_names(frames)
    if region in names:
        return
    near = [f"{code} ({name})" for code, name in names.items() if str(region) in name]
    if near:  # a name in place of a code
        found, expected = f"region {region!r}", "the code of a place"
        raise BadCall(where="--region", found=found, expected=expected, todo=f"Did you mean {near[0]}?")
    raise BadCall.unknown("region", str(region), names, where="--region")


def _year(frames: Frames, year: str) -> int:
    known = frames.reports["year"].drop_nulls().unique().sort().cast(str).to_list()
    if year not in known:
        raise BadCall.unknown("year", year, known, where="--year")
    return int(year)


def _head(record: dict[str, Any]) -> list[str]:
    bodies = record["bodies"]
    of = "" if bodies["expected"] is None else f" of {bodies['expected']}"
    subject = record.get("region") or record.get("body")
    head = f"{subject} {record['year']}: {record['basis'] or 'no basis'}, bodies read: {bodies['read']}{of}"
    left = record.get("left_out")
    return [head] if left is None else [head, f"reports left out for doubtful cells: {left}"]


def _nowhere(loaded: Frames, record: dict[str, Any]) -> list[str]:
    """How many reports of the year have no place, so that any of them may belong to the region."""
    from workbench.basis import unplaced

    n = unplaced(loaded, record["year"]) if record.get("region") else 0
    return (
        [f"reports of the year without a place, in no figure: {n} (workbench status --review)"] if n else []
    )


def _between(loaded: Frames, record: dict[str, Any]) -> list[str]:
    """The checks between reports (X, S) that fail for the reports behind the figures; no line where none does."""
    from workbench.basis import counted
    from workbench.quality import across_of

    who = {"region": record.get("region"), "body": record.get("body")}
    _, reports = counted(loaded, **who, year=record["year"])
    checks = across_of(loaded, reports, region=who["region"] or "", year=record["year"])
    failed = checks.filter(status="fail")["check"].unique().sort()
    told = ", ".join(failed)
    return [f"checks between reports that fail: {told} (workbench check)"] if told else []


def _lines(record: dict[str, Any]) -> list[str]:
    from workbench.dictionary import load_measures
    from workbench.wording import amount, count, interval, known_of, why

    rows: list[tuple[str, ...]] = []
    for figure in record["figures"]:
        measure = load_measures()[figure["measure"]]
        proposed = figure["under_proposals"]
        notes = [
            why(figure["why_null"], "en"),
            known_of(figure["known"], figure["of"], "en") if 0 < figure["known"] < figure["of"] else "",
            f"{figure['doubtful_cells']} doubtful" if figure["doubtful_cells"] else "",
            _printed(figure, measure),
            "" if proposed is None else f"{amount(proposed, measure.unit)} under the proposals",
        ]
        counts = f"{count(figure['numerator'])} / {count(figure['denominator'])}" if measure.is_rate else ""
        limits = interval(figure["low"], figure["high"], measure.unit)
        rows.append(
            (
                measure.id,
                amount(figure["value"], measure.unit),
                counts,
                limits,
                "; ".join(filter(None, notes)),
            )
        )
    return _aligned(rows)


def _printed(figure: dict[str, Any], measure: Measure) -> str:
    """Where a person's corrections are in the figure: how many, and the value as printed if it is another."""
    from workbench.wording import Count, amount

    if not figure["corrected_cells"]:
        return ""
    told = f"{Count(figure['corrected_cells']):correction|corrections} used"
    if figure["as_printed"] == figure["as_corrected"]:
        return told
    return f"{told}, {amount(figure['as_printed'], measure.unit)} as printed"


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as their widest entry, numbers at the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            text.ljust(width) if number in (0, len(row) - 1) else text.rjust(width)
            for number, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]

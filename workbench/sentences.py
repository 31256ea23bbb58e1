"""Headline and summary of one region and year, in Chinese and English from the same record.

The first rule that matches speaks: no report, only zero returns, few cases, the normal case. A number that is not
known is said to be unknown, never 0; no word judges and none names a cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import counted
from workbench.dictionary import load_sets
from workbench.form import all_cells
from workbench.measures import figures, load_measures
from workbench.reasons import FEW_CASES
from workbench.wording import Count, count, percent, say, why

if TYPE_CHECKING:
    from workbench.frames import Frames

ZERO_CELLS = {
    "requests.received.total": True,
    "requests.carried_in.total": True,
    "requests.total_processed.total": True,
    "requests.carried_over.total": True,
    "review.total": False,
    "litigation_direct.total": False,
    "litigation_after_review.total": False,
}  # what a zero return reports as 0; True: without it there is no zero return


def record(frames: Frames, *, region: str, year: int, place: str) -> dict[str, Any]:
    """All that the sentences need, as numbers: figures by measure, the reports and their checks."""
    result = figures(frames, region=region, year=year)
    basis, reports = counted(frames, region=region, year=year)
    ids = reports["report_id"].to_list()
    mine = pl.col("report_id").is_in(ids)
    cells = frames.cells.filter(mine & pl.col("cell").is_in(list(ZERO_CELLS)))
    known = cells.drop_nulls("value").group_by("cell").agg(pl.col("value").sum(), n=pl.len())
    return {
        "place": place.split(" ")[-1],
        "year": year,
        "basis": basis,
        "reports": len(ids),
        "failed_checks": frames.checks.filter(mine, status="fail").height,
        "figures": {figure["measure"]: figure for figure in result["figures"]},
        "zero_cells": {cell: value for cell, value, n in known.iter_rows() if n == len(ids)},
    }


def headline(record: dict[str, Any], lang: str = "zh") -> str:
    """One line: the place, the year and the one figure that the rules allow."""
    kind = _kind(record)
    key = {"none": "headline_none", "undecided": "headline_unknown", "unknown": "headline_unknown"}
    rate = record["figures"]["disclosure_rate"]
    numbers = {
        "processed": _counted(rate["denominator"]),
        "disclosed": _counted(rate["numerator"]),
        "rate": percent(rate["value"]),
    }
    name = key.get(kind, "headline" if kind == "normal" else f"headline_{kind}")
    return say(f"sentence.{name}", lang, place=record["place"], year=record["year"], **numbers)


def summary(record: dict[str, Any], lang: str = "zh") -> str:
    """One paragraph. Every number comes from the record, so that the two languages cannot differ."""
    kind = _kind(record)
    where = {"place": record["place"], "year": record["year"]}
    if kind in ("none", "undecided"):
        return say(f"sentence.{kind}", lang, **where)
    parts = (
        [_zero(record, lang)] if kind == "zero" else [_requests(record, kind, lang), _refused(record, lang)]
    )
    parts += [] if kind == "zero" else [_corrected(record, lang)]
    zero = record["figures"]["zero_return_share"]["numerator"]
    parts.append(
        say(
            "sentence.reports",
            lang,
            reports=Count(record["reports"]),
            basis=say(f"basis.{_basis(record)}", lang),
            zero=count(zero),
            failed=record["failed_checks"],
        )
    )
    return (" " if lang == "en" else "").join(part for part in parts if part)


def _basis(record: dict[str, Any]) -> str:
    alone = record["basis"] == "assembled" and record["reports"] == 1
    return "own" if alone else str(record["basis"])


def _kind(record: dict[str, Any]) -> str:
    if not record["reports"]:
        return "none" if record["basis"] is None else "undecided"
    cells = record["zero_cells"]
    if all(cells.get(cell, 1 if needed else 0) == 0 for cell, needed in ZERO_CELLS.items()):
        return "zero"
    rate = record["figures"]["disclosure_rate"]
    if rate["value"] is None:
        return "few" if rate["why_null"] == FEW_CASES else "unknown"
    return "normal"


def _zero(record: dict[str, Any], lang: str) -> str:
    comma = ", " if lang == "en" else "、"
    known, unknown = (
        comma.join(_name(cell, lang) for cell in ZERO_CELLS if (cell in record["zero_cells"]) is wanted)
        for wanted in (True, False)
    )
    where = {"place": record["place"], "year": record["year"], "reports": record["reports"]}
    said = say("sentence.zero", lang, **where, known=known)
    return said + (_space(lang) + say("sentence.zero_unknown", lang, cells=unknown) if unknown else "")


def _requests(record: dict[str, Any], kind: str, lang: str) -> str:
    figures = record["figures"]
    rate = figures["disclosure_rate"]
    return say(
        f"sentence.{kind}",
        lang,
        place=record["place"],
        year=record["year"],
        received=_counted(figures["received"]["value"]),
        processed=_counted(figures["processed"]["value"]),
        disclosed=_counted(rate["numerator"]),
        rate=percent(rate["value"]),
        low=percent(rate["low"]),
        high=percent(rate["high"]),
        why=why(rate["why_null"], lang),
    )


def _refused(record: dict[str, Any], lang: str) -> str:
    denied = record["figures"]["refusal_rate"]["numerator"]
    if denied is None:
        return ""
    if denied == 0:
        return say("sentence.refused_none", lang)
    grounds = [record["figures"][name] for name in load_sets()["grounds"]]
    largest = max(ground["numerator"] for ground in grounds)
    first = [ground for ground in grounds if ground["numerator"] == largest]
    if len(first) > 1:
        return say("sentence.refused_even", lang, denied=count(denied))
    label = load_measures()[first[0]["measure"]].part(lang).strip("“”")
    return say("sentence.refused", lang, denied=count(denied), ground=label, n=count(largest))


def _corrected(record: dict[str, Any], lang: str) -> str:
    rate = record["figures"]["review_correction_rate"]
    if not rate["denominator"] or rate["numerator"] is None:
        return ""
    return say(
        "sentence.corrected", lang, concluded=Count(rate["denominator"]), corrected=count(rate["numerator"])
    )


def _counted(value: float | None) -> Count | _Unknown:
    return _Unknown() if value is None else Count(value)


class _Unknown:
    """Stands where a count belongs that is not known; it takes no noun."""

    def __format__(self, nouns: str) -> str:
        return count(None)


def _name(cell: str, lang: str) -> str:
    """The short name of a total: of its measure where there is one, else of its row."""
    row = all_cells()[cell].row
    label = row.en if lang == "en" else row.zh
    label = next((m.label(lang) for m in load_measures().values() if m.cells == (cell,)), label)
    return label[0].lower() + label[1:]


def _space(lang: str) -> str:
    return " " if lang == "en" else ""

"""Headline and summary of one region and year, in Chinese and English from the same record.

The first rule that matches speaks: no report, only zero returns, few cases, the normal case. A number that is not
known is said to be unknown, never 0; no word judges and none names a cause.

>>> sentences.summary(sentences.record(frames, region="410103", year=2022, place="Erqi"), "en")
"""

from __future__ import annotations

from typing import Any

from workbench.dictionary import load_measures, load_sets
from workbench.form import all_cells
from workbench.reasons import FEW_CASES, NOT_APPLICABLE
from workbench.told import ZERO_CELLS, record
from workbench.wording import Count, count, percent, say, why

__all__ = ["headline", "record", "summary"]

TOLD = (
    "received",
    "processed",
    "disclosure_rate",
    "refusal_rate",
    "review_correction_rate",
)  # in the summary


def headline(record: dict[str, Any], lang: str = "zh") -> str:
    """One line: place, year and the one figure that the rules allow; of an assembled figure also how many reports."""
    kind = _kind(record)
    place = record["place"]
    if _partial(record):
        told = {"n": Count(record["reports"]), "issuer": record["alone"]}
        kind_of_place = "place_alone" if record["alone"] else "place_assembled"
        place = say(f"sentence.{kind_of_place}", lang, place=place, **told)
    key = {"none": "headline_none", "undecided": "headline_unknown", "unknown": "headline_unknown"}
    rate = record["figures"]["disclosure_rate"]
    concluded = rate["denominator"] if kind == "few" else record["figures"]["processed"]["value"]
    numbers = {
        "processed": _counted(concluded),
        "disclosed": _counted(rate["numerator"]),
        "rate": percent(rate["value"]),
    }
    name = key.get(kind, "headline" if kind == "normal" else f"headline_{kind}")
    return say(f"sentence.{name}", lang, place=place, year=record["year"], **numbers)


def summary(record: dict[str, Any], lang: str = "zh") -> str:
    """One paragraph. Every number comes from the record, so that the two languages cannot differ."""
    kind = _kind(record)
    where = {"place": record["place"], "year": record["year"]}
    if kind in ("none", "undecided"):
        return _space(lang).join(
            filter(None, [say(f"sentence.{kind}", lang, **where), _unplaced(record, lang)])
        )
    parts = (
        [_zero(record, lang)] if kind == "zero" else [_requests(record, kind, lang), _refused(record, lang)]
    )
    parts += [] if kind == "zero" else [_stands(record, lang), _corrected(record, lang)]
    parts += [_changed(record, lang), _covered(record, lang), _unplaced(record, lang)]
    zero = record["figures"]["zero_return_share"]["numerator"]
    parts.append(
        say(
            f"sentence.reports{'_one' * (record['reports'] == 1)}",
            lang,
            reports=Count(record["reports"]),
            basis=say(f"basis.{_basis(record)}", lang),
            zero=_counted(zero),
            failed=record["failed_checks"],
        )
    )
    parts += [_told_by(record, lang), _in_doubt(record, lang)]
    if _partial(record):
        key = "lower_bounds_alone" if record["alone"] else "lower_bounds"
        parts.append(say(f"sentence.{key}", lang, place=record["place"], issuer=record["alone"]))
    return _space(lang).join(part for part in parts if part)


def _told_by(record: dict[str, Any], lang: str) -> str:
    """Of how many reports the figures of the first sentence are, where some tell them and others do not."""
    told = (record["figures"][name] for name in ("received", "processed", "disclosure_rate"))
    return _space(lang).join(
        say("sentence.told_by", lang, n=count(one["known"]), of=Count(one["of"]), measure=_label(one, lang))
        for one in told
        if 0 < one["known"] < one["of"]
    )


def _in_doubt(record: dict[str, Any], lang: str) -> str:
    """Which of the figures told use cells in doubt: their table says how many, and of what report."""
    told = [record["figures"][name] for name in TOLD]
    names = [_label(one, lang) for one in told if one["doubtful_cells"] and _is_told(one)]
    listed = _listed([name[0].lower() + name[1:] for name in names], lang)
    return say("sentence.in_doubt", lang, measures=listed) if names else ""


def _is_told(figure: dict[str, Any]) -> bool:
    return figure["value"] is not None or bool(figure["denominator"])


def _label(figure: dict[str, Any], lang: str) -> str:
    return load_measures()[figure["measure"]].label(lang)


def _partial(record: dict[str, Any]) -> bool:
    """Whether the figures are those of some bodies of the place: of several added up, or of one that is not all.

    Before the reports are due nobody is expected, and more may come.
    """
    more = record["reports"] > 1 or record["bodies"]["expected"] not in (None, 1) or not record["due"]
    return record["basis"] == "assembled" and more


def _basis(record: dict[str, Any]) -> str:
    alone = record["basis"] == "assembled" and record["reports"] == 1
    return (record["alone_scope"] or "own") if alone else str(record["basis"])


def _kind(record: dict[str, Any]) -> str:
    if not record["reports"]:
        return "none" if record["basis"] is None else "undecided"
    cells = record["zero_cells"]
    if all(cells.get(cell, 1 if needed else 0) == 0 for cell, needed in ZERO_CELLS.items()):
        return "zero"
    rate = record["figures"]["disclosure_rate"]
    if rate["value"] is None:
        return {FEW_CASES: "few", NOT_APPLICABLE: "no_case"}.get(rate["why_null"], "unknown")
    return "normal"


def _zero(record: dict[str, Any], lang: str) -> str:
    known, unknown = (
        _listed([_name(cell, lang) for cell in ZERO_CELLS if (cell in record["zero_cells"]) is wanted], lang)
        for wanted in (True, False)
    )
    where = {"place": record["place"], "year": record["year"], "reports": Count(record["reports"])}
    said = say(f"sentence.zero{'_one' * (record['reports'] == 1)}", lang, **where, known=known)
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
        processed=_counted(rate["denominator"] if kind == "few" else figures["processed"]["value"]),
        rated=count(rate["denominator"]),
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
    if denied == 1 and len(first) == 1:
        return say("sentence.refused_one", lang, ground=_ground(first[0], lang))
    if len(first) > 1:
        return say("sentence.refused_even", lang, denied=count(denied))
    return say(
        "sentence.refused", lang, denied=count(denied), ground=_ground(first[0], lang), n=count(largest)
    )


def _ground(figure: dict[str, Any], lang: str) -> str:
    return load_measures()[figure["measure"]].part(lang).strip("“”")


def _corrected(record: dict[str, Any], lang: str) -> str:
    rate = record["figures"]["review_correction_rate"]
    if not rate["denominator"] or rate["numerator"] is None:
        return ""
    return say(
        "sentence.corrected", lang, concluded=Count(rate["denominator"]), corrected=count(rate["numerator"])
    )


def _changed(record: dict[str, Any], lang: str) -> str:
    """Words of change only where the interval leaves out no change at all."""
    change = record["change"]
    if change is None or change["ratio"] is None or change["low"] is None:
        return ""
    kind = "up" if change["low"] > 1 else "down" if change["high"] < 1 else "same"
    matched_bodies = change["bodies"]
    key = "who_same" if matched_bodies is None else "who_matched"
    who = say(
        f"sentence.{key}{'_of' * (kind == 'same')}", lang, n=Count(matched_bodies or 0), place=record["place"]
    )
    points = {name: f"{round((change[name] - 1) * 100, 1) + 0.0:+,.1f}%" for name in ("low", "high")}
    moved = round((change["ratio"] - 1) * 100, 1) + 0.0
    pct = f"{moved:+,.1f}%" if kind == "same" else f"{abs(moved):,.1f}%"
    return say(f"sentence.change_{kind}", lang, who=who, pct=pct, **points)


def _stands(record: dict[str, Any], lang: str) -> str:
    if record["standing"] is None:
        return ""
    where, median = record["standing"]
    return say(f"sentence.standing_{where}", lang, median=percent(median))


def _covered(record: dict[str, Any], lang: str) -> str:
    """How many of the bodies known to owe a report; of a single body it goes without saying. Before the reports are
    due nobody is missing."""
    bodies = record["bodies"]
    if not record["due"]:
        return say(
            "sentence.not_due", lang, year=record["year"], next=record["year"] + 1, read=Count(bodies["read"])
        )
    if not bodies["expected"] or bodies["expected"] == 1:
        return ""
    return say("sentence.coverage", lang, expected=Count(bodies["expected"]), read=Count(bodies["read"]))


def _unplaced(record: dict[str, Any], lang: str) -> str:
    """How many reports of the year have no place yet: any of them may belong here."""
    return say("sentence.unplaced", lang, n=Count(record["unplaced"])) if record["unplaced"] else ""


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


def _listed(names: list[str], lang: str) -> str:
    if lang == "zh" or len(names) < 2:
        return "、".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _space(lang: str) -> str:
    return " " if lang == "en" else ""

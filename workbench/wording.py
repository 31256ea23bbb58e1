"""Every sentence, heading and label that people read, in Chinese and English, out of `wording*.toml`.

In: a key, a language and the numbers that belong into the text. Out: the text. Numbers are written one way
everywhere: counts with commas, shares with one decimal, the unknown as an em dash. Refuses unknown languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from workbench.data_files import read_toml
from workbench.dictionary import Unit
from workbench.errors import BadCall
from workbench.form import all_cells
from workbench.rates import FEW

LANGUAGES = ("zh", "en")
PARTS = ("", "_charts", "_pages", "_explorer", "_quality")  # of the wording; no group stands in two of them
FILES = tuple(f"wording{part}.toml" for part in PARTS)
UNKNOWN = "—"


class Count(float):
    """A number that agrees with its noun: `f"{Count(1):case|cases}"` is "1 case"."""

    def __format__(self, nouns: str) -> str:
        text = count(float(self))
        if not nouns:
            return text
        one, many = nouns.split("|")
        return f"{text} {one if float(self) == 1 else many}"


def say(key: str, lang: str, /, **values: object) -> str:
    """The text of that key ("chart.flow.title"), with the values put in."""
    if lang not in LANGUAGES:
        raise BadCall.unknown("language", lang, LANGUAGES, where="lang")
    found: Any = _texts()
    for part in key.split("."):
        found = found[part]
    return str(found[lang]).strip("\n").format(**values)  # a space at an end may join two parts


def has(key: str) -> bool:
    """Whether there is such a text (columns and states may come from a user's own frame)."""
    found: Any = _texts()
    for part in key.split("."):
        if part not in found:
            return False
        found = found[part]
    return True


def texts_of(group: str, lang: str) -> dict[str, str]:
    """All texts of a group by key, to put words in place of ids."""
    return {key: str(text[lang]) for key, text in _texts()[group].items()}


def count(value: float | None) -> str:
    """A count or an amount: whole numbers with commas, at most the four decimals that the form asks for."""
    if value is None:
        return UNKNOWN
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}".rstrip("0")


def percent(value: float | None) -> str:
    """A share with one decimal."""
    return UNKNOWN if value is None else f"{value * 100:,.1f}%"


def counted_share(x: float, n: float) -> str:
    """A count with its share, "49 (79.0%)"; of few cases the count alone."""
    return count(x) if n < FEW else f"{count(x)} ({percent(x / n)})"


def points(value: float | None) -> str:
    """A difference of shares in percentage points, "+1.1"."""
    return UNKNOWN if value is None else f"{round(value * 100, 1) + 0.0:+.1f}"


def split_points(change: float | None, within: float | None, mix: float | None) -> dict[str, str]:
    """`points` of a change and of its two parts; what rounding leaves is put to the part that is nearest to it."""
    if change is None or within is None or mix is None:
        return dict.fromkeys(("change", "within", "mix"), UNKNOWN)
    whole, *parts = (round(value * 1000) for value in (change, within, mix))
    left = whole - sum(parts)
    off = [(value * 1000 - part) * left for value, part in zip((within, mix), parts, strict=True)]
    parts[off.index(max(off))] += left
    return dict(
        zip(("change", "within", "mix"), (points(part / 1000) for part in (whole, *parts)), strict=True)
    )


def interval(low: float | None, high: float | None, unit: Unit) -> str:
    """An interval in the measure's unit; nothing where there is none."""
    return "" if low is None else f"{amount(low, unit)} – {amount(high, unit)}"


def amount(value: float | None, unit: Unit) -> str:
    """A measure's value in its unit."""
    if unit == "share":
        return percent(value)
    if unit in ("ratio", "per_100"):
        return UNKNOWN if value is None else f"{value:,.{3 if unit == 'ratio' else 1}f}"
    return count(value)


def joined(parts: Iterable[str], lang: str) -> str:
    """The parts that are not empty, as one line."""
    return ("; " if lang == "en" else "；").join(filter(None, parts))


def known_of(known: int, of: int, lang: str) -> str:
    """Of how many reports a figure is: "9 of 10 reports"."""
    return say("table.known_of", lang, known=count(known), of=Count(of))


def why(reason: str | None, lang: str) -> str:
    """A `why_null` in words, its cells by their labels."""
    if not reason:
        return ""
    return ("; " if lang == "en" else "；").join(_why_one(part, lang) for part in reason.split("; "))


def change_told(row: dict[str, Any], lang: str, *, short: bool = False) -> str:
    """A row of `series.changes`: a share's change in percentage points, a count's in per cent; nothing without one.

    The short form leaves the interval out, so it tells a change only where the interval excludes none.
    """
    if row["change"] is None or row["kind"] is None:
        return ""
    ratio = row["kind"] == "ratio"
    key, base = ("change_ratio", 1) if ratio else ("change_points", 0)
    if short and row["low"] <= base <= row["high"]:
        return say("table.change_same_short", lang)
    # + 0.0 turns the negative zero of rounding into zero
    shown = {name: f"{round((row[name] - base) * 100, 1) + 0.0:+,.1f}" for name in ("change", "low", "high")}
    return say(f"table.{key}{'_short' if short else ''}", lang, **shown)


def cell_label(cell: str, lang: str) -> str:
    """The printed label of a cell of the form."""
    known = all_cells()[cell]
    return known.label_en if lang == "en" else known.label_zh


def _why_one(part: str, lang: str) -> str:
    reason, _, cells = part.partition(": ")
    text = say(f"why.{reason.replace(' ', '_')}", lang)
    if not cells:
        return text
    first, *more = cells.split(", ")
    rest = say("why.and_more", lang, n=len(more)) if more else ""
    return say("why.cells", lang, reason=text, cell=cell_label(first, lang), rest=rest)


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = {}
    for name in FILES:
        texts |= read_toml("workbench", name)
    return texts

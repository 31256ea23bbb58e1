"""The dictionary of measures: `measures.toml` as frozen dataclasses, and as the list that people get.

A measure is cells of the form above the line and, unless it is a plain count, cells below it. Where the form lets
one row stand in place of others (（六）其他处理 undivided), a sum over those rows knows the other way to have it.
Refuses cells that no edition of the form has. `dictionary_table` writes it into the READMEs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

from workbench.data_files import read_toml
from workbench.form import EDITIONS, all_cells, load_edition

Unit = Literal["count", "cny_10k", "cny", "share", "ratio", "per_100"]
# How the two sides are made of the cells, where they are not their sums; FORMULAS says it in words.
How = Literal["", "zero_reports", "herfindahl", "effective_number", "coverage", "failed_checks"]
FORMULAS = {
    "zero_reports": "reports with {above} = 0 / reports with {below} known",
    "herfindahl": "sum of squares of {above} / square of their sum",
    "effective_number": "square of the sum of {above} / sum of their squares",
    "coverage": "bodies read / bodies expected",
    "failed_checks": "failed checks / (passed + failed checks)",
}


class Part(NamedTuple):
    """One addend: a way to sum cells, and other ways that mean the same; the first that is known counts."""

    ways: tuple[tuple[str, ...], ...]
    sign: Literal[1, -1] = 1

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(cell for way in self.ways for cell in way)

    def in_edition(self, cells: Iterable[str]) -> bool:
        known = set(cells)
        return any(known.issuperset(way) for way in self.ways)

    @property
    def formula(self) -> str:
        return " or ".join(" + ".join(map(_short, way)) for way in self.ways)


@dataclass(frozen=True)
class Measure:
    """One measure; `part_*` is its short label inside a composition, `terms` its sides as the TOML names them."""

    id: str
    zh: str
    en: str
    unit: Unit
    numerator: tuple[Part, ...]
    denominator: tuple[Part, ...]
    terms: tuple[tuple[str, ...], tuple[str, ...]]
    part_zh: str = ""
    part_en: str = ""
    how: How = ""
    caveat_zh: str = ""
    caveat_en: str = ""
    direction: Literal["none"] = "none"  # more is never better or worse: colours and words do not judge

    def label(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh

    def part(self, lang: str) -> str:
        return (self.part_en if lang == "en" else self.part_zh) or self.label(lang)

    def caveat(self, lang: str) -> str:
        return self.caveat_en if lang == "en" else self.caveat_zh

    @property
    def is_rate(self) -> bool:
        """Whether it divides: a count has a numerator only."""
        return bool(self.denominator or self.how)

    @property
    def is_plain_share(self) -> bool:
        """Whether each report by itself has x of n cases: what peers, funnels and shrunken rates work on."""
        return self.unit == "share" and not self.how

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.numerator + self.denominator

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Each cell that it may use, once."""
        return tuple(dict.fromkeys(cell for part in self.parts for cell in part.cells))

    @property
    def editions(self) -> tuple[str, ...]:
        """The editions of the form in which it can be computed."""
        return tuple(
            name for name in EDITIONS if all(part.in_edition(load_edition(name).cells) for part in self.parts)
        )

    @property
    def formula(self) -> str:
        """Over cells, totals by the name of their row."""
        return self._formula(_bracketed(self.numerator), _bracketed(self.denominator))

    @property
    def short_formula(self) -> str:
        """The same with the sums of the TOML by their names, as `disclosed`."""
        above, below = (" ".join(map(_signed, side)).removeprefix("+ ") for side in self.terms)
        return self._formula(*(f"({side})" if " " in side else side for side in (above, below)))

    def _formula(self, above: str, below: str) -> str:
        if self.how:
            return FORMULAS[self.how].format(above=above.strip("()"), below=below)
        return (
            f"{above} / {below}{' × 100' if self.unit == 'per_100' else ''}" if below else above.strip("()")
        )


@cache
def load_measures() -> dict[str, Measure]:
    """Every measure by id, in the dictionary's order."""
    data = _data()
    return {raw["id"]: _measure(raw, data["sums"]) for raw in data["measure"]}


@cache
def load_sets() -> dict[str, tuple[str, ...]]:
    """The sets of measures that a chart or a table shows together."""
    return {name: tuple(ids) for name, ids in _data()["sets"].items()}


@cache
def load_sums() -> dict[str, tuple[str, ...]]:
    """The sums of cells that have a name of their own in formulas, as `disclosed`."""
    return {name: tuple(map(_short, cells)) for name, cells in _data()["sums"].items()}


def dictionary() -> list[dict[str, Any]]:
    """What `workbench measures --json` prints: one record a measure."""
    return [
        {
            "id": measure.id,
            "zh": measure.zh,
            "en": measure.en,
            "formula": measure.formula,
            "numerator": [cell for part in measure.numerator for cell in part.cells],
            "denominator": [cell for part in measure.denominator for cell in part.cells],
            "unit": measure.unit,
            "editions": list(measure.editions),
            "caveats": {"zh": measure.caveat_zh, "en": measure.caveat_en},
        }
        for measure in load_measures().values()
    ]


@cache
def _data() -> dict[str, Any]:
    return read_toml("workbench", "measures.toml")


def _measure(raw: dict[str, Any], sums: dict[str, list[str]]) -> Measure:
    above, below = (tuple(raw.get(side, ())) for side in ("numerator", "denominator"))
    sides = [_parts([cell for item in side for cell in sums.get(item, [item])]) for side in (above, below)]
    return Measure(**{**raw, "numerator": sides[0], "denominator": sides[1], "terms": (above, below)})


def _parts(cells: list[str]) -> tuple[Part, ...]:
    """The addends; a cell with a minus before it is taken off."""
    unknown = [cell for cell in cells if cell.removeprefix("-") not in all_cells()]
    if unknown:
        raise ValueError(f"measures.toml: the form has no cell {', '.join(unknown)}")
    parts = []
    for whole, divided in _undivided().items():
        if set(divided) <= set(cells):
            parts.append(Part((divided, (whole,))))
            cells = [cell for cell in cells if cell not in divided]
    plain = (Part(((cell.removeprefix("-"),),), -1 if cell.startswith("-") else 1) for cell in cells)
    return (*plain, *parts)


@cache
def _undivided() -> dict[str, tuple[str, ...]]:
    """Each cell that stands in place of others: those that the form says, those that only an older edition has."""
    of_form = {
        whole: rows for name in EDITIONS for whole, rows in load_edition(name).alternatives().items() if rows
    }
    return of_form | {whole: tuple(cells) for whole, cells in _data()["instead_of"].items()}


def _bracketed(side: tuple[Part, ...]) -> str:
    terms = [f"({part.formula})" if len(part.ways) > 1 and len(side) > 1 else part.formula for part in side]
    signs = ("− " if part.sign < 0 else "+ " for part in side)
    whole = " ".join(sign + term for sign, term in zip(signs, terms, strict=True)).removeprefix("+ ")
    return f"({whole})" if " " in whole else whole


def _signed(term: str) -> str:
    return f"− {_short(term[1:])}" if term.startswith("-") else f"+ {_short(term)}"


def _short(cell: str) -> str:
    return cell.removeprefix("requests.").removesuffix(".total") if cell.startswith("requests.") else cell

"""The dictionary of measures: `measures.toml` as frozen dataclasses, and as the list that people get.

A measure is cells of the form above the line and, unless it is a plain count, cells below it. Where the form lets
one row stand in place of others (（六）其他处理 undivided), a sum over those rows knows the other way to have it.
Refuses cells that no edition of the form has.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from workbench.form import EDITIONS, all_cells, load_edition

Unit = Literal["count", "cny_10k", "share", "ratio", "per_100"]


@dataclass(frozen=True)
class Part:
    """One addend: a way to sum cells, and other ways that mean the same; the first that is known counts."""

    ways: tuple[tuple[str, ...], ...]

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
    """One measure; `part_*` is its short label inside a composition, `counts` what it counts besides requests."""

    id: str
    zh: str
    en: str
    unit: Unit
    numerator: tuple[Part, ...]
    denominator: tuple[Part, ...]
    part_zh: str = ""
    part_en: str = ""
    counts: Literal["", "zero_reports"] = ""
    caveat_zh: str = ""
    caveat_en: str = ""

    def label(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh

    def part(self, lang: str) -> str:
        return (self.part_en if lang == "en" else self.part_zh) or self.label(lang)

    def caveat(self, lang: str) -> str:
        return self.caveat_en if lang == "en" else self.caveat_zh

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.numerator + self.denominator

    @property
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
        above, below = (_bracketed(side) for side in (self.numerator, self.denominator))
        if self.counts == "zero_reports":
            return f"reports with {above} = 0 / reports with {below} known"
        return f"{above} / {below}{' × 100' if self.unit == 'per_100' else ''}" if below else above


@cache
def load_measures() -> dict[str, Measure]:
    """Every measure by id, in the dictionary's order."""
    data = _data()
    return {raw["id"]: _measure(raw, data["sums"]) for raw in data["measure"]}


@cache
def load_sets() -> dict[str, tuple[str, ...]]:
    """The sets of measures that a chart or a table shows together."""
    return {name: tuple(ids) for name, ids in _data()["sets"].items()}


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
    return tomllib.loads((files("workbench") / "measures.toml").read_text("utf-8"))


def _measure(raw: dict[str, Any], sums: dict[str, list[str]]) -> Measure:
    sides = {
        side: _parts([cell for item in raw.get(side, ()) for cell in sums.get(item, [item])])
        for side in ("numerator", "denominator")
    }
    return Measure(**{**raw, **sides})


def _parts(cells: list[str]) -> tuple[Part, ...]:
    unknown = [cell for cell in cells if cell not in all_cells()]
    if unknown:
        raise ValueError(f"measures.toml: the form has no cell {', '.join(unknown)}")
    parts = []
    for whole, divided in _undivided().items():
        if set(divided) <= set(cells):
            parts.append(Part((divided, (whole,))))
            cells = [cell for cell in cells if cell not in divided]
    return (*(Part(((cell,),)) for cell in cells), *parts)


@cache
def _undivided() -> dict[str, tuple[str, ...]]:
    return {whole: rows for name in EDITIONS for whole, rows in load_edition(name).alternatives().items()}


def _bracketed(side: tuple[Part, ...]) -> str:
    terms = [f"({part.formula})" if len(part.ways) > 1 and len(side) > 1 else part.formula for part in side]
    return f"({' + '.join(terms)})" if len(terms) > 1 or " " in "".join(terms) else "".join(terms)


def _short(cell: str) -> str:
    return cell.removeprefix("requests.").removesuffix(".total") if cell.startswith("requests.") else cell

"""What builders take from a tidy frame of figures: the rows of a set of measures, in the dictionary's order.

A set with an unknown value cannot be drawn as a whole, a set without cases has nothing to draw, and of few cases no
shares are drawn; `state` says which it is, `told` says the few in words.
"""

from __future__ import annotations

from typing import Any, Literal

import polars as pl

from workbench.dictionary import load_measures, load_sets
from workbench.reasons import FEW_CASES, NOT_APPLICABLE
from workbench.wording import count

State = Literal["some", "none", "few", "unknown"]


def rows_of(figures: pl.DataFrame, set_name: str, lang: str) -> list[dict[str, Any]]:
    """One dict a measure of the set, with its short label in the language and its place in the set's order."""
    ids = load_sets()[set_name]
    labels = [load_measures()[name].part(lang) for name in ids]
    order = pl.DataFrame({"measure": ids, "label": labels, "order": range(len(ids))})
    return order.join(figures, on="measure", how="inner", maintain_order="left").to_dicts()


def state(rows: list[dict[str, Any]], key: str = "value") -> State:
    """Whether the rows can be drawn, and if not: no case, too few cases for shares, or something is not known."""
    if not rows or any(row[key] is None for row in rows):
        reasons = {row["why_null"] for row in rows}
        states: dict[frozenset[str], State] = {
            frozenset([NOT_APPLICABLE]): "none",
            frozenset([FEW_CASES]): "few",
        }
        return states.get(frozenset(reasons), "unknown")
    return "some" if any(row[key] for row in rows) else "none"


def told(rows: list[dict[str, Any]], lang: str) -> str:
    """The counts of a composition in words, zeros left out."""
    comma = "; " if lang == "en" else "；"
    return comma.join(f"{row['label']} {count(row['numerator'])}" for row in rows if row["numerator"])

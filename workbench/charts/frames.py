"""What builders take from a tidy frame of figures: the rows of a set of measures, in the dictionary's order.

A set with an unknown value cannot be drawn as a whole, a set without cases has nothing to draw; `state` says which.
"""

from __future__ import annotations

from typing import Any, Literal

import polars as pl

from workbench.dictionary import load_measures, load_sets

State = Literal["some", "none", "unknown"]


def rows_of(figures: pl.DataFrame, set_name: str, lang: str) -> list[dict[str, Any]]:
    """One dict a measure of the set, with its short label in the language and its place in the set's order."""
    ids = load_sets()[set_name]
    labels = [load_measures()[name].part(lang) for name in ids]
    order = pl.DataFrame({"measure": ids, "label": labels, "order": range(len(ids))})
    return order.join(figures, on="measure", how="inner", maintain_order="left").to_dicts()


def state(rows: list[dict[str, Any]], key: str = "value") -> State:
    """Whether the rows can be drawn, and if not, whether there is no case or something is not known."""
    if not rows or any(row[key] is None for row in rows):
        nothing = bool(rows) and all(row["why_null"] == "not applicable" for row in rows)
        return "none" if nothing else "unknown"
    return "some" if any(row[key] for row in rows) else "none"

"""One part of what the explorer shows: a chart and the table of the same; and whose figures it is about.

In: a state. Out: the chosen body, or the chosen place, as `measures` and `basis` take them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench import charts

State = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A chart (None for the source, which is HTML alone) and the table of the same, made when it is asked for."""

    chart: charts.AnyChart | None
    make_table: Callable[[], str]

    @property
    def table(self) -> str:
        return self.make_table()


def whose(state: State) -> dict[str, Any]:
    """The body that is chosen, else the region, by the name that says which."""
    return {"region": state["region"]} if state["body"] is None else {"body": state["body"]}

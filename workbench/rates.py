"""From the two sides of a measure to what may be said of it: its value and its interval, or neither.

In: a measure, its numerator and denominator. Out: the value, null where a side is unknown, where there is no case
and where there are fewer than FEW. Decided here once, so that page, explorer and commands can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

from workbench.dictionary import Measure
from workbench.methods.garwood import garwood
from workbench.methods.proportions import wilson

FEW = 10  # of fewer cases no rate is given: one case would move it by more than ten points
SCALE = {"per_100": 100}  # every other unit is the plain quotient
NO_PROPENSITY = ("coverage", "failed_checks")  # a list of bodies or of checks: it has no interval


def rate(measure: Measure, above: float | None, below: float | None) -> float | None:
    """The count, or the rate in the measure's unit."""
    return rates(measure, [(above, below)])[0]


def rates(measure: Measure, sides: Sequence[tuple[float | None, float | None]]) -> list[float | None]:
    """The same of many."""
    if not measure.is_rate:
        return [above for above, _ in sides]
    scale, cases = SCALE.get(measure.unit, 1), _CASES.get(measure.how, _below)
    return [
        None if above is None or not below or cases(above, below) < FEW else above / below * scale
        for above, below in sides
    ]


def few(measure: Measure, above: float | None, below: float | None) -> bool:
    """Whether there are cases, and fewer than FEW: then both counts are told, and no rate."""
    if not measure.is_rate or above is None or not below:
        return False
    return _CASES.get(measure.how, _below)(above, below) < FEW


def _below(_: float, below: float) -> float:
    return below


# The cases behind a rate whose sides are squares of them.
_CASES: dict[str, Callable[[float, float], float]] = {
    "herfindahl": lambda _, below: sqrt(below),
    "effective_number": lambda above, _: sqrt(above),
}


def interval(measure: Measure, above: float | None, below: float | None) -> tuple[float | None, float | None]:
    """95 %: Wilson's of a share, the exact one of the count behind a number per 100; of a ratio there is none."""
    if above is None or not below or measure.how in NO_PROPENSITY:
        return None, None
    if measure.unit == "share":
        return wilson(above, below) or (None, None)
    if measure.unit != "per_100":
        return None, None
    low, high = garwood(above)
    return low / below * SCALE["per_100"], high / below * SCALE["per_100"]

"""The axes and scales that many charts have in common: shares from 0 to 100 %, years, counts, names told apart.

Out: Altair axes and channels; each chart says which field stands on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt

SHARES = [0, 0.25, 0.5, 0.75, 1]
BEYOND = 1.05  # an axis of counts ends a little beyond the largest


def share_axis() -> alt.Axis:
    """0 to 100 % in quarters."""
    return alt.Axis(format=".0%", values=SHARES)


def share_x(field: str) -> alt.X:
    """That field across, from 0 to 100 %."""
    return alt.X(field, title=None, axis=share_axis(), scale=_whole())


def share_y(field: str) -> alt.Y:
    """That field upward, from 0 to 100 %."""
    return alt.Y(field, title=None, axis=share_axis(), scale=_whole())


def year_x(first: int, last: int, field: str = "year:Q", *, left: float = 0.6, right: float = 0.6) -> alt.X:
    """Whole years with room at both sides. Every layer needs it: one without takes the axis down to the year 0."""
    axis = alt.Axis(format="d", values=list(range(first, last + 1)), grid=False)
    return alt.X(
        field, title=None, axis=axis, scale=alt.Scale(domain=[first - left, last + right], nice=False)
    )


def to_largest(points: Iterable[dict[str, Any]], *, whole: bool = False) -> alt.X:
    """Counts across from 0 to the largest end of the intervals (`low`, `high`), or the largest `value` without one.

    `whole`: of things that are counted, so no tick stands between two of them.
    """
    top = max([1.0, *(point["high"] or point["value"] or 0 for point in points)]) * BEYOND
    ticks = [tick for tick in _whole_steps(top) if tick <= top]
    axis = alt.Axis(format=",d", values=ticks) if whole else alt.Axis(tickCount=5)
    return alt.X("low:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, top], nice=False))


def colour_and_shape(
    field: str, colours: dict[str, str], shapes: Iterable[str], **look: Any
) -> tuple[alt.Color, alt.Shape]:
    """Each name of that field in a colour and a shape of its own: in grey print the shape is what tells them apart."""
    names = list(colours)
    return (
        alt.Color(field, **look, scale=alt.Scale(domain=names, range=list(colours.values()))),
        alt.Shape(field, **look, scale=alt.Scale(domain=names, range=list(shapes))),
    )


def whole_axis(largest: float) -> alt.Axis:
    """An axis of counts: whole numbers only, at steps of 1, 2 or 5 times a power of ten, at most seven of them."""
    return alt.Axis(format=",d", values=_whole_steps(largest))


def _whole_steps(largest: float) -> list[int]:
    steps = (base * 10**power for power in range(12) for base in (1, 2, 5))
    step = next(step for step in steps if step * 6 >= largest)
    return list(range(0, int(largest) + step, step))


def _whole() -> Any:
    return alt.Scale(domain=[0, 1], nice=False)

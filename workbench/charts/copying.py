"""Altair's copies of charts, made in a third of the time: the same parts, without building each one anew.

Altair copies a chart at almost every step, with all that is not set in it, and checks and combines the layers of each
copy again: half the time of a chart. Here a copy takes over what its original has. For each `alt.value` Altair looks
through all its classes, here once. Meant for runs by schedule; tests/test_charts.py holds that the specifications are
the same. Stays out of the way of an Altair that is built otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from altair.utils import schemapi

COPIED = (schemapi.SchemaBase, list, dict)


def copy_quickly() -> None:
    """Makes Altair copy this way in the whole process."""
    if hasattr(schemapi, "_deep_copy") and hasattr(schemapi, "_FromDict"):
        schemapi._deep_copy = _copy  # type: ignore[assignment]
        schemapi._FromDict = _FromDict  # type: ignore[misc]


def _copy(part: Any, by_ref: set[str]) -> Any:
    """A deep copy; what stands under a key in `by_ref` is shared."""
    if isinstance(part, schemapi.SchemaBase):
        if own := getattr(part, "__deepcopy__", None):
            return own(part)
        twin: Any = object.__new__(type(part))
        arguments = tuple(_copy(value, by_ref) for value in part._args)
        twin.__dict__.update(part.__dict__, _args=arguments, _kwds=_values(part._kwds, by_ref))
        return twin
    if isinstance(part, dict):
        return _values(part, by_ref)
    return [_copy(value, by_ref) for value in part] if isinstance(part, list) else part


def _values(named: dict[str, Any], by_ref: set[str]) -> dict[str, Any]:
    return {
        name: _copy(value, by_ref) if isinstance(value, COPIED) and name not in by_ref else value
        for name, value in named.items()
    }


class _FromDict(schemapi._FromDict):
    """Altair's builder of parts from dictionaries, with its table of classes kept."""

    def __init__(self, classes: Iterable[type[schemapi.SchemaBase]], /) -> None:
        self.class_dict = _table(tuple(classes))


@cache
def _table(classes: tuple[type[schemapi.SchemaBase], ...]) -> Any:
    return _FromDict.__base__(classes).class_dict  # type: ignore[misc]

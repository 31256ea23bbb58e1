"""Altair's copies of charts, made in a third of the time: the same parts, without building each one anew.

Altair copies a chart at almost every step, with all that is not set in it, and checks and combines the layers of each
copy again: half the time of a chart. Here a copy takes over what its original has. For each `alt.value` Altair looks
through all its classes, here once. Meant for runs by schedule and, for the length of a block, for the explorer's own
charts; tests/test_charts.py holds that the specifications are the same. Stays out of the way of an Altair that is
built otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import altair as alt
from altair.utils import schemapi

STOCK_COPY = schemapi.SchemaBase.copy
COPIED = (schemapi.SchemaBase, list, dict)


def copy_quickly() -> None:
    """Makes Altair copy this way in the whole process."""
    if hasattr(schemapi, "_deep_copy") and hasattr(schemapi, "_FromDict"):
        schemapi._deep_copy = _copy  # type: ignore[assignment]
        schemapi._FromDict = _FromDict  # type: ignore[misc]
        schemapi.SchemaBase.copy = _copied  # type: ignore[assignment]
        schemapi.SchemaBase.validate = schemapi.SchemaBase.validate_property = _unchecked  # type: ignore[method-assign]


@contextmanager
def quickly() -> Iterator[None]:
    """The same inside a block; what a person draws beside it is copied and checked as Altair does."""
    base, names = schemapi.SchemaBase, ("copy", "validate", "validate_property")
    before = {name: vars(base)[name] for name in names}
    parts = {name: getattr(schemapi, name) for name in ("_deep_copy", "_FromDict") if hasattr(schemapi, name)}
    try:
        with schemapi.debug_mode(False):
            copy_quickly()
            yield
    finally:
        for name, value in before.items():
            setattr(base, name, value)
        for name, value in parts.items():
            setattr(schemapi, name, value)


def _copied(part: Any, deep: Any = True, ignore: Iterable[str] = ()) -> Any:
    """What `SchemaBase.copy` gives, which for a shallow copy combines and checks all layers once more."""
    if deep is True:
        return _copy(part, set(ignore or ()))
    if any(getattr(each, "params", alt.Undefined) is not alt.Undefined for each in _layers(part)):
        return STOCK_COPY(part, deep)  # which hands a layer's parameters to the whole
    twin = _twin(part, part._args, dict(part._kwds))
    for name in deep or ():
        twin[name] = schemapi._shallow_copy(twin._get(name))
    return twin


def _layers(part: Any) -> list[Any]:
    """The charts that it is put together from."""
    found = (part._kwds.get(name) for name in ("layer", "concat", "hconcat", "vconcat"))
    return [each for charts in found if isinstance(charts, list) for each in charts]


def _unchecked(*_: Any, **__: Any) -> None:
    """In place of the checks of a single property, of which a chart has thirty."""


def _copy(part: Any, by_ref: set[str]) -> Any:
    """A deep copy; what stands under a key in `by_ref` is shared."""
    if isinstance(part, schemapi.SchemaBase):
        if own := getattr(part, "__deepcopy__", None):
            return own(part)
        return _twin(part, tuple(_copy(value, by_ref) for value in part._args), _values(part._kwds, by_ref))
    if isinstance(part, dict):
        return _values(part, by_ref)
    return [_copy(value, by_ref) for value in part] if isinstance(part, list) else part


def _twin(part: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    twin: Any = object.__new__(type(part))
    twin.__dict__.update(part.__dict__, _args=arguments, _kwds=named)
    return twin


def _values(named: dict[str, Any], by_ref: set[str]) -> dict[str, Any]:
    return {
        name: _copy(value, by_ref) if isinstance(value, COPIED) and name not in by_ref else value
        for name, value in named.items()
    }


class _FromDict(schemapi._FromDict):
    """Altair's builder of parts from dictionaries, with its table of classes kept."""

    def __init__(self, classes: Iterable[type[schemapi.SchemaBase]], /) -> None:
        self.class_dict = _table(tuple(classes))

    def from_dict(self, dct: Any, tp: Any = None, *arguments: Any, **options: Any) -> Any:
        if isinstance(dct, dict) and hasattr(tp, "_encoding_name"):
            # A channel with a condition: Altair checks it against one schema after the other to find the class of each
            # of its parts, of which nothing is to be seen in the specification.
            return tp(**dct)
        return super().from_dict(dct, tp, *arguments, **options)


@cache
def _table(classes: tuple[type[schemapi.SchemaBase], ...]) -> Any:
    return _FromDict.__base__(classes).class_dict  # type: ignore[misc]

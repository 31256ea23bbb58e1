"""Altair's copies and dictionaries of charts, made in a third of the time: the same parts, without building each anew.

Altair copies a chart at almost every step, with all that is not set in it, and checks and combines the layers of each
copy again: half the time of a chart. Here a copy takes over what its original has. For each `alt.value` Altair looks
through all its classes, here once; each word and number of a chart it takes for all kinds of arrays, dates and frames
first; and it reads `total:Q` anew wherever that stands in a chart. Meant for runs by schedule and, for the length of a
block, for the explorer's own charts; tests/test_charts.py holds that the specifications are the same. Stays out of the
way of an Altair that is built otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import altair as alt
import narwhals.stable.v1 as narwhals
from altair.utils import schemapi
from altair.vegalite.v6 import api
from altair.vegalite.v6.schema import channels

INSIDE: Any = schemapi
FRONT: Any = api
CHANNELS: Any = channels
STOCK_COPY = schemapi.SchemaBase.copy
STOCK_DICT = getattr(INSIDE, "_todict", None)
STOCK_SHORTHAND = getattr(CHANNELS, "parse_shorthand", None)
STOCK_IS_DATA = getattr(FRONT, "_is_data_type", None)
COPIED = (schemapi.SchemaBase, list, dict)
AS_THEY_ARE = frozenset((str, int, float, bool, type(None)))


def copy_quickly() -> None:
    """Makes Altair work this way in the whole process."""
    replaced = replacements()
    if all(hasattr(owner, name) for owner, name in replaced):
        for (owner, name), ours in replaced.items():
            setattr(owner, name, ours)


@cache
def replacements() -> dict[tuple[Any, str], Any]:
    """What takes the place of what in Altair: by owner and name."""
    return {
        (INSIDE, "_deep_copy"): _copy,
        (INSIDE, "_todict"): _dict,
        (INSIDE, "_FromDict"): _FromDict,
        (INSIDE.SchemaBase, "copy"): _copied,
        (INSIDE.SchemaBase, "validate"): _unchecked,
        (INSIDE.SchemaBase, "validate_property"): _unchecked,
        (INSIDE.SchemaBase, "_default_wrapper_classes"): _kept(INSIDE.SchemaBase),
        (alt.VegaLiteSchema, "_default_wrapper_classes"): _kept(alt.VegaLiteSchema),
        (FRONT, "_is_data_type"): _is_data,
        (FRONT, "nw"): _Frames(),
        (CHANNELS, "parse_shorthand"): _shorthand,
    }


def _kept(base: type[schemapi.SchemaBase]) -> Any:
    """All classes below that one, gathered once."""
    classes = tuple(base._default_wrapper_classes())
    return classmethod(lambda _: classes)


@contextmanager
def quickly() -> Iterator[None]:
    """The same inside a block; what a person draws beside it is copied and checked as Altair does."""
    replaced = replacements()
    before = {(owner, name): vars(owner)[name] for owner, name in replaced if name in vars(owner)}
    try:
        with schemapi.debug_mode(False):
            copy_quickly()
            yield
    finally:
        for owner, name in replaced:
            if (owner, name) in before:
                setattr(owner, name, before[owner, name])
            elif name in vars(owner):
                delattr(owner, name)


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


def _dict(part: Any, context: Any, np_opt: Any, pd_opt: Any) -> Any:
    """What Altair's `_todict` gives; it asks of each text whether it is an array, a date, a frame."""
    kind = type(part)
    if kind in AS_THEY_ARE:
        return part
    if kind is dict:
        return {
            name: _dict(value, context, np_opt, pd_opt)
            for name, value in part.items()
            if value is not alt.Undefined
        }
    if kind is list or kind is tuple:
        return [_dict(value, context, np_opt, pd_opt) for value in part]
    return STOCK_DICT(part, context, np_opt, pd_opt)  # type: ignore[misc]


def _is_data(data: Any) -> bool:
    return not isinstance(data, schemapi.SchemaBase) and STOCK_IS_DATA(data)  # type: ignore[misc]


def _shorthand(shorthand: Any, data: Any = None, **options: Any) -> dict[str, Any]:
    """What `parse_shorthand` gives, which of a name with its type never looks at the data."""
    known = _read(shorthand) if isinstance(shorthand, str) and not options else {}
    return dict(known) if "type" in known else STOCK_SHORTHAND(shorthand, data, **options)  # type: ignore[misc]


@cache
def _read(shorthand: str) -> dict[str, Any]:
    return STOCK_SHORTHAND(shorthand)  # type: ignore[misc, no-any-return]


class _Frames:
    """Narwhals for Altair: data that are part of the chart are no frame of any library, without asking each of them."""

    def from_native(self, data: Any, **options: Any) -> Any:
        if isinstance(data, schemapi.SchemaBase):
            raise TypeError("no frame")
        return narwhals.from_native(data, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(narwhals, name)


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

"""PDFium's functions without what `ctypes` does for comfort: a page has thousands of glyphs, objects and points.

Converting arguments took longer than the work itself, and so did a line of Python for each answer: `Answers` asks
the same of many and takes what they answer together.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Sequence
from itertools import islice, repeat
from typing import Any

import pypdfium2.raw as raw

_MOST = 1024  # answers taken together


def bare(name: str) -> Any:
    """A function of PDFium that takes its arguments as they are: handles, pointers and small whole numbers only."""
    function = getattr(raw, name)
    return ctypes.PYFUNCTYPE(function.restype)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def plain(handle: Any) -> Any:
    """The handle as the argument that each call would make of it."""
    return ctypes.c_void_p.from_param(ctypes.cast(handle, ctypes.c_void_p).value)


def address(item: Any) -> int:
    """What tells one object from another."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0


class Answers:
    """Room for the answers of many calls, used again and again. `layout` names the fields of one answer as `struct`
    does, `untold` has them for a call that fails; PDFium wants the address of the whole or, `apart`, of each field.
    """

    def __init__(self, layout: str, untold: tuple[float, ...], *, apart: bool) -> None:
        self._answer, self._untold = struct.Struct(layout), untold
        size, room = self._answer.size, bytearray(_MOST * self._answer.size)
        start = (ctypes.c_char * len(room)).from_buffer(room)
        firsts = range(0, size, size // len(layout)) if apart else [0]
        self._places = [[ctypes.byref(start, at) for at in range(first, len(room), size)] for first in firsts]
        self._room = room

    def of(self, function: Any, *leading: Any, items: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The answers for the items, of which the function gets one behind those arguments that lead."""
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(items), _MOST):
            part = items[start : start + _MOST]
            told = list(map(function, *map(repeat, leading), part, *self._places))
            answers = islice(self._answer.iter_unpack(self._room), len(part))
            found += answers if all(told) else map(self._or_untold, told, answers)
        return found

    def _or_untold(self, told: int, answer: tuple[Any, ...]) -> tuple[Any, ...]:
        return answer if told else self._untold

"""PDFium's functions without what `ctypes` does for comfort: a page has thousands of glyphs, objects and points.

Converting arguments took longer than the work itself, and so did a line of Python for each answer: `Answers` asks
the same of many and takes what they answer together.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import repeat
from typing import Any, Literal

import pypdfium2.raw as raw

_MOST = 1024  # answers taken together
_SIZE = 4  # bytes of a field: a `float` or an `unsigned int`


def bare(name: str) -> Any:
    """A function of PDFium that takes its arguments as they are: handles, pointers and small whole numbers only."""
    function = getattr(raw, name)
    return ctypes.PYFUNCTYPE(function.restype)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def plain(handle: Any) -> Any:
    """The handle as the argument that each call would make of it."""
    return ready(ctypes.cast(handle, ctypes.c_void_p).value)


def address(item: Any) -> int:
    """What tells one object from another."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def addressed(name: str) -> Any:
    """The same as `bare` for a function that gives a handle, but it gives the address, a number: `ready` makes a
    handle of it again, for half of what a pointer costs.
    """
    function = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(ctypes.c_void_p)(function)


ready = ctypes.c_void_p.from_param  # an address as the argument of a bare function


class Answers:
    """Room for the answers of many calls, used again and again. `untold` has the fields of a call that fails; `code` is
    their type as `struct` names it. PDFium wants the address of the whole answer or, `apart`, of each of its fields.
    """

    def __init__(self, code: Literal["f", "I"], untold: Sequence[float], *, apart: bool) -> None:
        step = len(untold) * _SIZE
        room = bytearray(_MOST * step)
        self._untold, self._room = untold, memoryview(room).cast(code)
        start = (ctypes.c_char * len(room)).from_buffer(room)
        firsts = range(0, step, _SIZE) if apart else [0]
        self._places = [[ctypes.byref(start, at) for at in range(first, len(room), step)] for first in firsts]

    def of(self, function: Any, *leading: Any, items: Sequence[Any]) -> list[list[Any]]:
        """Each field of the answers for the items, of which the function gets one behind those that lead."""
        fields = len(self._untold)
        found: list[list[Any]] = [[] for _ in range(fields)]
        for start in range(0, len(items), _MOST):
            part = items[start : start + _MOST]
            told = list(map(function, *map(repeat, leading), part, *self._places))
            failed = [] if all(told) else [at for at, is_told in enumerate(told, start) if not is_told]
            for first, column in enumerate(found):
                column += self._room[first : len(part) * fields : fields].tolist()
                for at in failed:
                    column[at] = self._untold[first]
        return found

"""Functions of PDFium that are called for every object and glyph of a page, some thousand times a report.

Converting arguments and stepping from one call to the next took longer than the work itself: so arguments are taken
as they are, and one function is asked about many things in one go.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any

import pypdfium2.raw as raw

address = attrgetter("value")  # what tells one object from another
ROOM = 256  # calls whose answers are held before they are taken over


class Handle(ctypes.c_void_p):
    """Of an object of a page: made in two thirds of the time that a typed pointer takes."""


def bare(name: str) -> Any:
    """A function of PDFium that takes its arguments as they are: handles, pointers and small whole numbers only."""
    function = getattr(raw, name)
    answer = Handle if hasattr(function.restype, "contents") else function.restype
    return ctypes.PYFUNCTYPE(answer)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def ready(handle: Any) -> Any:
    """The handle made ready once, for thousands of calls of such functions."""
    return ctypes.c_void_p.from_param(ctypes.cast(handle, ctypes.c_void_p).value)


class Answers:
    """Room for the numbers that a function writes where its last arguments point: `width` of them a call, through one
    pointer or through as many.
    """

    def __init__(self, kind: Any, width: int, pointers: int) -> None:
        self._width = width
        self._block = (kind * (width * ROOM))()
        self._written = memoryview(self._block).cast("B")
        self._format = kind._type_
        size = ctypes.sizeof(kind)
        self._bytes = size * width
        apart = size * width // pointers
        self._at = [
            [ctypes.byref(self._block, size * width * call + apart * pointer) for call in range(ROOM)]
            for pointer in range(pointers)
        ]

    def ask(self, function: Any, about: Sequence[Any], *before: Any) -> tuple[list[Any], list[list[Any]]]:
        """What the function returns about each thing, and the numbers that it writes, one list for each of `width`;
        the arguments `before` come in front of each call's thing.
        """
        returned, written = self.written(function, about, *before)
        return returned, self.numbers(written)

    def written(self, function: Any, about: Sequence[Any], *before: Any) -> tuple[list[Any], bytearray]:
        """The same with the numbers as they are written."""
        returned: list[Any] = []
        written = bytearray()
        for start in range(0, len(about), ROOM):
            some = about[start : start + ROOM]
            returned += map(function, *map(repeat, before), some, *self._at)
            written += self._written[: len(some) * self._bytes]
        return returned, written

    def numbers(self, written: bytearray) -> list[list[Any]]:
        """What is written, one list for each of `width` numbers."""
        numbers = memoryview(written).cast(self._format).tolist()
        return [numbers[place :: self._width] for place in range(self._width)]

    def tuples(self, function: Any, about: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The numbers that the function writes about each thing, together. Most things of a page have the same colour
        or matrix: then nothing is taken apart.
        """
        _, written = self.written(function, about)
        if len(about) > 1 and written == written[: self._bytes] * len(about):
            return [tuple(memoryview(written[: self._bytes]).cast(self._format))] * len(about)
        return list(zip(*self.numbers(written), strict=True))

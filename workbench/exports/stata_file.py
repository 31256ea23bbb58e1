"""One .dta file out of slices: a writer that wants all rows at once need not have all of them in memory.

In: slices of rows, and what writes one of them as a whole file of format 118 below a row that sets types and widths.
Out: the head of the first file with the number of all rows and the variables' names, the rows of all, its tail. The
time of writing is left out, so that the same data give the same bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

NAME = 129  # bytes that the file keeps for a variable's name
TIMESTAMP = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.S)
NO_TIME = b"<timestamp>\x1101 Jan 2000 00:00</timestamp>"
ROWS = re.compile(rb"<N>(.{8})</N>", re.S)
MAP = re.compile(rb"<map>(.{112})</map>", re.S)  # where each of the 14 parts begins
BEHIND_THE_DATA = 10  # the first part in the map that lies behind the rows
BEGIN, END = b"<data>", b"</data>"


def join_slices(
    slices: Iterable[pl.DataFrame], write: Callable[[pl.DataFrame, Path], None], names: list[str], path: Path
) -> None:
    """`write` makes a file of a slice; its first row is not one of the data. `names` are the variables' names."""
    part = path.with_name(f"{path.name}.part")
    head = tail = b""
    rows = added = 0
    try:
        with path.open("wb") as whole:
            for some in slices:
                write(some, part)
                before, data, behind = _parted(part.read_bytes())
                own = data[len(data) // (some.height + 1) :]
                added += len(own)
                if not head:
                    head, tail = _named(before, names), behind
                    added -= len(data)
                    whole.write(head)
                whole.write(own)
                rows += some.height
            whole.write(tail)
            whole.seek(0)
            whole.write(_counted(head, rows, added))
    finally:
        part.unlink(missing_ok=True)


def _parted(content: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the rows, the rows, what stands behind them."""
    begin = content.index(BEGIN) + len(BEGIN)
    end = content.rindex(END)
    return content[:begin], content[begin:end], content[end:]


def _named(head: bytes, names: list[str]) -> bytes:
    """The head with these variables' names, and without the time at which it was written."""
    timeless = TIMESTAMP.sub(lambda _: NO_TIME, head, count=1)
    start, tag, rest = timeless.partition(b"<varnames>")
    fixed = b"".join(name.encode().ljust(NAME, b"\0") for name in names)
    return start + tag + fixed + rest[len(fixed) :]


def _counted(head: bytes, rows: int, added: int) -> bytes:
    """The head for so many rows, whose data are so many bytes longer than those that it was written for."""
    head = ROWS.sub(lambda _: b"<N>" + struct.pack("<Q", rows) + b"</N>", head, count=1)
    [places] = MAP.findall(head)
    offsets = list(struct.unpack("<14Q", places))
    offsets[BEHIND_THE_DATA:] = [offset + added for offset in offsets[BEHIND_THE_DATA:]]
    return head.replace(places, struct.pack("<14Q", *offsets), 1)

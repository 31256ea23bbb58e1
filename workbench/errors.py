"""What stops us, said in four parts: where, what was found, what was expected, what to do.

Problems inside a report are data (states, checks, reasons), never exceptions. The classes here are for what
ends a piece of work: a file that cannot be read, a wrong call, a project or a store in a wrong shape.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Self


class WorkbenchError(Exception):
    """Base of all our errors; `str()` is one line for a person: where, what was found, what was expected, what to do.

    >>> try:
    ...     figures(frames, region="410103", year=2022, measures=["recieved"])
    ... except WorkbenchError as error:
    ...     print(error)
    """

    exit_code = 2

    def __init__(self, *, where: str, found: str, expected: str, todo: str) -> None:
        self.where, self.found, self.expected, self.todo = where, found, expected, todo
        super().__init__(f"{where}: found {found}; expected {expected}. {todo}")


class Unreadable(WorkbenchError):
    """A file out of which no report can be had; `reason` is a short id that is stored with the file's row."""

    def __init__(self, reason: str, *, where: str, found: str, expected: str, todo: str) -> None:
        self.reason = reason
        super().__init__(where=where, found=found, expected=expected, todo=todo)


class BadCall(WorkbenchError):
    """A command or function was called with something that does not exist or does not fit."""

    @classmethod
    def unknown(cls, what: str, name: str, available: Iterable[str], *, where: str) -> Self:
        """The error for an unknown name, with the nearest known one as a hint."""
        known = sorted(available)
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        todo = f"Did you mean {near[0]!r}?" if near else "Use one of those."
        listed = ", ".join(known[:12]) + (f" … ({len(known)} in all)" if len(known) > 12 else "")
        return cls(where=where, found=f"{what} {name!r}", expected=f"one of: {listed or 'none'}", todo=todo)


class ProjectError(WorkbenchError):
    """The folder is not a project, or a file of the project (register, corrections, runs.toml) is wrong."""


class StoreError(WorkbenchError):
    """The store cannot be read or written in the form that this version knows."""


def refused_by_system(error: OSError) -> str:
    """What a person is told when the system lets us not read or write: a full disk, rights, a name too long."""
    named = (
        " ".join(ascii(str(error.filename))[1:-1].split()) if error.filename is not None else "this machine"
    )
    return (
        f"{named}: found {error.strerror or error}; expected a place that can be read and written. "
        "Check rights, free space and the name, then give the command again; what was finished before is kept."
    )

"""Reads files in child processes with limits: paths in, each with its report out, in the order in which they finish.

A child that hangs is ended, one that crashes is replaced; its file becomes a failed report and no other file suffers.
The children come from a fork server: a plain fork would inherit the driver's address space (Polars reserves gigabytes)
and the memory limit would leave nothing to read in.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures import TimeoutError as TimedOut
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from workbench import guard
from workbench.errors import Unreadable
from workbench.packing import Packed, pack
from workbench.processes import fresh_processes
from workbench.readers import archive

REPLACED_AFTER = 500  # files; what leaks in a reader's C code goes with the child
IN_FLIGHT = 8  # files a worker: enough that none waits, few enough that the driver's memory stays flat
WIDE_MEMORY = 3 << 30  # bytes of the machine's memory for each child that recognises or converts

Reader = Callable[[Path, guard.Limits], dict[str, Any]]
Future = ProcessFuture[Packed]


def read_all(
    paths: Iterable[Path],
    *,
    workers: int,
    limits: guard.Limits,
    read: Reader = guard.read_guarded,
    wide: guard.Limits = guard.WIDE,
) -> Generator[tuple[Path, Packed], None, None]:
    """Each path with its report, packed. Leaving the iteration early, by Ctrl-C too, ends the children at once.

    What needs recognition or LibreOffice is read once more, by other children under the limits `wide`; where neither
    tool is installed none of those ever starts.
    """
    teams = _Teams(workers, limits, read, wide)
    try:
        yield from teams.read(paths)
    finally:
        teams.end()


class _Teams:
    """Children under narrow limits, and others for what needs wider ones."""

    def __init__(self, workers: int, limits: guard.Limits, read: Reader, wide: guard.Limits) -> None:
        context = fresh_processes("workbench.guard")
        self._narrow = _Team(workers, limits, read, context)
        self._wide = _Team(min(workers, _room_for_wide()), wide, read, context)

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Packed]]:
        coming = iter(paths)
        while True:
            for path in islice(coming, self._narrow.free if self._wide.free > 0 else 0):
                self._narrow.give(path)
            self._narrow.go_on()
            self._wide.go_on()
            waiting = [*self._narrow.waiting, *self._wide.waiting]
            if not waiting:
                return
            wait(waiting, return_when=FIRST_COMPLETED)
            for future in [future for future in waiting if future.done()]:
                team = self._narrow if future in self._narrow.waiting else self._wide
                path, report = team.taken(future)
                if report is None:
                    continue
                if team is self._narrow and guard.wants_wide_limits(report):
                    self._wide.give(path)
                else:
                    yield path, report

    def end(self) -> None:
        self._narrow.end()
        self._wide.end()


def _room_for_wide() -> int:
    """How many files may be recognised or converted at once, by the machine's memory."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 1
    return max(1, int(whole // WIDE_MEMORY))


class _Team:
    """Children under the same limits, started with the first file, and the files that they have in hand.

    When a child ends, Pebble may blame the file before the one that ended it, whose result is still on its way, and
    wait for the other until its time is over. So nobody is blamed: all that were in hand are read again, each alone.
    """

    def __init__(self, workers: int, limits: guard.Limits, read: Reader, context: BaseContext) -> None:
        self.waiting: dict[Future, Path] = {}
        self._again: list[Path] = []  # to be read with nothing else in hand
        self._is_alone = False
        self._workers, self._limits, self._read, self._context = workers, limits, read, context
        self._pool: ProcessPool | None = None

    @property
    def free(self) -> int:
        return 0 if self._again or self._is_alone else self._workers * IN_FLIGHT - len(self.waiting)

    def give(self, path: Path) -> None:
        if self._pool is None:
            initializer = (guard.limit_process, (self._limits,))
            self._pool = ProcessPool(self._workers, REPLACED_AFTER, *initializer, self._context)
        arguments = (self._read, path, self._limits)
        future = self._pool.schedule(guard.read_in_child, args=arguments, timeout=self._limits.seconds)
        self.waiting[future] = path

    def go_on(self) -> None:
        """Gives the next of the files that are to be read alone, when nothing else is in hand."""
        if self._again and not self.waiting:
            self._is_alone = True
            self.give(self._again.pop())

    def taken(self, future: Future) -> tuple[Path, Packed | None]:
        """The file with its report, or with null when it is read again."""
        if future not in self.waiting:  # a child has ended since, and this file is read again
            return Path(), None
        path = self.waiting.pop(future)
        was_alone, self._is_alone = self._is_alone, False
        try:
            return path, future.result()
        except MemoryError:
            why = guard.memory_limit(archive.shown_name(path), self._limits)
        except (TimedOut, ProcessExpired, BrokenProcessPool) as error:
            # A second of computing is longer than any message takes: here the blame is sure.
            if not (was_alone or _is_cpu_limit(error)):
                self._again += [path, *self.waiting.values()]
                self.waiting.clear()
                self.end()
                return path, None
            if isinstance(error, BrokenProcessPool):
                self.end()
            why = _why(archive.shown_name(path), error, self._limits)
        return path, pack(guard.failed_report(archive.shown_name(path), why))

    def end(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None


def _is_cpu_limit(error: Exception) -> bool:
    return isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGXCPU


def _why(name: str, error: Exception, limits: guard.Limits) -> Unreadable:
    """No figures of this one run, as an exit code is: the row must come out the same on every machine."""
    if isinstance(error, TimedOut):
        return guard.time_limit(name, limits)
    if _is_cpu_limit(error):
        return guard.cpu_limit(name, limits)
    return guard.crashed(name, "the end of the reading process")


def read_batch(
    paths: list[Path], limits: guard.Limits, extractor: str, read: Reader = guard.read_guarded
) -> list[Packed]:
    """The reports of a few files in their order, read in one child: what a worker on another machine does.

    Raises RuntimeError where that machine sees no such folder or has another version of the readers: its reports would
    be wrong in the same way for every file.
    """
    from workbench.report import EXTRACTOR

    if extractor != EXTRACTOR:
        raise RuntimeError(f"the worker reads as extractor {EXTRACTOR}, and the store is to have {extractor}")
    for path in paths:
        folder = archive.on_disk(path)[0].parent
        try:
            folder.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise RuntimeError(f"the worker sees no folder {folder}") from None
        except OSError:
            pass  # a fault of that file alone: reading it says why
    teams = _kept_teams(limits, read)
    try:
        reports = dict(teams.read(paths))
    except BaseException:
        _KEPT.__dict__.clear()
        teams.end()
        raise
    return [reports[path] for path in paths]


# Of a thread that reads batches: starting children takes as long as reading ten files.
_KEPT = threading.local()


def _kept_teams(limits: guard.Limits, read: Reader) -> _Teams:
    """The children of this thread; they end with the process, or when other limits are asked for."""
    if getattr(_KEPT, "of", None) != (limits, read):
        if hasattr(_KEPT, "teams"):
            _KEPT.teams.end()
        _KEPT.teams, _KEPT.of = _Teams(1, limits, read, guard.WIDE), (limits, read)
    teams: _Teams = _KEPT.teams
    return teams


def batches(paths: Iterable[Path], size: int) -> Iterator[list[Path]]:
    coming = iter(paths)
    while batch := list(islice(coming, size)):
        yield batch

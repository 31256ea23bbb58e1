"""Reads files in child processes with limits: paths in, one report a path out, in the order of the paths.

A child that hangs is ended, one that crashes is replaced; its file becomes a failed report and no other file suffers.
The children come from a fork server: a plain fork would inherit the driver's address space (Polars reserves gigabytes)
and the memory limit would leave nothing to read in.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import TimeoutError as TimedOut
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from workbench import guard
from workbench.readers import archive

REPLACED_AFTER = 500  # files; what leaks in a reader's C code goes with the child
IN_FLIGHT = 8  # files a worker: enough that none waits, few enough that the driver's memory stays flat

Reader = Callable[[Path, guard.Limits], dict[str, Any]]


def read_all(
    paths: Iterable[Path], *, workers: int, limits: guard.Limits, read: Reader = guard.read_guarded
) -> Generator[dict[str, Any], None, None]:
    """One report a path. Leaving the iteration early, by Ctrl-C too, ends the children at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["workbench.guard"])
    pool = ProcessPool(workers, REPLACED_AFTER, guard.limit_process, (limits,), context)
    wide = _WidePool(read, context)
    waiting: deque[tuple[Path, ProcessFuture[dict[str, Any]]]] = deque()
    try:
        for path in paths:
            waiting.append((path, pool.schedule(read, args=(path, limits), timeout=limits.seconds)))
            if len(waiting) >= workers * IN_FLIGHT:
                yield wide.settled(waiting[0][0], _report(*waiting.popleft(), limits))
        while waiting:
            yield wide.settled(waiting[0][0], _report(*waiting.popleft(), limits))
    finally:
        for each in (pool, *wide.pools):
            each.stop()  # type: ignore[no-untyped-call]
            each.join()


class _WidePool:
    """Reads what needs recognition or LibreOffice once more, one file at a time, under limits of its own.

    Its child starts with the first such file; where neither tool is installed none ever starts.
    """

    def __init__(self, read: Reader, context: BaseContext) -> None:
        self.pools: list[ProcessPool] = []
        self._read, self._context = read, context

    def settled(self, path: Path, report: dict[str, Any]) -> dict[str, Any]:
        """The report itself, or the second reading of a file that wants wider limits."""
        if not guard.wants_wide_limits(report):
            return report
        if not self.pools:
            initializer = (guard.limit_process, (guard.WIDE,))
            self.pools.append(ProcessPool(1, REPLACED_AFTER, *initializer, self._context))
        again = self.pools[0].schedule(self._read, args=(path, guard.WIDE), timeout=guard.WIDE.seconds)
        return _report(path, again, guard.WIDE)


def _report(path: Path, future: ProcessFuture[dict[str, Any]], limits: guard.Limits) -> dict[str, Any]:
    name = archive.shown_name(path)
    try:
        return future.result()
    except TimedOut:
        return guard.failed_report(name, guard.time_limit(name, limits))
    except MemoryError:
        return guard.failed_report(name, guard.memory_limit(name, limits))
    except ProcessExpired as error:
        found = f"the end of the reading process (exit code {error.exitcode})"
        return guard.failed_report(name, guard.crashed(name, found))

"""A few worker processes that perform jobs one after the other; results come as they are ready.

Started by a fork server (spawn where there is none), never by fork: the driver has Polars' threads in it. A
worker that dies or overstays gives a failed result and is replaced. However the loop is left, all workers
are ended, and with them their kernels.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any

from workbench.processes import fresh_processes
from workbench.runs.jobs import Job, Result
from workbench.runs.kernel.forking import STDERR, Server, wanted
from workbench.runs.kernel.line import NoFork

GRACE = 60  # seconds over the notebook's limit, for the kernel's start and for rendering
STDOUT = 1
POLITE = 5  # seconds between asking a worker to end and killing it


def perform_all(jobs: Sequence[Job], workers: int) -> Iterator[tuple[Job, Result]]:
    """Each job with its result, in the order in which they finish."""
    waiting = list(reversed(jobs))
    get_ready(jobs[0].environment)
    shares = cpu_shares(min(workers, len(jobs)))
    team = [Worker(share) for share in shares]
    try:
        while waiting or any(worker.job for worker in team):
            for worker in team:
                if worker.job is None and waiting:
                    worker.give(waiting.pop())
            wait([worker.connection for worker in team if worker.job], timeout=1)
            for place, worker in enumerate(team):
                done = worker.result()
                if worker.lost:
                    worker.end()
                    team[place] = Worker(shares[place])
                if done is not None:
                    if waiting:
                        team[place].give(waiting.pop())  # now: the caller has the page to publish
                    yield done
    finally:
        for worker in team:
            worker.ask_to_end()
        for worker in team:
            worker.end()
        _end_kernels()


def get_ready(environment: Mapping[str, str]) -> None:
    """Lets the process that workers come from import papermill, and the one that kernels come from what they need,
    while the caller still plans; returns at once. `environment`: what the jobs add to ours."""
    global _kernels
    there = {**os.environ, **environment}
    if wanted(there) and (_kernels is None or not _kernels.alive()):
        _kernels = Server(there)  # first, for it takes longest
    _context()
    if sys.platform != "win32":
        forkserver.ensure_running()


_kernels: Server | None = None  # one for all workers: each would spend half a second on one of its own


def _end_kernels() -> None:
    global _kernels
    if _kernels is not None:
        _kernels.end()
        _kernels = None


def _line_to_kernels() -> Connection | None:
    """The end of a line for one more worker; without it, that has a server of its own."""
    if _kernels is None:
        return None
    ours, theirs = _context().Pipe()
    with ours, suppress(NoFork):
        _kernels.hand_out(ours.fileno())
        line: Connection = theirs
        return line
    theirs.close()
    return None


def _context() -> Any:
    return fresh_processes("workbench.runs.warm")  # papermill is imported once for all workers


def cpu_shares(workers: int) -> list[list[int]]:
    """The processors that each worker and its kernels keep to. A page is made by ten threads that wake each other all
    the time, and to wake one on another processor takes a tenth of the computing. Nobody has a share where there are
    more workers than processors.
    """
    if sys.platform != "linux":
        return [[]] * workers
    all_of_them = sorted(os.sched_getaffinity(0))
    if workers > len(all_of_them):
        return [all_of_them] * workers
    return [all_of_them[number::workers] for number in range(workers)]


def _serve(connection: Connection, kernels: Connection | None, cpus: Sequence[int]) -> None:
    if cpus and sys.platform == "linux":
        os.sched_setaffinity(0, cpus)
    os.dup2(STDERR, STDOUT)  # a kernel that is not forked repeats there what a notebook's programs write
    from workbench.runs.worker import serve  # imports papermill, which the driver must not wait for

    serve(connection, kernels)


class Worker:
    """A process, the connection to it, and the job that it has in hand."""

    def __init__(self, cpus: Sequence[int] = ()) -> None:
        """`cpus`: the processors that it and its kernels keep to; none given: all."""
        context = _context()
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        kernels = _line_to_kernels()
        self.process = context.Process(target=_serve, args=(theirs, kernels, cpus), daemon=True)
        self.process.start()
        theirs.close()
        if kernels is not None:
            kernels.close()
        self.job: Job | None = None
        self.ends = 0.0
        self.lost = False

    def perform(self, job: Job) -> Result:
        """The job's result, waited for. A worker that was `lost` over it takes no other."""
        self.give(job)
        while (done := self.result()) is None:
            wait([self.connection], timeout=1)
        return done[1]

    def give(self, job: Job) -> None:
        self.job, self.ends = job, monotonic() + 2 * job.notebook_limit + GRACE  # a second try
        self.connection.send(job)

    def result(self) -> tuple[Job, Result] | None:
        """The job in hand with its result, when there is one."""
        if self.job is None:
            return None
        if self.connection.poll():
            try:
                return self._finish(self.connection.recv())
            except (EOFError, OSError):
                self.process.join(POLITE)
                return self._give_up(f"the worker process ended (exit code {self.process.exitcode})")
        if monotonic() > self.ends:
            return self._give_up("the worker did not end within the notebook's time limit")
        return None

    def ask_to_end(self) -> None:
        self.process.terminate()

    def end(self) -> None:
        self.ask_to_end()
        self.process.join(POLITE)
        self.process.kill()
        self.process.join()
        self.connection.close()

    def _give_up(self, error: str) -> tuple[Job, Result]:
        self.lost = True
        return self._finish(Result(error, 0.0))

    def _finish(self, result: Result) -> tuple[Job, Result]:
        assert self.job is not None
        job, self.job = self.job, None
        return job, result

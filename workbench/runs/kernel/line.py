"""The line to a fork server: a kernel's arguments, environment and folder go in, a handle with the few methods of
`subprocess.Popen` that Jupyter uses comes out.

A server has several lines: that of the process that started it, and one for each process that this one hands a line to.
What is asked on a line is answered there, and when a line ends, so do its kernels.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from time import monotonic
from typing import Any

START = 60  # seconds for the server's imports, on a machine with much else to do
ANSWER = 30  # seconds for a fork and the kernel's sockets
SLICE = 0.05  # seconds that one thread may keep another from looking at the line


class NoFork(Exception):
    """No forked kernel is to be had; the plain launcher has to do."""


class Line:
    """One end of a line; the server may still be at its imports."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.reading = threading.Lock()
        self.unread = b""
        self.numbers = count()
        self.answers: dict[int, dict[str, Any]] = {}
        self.ended: dict[int, int] = {}
        self.is_ready, self.is_cut, self.threads = False, False, 0

    def wait_ready(self) -> None:
        """Returns when the server can fork. Raises NoFork when it ends before, or takes too long."""
        if not self._wait(lambda: self.is_ready, START):
            raise NoFork("the fork server did not start")

    def alive(self) -> bool:
        """Whether the server is there, as far as it was heard of at this end."""
        return not self.is_cut

    def retire(self) -> None:
        """No more requests. What this line has forked lives on as long as the line."""

    def end(self) -> None:
        """Hangs up, which ends the kernels of this line."""
        self.is_cut = True
        self.line.close()

    def fork(self, arguments: Sequence[str], environment: Mapping[str, str], cwd: str) -> Kernel:
        number = next(self.numbers)
        cpus = sorted(os.sched_getaffinity(os.getpid()))  # of the process, whichever of its threads this is
        self._say(id=number, arguments=list(arguments), env=dict(environment), cwd=cwd, cpus=cpus)
        answer = self.answers.setdefault(number, {})
        # The kernel itself says that it is bound; on a busy machine it may do so before the server tells of it.
        decided = self._wait(
            lambda: "refused" in answer or _is_whole(answer) or answer.get("pid") in self.ended, ANSWER
        )
        if not _is_whole(answer):
            if "pid" in answer:
                with suppress(ProcessLookupError):
                    os.kill(answer["pid"], signal.SIGKILL)
            why = "the forked kernel ended at once" if decided else "the fork server did not answer"
            raise NoFork(answer.get("refused", why))
        del self.answers[number]
        return Kernel(self, answer["pid"])

    def code_of(self, kernel: int) -> int | None:
        """How the kernel ended, None while it runs; all kernels end with their server."""
        self._wait(lambda: kernel in self.ended, 0)
        if kernel in self.ended:
            return self.ended[kernel]
        return None if self.alive() else -signal.SIGKILL

    def wait_for(self, kernel: int, seconds: float | None) -> bool:
        """True when the kernel has ended within that time."""
        return self._wait(lambda: kernel in self.ended or not self.alive(), seconds)

    def _say(self, **message: Any) -> None:
        try:
            self.line.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise NoFork(f"the fork server is gone ({error.strerror})") from error

    def _wait(self, reached: Callable[[], bool], seconds: float | None) -> bool:
        """Reads what the server says until that is reached, for at most so long; whether it is reached."""
        ends = float("inf") if seconds is None else monotonic() + seconds
        while not reached():
            with self.reading:
                left = max(0.0, min(ends - monotonic(), SLICE))
                if not reached() and not self._read(left):
                    break
            if monotonic() >= ends:
                break
        return reached()

    def _read(self, seconds: float) -> bool:
        """False when the server is gone."""
        if self.line.fileno() < 0 or not select.select([self.line], [], [], seconds)[0]:
            return self.line.fileno() >= 0
        try:
            received = self.line.recv(1 << 16)
        except OSError:
            received = b""
        self.is_cut = not received
        *lines, self.unread = (self.unread + received).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        return not self.is_cut

    def _take(self, said: dict[str, Any]) -> None:
        if "ready" in said:
            self.is_ready, self.threads = True, int(said["threads"])
        elif "ended" in said:
            self.ended[said["ended"]] = said["code"]
        else:
            self.answers.setdefault(said["id"], {}).update(said)


def _is_whole(answer: dict[str, Any]) -> bool:
    return "pid" in answer and "bound" in answer


class Kernel:
    """A forked kernel, with what Jupyter asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, server: Line, pid: int) -> None:
        self.server, self.pid = server, pid

    @property
    def returncode(self) -> int | None:
        return self.server.code_of(self.pid)

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        if not self.server.wait_for(self.pid, timeout):
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

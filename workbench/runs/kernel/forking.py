"""The fork server as the process that starts kernels sees it: one for each way of starting, kept while we live.

In: a kernel's arguments, environment and folder. Out: a handle with the few methods of `subprocess.Popen` that Jupyter
uses. A server is known by its source, the lock, the installed packages and the environment that an interpreter reads
when it starts; when one of them changes, the old server gets no more requests and ends with its last kernel. Each
process that starts kernels has a server of its own: it costs half a second once, and nobody else can end its kernels.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

SERVER = Path(__file__).with_name("server.py")
LOCK = Path(__file__).parents[3] / "requirements" / "core.txt"
# What an interpreter or its loader reads once, at its start: another value wants another server.
READ_AT_START = ("PYTHON", "LD_", "LC_", "LANG", "MALLOC_")
START = 60  # seconds for the server's imports, on a machine with much else to do
ANSWER = 30  # seconds for a fork and the kernel's sockets
SLICE = 0.05  # seconds that one thread may keep another from looking at the line


class NoFork(Exception):
    """No forked kernel is to be had; the plain launcher has to do."""


def fork_kernel(arguments: Sequence[str], environment: Mapping[str, str], cwd: str) -> Kernel:
    """A kernel whose sockets are bound. Raises NoFork when the server refuses, fails or does not answer."""
    server = _server_for(environment)
    return server.fork(arguments, environment, cwd)


def try_server(environment: Mapping[str, str]) -> int:
    """How many threads a server has that is started and ended for this: more than one, and it would refuse to fork.

    Raises NoFork when it does not start.
    """
    server = Server(environment)
    server.end()
    return server.threads


_servers: dict[str, Server] = {}
_failed: set[str] = set()  # a server that did not start once is not waited for again
_starting = threading.Lock()


def _server_for(environment: Mapping[str, str]) -> Server:
    key = f"{os.getpid()} {_key(environment)}"
    with _starting:
        if key in _failed:
            raise NoFork("the fork server did not start before")
        server = _servers.get(key)
        if server is None or not server.alive():
            for old in _servers.values():
                old.retire()
            _servers.clear()
            try:
                server = _servers[key] = Server(environment)
            except NoFork:
                _failed.add(key)
                raise
        return server


def _key(environment: Mapping[str, str]) -> str:
    """What the server has taken in when it started, as a hash."""
    read = {name: value for name, value in environment.items() if name.startswith(READ_AT_START)}
    packages = os.stat(sysconfig.get_path("purelib")).st_mtime_ns
    digest = hashlib.sha256(json.dumps([sys.executable, packages, read], sort_keys=True).encode())
    digest.update(SERVER.read_bytes())
    if LOCK.is_file():
        digest.update(LOCK.read_bytes())
    return digest.hexdigest()


class Server:
    """One running fork server and the line to it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.line, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, str(SERVER), str(theirs.fileno())],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # a terminal's Ctrl-C is for us, and we end the server
            )
        self.owner = os.getpid()
        self.reading = threading.Lock()
        self.unread = b""
        self.numbers = count()
        self.answers: dict[int, dict[str, Any]] = {}
        self.ended: dict[int, int] = {}
        self.is_ready, self.threads = False, 0
        atexit.register(self.end)
        if not self._wait(lambda: self.is_ready, START):
            self.process.kill()
            self.end()
            raise NoFork("the fork server did not start")

    def fork(self, arguments: Sequence[str], environment: Mapping[str, str], cwd: str) -> Kernel:
        number = next(self.numbers)
        self._say(id=number, arguments=list(arguments), env=dict(environment), cwd=cwd)
        answer = self.answers.setdefault(number, {})
        decided = self._wait(
            lambda: "refused" in answer or "bound" in answer or answer.get("pid") in self.ended, ANSWER
        )
        if "bound" not in answer:
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

    def alive(self) -> bool:
        return self.process.poll() is None

    def retire(self) -> None:
        """No more requests: the server ends with its last kernel."""
        with suppress(NoFork):
            self._say(retire=True)

    def end(self) -> None:
        """Ends the server and its kernels now."""
        if os.getpid() != self.owner:  # we are a copy of the process that started it
            return
        atexit.unregister(self.end)
        self.line.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.process.kill()
        self.process.wait()

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
        *lines, self.unread = (self.unread + received).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        return bool(received)

    def _take(self, said: dict[str, Any]) -> None:
        if "ready" in said:
            self.is_ready, self.threads = True, int(said["threads"])
        elif "ended" in said:
            self.ended[said["ended"]] = said["code"]
        else:
            self.answers.setdefault(said["id"], {}).update(said)


class Kernel:
    """A forked kernel, with what Jupyter asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, server: Server, pid: int) -> None:
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

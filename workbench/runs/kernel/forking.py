"""The fork server as the process that starts kernels sees it: one for each way of starting, kept while we live.

A server is known by its source, the lock, the installed packages and the environment that an interpreter reads when it
starts; when one of them changes, the old server gets no more requests and ends with its last kernel. A process that
starts kernels has a server of its own, which costs half a second once, unless another one has handed it a line to its
server: so do the workers of a run, which share one that is made ready while the run is still planned.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from workbench.runs.kernel.line import Kernel, Line, NoFork

CHOICE = "WORKBENCH_KERNEL"  # in the environment: "plain" for the stock launcher
SERVER = Path(__file__).with_name("server.py")
STDERR = 2  # kernels repeat there what is written past Python; our own output may be lines of JSON
LOCK = Path(__file__).parents[3] / "requirements" / "core.txt"
# What an interpreter or its loader reads once, at its start: another value wants another server.
READ_AT_START = ("PYTHON", "LD_", "LC_", "LANG", "MALLOC_")


def wanted(environment: Mapping[str, str]) -> bool:
    """Whether kernels of that environment are to be forked at all."""
    return sys.platform == "linux" and environment.get(CHOICE) != "plain"


def fork_kernel(arguments: Sequence[str], environment: Mapping[str, str], cwd: str) -> Kernel:
    """A kernel whose sockets are bound. Raises NoFork when the server refuses, fails or does not answer."""
    server = _server_for(environment)
    return server.fork(arguments, environment, cwd)


def try_server(environment: Mapping[str, str]) -> int:
    """How many threads a server has that is started and ended for this: more than one, and it would refuse to fork.

    Raises NoFork when it does not start.
    """
    server = Server(environment)
    server.wait_ready()
    server.end()
    return server.threads


def join(line: socket.socket, environment: Mapping[str, str]) -> None:
    """Kernels of that environment are from now on asked for on a line that was handed to us."""
    _servers[_key(environment)] = Line(line)


_servers: dict[str, Line] = {}
_failed: set[str] = set()  # a server that did not start once is not waited for again
_starting = threading.Lock()


def _server_for(environment: Mapping[str, str]) -> Line:
    key = _key(environment)
    with _starting:
        if key in _failed:
            raise NoFork("the fork server did not start before")
        server = _servers.get(key)
        if server is None or not server.alive():
            for old in _servers.values():
                old.retire()
            _servers.clear()
            server = _servers[key] = Server(environment)
        if not server.is_ready:
            try:
                server.wait_ready()
            except NoFork:
                _failed.add(key)
                raise
        return server


def _key(environment: Mapping[str, str]) -> str:
    """What the server has taken in when it started, as a hash."""
    read = {name: value for name, value in environment.items() if name.startswith(READ_AT_START)}
    packages = os.stat(sysconfig.get_path("purelib")).st_mtime_ns
    owner = os.getpid()  # a copy of us has its own
    digest = hashlib.sha256(json.dumps([owner, sys.executable, packages, read], sort_keys=True).encode())
    digest.update(SERVER.read_bytes())
    if LOCK.is_file():
        digest.update(LOCK.read_bytes())
    return digest.hexdigest()


class Server(Line):
    """A fork server that we have started, with our line to it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        line, theirs = socket.socketpair()
        super().__init__(line)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, str(SERVER), str(theirs.fileno())],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=STDERR,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # a terminal's Ctrl-C is for us, and we end the server
            )
        self.owner = os.getpid()
        atexit.register(self.end)

    def hand_out(self, line: int) -> None:
        """Gives the server one end of a new line, by its number; the other end is for another process of ours."""
        try:
            socket.send_fds(self.line, [b"\n"], [line])
        except OSError as error:
            raise NoFork(f"the fork server is gone ({error.strerror})") from error

    def wait_ready(self) -> None:
        """Returns when it can fork. Raises NoFork when it does not start; then it is gone."""
        try:
            super().wait_ready()
        except NoFork:
            self.process.kill()
            self.end()
            raise

    def alive(self) -> bool:
        """Whether its process runs."""
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
        super().end()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.process.kill()
        self.process.wait()

"""Forks kernels: a program with one thread that has imported what every kernel needs and nothing that starts threads.

Started by its path with the number of a socket. In come lines of JSON, each the arguments, environment and folder of a
kernel; out go lines saying that it was forked, is ready to be connected to, and has ended. Who started us can pass the
ends of further such lines, for other processes to ask on. Polars is never imported here, for a fork of its threads
hangs, nor our package, which a kernel must find as it is now. Refuses to fork when there is a second thread. A kernel
ends with the line on which it was asked for, and all of them, with the server, when the first line ends.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

# In the order in which they need each other; each of them is verified to leave one thread (tests/test_kernel.py).
PRELOADED = (
    *("IPython", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *(
        "IPython.core.completer",
        "IPython.core.completerlib",
        "IPython.core.debugger",
        "IPython.core.historyapp",
    ),
    *(
        "IPython.core.logger",
        "IPython.core.oinspect",
        "IPython.extensions.storemagic",
        "tornado.platform.asyncio",
    ),
    *("altair", "ipywidgets"),
    *("numpy", "scipy.special"),  # without threads of linear algebra, see ONE_THREAD
    *("tomllib", "difflib", "statistics", "concurrent.futures.thread", "encodings.utf_8_sig"),
    *("faulthandler", "mmap", "psutil"),
)
READ_AHEAD = ("polars", "workbench")
YOUNG = 50_000  # as `collect_rarely` of workbench/quickstart.py, which a run's kernel reaches after loading Polars
# What keeps NumPy's and SciPy's linear algebra from starting threads when it is loaded. Kernels do not inherit it, but
# calculate with one thread like the server; WORKBENCH_KERNEL=plain is the way to more.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    """Serves until the socket is closed; in a child, becomes the kernel that was asked for."""
    sys.path.pop(0)  # this file's folder: the kernel puts the notebook's folder there instead
    for name in ("rfc3987_syntax", "rfc3986_validator", "isoduration"):  # see workbench/quickstart.py
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger prints a remark, here to no cell
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    found = set(os.environ)
    gc.disable()  # what is imported stays, and to look for rings in it would take a tenth of the start
    for name in PRELOADED:
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
    warm_up()
    sys.meta_path[:0] = map(Ahead, READ_AHEAD)
    set_by_imports = {name: value for name, value in os.environ.items() if name not in found}
    gc.freeze()  # what is shared with the children is not touched by their collector, so it stays shared
    gc.enable()
    asked, line = Server(socket.socket(fileno=int(sys.argv[1]))).serve()
    become(asked, line, set_by_imports)


class Ahead:
    """Finds the modules of a package for each kernel, which would look for them in folders and read their files.

    Their code was read here and is run there alone. A file that has changed since is left to the kernel, which so
    finds each module as it is now.
    """

    def __init__(self, package: str) -> None:
        self.kept: dict[str, tuple[str, tuple[int, int], CodeType | None]] = {}
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            return
        root = Path(found.origin).parent
        for path in root.rglob("*.py"):
            name = ".".join(path.relative_to(root.parent).with_suffix("").parts)
            with suppress(ImportError, OSError):
                file = str(path)
                code = SourceFileLoader(name, file).get_code(name)
                self.kept[name.removesuffix(".__init__")] = file, state(file), code

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """As Python asks its finders; `path` is None for a package itself, which may lie elsewhere in a kernel."""
        if path is None or name not in self.kept:
            return None
        file, known, code = self.kept[name]
        if not file.startswith(f"{next(iter(path), None)}{os.sep}") or known != state(file):
            return None
        return importlib.util.spec_from_file_location(name, file, loader=Kept(name, file, code))


class Kept(SourceFileLoader):
    """Python's loader of a file whose code is known."""

    def __init__(self, name: str, file: str, code: CodeType | None) -> None:
        super().__init__(name, file)
        self.code = code

    def get_code(self, fullname: str) -> CodeType | None:
        return self.code


def state(file: str) -> tuple[int, int]:
    """What changes when a file does, as for Python's own cache of compiled code; nothing of one that is gone."""
    try:
        found = os.stat(file)
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def warm_up() -> None:
    """Lets Jupyter find out which addresses this machine has, and Altair compile the patterns by which it reads a
    field's name: 6 milliseconds of each kernel."""
    from jupyter_client.localinterfaces import localhost

    localhost()
    if altair := sys.modules.get("altair"):
        altair.utils.parse_shorthand("total:Q")


class Line:
    """What one process asks and is told, and the kernels that it has asked for."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.read: bytes = b""
        self.kernels: set[int] = set()
        self.say(ready=os.getpid(), threads=threads())

    def requests(self) -> tuple[list[dict[str, Any]], list[int]] | None:
        """What has come: requests, and ends of new lines, by their numbers; None when the other end is gone."""
        try:
            received, lines, *_ = socket.recv_fds(self.line, 1 << 20, 1)  # the system never gives two at once
        except ConnectionResetError:  # it ended without having read all that was said
            return None
        if not received:
            return None
        *asked, self.read = (self.read + received).split(b"\n")
        return [json.loads(each) for each in asked if each], lines

    def end_kernels(self) -> None:
        """Whoever asked is gone: no kernel outlives it."""
        for kernel in self.kernels:
            with suppress(ProcessLookupError):
                os.killpg(kernel, signal.SIGKILL)

    def say(self, **message: Any) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # then the next read tells that nobody is there
            self.line.sendall(json.dumps(message).encode() + b"\n")


class Server:
    """The loop: requests and ended children wake it, nothing else does."""

    def __init__(self, first: socket.socket) -> None:
        self.first = Line(first)  # of the process that started us: without it we end
        self.lines = [self.first]
        self.retired = False  # nobody asks any more: end with the last kernel
        self.woken, waking = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(waking)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler, so that the pipe is written to
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us

    def serve(self) -> tuple[dict[str, Any], socket.socket]:
        """Returns only in a child: what it was asked to become, and the line to say that it is ready."""
        while not (self.retired and not any(line.kernels for line in self.lines)):
            ready, _, _ = select.select([self.woken, *(line.line.fileno() for line in self.lines)], [], [])
            if self.woken in ready:
                self.reap()
            for line in [line for line in self.lines if line.line.fileno() in ready]:
                for asked in self.requests(line):
                    if self.fork(line, asked):
                        return asked, line.line
        os._exit(0)

    def requests(self, line: Line) -> list[dict[str, Any]]:
        """What is asked on that line. New lines are taken on, one that has ended is given up with its kernels."""
        came = line.requests()
        if came is None:
            line.end_kernels()
            self.lines.remove(line)
            if line is self.first:
                for other in self.lines:
                    other.end_kernels()
                os._exit(0)
            return []
        requests, lines = came
        self.lines += [Line(socket.socket(fileno=number)) for number in lines]
        return requests

    def fork(self, line: Line, asked: dict[str, Any]) -> bool:
        """True in the child."""
        if asked.get("retire"):
            self.retired = True
            return False
        if threads() > 1:
            line.say(id=asked["id"], refused=f"{threads()} threads in the fork server")
            return False
        kernel = os.fork()
        if kernel == 0:
            self.forget(line)
            return True
        line.kernels.add(kernel)
        line.say(id=asked["id"], pid=kernel)
        return False

    def forget(self, own: Line) -> None:
        """In a child: signals as they were; other lines must end with the server, so none of them is held."""
        signal.set_wakeup_fd(-1)
        os.close(self.woken)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for line in self.lines:
            if line is not own:
                line.line.close()

    def reap(self) -> None:
        with suppress(BlockingIOError):
            os.read(self.woken, 4096)
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                for line in self.lines:
                    if ended[0] in line.kernels:
                        line.kernels.remove(ended[0])
                        line.say(ended=ended[0], code=os.waitstatus_to_exitcode(ended[1]))


def threads() -> int:
    """How many threads this process has, whoever started them."""
    return len(os.listdir("/proc/self/task"))


def become(asked: dict[str, Any], line: socket.socket, set_by_imports: dict[str, str]) -> None:
    """Makes this child the kernel: its own session, folder, environment, input and the processors of whoever asked for
    it, as a child of that one would have; then runs it."""
    os.setsid()
    with suppress(OSError):  # of processors that are gone by now
        os.sched_setaffinity(0, asked["cpus"])
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update({**set_by_imports, **asked["env"]}, JPY_PARENT_PID=str(os.getppid()))
    time.tzset()
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    if "WORKBENCH_RUN" in asked["env"]:
        gc.set_threshold(YOUNG)
    sys.argv = ["ipykernel_launcher", *asked["arguments"]]  # `random` reseeds itself after a fork,
    if numbers := sys.modules.get("numpy.random"):
        numbers.seed()  # NumPy does not
    from ipykernel.kernelapp import IPKernelApp

    flush_what_was_written()
    kernel: Any = IPKernelApp.instance(parent_handle=os.getppid())  # ends when the server does
    kernel.initialize(asked["arguments"])
    line.sendall(json.dumps({"id": asked["id"], "bound": True}).encode() + b"\n")
    line.close()
    kernel.start()


def flush_what_was_written() -> None:
    """Lets a kernel's streams be flushed only when something was written to them.

    IPython flushes both of them around every message, and each time one thread waits for another.
    """
    from ipykernel.iostream import OutStream

    write, flush = OutStream.write, OutStream.flush

    def noted(stream: Any, text: str) -> int | None:
        stream.__dict__["written"] = True
        return write(stream, text)

    def needed(stream: Any) -> None:
        # Only a flush that was waited for ends the need of one: what is sent next must come after what was written.
        if stream.__dict__.pop("written", False):
            flush(stream)  # type: ignore[no-untyped-call]

    OutStream.write = noted  # type: ignore[method-assign,assignment]
    OutStream.flush = needed  # type: ignore[method-assign]


if __name__ == "__main__":
    main()

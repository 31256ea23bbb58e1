"""The forked kernel: alone in its process, like the stock one in all it does, and gone when it should be."""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

import papermill
import pytest
from jupyter_client.manager import KernelManager

from tests.sample_project import ROOT, make_sample_project
from workbench.runs.kernel import forking, line
from workbench.runs.kernel.provisioner import ForkedKernel
from workbench.runs.kernel.server import ONE_THREAD, PRELOADED, Ahead, Kept
from workbench.runs.pool import cpu_shares
from workbench.runs.tidy import tidy

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
SECONDS = 30


class Talk:
    """A kernel with a client: `say` runs code and gives back what it printed, or the error's name and text."""

    def __init__(self, manager: KernelManager, client: Any) -> None:
        self.manager, self.client = manager, client

    def say(self, code: str) -> str:
        printed: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "error":
                printed.append(f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, timeout=SECONDS, output_hook=hear, allow_stdin=False)
        return "".join(printed).strip()

    @property
    def kind(self) -> type:
        return type(self.manager.provisioner.process)  # type: ignore[union-attr]


@contextmanager
def kernel(**options: Any) -> Iterator[Talk]:
    manager = KernelManager(kernel_name="workbench")
    manager.start_kernel(**options)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        yield Talk(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.context.destroy()


def plain() -> dict[str, Any]:
    return {"env": {**os.environ, "WORKBENCH_KERNEL": "plain"}}


@linux_only
def test_the_kernelspec_gives_a_forked_kernel_and_the_environment_a_plain_one() -> None:
    with kernel() as one:
        assert isinstance(one.manager.provisioner, ForkedKernel) and one.kind is line.Kernel
    with kernel(**plain()) as other:
        assert other.kind is subprocess.Popen and other.say("print(1 + 1)") == "2"


@linux_only
def test_the_server_has_one_thread_and_neither_polars_nor_our_package() -> None:
    code = (
        "import sys, os, importlib; sys.modules['rfc3987_syntax'] = None\n"
        f"[importlib.import_module(name) for name in {PRELOADED!r}]\n"
        "print(len(os.listdir('/proc/self/task')), sorted({'polars', 'workbench'} & set(sys.modules)))"
    )
    one_each = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=one_each
    )
    assert done.stdout.strip() == "1 []"


def test_code_that_was_read_ahead_is_used_as_long_as_its_file_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "read_ahead_of_us"
    package.mkdir()
    for name in ("__init__", "same", "other", "gone"):
        (package / f"{name}.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", [Ahead(package.name), *sys.meta_path])
    (package / "other.py").write_text("x = 22\n", encoding="utf-8")
    (package / "gone.py").unlink()
    same, other = (importlib.import_module(f"{package.name}.{name}") for name in ("same", "other"))
    assert (same.x, other.x) == (1, 22)
    assert isinstance(same.__loader__, Kept) and not isinstance(other.__loader__, Kept)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(f"{package.name}.gone")


def test_each_worker_has_processors_of_its_own_unless_there_are_too_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {4, 5, 7}, raising=False)
    assert cpu_shares(1) == [[4, 5, 7]]
    assert cpu_shares(2) == [[4, 7], [5]]
    assert cpu_shares(4) == [[4, 5, 7]] * 4


@linux_only
def test_a_forked_kernel_keeps_to_the_processors_of_whoever_asked_for_it() -> None:
    whole = os.sched_getaffinity(0)
    with kernel() as first:  # the server is there from here on, with all of them
        assert first.say("import os; print(os.sched_getaffinity(0))") == str(whole)
        os.sched_setaffinity(0, {max(whole)})
        try:
            with kernel() as second:
                assert second.say("import os; print(os.sched_getaffinity(0))") == str({max(whole)})
        finally:
            os.sched_setaffinity(0, whole)


@linux_only
def test_a_server_with_a_second_thread_refuses_and_the_kernel_starts_plainly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    threaded = forking.SERVER.read_text(encoding="utf-8").replace(
        "    gc.enable()\n",
        "    import threading; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n",
    )
    (tmp_path / "server.py").write_text(threaded, encoding="utf-8")
    monkeypatch.setattr(forking, "SERVER", tmp_path / "server.py")
    with pytest.raises(line.NoFork, match="2 threads"):
        forking.fork_kernel([], os.environ, "/")
    with kernel() as talk:
        assert talk.kind is subprocess.Popen and talk.say("print(2 * 3)") == "6"


@linux_only
@pytest.mark.parametrize("program", ["raise SystemExit(3)", "import time; time.sleep(60)"])
def test_a_server_that_fails_or_hangs_gives_a_plain_kernel(
    program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "server.py").write_text(program, encoding="utf-8")
    monkeypatch.setattr(forking, "SERVER", tmp_path / "server.py")
    monkeypatch.setattr(line, "START", 1)
    with kernel() as talk:
        assert talk.kind is subprocess.Popen


@linux_only
def test_two_kernels_share_nothing_but_their_start(tmp_path: Path) -> None:
    """Environment, working folder, random numbers, ids, time zone, modules and their attributes."""
    (tmp_path / "here").mkdir()
    own = {**os.environ, "MARK": "own", "POLARS_MAX_THREADS": "1", "TZ": "Asia/Shanghai"}
    with kernel(env=own, cwd=str(tmp_path / "here")) as one, kernel(cwd=str(tmp_path)) as two:
        assert one.say("import os; print(os.environ['MARK'], os.getcwd())") == f"own {tmp_path / 'here'}"
        assert two.say("import os; print(os.environ.get('MARK'), os.getcwd())") == f"None {tmp_path}"
        assert one.say("import time; print(time.strftime('%z'))") == "+0800"
        assert one.say("import polars; print(polars.thread_pool_size())") == "1"
        chance = "import random, uuid, tempfile, numpy.random as n; "
        chance += "print(random.random(), uuid.uuid4(), tempfile.mktemp(), n.random())"
        assert not set(one.say(chance).split()) & set(two.say(chance).split())
        one.say("import altair, json; altair.mine = json.mine = True")
        assert two.say("import altair, json; print(hasattr(altair, 'mine'), hasattr(json, 'mine'))") == (
            "False False"
        )
        assert one.say("import sys; print('workbench' in sys.modules)") == "False"


@linux_only
def test_forked_and_plain_kernels_find_the_same_world(tmp_path: Path) -> None:
    """Whatever a notebook may read of its process without asking for its number."""
    asked = """
import numpy, scipy.special  # they add filters of warnings, in the server as in a notebook
import gc, locale, os, signal, sys, threading, warnings
print(sys.path, sys.flags, sys.executable, sys.getrecursionlimit(), sys.stdin.closed, os.read(0, 1))
print(os.getcwd(), sorted(set(os.environ) - {'WORKBENCH_KERNEL'}), locale.getlocale(), os.umask(0o22))
print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGCHLD))
print(gc.isenabled(), gc.get_threshold(), __name__, sorted(str(f[:2]) for f in warnings.filters))
print(sorted(thread.name for thread in threading.enumerate()), os.getpgid(0) == os.getpid() == os.getsid(0))
"""
    with kernel(cwd=str(tmp_path)) as forked, kernel(cwd=str(tmp_path), **plain()) as stock:
        told = [re.sub(r"0x[0-9a-f]+|-\d+", "", talk.say(asked)) for talk in (forked, stock)]
    assert told[0] == told[1] and len(told[0].splitlines()) == 5


@linux_only
@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_cell_of_a_notebook_gives_the_same_under_both_launchers(
    notebook: Path, sample_project: Path, tmp_path: Path
) -> None:
    """Outputs, texts, charts, widgets and their states; what differs between any two runs is tidied away first."""
    forked, stock = (
        executed(notebook, sample_project, tmp_path / name, environment)
        for name, environment in (("forked", None), ("plain", plain()["env"]))
    )
    assert [cell["outputs"] for cell in forked["cells"] if cell["cell_type"] == "code"]
    assert forked == stock


def executed(
    notebook: Path, project: Path, folder: Path, environment: dict[str, str] | None
) -> dict[str, Any]:
    """The notebook as our engine executes it, tidied as for publishing."""
    folder.mkdir()
    papermill.execute_notebook(
        str(notebook),
        str(folder / "out.ipynb"),
        engine_name="workbench",
        kernel_name="workbench",
        cwd=str(project / "notebooks"),
        progress_bar=False,
        environment=environment,
    )
    return tidy(json.loads((folder / "out.ipynb").read_text(encoding="utf-8")), {str(folder): "."})


@pytest.fixture(scope="module")
def sample_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample_project(tmp_path_factory.mktemp("sample") / "project")


@linux_only
def test_a_forked_kernel_is_interrupted_restarted_and_killed_like_any_other() -> None:
    with kernel() as talk:
        talk.say("kept = 1")
        # Without `stop_on_error=False` the kernel may throw away what is asked right after the interrupt.
        asked = talk.client.execute("import time; time.sleep(60)", stop_on_error=False)
        wait_until(lambda: busy(talk, asked))
        talk.manager.interrupt_kernel()
        reply = talk.client.get_shell_msg(timeout=SECONDS)
        assert reply["content"]["ename"] == "KeyboardInterrupt" and talk.say("print(kept)") == "1"

        first = talk.manager.provisioner.pid  # type: ignore[union-attr]
        talk.manager.restart_kernel(now=True)
        talk.client.wait_for_ready(timeout=SECONDS)
        assert talk.say("print('kept' in globals())") == "False" and talk.kind is line.Kernel
        wait_until(lambda: not alive(first))

        os.kill(talk.manager.provisioner.pid, signal.SIGKILL)  # type: ignore[union-attr]
        wait_until(lambda: not talk.manager.is_alive())
        assert talk.manager.provisioner.process.poll() == -signal.SIGKILL  # type: ignore[union-attr]


@linux_only
def test_a_forked_kernel_shares_the_memory_of_its_imports() -> None:
    """Proportional size: what a kernel adds to the machine; a plain one has the imports for itself."""
    size = (
        "import altair, ipywidgets\n"
        "lines = open('/proc/self/smaps_rollup').read().splitlines()\n"
        "print(next(line.split()[1] for line in lines if line.startswith('Pss:')))"
    )
    with kernel() as forked, kernel() as second, kernel(**plain()) as stock:
        second.say("import altair")
        assert int(forked.say(size)) < 0.8 * int(stock.say(size))


@linux_only
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_server_and_kernels_end_with_the_process_that_started_them(sent: signal.Signals) -> None:
    code = (
        "import os, time, tempfile, json\n"
        "from jupyter_client.manager import KernelManager\n"
        "manager = KernelManager(kernel_name='workbench'); manager.start_kernel()\n"
        "kernel = manager.provisioner.process\n"
        "print(json.dumps([kernel.pid, kernel.server.process.pid]), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        started = json.loads(owner.stdout.readline())
        assert all(alive(pid) for pid in started)
        owner.send_signal(sent)
        owner.wait(SECONDS)
        wait_until(lambda: not any(alive(pid) for pid in started))


@linux_only
def test_kernels_of_a_line_that_was_handed_out_end_with_it_and_all_lines_with_the_first() -> None:
    """As with the workers of a run: they share the driver's server, and each has its kernels for itself."""
    server = forking.Server(os.environ)
    lines = []
    for _ in range(3):
        ours, theirs = socket.socketpair()
        with theirs:
            server.hand_out(theirs.fileno())
        lines.append(line.Line(ours))
        lines[-1].wait_ready()
    with tempfile.TemporaryDirectory() as folder:
        kernels = [each.fork(["-f", f"{folder}/{n}.json"], os.environ, "/") for n, each in enumerate(lines)]
        lines[0].end()
        wait_until(lambda: not alive(kernels[0].pid))
        kernels[1].kill()
        assert kernels[1].wait(SECONDS) == -signal.SIGKILL
        assert lines[2].alive() and kernels[2].poll() is None and alive(kernels[2].pid)
        server.end()
        wait_until(lambda: kernels[2].poll() is not None)  # its line is cut: no kernel holds the other end
        wait_until(lambda: not alive(kernels[2].pid))
    for each in lines:
        each.end()


@linux_only
def test_a_changed_start_wants_another_server_and_leaves_running_kernels_alone() -> None:
    """After an upgrade JupyterLab's next kernel must not have the old imports, and the open ones must live on."""
    seeded = {**os.environ, "PYTHONHASHSEED": "7"}
    hashed = subprocess.run(
        [sys.executable, "-c", "print(hash('a'))"], env=seeded, capture_output=True, text=True
    )
    with kernel() as old, kernel(env=seeded) as new:
        servers = [talk.manager.provisioner.process.server for talk in (old, new)]  # type: ignore[union-attr]
        assert servers[0] is not servers[1]
        assert new.say("print(hash('a'))") == hashed.stdout.strip()
        assert old.say("print('here')") == "here"
    wait_until(lambda: not servers[0].alive())  # it ends with its last kernel


def busy(talk: Talk, asked: str) -> bool:
    with suppress(Empty):
        message = talk.client.get_iopub_msg(timeout=1)
        return bool(
            message["parent_header"].get("msg_id") == asked and message["msg_type"] == "execute_input"
        )
    return False


def alive(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(reached: Any) -> None:
    ends = time.monotonic() + SECONDS
    while not reached():
        assert time.monotonic() < ends, "that took too long"
        time.sleep(0.05)

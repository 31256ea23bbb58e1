"""A Dask scheduler and workers on loopback, as `dask scheduler` and `dask worker` start them on machines.

`python -m tools.cluster_demo` (make cluster-demo) starts two workers and reads the reports of the project here through
them, into a store that is thrown away; further words are options of `workbench ingest`. Tests and benchmarks use
`cluster`. Nothing listens beyond this machine, and nothing is left running.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Cluster:
    """The scheduler's address, and the processes."""

    address: str
    scheduler: int  # its process
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self, folder: Path) -> None:
        words = [
            "worker",
            self.address,
            "--nthreads",
            "1",
            "--no-dashboard",
            "--local-directory",
            str(folder),
        ]
        self.workers.append(_started(*words, "--memory-limit", "4GiB"))

    def kill_a_worker(self) -> None:
        """The nanny, the worker under it and its reading children, all at once, as when a machine fails."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.workers[0].pid, signal.SIGKILL)


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Runs while the block does; `folder` takes the scheduler's file and what workers spill."""
    told = folder / "scheduler.json"
    scheduler = _started(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)
    )
    here = Cluster(_address(told, scheduler), scheduler.pid)
    try:
        for _ in range(workers):
            here.add_worker(folder)
        yield here
    finally:
        for process in (*here.workers, scheduler):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _started(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]
    return subprocess.Popen(
        command,
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _address(told: Path, scheduler: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        if told.is_file():
            with contextlib.suppress(ValueError):
                return str(json.loads(told.read_text())["address"])
        assert scheduler.poll() is None, "the scheduler ended"
        time.sleep(0.05)
    raise AssertionError("the scheduler did not start within 30 s")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="workbench-cluster-") as name, cluster(Path(name), 2) as here:
        print(f"Scheduler at {here.address}, two workers.", flush=True)
        words = ["ingest", "--scheduler", here.address, "--store", f"{name}/store", *sys.argv[1:]]
        return subprocess.run([sys.executable, "-m", "workbench", *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

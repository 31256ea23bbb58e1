"""One run at a time in a project: the system releases `data/processed/.lock` however we end."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.project import Project


class Locked(WorkbenchError):
    """Another run works in the project; ends the command with its own exit code."""

    exit_code = 3


def lock_path(project: Project) -> Path:
    """The lock's file; its time is when the lock was last taken."""
    return project.processed / ".lock"


@contextmanager
def locked(project: Project) -> Iterator[None]:
    """Holds the project's lock. Raises Locked at once when another process has it."""
    project.processed.mkdir(parents=True, exist_ok=True)
    path = lock_path(project)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise Locked(
                where=str(path),
                found=f"another run at work (process {file.read().strip() or 'unknown'})",
                expected="no other run in this project",
                todo="Wait until it has ended, then run again; nothing was changed.",
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield

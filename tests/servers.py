"""The processes that others are forked from, one of each kind for all tests of a process.

A command either reads or runs, and has one fork server, which has imported what its children need. A process of tests
does both: the first kind would serve the other, whose every child then imports for a second what it lacks.
"""

from __future__ import annotations

from multiprocessing import forkserver
from multiprocessing.context import BaseContext

import pytest

from workbench import processes
from workbench.ingest import pool as reading
from workbench.runs import pool as running


def share_servers(patch: pytest.MonkeyPatch) -> None:
    """From here on each kind of children has a fork server of its own, and all runs have one server of kernels.

    Each kernel still ends with its worker; that the server ends with its run is seen where runs are commands.
    """
    servers: dict[tuple[str, ...], forkserver.ForkServer] = {}

    def of_its_kind(*preload: str) -> BaseContext:
        server = servers.setdefault(preload, forkserver.ForkServer())
        for name in forkserver.__all__:
            patch.setattr(forkserver, name, getattr(server, name))
        return processes.fresh_processes(*preload)

    for pool in (reading, running):
        patch.setattr(pool, "fresh_processes", of_its_kind)
    patch.setattr(running, "_end_kernels", lambda: None)


def end_servers() -> None:
    """Ends the server of kernels; fork servers end with this process."""
    running._end_kernels()

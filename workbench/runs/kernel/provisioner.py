"""Starts the workbench's kernel for Jupyter, papermill and nbclient: forked where that works, else as the stock one.

Registered by entry point (`jupyter_client.kernel_provisioners`, name "workbench-forked") and named in
kernelspec/kernel.json. The kernel is the same either way; only how long it takes differs. WORKBENCH_KERNEL=plain in
the environment, another system than Linux, or a server that refuses or fails give the plain launcher.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from workbench.runs.kernel.forking import fork_kernel, wanted
from workbench.runs.kernel.line import NoFork

LAUNCHER = "launch.py"
OWN_STREAMS = ("stdin", "stdout", "stderr", "preexec_fn", "pass_fds")  # of Popen; a fork has the server's
POLL = 0.005  # seconds; Jupyter looks every 0.1, which is long beside a notebook that takes half a second
DEAD = 1.0  # seconds that a killed kernel may need to be gone; Jupyter waits longer by itself


class ForkedKernel(LocalProvisioner):
    """The local provisioner with another way to make the process."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Forks the kernel, or starts it plainly and says in the log why."""
        environment: dict[str, str] = kwargs.get("env") or dict(os.environ)
        if not _can_be_forked(cmd, environment, kwargs):
            return await super().launch_kernel(cmd, **kwargs)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        try:
            # In a thread: the first kernel waits for the server's imports, and JupyterLab must go on meanwhile.
            process = await asyncio.to_thread(fork_kernel, cmd[2:], environment, cwd)
        except (NoFork, OSError) as error:
            self.log.warning("The kernel could not be forked, it is started plainly: %s", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid, self.cwd = process, process.pid, process.pid, Path(cwd)  # type: ignore[assignment]
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kills the kernel and waits until it is gone, so that nobody has to look again later."""
        await super().kill(restart)
        ends = monotonic() + DEAD
        while await self.poll() is None and monotonic() < ends:
            await asyncio.sleep(POLL)


def _can_be_forked(cmd: list[str], environment: dict[str, str], options: dict[str, Any]) -> bool:
    return (
        wanted(environment)
        and len(cmd) > 1
        and cmd[0] == sys.executable  # another interpreter has other packages
        and Path(cmd[1]).name == LAUNCHER
        and not any(options.get(name) is not None for name in OWN_STREAMS)
    )

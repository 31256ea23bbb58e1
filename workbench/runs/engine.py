"""papermill's engine for our runs ("workbench"): the stock client with waits that cannot hang, time limits, one save.

nbclient awaits a cell's reply in one long wait on a socket that it also writes to for `Output` widgets; now
and then the wake-up is lost and the reply is never read (nteract/papermill#723, jupyter/nbclient#312).
Short waits in a row find it at once. A cell or notebook over its limit, or a dead kernel, becomes an error
output of the cell, so that the failed notebook tells what happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty
from time import monotonic
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async, run_sync
from nbformat.v4 import nbbase, new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

ARGUMENTS = [
    # ipykernel warns on each start that local connections are not encrypted; errors still show.
    "--IPKernelApp.log_level=ERROR",
    # Nobody looks up what a run has typed, and keeping it costs a database write for each cell.
    "--HistoryManager.enabled=False",
]
SLICE = 0.25  # seconds; bounds what a lost wake-up costs, and is too rare to be felt as load
OUTPUT_TIMEOUT = 30  # seconds for outputs to follow a reply; nbclient's 4 are too few on a busy machine


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client with sliced waits and a limit for the whole notebook."""

    def __init__(self, nb_man: Any, *, notebook_timeout: float | None = None, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self.notebook_timeout = notebook_timeout
        self.notebook_ends = float("inf")

    def papermill_execute_cells(self) -> None:
        """Executes cell by cell; what ends the notebook is written into the cell where it happened."""
        if self.notebook_timeout:
            self.notebook_ends = monotonic() + self.notebook_timeout
        try:
            super().papermill_execute_cells()
        except (CellTimeoutError, DeadKernelError) as error:
            self._write_down(error)

    def execute(self, **kwargs: Any) -> Any:
        """Starts the kernel, executes, ends the kernel; returns the notebook.

        Raises nbformat's ValidationError for an output that no notebook may hold.
        """
        self.reset_execution_trackers()
        with self.setup_kernel(**kwargs), _unchecked_parts():
            self.papermill_execute_cells()
            self.set_widgets_metadata()
        nbformat.validate(self.nb)
        return self.nb

    async def async_start_new_kernel_client(self) -> Any:
        """Connects, and waits for the kernel's first reply and first output message, not for a silence after them."""
        self.kc = self.km.client()
        await ensure_async(self.kc.start_channels())
        try:
            await self._ready(monotonic() + self.startup_timeout)
        except Exception:
            await self._async_cleanup_kernel()
            raise
        self.kc.allow_stdin = False
        return self.kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    async def _ready(self, ends: float) -> None:
        """A kernel may drop what it is asked before it listens, so it is asked until both channels have answered."""
        waited_for = {"shell", "iopub"}
        while waited_for:
            if monotonic() > ends or not await ensure_async(self.km.is_alive()):
                raise DeadKernelError("The kernel did not start.")
            self.kc.kernel_info()
            for name in sorted(waited_for):
                channel = getattr(self.kc, f"{name}_channel")
                with suppress(Empty):
                    message = await ensure_async(channel.get_msg(timeout=SLICE))
                    if name == "shell":
                        self.kc._handle_kernel_info_reply(message)
                    waited_for.discard(name)

    async def _async_poll_for_reply(
        self, msg_id: str, cell: Any, timeout: float | None, outputs: Any, alive: Any
    ) -> dict[str, Any]:
        ends = min(monotonic() + (timeout or float("inf")), self.notebook_ends)
        while True:
            try:
                reply = await ensure_async(self.kc.shell_channel.get_msg(timeout=SLICE))
            except Empty:
                if monotonic() > ends:
                    alive.cancel()
                    raise self._over(cell, timeout) from None
                continue
            if reply["parent_header"].get("msg_id") == msg_id:
                await asyncio.wait_for(outputs, self.iopub_timeout)
                alive.cancel()
                return dict(reply)

    def _over(self, cell: Any, timeout: float | None) -> CellTimeoutError:
        whole = monotonic() > self.notebook_ends
        what, limit = ("notebook", self.notebook_timeout) if whole else ("cell", timeout)
        return CellTimeoutError(f"The {what} went over its time limit of {limit:g} s.")

    def _write_down(self, error: Exception) -> None:
        cell = next(c for c in reversed(self.nb.cells) if c.metadata.get("papermill", {}).get("start_time"))
        text = str(error) if isinstance(error, CellTimeoutError) else "The kernel died in this cell."
        name = "TimeLimit" if isinstance(error, CellTimeoutError) else "DeadKernel"
        cell.outputs.append(_error(name, text))


@contextmanager
def _unchecked_parts() -> Iterator[None]:
    """nbformat checks each output as it comes, which takes longer than to receive it; the whole is checked once."""
    check, nbbase.validate = nbbase.validate, lambda *_, **__: None
    try:
        yield
    finally:
        nbbase.validate = check


def _error(name: str, text: str) -> Any:
    return new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])  # type: ignore[no-untyped-call]


class Engine(NBClientEngine):  # type: ignore[misc]
    """The engine "workbench": nothing is saved before the end, and the kernel is killed at it."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        start_timeout: float = 60,
        execution_timeout: float | None = None,
        notebook_timeout: float | None = None,
        environment: dict[str, str] | None = None,
        executed: list[Any] | None = None,
        **_: Any,
    ) -> Any:
        """`executed` gets the notebook, however it ends; who gives it needs no file of papermill's."""
        # papermill saves twice a cell; the notebook is written once, at the end, by `notebook_complete`.
        save, nb_man.save = nb_man.save, lambda **_: None
        client = Client(
            nb_man,
            kernel_name=kernel_name,
            log=logger,
            timeout=execution_timeout,
            startup_timeout=start_timeout,
            notebook_timeout=notebook_timeout,
            iopub_timeout=OUTPUT_TIMEOUT,
            shutdown_kernel="immediate",
            extra_arguments=ARGUMENTS,
        )
        try:
            return client.execute(**({"env": environment} if environment else {}))
        finally:
            nb_man.save = save
            if executed is not None:
                executed.append(nb_man.nb)

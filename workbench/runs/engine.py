"""papermill's engine for our runs ("workbench"): its client with waits that cannot hang, time limits, one save.

nbclient awaits a cell's reply in one long wait on a socket that it also writes to for `Output` widgets; now
and then the wake-up is lost and the reply is never read (nteract/papermill#723, jupyter/nbclient#312).
Here both sockets are polled in short waits, which also takes half the time. A cell or notebook over its
limit, or a dead kernel, becomes an error output of the cell, so that the failed notebook tells what happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any

import nbformat
import zmq
from jupyter_client import session
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.paths import jupyter_path
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbclient.util import run_sync
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
SLICE = 0.25  # seconds between looks whether the kernel lives; too rare to be felt as load
OUTPUT_TIMEOUT = 30  # seconds for outputs to follow a reply; nbclient's 4 are too few on a busy machine
NO_OUTPUTS = f"The outputs of the cell did not follow its reply within {OUTPUT_TIMEOUT} s."


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client with sliced waits on plain sockets and a limit for the whole notebook."""

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
        with self.setup_kernel(**kwargs), _without_needless():
            self.papermill_execute_cells()
            self.set_widgets_metadata()
        nbformat.validate(self.nb)
        return self.nb

    def create_kernel_manager(self) -> Any:
        """One that looks for kernelspecs in Jupyter's own folders; for IPython's, it would load all of IPython."""
        manager = super().create_kernel_manager()
        manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=jupyter_path("kernels"))
        return manager

    def start_new_kernel_client(self) -> Any:
        """Connects, and waits for the kernel's first reply and first output message, not for a silence after them."""
        # The manager's own client needs an event loop, which takes longer than the messages.
        where = self.km.get_connection_info(session=True)
        self.kc = BlockingKernelClient(connection_file=self.km.connection_file, parent=self.km, **where)
        self.kc.start_channels(stdin=False, hb=False)
        self.sockets = {getattr(self.kc, f"{name}_channel").socket: name for name in ("shell", "iopub")}
        self.poller = zmq.Poller()
        for socket in self.sockets:
            self.poller.register(socket, zmq.POLLIN)
        try:
            self._ready(monotonic() + self.startup_timeout)
        except Exception:
            self._cleanup_kernel()
            raise
        self.kc.allow_stdin = False
        return self.kc

    def _ready(self, ends: float) -> None:
        """A kernel may drop what it is asked before it listens, so it is asked until both channels have answered."""
        silent = set(self.sockets.values())
        while silent:
            if monotonic() > ends or not self._is_alive():
                raise DeadKernelError("The kernel did not start.")
            self.kc.kernel_info()
            again = monotonic() + SLICE
            while silent and monotonic() < again:
                for name, message in self._said():
                    if name == "shell":
                        self.kc._handle_kernel_info_reply(message)
                    silent.discard(name)

    def execute_cell(
        self, cell: Any, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> Any:
        """Executes one cell; its outputs go into it. Raises what `NotebookClient.execute_cell` raises."""
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        may_fail = not self.force_raise_errors and (self.allow_errors or "raises-exception" in tags)
        cell.outputs = []
        self.clear_before_next_output = False
        asked = self.kc.execute(cell.source, store_history=store_history, stop_on_error=not may_fail)
        self.code_cells_executed += 1
        reply = self._reply(asked, cell, cell_index)
        run_sync(self._check_raise_for_error)(cell, cell_index, reply)
        return cell

    def _reply(self, asked: str, cell: Any, cell_index: int) -> dict[str, Any]:
        """Takes what the kernel says of the cell, until it has replied and has nothing more to say."""
        limit = self._get_timeout(cell)
        ends = min(monotonic() + (limit or float("inf")), self.notebook_ends)
        reply: dict[str, Any] | None = None
        complete = False
        while reply is None or not complete:
            said = self._said()
            for name, message in said:
                if message["parent_header"].get("msg_id") != asked:
                    continue
                if name == "shell":
                    reply, ends = message, monotonic() + self.iopub_timeout
                    continue
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    complete = True
            if monotonic() > ends:
                raise self._over(limit) if reply is None else CellTimeoutError(NO_OUTPUTS)
            if not said and not self._is_alive():
                raise DeadKernelError("Kernel died")
        return reply

    def _said(self) -> list[tuple[str, dict[str, Any]]]:
        """All messages that are there, each with its channel's name; waits for one, for at most a slice."""
        return [
            (self.sockets[socket], message)
            for socket, _ in self.poller.poll(int(SLICE * 1000))
            for message in iter(partial(self._next, socket), None)
        ]

    def _next(self, socket: Any) -> dict[str, Any] | None:
        message: dict[str, Any] | None = self.kc.session.recv(socket, zmq.NOBLOCK)[1]
        return message

    def _is_alive(self) -> bool:
        return bool(run_sync(self.km.is_alive)())

    def _over(self, timeout: float | None) -> CellTimeoutError:
        whole = monotonic() > self.notebook_ends
        what, limit = ("notebook", self.notebook_timeout) if whole else ("cell", timeout)
        return CellTimeoutError(f"The {what} went over its time limit of {limit:g} s.")

    def _write_down(self, error: Exception) -> None:
        cell = next(c for c in reversed(self.nb.cells) if c.metadata.get("papermill", {}).get("start_time"))
        text = str(error) if isinstance(error, CellTimeoutError) else "The kernel died in this cell."
        name = "TimeLimit" if isinstance(error, CellTimeoutError) else "DeadKernel"
        cell.outputs.append(_error(name, text))


@contextmanager
def _without_needless() -> Iterator[None]:
    """nbformat checks each output as it comes, which takes longer than to receive it; the whole is checked once.

    And Jupyter reads the dates of each message, which nobody looks at.
    """
    check, nbbase.validate = nbbase.validate, lambda *_, **__: None
    messages: Any = session
    dates, messages.extract_dates = messages.extract_dates, lambda part: part
    try:
        yield
    finally:
        nbbase.validate, messages.extract_dates = check, dates


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
            record_timing=False,
            shutdown_kernel="immediate",
            extra_arguments=ARGUMENTS,
        )
        try:
            return client.execute(**({"env": environment} if environment else {}))
        finally:
            nb_man.save = save
            if executed is not None:
                executed.append(nb_man.nb)

"""One run in a worker process: executes the notebook by papermill, writes it and its page into the staging
folder.

Whatever goes wrong comes back as a result, never as an exception: the driver publishes or keeps the last
good page. A worker ends with its kernel when it is told to stop. Only workers import papermill.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from dataclasses import replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from workbench.quickstart import YOUNG, block_slow_import, without

block_slow_import()

with without("boto3", "pyarrow"):  # papermill looks for handlers of addresses, of which it is given none here
    from papermill.iorw import load_notebook_node

import nbformat  # noqa: E402
from jupyter_client.kernelspec import NoSuchKernel  # noqa: E402
from nbclient.exceptions import DeadKernelError  # noqa: E402
from papermill.engines import papermill_engines  # noqa: E402
from papermill.exceptions import PapermillExecutionError  # noqa: E402
from papermill.execute import raise_for_execution_errors, remove_error_markers  # noqa: E402
from papermill.parameterize import parameterize_notebook  # noqa: E402
from papermill.utils import chdir  # noqa: E402

import workbench.runs.engine  # noqa: E402, F401 (papermill would load it with the first notebook)
from workbench.runs.jobs import EXECUTED, FIGURES, PAGE, SINGLE, Job, Result  # noqa: E402
from workbench.runs.kernel.forking import CHOICE, join  # noqa: E402
from workbench.runs.page import heading, render  # noqa: E402
from workbench.runs.tidy import tidy  # noqa: E402

KERNEL = ENGINE = "workbench"  # kernelspec, and entry point of papermill
Content = dict[str, Any]  # a notebook as JSON, or nbformat's node, which is one
AGAIN = ("DeadKernel", "TimeLimit")  # what these errors begin with is tried a second time


def check_nothing() -> None:
    """Lets nbformat make ready what it checks notebooks with."""
    nbformat.validate(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]


def serve(connection: Connection, kernels: Connection | None) -> None:
    """Performs jobs as they come, until the driver hangs up or sends a signal. `kernels`: a line to the driver's fork
    server, which has been started for the environment of the jobs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the driver, which then ends us
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_end_with_driver, daemon=True).start()
    gc.freeze()  # what papermill is made of stays; a page's parts are many and soon gone
    gc.set_threshold(YOUNG)
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        if kernels is not None:
            join(socket.socket(fileno=os.dup(kernels.fileno())), {**os.environ, **job.environment})
            kernels.close()
            kernels = None
        result = perform(job)
        try:
            connection.send(result)
        except BrokenPipeError:  # the driver is gone; nobody will publish this
            return


def perform(job: Job) -> Result:
    """Executes and renders one run into its staging folder."""
    began = time.monotonic()
    shutil.rmtree(job.staging, ignore_errors=True)
    job.staging.mkdir(parents=True)
    os.environ.update(job.environment | _own_places(job))
    title = retried = None
    try:
        executed, error = _execute(job)
        if error is not None and error.startswith(AGAIN):
            # A kernel that died or hung may have met the machine, not the notebook: once more, the stock way.
            retried = error
            executed, error = _execute(job, plain=True)
        title = _render(job, executed, error)
    except Exception as problem:
        error = _one_line(problem)
    return Result(error, round(time.monotonic() - began, 2), title, retried)


def _own_places(job: Job) -> dict[str, str]:
    """Where the kernel leaves things: beside the notebook, wherever that is performed."""
    return {
        "IPYTHONDIR": str(job.staging / "ipython"),  # neither a person's start-up files nor their history
        "WORKBENCH_FIGURES": str(job.staging / FIGURES),  # see workbench/kept.py
    }


def _end_with_driver() -> None:
    """Ends this worker, and so its kernel, when the driver was killed and could not tell it to."""
    driver = parent_process()
    if driver is not None:
        wait([driver.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _stop(*_: object) -> None:
    raise SystemExit(143)  # unwinds through nbclient, which then kills the kernel


def _execute(job: Job, plain: bool = False) -> tuple[Content, str | None]:
    """The notebook as it ended, and the error of the first cell that failed, in one line; None when all went well."""
    os.chdir(job.staging)
    error = None
    shutil.copyfile(job.notebook, EXECUTED)  # stands there as it is when not even the kernel starts
    executed: list[Any] = []
    try:
        prepared = _prepared(job)
        with chdir(str(job.root)):
            papermill_engines.execute_notebook_with_engine(
                ENGINE,
                prepared,
                KERNEL,
                progress_bar=False,
                execution_timeout=job.cell_limit,
                notebook_timeout=job.notebook_limit,
                environment={**os.environ, CHOICE: "plain"} if plain else None,
                executed=executed,
            )
        raise_for_execution_errors(executed[0], None)
    except PapermillExecutionError as failure:
        error = f"{failure.ename}: {failure.evalue}".splitlines()[0]
    except (DeadKernelError, NoSuchKernel, nbformat.ValidationError) as failure:
        error = _one_line(failure)
    return executed[0] if executed else json.loads(Path(EXECUTED).read_text(encoding="utf-8")), error


def _prepared(job: Job) -> Any:
    """As papermill's `execute_notebook` prepares it, which writes out the whole of it twice, to no file."""
    notebook = load_notebook_node(str(job.notebook))
    if job.parameters:
        names = {"engine_name": ENGINE, "kernel_name": KERNEL, "language": "python"}
        notebook = parameterize_notebook(notebook, job.parameters, **names)
    return remove_error_markers(notebook)


def _one_line(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}".splitlines()[0]


def _render(job: Job, executed: Content, error: str | None) -> str | None:
    """Writes the tidied notebook and its page; returns the page's title, if the notebook gives one."""
    notebook = tidy(executed, _folders(job))
    Path(EXECUTED).write_text(_by_cell(notebook), encoding="utf-8")
    title = heading(notebook)
    made_from = replace(job.provenance, title=title or job.provenance.title)
    if error is not None:
        Path(PAGE).write_text(render(notebook, made_from.beside_pages(), error=error), encoding="utf-8")
        return title
    Path(PAGE).write_text(render(notebook, made_from), encoding="utf-8")
    if job.single:
        single = render(notebook, made_from, inline=job.bundle.read_text(encoding="utf-8"))
        Path(SINGLE).write_text(single, encoding="utf-8")
    return title


def _by_cell(notebook: Content) -> str:
    """The notebook as JSON with a line for each cell: Python writes indented JSON ten times as slowly."""
    rest = json.dumps({key: part for key, part in notebook.items() if key != "cells"}, ensure_ascii=False)
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in notebook["cells"])
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'


def _folders(job: Job) -> dict[str, str]:
    """The folders of this machine that outputs may name, longest first, and what stands for them."""
    package = Path(__file__).resolve().parent.parent.parent
    named = {job.root: ".", Path(sys.prefix): "<environment>", package: "<package>", Path.home(): "~"}
    longest_first = sorted(named, key=lambda path: len(str(path)), reverse=True)
    return {str(path): named[path] for path in longest_first if len(path.parts) > 1}

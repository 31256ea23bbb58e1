"""`workbench run --scheduled`: the whole schedule without a person watching, and an alarm when something is wrong.

In: the project and a command for alarms. Out: events as JSON lines, and an exit code: 0 all good, 1 something failed,
3 another run at work. Failures are failed pages, too little disk, a lock held for too long, and fewer reports or
proved cells than last time. Doing it again with nothing changed does nothing.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.errors import BadCall, WorkbenchError, refused_by_system
from workbench.project import Project
from workbench.runs.execute import Options, Outcome, execute
from workbench.runs.index import write_index
from workbench.runs.lock import Locked, lock_path, locked
from workbench.runs.log import Log, clear_out, read_memory, write_memory
from workbench.runs.plan import plan
from workbench.runs.publish import withdraw

if TYPE_CHECKING:
    from workbench.frames import Frames

# Bytes: pages and notebooks of some thousand places, and room for one more version of the store.
ENOUGH_DISK = 1 << 30
OVERDUE = 24 * 3600  # seconds: no run takes a day, so one that does hangs
ALARM_TIME = 60  # seconds for the alarm command


def run_scheduled(
    project: Project, options: Options, on_failure: str | None, say: Callable[[str], Any]
) -> int:
    """Runs what is due; `say` gets each event as a line. Raises what stops every run, after the alarm."""
    alarm = _command(on_failure)
    if on_failure is not None and not (alarm and shutil.which(alarm[0])):
        raise BadCall(
            where="--on-failure",
            found=repr(on_failure),
            expected="a program that can be started",
            todo="Give its path; it gets the failures as JSON on its input and is not run by a shell.",
        )
    log, began = Log(project, say), time.monotonic()
    failures: list[dict[str, Any]] = []
    try:
        with locked(project):
            code = _run(project, options, log, failures)
            end = log.tell(
                "end", code=code, failures=len(failures), seconds=round(time.monotonic() - began, 1)
            )
            write_memory(project, read_memory(project).after(end))
    except Locked as error:
        held = time.time() - lock_path(project).stat().st_mtime
        told = log.tell("locked", held_seconds=round(held), overdue=held > OVERDUE, message=str(error))
        failures += [told] if held > OVERDUE else []
        code = error.exit_code
    except Exception as error:  # nobody watches: what no one thought of is told as well
        failures.append(log.tell("stopped", message=_message(error)))
        _sound(alarm, failures, log)
        raise
    _sound(alarm, failures, log)
    return code


def _command(line: str | None) -> list[str]:
    try:
        return shlex.split(line or "")
    except ValueError:  # a quote that does not end
        return []


def _run(project: Project, options: Options, log: Log, failures: list[dict[str, Any]]) -> int:
    free = shutil.disk_usage(project.processed).free
    if free < ENOUGH_DISK:
        failures.append(log.tell("low_disk", free_bytes=free, wanted_bytes=ENOUGH_DISK))
        return 1
    from workbench import frames

    loaded = frames.load(project)
    failures += _fallen(project, loaded, log)
    planned = plan(project, loaded)
    log.tell("plan", runs=len(planned.runs), due=len(planned.due), withdrawn=len(planned.withdrawn))
    for manifest in planned.withdrawn:
        withdraw(project, manifest)
    for outcome in execute(project, planned.due, options):
        told = log.tell("run", **_said(outcome))
        failures += [told] if outcome.error is not None else []
    write_index(project)
    for name in clear_out(project):
        log.tell("removed", path=name)
    return 1 if failures else 0


def _message(error: Exception) -> str:
    if isinstance(error, WorkbenchError):
        return str(error)
    return refused_by_system(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"


def _said(outcome: Outcome) -> dict[str, Any]:
    said = {
        "run": outcome.run.id,
        "outcome": "done" if outcome.error is None else "failed",
        "reasons": list(outcome.run.reasons),
        "seconds": outcome.seconds,
    }
    said |= {"error": outcome.error, "notebook": str(outcome.kept)} if outcome.error is not None else {}
    return said | ({"first_try": outcome.retried} if outcome.retried else {})


def _fallen(project: Project, loaded: Frames, log: Log) -> Iterator[dict[str, Any]]:
    """An alarm when there is less than last time; the next run compares with what there is now."""
    before = read_memory(project)
    reports, proved = loaded.reports.height, int(loaded.reports["n_proved"].sum())
    for name, last, now in (("reports", before.reports, reports), ("proved", before.proved, proved)):
        if now < last:
            yield log.tell("fewer", what=name, before=last, now=now)
    write_memory(project, replace(before, reports=reports, proved=proved))


def _sound(alarm: list[str], failures: list[dict[str, Any]], log: Log) -> None:
    """Starts the alarm command with the failures on its input: no shell sees what reports and errors say."""
    if not (alarm and failures):
        return
    try:
        done = subprocess.run(
            alarm, input=json.dumps(failures, ensure_ascii=False), text=True, timeout=ALARM_TIME, check=False
        )
        log.tell("alarm", code=done.returncode)
    except (OSError, subprocess.TimeoutExpired) as error:
        log.tell("alarm", error=str(error))

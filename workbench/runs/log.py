"""What scheduled runs leave behind: one JSON line an event, and a short memory of how the last ones ended.

Lines go to standard output and to `data/processed/logs/<day>.jsonl`; `logs/memory.json` keeps what the next run and a
monitor compare with. Old logs and the remains of runs that failed long ago are taken away.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from workbench.errors import BadCall
from workbench.project import Project

KEPT_LOGS = timedelta(days=90)
# Of runs that nobody tries any more; a failed run that is tried again is new.
KEPT_FAILURES = timedelta(days=90)
CLOCKS_DIFFER = timedelta(
    hours=1
)  # between two machines; more is a clock set back, and nothing can be told from it
HISTORY = 20  # ends of runs in the memory: five months of weekly ones


@dataclass(frozen=True)
class Memory:
    """What is known of earlier scheduled runs; times are UTC, as in `2026-11-20T21:35:00+00:00`."""

    reports: int = 0
    proved: int = 0
    last_good: str | None = None
    history: list[dict[str, Any]] = field(default_factory=list)

    def after(self, end: dict[str, Any]) -> Memory:
        """The memory with one more end of a run, which has `at` and `code`."""
        good = end["at"] if end["code"] == 0 else self.last_good
        return replace(self, last_good=good, history=[*self.history, end][-HISTORY:])


class Log:
    """Tells events: each a dictionary with `at` and `event`, in the order in which they happen."""

    def __init__(self, project: Project, say: Callable[[str], Any]) -> None:
        self.folder, self.say = logs(project), say

    def tell(self, event: str, **what: Any) -> dict[str, Any]:
        """Writes the event, to the file first, and returns it. A full disk keeps no event from being said."""
        told = {"at": now(), "event": event, **what}
        line = json.dumps(told, ensure_ascii=False)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / f"{told['at'][:10]}.jsonl").open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        self.say(line)
        return told


def read_memory(project: Project) -> Memory:
    """What the last scheduled runs left; nothing known when there was none or the file is torn."""
    try:
        return Memory(**json.loads((logs(project) / "memory.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Memory()


def write_memory(project: Project, memory: Memory) -> None:
    aside = logs(project) / ".memory.json"
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.write_text(json.dumps(asdict(memory), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(aside, logs(project) / "memory.json")


def clear_out(project: Project) -> list[str]:
    """Takes away what is older than its time; returns the names."""
    old_logs = _older(logs(project).glob("*.jsonl"), KEPT_LOGS)
    old_failures = _older(project.failed.glob("*/*"), KEPT_FAILURES)
    for path in (*old_logs, *old_failures):
        path.unlink()
    return [str(path.relative_to(project.processed)) for path in (*old_logs, *old_failures)]


def ended(end: dict[str, Any]) -> str:
    """A sentence on the end of a run."""
    how = "well" if end["code"] == 0 else f"with {end['failures']} failures"
    return f"The last scheduled run ended {how} at {end['at']} ({end['seconds']} s)."


def told_age(project: Project, allowed: str) -> tuple[str, bool]:
    """For a monitor: a sentence, and whether a scheduled run ended well within `allowed` (`8d`, `36h`)."""
    limit, last = _duration(allowed), read_memory(project).last_good
    if last is None:
        return "No scheduled run has ended well.", False
    age = datetime.now(UTC) - datetime.fromisoformat(last)
    if age < -CLOCKS_DIFFER:
        return (
            f"A scheduled run ended well at {last}, which is yet to come: the clock is or was wrong.",
            False,
        )
    return f"A scheduled run ended well at {last}, {age / timedelta(hours=1):.1f} h ago.", age <= limit


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})([dh])", text.strip())
    if not found:
        raise BadCall(
            where="--max-age",
            found=repr(text),
            expected="days or hours, as in 8d or 36h",
            todo="For a weekly timer take 8d.",
        )
    return timedelta(**{"days" if found[2] == "d" else "hours": int(found[1])})


def logs(project: Project) -> Path:
    return project.processed / "logs"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _older(paths: Any, than: timedelta) -> list[Path]:
    limit = (datetime.now(UTC) - than).timestamp()
    return sorted(path for path in paths if path.stat().st_mtime < limit)

"""What is made of many reports for the page of each of them, such as their ranks: made once, by the first page.

In: the snapshot of the project's state, what is asked, and how it is made. Out: it, as JSON has it. It lies in the
snapshot's folder, which a change of any report, correction or deciding module replaces and which goes when it is no
longer used; the name tells the question and the modules that answer it. Written aside and renamed: two processes write
the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from workbench.frames.snapshot import Snapshot, aside, own_files

if TYPE_CHECKING:
    from workbench.frames import Frames

# What answers, beside the modules that decide what is counted (`snapshot.DECIDING`); a test reads what they import.
ANSWERING = {"areas", "basis", "dictionary", "measures.toml", "methods", "peer_facts", "peers", "ranking"}
ANSWERING |= {"rates", "totals"}
Answer = TypeVar("Answer")


def shared(frames: Frames, question: str, *about: object, make: Callable[[], Answer]) -> Answer:
    """What `make` gives, of plain values with texts as keys; `question` and `about` tell it from all others."""
    snapshot = frames._snapshot
    if snapshot is None:
        return make()
    name = f"{question}-{_digest(repr(about))}"
    path = snapshot.folder / f"{name}-{_answering()}.json"
    with suppress(OSError, ValueError):
        kept: Answer = json.loads(path.read_text("utf-8"))
        return kept
    answer = make()
    with suppress(OSError):  # no room or no right to write: the next page makes it again
        with aside(path) as file:
            file.write_text(json.dumps(answer, ensure_ascii=False, separators=(",", ":")), "utf-8")
        _drop_others(snapshot, name)
    return answer


def _drop_others(snapshot: Snapshot, name: str) -> None:
    """What earlier modules answered."""
    for other in snapshot.folder.glob(f"{name}-*.json"):
        if not other.stem.endswith(_answering()):
            other.unlink(missing_ok=True)


@cache
def _answering() -> str:
    files = (f"{path} {status.st_size} {status.st_mtime_ns}" for path, status in own_files(ANSWERING))
    return _digest("\n".join([pl.__version__, *files]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]

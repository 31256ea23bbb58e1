"""Readers that misbehave, or that tell of their process. They run in reading children, so nothing large is imported."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from workbench.guard import Limits, read_guarded


def read_badly(path: Path, limits: Limits) -> dict[str, Any]:
    """Reads like the guard, but does first what the file's name says."""
    if path.name == "crash.html":
        os.abort()
    if path.name == "hang.html":
        time.sleep(60)
    if path.name == "regexp.html":
        re.match(r"(a+)+$", "a" * 40 + "b")  # holds the interpreter: no signal gets through
    if path.name == "memory.html":
        return read_guarded(path, limits, _fill_memory)
    return read_guarded(path, limits)


def _fill_memory(path: Path) -> dict[str, Any]:
    return {"filled": bytearray(2 << 30)}


def modules_of_child(path: Path, limits: Limits) -> dict[str, Any]:
    """Reads, and says in the title which modules the child has."""
    return {**read_guarded(path, limits), "title": " ".join(sorted(sys.modules))}

"""Keeps slow imports out of our processes.

`jsonschema` (which altair, nbformat, papermill and nbconvert all import) loads `rfc3987_syntax` when it is there,
and that package parses a grammar on import: 1 to 2 seconds. It serves only the "iri" formats, which no schema of
ours uses, and jsonschema treats it as optional (python-jsonschema issue 1428); `isoduration`, of the "duration"
format, brings calendars along, and `rfc3986_validator`, of the "uri" formats, compiles patterns for 30 milliseconds.
A name that maps to None in `sys.modules` cannot be imported, so jsonschema goes on without it.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

UNUSED = ("rfc3987_syntax", "rfc3986_validator", "isoduration")
# Objects made before the collector looks for rings among them; frames are given back without it.
YOUNG = 50_000


def collect_rarely() -> None:
    """In a run, of which a page is done before most of it is garbage; Python's 700 has it look hundreds of times."""
    if os.environ.get("WORKBENCH_RUN"):
        gc.set_threshold(YOUNG)


def later(pattern: str) -> Callable[[], re.Pattern[str]]:
    """The compiled pattern when it is first asked for: a class of Chinese signs takes Python a millisecond, and most
    pages need none of those that read a report."""
    return cache(lambda: re.compile(pattern))


def block_slow_import() -> None:
    """Makes the imports of UNUSED fail at once. Call before anything imports jsonschema."""
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Inside, packages of these names cannot be imported for the first time: for what looks which of them are there."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]

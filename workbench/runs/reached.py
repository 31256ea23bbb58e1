"""Which modules of the package a notebook's page is made by: those that it imports, and what these import in turn.

In: the sources of a notebook's cells. Out: a hash of those modules, of the modules that make the page of it, and of the
package's data files. Imports are found by their lines, inside functions too, so rather one too many than one too few; a
notebook that imports the package in any other way is made by all of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import workbench

PACKAGE = Path(__file__).resolve().parent.parent
# What Python leaves beside sources, and what editors do: no part of the package.
PASSED_OVER = ("__pycache__", ".ipynb_checkpoints")
# They execute the notebook and make its page.
PAGE_MAKERS = ("workbench.runs.worker", "workbench.runs.engine")
IMPORT = re.compile(r"^[ \t]*(?:from (workbench[\w.]*) import (\([^)]*\)|.*)|import (workbench[\w.]*))", re.M)
OTHER_WAYS = re.compile(r"^[ \t]*import workbench[ \t]*(#|as\b|$)|import_module|__import__|^[ \t]*%run", re.M)


def package_hash(cells: Iterable[str] | None = None) -> str:
    """The hash for a notebook with these cells; of the whole package without."""
    text = None if cells is None else "\n".join(cells)
    return _hash(None if text is None or OTHER_WAYS.search(text) else frozenset(_named(text)))


@cache
def _hash(roots: frozenset[str] | None) -> str:
    files = _files()
    modules = None if roots is None else _closure({*roots, *PAGE_MAKERS})
    digest = hashlib.sha256()
    for path, (module, content) in files.items():
        if module is None or modules is None or module in modules:
            digest.update(f"{path} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


@cache
def _files() -> dict[str, tuple[str | None, bytes]]:
    """Each file of the package by its path in it: the module's name, None for a data file; and its bytes."""
    found: dict[str, tuple[str | None, bytes]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE)
        if path.is_file() and not any(part in PASSED_OVER for part in inside.parts):
            parts = ("workbench", *inside.with_suffix("").parts)
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[inside.as_posix()] = (name if path.suffix == ".py" else None, path.read_bytes())
    return found


def _closure(roots: Iterable[str]) -> set[str]:
    sources = {module: content for module, content in _files().values() if module is not None}
    reached: set[str] = set()
    waiting = [*roots]
    while waiting:
        module = waiting.pop()
        if module in sources and module not in reached:
            reached.add(module)
            waiting.append(module.rpartition(".")[0])  # a module's package runs before it
            if module != "workbench":  # which imports nothing by itself
                waiting += _named(sources[module].decode())
    return reached


def _named(text: str) -> Iterator[str]:
    """The modules that lines of this source may import, by full name; some of the names are no modules."""
    for base, names, plain in IMPORT.findall(text):
        yield base or plain
        for name in re.findall(r"(\w+)(?:\s+as\s+\w+)?", names.split("#")[0] if "(" not in names else names):
            handed_on = workbench._NAMES.get(name) if base == "workbench" else None
            yield f"workbench.{handed_on}" if handed_on else f"{base}.{name}"

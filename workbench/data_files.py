"""The package's own TOML files as dictionaries, parsed once for each installation instead of once for each process.

In: a package and a file in it. Out: what the file says. It is kept as JSON where Python keeps the bytecode of modules,
and under the same conditions: used while size and time of the file are the same, not written where bytecode is not.
Parsing takes ten times as long as reading what is kept, and a page of statistics has a process to itself.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any


def read_toml(package: str, name: str) -> dict[str, Any]:
    """The content of that file, new for each call."""
    path = Path(str(files(package) / name))
    file = path.stat()
    mark = [file.st_size, file.st_mtime_ns]
    kept = path.with_name("__pycache__") / f"{name}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads(kept.read_bytes())
        if said["of"] == mark:
            return dict(said["content"])
    content = tomllib.loads(path.read_text("utf-8"))
    if not sys.dont_write_bytecode:
        _keep(kept, {"of": mark, "content": content})
    return content


def _keep(kept: Path, said: dict[str, Any]) -> None:
    """In place by a rename; a folder that cannot be written to, or a date, which JSON has not, keeps nothing."""
    aside = kept.with_name(f".{kept.name}.{os.getpid()}")
    with suppress(OSError, TypeError):
        aside.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        os.replace(aside, kept)

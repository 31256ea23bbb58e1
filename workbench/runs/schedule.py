"""runs.toml: which notebooks the project runs by itself, for which regions and years, in which languages.

    [[run]]
    notebook = "region_summary"
    languages = ["zh"]
    regions = "all"            # or a list of codes, always as strings
    years = "all"              # or a list of years

Refuses unknown keys, naming the nearest known one: a misspelt key would otherwise run everything.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import BadCall, ProjectError

KEYS = ("notebook", "languages", "regions", "years")


@dataclass(frozen=True)
class Entry:
    """One line of the schedule. `regions`, `years` None: all. No languages: the notebook's own."""

    notebook: str
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None


def read_schedule(path: Path) -> tuple[Entry, ...]:
    """The entries of runs.toml in its order; none when the file is not there."""
    if not path.is_file():
        return ()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(path.name, f"no TOML ({error})", "tables that begin with [[run]]") from error
    for key in content:
        if key != "run":
            raise BadCall.unknown("key", key, ["run"], where=path.name)
    entries = content.get("run", [])
    if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
        raise _wrong(path.name, "[run]", "[[run]], with two brackets, once for each notebook")
    return tuple(_entry(entry, f"{path.name}, run {n}") for n, entry in enumerate(entries, 1))


def _entry(entry: dict[str, Any], where: str) -> Entry:
    for key in entry:
        if key not in KEYS:
            raise BadCall.unknown("key", key, KEYS, where=where)
    if not isinstance(entry.get("notebook"), str):
        raise _wrong(where, f"notebook = {entry.get('notebook')!r}", "the name of a notebook in notebooks/")
    return Entry(
        notebook=entry["notebook"],
        languages=_values(entry, "languages", str, where) or (),
        regions=_values(entry, "regions", str, where),
        years=_values(entry, "years", int, where),
    )


def _values(entry: dict[str, Any], key: str, kind: type, where: str) -> tuple[Any, ...] | None:
    values = entry.get(key, "all")
    if values == "all":
        return None
    if not isinstance(values, list) or any(type(value) is not kind for value in values):
        words = "codes as strings" if key == "regions" else "languages" if key == "languages" else "years"
        raise _wrong(where, f"{key} = {values!r}", f'"all" or a list of {words}')
    if not values and key != "languages":
        raise _wrong(
            where, f"{key} = []", f'"all" or some {key}; without its [[run]] a notebook is not scheduled'
        )
    if key == "regions" and (
        odd := [code for code in values if not re.fullmatch(r"[0-9]{6}([0-9]{3})?", code)]
    ):
        raise _wrong(where, f"region {odd[0]!r}", "codes of six digits, of townships nine")
    return tuple(values)


def _wrong(where: str, found: str, expected: str) -> ProjectError:
    return ProjectError(where=where, found=found, expected=expected, todo="Correct runs.toml.")

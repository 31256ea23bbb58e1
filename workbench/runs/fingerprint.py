"""What a run's page depends on, as five hashes: notebook, parameters, reports, our modules that it reaches, lock.

Equal fingerprints mean an equal page, so nothing is run; the parts that differ are the reasons why a run is
due. Times, machine and the place of the project on disk are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import metadata
from typing import Any

from workbench.runs.notebook import Notebook
from workbench.runs.reached import PACKAGE, package_hash

_AS_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
LOCK = PACKAGE.parent / "requirements" / "core.txt"


@dataclass(frozen=True)
class Fingerprint:
    """The five hashes, each named by what a person would say has changed."""

    notebook: str
    parameters: str
    reports: str
    package: str
    lock: str

    def changes(self, before: Mapping[str, str]) -> tuple[str, ...]:
        """The parts that differ from an earlier fingerprint, in words: "reports changed", …"""
        return tuple(f"{part} changed" for part, value in vars(self).items() if before.get(part) != value)


def fingerprint(notebook: Notebook, parameters: Mapping[str, Any], reports: str) -> Fingerprint:
    """The fingerprint of a run; `reports` is the hash of the rows that it reads."""
    return Fingerprint(notebook.digest, digest_of(parameters), reports, _package_of(notebook), lock_hash())


@lru_cache(maxsize=64)  # a plan asks once for each of thousands of runs
def _package_of(notebook: Notebook) -> str:
    return package_hash(cell.source for cell in notebook.cells if cell.type == "code")


def digest_of(value: Any) -> str:
    """A short hash of a plain value, the same on every machine."""
    return hashlib.sha256(_AS_JSON(value).encode()).hexdigest()[:16]


@cache
def lock_hash() -> str:
    """A hash of the locked requirements; of the installed versions where no lock lies beside the package."""
    if LOCK.is_file():
        return hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    installed = {(d.metadata["Name"] or "").lower(): d.version for d in metadata.distributions()}
    return digest_of(installed)


def version() -> str:
    """The version of this package, as pages name it."""
    return metadata.version("ogi-workbench")

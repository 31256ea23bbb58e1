"""What a run's page depends on, as five hashes: notebook, parameters, reports, package, lock.

Equal fingerprints mean an equal page, so nothing is run; the parts that differ are the reasons why a run is
due. Times, machine and the place of the project on disk are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent
LOCK = PACKAGE.parent / "requirements" / "core.txt"
# What Python leaves beside sources, and what editors do: no part of the package.
PASSED_OVER = ("__pycache__", ".ipynb_checkpoints")


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


def fingerprint(notebook: str, parameters: Mapping[str, Any], reports: str) -> Fingerprint:
    """The fingerprint of a run: the notebook's digest, its parameters, the hash of the rows that it reads."""
    return Fingerprint(notebook, digest_of(parameters), reports, package_hash(), lock_hash())


def digest_of(value: Any) -> str:
    """A short hash of a plain value, the same on every machine."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def package_hash() -> str:
    """A hash of our own sources: an upgrade of the workbench makes every page due."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and not any(part in PASSED_OVER for part in path.parts):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(PACKAGE).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


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

"""What the tests of corrections, sources and review share: a project read straight into its store, without a pool."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.keeping import made_project, put_bytes
from tests.specimens import LAYOUTS, rendered
from tests.specimens.figures import seeded
from tests.specimens.report import Value, plain_report
from workbench.corrections import Correction
from workbench.project import Project
from workbench.report import EXTRACTOR, read_report
from workbench.store import Read, Store

RECEIVED = "requests.received.total"


def evidence_project(folder: Path, layout: str = "html_site", **cells: Value) -> Project:
    """A project with one report of that layout; `cells` changes some of the figures of seed 3, `__` for a dot."""
    project = made_project(folder)
    changed = {name.replace("__", "."): value for name, value in cells.items()}
    content = specimen(layout, changed)
    put_bytes(project, f"1.{LAYOUTS[layout].extension}", content)
    read_in(project)
    return project


def specimen(layout: str, changed: Mapping[str, Value] | None = None) -> bytes:
    return rendered(layout, [plain_report({**seeded(3), **(changed or {})}, year=2024)], [None])[0]


def read_in(project: Project) -> None:
    """Reads every file of the project into its store, in this process."""
    files = [path for path in sorted(project.raw.iterdir()) if path.suffix not in (".toml", ".csv")]
    Store(project.store).save([Read(path.name, 1, 1, read_report(path)) for path in files], EXTRACTOR)


def correction(**given: object) -> Correction:
    """An entry for the requests received; what is given wins, and a state leaves no value."""
    usual = {
        "cell": RECEIVED,
        "kind": "misprint",
        "printed": "1",
        "value": None if "state" in given else 2,
        "reason": "a trial",
        "date": date(2026, 1, 31),
    }
    told = {**usual, **given}
    value = told["value"]
    return Correction(**{**told, "value": None if value is None else Decimal(str(value))})  # type: ignore[arg-type]

"""Which edits of the package make a page due: those in modules that its notebook reaches, and no others."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runs_project import made_frames, made_project
from tests.sample_project import ROOT
from tests.test_plan import published, reasons
from workbench.runs import reached
from workbench.runs.plan import plan

ASKED = [
    ("sentences.py", True),
    ("charts/flow.py", True),
    ("source_view/pages.py", True),
    ("measures.toml", True),
]
NOT_ASKED = [
    ("commands/export.py", False),
    ("cli.py", False),
    ("explorer/view.py", False),
    ("runs/lock.py", False),
]
RENDERS = [("runs/page.py", True), ("runs/templates/page.css", True), ("runs/engine.py", True)]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package that may be edited."""
    copy = tmp_path / "workbench"
    shutil.copytree(ROOT / "workbench", copy, ignore=shutil.ignore_patterns("__pycache__", "*.gz"))
    monkeypatch.setattr(reached, "PACKAGE", copy)
    forget()
    yield copy
    forget()


def forget() -> None:
    reached._files.cache_clear()
    reached._hash.cache_clear()


@pytest.mark.parametrize(("file", "due"), [*ASKED, *NOT_ASKED, *RENDERS])
def test_an_edit_makes_pages_due_exactly_where_their_notebook_reaches_it(
    tmp_path: Path, package: Path, file: str, due: bool
) -> None:
    regional = json.loads((ROOT / "notebooks" / "region_summary.ipynb").read_text(encoding="utf-8"))
    project = made_project(tmp_path / "p", one=["".join(cell["source"]) for cell in regional["cells"][1:]])
    frames = made_frames()
    published(project, plan(project, frames))
    (package / file).write_text((package / file).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    forget()
    assert set(reasons(plan(project, frames)).values()) == ({("package changed",)} if due else set())


@pytest.mark.parametrize("cell", ["import workbench", "import workbench as w", "%run other.py"])
def test_a_notebook_that_imports_in_another_way_is_made_by_the_whole_package(cell: str) -> None:
    assert reached.package_hash([cell]) == reached.package_hash() != reached.package_hash(["import polars"])


def test_a_name_that_the_package_hands_on_leads_to_its_module() -> None:
    found = set(reached._named("from workbench import (\n    charts,  # drawn\n    figures as f,\n)"))
    assert {"workbench.charts", "workbench.measures"} <= found


def test_what_a_notebook_reaches_holds_all_that_its_imports_load() -> None:
    """Found by lines and found by importing: the second is part of the first."""
    lines = "from workbench import charts, sentences\nfrom workbench.page_tables import downloads"
    code = f"{lines}\nimport sys; print(*(name for name in sys.modules if name.split('.')[0] == 'workbench'))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(loaded.split()) <= reached._closure(reached._named(lines)) | {"workbench"}

"""Children of a script that has no guard: they must not run the script again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.processes import main_unseen

SCRIPT = """
from workbench import Project
from workbench.ingest import ingest

print("started")
print(ingest(Project.find(".")).read)
"""


def test_a_script_without_a_guard_reads_its_folder_once(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for number, content in enumerate(
        rendered("text_cells", [plain_report(seeded(n)) for n in (1, 2)], [None] * 2)
    ):
        (raw / f"{number}.txt").write_bytes(content)
    script = tmp_path / "mine.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["started", "2"], done.stderr
    assert done.stderr == ""


@pytest.fixture
def main_with_a_file(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    main = vars(sys.modules["__main__"])
    monkeypatch.setitem(main, "__file__", os.path.abspath("mine.py"))
    yield main


def test_the_main_program_is_itself_again_afterwards(main_with_a_file: dict[str, object]) -> None:
    before = dict(main_with_a_file)
    with main_unseen():
        assert main_with_a_file["__file__"] is None
    assert main_with_a_file == before
    del main_with_a_file["__file__"]
    with main_unseen():
        assert "__file__" not in main_with_a_file
    assert "__file__" not in main_with_a_file

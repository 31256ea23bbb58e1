"""A run that is killed at any moment leaves whole pages and whole manifests, and the next run finishes the work.

Five moments here; `make soak` tries fifty (WORKBENCH_KILLS=50).
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.runs_project import made_project, write_notebook
from tests.test_runs import command, said
from workbench.project import Project

KILLS = int(os.environ.get("WORKBENCH_KILLS", "5"))
NOTEBOOKS = [f"n{number}" for number in range(4)]
LONGEST = 4.0  # seconds: a run that is not killed takes about two
FILLER = "x" * 40_000  # a page of some size, so that a torn one would show


@pytest.mark.timeout(60 * KILLS)
def test_a_run_killed_at_any_moment_leaves_good_pages_and_resumes(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", None, **{name: [] for name in NOTEBOOKS})
    vega = project.pages / "assets" / "vega.js"
    chance = random.Random(7)
    for round_number in range(KILLS):
        for name in NOTEBOOKS:
            write_notebook(project, name, [f"print('round', {round_number}, '{FILLER}', 'end')"])
        run = command(project, start_new_session=True)
        time.sleep(chance.uniform(0.3, LONGEST))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        if vega.is_file():  # built once, in the first seconds of the first round
            assert b"vegaEmbed" in vega.read_bytes()
        assert_whole(project)
    code, _, _ = said(command(project))
    assert code == 0 and not (project.processed / ".staging").exists()
    for name in NOTEBOOKS:
        assert f"round {KILLS - 1} " in page(project, name)
    assert left_over(tmp_path) == []


def assert_whole(project: Project) -> None:
    """No page, notebook or manifest that is there ends before its end."""
    for path in project.pages.rglob("*.html"):
        assert path.read_text(encoding="utf-8").endswith("</html>\n"), path
    for path in (*project.runs.rglob("*.json"), *project.runs.rglob("*.ipynb")):
        if not path.name.startswith("."):
            json.loads(path.read_text(encoding="utf-8"))


def page(project: Project, name: str) -> str:
    return (project.pages / name / "410103-2022.html").read_text(encoding="utf-8")


def left_over(folder: Path) -> list[str]:
    """Workers and kernels of these runs (they work in the project's folders) that are there after a few seconds."""
    found: list[str] = []
    for _ in range(50):
        found = [
            place for process in Path("/proc").glob("[0-9]*") if str(folder) in (place := working_in(process))
        ]
        if not found:
            break
        time.sleep(0.1)
    return found


def working_in(process: Path) -> str:
    try:
        return os.readlink(process / "cwd")
    except OSError:  # it has ended meanwhile
        return ""

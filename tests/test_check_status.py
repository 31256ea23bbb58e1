"""`workbench check` and `workbench status`: what they print, as text and as JSON, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.keeping import made_project, put, put_bytes, register
from workbench.form import load_edition
from workbench.ingest import ingest
from workbench.project import Project


def workbench(project: Project, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench", *words, "--project", str(project.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_check_lists_failed_identities_with_their_cells_as_printed(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    ingest(project)
    good = workbench(project, "check")
    assert (good.returncode, good.stdout) == (0, "0 failed checks in 0 of 1 report.\n")
    put(project, "2.html", 2, cells={"litigation_direct.total": "4321件"})
    ingest(project)
    bad = workbench(project, "check")
    assert bad.returncode == 1
    assert "C4.litigation_direct: " in bad.stdout and "litigation_direct.total 「4321件」" in bad.stdout
    (told,) = json.loads(workbench(project, "check", "--json").stdout)
    (failed,) = told["checks"]
    assert (failed["check"], failed["right"]) == ("C4.litigation_direct", 4321)
    assert [cell["cell"] for cell in failed["cells"]] == list(
        next(i for i in load_edition("2021").identities if i.id == "C4.litigation_direct").cells
    )


def test_status_counts_reports_by_place_and_year_and_lists_what_waits(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=3)
    put_bytes(project, "empty.pdf", b"")
    put(project, "unplaced.html", 4)
    register(
        project,
        *({"path": f"{n}.html", "place": "410103", "place_name": "河南省 郑州市 二七区"} for n in (1, 2, 3)),
    )
    ingest(project)
    told = json.loads(workbench(project, "status", "--json").stdout)
    assert (told["reports"], told["failed_files"], told["without_place_or_year"]) == (4, 1, 1)
    assert [(row["place"], row["year"], row["reports"]) for row in told["places"]] == [("410103", 2024, 3)]
    assert told["due"] == []
    shown = workbench(project, "status")
    assert shown.returncode == 0 and "河南省 郑州市 二七区" in shown.stdout
    review = workbench(project, "status", "--review").stdout
    assert "unplaced.html  no place:" in review and "empty.pdf: empty:" in review


def test_a_list_is_not_written_without_being_asked_for(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    for call in (["--csv", "list.csv"], ["--review", "--csv", ""]):
        done = workbench(project, "status", *call)
        assert done.returncode == 2 and "workbench status --review --csv" in done.stderr

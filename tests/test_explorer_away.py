"""From the explorer to the command line and to files: the command that it shows, the folder that its button writes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.evidence import evidence_project
from tests.sample_project import ROOT
from workbench.bodies import NATION
from workbench.cli import workbench
from workbench.errors import BadCall
from workbench.explorer import Explorer
from workbench.frames import load


@pytest.mark.parametrize(
    ("state", "page"),
    [
        ({"region": "410103"}, "region_summary/410103-2024-en"),
        ({"region": NATION}, "overview/000000-2024-en"),
        ({"region": "410103", "body": "410103.gov_office"}, "body_summary/410103.gov_office-2024-en"),
    ],
)
def test_the_command_that_is_shown_runs_that_page_and_no_other(
    tmp_path: Path, state: dict[str, Any], page: str
) -> None:
    project = evidence_project(tmp_path)
    register = "path,place,kind,scope,use\n1.html,410103,gov_office,own,count\n"
    project.register.write_text(register, encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", project.root / "notebooks")
    line = Explorer(project.root, year=2024, lang="en", **state).line.value
    told = re.search("<code>workbench (run .*?)</code>", line)
    assert told
    done = CliRunner().invoke(workbench, [*told[1].split(), "--plan", "--project", str(project.root)])
    assert done.exit_code == 0 and "1 of 1 run due" in done.output and page in done.output, done.output


def test_a_body_that_is_not_there_is_refused_by_run_as_well(tmp_path: Path) -> None:
    project = evidence_project(tmp_path)
    shutil.copytree(ROOT / "notebooks", project.root / "notebooks")
    words = ["run", "body_summary", "--body", "410103.gov", "--plan", "--project", str(project.root)]
    with pytest.raises(BadCall, match=r"unknown\.278"):
        CliRunner().invoke(workbench, words, catch_exceptions=False)


def test_the_export_button_writes_the_chosen_place_and_links_to_it(tmp_path: Path) -> None:
    project = evidence_project(tmp_path)
    body, year = load(project).reports.select("body_id", "year").row(0)
    explorer = Explorer(project.root, lang="en", body=body, year=year)
    explorer.away.button.click()
    written = {path.name for path in (project.processed / "export").rglob("*") if path.is_file()}
    assert {"cells.csv", "panel_body.csv", "datapackage.json"} <= written
    assert all(f'download="{name}"' in explorer.away.said.value for name in written)


def test_a_press_of_the_export_button_is_told_at_once_and_a_full_disk_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Explorer(evidence_project(tmp_path).root, lang="en").away
    seen = []

    def full(*_: object, **__: object) -> None:
        seen.append((away.said.value, away.button.disabled))
        raise OSError("the disk is full")

    monkeypatch.setattr("workbench.explorer.away.export", full)
    away.button.click()
    assert seen == [("<p>Being written …</p>", True)]
    assert "the disk is full" in away.said.value and not away.button.disabled

"""`workbench init DIR` makes a project that the other commands accept, and harms nothing that is there."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from workbench.commands.init import REGISTER_HEADER
from workbench.project import Project


def init(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench", "init", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_project_has_its_folders_notebooks_register_and_plan(tmp_path: Path, repository: Path) -> None:
    done = init(tmp_path / "mine")
    assert (done.returncode, done.stderr) == (0, "")
    project = Project.find(tmp_path / "mine")
    assert project.processed.is_dir()
    assert project.register.read_text(encoding="utf-8") == REGISTER_HEADER
    ours = {path.name: path.read_bytes() for path in (repository / "notebooks").glob("*.ipynb")}
    assert ours
    assert {path.name: path.read_bytes() for path in project.notebooks.iterdir()} == ours


def test_the_plan_of_a_new_project_is_that_of_the_checkout(tmp_path: Path, repository: Path) -> None:
    init(tmp_path)
    of_checkout = tomllib.loads((repository / "runs.toml").read_text(encoding="utf-8"))
    assert tomllib.loads((tmp_path / "runs.toml").read_text(encoding="utf-8")) == of_checkout


def test_the_register_of_a_new_project_has_the_header_of_the_checkouts(repository: Path) -> None:
    register = (repository / "data" / "raw" / "register.csv").read_text(encoding="utf-8")
    assert register.splitlines()[0] == REGISTER_HEADER.strip()


def test_the_readme_explains_every_column_of_the_register(tmp_path: Path) -> None:
    init(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert [column for column in REGISTER_HEADER.strip().split(",") if f"`{column}`" not in readme] == []


def test_an_existing_project_is_described_and_left_as_it_is(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "data" / "raw" / "mine.txt").write_text("a report")
    before = contents(tmp_path)
    done = init(tmp_path)
    assert done.returncode == 0
    assert "is a project already: 2 files in data/raw/" in done.stdout
    assert contents(tmp_path) == before


def test_a_folder_with_other_things_is_refused_unchanged(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("words")
    done = init(tmp_path)
    assert done.returncode == 2
    assert "'thesis.tex' for one; expected an empty or a new folder" in done.stderr
    assert list(contents(tmp_path)) == ["thesis.tex"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    done = init(tmp_path / "file")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)

"""The command line as a whole: help, exit codes, one line for what stops us, options that every command takes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import click
import pytest

import workbench
from tests.keeping import made_project
from workbench import cli
from workbench.commands._options import project_options
from workbench.errors import WorkbenchError
from workbench.ingest import ingest
from workbench.project import Project


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, stdin=subprocess.DEVNULL
    )


def code_of(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """The exit code of `workbench` when a command raises `error`."""

    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: command)
    with pytest.raises(SystemExit) as end:
        cli.main(["any"])
    assert isinstance(end.value.code, int)
    return end.value.code


def test_help_lists_every_command_with_what_it_does() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name, line in cli.COMMANDS.items():
        assert name in done.stdout
        assert line in done.stdout


def test_no_command_at_all_shows_the_help() -> None:
    assert "Commands:" in run().stdout + run().stderr


def test_version_is_that_of_the_distribution() -> None:
    assert run("--version").stdout.strip() == f"workbench {metadata.version('ogi-workbench')}"


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_a_module_and_its_own_help(name: str) -> None:
    command = cli.LazyGroup().get_command(click.Context(cli.workbench), name)
    assert command.help
    assert any("--help" in option for option in command.context_settings.get("help_option_names", ["--help"]))


@pytest.mark.parametrize("name", [name for name in cli.COMMANDS if name not in ("init", "read")])
def test_every_command_on_a_project_takes_project_and_store(name: str) -> None:
    command = cli.LazyGroup().get_command(click.Context(cli.workbench), name)
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--project", "--store"} <= options


def test_an_unknown_command_names_the_nearest() -> None:
    done = run("ingets")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean 'ingest'?" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_is_no_project_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    done = run("status", "--project", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith(f"workbench: {tmp_path}: found no folder data/raw/ in it; expected")
    assert len(done.stderr.splitlines()) == 1


def test_an_error_ends_with_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = WorkbenchError(where="here", found="this", expected="that", todo="Do so.")
    error.exit_code = 7
    assert code_of(monkeypatch, error) == 7
    assert capsys.readouterr().err == "workbench: here: found this; expected that. Do so.\n"


def test_what_the_system_refuses_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    """A folder that is not there, a name too long: as a full disk or missing rights, no traceback."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    for call in (["status", "--review", "--csv", "none/list.csv"], ["new-notebook", "n" * 300]):
        command = [sys.executable, "-m", "workbench", *call, "--project", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1
        assert "expected a place that can be read and written" in done.stderr


def test_a_torn_file_of_the_store_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    ingest(project, workers=1)
    (table,) = (tmp_path / "data" / "processed" / "store" / "documents").glob("*.parquet")
    with table.open("r+b") as file:
        file.truncate(100)
    command = [sys.executable, "-m", "workbench", "status", "--project", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "a file of the store that is not whole" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_is_one_line_and_exit_code_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(monkeypatch, KeyboardInterrupt()) == 130
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """As in `workbench --help | head -0`: the pipe is closed before anything is written."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "workbench", "--help"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert done.stderr == ""


def test_a_command_function_gets_its_project(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    seen: list[tuple[Project, str]] = []

    @click.command()
    @click.option("--word", default="")
    @project_options
    def command(project: Project, word: str) -> None:
        seen.append((project, word))

    command.main(["--project", str(tmp_path), "--store", "elsewhere", "--word", "x"], standalone_mode=False)
    assert seen == [(Project(tmp_path, "elsewhere"), "x")]


@pytest.mark.parametrize("name", workbench._NAMES)
def test_each_name_of_the_package_resolves(name: str) -> None:
    assert getattr(workbench, name) is not None
    assert name in dir(workbench)


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_ours"):
        _ = workbench.nothing_of_ours

"""The names that a notebook works with: a dozen, each with an example that runs; frames that other programs take."""

from __future__ import annotations

import contextlib
import doctest
import fcntl
import io
import os
import pty
import select
import shutil
import struct
import termios
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

import workbench
from tests.keeping import made_project
from workbench import frames as frames_of
from workbench.commands.run import command as run_command
from workbench.frames import Frames
from workbench.ingest import ingest
from workbench.project import Project
from workbench.runs.execute import Outcome

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = "410103-2022-erqi-gov-office.pdf"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One report of 410103 for 2022, read."""
    made = made_project(tmp_path_factory.mktemp("api"))
    shutil.copy(ROOT / "data" / "raw" / SAMPLE, made.raw / "report.pdf")
    ingest(made, progress=False)
    return made


@pytest.fixture(scope="module")
def frames(project: Project) -> Frames:
    return frames_of.load(project)


def examples(name: str) -> list[doctest.Example]:
    return doctest.DocTestParser().get_examples(getattr(workbench, name).__doc__ or "")


def test_the_package_offers_a_dozen_names() -> None:
    assert len(workbench.__all__) == 12


@pytest.mark.parametrize("name", workbench.__all__)
def test_a_docstring_begins_with_one_sentence_and_ends_with_an_example(name: str) -> None:
    first = (getattr(workbench, name).__doc__ or "").strip().splitlines()[0]
    assert first[0].isupper() and first.rstrip('"').endswith((".", ",", "it."))
    assert any(name in example.source for example in examples(name))


def test_every_example_runs_as_it_stands(
    project: Project, frames: Frames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(project.root, tmp_path / "p")
    shutil.copy(project.raw / "report.pdf", tmp_path / "p" / "report.pdf")
    monkeypatch.chdir(tmp_path / "p")
    known: dict[str, Any] = {name: getattr(workbench, name) for name in workbench.__all__}
    known |= {"frames": frames, "Path": Path}
    for name in workbench.__all__:
        for example in examples(name):
            source = example.source.replace('"410000"', '"410103"')
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, name, "single"), known)
    assert "for-stata" in {path.name for path in Path().iterdir()}


def test_frames_become_pandas_and_arrow_with_nulls_states_and_dates_as_they_are(frames: Frames) -> None:
    cells = frames.cells.head(50).with_columns(
        value=pl.when(pl.col("cell").str.contains("received")).then("value")
    )
    pandas, arrow = cells.to_pandas(), cells.to_arrow()
    assert pandas["value"].isna().tolist() == cells["value"].is_null().to_list()
    assert arrow["value"].null_count == cells["value"].null_count() > 0
    assert pandas["state"].tolist() == arrow["state"].to_pylist() == cells["state"].to_list()
    dated = frames.reports.with_columns(published=pl.Series([date(2023, 1, 20)]))
    assert str(dated.to_pandas()["published"].dtype).startswith("datetime64")
    assert dated.to_arrow()["published"].to_pylist() == dated["published"].to_list()
    assert {str(column.type) for column in frames.wide.to_arrow().columns} <= {
        *("large_string", "string_view", "int64", "decimal128(18, 4)"),
    }


# ------------------------------------------------------------------------------------------------ progress


@contextlib.contextmanager
def standard_error(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> Iterator[list[str]]:
    """What is written to standard error while it is, or is not, a terminal."""
    reader, writer = pty.openpty() if terminal else os.pipe()
    said: list[str] = []
    if terminal:
        fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    with os.fdopen(writer, "w", buffering=1) as stream:
        monkeypatch.setattr("sys.stderr", stream)
        yield said
        monkeypatch.undo()
        while select.select([reader], [], [], 0.5)[0]:  # a terminal hands on what it got piece by piece
            said.append(os.read(reader, 100_000).decode(errors="replace"))
    os.close(reader)


@pytest.mark.parametrize("terminal", [True, False])
def test_reading_shows_a_bar_on_a_terminal_and_nothing_elsewhere(
    terminal: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = made_project(tmp_path, reports=1)
    with standard_error(monkeypatch, terminal) as said:
        ingest(made, progress=True)
    assert ("reading: 100%" in "".join(said)) is terminal


@pytest.mark.parametrize("terminal", [True, False])
def test_runs_show_a_bar_on_a_terminal_and_nothing_elsewhere(
    terminal: bool, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = SimpleNamespace(id="n/1", place_name="", reasons=("new",), due=True)
    planned = SimpleNamespace(due=[run], runs=[run], withdrawn=())
    stubs = {
        "commands.run._planned": lambda *_: planned,
        "commands.run._write_index": lambda *_: None,
        "runs.execute.execute": lambda *_: iter([Outcome(run, 1.0)]),  # type: ignore[arg-type]
    }
    with standard_error(monkeypatch, terminal) as said:
        for name, stub in stubs.items():
            monkeypatch.setattr(f"workbench.{name}", stub)
        with contextlib.redirect_stdout(io.StringIO()):
            run_command.main(["--project", str(project.root)], standalone_mode=False)
    assert ("running: 100%" in "".join(said)) is terminal

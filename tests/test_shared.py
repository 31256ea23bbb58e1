"""What several pages tell of the same peers is made by the first of them, is the same for each, and never stale."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks.runs import make_project
from workbench import frames as loading
from workbench import peer_facts, ranking, standing
from workbench.frames import Frames, shared, snapshot
from workbench.frames.shared import ANSWERING
from workbench.frames.snapshot import DECIDING
from workbench.project import Project

PLACES, YEARS = 32, (2023, 2024)
ASKED: list[dict[str, Any]] = [{"region": str(410101 + number), "year": 2024} for number in (0, 7)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("peers") / "project", PLACES, YEARS)


@pytest.fixture(autouse=True)
def nothing_made_yet(project: Project) -> Iterator[None]:
    yield
    shutil.rmtree(project.processed / "frames", ignore_errors=True)


def told(frames: Frames, asked: dict[str, Any]) -> list[pl.DataFrame]:
    spread = [standing.profile(frames, **asked, of=of) for of in peer_facts.SHOWN]
    pooled = standing.pooled(frames, region=asked["region"], years=YEARS)
    found = [*spread, standing.around(frames, **asked), pooled, ranking.ranking(frames, **asked)]
    assert all(part is not None and part.height for part in found)
    return [part for part in found if part is not None]


def without_snapshot(project: Project) -> Frames:
    return loading._made(project, None)


def kept_in(project: Project) -> list[Path]:
    return sorted((project.processed / "frames").glob("*/*.json"))


def test_a_page_tells_the_same_whether_it_is_the_first_a_later_one_or_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [told(without_snapshot(project), asked) for asked in ASKED]
    first = [told(loading.load(project), ASKED[0])]
    monkeypatch.setattr(ranking, "_ranks", None)  # whoever would make it again now fails
    monkeypatch.setattr(peer_facts, "_facts_of", None)
    monkeypatch.setattr(peer_facts, "_pooled_at", None)
    later = [told(loading.load(project), ASKED[1])]
    for one, other in zip(alone, first + later, strict=True):
        for mine, theirs in zip(one, other, strict=True):
            assert_frame_equal(mine, theirs, check_exact=True)


def test_another_report_or_correction_is_another_state_and_nothing_of_the_old_one_is_told(
    project: Project,
) -> None:
    told(loading.load(project), ASKED[0])
    before = kept_in(project)
    register = project.register.read_text("utf-8")
    try:
        project.register.write_text(register.replace("410132,", "410199,"), "utf-8")
        frames = loading.load(project)
        told(frames, ASKED[0])
        assert {path.parent for path in kept_in(project)} > {path.parent for path in before}
        assert_frame_equal(
            told(frames, ASKED[0])[-1], told(without_snapshot(project), ASKED[0])[-1], check_exact=True
        )
    finally:
        project.register.write_text(register, "utf-8")


def test_what_earlier_modules_answered_is_made_anew_and_dropped(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(loading.load(project), ASKED[0])
    before = kept_in(project)
    monkeypatch.setattr(shared, "_answering", lambda: "others")
    told(loading.load(project), ASKED[0])
    after = kept_in(project)
    assert len(after) == len(before) > 3
    assert {path.stem.endswith("-others") for path in after if path.stem != "facts"} == {True}


def test_a_folder_that_cannot_be_written_and_a_torn_file_only_cost_time(project: Project) -> None:
    good = told(loading.load(project), ASKED[0])
    for path in kept_in(project):
        if path.stem != "facts":
            path.write_text('{"torn', "utf-8")
    again = told(loading.load(project), ASKED[0])
    frames = loading.load(project)
    assert frames.reports.height  # read before the folder goes
    shutil.rmtree(project.processed / "frames")
    unwritten = told(frames, ASKED[0])
    for one, other, third in zip(good, again, unwritten, strict=True):
        assert_frame_equal(one, other, check_exact=True)
        assert_frame_equal(one, third, check_exact=True)


def test_all_modules_that_answer_are_in_the_name() -> None:
    program = "import workbench.ranking, sys; print(*(n for n in sys.modules if n.startswith('workbench.')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {name.split(".")[1] for name in done.stdout.split()} <= {*DECIDING, *ANSWERING}
    assert all((snapshot.PACKAGE / name).exists() for name in ANSWERING if name.endswith(".toml"))

"""Scheduled runs: events as JSON lines, exit codes, alarms, what a monitor is told, and what is taken away in time."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.runs_project import REPORTS, made_frames, made_project, write_notebook
from workbench import frames
from workbench.cli import workbench
from workbench.errors import BadCall, ProjectError, StoreError
from workbench.project import Project
from workbench.runs import scheduled
from workbench.runs.execute import Options
from workbench.runs.lock import lock_path, locked
from workbench.runs.log import Memory, read_memory, told_age, write_memory
from workbench.runs.records import page_path
from workbench.runs.scheduled import run_scheduled
from workbench.store import Store

HEARD = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read())"


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One report, and pages without the Vega bundle, which costs seconds to build."""
    (tmp_path / "vega.js").write_text("", encoding="utf-8")
    monkeypatch.setattr("workbench.runs.execute.ensure_bundle", lambda project: tmp_path / "vega.js")
    has(monkeypatch, 1)


def has(monkeypatch: pytest.MonkeyPatch, reports: int) -> None:
    monkeypatch.setattr(frames, "load", lambda project: made_frames(*REPORTS[:reports]))


def run(project: Project, on_failure: str | None = None) -> tuple[int, list[dict[str, Any]]]:
    lines: list[str] = []
    code = run_scheduled(project, Options(workers=1), on_failure, lines.append)
    return code, [json.loads(line) for line in lines]


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["event"] for event in events]


def alarm(project: Project) -> str:
    """A command that keeps what it is given; its folder's name would mean something to a shell."""
    project.root.with_name("heard; touch gone").mkdir(exist_ok=True)
    program = project.root / "alarm.py"
    program.write_text(HEARD, encoding="utf-8")
    return f"'{sys.executable}' '{program}' '{project.root.with_name('heard; touch gone') / 'it.json'}'"


def heard(project: Project) -> Any:
    path = project.root.with_name("heard; touch gone") / "it.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def test_events_are_lines_of_json_and_doing_it_again_does_nothing(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=["print(region)"])
    code, events = run(project, alarm(project))
    assert code == 0 and names(events) == ["plan", "run", "end"] and heard(project) is None
    assert events[1]["run"] == "one/410103-2022" and events[1]["outcome"] == "done"
    assert page_path(project, "one", "410103-2022").is_file()
    code, again = run(project)
    assert code == 0 and names(again) == ["plan", "end"] and again[0]["due"] == 0
    logged = (project.processed / "logs" / f"{again[0]['at'][:10]}.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line) for line in logged.splitlines()] == [*events, *again]


@pytest.mark.parametrize("kernel", ["forked", "plain"])
def test_what_a_notebooks_programs_write_is_on_the_page_and_not_among_the_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], kernel: str
) -> None:
    monkeypatch.setenv("WORKBENCH_KERNEL", kernel)
    project = made_project(tmp_path / "p", one=["import subprocess; _ = subprocess.run(['echo', 'a line'])"])
    assert run(project)[0] == 0
    assert "a line" in page_path(project, "one", "410103-2022").read_text(encoding="utf-8")
    assert capfd.readouterr().out == ""


def test_a_failed_page_ends_with_1_and_the_alarm_hears_of_it_without_a_shell(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=["raise ValueError('$(touch gone); `touch gone`')"])
    code, events = run(project, alarm(project))
    assert code == 1 and names(events) == ["plan", "run", "end", "alarm"]
    (told,) = heard(project)
    assert told["error"] == "ValueError: $(touch gone); `touch gone`" and told["run"] == "one/410103-2022"
    assert not list(tmp_path.rglob("gone"))
    assert read_memory(project).history[-1]["code"] == 1


def test_fewer_reports_or_too_little_disk_sound_the_alarm_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = made_project(tmp_path / "p", one=["print(region)"])
    has(monkeypatch, 2)
    run(project)
    has(monkeypatch, 1)
    code, events = run(project, alarm(project))
    assert code == 1 and [told["what"] for told in heard(project)] == ["reports", "proved"]
    assert heard(project)[0]["before"] == 2 and heard(project)[0]["now"] == 1
    assert run(project)[0] == 0
    monkeypatch.setattr(scheduled, "ENOUGH_DISK", 1 << 62)
    code, events = run(project, alarm(project))
    assert code == 1 and names(events) == ["low_disk", "end", "alarm"]


def test_a_second_run_ends_with_3_and_only_an_overdue_lock_is_an_alarm(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p")
    with locked(project):
        code, events = run(project, alarm(project))
        assert code == 3 and names(events) == ["locked"] and heard(project) is None
        long_ago = time.time() - scheduled.OVERDUE - 60
        os.utime(lock_path(project), (long_ago, long_ago))
        code, events = run(project, alarm(project))
    assert code == 3 and events[0]["overdue"] and heard(project)[0]["event"] == "locked"


def test_what_stops_every_run_is_told_to_the_alarm_and_raised(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", runs="[[run]\n")
    with pytest.raises(ProjectError, match="no TOML"):
        run(project, alarm(project))
    assert heard(project)[0]["event"] == "stopped" and "no TOML" in heard(project)[0]["message"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "x.html"), "x.html: found No space left"),
        (KeyError("x"), "KeyError: 'x'"),
    ],
)
def test_what_nobody_thought_of_is_told_to_the_alarm_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def full(*_: object) -> None:
        raise error

    project = made_project(tmp_path / "p", one=["print(region)"])
    monkeypatch.setattr(scheduled, "write_index", full)
    with pytest.raises(type(error)):
        run(project, alarm(project))
    assert said in heard(project)[0]["message"]


def test_a_log_that_cannot_be_written_keeps_no_event_from_the_alarm(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p")
    project.processed.mkdir(parents=True)
    (project.processed / "logs").touch()  # no folder
    with pytest.raises(OSError, match="logs"):
        run(project, alarm(project))
    assert heard(project)[0]["event"] == "stopped"


def test_an_alarm_that_cannot_be_started_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[])
    for wrong in ("no-such-program --now", "", "echo 'no end"):
        with pytest.raises(BadCall, match="a program that can be started"):
            run(project, wrong)
    assert not project.runs.exists()


def test_a_store_that_is_not_there_takes_no_pages_away_and_sounds_the_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the disk with the store is not mounted. A store without a report is another thing."""
    project = made_project(tmp_path / "p", one=["print(region)"])
    run(project)
    nothing = made_frames(*REPORTS)
    nothing.reports = nothing.reports.clear()
    nothing.by_region = nothing.by_region.clear()
    monkeypatch.setattr(frames, "load", lambda project: nothing)
    with pytest.raises(StoreError, match="no store, and 1 pages"):
        run(project, alarm(project))
    assert "no store" in heard(project)[-1]["message"]
    assert page_path(project, "one", "410103-2022").is_file()
    Store(project.store).save([], "1")
    assert run(project)[0] == 0 and not page_path(project, "one", "410103-2022").is_file()


def test_logs_and_failed_notebooks_leave_after_their_time(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=["print(region)"])
    old = [project.processed / "logs" / "2020-01-01.jsonl", project.failed / "gone" / "x.ipynb"]
    for path in old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (1, 1))
    _, events = run(project)
    assert [event["path"] for event in events if event["event"] == "removed"] == [
        "logs/2020-01-01.jsonl",
        "failed/gone/x.ipynb",
    ]
    assert not any(path.exists() for path in old) and list((project.processed / "logs").glob("*.jsonl"))


def test_a_monitor_is_told_by_exit_code_whether_a_run_ended_well_in_time(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=["print(region)"])
    assert told_age(project, "8d") == ("No scheduled run has ended well.", False)
    run(project)
    status = CliRunner().invoke(
        workbench, ["status", "--project", str(project.root), "--max-age", "8d"], standalone_mode=False
    )
    assert status.return_value == 0 and "ended well at" in status.output
    write_memory(project, Memory(last_good="2026-01-01T00:00:00+00:00"))
    assert not told_age(project, "36h")[1]
    for wrong in ("a week", "99999999999d"):
        with pytest.raises(BadCall, match="as in 8d or 36h"):
            told_age(project, wrong)


def test_a_run_that_ended_in_the_future_is_no_good_news_to_a_monitor(tmp_path: Path) -> None:
    """A clock that was wrong once would else keep the monitor quiet for years."""
    project = made_project(tmp_path / "p")
    write_memory(project, Memory(last_good="2999-01-01T00:00:00+00:00"))
    sentence, young = told_age(project, "8d")
    assert not young and "the clock is or was wrong" in sentence


def test_a_failure_does_not_count_as_a_run_that_ended_well(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=["print(region)"])
    run(project)
    well = read_memory(project).last_good
    write_notebook(project, "one", ["1 / 0"])
    run(project)
    assert read_memory(project).last_good == well and len(read_memory(project).history) == 2

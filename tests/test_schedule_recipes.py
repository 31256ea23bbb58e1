"""The recipes of docs/schedule.md hold: each call of ours is known, units verify, exit codes are those of the code."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from click.testing import CliRunner

from workbench.cli import workbench
from workbench.runs.lock import Locked

ROOT = Path(__file__).resolve().parent.parent
RECIPES = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
FIELD = re.compile(r"(\*|\d+)(-\d+)?(/\d+)?(,\d+)*")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", RECIPES, re.S)


def test_every_command_and_option_that_a_recipe_calls_exists() -> None:
    calls = set(re.findall(r"workbench (ingest|run|status)\b([^\n;|&}`#]*)", RECIPES))
    assert {name for name, _ in calls} == {"ingest", "run", "status"}
    for name, rest in calls:
        told = CliRunner().invoke(workbench, [name, "--help"], standalone_mode=False).output
        assert all(option in told for option in re.findall(r"--[\w-]+", rest)), (name, rest)


def test_the_exit_codes_are_told() -> None:
    assert f"| {Locked.exit_code} | another run is at work" in RECIPES


def test_cron_lines_have_five_fields_of_time_and_a_command() -> None:
    (lines,) = blocks("cron")
    for line in lines.splitlines():
        *times, command = line.split(maxsplit=5)
        assert all(FIELD.fullmatch(field) for field in times) and command.startswith("cd $HOME/")
        subprocess.run(
            ["sh", "-n", "-c", command], check=True
        )  # what the line says to the shell can be parsed


def test_the_units_are_whole_and_verify_where_systemd_is_there(tmp_path: Path) -> None:
    service, timer = blocks("ini")
    sections = [re.findall(r"^\[(\w+)\]$", unit, re.M) for unit in (service, timer)]
    assert sections == [["Unit", "Service"], ["Unit", "Timer", "Install"]] and "Persistent=true" in timer
    if not shutil.which("systemd-analyze"):
        return
    for program in ("workbench/.venv/bin/workbench", "bin/alarm"):
        (tmp_path / program).parent.mkdir(parents=True)
        (tmp_path / program).symlink_to("/bin/true")
    for name, text in (("workbench.service", service), ("workbench.timer", timer)):
        (tmp_path / name).write_text(text.replace("%h", str(tmp_path)), encoding="utf-8")
    units = [str(tmp_path / name) for name in ("workbench.service", "workbench.timer")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    when = re.findall(r"^OnCalendar=(.*)$", timer, re.M)
    assert (
        subprocess.run(["systemd-analyze", "calendar", *when], capture_output=True, check=False).returncode
        == 0
    )


def test_the_parameters_for_jupyter_scheduler_are_those_of_the_regional_notebook() -> None:
    """It pastes them as Python; jupyter-scheduler itself is no package of ours and is not run here."""
    (told,) = blocks("python")
    given: dict[str, object] = {}
    exec(told, given)
    cells = json.loads((ROOT / "notebooks" / "region_summary.ipynb").read_text("utf-8"))["cells"]
    declared = "".join(
        next(cell["source"] for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    )
    kinds = dict(re.findall(r"^(\w+): (\w+)", declared, re.M))
    assert {name: type(value).__name__ for name, value in given.items() if name != "__builtins__"} == kinds

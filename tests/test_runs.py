"""Runs through the real kernel: what is published, what a failure keeps, what an unchanged rerun does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.runs_project import REPORTS, made_frames, made_project, write_notebook
from workbench.errors import BadCall
from workbench.project import Project
from workbench.runs.asked import Ask
from workbench.runs.execute import Options, Outcome, execute
from workbench.runs.index import write_index
from workbench.runs.lock import Locked, locked
from workbench.runs.plan import plan
from workbench.runs.records import failed_path, page_path, run_folder
from workbench.runs.stale import MARK

ONE = REPORTS[:1]
NAME = "410103-2022"
TELL = "print(region, year, type(region).__name__)"
WIDGET = "import ipywidgets\nipywidgets.IntSlider(3)"
NOISE = "import os, sys, warnings\nprint(os.getcwd(), sys.prefix, object())\nwarnings.warn('from here')"


@pytest.fixture(autouse=True)
def no_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The Vega bundle costs seconds to build and these pages draw nothing: test_page.py builds it."""
    empty = tmp_path / "vega.js"
    empty.write_text("", encoding="utf-8")
    monkeypatch.setattr("workbench.runs.execute.ensure_bundle", lambda project: empty)


def run(
    project: Project, ask: Ask | None = None, options: Options | None = None, rows: str = "62"
) -> list[Outcome]:
    frames = made_frames((*ONE[0][:3], rows))
    outcomes = list(execute(project, plan(project, frames, ask).due, options))
    write_index(project)
    return outcomes


def published(project: Project) -> dict[str, str]:
    """Every published page with the hash of its bytes."""
    files = [path for path in project.pages.rglob("*.html") if path.is_file()]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


def index(project: Project) -> str:
    return (project.pages / "index.html").read_text(encoding="utf-8")


def test_a_good_run_publishes_its_page_notebook_manifest_and_index(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[TELL])
    (outcome,) = run(project)
    assert outcome.error is None
    page = page_path(project, "one", NAME).read_text(encoding="utf-8")
    assert "410103 2022 str" in page
    assert "<title>河南省 郑州市 二七区 · 2022 · one 的标题</title>" in page
    folder = run_folder(project, "one", NAME)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["parameters"] == {"region": "410103", "year": 2022}
    assert manifest["good"]["fingerprint"]["reports"] in page
    assert (folder / "notebook.ipynb").is_file()
    assert f'<a href="one/{NAME}.html">one 的标题</a>' in index(project)
    assert not (project.processed / ".staging").exists()


def test_an_unchanged_rerun_is_equal_to_the_byte_in_page_notebook_and_index(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[TELL, NOISE, WIDGET])
    run(project)
    executed = run_folder(project, "one", NAME) / "notebook.ipynb"
    before = published(project), executed.read_bytes()
    (outcome,) = run(project, Ask(force=True))
    assert outcome.run.reasons == ("forced",)
    assert (published(project), executed.read_bytes()) == before
    for local in (str(tmp_path), "/tmp/ipykernel", str(Path.home() / "x")[:-2] + "/"):
        assert local not in executed.read_text(encoding="utf-8")


def test_a_second_run_with_nothing_changed_does_nothing(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[TELL])
    assert len(run(project)) == 1
    assert run(project) == []


def test_a_failed_run_keeps_the_last_good_page_and_the_notebook_with_its_error(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[TELL])
    run(project)
    good = page_path(project, "one", NAME).read_bytes()
    write_notebook(project, "one", [TELL, "print('so far')\n1 / 0", "print('never')"])
    (outcome,) = run(project)
    assert outcome.error == "ZeroDivisionError: division by zero"
    stale = page_path(project, "one", NAME).read_text(encoding="utf-8")
    mark = MARK.search(stale)
    assert mark and "ZeroDivisionError: division by zero" in mark[0]
    assert f'href="../../failed/one/{NAME}.ipynb"' in mark[0]
    assert MARK.sub("", stale).encode() == good  # a page that is marked, and nothing else
    run(project)
    assert page_path(project, "one", NAME).read_text(encoding="utf-8") == stale
    kept = failed_path(project, "one", NAME).read_text(encoding="utf-8")
    assert "so far" in kept and "ZeroDivisionError" in kept
    assert "ZeroDivisionError" in failed_path(project, "one", NAME, ".html").read_text(encoding="utf-8")
    assert "stale since" in index(project) and f'href="../failed/one/{NAME}.ipynb"' in index(project)
    write_notebook(project, "one", [TELL])
    (again,) = run(project)
    assert again.run.reasons == ("last run failed",)
    assert page_path(project, "one", NAME).read_bytes() == good
    assert not failed_path(project, "one", NAME).exists() and "stale since" not in index(project)


def test_a_first_run_that_fails_leaves_no_page_and_is_listed_as_failed(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=["raise ValueError('<b>no</b>')"])
    run(project)
    assert not page_path(project, "one", NAME).exists()
    assert "失败" in index(project) and "ValueError: &lt;b&gt;no&lt;/b&gt;" in index(project)


def test_a_cell_over_its_limit_and_a_dead_kernel_are_told_in_the_failed_notebook(tmp_path: Path) -> None:
    project = made_project(
        tmp_path / "p", slow=["import time\ntime.sleep(60)"], dead=["import os\nos._exit(9)"]
    )
    outcomes = run(project, options=Options(cell_limit=1))
    errors = {outcome.run.notebook: outcome.error for outcome in outcomes}
    assert errors == {
        "slow": "TimeLimit: The cell went over its time limit of 1 s.",
        "dead": "DeadKernel: The kernel died in this cell.",
    }
    assert {outcome.run.notebook: outcome.retried for outcome in outcomes} == errors  # each was tried twice
    assert "TimeLimit" in failed_path(project, "slow", NAME).read_text(encoding="utf-8")


def test_a_kernel_that_dies_once_is_tried_again_with_the_stock_launcher(tmp_path: Path) -> None:
    dies_once = (
        "import os, pathlib\ntold = os.environ.get('WORKBENCH_KERNEL', 'forked')\n"
        "if not pathlib.Path('died').exists():\n    pathlib.Path('died').touch()\n    os._exit(9)\nprint(told)"
    )
    project = made_project(tmp_path / "p", one=[dies_once])
    (outcome,) = run(project)
    assert outcome.error is None and outcome.retried == "DeadKernel: The kernel died in this cell."
    assert "plain" in page_path(project, "one", NAME).read_text(encoding="utf-8")


def test_output_widgets_do_not_hang_a_run(tmp_path: Path) -> None:
    """Stock nbclient stalls on some of these for ever (nteract/papermill#723)."""
    cell = "import ipywidgets\nout = ipywidgets.Output()\nwith out:\n    print('inside')\nout"
    project = made_project(tmp_path / "p", one=[cell] * 20)
    (outcome,) = run(project, options=Options(cell_limit=20))
    assert outcome.error is None


def test_markup_in_outputs_is_shown_or_taken_out_but_never_lives(tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    project = made_project(
        tmp_path / "p",
        one=[
            f"print({hostile!r})",
            f"from IPython.display import HTML, Markdown, display\ndisplay(HTML({hostile!r}), Markdown({hostile!r}))",
            f"raise ValueError({hostile!r})",
        ],
    )
    run(project)
    page = failed_path(project, "one", NAME, ".html").read_text(encoding="utf-8")
    assert "<script>" not in page and "<img src=x" not in page and "alert(1)&lt;/script&gt;" in page


def test_one_changed_report_reruns_its_page_and_changes_what_it_was_made_from(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[TELL])
    run(project)
    before = published(project)
    (outcome,) = run(project, rows="63")
    assert outcome.run.reasons == ("reports changed",)
    assert published(project)[f"{NAME}.html"] != before[f"{NAME}.html"]


@pytest.mark.parametrize("ask", [Ask("one", ("410104",)), Ask("one", parameters={"yaer": "2022"})])
def test_a_wrong_call_ends_before_anything_is_executed(tmp_path: Path, ask: Ask) -> None:
    project = made_project(tmp_path / "p", one=["open('was_run', 'w').close()"])
    with pytest.raises(BadCall):
        run(project, ask)
    assert not (project.root / "was_run").exists() and not project.runs.exists()


def test_a_second_run_at_the_same_time_is_refused_with_its_own_exit_code(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p")
    with locked(project), pytest.raises(Locked, match="another run at work") as refused, locked(project):
        pass
    assert refused.value.exit_code == 3
    with locked(project):
        pass


COMMAND = """
import sys, types
import workbench
from tests.runs_project import REPORTS, made_frames
workbench.frames = sys.modules["workbench.frames"] = types.ModuleType("workbench.frames")
workbench.frames.load = lambda project: made_frames(*REPORTS[:1])
from workbench import cli
cli.main(sys.argv[1:])
"""


def command(project: Project, *options: str, **popen: Any) -> subprocess.Popen[str]:
    """`workbench run` as a process of its own, on frames with one report."""
    call = [sys.executable, "-c", COMMAND, "run", "--project", str(project.root), *options]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **popen)


def said(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=240)  # a busy machine takes its time
    return process.returncode, out, err


def test_the_command_tells_each_run_the_sum_and_where_the_index_lies(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[TELL])
    code, out, err = said(command(project, "--plan"))
    assert (code, err) == (0, "") and "due: new" in out and not project.runs.exists()
    code, out, err = said(command(project))
    assert (code, err) == (0, "")
    assert f"[1/1] one/{NAME}  河南省 郑州市 二七区  done in" in out
    assert out.splitlines()[-1] == f"Index: {project.pages / 'index.html'}"
    code, out, _ = said(command(project))
    assert code == 0 and "Nothing is due: 1 page up to date." in out
    code, out, _ = said(command(project, "--single-file"))
    assert code == 0 and (project.pages / "one" / f"{NAME}.single.html").is_file()


def test_the_command_ends_with_1_for_a_failed_run_2_for_a_wrong_call_3_when_locked(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=["1 / 0"])
    code, out, _ = said(command(project))
    assert code == 1 and "FAILED: ZeroDivisionError" in out and str(failed_path(project, "one", NAME)) in out
    code, _, err = said(command(project, "--region", "410104"))
    assert code == 2 and "410103 河南省 郑州市 二七区" in err and "Traceback" not in err
    with locked(project):
        code, _, err = said(command(project))
    assert code == 3 and "another run at work" in err


@pytest.mark.parametrize(
    ("sent", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_a_stopped_run_leaves_the_last_good_page_and_no_kernel(
    tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    project = made_project(tmp_path / "p", one=[TELL])
    run(project)
    good = published(project)
    endless = "import os, time\nprint(os.getpid(), file=open('pid', 'w'))\ntime.sleep(60)"
    write_notebook(project, "one", [endless])
    process = command(project, start_new_session=True)
    kernel = wait_for(project.root / "pid")
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)  # as a terminal does: to the whole foreground group
    else:
        process.send_signal(sent)
    ended_with, _, err = said(process)
    assert ended_with == code and "Traceback" not in err
    gone(kernel)
    assert published(project) == good
    write_notebook(project, "one", [TELL])
    assert [again.error for again in run(project, Ask(force=True))] == [None]
    assert not (project.processed / ".staging").exists()


def wait_for(path: Path) -> int:
    """The number in a file, as soon as it is there."""
    for _ in range(900):
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text.endswith("\n"):
            return int(text)
        time.sleep(0.1)
    raise AssertionError("the notebook did not start")


def gone(pid: int) -> None:
    """Passes when the process is gone within a few seconds."""
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.1)
    raise AssertionError("the kernel lives on")

"""What others rely on in a release: its citation file, its pages, a ZIP among its sources; errata on a page."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from click.testing import CliRunner

from tests.keeping import made_project, put, register
from tests.test_runs import no_bundle
from workbench import frames
from workbench.commands.diff import command as diff_command
from workbench.commands.release import command as release_command
from workbench.errors import ProjectError
from workbench.ingest import ingest
from workbench.project import Project
from workbench.release import freeze
from workbench.release.changes import in_words
from workbench.release.names import existing, names, told
from workbench.release.replay import replay
from workbench.runs.execute import execute
from workbench.runs.plan import plan

__all__ = ["no_bundle"]

ROOT = Path(__file__).resolve().parent.parent
RECEIVED = "requests.received.total"
OWN = {"place": "410103", "kind": "gov_office", "scope": "own"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A ZIP of two reports of one place, and one report beside it."""
    made = made_project(tmp_path / "p")
    for seed, year in ((1, 2023), (2, 2024)):
        put(made, f"{year}.html", seed, year=year)
    with zipfile.ZipFile(made.raw / "reports.zip", "w") as packed:
        for year in (2023, 2024):
            packed.write(made.raw / f"{year}.html", f"{year}.html")
            (made.raw / f"{year}.html").unlink()
    put(made, "other.html", 3)
    members = [{"path": f"reports.zip!{year}.html", **OWN} for year in (2023, 2024)]
    register(made, *members, {"path": "other.html", **OWN, "place": "640302"})
    ingest(made)
    return made


def test_a_release_with_a_zip_among_its_sources_is_done_again_to_the_same_bytes(project: Project) -> None:
    folder = freeze(project, "r", day=date(2026, 3, 1))
    assert "reports.zip!2023.html" in (folder / "sources.csv").read_text("utf-8")
    done = replay(project, "r")
    assert done.holds and done.same == 12, done
    (project.raw / "reports.zip").write_bytes(b"PK other")
    assert not replay(project, "r").holds


def test_the_citation_file_has_what_its_format_asks_for(project: Project) -> None:
    """Required keys and types of the Citation File Format 1.2.0 (schema.json); cffconvert 2.0 finds it valid too."""
    folder = freeze(project, "2024-06", day=date(2026, 3, 1), author='An "institute": 研究所')
    cited = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert (cited["cff-version"], cited["type"], cited["version"]) == ("1.2.0", "dataset", "2024-06")
    assert cited["authors"] == [{"name": 'An "institute": 研究所'}]
    assert str(cited["date-released"]) == "2026-03-01"
    assert all(isinstance(cited[key], str) and cited[key] for key in ("message", "title", "abstract"))


def test_pages_that_do_not_show_the_data_are_frozen_only_when_asked_for_and_listed_with_the_reason(
    project: Project,
) -> None:
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    project.notebooks.mkdir(exist_ok=True)
    (project.notebooks / "mine.ipynb").write_text(json.dumps(notebook), "utf-8")
    page, run = project.pages / "mine" / "once.html", project.runs / "mine" / "once"
    for folder in (page.parent, run):
        folder.mkdir(parents=True)
    page.write_text("<p>old</p>", "utf-8")
    said = {"notebook": "mine", "name": "once", "scheduled": True, "parameters": {}}
    (run / "manifest.json").write_text(json.dumps({"run": said}), "utf-8")
    project.runs_toml.write_text('[[run]]\nnotebook = "mine"\n', "utf-8")
    asked = ["r", "--project", str(project.root)]
    with pytest.raises(
        ProjectError, match=r"(?s)1 page not made from these data:\n  mine/once: .*--allow-stale"
    ):
        CliRunner().invoke(release_command, asked, catch_exceptions=False)
    assert names(project) == []
    shown = CliRunner().invoke(release_command, [*asked, "--allow-stale"], catch_exceptions=False)
    assert "1 page in it not made from these data" in shown.output and "mine/once: " in shown.output
    assert told(existing(project, "r"))["stale_pages"][0].startswith("mine/once: ")


def test_a_changed_figure_that_prints_the_same_is_told_with_its_counts() -> None:
    figure = {
        "measure": "carry_rate",
        "before": 0.0,
        "after": 0.0,
        "numerator": [0, 0],
        "denominator": [95, 96],
    }
    assert in_words(figure) == "0.0% (0 / 95 → 0 / 96)"
    assert in_words({**figure, "after": 0.5}) == "0.0% → 50.0%"
    assert in_words({**figure, "measure": "gone"}) == "0.0 → 0.0"


@pytest.mark.usefixtures("no_bundle")
def test_a_page_carries_errata_once_a_published_figure_was_corrected(project: Project) -> None:
    """The whole way: released, corrected, told by `diff`, run again, and there on the published page."""
    regional = json.loads((ROOT / "notebooks" / "region_summary.ipynb").read_text("utf-8"))
    sources = ["".join(cell["source"]) for cell in regional["cells"]]
    kept = [*range(next(at for at, text in enumerate(sources) if "check(" in text) + 1)]
    kept.append(next(at for at, text in enumerate(sources) if "page_parts.errata" in text))
    regional["cells"] = [regional["cells"][at] for at in kept]
    project.notebooks.mkdir(exist_ok=True)
    (project.notebooks / "region_summary.ipynb").write_text(json.dumps(regional), "utf-8")
    project.runs_toml.write_text(
        '[[run]]\nnotebook = "region_summary"\nregions = ["410103"]\nyears = [2024]\n', "utf-8"
    )
    freeze(project, "r1")
    report = frames.load(project).reports.filter(year=2024, place="410103").row(0, named=True)
    printed = frames.load(project).cells.filter(report_id=report["report_id"], cell=RECEIVED)["printed"][0]
    project.corrections.write_text(
        f'[[correction]]\nsha256 = "{report["sha256"]}"\ncell = "{RECEIVED}"\nkind = "misprint"\n'
        f'printed = "{printed}"\nvalue = 12345\nreason = "seen"\ndate = 2026-02-02\n',
        "utf-8",
    )
    call = ["r1", "--region", "410103", "--year", "2024", "--project", str(project.root)]
    assert f"received  {int(printed):,} → 12,345  correction" in CliRunner().invoke(diff_command, call).output
    [outcome] = execute(project, plan(project, frames.load(project)).due)
    assert outcome.error is None
    page = (project.pages / "region_summary" / f"{outcome.run.name}.html").read_text("utf-8")
    assert "勘误" in page and "12,345" in page and "更正" in page

"""`workbench figures` and `workbench measures`: their shapes, their refusals, and the same figures everywhere."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.sample_project import make_sample_project
from workbench import cli, frames, measures, page_tables
from workbench.dictionary import load_measures
from workbench.dictionary_table import READMES, with_table
from workbench.errors import BadCall
from workbench.explorer.state import start
from workbench.explorer.view import view
from workbench.project import Project

ROOT = Path(__file__).resolve().parent.parent
ERQI = ("--region", "410103", "--year", "2022")
FIGURE = ["measure", "value", "numerator", "denominator", "low", "high", "doubtful_cells", "under_proposals"]
CORRECTED = ["corrected_cells", "as_printed", "as_corrected", "known", "of"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample_project(tmp_path_factory.mktemp("figures") / "project")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli.workbench, list(args))


def record(project: Path, *args: str) -> dict[str, Any]:
    done = run("figures", "--project", str(project), *args, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_the_record_has_the_shape_that_programs_hold_on_to(project: Path) -> None:
    found = record(project, *ERQI)
    assert list(found) == ["region", "year", "basis", "bodies", "figures"]
    assert (found["region"], found["year"], list(found["bodies"])) == ("410103", 2022, ["read", "expected"])
    assert [figure["measure"] for figure in found["figures"]] == list(load_measures())
    assert all(list(figure) == [*FIGURE, "why_null", *CORRECTED] for figure in found["figures"])


def test_a_body_and_chosen_measures(project: Path) -> None:
    chosen = ("--measure", "received", "--measure", "disclosure_rate")
    found = record(project, "--body", "410103.gov_office", "--year", "2022", *chosen)
    assert found["body"] == "410103.gov_office" and "region" not in found
    assert [figure["measure"] for figure in found["figures"]] == ["received", "disclosure_rate"]
    assert found["figures"][1]["value"] == pytest.approx(49 / 62)  # the sample's published figures


def test_only_proved_says_how_many_reports_it_left_out(project: Path) -> None:
    assert record(project, *ERQI, "--only-proved")["left_out"] == 0


def test_for_a_person_each_measure_is_a_line(project: Path) -> None:
    lines = run("figures", "--project", str(project), *ERQI).output.splitlines()
    assert lines[0] == "410103 2022: assembled, bodies read: 1 of 2"
    assert len(lines) == 1 + len(load_measures())
    assert "disclosure_rate  79.0%  49 / 62  67.4% – 87.3%" in [re.sub("  +", "  ", line) for line in lines]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--region", "410104", "--year", "2022"), "Did you mean '410103'?"),
        (("--region", "二七区", "--year", "2022"), "Did you mean 410103 (河南省 郑州市 二七区)?"),
        (("--region", "410103", "--year", "2122"), "Did you mean '2022'?"),
        (("--region", "410103", "--year", "2022", "--measure", "disclosure"), "disclosure_rate"),
        (("--body", "410103.gov", "--year", "2022"), "Did you mean '410103.gov_office'?"),
        (("--year", "2022"), "neither region nor body"),
        (("--region", "410103", "--body", "410103.gov_office", "--year", "2022"), "both region and body"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(
    project: Path, args: tuple[str, ...], told: str
) -> None:
    done = run("figures", "--project", str(project), *args)
    assert isinstance(done.exception, BadCall) and done.exception.exit_code == 2
    assert told in str(done.exception)


def test_a_place_without_a_report_of_a_known_year_says_so(project: Path) -> None:
    found = record(project, "--region", "410103", "--year", "2023")
    assert found["basis"] is None and {figure["why_null"] for figure in found["figures"]} <= {
        "no report",
    }


def test_the_dictionary_is_printed_as_programs_and_as_people_read_it() -> None:
    entries = json.loads(run("measures", "--json").output)
    assert entries == measures.dictionary()
    keys = ["id", "zh", "en", "formula", "numerator", "denominator", "unit", "editions", "caveats"]
    assert all(list(entry) == keys for entry in entries)
    text = run("measures").output
    assert all(f"{name}  " in text for name in load_measures())


def test_page_explorer_and_command_give_the_same_figures(project: Path) -> None:
    """Compared as they hand them out: the command's JSON, and the CSV behind the page's and the explorer's tables."""
    loaded = frames.load(Project.find(project))
    for region in ("410103", "640302", "630203202"):
        command = record(project, "--region", region, "--year", "2022")["figures"]
        reports = loaded.reports.filter(place=region)
        page = measures.tidy(measures.figures(loaded, region=region, year=2022))
        handed_out = csv_of(page_tables.downloads(loaded, reports, page, lang="zh").html, "figures.csv")
        assert rows(handed_out) == rows(pl.DataFrame(command, schema_overrides=measures.COLUMNS))
        for figure in command[::9]:
            state = start(loaded, region=region, year=2022, measure=figure["measure"])
            table = csv_of(view(loaded, state, "dots").table, f"{figure['measure']}.csv")
            mine = table.filter(pl.col("id").cast(pl.String) == region)
            shown = [*FIGURE[1:], "why_null"]  # a place a row, without the measure's name
            assert mine.select(shown).to_dicts() == [{name: figure[name] for name in shown}]


def csv_of(html: str, name: str) -> pl.DataFrame:
    found = re.search(rf'download="{name}" href="data:text/csv;charset=utf-8;base64,([^"]+)"', html)
    assert found, name
    schema = {key: dtype for key, dtype in measures.COLUMNS.items() if key not in ("year",)}
    return pl.read_csv(base64.b64decode(found[1]), schema_overrides=schema)


def rows(figures: pl.DataFrame) -> list[dict[str, Any]]:
    return figures.select(*FIGURE, "why_null").to_dicts()


@pytest.mark.parametrize(("name", "lang"), READMES.items())
def test_the_readmes_table_is_that_of_the_dictionary(name: str, lang: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert with_table(text, lang, where=name) == text, "run: make measures"


def test_a_readme_without_the_marks_is_refused() -> None:
    with pytest.raises(BadCall, match="no block for the measures"):
        with_table("# A file", "en", where="README.md")

"""Checks between reports: a body's years (X1, X2), a region's parts and its whole (S1), and what `check` prints."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from tests.keeping import made_project, put, register
from tests.made_frames import ERQI, Made, made
from workbench import cli
from workbench.across import ACROSS, checks_across
from workbench.ingest import ingest

COUNTY, CITY, OTHER = "410103", "410100", "410102"


def across(
    *reports: Made, editions: tuple[str, ...] = (), covers: str = "territory"
) -> dict[str, dict[str, object]]:
    """The checks by report number and id: "2 X1.total"."""
    frames = made(*reports)
    heads = frames.reports.with_columns(covers=pl.lit(covers))
    if editions:
        heads = heads.with_columns(edition=pl.Series(editions))
    rows = checks_across(heads, frames.wide)
    assert rows.schema == pl.Schema(ACROSS)
    return {f"{int(row['report_id'][1:])} {row['check']}": row for row in rows.to_dicts()}


def year(number: int, **cells: float) -> Made:
    return Made({name.replace("__", "."): value for name, value in cells.items()}, year=number)


def said(row: dict[str, object]) -> tuple[object, ...]:
    return row["status"], row["left"], row["right"]


def test_what_is_carried_in_is_what_the_year_before_carried_over() -> None:
    found = across(
        year(2021, requests__carried_over__total=7),
        year(2022, requests__carried_in__total=7, requests__carried_over__total=3),
        year(2023, requests__carried_in__total=5),
    )
    assert said(found["2 X1.total"]) == ("pass", 7, 7)
    assert said(found["3 X1.total"]) == ("fail", 5, 3)
    assert found["3 X1.total"]["against"] == ["r00000000002"]
    assert "1 X1.total" not in found


def test_a_gap_of_a_year_or_another_body_is_not_compared() -> None:
    assert across(year(2020), year(2022)) == {}
    assert across(Made({}, year=2021), Made({}, year=2022, kind="gov", scope="own")) == {}


def test_an_unknown_side_is_not_testable() -> None:
    blank = Made({}, year=2022, unknown={"requests.carried_in.total": "blank"})
    assert said(across(Made({}, year=2021), blank)["2 X1.total"]) == ("not_testable", None, 0)


def test_stocks_of_section_two_follow_from_the_flows_and_only_in_the_edition_that_has_them() -> None:
    before = year(2021, proactive__normative__in_force=20)
    now = year(
        2022,
        proactive__normative__in_force=21,
        proactive__normative__issued=3,
        proactive__normative__repealed=1,
    )
    assert said(across(before, now)["2 X2.normative"]) == ("fail", 21, 22)
    assert said(across(before, now)["2 X2.regulations"]) == ("pass", 0, 0)
    other = across(before, now, editions=("2019", "2021"))
    assert set(other) == {"2 X1.total"}


def region(place: str, received: int, scope: str = "own", kind: str = "gov_office") -> Made:
    return Made({"requests.received.total": received}, place=place, scope=scope, kind=kind)


def test_own_reports_sum_to_at_most_the_consolidated_one_and_say_how_much_they_cover() -> None:
    parts = (region(COUNTY, 30), region(OTHER, 20), region(CITY, 10))
    found = across(region(CITY, 100, "consolidated", "gov"), *parts)
    assert said(found["1 S1.received"]) == ("pass", 60, 100)
    assert found["1 S1.received"]["share"] == pytest.approx(0.6)
    assert found["1 S1.received"]["against"] == ["r00000000002", "r00000000003", "r00000000004"]
    too_much = across(region(CITY, 50, "consolidated", "gov"), *parts)
    assert said(too_much["1 S1.received"]) == ("fail", 60, 50)


def test_a_lower_governments_figure_is_a_part_once() -> None:
    """The county's consolidated report contains its office, so the city's parts are 40 and not 70."""
    found = across(
        region(CITY, 100, "consolidated", "gov"),
        region(COUNTY, 40, "consolidated", "gov"),
        region(COUNTY, 30),
    )
    assert said(found["1 S1.received"]) == ("pass", 40, 100)
    assert said(found["2 S1.received"]) == ("pass", 30, 40)


def test_a_report_of_its_own_level_is_not_compared_with_lower_places() -> None:
    reports = region(CITY, 10, "consolidated", "gov"), region(COUNTY, 30), region(CITY, 4)
    assert said(across(*reports, covers="level")["1 S1.received"]) == ("pass", 4, 10)


def test_suits_are_not_compared_and_a_check_between_reports_changes_no_status() -> None:
    frames = made(Made(ERQI, year=2021), Made(ERQI, year=2022))
    checks = checks_across(frames.reports.with_columns(covers=pl.lit("level")), frames.wide)
    assert not checks["check"].str.contains("litigation").any()
    assert not {"cell_status", "n_doubtful"} & set(checks.columns)


# ------------------------------------------------------------------------------------------------ the command


def test_check_lists_failed_checks_between_reports_and_copies_with_what_to_do(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    put(project, "2023.html", 1, year=2023)
    put(project, "2024.html", 2, year=2024)
    put(project, "copy.html", 2, year=2025)
    body = {"place": "410103", "kind": "gov_office"}
    register(project, *({"path": f"{name}.html", **body} for name in ("2023", "2024", "copy")))
    ingest(project)
    command = [sys.executable, "-m", "workbench", "check", "--project", str(project.root)]

    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(
        subprocess.run([*command, "--json"], capture_output=True, text=True, check=False).stdout
    )

    assert shown.returncode == 1
    assert "X1.total: " in shown.stdout and "carried over in 2023.html" in shown.stdout
    assert "copy.html  has the figures of 2024.html under another year and is not counted" in shown.stdout
    (report,) = told
    assert report["path"] == "2024.html" and report["checks"]
    for check in report["checks"]:
        assert check["against"] == ["2023.html"] and check["found"] and check["expected"] and check["todo"]
        assert check["cells"][0]["printed"] is not None
    figures = ["figures", "--project", str(project.root), "--body", "410103.gov_office", "--year", "2024"]
    printed = CliRunner().invoke(cli.workbench, figures).output
    assert "checks between reports that fail: X1.total" in printed

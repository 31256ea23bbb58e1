"""Why a body is expected to report: the law, a local order that a person registered, or a report of another year."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.keeping import made_project, put_bytes, register
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from workbench import frames
from workbench.expected import expected_in
from workbench.ingest import ingest
from workbench.orders import expected_bodies
from workbench.project import Project
from workbench.quality import quality

COUNTY = "510923"  # 四川省遂宁市大英县
ORDER = "local order: 大府办发〔2020〕3号"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two departments of a county: one reported for both years, the other for the first."""
    project = made_project(tmp_path_factory.mktemp("orders"))
    for seed, (name, issuer, year) in enumerate(
        (
            ("a22.html", "大英县教育局", 2022),
            ("a23.html", "大英县教育局", 2023),
            ("b22.html", "大英县民政局", 2022),
        )
    ):
        put_bytes(project, name, html_site(plain_report(seeded(seed + 1), issuer=issuer, year=year), None))
    register(
        project,
        {"path": "b22.html", "ground": ORDER},
        {"body": "510923100.township", "place": "510923100", "ground": ORDER},
    )
    ingest(project)
    return project


def test_the_three_grounds_stand_beside_the_bodies_that_are_missing(county: Project) -> None:
    loaded = frames.load(county)
    rows = expected_bodies(loaded, region=COUNTY, year=2023)
    assert [row[:3] for row in rows.iter_rows()] == [
        ("510923.department.教育局", True, "reported"),
        ("510923.department.民政局", False, "local order"),
        ("510923.gov", False, "law"),
        ("510923100.township", False, "local order"),
    ]
    assert expected_bodies(loaded, region=COUNTY, year=2024)["ground"].to_list() == [
        *("seen before", "local order", "law", "local order")
    ]
    assert set(rows.filter(ground="local order")["source"]) == {"大府办发〔2020〕3号"}
    assert loaded.notes == []  # a row about a body, and no file, is no mistake


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_the_page_on_data_quality_misses_the_bodies_that_are_expected_and_not_read(
    county: Project, year: int
) -> None:
    loaded = frames.load(county)
    expected = expected_bodies(loaded, region=COUNTY, year=year)
    known = quality(loaded, region=COUNTY, year=year).known
    assert known.select("body_id", read="obtained").rows() == expected.select("body_id", "read").rows()
    never = known.filter(pl.col("last_seen").is_null()).select("body_id", "kind", "place_name")
    assert never.rows() == [
        ("510923.gov", "gov", "四川省 遂宁市 大英县"),
        ("510923100.township", "township", "四川省 遂宁市 大英县 蓬莱镇"),
    ]


def test_before_the_reports_are_due_nobody_is_missing(county: Project) -> None:
    loaded = frames.load(county)
    day = date(2024, 2, 15)
    rows = expected_bodies(loaded, region=COUNTY, year=2023, as_of=day)
    assert rows.rows() == [("510923.department.教育局", True, "reported", None, day)]
    assert expected_in(loaded, COUNTY, 2023, day) == 1 and expected_in(loaded, COUNTY, 2023) == 4


def test_figures_say_for_which_day_they_are_told(county: Project) -> None:
    def bodies(*options: str) -> dict[str, object]:
        call = [sys.executable, "-m", "workbench", "figures", "--project", str(county.root), "--json"]
        call += ["--region", COUNTY, "--year", "2023", "--measure", "coverage", *options]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout)["bodies"])

    assert bodies() == {"read": 1, "expected": 4}
    assert bodies("--as-of", "2024-02-15") == {"read": 1, "expected": 1, "as_of": "2024-02-15"}


def test_a_day_that_is_none_is_refused(county: Project, tmp_path: Path) -> None:
    call = [sys.executable, "-m", "workbench", "figures", "--project", str(county.root), "--region", COUNTY]
    done = subprocess.run(
        [*call, "--year", "2023", "--as-of", "soon"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "--as-of: found 'soon'; expected a date" in done.stderr

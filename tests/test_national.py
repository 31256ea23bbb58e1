"""The made nation at small size: it keeps the form's sums where nothing is misprinted, and drives pages and figures."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from benchmarks.national import chunk, make_nation
from benchmarks.national_bodies import bodies
from tests.pictures import same_in_both, spec_of
from workbench import charts, frames, growth, quality
from workbench.bodies import LEVELS, regions_of
from workbench.frames import Frames, source
from workbench.measures import Subject, figures, figures_each
from workbench.project import Project
from workbench.tables import Note, Table

ROOT = Path(__file__).resolve().parent.parent
PREFECTURE, YEAR = "630200", 2023  # 海东市: two districts and four counties


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("nation") / "project"
    return make_nation(folder, bodies_in_all=60_000, region=PREFECTURE)[0]


@pytest.fixture(scope="module")
def made(project: Project) -> Frames:
    return frames.load(project)


def test_the_same_seed_gives_the_same_bytes() -> None:
    group = bodies(60_000, "630222")
    first, again, other = (chunk(group, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert [part.serialize() for part in first] == [part.serialize() for part in again]
    assert first[0].serialize() != other[0].serialize()


def test_the_sums_fail_only_where_a_number_is_misprinted(made: Frames) -> None:
    failed = made.checks.filter(pl.col("status") == "fail").group_by("report_id").len("failed")
    told = made.reports.select("report_id", pl.col("n_failed_checks").fill_null(0))
    both = told.join(failed, on="report_id", how="left").with_columns(pl.col("failed").fill_null(0))
    assert both.filter(pl.col("failed") != pl.col("n_failed_checks")).is_empty()
    assert 0 < both.filter(pl.col("failed") > 0).height < 0.05 * both.height
    closes = made.proposals.select("report_id", "closes").explode(
        "closes", empty_as_null=True, keep_nulls=True
    )
    fails = made.checks.filter(pl.col("status") == "fail").select("report_id", "check")
    assert closes.join(
        fails, left_on=["report_id", "closes"], right_on=["report_id", "check"], how="anti"
    ).is_empty()


def test_years_and_parts_agree(made: Frames) -> None:
    """X1, X2 and S1: what is carried over is carried in, and a consolidated report is the sum of its parts."""
    by_status = made.across.group_by("check", "status").len()
    assert "fail" not in set(by_status["status"])
    assert {check.split(".")[0] for check in by_status["check"]} == {"X1", "X2", "S1"}


def test_counts_are_zero_inflated_and_overdispersed_and_reports_have_their_flaws(made: Frames) -> None:
    own = made.reports.filter(scope="own").join(made.wide, on="report_id")
    received = own["requests.received.total"].drop_nulls()
    assert 0.4 < (received == 0).mean() < 0.9  # type: ignore[operator]
    assert float(received.var()) > 5 * float(received.mean())  # type: ignore[arg-type]
    assert set(made.reports["edition"].drop_nulls()) == {"2019", "2021"}
    assert {"own", "consolidated"} <= set(made.reports["scope"])
    assert {"blank", "mark", "number"} <= set(made.cells["state"]) and made.cells["implied_zero"].any()
    assert made.reports["year"].drop_nulls().n_unique() == 6


def test_many_figures_at_once_are_the_figures_one_by_one(made: Frames) -> None:
    codes = [
        code
        for level in LEVELS
        for code in made.by_region[regions_of(level)].drop_nulls().unique().sort()[:4]
    ]
    subjects = [Subject(year, region=code) for code in [*codes, "999999"] for year in (2020, YEAR)]
    subjects += [Subject(YEAR, body=body) for body in made.reports["body_id"].unique().sort()[:4]]
    many = figures_each(made, subjects)
    for subject, found in zip(subjects, many, strict=True):
        assert found == figures(made, region=subject.region, body=subject.body, year=subject.year), subject


def test_a_large_archive_is_read_by_parts_and_gives_the_same_figures(
    made: Frames, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "SMALL", 0)
    large = frames.load(project)
    for region, year in ((PREFECTURE, YEAR), ("630202", 2020), ("630203", YEAR)):
        assert figures(large, region=region, year=year) == figures(made, region=region, year=year)
    assert not {"wide", "cells", "checks"} & set(vars(large)), "a whole frame was read"


def test_growth_is_told_on_bodies_with_both_years_and_splits_into_two(made: Frames) -> None:
    panel = growth.panel_of(made, region=PREFECTURE, until=2024)
    steps = growth.steps(panel)
    assert steps["year"].to_list() == [2020, 2021, 2022, 2023, 2024]
    assert steps.filter("break")["year"].to_list() == [2021]
    split = steps.drop_nulls("change")
    assert (split["change"] - split["within"] - split["mix"]).abs().max() < 1e-12  # type: ignore[operator]
    for row in steps.iter_rows(named=True):
        then, now = (set(panel.rows.filter(year=row["year"] - back)["body_id"]) for back in (1, 0))
        assert (row["bodies"], row["entries"], row["exits"]) == (
            len(now & then),
            len(now - then),
            len(then - now),
        )
    assert panel.balanced.group_by("body_id").len()["len"].unique().to_list() == [6]


def test_cells_by_what_is_printed_are_all_cells(made: Frames) -> None:
    found = quality.quality(made, region=PREFECTURE, year=YEAR)
    whole = quality.printed(found).tail(1).row(0, named=True)
    printed = sum(whole[name] for name in quality.PRINTED[:-1])
    assert printed == found.cells.height
    statuses = quality.statuses(found).tail(1).row(0, named=True)
    assert sum(statuses[name] for name in quality.STATUSES) == printed + whole["absent"]
    assert statuses["reports"] + found.known.filter(~pl.col("obtained")).height == found.known.height


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["data_quality", "panel"])
@pytest.mark.parametrize(("region", "year"), [(PREFECTURE, YEAR), ("630202", 2019), ("630202101", YEAR)])
def test_each_cell_of_the_notebook_shows_something_in_its_language(
    name: str, region: str, year: int, lang: str, project: Project
) -> None:
    """For a prefecture, the first year of a district and a single township; the cells run in this process."""
    shown = run(name, {"region": region, "year": year, "lang": lang, "project": str(project.root)})
    texts = [part.text for part in shown if isinstance(part, Note)]
    drawn = [part for part in shown if not isinstance(part, Note | Table)]
    assert len(texts) >= 5 and drawn
    told = texts[3:-1]  # the last is the citation, with the place's own name
    assert any("一" <= sign <= "鿿" for text in told for sign in text) is (lang == "zh")
    for chart in drawn:
        bundle = charts.mimebundle(chart.to_dict())
        assert bundle["text/plain"] and len(json.dumps(bundle)) < 100_000


@pytest.mark.parametrize(("name", "region"), [("region_summary", PREFECTURE), ("overview", "630000")])
def test_a_page_of_many_bodies_stays_below_a_megabyte(name: str, region: str, project: Project) -> None:
    """All that its cells show: words, tables with their downloads inside, charts; measured were 0.40 and 0.10 MB."""
    shown = run(name, {"region": region, "year": YEAR, "lang": "en", "project": str(project.root)})
    told = [
        part.text if isinstance(part, Note) else part.html for part in shown if isinstance(part, Note | Table)
    ]
    drawn = [
        json.dumps(part.to_dict(), allow_nan=False) for part in shown if not isinstance(part, Note | Table)
    ]
    assert len(told) > 10 and len(drawn) > 3
    sizes = [len(part.encode()) for part in (*told, *drawn)]
    assert sum(sizes) < 1_000_000, sorted(sizes)[-5:]


@pytest.mark.parametrize("name", ["statuses", "levels", "growth"])
def test_vega_lite_5_and_6_draw_the_same_picture(name: str, made: Frames) -> None:
    panel = growth.panel_of(made, region=PREFECTURE, until=2024)
    drawn = {
        "statuses": lambda: charts.statuses(
            quality.statuses(quality.quality(made, region=PREFECTURE, year=YEAR)), "zh"
        ),
        "levels": lambda: charts.levels(growth.levels(panel), "zh", (2021,)),
        "growth": lambda: charts.growth(growth.steps(panel), "zh", (2021,)),
    }[name]()
    spec = spec_of(drawn)
    assert same_in_both(spec)


def run(name: str, given: dict[str, Any]) -> list[Any]:
    """What the cells of a notebook display, with these parameters."""
    shown: list[Any] = []
    space: dict[str, Any] = {"display": lambda *parts: shown.extend(parts)}
    for cell in json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]:
        code = ast.parse("".join(cell["source"]))
        last = code.body[-1] if code.body else None
        shows = isinstance(last, ast.Expr)
        exec(compile(ast.Module(code.body[:-1] if shows else code.body, []), name, "exec"), space)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), space)
            shown += [] if value is None else [value]
        if cell["id"] == "parameters":
            space |= given
    return shown

"""Several years: only years with a report, nothing compared that is not comparable, changes with their intervals."""

from __future__ import annotations

import json

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.made_frames import ERQI, LITONG, Made, made
from tests.pictures import same_in_both, spec_of
from workbench import charts, measures
from workbench.charts.renderer import MIME, mimebundle
from workbench.dictionary import load_sets
from workbench.series import changes, over_years
from workbench.years_table import years_table

# Disclosed of concluded, and concluded, in six years; those of the reference values of the Cochran–Armitage test.
RATES = {2019: (1249, 2247), 2020: (1642, 2949), 2021: (2140, 4107), 2022: (1903, 3435)} | {
    2023: (2180, 3783),
    2024: (2488, 3996),
}


def of_year(year: int, granted: int, done: int, scope: str = "own") -> Made:
    cells = {"granted": granted, "total_processed": done, "received": done}
    return Made({f"requests.{row}.total": n for row, n in cells.items()}, year=year, scope=scope)


def series(*reports: Made, until: int = 2024) -> pl.DataFrame:
    return over_years(made(*reports), region="410103", until=until)


SIX = [of_year(year, *rate) for year, rate in RATES.items()]


def test_later_years_and_years_without_a_report_are_not_in_it() -> None:
    found = series(SIX[0], SIX[2], SIX[5], until=2023)
    assert found["year"].unique().to_list() == [2019, 2021]
    assert series(SIX[0], until=2018).is_empty()


def test_years_in_one_pass_are_the_figures_of_each_year() -> None:
    frames = made(*SIX, Made(ERQI, scope="consolidated", year=2020, kind="gov"))
    for region in ("410103", "410000", "000000"):
        found = over_years(frames, region=region, until=2024)
        each = [measures.figures(frames, region=region, year=year) for year in RATES]
        assert_frame_equal(found.drop("edition", "bodies"), measures.tidy(*each))


def test_changes_have_newcombes_and_the_exact_interval() -> None:
    """49 of 62 against 40 of 65, and 730 against 620: the reference values of both methods."""
    rates = changes(series(of_year(2022, 40, 65), of_year(2023, 49, 62)), 2023)
    share = rates.row(by_predicate=pl.col("measure") == "disclosure_rate", named=True)
    assert [share[name] for name in ("change", "low", "high")] == pytest.approx(
        [0.174938, 0.015469, 0.322025], abs=6e-7
    )
    counts = changes(series(of_year(2022, 40, 620), of_year(2023, 49, 730)), 2023)
    growth = counts.row(by_predicate=pl.col("measure") == "processed", named=True)
    assert growth["kind"] == "ratio"
    assert [growth[name] for name in ("change", "low", "high")] == pytest.approx(
        [1.177419, 1.056441, 1.312571], abs=6e-7
    )


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (of_year(2022, 40, 65, scope="consolidated"), "basis changed"),
        (of_year(2021, 40, 65), "no report for the year before"),
        (Made(LITONG, year=2022), "no rate in both years"),  # 7 cases
    ],
)
def test_what_is_not_comparable_has_no_change_and_says_why(before: Made, why: str) -> None:
    found = changes(series(before, of_year(2023, 49, 62)), 2023)
    share = found.row(by_predicate=pl.col("measure") == "disclosure_rate", named=True)
    assert (share["change"], share["low"], share["why_null"]) == (None, None, why)


def test_the_trend_is_tested_from_five_years_on() -> None:
    titles = [charts.over_years(series(*SIX[:n])).to_dict()["title"]["subtitle"][0] for n in (4, 6)]
    assert "不足五年" in titles[0] and "z=6.87，p<0.001" in titles[1]  # z 6.866861


def test_a_year_with_few_cases_is_a_gap_and_named() -> None:
    spec = charts.over_years(series(SIX[0], SIX[1], of_year(2021, 3, 5), *SIX[3:])).to_dict()
    assert "2021" in spec["title"]["subtitle"][1] and "2021" not in spec["description"]
    points = next(rows for rows in spec["datasets"].values() if "run" in rows[0])
    assert [(point["year"], point["run"]) for point in points] == [
        *((2019, 0), (2020, 0), (2022, 1), (2023, 1), (2024, 1))
    ]


def test_years_of_another_basis_are_not_joined() -> None:
    spec = charts.over_years(series(of_year(2022, 40, 65, scope="consolidated"), SIX[4], SIX[5])).to_dict()
    points = next(rows for rows in spec["datasets"].values() if "run" in rows[0])
    assert [point["run"] for point in points] == [0, 1, 1]


def test_a_change_of_edition_is_marked() -> None:
    two = series(SIX[1], SIX[2]).with_columns(
        edition=pl.when(pl.col("year") == 2020).then(pl.lit("2019")).otherwise("edition")
    )
    text = json.dumps(mimebundle(charts.over_years(two, "en").to_dict())[MIME], allow_nan=False)
    assert '"at": 2020.5' in text and "form of 2021" in text


def test_one_year_is_no_series() -> None:
    spec = charts.over_years(series(Made(ERQI))).to_dict()
    assert spec["mark"]["type"] == "text" and "没有走势" in spec["description"]


def test_the_table_has_a_line_a_measure_with_a_gap_for_the_unknown() -> None:
    html = years_table(
        series(SIX[0], of_year(2020, 3, 5), of_year(2021, 1000, 4107)), year=2021, lang="zh"
    ).html
    assert "3 / 5" in html  # counts of few cases
    rate = html[html.index("公开率") : html.index("不予公开率")]
    assert "<svg" not in rate  # 55.6 %, unknown, 24.3 %: no two neighbouring years
    assert html[html.index("新收申请") : html.index("办结申请")].count("<polyline") == 2
    assert html.count("<tr>") == 1 + len(load_sets()["key"])


def test_one_year_is_no_table_of_years() -> None:
    assert "没有两个年份" in years_table(series(Made(ERQI)), year=2022, lang="zh").html
    assert "no two years" in years_table(series(Made(ERQI), until=2019), year=2019, lang="en").html


def test_vega_lite_5_and_6_draw_the_same_picture() -> None:
    spec = spec_of(charts.over_years(series(*SIX), "zh"))
    assert same_in_both(spec)


def test_years_put_together_from_other_bodies_are_not_tested_for_a_trend() -> None:
    """Six years as above, each with an office; in the last a second body joins in."""
    again = Made(
        {"requests.granted.total": 5, "requests.total_processed.total": 10}, year=2024, kind="department"
    )
    title = charts.over_years(series(*SIX, again)).to_dict()["title"]["subtitle"][0]
    assert "不足五年" in title and "z=" not in title


def test_a_table_of_years_without_a_change_says_why_and_stars_what_not_all_tell() -> None:
    apart = years_table(series(SIX[0], SIX[2]), year=2021, lang="en").html
    assert "No change from the year before: there is no report for it." in apart
    blank = {"requests.received.total": "blank"}
    other = [Made(ERQI, year=year, kind="department", unknown=blank) for year in (2021, 2022)]
    html = years_table(series(SIX[2], SIX[3], *other), year=2022, lang="zh").html
    assert "4,107*" in html and "有的报告此项不可知" in html

"""The charts of a page with several years and with peers: described, bounded, honest about gaps."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.made_frames import ERQI, Made, made
from tests.pictures import same_in_both, spec_of
from tests.test_peers import office, offices
from workbench import charts, series
from workbench.charts.renderer import MIME, mimebundle
from workbench.ranking import ranking
from workbench.standing import pooled, profile

YEARS = [
    Made(ERQI, year=2020),
    Made(ERQI, year=2021, unknown={"requests.carried_over.total": "blank"}),
    Made(ERQI),
]
FRAMES = made(
    *YEARS,
    *(Made(ERQI, place=f"4103{n:02d}", year=year) for n in range(2, 14) for year in (2020, 2021, 2022)),
)
OVER = series.over_years(FRAMES, region="410103", until=2022)
PEERED = made(*offices(60), office(97, 99, 100))
SPREAD = {
    name: profile(PEERED, region="410097", year=2022, of=name) for name in ("spine", "grounds", "applicants")
}

BUILDERS: dict[str, Callable[[str], charts.AnyChart]] = {
    "key": lambda lang: charts.key(OVER, series.changes(OVER, 2022), year=2022, lang=lang),
    "flow": lambda lang: charts.flow(OVER, lang),
    "years": lambda lang: charts.over_years(
        OVER, lang, beside=pooled(FRAMES, region="410103", years=[2020, 2021, 2022])
    ),
    "spine": lambda lang: charts.spine(SPREAD["spine"], lang, ranking(PEERED, region="410097", year=2022)),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", BUILDERS)
def test_both_versions_draw_the_same_bounded_and_described_picture(name: str, lang: str) -> None:
    chart = BUILDERS[name](lang)
    bundle = mimebundle(chart.to_dict())
    assert bundle["text/plain"] and len(json.dumps(bundle[MIME])) < 24_000
    if lang == "en":
        return  # the same marks with other words: one language is enough to draw
    spec = spec_of(chart)
    assert same_in_both(spec)


def test_the_clearance_rate_stands_above_the_bars_of_each_year_that_is_drawn() -> None:
    spec = BUILDERS["flow"]("zh").to_dict()
    assert "柱上：办结率" in spec["title"]["subtitle"]
    rates = {row["year"]: row["value"] for row in OVER.filter(measure="clearance_rate").to_dicts()}
    above = [row for rows in spec["datasets"].values() for row in rows if "top" in row]
    assert {row["year"]: row["text"] for row in above} == {
        "2020": f"{rates[2020]:.1%}",
        "2022": f"{rates[2022]:.1%}",
    }


def test_a_year_without_all_four_numbers_is_left_empty_and_named() -> None:
    spec = BUILDERS["flow"]("zh").to_dict()
    assert "未画的年份（四个数不全）：2021" in spec["title"]["subtitle"]
    assert "2021" not in spec["description"] and "2020" in spec["description"]


def test_tiles_give_counts_for_few_cases_and_the_reason_and_no_zero_for_the_unknown() -> None:
    few = made(office(1, 3, 7))
    years = series.over_years(few, region="410001", until=2022)
    told = json.dumps(
        charts.key(years, series.changes(years, 2022), year=2022, lang="en").to_dict(), ensure_ascii=False
    )
    assert "3 / 7" in told and "fewer than 10 cases" in told
    unknown = made(office(1, 3, 7), Made(ERQI, unknown={"requests.received.total": "blank"}))
    years = series.over_years(unknown, region="410103", until=2022)
    description = charts.key(years, series.changes(years, 2022), year=2022).to_dict()["description"]
    assert "新收申请 —" in description


def test_peers_of_province_and_nation_are_lines_with_labels_apart() -> None:
    spec = json.dumps(BUILDERS["years"]("en").to_dict())
    assert "province 79.0%" in spec and "nation 79.0%" in spec


def test_ranks_stand_with_range_and_number_of_peers() -> None:
    spec = json.dumps(BUILDERS["spine"]("en").to_dict(), ensure_ascii=False)
    assert "1 (1–" in spec and "/ 49" in spec and "a rank is no verdict" in spec


def test_an_assembled_figure_of_other_bodies_has_no_change() -> None:
    two = [
        Made(ERQI, place=place, year=year)
        for place, year in (("410103", 2021), ("410103", 2022), ("410104", 2022))
    ]
    years = series.over_years(made(*two), region="410100", until=2022)
    row = series.changes(years, 2022).filter(measure="received").row(0, named=True)
    assert (row["change"], row["why_null"]) == (None, series.OTHER_BODIES)

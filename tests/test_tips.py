"""What stands beside the pointer is named in the chart's language and written as people write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.made_frames import ERQI, Made, made
from tests.pictures import picture, spec_of
from workbench import charts
from workbench.explorer.part import Part
from workbench.explorer.state import start
from workbench.explorer.view import view
from workbench.peers import peers

CHARTS = Path(charts.__file__).parent
BUSY = {"requests.granted.total": 30, "requests.total_processed.total": 40}
YEARS = made(*(Made({**ERQI, **BUSY}, year=year) for year in (2021, 2022, 2023)))
ROOM = 930  # pixels of a notebook 1,400 wide beside the list of files


def tips(node: Any) -> Iterator[dict[str, Any]]:
    """Every field of a tooltip in the specification."""
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from inner if key == "tooltip" and isinstance(inner, list) else tips(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from tips(inner)


def shown(part: str, lang: str) -> Part:
    return view(YEARS, start(YEARS, region="410103", year=2022, lang=lang), part)


@pytest.mark.parametrize("part", ["dots", "line", "dispositions", "matrix"])
def test_a_tip_has_chinese_names_in_a_chinese_chart_and_english_ones_in_an_english(part: str) -> None:
    for lang, wanted in (("zh", r"[^a-zA-Z]+"), ("en", r"[a-zA-Z0-9 /%()]+")):
        chart = shown(part, lang).chart
        assert chart is not None
        titles = [tip["title"] for tip in tips(chart.to_dict())]
        assert titles and all(re.fullmatch(wanted, title) for title in titles), titles


def test_no_chart_names_its_tips_by_the_names_of_fields() -> None:
    own = [
        path.name
        for path in CHARTS.glob("*.py")
        if re.search(r"alt\.Tooltip\(|tooltip=\[", path.read_text(encoding="utf-8"))
    ]
    assert own == ["tips.py"]


def test_a_point_of_many_bodies_tells_how_many_and_a_rate_is_a_percentage() -> None:
    cases = [{"requests.granted.total": n, "requests.total_processed.total": 20 + 2 * n} for n in range(400)]
    many = made(*(Made(told, place=f"{110101 + n}") for n, told in enumerate(cases)))
    found = peers(many, region="110101", year=2022, measure="disclosure_rate")
    spec = charts.funnel(found, "zh", pick=True).to_dict()
    points = [row for rows in spec["datasets"].values() for row in rows if "bodies" in row]
    assert points and all(row["name"] for row in points)
    assert any(re.fullmatch(r"\d+个单位", row["name"]) and row["bodies"] > 1 for row in points)
    assert {tip["format"] for tip in tips(spec) if tip["field"] in ("n", "rate")} == {",.0f", ".1%"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_totals_of_the_table_of_requests_are_in_sight_beside_the_list_of_files(lang: str) -> None:
    chart = shown("matrix", lang).chart
    assert chart is not None
    old, new = (picture(spec_of(chart), version) for version in ("5.20", "6.4"))
    assert old.width == new.width <= ROOM

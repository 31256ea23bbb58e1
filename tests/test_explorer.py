"""The explorer without a browser: its state is plain, its three messages differ, its views follow the choices."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.made_frames import ERQI, HONGZE, LITONG, Made, made
from workbench.errors import BadCall
from workbench.explorer import Explorer
from workbench.explorer.state import start
from workbench.explorer.view import view

TOWN = "630203202"
FRAMES = made(
    Made(ERQI),
    Made(LITONG, place="640302", place_name="宁夏回族自治区 吴忠市 利通区"),
    Made({}, place=TOWN, place_name="青海省 海东市 平安区 古城回族乡", year=2023),
)


def told(**wished: Any) -> str:
    chart = view(FRAMES, start(FRAMES, **wished)).chart
    return str(chart.to_dict()["description"])


def test_it_opens_with_the_busiest_report() -> None:
    assert start(FRAMES) == {
        "region": "410103",
        "year": 2022,
        "lang": "zh",
        "measure": "disclosure_rate",
        "least": 0,
        "report": "r00000000001",
    }


def test_each_reason_for_no_chart_has_its_own_message() -> None:
    no_report = told(region=TOWN, year=2022)
    only_zero = told(region=TOWN, year=2023)
    too_narrow = told(least=100)
    few = told(measure="review_correction_rate")  # one review concluded in one place, none in the other
    assert "未取得" in no_report and "零申请" in only_zero and "筛选过窄" in too_narrow and "少于10" in few


def test_the_least_number_of_cases_leaves_small_places_out_of_the_chart_only() -> None:
    state = start(FRAMES, least=10)
    shown = view(FRAMES, state)
    assert "利通区" not in json.dumps(shown.chart.to_dict(), ensure_ascii=False) and "利通区" in shown.table


def test_the_chosen_place_stands_among_its_peers_or_it_is_said_why_not() -> None:
    too_few = view(FRAMES, start(FRAMES)).funnel.to_dict()["description"]
    no_share = view(FRAMES, start(FRAMES, measure="received")).funnel.to_dict()["description"]
    assert "2份，不足30份" in too_few and "不是件数之比" in no_share


def test_choices_move_the_views_and_the_state_stays_plain() -> None:
    explorer = Explorer(frames=FRAMES)
    explorer.choose(measure="not_held_rate")
    explorer.choose(lang="en", region="640302")
    assert json.loads(json.dumps(explorer.state)) == {
        "region": "640302",
        "year": 2022,
        "lang": "en",
        "measure": "not_held_rate",
        "least": 0,
        "report": "r00000000002",
    }
    assert "Not-held rate" in str(explorer._chart.spec)
    assert "2 / 7" in explorer._table.value and "640302" in explorer._line.value


def test_a_state_can_be_restored() -> None:
    first = Explorer(frames=FRAMES)
    first.choose(year=2023, region=TOWN)
    assert Explorer(frames=FRAMES, **first.state).state == first.state


def test_the_matrix_is_that_of_the_report_chosen() -> None:
    whole = Made(HONGZE, scope="consolidated", kind="gov", undivided=True)
    explorer = Explorer(frames=made(Made(ERQI), whole))
    assert explorer.state["report"] == "r00000000002" and ">95<" in explorer._matrix.value
    explorer.choose(report="r00000000001")
    assert ">62<" in explorer._matrix.value and ">95<" not in explorer._matrix.value


def test_wrong_choices_name_what_there_is() -> None:
    with pytest.raises(BadCall, match="410103"):
        start(FRAMES, region="410104")
    with pytest.raises(BadCall, match="measure"):
        start(FRAMES, mesure="x")

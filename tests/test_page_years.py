"""What a page tells of each row and year: all results of the form, the checks as a heat table, many bodies by place."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import polars as pl
import pytest

from tests.made_frames import ERQI, HONGZE, LITONG, Made, made
from tests.pictures import spec_of
from workbench import page_states, page_tables, page_years
from workbench.children import states_by_place
from workbench.parameters import Asked
from workbench.units import states

PLACE = "410103"


def asked(*reports: Made, lang: str = "zh", region: str = PLACE, year: int = 2022) -> Asked:
    frames = made(*reports)
    told = {"frames": frames, "region": region, "year": year, "lang": lang, "who": {"region": region}}
    return cast(Asked, SimpleNamespace(**told, root=Path()))


def row(html: str, begins: str) -> list[str]:
    """The cells of the row whose label has these words."""
    texts = [
        part.split(">", 1)[1]
        for part in html.split("<tr>")
        if begins in part
        for part in part.split("<td")[1:]
    ]
    return [text.split("</")[0] for text in texts]


def test_all_21_results_stand_with_their_counts_by_year_folded() -> None:
    """Erqi 2022: 49 granted, 1 internal affairs, 7 not held, 1 to be made, 1 repeated, 3 otherwise, of 62."""
    page = asked(Made(ERQI), Made(ERQI | {"requests.granted.total": 40}, year=2021))
    html = page_years.results_table(page).html
    assert html.startswith("<details><summary>表三的全部21项办理结果")
    assert row(html, "（一）予以公开")[-2:] == ["40", "49"]
    assert row(html, "（三）5.属于三类内部事务信息")[-1] == "1"
    assert row(html, "（四）1.本机关不掌握")[-1] == "7"
    assert row(html, "（六）3.其他")[-1] == "3" and row(html, "（七）总计")[-1] == "62"
    assert (
        html.count("<tr>") == 1 + 21 + 2
    )  # head, results, total and carried over: no row in place of others
    english = page_years.results_table(asked(Made(ERQI), lang="en")).html
    assert "All 21 results" in english and "(3) 5. Refused: internal affairs" in english


def test_a_sum_of_those_that_tell_it_is_starred_and_an_undivided_row_stands_beside_its_parts() -> None:
    page = asked(Made(ERQI, body="a"), Made(HONGZE, body="b", undivided=True))
    html = page_years.results_table(page).html
    assert row(html, "（六）3.其他")[-1].endswith("*") and "只含可知的报告" in html
    assert row(html, "（六）其他处理")[-1].endswith("*")
    assert not row(html, "（七）总计")[-1].endswith("*")


def test_a_place_without_a_report_has_no_results() -> None:
    assert page_years.results_table(asked(Made(ERQI, place="630203"))).html == ""


def with_checks(page: Asked, *checks: tuple[int, str, str]) -> Asked:
    """The page with these checks: the report's number, the check, its status."""
    ids = page.frames.find()["report_id"]
    rows: list[tuple[Any, ...]] = [(ids[at], check, status, 1.0, 2.0, []) for at, check, status in checks]
    schema: Any = dict.fromkeys(("report_id", "check", "status"), pl.String) | {
        "left": pl.Float64, "right": pl.Float64, "cells": pl.List(pl.String)
    }  # fmt: skip
    cast(Any, page.frames).checks = pl.DataFrame(rows, schema=schema, orient="row")
    return page


def test_checks_of_several_years_are_a_heat_table_with_failed_and_tested() -> None:
    now = [
        (0, "C1.received", "fail"),
        (0, "C1.granted", "pass"),
        (0, "C2.total", "pass"),
        (0, "N1.1", "not_testable"),
    ]
    page = with_checks(asked(Made(ERQI), Made(ERQI, year=2021)), *now, (1, "C2.total", "pass"))
    note, table = page_years.checks_part(page)
    assert "历年校验" in note.text
    assert row(table.html, "C1 各行") == ["C1 各行：六类申请人之和＝总计", "—", "1 / 2"]
    assert row(table.html, "C2 各列")[1:] == ["0 / 1", "0 / 1"]
    assert "N1" not in table.html  # nothing could be tested
    assert "background:#3C6E9F" in table.html  # half of them failed
    # The checks of one year stand above.
    assert page_years.checks_part(with_checks(asked(Made(ERQI)), *now)) == []


def test_of_more_than_forty_bodies_each_place_has_a_row_and_each_year_a_column() -> None:
    """Two counties with 30 townships each, of which some have no report or no request in one of the years."""
    bodies = [
        Made({"requests.received.total": n % 3}, year=year, place=f"41010{3 + n % 2}{n:03d}", only=True)
        for n in range(60)
        for year in (2021, 2022)
        if year == 2022 or n % 5
    ]
    own = Made({"requests.received.total": 5}, place="410100", only=True)
    page = asked(*bodies, own, region="410100")
    found = states(page.frames, region="410100", until=2022)
    counts = states_by_place(found, "410100")
    assert counts["n"].sum() == found.height == 2 * 61
    assert set(counts["place"].to_list()) == {None, "410103", "410104"}
    chart, _, table = page_states.drawn(page, found)
    spec = chart.to_dict()
    texts = [row["text"] for rows in spec["datasets"].values() for row in rows if "text" in row]
    assert texts == ["48/61", "61/61", "0/1", "1/1", "24/30", "30/30", "24/30", "30/30"]
    ends = [row for rows in spec["datasets"].values() for row in rows if "to" in row]
    assert all(0 <= bar["from"] <= bar["to"] <= 2 for bar in ends) and len(spec_of(chart)) < 20_000
    assert table.html.startswith("<details>") and row(table.html, "二七区")[-1].count("/") == 2


def test_of_very_many_places_the_smallest_stand_together() -> None:
    rows = pl.DataFrame(
        {
            "place": [f"41{n:04d}" for n in range(90)],
            "year": [2022] * 90,
            "state": ["some"] * 90,
            "n": [*range(1, 91)],
        }
    )
    from workbench.charts.states_by_place import rows_of

    named = rows_of(rows, "en")
    assert len(named) == 1 + 40 + 1 and named[-1][0] == "50 other places"
    assert named[0][1][2022]["some"] == sum(range(1, 91)) and named[-1][1][2022]["some"] == sum(range(1, 51))


@pytest.mark.parametrize("several", [True, False])
def test_a_failed_check_names_its_report_where_there_are_several(several: bool) -> None:
    reports = [Made(ERQI, body="a"), *([Made(LITONG, body="b")] if several else [])]
    page = with_checks(asked(*reports), (0, "C1.received", "fail"))
    shown = page.frames.find().with_columns(title=pl.lit("一份年度报告"))
    html = page_tables.failed_checks_table(cast(Any, page.frames).checks, lang="zh", reports=shown).html
    assert ("一份年度报告" in html) is several

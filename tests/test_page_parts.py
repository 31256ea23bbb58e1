"""Parts of a page that count bodies in two ways, or have nothing to compare: both are said in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from tests.made_frames import ERQI, HONGZE, LITONG, Made, made
from workbench import page_parts, page_states
from workbench.parameters import Asked
from workbench.tables import Note
from workbench.units import states
from workbench.wording import split_points

WHOLE = Made(HONGZE, scope="consolidated", kind="gov", undivided=True)
INSIDE = Made(LITONG, kind="department")
EARLIER = Made(ERQI, year=2021)


def asked(*reports: Made, lang: str = "zh", year: int = 2022, as_of: date | None = None) -> Asked:
    frames = made(*reports)
    cast(Any, frames).as_of = as_of
    told = SimpleNamespace(frames=frames, region="410103", year=year, lang=lang, root=Path())
    return cast(Asked, told)


def said(page: Asked) -> str:
    return page_states.seen_and_used(page, states(page.frames, region=page.region, until=page.year))


def test_who_reported_and_coverage_count_other_bodies_and_the_page_says_so() -> None:
    """Three bodies were seen, two reports of the year are there; the consolidated one alone makes the figures."""
    text = said(asked(WHOLE, INSIDE, EARLIER))
    assert "曾见其报告的单位有3个，其中取得2022年报告的2个" in text
    assert "应报1个，取得1个" in text and "汇总报告" in text
    english = said(asked(WHOLE, INSIDE, EARLIER, lang="en"))
    assert "3 bodies of this region were seen; 2 of them have a report for 2022" in english
    assert "1 of 1 expected" in english


def test_where_both_counts_are_the_same_only_one_is_told() -> None:
    whole = [Made(ERQI, kind="gov"), INSIDE]
    assert said(asked(*whole)).endswith("取得2022年报告的2个。")
    assert "1 body of this region was seen; 1 of them has a report" in said(asked(Made(ERQI), lang="en"))


def test_before_the_reports_are_due_no_coverage_is_told() -> None:
    assert "应报" not in said(asked(WHOLE, INSIDE, EARLIER, as_of=date(2023, 2, 1)))


def test_without_two_bodies_of_both_years_the_section_says_that_no_change_can_be_told() -> None:
    (note,) = page_parts.comparable(asked(Made(ERQI), INSIDE))
    assert isinstance(note, Note) and "0个，只有一年的2个：没有可比的变化" in note.text
    (english,) = page_parts.comparable(asked(Made(ERQI), INSIDE, EARLIER, lang="en"))
    assert "1 body of one scope with a report for both years, 1 for one of them only" in english.text
    assert page_parts.comparable(asked(Made(ERQI))) == []  # of one body there is nothing to compare


def test_a_change_is_told_as_the_sum_of_its_parts_after_rounding_too() -> None:
    assert split_points(0.0112, 0.0006, 0.0106) == {"change": "+1.1", "within": "+0.1", "mix": "+1.0"}
    for within in range(-300, 300, 7):
        for mix in range(-300, 300, 11):
            parts = within / 7000, mix / 7000
            told = {name: float(text) for name, text in split_points(sum(parts), *parts).items()}
            assert round(told["within"] + told["mix"] - told["change"], 6) == 0
            rounded = {"within": parts[0], "mix": parts[1]}
            assert all(abs(told[name] - 100 * part) <= 0.1 for name, part in rounded.items())
    assert split_points(None, 0.1, 0.1)["mix"] == "—"

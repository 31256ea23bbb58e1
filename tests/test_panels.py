"""The panels: the same figures as one by one, with the marks of what breaks a series."""

from __future__ import annotations

import polars as pl
import pytest

from tests.made_frames import ERQI, HONGZE, HUAIAN, LITONG, Made, made
from workbench.dictionary import load_measures
from workbench.errors import BadCall
from workbench.measures import figures
from workbench.panels import PANEL, By, panel

FRAMES = made(
    Made(ERQI),
    Made(ERQI, year=2024, doubtful=("requests.granted.total",)),
    Made(
        LITONG, place="640302", place_name="宁夏回族自治区 吴忠市 利通区", unknown={"review.total": "blank"}
    ),
    Made(HONGZE, place="320813", year=2024, kind="gov", scope="consolidated", undivided=True),
    Made(HUAIAN, place="320800", year=2024, kind="gov", scope="consolidated", level="prefecture", only=True),
    Made(ERQI, place="320811", year=2024, scope="unknown"),
    Made(LITONG, place="320811", year=2024, scope="unknown", kind="department", body="320811.x"),
    Made({}, place="320803", year=2024, body="320803.empty"),
)


@pytest.mark.parametrize("by", ["region", "body"])
def test_each_row_is_the_figure_that_is_computed_one_by_one(by: By) -> None:
    rows = panel(FRAMES, by)
    subjects = rows.select("subject", "year").unique(maintain_order=True)
    assert subjects.height > 6
    for subject, year in subjects.iter_rows():
        one = figures(
            FRAMES,
            region=subject if by == "region" else None,
            body=None if by == "region" else subject,
            year=year,
        )
        for figure, row in zip(
            one["figures"], rows.filter(subject=subject, year=year).iter_rows(named=True), strict=True
        ):
            where = (subject, year, figure["measure"])
            assert row["basis"] == (one["basis"] if one["basis"] != "undecided" else None), where
            counted = (
                [] if row["basis"] is None else ["numerator", "denominator"]
            )  # of nothing: 0 there, null here
            for name in ("measure", "value", *counted, "low", "high", "doubtful_cells"):
                assert row[name] == pytest.approx(figure[name]), (*where, name)
            assert row["why_null"] == figure["why_null"], where


def test_a_blank_cell_a_zero_denominator_and_few_cases_have_no_value_for_different_reasons() -> None:
    rows = panel(FRAMES, "region", ["reviews", "refusal_rate", "review_correction_rate"])
    reasons = dict(rows.filter(pl.col("why_null").is_not_null()).select("subject", "why_null").iter_rows())
    why = {
        (row["subject"], row["measure"]): row["why_null"]
        for row in rows.iter_rows(named=True)
        if row["why_null"]
    }
    assert reasons
    assert why["640302", "reviews"] == "blank: review.total"
    assert why["640302", "refusal_rate"] == "few_cases"
    assert why["320803", "refusal_rate"] == "not applicable"
    assert why["320811", "reviews"] == "scope unknown"


def test_zero_blank_absent_doubt_and_no_case_are_told_apart_in_a_panel() -> None:
    cells = {
        "requests.received.total": 40,
        "requests.total_processed.total": 40,
        "requests.granted.total": 30,
    }
    rows = panel(
        made(
            Made(
                cells,
                unknown={"review.total": "blank", "review.upheld": "mark"},
                absent=("litigation_direct.total", "review.corrected"),
                doubtful=("requests.granted.total",),
            )
        ),
        "body",
    )
    found = {row["measure"]: row for row in rows.iter_rows(named=True)}
    told = {name: (row["value"], row["doubtful_cells"], row["why_null"]) for name, row in found.items()}
    assert told["carried_in"] == (0, 0, None)
    assert told["reviews"] == (None, 0, "blank: review.total")
    assert told["litigation"] == (None, 0, "absent: litigation_direct.total")
    assert told["review_correction_rate"] == (None, 0, "absent: review.corrected; mark: review.upheld")
    assert told["full_disclosure_rate"] == (0.75, 1, None)
    assert told["substantive_refusal_rate"] == (0.0, 1, None)
    assert told["ground_process"] == (None, 0, "not applicable")
    assert told["fee_items"][2] == "not in this edition: proactive.fees.previous, proactive.fees.change"


def test_a_missing_year_a_new_basis_and_a_new_edition_are_marked_where_the_series_breaks() -> None:
    early, late = Made(ERQI, year=2021), Made(ERQI, year=2022, scope="consolidated", kind="gov")
    found = panel(made(early, late, Made(ERQI, year=2024)), "region", ["received"]).filter(subject="410103")
    assert dict(found.select("year", "series_break").iter_rows()) == {
        2021: None,
        2022: "basis",
        2024: "basis gap",
    }


def test_a_year_of_unknown_edition_does_not_hide_that_the_form_changed() -> None:
    frames = made(*(Made(ERQI, year=year) for year in (2020, 2021, 2022)))
    editions = pl.Series(["2019", None, "2021"], dtype=pl.String)
    frames.reports = frames.reports.with_columns(edition=editions)
    found = panel(frames, "body", ["received"])
    assert found["series_break"].to_list() == [None, None, "edition"]


def test_frames_without_reports_give_an_empty_panel_with_all_columns() -> None:
    nothing = made(Made({}, status="failed"))
    assert panel(nothing, "region").schema == pl.Schema(PANEL)


def test_an_unknown_measure_or_panel_is_named_with_the_nearest_that_there_is() -> None:
    with pytest.raises(BadCall, match="received"):
        panel(FRAMES, "body", ["recieved"])
    with pytest.raises(BadCall, match="region"):
        panel(FRAMES, "regions")  # type: ignore[arg-type]


def test_measures_come_in_the_order_of_the_dictionary_whatever_order_was_asked_for() -> None:
    asked = ["disclosure_rate", "received"]
    found = panel(FRAMES, "body", asked)["measure"].unique(maintain_order=True).to_list()
    assert found == [name for name in load_measures() if name in asked]

"""What figures say of few cases, of doubt, of what cannot be known, and of measures that are no plain quotient."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.made_frames import ERQI, HONGZE, LITONG, Made, made
from workbench import measures


def figure(report: Made, measure: str) -> dict[str, Any]:
    result = measures.figures(made(report), region=report.place, year=report.year, measures=[measure])
    return dict(result["figures"][0])


def test_of_few_cases_the_counts_are_given_and_no_rate() -> None:
    found = figure(Made(LITONG), "disclosure_rate")  # 5 of 7
    assert [found[key] for key in ("value", "numerator", "denominator", "low", "high", "why_null")] == [
        *(None, 5, 7, None, None, "few_cases")
    ]
    ten = Made({"requests.granted.total": 5, "requests.total_processed.total": 10})
    assert figure(ten, "disclosure_rate")["value"] == 0.5
    nine = Made({"requests.granted.total": 5, "requests.total_processed.total": 9})
    assert figure(nine, "disclosure_rate")["value"] is None


def test_an_intensity_has_the_exact_interval_of_its_count() -> None:
    """Garwood's exact limits for no case are 0 and 3.6889, here per 62 concluded."""
    found = figure(Made(ERQI), "litigation_per_100")
    assert (found["value"], found["low"], found["high"]) == pytest.approx((0, 0, 368.888 / 62), abs=1e-4)


def test_concentration_of_applicants_is_that_of_the_reference() -> None:
    assert figure(Made(ERQI), "applicant_herfindahl")["value"] == pytest.approx(0.907908, abs=1e-6)
    assert figure(Made(ERQI), "applicant_effective_number")["value"] == pytest.approx(1.101433, abs=1e-6)
    assert figure(Made(LITONG), "applicant_effective_number")["why_null"] == "few_cases"
    assert figure(Made({}), "applicant_herfindahl")["why_null"] == "not applicable"


def test_only_proved_leaves_doubtful_reports_out_and_says_how_many() -> None:
    doubtful = Made(LITONG, kind="department", doubtful=("review.total",))
    frames = made(Made(ERQI), doubtful)
    result = measures.figures(frames, region="410103", year=2022, measures=["received"], only_proved=True)
    assert (result["left_out"], result["bodies"]["read"], result["figures"][0]["value"]) == (1, 1, 62)
    assert "left_out" not in measures.figures(frames, region="410103", year=2022, measures=["received"])


def test_a_doubtful_consolidated_report_left_out_is_not_replaced_by_others() -> None:
    whole = Made(HONGZE, scope="consolidated", kind="gov", undivided=True, doubtful=("review.total",))
    frames = made(Made(ERQI), whole)
    result = measures.figures(frames, region="410103", year=2022, measures=["received"], only_proved=True)
    assert (result["basis"], result["figures"][0]["value"]) == ("consolidated", None)
    assert result["figures"][0]["why_null"] == "only doubtful reports"


def test_failed_checks_are_of_those_that_could_be_tested() -> None:
    frames = made(Made(ERQI))
    states = {"C1.received": "fail", "C3.total": "pass", "C4.review": "not_testable", "N1.received": "fail"}
    rows: list[Any] = [("r00000000001", check, state, None, None, []) for check, state in states.items()]
    frames.checks = pl.DataFrame(rows, schema=frames.checks.schema, orient="row")
    result = measures.figures(frames, region="410103", year=2022, measures=["check_failure_share"])
    (found,) = result["figures"]
    assert (found["numerator"], found["denominator"], found["low"]) == (1, 2, None)


def test_coverage_counts_the_government_that_the_law_expects_beside_its_office() -> None:
    """Article 49 of the Regulation: Erqi's office has reported for itself, the district's government has not."""
    found = figure(Made(ERQI), "coverage")
    assert (found["numerator"], found["denominator"], found["why_null"]) == (1, 2, "few_cases")


def test_an_older_editions_total_stands_for_the_parts_of_the_newer() -> None:
    """The sheet of 2014 has one line of lawsuits, the later forms two routes."""
    cells = {"litigation.total": 3, "review.total": 5}
    assert figure(Made(cells, only=True), "litigation")["value"] == 3
    blank = Made(ERQI, unknown={"litigation_direct.total": "blank"})
    assert figure(blank, "litigation")["why_null"] == "blank: litigation_direct.total"

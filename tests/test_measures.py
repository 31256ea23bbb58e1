"""The dictionary is complete and the figures are honest about what is not known."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from tests.made_frames import ERQI, HONGZE, HUAIAN, LITONG, Made, made
from workbench import measures, page_tables
from workbench.dictionary import load_measures, load_sets
from workbench.errors import BadCall
from workbench.form import EDITIONS, all_cells, load_edition

KEYS = ["measure", "value", "numerator", "denominator", "low", "high", "doubtful_cells", "under_proposals"]
CORRECTED = ["corrected_cells", "as_printed", "as_corrected", "known", "of"]


def figure(report: Made, measure: str, *others: Made) -> dict[str, Any]:
    result = measures.figures(
        made(report, *others), region=report.place, year=report.year, measures=[measure]
    )
    return dict(result["figures"][0])


def test_every_measure_has_both_languages_and_cells_of_the_form() -> None:
    entries = measures.dictionary()
    assert len({entry["id"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry["zh"] and entry["en"] and entry["formula"]
        assert entry["editions"] and set(entry["editions"]) <= set(EDITIONS)
        assert {*entry["numerator"], *entry["denominator"]} <= set(all_cells())
        assert bool(entry["caveats"]["zh"]) == bool(entry["caveats"]["en"])
    json.dumps(entries, allow_nan=False)


def test_no_measure_has_a_direction() -> None:
    assert {measure.direction for measure in load_measures().values()} == {"none"}


def test_measures_of_section_two_know_their_edition() -> None:
    """The edition of 2019 counts other things under the same headings (its table of article 20)."""
    editions = {name: load_measures()[name].editions for name in ("normative_in_force", "normative_made")}
    assert editions == {"normative_in_force": ("2021",), "normative_made": ("2019",)}
    found = figure(Made(ERQI), "normative_made")
    assert found["why_null"] == "not in this edition: proactive.normative.made"


def test_labels_are_unique_in_each_language() -> None:
    for lang in ("zh", "en"):
        labels = [measure.label(lang) for measure in load_measures().values()]
        assert len(set(labels)) == len(labels)


def test_sets_name_measures_that_exist() -> None:
    assert {name for ids in load_sets().values() for name in ids} <= set(load_measures())


def test_dispositions_grounds_and_applicants_are_whole() -> None:
    form, known = load_edition("2021"), load_measures()
    column = next(identity for identity in form.identities if identity.id == "C2.total")
    used = [
        cell for name in load_sets()["dispositions"] for part in known[name].numerator for cell in part.cells
    ]
    assert sorted(used) == sorted(column.left)
    assert len(load_sets()["grounds"]) == sum(row.group == "denied" for row in form.tables["requests"].rows)
    assert len(load_sets()["applicants"]) == len(form.tables["requests"].columns) - 1


def test_erqi_disclosure_rate_carries_its_counts_and_interval() -> None:
    result = measures.figures(made(Made(ERQI)), region="410103", year=2022, measures=["disclosure_rate"])
    assert (result["basis"], result["bodies"]) == ("assembled", {"read": 1, "expected": 2})
    (found,) = result["figures"]
    assert list(found) == [*KEYS, "why_null", *CORRECTED]
    assert (found["numerator"], found["denominator"]) == (49, 62)
    assert [found["value"], found["low"], found["high"]] == pytest.approx(
        [49 / 62, 0.673608, 0.873160], abs=1e-6
    )
    json.dumps(result, allow_nan=False)


@pytest.mark.parametrize(
    ("measure", "value"),
    [  # Huai'an 2024: the definitions of the disclosure rate give 44.7 to 59.5 % where the totals suffice
        ("disclosure_rate", 0.595410),
        ("full_disclosure_rate", 0.446557),
        ("disclosure_rate_of_caseload", 0.575959),
        ("clearance_rate", 0.967333),
        ("backlog_ratio", 103 / 3050),
        ("carry_rate", 0.032667),
        ("backlog_change", 69),
        ("reviews_per_100", 11.508197),
        ("review_correction_rate", 0.203822),
        ("review_correction_rate_of_all", 0.182336),
        ("review_correction_rate_of_decided", 0.470588),
    ],
)
def test_huaian_gives_the_reference_values(measure: str, value: float) -> None:
    assert figure(Made(HUAIAN, only=True), measure)["value"] == pytest.approx(value, abs=1e-6)


# Huai'an 2024 by group. The totals are the report's; of the rows below them its shares are known to a tenth of a
# per cent, and these whole numbers are a set that gives every one of them and sums to 3,050.
HUAIAN_ROWS = {
    "denied_process": 178,
    "unavailable_not_held": 769,
    "unavailable_needs_creation": 12,
    "rejected_petition": 88,
    "other_other": 187,
}


def test_the_definitions_of_the_disclosure_rate_reach_from_44_7_to_91_1_per_cent() -> None:
    frames = made(Made({**HUAIAN, **{f"requests.{row}.total": n for row, n in HUAIAN_ROWS.items()}}))
    found = measures.figures(frames, region="410103", year=2022)["figures"]
    shares = {each["measure"]: round(100 * each["value"], 1) for each in found if each["value"] is not None}
    definitions = [shares[name] for name in load_sets()["definitions"]]
    assert definitions == [59.5, 44.7, 57.6, 65.4, 91.1]
    others = ("refusal_rate", "substantive_refusal_rate", "not_held_rate", "unavailable_rate")
    assert [shares[name] for name in others] == [5.8, 8.9, 25.2, 25.6]
    assert [shares["not_processed_rate"], shares["not_processed_or_other_rate"]] == [2.9, 9.0]
    figures = measures.tidy(measures.figures(frames, region="410103", year=2022))
    html = page_tables.figures_table(figures, "definitions", lang="en").html
    assert html.count(" / ") == html.count(" – ") + 1 == 6  # five with n and interval, and the heading


def test_pending_reviews_are_left_out_of_the_correction_rate() -> None:
    found = figure(Made(HUAIAN, only=True), "review_correction_rate")
    assert (found["numerator"], found["denominator"]) == (64, 314)  # 351 in all, 37 pending


def test_an_absent_addend_makes_the_sum_null_and_says_which() -> None:
    found = figure(Made(HUAIAN, only=True), "refusal_rate")
    assert found["value"] is None and found["numerator"] is None and found["denominator"] == 3050
    assert found["why_null"].startswith("absent: requests.denied_state_secret.total, ")


def test_a_sum_of_nothing_but_blanks_is_null_not_zero() -> None:
    blank = {
        f"review.{name}": "blank" for name in ("upheld", "corrected", "other_result", "pending", "total")
    }
    found = figure(Made(LITONG, unknown=blank), "reviews")
    assert (found["value"], found["why_null"]) == (None, "blank: review.total")


def test_no_case_is_not_applicable_and_never_zero_percent() -> None:
    found = figure(Made({}), "disclosure_rate")
    assert (found["value"], found["low"], found["numerator"], found["denominator"]) == (None, None, 0, 0)
    assert found["why_null"] == "not applicable"


def test_no_report_is_said_for_every_measure() -> None:
    result = measures.figures(made(Made(ERQI)), region="410103", year=2021)
    assert result["basis"] is None and result["bodies"]["read"] == 0
    assert {entry["why_null"] for entry in result["figures"]} == {"no report"}
    assert {entry["value"] for entry in result["figures"]} == {None}


def test_the_undivided_row_stands_for_its_three_parts() -> None:
    found = figure(Made(HONGZE, undivided=True), "not_processed_or_other_rate")
    assert (found["numerator"], found["denominator"], found["why_null"]) == (1, 95, None)
    blank = Made(HONGZE, undivided=True, unknown={"requests.rejected_mass.total": "blank"})
    assert figure(blank, "not_processed_or_other_rate")["why_null"] == "blank: requests.rejected_mass.total"


def test_a_consolidated_report_is_never_added_to_own_ones() -> None:
    whole = Made(HONGZE, scope="consolidated", kind="gov", undivided=True, year=2022)
    own = Made(ERQI)
    result = measures.figures(made(own, whole), region="410103", year=2022, measures=["received"])
    assert (result["basis"], result["figures"][0]["value"]) == ("consolidated", 95)


def test_own_reports_are_summed_each_body_once() -> None:
    again = Made(ERQI)  # the same body's report, obtained twice
    other = Made(LITONG, kind="department")
    assert figure(again, "received", Made(ERQI), other)["value"] == 69  # 62 + 7


def test_a_blank_body_leaves_the_others_in_an_assembled_sum_which_says_how_many() -> None:
    """A blank is no 0 and no reason to tell nothing of the others: the sum is of those that tell it."""
    blank = Made(LITONG, kind="department", unknown={"requests.received.total": "mark"})
    found = figure(Made(ERQI), "received", blank)
    assert [found[key] for key in ("value", "known", "of", "why_null")] == [62, 1, 2, None]
    alone = figure(blank, "received")
    assert [alone[key] for key in ("value", "known", "of")] == [None, 0, 1]
    assert alone["why_null"] == "mark: requests.received.total"


def test_both_sides_of_a_rate_are_of_the_same_reports() -> None:
    """Litong's 5 of 7 without the 5: its 7 may not stay in the denominator."""
    blank = Made(LITONG, kind="department", unknown={"requests.granted.total": "blank"})
    found = figure(Made(ERQI), "disclosure_rate", blank)
    assert [found[key] for key in ("numerator", "denominator", "known", "of")] == [49, 62, 1, 2]
    concentrated = figure(Made(ERQI), "applicant_herfindahl", Made({}, kind="a", unknown={
        "requests.received.commercial": "blank"}))  # fmt: skip
    assert (concentrated["value"], concentrated["known"]) == (pytest.approx(0.907908, abs=1e-6), 1)


def test_where_no_report_tells_a_sum_it_stays_unknown() -> None:
    blanks = [Made(ERQI, kind=kind, unknown={"review.total": "blank"}) for kind in ("a", "b")]
    found = figure(blanks[0], "reviews", blanks[1])
    assert [found[key] for key in ("value", "known", "of", "why_null")] == [None, 0, 2, "blank: review.total"]


def test_two_reports_of_unknown_scope_are_not_added() -> None:
    one, two = Made(ERQI, scope="unknown"), Made(LITONG, scope="unknown", kind="department")
    assert figure(one, "received")["value"] == 62
    assert figure(one, "received", two)["why_null"] == "scope unknown"


def test_doubtful_cells_are_used_and_counted() -> None:
    found = figure(Made(ERQI, doubtful=("requests.granted.total",)), "disclosure_rate")
    assert (found["numerator"], found["doubtful_cells"]) == (49, 1)


def test_the_value_under_the_proposals_stands_beside_the_printed_one() -> None:
    misprint = {**ERQI, "requests.granted.total": 94}  # 49 with its digits exchanged
    report = Made(misprint, proposed={"requests.granted.total": 49}, doubtful=("requests.granted.total",))
    found = figure(report, "full_disclosure_rate")
    assert (found["numerator"], found["under_proposals"]) == (94, pytest.approx(49 / 62))
    assert figure(report, "refusal_rate")["under_proposals"] is None


def test_more_cases_than_the_denominator_holds_give_no_interval() -> None:
    found = figure(Made({**ERQI, "requests.granted.total": 94}), "full_disclosure_rate")
    assert found["value"] == pytest.approx(94 / 62) and (found["low"], found["high"]) == (None, None)


def test_zero_returns_are_reports_and_unknown_ones_count_nowhere() -> None:
    zero, blank = Made({}, kind="a"), Made({}, kind="b", unknown={"requests.received.total": "blank"})
    found = figure(Made(ERQI), "zero_return_share", zero, blank)
    assert (found["numerator"], found["denominator"], found["why_null"]) == (1, 2, "few_cases")
    assert figure(blank, "zero_return_share")["why_null"] == "blank: requests.received.total"


def test_fees_keep_their_decimals() -> None:
    assert figure(Made({"proactive.fees.amount": 96171.6}), "fees_amount")["value"] == 96171.6


def test_a_body_has_its_own_report_only() -> None:
    frames = made(Made(ERQI), Made(HONGZE, scope="consolidated", kind="gov", undivided=True))
    result = measures.figures(frames, body="410103.gov_office", year=2022, measures=["received"])
    assert (result["body"], result["basis"], result["figures"][0]["value"]) == (
        "410103.gov_office",
        "own",
        62,
    )


def test_a_wrong_call_names_the_nearest_measure() -> None:
    frames = made(Made(ERQI))
    with pytest.raises(BadCall, match="disclosure_rate"):
        measures.figures(frames, region="410103", year=2022, measures=["disclosure_rat"])
    with pytest.raises(BadCall, match="both region and body"):
        measures.figures(frames, region="410103", body="x", year=2022)


def test_tidy_holds_no_nan() -> None:
    frames = made(Made(ERQI), Made({}, place="620702", year=2022))
    both = (measures.figures(frames, region=place, year=2022) for place in ("410103", "620702"))
    frame = measures.tidy(*both)
    floats = frame.select(pl.col(pl.Float64).drop_nulls().is_finite().all())
    assert all(floats.row(0)) and frame.height == 2 * len(load_measures())


def test_summed_cells_say_how_many_are_known() -> None:
    blank = Made(LITONG, kind="department", unknown={"review.total": "blank"})
    frame = measures.sums(made(Made(ERQI), blank), region="410103", year=2022)
    cells = {cell: rest for cell, *rest in frame.select("cell", "value", "known", "of").iter_rows()}
    assert cells["requests.received.total"] == [69.0, 2, 2]
    assert cells["review.total"] == [1.0, 1, 2]


def test_outcomes_of_reviews_are_summed_over_the_reports_that_know_them_all() -> None:
    blank = Made(
        {"review.upheld": 4, "review.total": 4}, kind="department", unknown={"review.pending": "blank"}
    )
    frame = measures.sums(made(Made(ERQI), blank), region="410103", year=2022)
    cells = {cell: rest for cell, *rest in frame.select("cell", "value", "known", "of").iter_rows()}
    assert cells["review.upheld"] == [1.0, 1, 2]  # Erqi's, as its total says
    alone = measures.sums(made(blank), region="410103", year=2022).filter(cell="review.upheld")
    assert alone["value"].to_list() == [None]


def test_what_came_in_to_huaian_went_out_or_is_carried_over() -> None:
    """3119 + 34 - 3050 - 103 = 0; its narrative says the same: 3050 answered, 34 of them carried in."""
    flow = [figure(Made(HUAIAN, only=True), name)["value"] for name in load_sets()["flow"][:3]]
    cells = HUAIAN["requests.carried_over.total"]
    assert flow[0] + flow[1] - flow[2] - cells == 0

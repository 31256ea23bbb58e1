"""The form's arithmetic as a parity code: what it proves, what it locates, what it must not touch."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.specimens.figures import seeded
from workbench.form import load_edition
from workbench.match.found import Found
from workbench.proof import Proof, prove
from workbench.readers.document import Origin

EDITION = load_edition("2021")
HERE = Origin(line=1)
# Nine cells in ten are not zero, so that a cell read from another's place would show.
BUSY = {id_: value for id_, value in seeded(3).items() if value is not None}


def found(values: Mapping[str, object], labelled: bool = True) -> dict[str, Found]:
    return {id_: Found("" if value is None else str(value), HERE, labelled) for id_, value in values.items()}


def failing(proof: Proof) -> set[str]:
    return {check.id for check in proof.checks if check.outcome == "fail"}


def test_consistent_figures_prove_sections_three_and_four_and_leave_section_two_read() -> None:
    proof = prove(found(BUSY), EDITION)

    assert {cell.status for id_, cell in proof.cells.items() if EDITION.cells[id_].section == 2} == {"read"}
    assert {cell.status for id_, cell in proof.cells.items() if EDITION.cells[id_].section != 2} == {"proved"}


@pytest.mark.parametrize("id_", list(EDITION.standard_cells))
def test_changing_one_cell_fails_exactly_the_identities_that_contain_it(id_: str) -> None:
    proof = prove(found({**BUSY, id_: Decimal(str(BUSY[id_])) + 3}), EDITION)

    undivided = {i.id for i in EDITION.identities if any("undivided" in cell for cell in i.right)}
    assert failing(proof) == {i.id for i in EDITION.identities if id_ in i.cells} - undivided


@pytest.mark.parametrize("id_", [id_ for id_, cell in EDITION.standard_cells.items() if cell.section == 3])
def test_one_wrong_cell_of_the_matrix_is_located_with_the_value_that_closes_it(id_: str) -> None:
    proof = prove(found({**BUSY, id_: Decimal(str(BUSY[id_])) + 3}), EDITION)

    assert [(proposal.cell, proposal.proposed) for proposal in proof.proposals] == [(id_, BUSY[id_])]
    assert [name for name, cell in proof.cells.items() if cell.status == "doubtful"] == [id_]
    assert {cell.but_for for cell in proof.cells.values()} == {None, id_}


def test_a_sum_of_table_four_that_fails_is_located_nowhere_because_each_cell_could_be_wrong() -> None:
    proof = prove(found({**BUSY, "review.upheld": Decimal(str(BUSY["review.upheld"])) + 1}), EDITION)

    assert proof.proposals == []
    doubtful = {id_ for id_, cell in proof.cells.items() if cell.status == "doubtful"}
    assert doubtful == {
        f"review.{part}" for part in ("upheld", "corrected", "other_result", "pending", "total")
    }


def test_a_cell_whose_label_was_not_matched_is_never_proved_even_when_all_sums_hold() -> None:
    proof = prove(found(BUSY, labelled=False), EDITION)

    assert {cell.status for cell in proof.cells.values()} == {"doubtful"}


def test_blanks_that_only_zero_can_close_are_implied_zeros_and_say_so() -> None:
    """As in the report of the Shanghai general office for 2019, which leaves zeros blank."""
    blanked: dict[str, object] = {
        id_: None if value == 0 and ".total" not in id_ and EDITION.cells[id_].section == 3 else value
        for id_, value in BUSY.items()
    }

    proof = prove(found(blanked), EDITION)

    filled = {id_: cell for id_, cell in proof.cells.items() if blanked[id_] is None}
    assert filled and all(cell.value == 0 and cell.implied_zero for cell in filled.values())
    assert all(cell.state == "blank" for cell in filled.values())
    assert failing(proof) == set()


def test_five_blank_review_cells_stay_blank_because_any_numbers_could_close_them() -> None:
    """As in the report of Jing'an township for 2023."""
    blank = {f"review.{part}": None for part in ("upheld", "corrected", "other_result", "pending", "total")}

    proof = prove(found({**BUSY, **blank}), EDITION)

    assert all(proof.cells[id_].value is None and proof.cells[id_].status == "read" for id_ in blank)
    assert [check.outcome for check in proof.checks if check.id == "C4.review"] == ["not_testable"]


def test_the_row_printed_in_place_of_three_takes_their_part_in_the_sums() -> None:
    """As in the report of Hongze district for 2024, which fills （六）其他处理 as one row."""
    parts = ("other_no_correction", "other_unpaid_fee", "other_other")
    whole = {id_: value for id_, value in BUSY.items() if not any(part in id_ for part in parts)}
    for applicant in EDITION.tables["requests"].columns:
        whole[f"requests.other_undivided.{applicant.id}"] = sum(
            (BUSY[f"requests.{part}.{applicant.id}"] for part in parts), Decimal(0)
        )

    proof = prove(found(dict(whole)), EDITION)

    assert failing(proof) == set()
    assert proof.cells["requests.other_undivided.total"].status == "proved"


def test_a_fee_printed_in_yuan_is_given_in_ten_thousand_yuan() -> None:
    proof = prove(found({**BUSY, "proactive.fees.amount": "251000元"}), EDITION)

    assert proof.cells["proactive.fees.amount"].value == Decimal("25.1")


def test_a_negative_count_fails_c5_and_is_doubtful() -> None:
    proof = prove(found({**BUSY, "proactive.licensing.decisions": "减4"}), EDITION)

    assert failing(proof) == {"C5.proactive.licensing.decisions"}
    assert proof.cells["proactive.licensing.decisions"].status == "doubtful"

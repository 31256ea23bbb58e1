"""Damaged reports: whatever is dropped, moved, cut or changed, no wrong number is ever called proved or read.

What no reader can know is left out and said where: numbers that change places between two whole labels keep every
sum, so the print itself says them of the other label, and section two has no sums at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from tests.specimens import LAYOUTS, rendered
from tests.specimens.compare import wrong
from tests.specimens.damage import (
    change_values,
    cut_columns,
    drop_row,
    glue_values,
    move_values,
    split_value,
    swap_columns,
    swap_rows,
    value_rows,
)
from tests.specimens.figures import seeded
from tests.specimens.grid import Table
from tests.specimens.pdf_browser import pdf_browser
from tests.specimens.pdf_drawn import Rules, pdf_drawn
from tests.specimens.pdf_variants import cut_off
from tests.specimens.report import Cells, plain_report
from tests.specimens.tables import VALUE_COLUMNS, report_tables
from workbench.form import load_edition
from workbench.readers import ocr
from workbench.report import read_bytes

LAYOUTS_READ = ("pdf_drawn", "docx", "html_site", "text_pdf", "text_cells", "markdown_tabs", "markdown_pipes")
EDITIONS = ("2019", "2021")
SPARSE, MIDDLING, FULL = 1, 2, 3  # seeds: one cell in ten is not zero, two in five, nine in ten
RECEIVED, CARRIED_IN, GRANTED = 0, 1, 2  # rows of the matrix
TOTAL = 6  # its last column
MATRIX, CASES = 3, 4

each_layout = pytest.mark.parametrize("layout", LAYOUTS_READ)
each_edition = pytest.mark.parametrize("edition", EDITIONS)
Damage = Callable[[Table], Table]


def only(number: int, damage: Damage) -> Damage:
    """The damage done to the table of that section."""
    return lambda table: damage(table) if table.number == number else table


def reading(
    layout: str, cells: Cells, edition: str, damage: Damage, seed: int | None = None
) -> dict[str, Any]:
    report = replace(plain_report(cells, edition), damage=damage)
    return read_bytes(rendered(layout, [report], [seed])[0], f"report.{LAYOUTS[layout].extension}")


def matrix(cells: Cells, edition: str) -> Table:
    return report_tables(plain_report(cells, edition))[MATRIX]


def seeds(layout: str) -> tuple[int, ...]:
    """A PDF takes three times as long as the others."""
    return (FULL,) if layout == "pdf_drawn" else (SPARSE, FULL)


def rows_of_matrix(edition: str) -> int:
    return len(value_rows(matrix(seeded(1, edition), edition)))


def alike(table: Table) -> list[int]:
    """The rows of the matrix whose labels stand in the column of the grounds."""
    labels = [row for row in table.rows if row[-1].role == "value"]
    return [at for at, row in enumerate(labels) if row[-VALUE_COLUMNS - 1].columns == 1]


# ------------------------------------------------------------------------------------------------ rows


@each_edition
@each_layout
def test_a_dropped_row_takes_no_other_rows_numbers(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        for number in random.Random(seed).sample(range(rows_of_matrix(edition)), 3):
            found = reading(layout, cells, edition, only(MATRIX, partial(drop_row, number=number)), seed)
            assert wrong(found, cells) == []
            gone = value_rows(matrix(cells, edition))[number]
            assert [box.cell for box in gone if box.cell in found["cells"]] == []


@each_edition
@each_layout
def test_rows_in_another_order_keep_their_numbers(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells, chance = seeded(seed, edition), random.Random(seed)
        for _ in range(3):
            one, other = chance.sample(alike(matrix(cells, edition)), 2)
            damage = only(MATRIX, partial(swap_rows, one=one, other=other))
            assert wrong(reading(layout, cells, edition, damage), cells) == []


@each_edition
@each_layout
def test_numbers_that_slid_by_a_row_against_their_labels_are_noticed(layout: str, edition: str) -> None:
    """All rows of the matrix, the last one's numbers at the first: the sums of the columns do not hold then.

    Only the dispositions among themselves would keep all sums; that is what no reader can know.
    """
    count = rows_of_matrix(edition)
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        damage = only(MATRIX, partial(move_values, source=[count - 1, *range(count - 1)]))
        found = reading(layout, cells, edition, damage)
        assert wrong(found, cells) == []


@each_edition
@each_layout
def test_numbers_swapped_between_rows_of_different_kind_are_noticed(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        source = list(range(rows_of_matrix(edition)))
        source[RECEIVED], source[GRANTED] = GRANTED, RECEIVED
        found = reading(layout, cells, edition, only(MATRIX, partial(move_values, source=source)))
        assert wrong(found, cells) == []


# ------------------------------------------------------------------------------------------------ columns


@each_edition
@each_layout
def test_columns_cut_off_at_the_papers_edge_leave_nothing_wrong(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        for count in (1, 2, 4):
            damage = only(MATRIX, partial(cut_columns, count=count))
            assert wrong(reading(layout, cells, edition, damage), cells) == []


@each_edition
@each_layout
def test_a_column_swapped_with_the_total_under_the_names_is_noticed(layout: str, edition: str) -> None:
    """Two applicants' columns swapped under their names keep all sums: no reader can know."""
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        damage = only(MATRIX, partial(swap_columns, one=1, other=TOTAL))
        assert wrong(reading(layout, cells, edition, damage), cells) == []


@each_edition
@each_layout
def test_columns_printed_in_another_order_follow_their_names(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        damage = only(MATRIX, partial(swap_columns, one=1, other=2, with_names=True))
        assert wrong(reading(layout, cells, edition, damage), cells) == []


@pytest.mark.parametrize("rules", ("strokes", "none"))
def test_a_pdf_cut_by_its_paper_gives_no_part_of_a_number(rules: Rules) -> None:
    """The paper ends anywhere between the matrix's second column and its end, in the middle of numbers too."""
    cells = seeded(3)
    content = pdf_drawn(plain_report(cells), rules=rules)
    for width in range(380, 540, 17):
        assert wrong(read_bytes(cut_off(content, width), "report.pdf"), cells) == []


@pytest.mark.browser
def test_a_web_page_printed_with_its_columns_cut_off_leaves_nothing_wrong() -> None:
    cells = seeded(3)
    found = read_bytes(pdf_browser(plain_report(cells), 1, cut=True), "report.pdf")
    assert wrong(found, cells) == []
    assert found["status"] == "partial"


# ------------------------------------------------------------------------------------------------ values


@each_edition
@each_layout
def test_blanked_values_are_not_filled_from_their_neighbours(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        gone = random.Random(seed).sample([id_ for id_ in cells if not id_.startswith("proactive")], 5)
        found = reading(layout, cells, edition, partial(change_values, texts=dict.fromkeys(gone, "")))
        assert wrong(found, {**cells, **dict.fromkeys(gone)}) == []


@each_edition
@each_layout
def test_glued_values_are_not_one_number(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        chance = random.Random(seed)
        for _ in range(3):
            number, column = chance.randrange(rows_of_matrix(edition)), chance.randrange(TOTAL)
            second = value_rows(matrix(cells, edition))[number][column + 1].cell
            assert second
            damage = only(MATRIX, partial(glue_values, number=number, column=column))
            found = reading(layout, cells, edition, damage)
            # nothing stands in the second cell; what the sums cut off for it is right too (`00` is 0 and 0)
            cut = found["cells"].get(second, {"value": None})["value"]
            assert wrong(found, {**cells, second: cells[second] if cut is not None else None}) == []


@each_edition
@each_layout
def test_a_split_value_does_not_move_its_row(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        rows = value_rows(matrix(cells, edition))
        long = [(i, j) for i, row in enumerate(rows) for j, box in enumerate(row) if len(box.text) > 1]
        for number, column in random.Random(seed).sample(long, min(3, len(long))):
            damage = only(MATRIX, partial(split_value, number=number, column=column))
            assert wrong(reading(layout, cells, edition, damage), cells) == []


@each_edition
@each_layout
def test_one_changed_digit_is_located_and_the_right_value_proposed(layout: str, edition: str) -> None:
    for seed in seeds(layout):
        cells = seeded(seed, edition)
        chance = random.Random(seed)
        for cell in chance.sample([id_ for id_ in cells if id_.startswith("requests.")], 3):
            found = reading(
                layout, cells, edition, partial(change_values, texts={cell: other(cells[cell], chance)})
            )
            assert wrong(found, cells) == []
            assert found["cells"][cell]["status"] == "doubtful"
            assert [(p["cell"], p["proposed"]) for p in found["proposals"]] == [(cell, cells[cell])]
            others = [
                c["status"]
                for id_, c in found["cells"].items()
                if id_.startswith("requests.") and id_ != cell
            ]
            assert set(others) == {"proved"}


def other(value: object, chance: random.Random) -> str:
    """The number with another last digit."""
    text = str(value)
    return text[:-1] + chance.choice([digit for digit in "0123456789" if digit != text[-1]])


@each_layout
def test_changed_bytes_leave_nothing_wrong(layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the sections with sums: a digit that changed in section two is what the file says then.

    Pages without legible text are not recognised here, so that machines with and without that extra test the same.
    """
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    tested = {id_ for id_, cell in load_edition("2021").cells.items() if cell.section in (MATRIX, CASES)}
    for seed in range(12):
        cells = seeded(seed)
        chance = random.Random(seed)
        content = bytearray(rendered(layout, [plain_report(cells)], [seed])[0])
        for _ in range(chance.choice((1, 5, 50))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        found = read_bytes(bytes(content), f"report.{LAYOUTS[layout].extension}")
        assert [line for line in wrong(found, cells) if line.partition(":")[0] in tested] == []

"""Forms printed with their fields: a box in each cell, which the lattice has as a cell of its own."""

from __future__ import annotations

from workbench.match.boxes import without_boxes
from workbench.readers.document import Grid, GridCell, Origin
from workbench.readers.page import LOST


def cell(
    text: str, row: int, column: int, tall: int, wide: int, box: tuple[float, float, float, float]
) -> GridCell:
    return GridCell(text, row, column, tall, wide, Origin(page=1, box=box))


def texts(*cells: GridCell) -> dict[int, list[str]]:
    grid = Grid(9, 9, cells)
    return {row: [cell.text for cell in found] for row, found in without_boxes(grid).items() if found}


LABEL = cell("（一）予以公开", 0, 0, 3, 1, (0, 0, 100, 30))


def test_a_number_in_a_box_stands_in_the_cell_around_it() -> None:
    ring = cell("", 0, 1, 3, 3, (100, 0, 160, 30))
    assert texts(LABEL, ring, cell("17", 1, 2, 1, 1, (105, 8, 150, 22))) == {0: ["（一）予以公开", "17"]}


def test_a_number_in_a_box_from_wall_to_wall_stands_in_the_cell_above_and_below_it() -> None:
    strips = (cell("", 0, 1, 1, 1, (100, 0, 160, 12)), cell("", 2, 1, 1, 1, (100, 22, 160, 30)))
    assert texts(LABEL, *strips, cell("17", 1, 1, 1, 1, (100, 12, 160, 22))) == {0: ["（一）予以公开", "17"]}


def test_numbers_of_section_four_stand_in_the_cells_around_them_without_a_label() -> None:
    rings = (cell("", 0, 0, 3, 3, (0, 0, 60, 30)), cell("", 0, 3, 3, 3, (60, 0, 120, 30)))
    fields = (cell("4", 1, 1, 1, 1, (5, 8, 50, 22)), cell("0", 1, 4, 1, 1, (65, 8, 110, 22)))
    assert texts(*rings, *fields) == {0: ["4", "0"]}


def test_two_numbers_in_one_cell_are_a_number_that_is_lost() -> None:
    ring = cell("", 0, 1, 3, 5, (100, 0, 200, 30))
    fields = (cell("4", 1, 2, 1, 1, (105, 8, 140, 22)), cell("5", 1, 4, 1, 1, (150, 8, 190, 22)))
    assert texts(LABEL, ring, *fields) == {0: ["（一）予以公开", LOST]}


def test_two_years_under_each_other_beside_one_label_stay_two_rows() -> None:
    now, before = cell("", 0, 1, 1, 1, (100, 0, 160, 15)), cell("8", 1, 1, 2, 1, (100, 15, 160, 30))
    assert texts(LABEL, now, before) == {0: ["（一）予以公开", ""], 1: ["8"]}


def test_a_number_that_its_box_cuts_short_stands_in_the_cell_around_it_as_lost() -> None:
    """It is no word: a row whose last number it is would have blanks where numbers are printed."""
    rings = (cell("", 0, 1, 3, 3, (100, 0, 160, 30)), cell("", 0, 4, 3, 3, (160, 0, 220, 30)))
    cut, whole = f"207{LOST}", cell("9", 1, 5, 1, 1, (165, 8, 210, 22))
    found = texts(LABEL, *rings, cell(cut, 1, 2, 1, 1, (105, 8, 150, 22)), whole)
    assert found == {0: ["（一）予以公开", cut, "9"]}


def test_the_room_between_the_borders_of_cells_is_no_cell() -> None:
    """Borders that are not collapsed: each cell of a page has its own, two or three points from the next one's."""
    gaps = (cell("", 0, 1, 1, 1, (100, 0, 102.2, 30)), cell("", 0, 3, 1, 1, (130, 0, 132.2, 30)))
    numbers = (cell("17", 0, 2, 1, 1, (102.2, 0, 130, 30)), cell("", 0, 4, 1, 1, (132.2, 0, 160, 30)))
    assert texts(LABEL, *gaps, *numbers) == {0: ["（一）予以公开", "17", ""]}

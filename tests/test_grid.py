"""Ruling lines and glyphs become cells, whatever draws the lines."""

from __future__ import annotations

import pytest

from workbench.readers.document import Grid, TextLine
from workbench.readers.grid import read_page
from workbench.readers.page import Glyph, Page


def write(page: Page, x: float, y: float, text: str, size: float = 10.0) -> None:
    """Writes the text on the page, one square glyph after another."""
    for sign in text:
        page.glyphs.append(Glyph(sign, x, y, x + size, y + size))
        x += size


def ruled(
    lines_across: list[tuple[float, float, float]], lines_down: list[tuple[float, float, float]]
) -> Page:
    page = Page(1, 595, 842)
    for y, x0, x1 in lines_across:
        page.add_shape(x0, y, x1, y + 0.5, outlined=False)
    for x, y0, y1 in lines_down:
        page.add_shape(x, y0, x + 0.5, y1, outlined=False)
    return page


def two_by_two() -> Page:
    return ruled([(y, 100, 300) for y in (100, 130, 160)], [(x, 100, 160) for x in (100, 200, 300)])


def grid_of(page: Page) -> Grid:
    (grid,) = [piece for piece in read_page(page) if isinstance(piece, Grid)]
    return grid


def texts(grid: Grid) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.text for cell in grid.cells}


def test_thin_rectangles_bound_the_cells_that_the_text_lies_in() -> None:
    page = two_by_two()
    write(page, 110, 110, "规章")
    write(page, 210, 140, "37")

    assert texts(grid_of(page)) == {(0, 0): "规章", (0, 1): "", (1, 0): "", (1, 1): "37"}


def test_a_cell_without_a_wall_inside_spans_rows_and_columns() -> None:
    page = ruled(
        [(100, 100, 300), (130, 200, 300), (160, 100, 300)], [(x, 100, 160) for x in (100, 200, 300)]
    )

    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in grid_of(page).cells}

    assert spans == {(0, 0): (2, 1), (0, 1): (1, 1), (1, 1): (1, 1)}


def test_doubled_lines_and_borders_drawn_cell_by_cell_give_the_same_grid() -> None:
    page = Page(1, 595, 842)
    for x in (100, 200):
        for y in (100, 130):
            page.add_shape(x, y, x + 100, y + 30, outlined=True)  # each cell its own box
            page.add_shape(x + 1, y + 1, x + 99, y + 29, outlined=True)  # and doubled
    write(page, 210, 140, "37")

    grid = grid_of(page)

    assert (grid.rows, grid.columns) == (2, 2)
    assert texts(grid)[1, 1] == "37"


def test_a_number_wrapped_inside_its_cell_stays_in_one_cell() -> None:
    page = two_by_two()
    write(page, 210, 102, "13")
    write(page, 210, 114, "16")

    assert texts(grid_of(page))[0, 1] == "13\n16"


def test_a_cells_box_is_its_walls_in_points_from_the_top_left() -> None:
    boxes = {(cell.row, cell.column): cell.origin.box for cell in grid_of(two_by_two()).cells}

    assert boxes[1, 1] == pytest.approx((200.25, 130.25, 300.25, 160.25))


def test_text_outside_a_table_stays_running_text_in_reading_order() -> None:
    page = two_by_two()
    write(page, 100, 60, "二、主动公开政府信息情况")
    write(page, 100, 200, "三、收到")

    pieces = [piece.text if isinstance(piece, TextLine) else "grid" for piece in read_page(page)]

    assert pieces == ["二、主动公开政府信息情况", "grid", "三、收到"]


def test_two_tables_that_do_not_touch_are_two_grids() -> None:
    page = two_by_two()
    for y in (300, 330):
        page.add_shape(100, y, 300, y + 0.5, outlined=False)
    for x in (100, 200, 300):
        page.add_shape(x, 300, x + 0.5, 330, outlined=False)

    assert sum(isinstance(piece, Grid) for piece in read_page(page)) == 2


def test_a_frame_around_the_text_is_no_table() -> None:
    page = two_by_two()
    for y in (40, 400):
        page.add_shape(20, y, 500, y + 0.5, outlined=False)
    for x in (20, 500):
        page.add_shape(x, 40, x + 0.5, 400, outlined=False)
    write(page, 100, 60, "二、主动公开政府信息情况")

    pieces = [piece.text if isinstance(piece, TextLine) else "grid" for piece in read_page(page)]

    assert pieces == ["二、主动公开政府信息情况", "grid"]


def test_a_page_without_lines_gives_only_text() -> None:
    page = Page(1, 595, 842)
    write(page, 100, 100, "规章")
    write(page, 200, 100, "0")

    assert [piece.text for piece in read_page(page) if isinstance(piece, TextLine)] == ["规章 0"]


def test_walls_inside_a_row_that_touch_none_of_its_lines_divide_it() -> None:
    """A web page with a table in each row's cell: its walls are lower than the row, whose label takes two lines."""
    page = ruled([(y, 100, 300) for y in (100, 130, 160)], [(x, 100, 160) for x in (100, 200, 300)])
    page.add_shape(250, 106, 250.5, 124, outlined=False)
    write(page, 210, 110, "37")
    write(page, 260, 110, "52")

    assert [text for (row, _), text in texts(grid_of(page)).items() if row == 0] == ["", "37", "52"]

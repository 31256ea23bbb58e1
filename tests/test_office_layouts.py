"""Layouts that offices made of the form: columns more, columns in another order, section four in three lines.

Each is read in five shapes (page, tabs, pipes, spaces, one cell a line). What is given as proved or read is the
report's own; what an office added is named; what cannot be told is doubtful or absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.specimens.blocks import SHAPES, Block, changed, document, labels, tables, value, values
from tests.specimens.compare import same_value, unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.grid import Box, Table
from tests.specimens.report import Cells
from workbench.form import load_edition
from workbench.report import read_bytes

CELLS, LAST_YEAR = seeded(3), seeded(2)
NOW, BEFORE = tables(CELLS), tables(LAST_YEAR)
FORM = load_edition("2021")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
ROUTES = ("行政复议", "未经复议直接起诉", "复议后起诉")
HEAD = 3  # rows of the matrix's header

each_shape = pytest.mark.parametrize("shape", SHAPES)


def read(shape: str, blocks: Sequence[Block]) -> dict[str, Any]:
    name, render = SHAPES[shape]
    return read_bytes(render(blocks), name)


def reasons(found: dict[str, Any]) -> dict[str, str]:
    return {reason["reason"]: reason["message"] for reason in found["reasons"]}


def assert_whole(found: dict[str, Any], cells: Cells = CELLS) -> None:
    """Every number of the report is there, right, and as sure as its section allows."""
    assert [id_ for id_, number in cells.items() if not same_value(found["cells"][id_], number)] == []
    assert unproved(found, cells) == []


def is_doubted(found: dict[str, Any], prefix: str) -> bool:
    """Whether no number of these cells is called proved or read."""
    given = [cell for id_, cell in found["cells"].items() if id_.startswith(prefix)]
    return all(cell["status"] == "doubtful" or cell["value"] is None for cell in given)


# ------------------------------------------------------------------------------------------------ columns more


def with_subtotal(table: Table, at: int) -> Table:
    """The matrix with the column 小计 over the five kinds of organisations, in front of them or behind."""

    def change(number: int, row: tuple[Box, ...]) -> tuple[Box, ...]:
        if number == 0:
            return row[0], replace(row[1], columns=8)
        if number == 1:
            return row[0], replace(row[1], columns=6), row[2]
        if number == 2:
            return (Box("小计"), *row) if at == 1 else (*row, Box("小计"))
        numbers = values(row)
        numbers.insert(at, value(sum(int(box.text) for box in numbers[1:6])))
        return (*labels(row), *numbers)

    return changed(table, change, wider=1)


@each_shape
@pytest.mark.parametrize("at", (1, 6), ids=("in front", "behind"))
def test_a_column_of_subtotals_is_left_out_and_named(at: int, shape: str) -> None:
    found = read(shape, document([NOW[2]], [with_subtotal(NOW[3], at)], [NOW[4]]))
    assert_whole(found)
    assert "小计" in reasons(found)["unknown_columns"]
    assert "not the sum" not in reasons(found)["unknown_columns"]


@each_shape
@pytest.mark.parametrize("at", (1, 6), ids=("in front", "behind"))
def test_a_subtotal_that_is_not_the_sum_is_told_by_its_row(at: int, shape: str) -> None:
    def change(number: int, row: tuple[Box, ...]) -> tuple[Box, ...]:
        numbers = values(row)
        if number != HEAD:
            return row
        numbers[at] = value(int(numbers[at].text) + 1)
        return (*labels(row), *numbers)

    found = read(shape, document([NOW[2]], [changed(with_subtotal(NOW[3], at), change)], [NOW[4]]))
    assert_whole(found)
    assert "小计 is not the sum in 本年新收政府信息公开申请数量" in reasons(found)["unknown_columns"]


def with_line_numbers(table: Table, *, first: bool) -> Table:
    """A column that counts the lines: 序号 before the labels, or 行次 behind them."""

    def change(number: int, row: tuple[Box, ...]) -> tuple[Box, ...]:
        if number == 0:
            head = Box("序号" if first else "行次", rows=HEAD)
            return (head, *row) if first else (row[0], head, *row[1:])
        if number < HEAD:
            return row
        own = Box(str(number - HEAD + 1), role="label")
        return (own, *row) if first else (*labels(row), own, *values(row))

    return changed(table, change, wider=1)


@each_shape
@pytest.mark.parametrize("first", (True, False), ids=("序号", "行次"))
def test_a_column_that_counts_the_lines_is_no_value(first: bool, shape: str) -> None:
    assert_whole(read(shape, document([NOW[2]], [with_line_numbers(NOW[3], first=first)], [NOW[4]])))


@each_shape
@pytest.mark.parametrize("name, text", (("占比", "12.5%"), ("备注", "含网站")))
def test_a_column_of_shares_or_remarks_behind_the_total_is_no_value(name: str, text: str, shape: str) -> None:
    def change(number: int, row: tuple[Box, ...]) -> tuple[Box, ...]:
        own = () if 0 < number < HEAD else (Box(name, rows=HEAD),) if number == 0 else (value(text),)
        return (*row, *own)

    assert_whole(read(shape, document([NOW[2]], [changed(NOW[3], change, wider=1)], [NOW[4]])))


@each_shape
def test_a_line_that_numbers_the_columns_is_no_row(shape: str) -> None:
    """甲 1 2 3 4 5 6 7, under the header of statistical forms."""
    row = (Box("甲", columns=3), *(Box(str(number)) for number in range(1, 8)))
    table = replace(NOW[3], rows=(*NOW[3].rows[:HEAD], row, *NOW[3].rows[HEAD:]))
    assert_whole(read(shape, document([NOW[2]], [table], [NOW[4]])))


# ------------------------------------------------------------------------------------------------ their order


def in_order(table: Table, order: Sequence[int]) -> Table:
    """The matrix under a header of one line, its columns in another order."""
    names = [column.zh for column in FORM.tables["requests"].columns]
    head = (Box("申请人情况", columns=3), *(Box(names[at]) for at in order))
    rows = [(*labels(row), *(values(row)[at] for at in order)) for row in table.rows[HEAD:]]
    return replace(table, rows=(head, *rows), header_rows=1)


@each_shape
@pytest.mark.parametrize("order", ((0, 5, 1, 2, 3, 4, 6), (6, 0, 1, 2, 3, 4, 5), (0, 1, 2, 5, 3, 4, 6)))
def test_columns_in_another_order_are_read_so_or_not_proved(order: Sequence[int], shape: str) -> None:
    """其他 stands before the kinds that it follows, or 总计 first: the sums see neither."""
    found = read(shape, document([NOW[2]], [in_order(NOW[3], order)], [NOW[4]]))
    assert wrong(found, CELLS) == []
    assert shape != "page" or unproved(found, CELLS) == []


@each_shape
def test_documents_counted_in_another_order_are_read_in_it(shape: str) -> None:
    """现行有效件数 before 本年废止件数: no sum would show it."""
    table = changed(NOW[2], lambda _, row: (*row[:2], row[3], row[2]) if len(row) == 4 else row)
    assert_whole(read(shape, document([table], [NOW[3]], [NOW[4]])))


@each_shape
@pytest.mark.parametrize("edition", ("2019", "2021"))
def test_names_of_columns_cut_over_two_lines_are_these_names(edition: str, shape: str) -> None:
    """本年新 | 本年新 | 对外公 over 制作数量 | 公开数量 | 开总数量, as narrow columns print them."""
    cells = seeded(3, edition)
    own = tables(cells, edition)
    rows: list[tuple[Box, ...]] = []
    for row in own[2].rows:
        cut = row[0].text == "信息内容" and len(row) == 4
        rows.append((row[0], *(replace(box, text=box.text[:3]) for box in row[1:])) if cut else row)
        if cut:
            rows.append((Box(""), *(replace(box, text=box.text[3:]) for box in row[1:])))
    found = read(shape, document([replace(own[2], rows=tuple(rows))], [own[3]], [own[4]]))
    assert_whole(found, cells)


# ------------------------------------------------------------------------------------------------ section four


def in_three_lines(routes: Sequence[str] = ROUTES, outcomes: Sequence[str] = OUTCOMES) -> Table:
    """One line for each route of review and suit, under one header."""
    numbers = values(NOW[4].rows[-1])
    lines = {route: numbers[5 * at : 5 * at + 5] for at, route in enumerate(ROUTES)}
    rows = [(Box(route, role="label"), *lines[route]) for route in routes]
    return Table(((Box("类别"), *map(Box, outcomes)), *rows), (1.0,) * 6, header_rows=1, number=4)


def in_rows_of_one(outcomes: Sequence[str] = OUTCOMES) -> Table:
    """As a narrow page has it: the route beside its five outcomes, a number in each row."""
    numbers = [box.text for box in values(NOW[4].rows[-1])]
    named = [(route, outcome) for route in ROUTES for outcome in outcomes]
    rows = (
        ((Box(route, rows=5),) if at % 5 == 0 else ()) + (Box(outcome, role="label"), value(number))
        for at, ((route, outcome), number) in enumerate(zip(named, numbers, strict=True))
    )
    return replace(NOW[4], rows=tuple(rows), widths=(1.0,) * 3, header_rows=0)


def test_reviews_and_suits_in_fifteen_rows_of_one_are_read() -> None:
    assert_whole(read("page", document([NOW[2]], [NOW[3]], [in_rows_of_one()])))


def test_of_rows_of_one_in_another_order_nothing_is_told() -> None:
    turned = in_rows_of_one((OUTCOMES[1], OUTCOMES[0], *OUTCOMES[2:]))
    found = read("page", document([NOW[2]], [NOW[3]], [turned]))
    assert not any(id_.startswith(("review", "litigation")) for id_ in found["cells"])


@each_shape
def test_reviews_and_suits_in_three_lines_or_three_tables_are_read(shape: str) -> None:
    whole = in_three_lines()
    assert_whole(read(shape, document([NOW[2]], [NOW[3]], [whole])))
    head, *lines = whole.rows
    apart: list[Block] = []
    for name, line in zip(
        ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"), lines, strict=True
    ):
        apart += [name, Table((head[1:], line[1:]), (1.0,) * 5, header_rows=1, number=4)]
    assert_whole(read(shape, document([NOW[2]], [NOW[3]], apart)))


@each_shape
def test_lines_or_outcomes_in_another_order_prove_nothing(shape: str) -> None:
    turned = (ROUTES[1], ROUTES[0], ROUTES[2])
    swapped = (OUTCOMES[1], OUTCOMES[0], *OUTCOMES[2:])
    for table in (in_three_lines(turned), in_three_lines(outcomes=swapped)):
        found = read(shape, document([NOW[2]], [NOW[3]], [table]))
        assert wrong(found, CELLS) == []


@each_shape
def test_a_total_before_its_outcomes_proves_nothing(shape: str) -> None:
    """With five pending of five, the sums hold in the wrong order too."""
    routes = [row.id for row in FORM.tables["cases"].rows]
    five = {f"{route}.{column.id}": 0 for route in routes for column in FORM.tables["cases"].columns}
    cells = {**CELLS, **five, **{f"{route}.{end}": 5 for route in routes for end in ("pending", "total")}}
    table = tables(cells)[4]
    top, middle, bottom, line = table.rows
    numbers = [line[at] for block in (0, 5, 10) for at in (block + 4, *range(block, block + 4))]
    rows = (
        top,
        (middle[4], *middle[:4], *middle[5:]),
        (*[bottom[at] for at in (4, 0, 1, 2, 3)] * 2,),
        tuple(numbers),
    )
    found = read(shape, document([NOW[2]], [NOW[3]], [replace(table, rows=rows)]))
    assert wrong(found, cells) == []


# ------------------------------------------------------------------------------------------------ two editions


@each_shape
def test_section_two_on_the_form_of_2019_in_a_report_of_2021_lends_no_number_to_the_newer_form(
    shape: str,
) -> None:
    """本年新制作数量 is not 本年制发件数: the cells of 2021 are absent, and the report says so."""
    older = tables(seeded(3, "2019"), "2019")
    found = read(shape, document([older[2]], [NOW[3]], [NOW[4]]))
    assert (found["edition"], wrong(found, CELLS)) == ("2021", [])
    assert not [id_ for id_ in found["cells"] if id_.startswith("proactive")]
    assert "cells_absent" in reasons(found)
    both = read(shape, document([older[2], NOW[2]], [NOW[3]], [NOW[4]]))
    assert_whole(both)


OLD = seeded(5, "2019")


def old_with(label: str, column: int, text: str) -> list[Block]:
    """The report of 2020 with one number of its section two printed so."""

    def change(_: int, row: tuple[Box, ...]) -> tuple[Box, ...]:
        own = values(row)[column : column + 1] if row[0].text == label else []
        return tuple(replace(box, text=text) if any(box is other for other in own) else box for box in row)

    own = tables(OLD, "2019")
    return document([changed(own[2], change)], [own[3]], [own[4]])


@each_shape
@pytest.mark.parametrize("text", ("50000000", "50000000元", "5000万元", "0.5亿元"))
def test_money_spent_is_in_yuan_whatever_unit_stands_behind_it(text: str, shape: str) -> None:
    found = read(shape, old_with("政府集中采购", 1, text))
    assert found["cells"]["proactive.procurement.amount"]["value"] == 50_000_000


@each_shape
def test_additions_and_removals_in_one_cell_are_no_number(shape: str) -> None:
    """本年增/减 filled as 0/3: three less, or three more; not a 0."""
    found = read(shape, old_with("行政事业性收费", 1, "0/3"))
    assert is_doubted(found, "proactive.fees.change")

"""Two years, or two reports, in one document: this year's numbers are kept where captions tell them, else none is sure.

Last year's table beside this year's, last year's report attached, both years in one table, an empty form in front.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.specimens.blocks import SHAPES, Block, changed, document, labels, values
from tests.specimens.compare import wrong
from tests.specimens.grid import Box
from tests.test_office_layouts import (
    BEFORE,
    CELLS,
    FORM,
    HEAD,
    NOW,
    assert_whole,
    each_shape,
    is_doubted,
    read,
    reasons,
)

CAPTIONS = {
    "the year": ("2024年收到和处理情况", "2023年收到和处理情况"),
    "a table's number": ("表1 2024年度收到和处理情况", "表2 2023年度收到和处理情况"),
    "words": ("本年度情况：", "上年度情况："),
}


def two_years(now: str, before: str, *, first: bool) -> list[Block]:
    """Each section's table of this year and of last year, with a caption each."""

    def both(number: int) -> list[Block]:
        pairs: list[tuple[Block, Block]] = [(now, NOW[number]), (before, BEFORE[number])]
        return [block for pair in (pairs if first else pairs[::-1]) for block in pair]

    return document(both(2), both(3), both(4))


@each_shape
@pytest.mark.parametrize("first", (True, False), ids=("this year's first", "last year's first"))
@pytest.mark.parametrize("captions", CAPTIONS)
def test_of_two_years_tables_the_captions_tell_this_years(captions: str, first: bool, shape: str) -> None:
    found = read(shape, two_years(*CAPTIONS[captions], first=first))
    assert_whole(found)
    assert ("上年" if captions == "words" else "2023") in reasons(found)["earlier_years"]


@each_shape
@pytest.mark.parametrize("first", (True, False), ids=("this year's first", "last year's first"))
def test_of_two_years_tables_without_captions_nothing_is_sure(first: bool, shape: str) -> None:
    found = read(shape, two_years("", "", first=first))
    for prefix in ("proactive", "requests", *(row.id for row in FORM.tables["cases"].rows)):
        assert is_doubted(found, prefix)
    assert "rows_twice" in reasons(found)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "page"])
def test_last_years_report_attached_to_this_years_is_left_out(shape: str) -> None:
    own = document([NOW[2]], [NOW[3]], [NOW[4]])
    attached = document(
        [BEFORE[2]], [BEFORE[3]], [BEFORE[4]], title="青川市临江区人民政府2023年政府信息公开工作年度报告"
    )
    for blocks in ([*own, *attached], [*attached, *own]):
        assert_whole(read(shape, blocks))


@each_shape
@pytest.mark.parametrize("first", (True, False), ids=("this year's left", "last year's left"))
def test_two_years_beside_each_other_are_told_by_the_names_above_or_not_read(first: bool, shape: str) -> None:
    heads = [Box(f"{year}年申请人情况", columns=7) for year in (2024, 2023)]

    def change(number: int, row: tuple[Box, ...]) -> tuple[Box, ...]:
        if number == 0:
            return row[0], *(heads if first else heads[::-1])
        other = BEFORE[3].rows[number] if number < HEAD else tuple(values(BEFORE[3].rows[number]))
        own = row if number < HEAD else tuple(values(row))
        return (*(() if number < HEAD else labels(row)), *((*own, *other) if first else (*other, *own)))

    found = read(shape, document([NOW[2]], [changed(NOW[3], change, wider=7)], [NOW[4]]))
    assert wrong(found, CELLS) == []
    if shape == "page":
        assert_whole(found)
        assert "2023年申请人情况" in reasons(found)["unknown_columns"]


@each_shape
def test_an_empty_form_in_front_of_the_report_takes_no_number_away(shape: str) -> None:
    empty = {
        number: changed(
            NOW[number], lambda _, row: (*labels(row), *(replace(box, text="") for box in values(row)))
        )
        for number in (2, 3, 4)
    }
    two, three, four = ([empty[number], NOW[number]] for number in (2, 3, 4))
    found = read(shape, document(two, three, four))
    assert wrong(found, CELLS, blanks=False) == []
    if shape in ("page", "tabs", "pipes"):
        assert_whole(found)

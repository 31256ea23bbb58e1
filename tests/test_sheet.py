"""The statistics sheet of 2014 to 2018 in less usual layouts: a line's number is neither its code nor last year's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.test_editions import SHEET, SHEET_CELLS, as_html, read

HEAD, *LINES = SHEET.splitlines()[3:]
TITLE = "\n".join(SHEET.splitlines()[:3])
Rows = list[list[str]]
ROWS: Rows = [line.split("\t") for line in LINES]
BESIDE = 40  # a number that stands for nothing: last year's, or one of the body's own


def _is_heading(row: list[str]) -> bool:
    return row[2] == "——"


def with_codes() -> Rows:
    return [["统计指标", "代码", "单位", "统计数"]] + [
        [row[0], f"{number:02}", *row[1:]] for number, row in enumerate(ROWS, 21)
    ]


def with_numbers_in_front() -> Rows:
    return [["序号", *HEAD.split("\t")]] + [[str(number), *row] for number, row in enumerate(ROWS, 1)]


def with_last_year() -> Rows:
    return [["统计指标", "单位", "2015年", "2016年"]] + [
        [*row[:2], row[2] if _is_heading(row) else str(BESIDE + number), row[2]]
        for number, row in enumerate(ROWS)
    ]


def with_the_total_behind() -> Rows:
    return [["统计指标", "单位", "本级", "合计"]] + [
        [*row[:2], row[2] if _is_heading(row) else str(BESIDE - number), row[2]]
        for number, row in enumerate(ROWS)
    ]


def beside_each_other() -> Rows:
    half = (len(ROWS) + 1) // 2
    right = [*ROWS[half:], *[["", "", ""]] * (2 * half - len(ROWS))]
    return [HEAD.split("\t") * 2] + [[*a, *b] for a, b in zip(ROWS[:half], right, strict=True)]


def with_units_behind() -> Rows:
    return [["统计指标", "统计数", "单位"]] + [[row[0], row[2], row[1]] for row in ROWS]


def without_a_unit() -> Rows:
    return [["指标名称", "数量"]] + [[row[0], row[2]] for row in ROWS]


def by_depth() -> Rows:
    """Labels in one of three columns, the deeper the further right."""
    rows = []
    for row in ROWS:
        depth = 0 if row[0][1] == "、" else 1 if row[0][0] == "（" else 2
        rows.append([*[""] * depth, row[0], *[""] * (2 - depth), *row[1:]])
    return [["统计指标", "", "", "单位", "统计数"], *rows]


LAYOUTS = (
    with_codes,
    with_numbers_in_front,
    with_last_year,
    with_the_total_behind,
    beside_each_other,
    with_units_behind,
    without_a_unit,
    by_depth,
)


@pytest.mark.parametrize("shape", ("tabs", "page"))
@pytest.mark.parametrize("rows", LAYOUTS, ids=lambda rows: rows.__name__)
def test_the_number_of_each_line_is_found_beside_other_columns(rows: Callable[[], Rows], shape: str) -> None:
    text = "\n".join([TITLE, *("\t".join(row) for row in rows())])

    found = read(as_html(text), "report.html") if shape == "page" else read(text)

    assert {id_: cell["value"] for id_, cell in found["cells"].items()} == SHEET_CELLS


def test_of_two_columns_without_names_that_tell_them_apart_none_is_read() -> None:
    rows = [["统计指标", "单位", "甲", "乙"], *([*row[:2], row[2], row[2]] for row in ROWS)]

    assert read("\n".join([TITLE, *("\t".join(row) for row in rows)]))["cells"] == {}


def test_labels_units_and_numbers_without_anything_between_them_are_told_apart() -> None:
    text = "\n".join([TITLE, *("".join(row) for row in ROWS)])

    assert {id_: cell["value"] for id_, cell in read(text)["cells"].items()} == SHEET_CELLS


def test_a_line_printed_twice_with_other_numbers_is_not_sure() -> None:
    cells = read(
        SHEET.replace("2.同意公开答复数\t件\t11", "2.同意公开答复数\t件\t11\n2.同意公开答复数\t件\t12")
    )["cells"]

    assert cells["requests.granted.total"]["status"] == "doubtful"
    assert cells["requests.received.total"]["status"] == "read"

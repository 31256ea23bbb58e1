"""Tables drawn with signs in plain text (w3m, links, pandoc, tables by hand) are read as ruled ones are."""

from __future__ import annotations

import pytest

from tests.specimens.blocks import document
from tests.specimens.blocks import tables as form_tables
from tests.specimens.compare import differences, unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.text_drawn import ASCII, BOXES, WIDE_BOXES, Signs, text_drawn
from workbench.readers.drawn import drawn_tables
from workbench.report import read_bytes

CELLS = seeded(3)
FORM = form_tables(CELLS)
WHOLE = document([FORM[2]], [FORM[3]], [FORM[4]])
DRAWN = {"box signs": BOXES, "box signs as wide as Han": WIDE_BOXES, "dashes and bars": ASCII}


@pytest.mark.parametrize("label", [16, 40], ids=["narrow", "roomy"])
@pytest.mark.parametrize("signs", DRAWN.values(), ids=DRAWN)
def test_a_drawn_table_is_read_whole_however_its_labels_are_folded(signs: Signs, label: int) -> None:
    reading = read_bytes(text_drawn(WHOLE, signs, label), "report.txt")

    assert differences(reading, CELLS) == unproved(reading, CELLS) == []
    assert (reading["edition"], reading["status"]) == ("2021", "ok")


def test_what_stands_beside_a_table_is_not_in_it() -> None:
    reading = read_bytes(text_drawn(WHOLE, BOXES, 24, beside="政府公开指南 "), "report.txt")

    assert differences(reading, CELLS) == []


def test_a_cell_tells_the_line_that_its_number_stands_in() -> None:
    text = text_drawn(WHOLE, ASCII)
    lines = text.decode().split("\n")
    reading = read_bytes(text, "report.txt")

    for cell in reading["cells"].values():
        assert cell["printed"] in lines[cell["origin"]["line"] - 1]


def test_rows_that_no_line_parts_are_left_to_those_who_read_line_by_line() -> None:
    rule = "+--------------+----------+"
    rows = ["|规章          |        3 |", "|规范性文件    |       18 |"]

    assert list(drawn_tables([rule, rule, rule, *rows, rule])) == []


def test_the_dashes_under_the_head_of_a_table_in_markdown_draw_nothing() -> None:
    assert list(drawn_tables(["| a | b |", "|---|---|", *["| 1 | 2 |"] * 9])) == []


@pytest.mark.parametrize("lost", range(3, 60, 8))
def test_a_line_lost_from_a_drawn_table_makes_nothing_wrong_sure(lost: int) -> None:
    lines = text_drawn(WHOLE, BOXES).decode().split("\n")
    start = next(at for at, line in enumerate(lines) if "自然人" in line)
    damaged = "\n".join(lines[: start + lost] + lines[start + lost + 1 :])

    assert wrong(read_bytes(damaged.encode(), "report.txt"), CELLS, blanks=False) == []

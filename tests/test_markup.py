"""Reports in the markup of wikis, forums and typesetters, whole and damaged. Figures are made up (`seeded`)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.specimens.blocks import document
from tests.specimens.blocks import tables as form_tables
from tests.specimens.compare import differences, unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.printing import STYLES
from tests.specimens.report import Cells
from tests.specimens.text_markup import MARKUPS, mediawiki, mediawiki_parts, text_markup
from workbench.report import read_bytes

FULL, MIDDLING = 3, 2
TELL_SPANS = ("mediawiki", "mediawiki_parts", "asciidoc", "latex", "typst", "bbcode", "troff")
LOST = range(4)


def content(way: str, shown: Cells, edition: str) -> bytes:
    form = form_tables(shown, edition)
    return text_markup(document([form[2]], [form[3]], [form[4]]), MARKUPS[way])


def read(data: bytes, name: str = "report.txt") -> dict[str, Any]:
    return read_bytes(data, name)


@pytest.mark.parametrize("edition", ("2019", "2021"))
@pytest.mark.parametrize("way", MARKUPS)
def test_a_report_in_markup_is_read_whole(way: str, edition: str) -> None:
    cells = seeded(FULL, edition)
    reading = read(content(way, cells, edition))

    assert differences(reading, cells) == unproved(reading, cells) == []
    assert (reading["edition"], reading["status"]) == (edition, "ok")


@pytest.mark.parametrize("style", ("zeros_blank", "zeros_dash", "totals_blank"))
@pytest.mark.parametrize("way", TELL_SPANS)
def test_blanks_and_marks_in_markup_are_cells_and_row_signs_are_none(way: str, style: str) -> None:
    """MediaWiki parts two rows by `|-`, which is not the mark for nothing."""
    for edition in ("2019", "2021"):
        cells = seeded(MIDDLING, edition)
        shown = STYLES[style](cells)
        reading = read(content(way, shown, edition))

        assert wrong(reading, cells, blanks=False) == unproved(reading, shown) == []
        assert len(reading["cells"]) == len(cells)


@pytest.mark.parametrize("style", ("", "zeros_blank", "zeros_dash"))
@pytest.mark.parametrize("way", MARKUPS)
def test_lines_lost_from_markup_make_nothing_wrong_sure(way: str, style: str) -> None:
    """Where cells follow each other without rows, one that is lost moves all others. A number with a line to itself
    leaves a blank cell.
    """
    cells = seeded(MIDDLING, "2019")
    shown = STYLES[style](cells) if style else cells
    lines = content(way, shown, "2019").decode().split("\n")
    for seed in LOST:
        chance = random.Random(seed)
        at, size = chance.randrange(12, len(lines) - 10), chance.choice((1, 1, 3, 8))
        damaged = "\n".join(lines[:at] + lines[at + size :]).encode()
        printed = {id_: None if value in ("—", "/") else value for id_, value in shown.items()}

        assert wrong(read(damaged), printed, blanks=way != "mediawiki_parts") == [], (at, size)


def test_markup_with_tags_of_html_in_it_is_markup_under_any_name() -> None:
    form = form_tables(STYLES["zeros_blank"](seeded(MIDDLING, "2019")), "2019")
    text = text_markup(document([form[2]], [form[3]], [form[4]]), mediawiki_parts)
    for name in ("report.html", "report.md", "report.txt"):
        assert wrong(read(text, name), seeded(MIDDLING, "2019"), blanks=False) == []
        assert len(read(text, name)["cells"]) == len(seeded(MIDDLING, "2019"))


def test_of_tables_in_a_layout_table_the_inner_ones_are_read() -> None:
    form = form_tables(seeded(FULL))
    inner = text_markup(document([form[2]], [form[3]], [form[4]]), mediawiki).decode()
    page = "\n".join(["{|", '| style="width:20%" | 首页', "|", inner, "|-", "| 主办：某区人民政府", "|}"])
    reading = read(page.encode())

    assert differences(reading, seeded(FULL)) == unproved(reading, seeded(FULL)) == []


def test_a_cell_of_markup_tells_the_line_that_its_number_stands_in() -> None:
    for way in ("mediawiki", "asciidoc", "latex", "list_table", "dashes"):
        data = content(way, seeded(FULL), "2021")
        lines = data.decode().split("\n")
        for cell in read(data)["cells"].values():
            assert cell["printed"] in lines[cell["origin"]["line"] - 1], way

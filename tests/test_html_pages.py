"""Web pages as sites really serve them: spans and charsets told wrongly, hidden parts, text that is not in the file."""

from __future__ import annotations

import pytest

from tests.specimens.compare import differences, unproved
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from workbench.errors import Unreadable
from workbench.readers import read_document
from workbench.readers.document import Grid
from workbench.readers.plain import decode
from workbench.report import read_bytes

CELLS = seeded(4)
PAGE = html_site(plain_report(CELLS), None).decode("gb18030")


def grid_of(table: str) -> Grid:
    (grid,) = read_document(f"<html><body>{table}</body></html>".encode(), "page.html").grids
    return grid


def texts(grid: Grid) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.text for cell in grid.cells}


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("gb18030", "utf-8"),
        ("gb18030", "big5"),
        ("gb18030", ""),
        ("utf-8", "gb2312"),
        ("utf-16", "gb2312"),
        ("utf-16-le", "utf-8"),
        ("utf-16-be", "utf-8"),
    ],
)
def test_a_page_is_read_whatever_charset_it_tells(encoding: str, told: str) -> None:
    page = PAGE.replace("charset=gb2312", f"charset={told}").encode(encoding)

    reading = read_bytes(page, "page.html")

    assert differences(reading, CELLS) == unproved(reading, CELLS) == []


def test_traditional_text_in_big5_is_told_from_gb18030() -> None:
    text = "政府資訊公開工作年度報告：本年度的申請和處理情況，由本機關公開。" * 3
    assert decode(text.encode("big5")) == text


def test_one_broken_byte_does_not_turn_utf8_into_another_encoding() -> None:
    text = "政府信息公开工作年度报告，本年度申请的办理情况" * 20
    assert decode(text.encode()[:-1])[:-1] == text[:-1]


CHANGES = {
    "rows without end tags": ("</td>", ""),
    "a hidden row": ("<tbody>", "<tbody><tr style='display:none'><td>1</td><td>2</td></tr>"),
    "a hidden part": ("<tbody>", "<tbody hidden><tr><td>7</td><td>8</td></tr></tbody><tbody>"),
    "an empty column at the end": ("</tr>", "<td></td></tr>"),
    "a hidden cell in each row": ("</tr>", "<td style='display: none'>9</td></tr>"),
    "a cell without width in each row": ("</tr>", "<td width=0>9</td></tr>"),
    "a nested table of one cell": (
        "<p class=\"MsoNormal\"><span lang",
        "<table><tr><td></td></tr></table><p><span lang",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_is_read_in_spite_of(change: str) -> None:
    before, after = PAGE[: PAGE.index("MsoNormalTable")], PAGE[PAGE.index("MsoNormalTable") :]

    reading = read_bytes((before + after.replace(*CHANGES[change])).encode("gb18030"), "page.html")

    assert differences(reading, CELLS) == unproved(reading, CELLS) == []


def test_a_span_told_wrongly_covers_what_is_free() -> None:
    rows = "<tr><td rowspan='99'>甲</td><td colspan='2;'>乙</td></tr><tr><td colspan=0>1</td><td>2</td></tr>"

    assert texts(grid_of(f"<table>{rows}</table>")) == {(0, 0): "甲", (0, 1): "乙", (1, 1): "1", (1, 2): "2"}


def test_a_column_that_a_col_hides_is_left_out_and_the_origin_keeps_its_place() -> None:
    table = (
        "<table><col><col style='display:none'><col><tr><td>甲</td><td>0</td><td>7</td></tr>"
        "<tr><td colspan=2>乙</td><td>8</td></tr></table>"
    )

    grid = grid_of(table)

    assert texts(grid) == {(0, 0): "甲", (0, 1): "7", (1, 0): "乙", (1, 1): "8"}
    assert [cell.origin.column for cell in grid.cells if cell.text == "7"] == [3]


@pytest.mark.parametrize(
    "cell",
    [
        "<p>13</p><p>16</p>",
        "13<br>16",
        "<span>1</span><span>316</span>",
        "<table><tr><td>1316</td></tr></table>",
    ],
)
def test_a_number_in_pieces_stays_in_its_cell(cell: str) -> None:
    grid = grid_of(f"<table><tr><td>总计</td><td>{cell}</td></tr></table>")

    assert texts(grid)[0, 1].replace("\n", "") == "1316"


def test_tags_left_open_by_the_hundred_lose_nothing() -> None:
    page = PAGE.replace("</span>", "").encode("gb18030")
    assert page.count(b"<span") > 300

    reading = read_bytes(page, "page.html")

    assert differences(reading, CELLS) == unproved(reading, CELLS) == []


def test_a_million_nested_parts_are_a_failure_and_not_half_a_page() -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(b"<html><body>" + b"<div>" * 1_000_000 + "内容".encode(), "page.html")

    assert (refused.value.reason, "too deep" in str(refused.value)) == ("unreadable", True)


def test_a_huge_attribute_loses_no_text() -> None:
    page = PAGE.replace("<tbody>", f"<tbody title='{'x' * 11_000_000}'>", 1).encode("gb18030")

    assert differences(read_bytes(page, "page.html"), CELLS) == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('<iframe src="/2024/report.pdf"></iframe>', "report.pdf"),
        ('<embed src="files/report.pdf">', "report.pdf"),
        ("<div id='app'></div><script src='app.js'></script>", "without its text"),
    ],
)
def test_a_page_whose_text_is_in_another_file_says_which(body: str, named: str) -> None:
    page = f"<html><head><title>年报</title></head><body>{body}</body></html>"

    (reason,) = read_bytes(page.encode(), "page.html")["reasons"]

    assert reason["reason"] == "unsupported"
    assert named in reason["message"]


def test_a_frameset_is_named_too() -> None:
    page = '<html><frameset cols="20%,80%"><frame src="menu.html"><frame src="body.html"></frameset></html>'

    assert read_bytes(page.encode(), "page.html")["reasons"][0]["reason"] == "unsupported"

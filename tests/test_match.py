"""Rows of any source against the rows of the form: labels decide, order helps, sums are not asked."""

from __future__ import annotations

import re

import pytest

from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.form import load_edition
from workbench.match import Match, match
from workbench.match.align import align
from workbench.readers import read_document
from workbench.readers.plain import read_plain

EDITION = load_edition("2021")
VALUES = seeded(3)


def text() -> str:
    return rendered("text_pdf", [plain_report(VALUES)], [None])[0].decode()


def matched(source: str) -> Match:
    return match(read_plain(source.encode(), "report.txt"), EDITION)


def row(result: Match, name: str) -> list[str]:
    return [result.cells[f"requests.{name}.{c.id}"].printed for c in EDITION.tables["requests"].columns]


def is_proved(result: Match, name: str) -> bool:
    return result.cells[f"requests.{name}.total"].labelled


def test_both_pdf_engines_see_the_same_cells_in_the_same_boxes() -> None:
    pdf = rendered("pdf_drawn", [plain_report(VALUES)], [None])[0]

    first = match(read_document(pdf, "x.pdf", "pdfium"), EDITION).cells
    second = match(read_document(pdf, "x.pdf", "pdfminer"), EDITION).cells

    assert {id_: cell.printed for id_, cell in first.items()} == {
        id_: cell.printed for id_, cell in second.items()
    }
    for id_, cell in first.items():
        assert cell.origin.page == second[id_].origin.page
        assert cell.origin.box == pytest.approx(second[id_].origin.box, abs=1.0)


def test_two_rows_printed_in_the_other_order_are_read_by_their_labels() -> None:
    lines = text().split("\n")
    a, b = (
        next(i for i, line in enumerate(lines) if word in line)
        for word in ("7.属于行政执法", "8.属于行政查询")
    )
    swapped = list(lines)
    swapped[a], swapped[b] = lines[b], lines[a]

    before, after = matched("\n".join(lines)), matched("\n".join(swapped))

    for name in ("denied_enforcement_file", "denied_admin_query"):
        assert row(after, name) == row(before, name)
        assert is_proved(after, name)


def test_numbers_swapped_under_two_labels_cannot_be_seen_but_a_lost_label_is_not_proved() -> None:
    lost = text().replace("8.属于行政查询事项", "")

    assert not is_proved(matched(lost), "denied_admin_query")


def test_a_slip_in_a_label_is_still_that_label() -> None:
    """Hongze 2024 prints 其他法律行政止公开 for 其他法律行政法规禁止公开."""
    slip = re.sub(r"2\.其他法律行政法规\s*禁止公开", "2.其他法律行政止公开", text())

    assert is_proved(matched(slip), "denied_law_forbids")


def test_a_page_number_between_rows_is_no_value() -> None:
    lines = text().split("\n")
    at = next(i for i, line in enumerate(lines) if "8.属于行政查询" in line)
    for number in ("7", "- 7 -", "—7—", "第7页"):
        numbered = "\n".join([*lines[:at], number, *lines[at:]])

        assert {id_: c.printed for id_, c in matched(numbered).cells.items()} == {
            id_: c.printed for id_, c in matched(text()).cells.items()
        }, number


def test_labels_far_from_their_numbers_are_not_proved_by_the_nearest_one() -> None:
    """The Shanghai science commission's report for 2024 as text: label cells first, their numbers after them."""
    moved = text().replace("7.属于行政执法案卷 ", "7.属于行政执法案卷\n1.本机关不掌握相关政府信息\n")

    result = matched(moved)

    assert row(result, "denied_enforcement_file") == row(matched(text()), "denied_enforcement_file")
    assert not is_proved(result, "denied_enforcement_file")


def test_without_the_header_no_column_is_proved() -> None:
    headless = re.sub(r"申请人情况.*?(?=一、本年新收)", "", text(), flags=re.S)

    assert not is_proved(matched(headless), "received")


def test_other_editions_columns_under_the_same_row_labels_are_not_taken_for_this_one() -> None:
    """The form of 2019 counts 制作、公开、公开总数 of the same 规章 and 规范性文件."""
    other = text().replace("本年制发件数", "本年新制作数量").replace("本年废止件数", "本年新公开数量")
    other = other.replace("现行有效件数", "对外公开总数量")

    assert not any(id_.startswith("proactive.normative") for id_ in matched(other).cells)


def test_a_row_that_no_row_of_the_form_fits_is_listed() -> None:
    lines = text().split("\n")
    at = next(i for i, line in enumerate(lines) if "8.属于行政查询" in line)
    strange = "\n".join([*lines[:at], "9.涉及外星人事务 1 0 0 0 0 0 1", *lines[at:]])

    assert matched(strange).unknown_rows == ["9.涉及外星人事务"]


def test_alignment_keeps_order_and_leaves_gaps_on_both_sides() -> None:
    found = [{"a": 1.0, "b": 0.0, "c": 0.0}, {"a": 0.5, "b": 0.5, "c": 0.5}, {"a": 0.0, "b": 0.0, "c": 1.0}]

    assert align(found, ["a", "b", "c"], 0.72) == {"a": 0, "c": 2}


def test_a_row_without_a_label_takes_the_place_that_order_leaves() -> None:
    found = [{"a": 1.0, "b": 0.0, "c": 0.0}, {"a": 0.0, "b": 0.1, "c": 0.0}, {"a": 0.0, "b": 0.0, "c": 1.0}]

    assert align(found, ["a", "b", "c"], 0.72) == {"a": 0, "b": 1, "c": 2}

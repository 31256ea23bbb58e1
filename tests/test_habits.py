"""Habits of websites and offices that change words or rows of the form, and texts that are too much to be a report.

Each habit is a few words put in place of the form's own in a specimen; all figures must still come out, and surely.
"""

from __future__ import annotations

import time

import pytest

from tests.specimens import LAYOUTS, rendered
from tests.specimens.compare import wrong
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.report import read_bytes

FULL = 3  # seed: hardly a zero
TITLE = "某县人民政府2024年政府信息公开工作年度报告\n一、总体情况\n"
HABITS = {
    "short heads of table four": {
        "结果维持": "维持",
        "结果纠正": "纠正",
        "其他结果": "其他",
        "尚未审结": "未审结",
    },
    "a remark behind a row's label": {
        "（七）总计": "（七）总计（合计数）",
        "规范性文件": "规范性文件（行政）",
    },
    "a long remark": {"规章": "规章(设区的市、自治州人民政府应提供相关数据)"},
    "other headings": {
        "总体情况": "工作基本情况",
        "主动公开政府信息情况": "行政机关主动公开政府信息情况",
    },
}
SIMPLE = ("text_lines", "text_cells", "markdown_tabs", "markdown_pipes", "html_site")
ENDLESS = {
    "digits.txt": "1" * 2_000_000,
    "spaces.txt": " \t" * 1_000_000 + "x",
    "brackets.txt": "（" * 700_000,
    "numerals.txt": "一、二、" * 300_000,
    "labels.txt": "（一）予以公开 1 1 1 1 1 1 1\n" * 20_000,
    "rows.md": "| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |\n" * 60_000,
    "attributes.html": "<html><body " + " ".join(f"a{n}=1" for n in range(300_000)) + ">",
    "cells.html": "<html><body><table>" + ("<tr>" + "<td>1" * 100) * 1_000,
}


def specimen(layout: str) -> str:
    content = rendered(layout, [plain_report(seeded(FULL))], [None])[0]
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("layout", SIMPLE)
def test_other_words_for_the_same_cells_are_the_same_cells(layout: str, habit: str) -> None:
    text = specimen(layout)
    for words, others in HABITS[habit].items():
        text = text.replace(words, others)
    found = read_bytes(text.encode(), f"report.{LAYOUTS[layout].extension}")
    sure = [id_ for id_, cell in found["cells"].items() if cell["status"] != "doubtful"]
    assert wrong(found, seeded(FULL)) == []
    assert set(sure) == set(seeded(FULL))
    assert found["reasons"] == []


@pytest.mark.parametrize("layout", ["markdown_tabs", "markdown_pipes"])
def test_a_row_that_the_form_does_not_know_is_listed_and_the_others_stay(layout: str) -> None:
    lines = specimen(layout).split("\n")
    at = next(i for i, line in enumerate(lines) if "规范性文件" in line and any(map(str.isdigit, line)))
    lines.insert(at + 1, lines[at].replace("行政规范性文件", "其他主动公开文件"))
    found = read_bytes("\n".join(lines).encode(), f"report.{LAYOUTS[layout].extension}")
    assert wrong(found, seeded(FULL)) == []
    assert set(found["cells"]) == set(seeded(FULL))
    assert [reason["reason"] for reason in found["reasons"]] == ["unknown_rows"]
    assert "其他主动公开文件" in found["reasons"][0]["message"]


def test_bare_page_numbers_of_a_copied_text_are_no_values() -> None:
    """One stands among the heads of table four, whose fifteen zeros would make sixteen numbers with it."""
    cells = {
        id_: 0 if id_.startswith(("review", "litigation")) else value for id_, value in seeded(4).items()
    }
    text = rendered("text_pdf_bare", [plain_report(cells)], [4])[0].decode()
    assert [line.strip() for line in text.splitlines() if line.strip().isdecimal()] == ["1", "2", "3", "4"]
    read = read_bytes(text.encode(), "report.txt")
    assert wrong(read, cells) == []
    assert {read["cells"][id_]["value"] for id_ in cells if id_.startswith("review")} == {0}


def test_lone_numbers_that_do_not_count_up_are_values() -> None:
    cells = seeded(FULL)
    read = read_bytes(rendered("text_cells", [plain_report(cells)], [1])[0], "report.txt")
    assert wrong(read, cells) == [] and len(read["cells"]) == len(cells)


@pytest.mark.parametrize("name", ENDLESS)
def test_a_text_longer_than_any_report_is_refused_at_once(name: str) -> None:
    """Two seconds of computing each: before, these took ten and more, or never came to an end."""
    content = (TITLE + ENDLESS[name] if not name.endswith(".html") else ENDLESS[name]).encode()
    started = time.process_time()
    found = read_bytes(content, name)
    assert [reason["reason"] for reason in found["reasons"]] == ["too_large"]
    assert time.process_time() - started < 2

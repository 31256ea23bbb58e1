"""Every way in which real reports come mangled, each with the figures that must come out of it.

What stands in the file is read right and called proved (sections three and four) or read (section two) as far as
labels and columns are to be seen. What cannot be known is not given, or doubtful.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.specimens import LAYOUTS, rendered
from tests.specimens.compare import EXPECTED_STATUS, same_value, wrong
from tests.specimens.figures import seeded
from tests.specimens.others import LOOK_ALIKES, LookAlike, without_tables
from tests.specimens.printing import STYLES, WORDINGS, says
from tests.specimens.report import Cells, Report, plain_report
from workbench.form import all_cells
from workbench.report import read_bytes

EDITIONS = ("2019", "2021")
GRIDS = ("pdf_drawn", "html_site")
TEXTS = ("text_pdf", "text_cells", "text_lines", "markdown_tabs", "markdown_pipes")
LEAVES_BLANKS = ("zeros_blank", "totals_blank")
FULL, MIDDLING = 3, 2  # seeds: hardly a zero; two cells in five are not zero
ALMOST_ALL = 0.99  # the share of right numbers that must be proved or read
WITH_SLIPS = 0.9  # the same where every long label has a slip
ISSUER = "青川市临江区人民政府"
PARTS = ("other_no_correction", "other_unpaid_fee", "other_other")

each_edition = pytest.mark.parametrize("edition", EDITIONS)


def read(layout: str, report: Report, seed: int | None = None) -> dict[str, Any]:
    content = rendered(layout, [report], [seed])[0]
    return read_bytes(content, f"report.{LAYOUTS[layout].extension}")


def sure(found: Mapping[str, Any], truth: Cells, shown: Cells) -> float:
    """The share of the numbers shown that are given right and with the best status that their section allows."""
    form, numbers = all_cells(), [id_ for id_ in truth if says(shown[id_])]
    right = [
        id_
        for id_ in numbers
        if (cell := found["cells"].get(id_)) is not None
        if same_value(cell, truth[id_]) and cell["status"] == EXPECTED_STATUS[form[id_].section]
    ]
    return len(right) / len(numbers)


# ------------------------------------------------------------------------------------------------ numbers and words


@each_edition
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("layout", [*GRIDS, *TEXTS])
def test_numbers_in_any_dress_are_the_same_numbers(layout: str, style: str, edition: str) -> None:
    for seed in (FULL, MIDDLING):
        cells = seeded(seed, edition)
        shown = STYLES[style](cells)
        found = read(layout, replace(plain_report(cells, edition), cells=shown))
        assert wrong(found, cells, blanks=False) == []
        if LAYOUTS[layout].keeps_blanks or style not in LEAVES_BLANKS:
            assert sure(found, cells, shown) >= ALMOST_ALL
            marks = {id_: cell for id_, cell in found["cells"].items() if not says(shown[id_])}
            assert {cell["state"] for cell in marks.values()} <= {"blank", "mark"}
            assert len(found["cells"]) == len(cells)


@each_edition
@pytest.mark.parametrize("change", WORDINGS)
@pytest.mark.parametrize("layout", [*GRIDS, *TEXTS])
def test_labels_with_slips_or_in_old_script_are_still_these_labels(
    layout: str, change: str, edition: str
) -> None:
    cells = seeded(FULL, edition)
    found = read(layout, WORDINGS[change](plain_report(cells, edition)))
    assert wrong(found, cells, blanks=False) == []
    slips = change in ("lost_sign", "doubled_sign", "wrong_sign")
    assert sure(found, cells, cells) >= (WITH_SLIPS if slips else ALMOST_ALL)


@pytest.mark.parametrize("layout", [*GRIDS, *TEXTS])
def test_an_undivided_row_in_a_form_of_2021_stands_for_its_three_parts(layout: str) -> None:
    divided = seeded(FULL)
    names = [id_.rpartition(".")[2] for id_ in divided if id_.startswith("requests.received.")]
    whole = {
        f"requests.other_undivided.{name}": sum(
            int(str(divided[f"requests.{part}.{name}"])) for part in PARTS
        )
        for name in names
    }
    cells = {**{id_: value for id_, value in divided.items() if id_.split(".")[1] not in PARTS}, **whole}
    found = read(layout, plain_report(cells))
    assert wrong(found, cells, blanks=False) == []
    assert sure(found, cells, cells) == 1
    assert (found["status"], found["edition"]) == ("ok", "2021")


# ------------------------------------------------------------------------------------------------ layouts left open


@each_edition
@pytest.mark.parametrize("seed", range(8))
def test_cells_run_together_are_cut_where_the_sums_leave_one_way(seed: int, edition: str) -> None:
    """The other rows are not given, and the report says which."""
    cells = seeded(seed, edition)
    found = read("text_glued", plain_report(cells, edition), None if seed < 4 else seed)
    assert wrong(found, cells, blanks=False) == []
    form = all_cells()
    matrix = [id_ for id_ in cells if form[id_].section == 3]
    proved = [id_ for id_ in matrix if found["cells"].get(id_, {}).get("status") == "proved"]
    assert len(proved) >= ALMOST_ALL * len(matrix)
    if len(found["cells"]) < len(cells):
        assert "cells_run_together" in [reason["reason"] for reason in found["reasons"]]


@each_edition
@pytest.mark.parametrize("seed", range(8))
def test_numbers_far_from_their_labels_are_never_given_to_another_label(seed: int, edition: str) -> None:
    cells = seeded(seed, edition)
    found = read("markdown_apart", plain_report(cells, edition), seed)
    assert wrong(found, cells, blanks=False) == []


def test_a_report_whose_tables_were_lost_says_so() -> None:
    report = plain_report(seeded(MIDDLING))
    found = read_bytes(without_tables(report), "report.txt")
    assert (found["status"], found["issuer"], found["year"]) == ("partial", ISSUER, 2024)
    assert [reason["reason"] for reason in found["reasons"]] == ["no_tables"]
    assert found["cells"] == {}
    assert len(found["sections"]) == 6


# ------------------------------------------------------------------------------------------------ titles

TITLES = {
    "over two lines": (ISSUER, "2024年政府信息公开工作年度报告"),
    "over three lines": ("青川市临江区", "人民政府2024年政府信息公开", "工作年度报告"),
    "without a year": (ISSUER, "政府信息公开工作年度报告"),
    "without an issuer": ("2024年政府信息公开工作年度报告",),
    "with the year in Chinese": (f"{ISSUER}二〇二四年政府信息公开工作年度报告",),
    "about": (f"{ISSUER}关于2024年度政府信息公开工作情况的报告",),
}


@pytest.mark.parametrize("layout", ("pdf_drawn", "html_site", "text_pdf", "text_lines"))
@pytest.mark.parametrize("title", TITLES)
def test_issuer_and_year_are_found_under_any_title(title: str, layout: str) -> None:
    report = replace(plain_report(seeded(1)), lines_of_title=TITLES[title])
    found = read(layout, report)
    assert (found["issuer"], found["year"]) == (ISSUER, 2024)


@pytest.mark.parametrize("layout", ("pdf_drawn", "html_site", "text_pdf", "text_lines"))
def test_a_year_whose_digits_were_lost_is_not_guessed_from_the_signature(layout: str) -> None:
    title = (ISSUER, "年政府信息公开工作年度报告")
    lead = ("本报告所列数据的统计期限为年月日至年月日。",)
    found = read(layout, replace(plain_report(seeded(1)), lines_of_title=title, lead=lead))
    assert found["issuer"] == ISSUER
    assert found["year"] in (None, 2024)


# ------------------------------------------------------------------------------------------------ no reports


@pytest.mark.parametrize("other", LOOK_ALIKES, ids=lambda other: other.file)
def test_what_only_looks_like_a_report_is_called_what_it_is(other: LookAlike) -> None:
    found = read_bytes(other.text.encode(), other.file)
    (reason,) = found["reasons"]
    assert (found["status"], reason["reason"]) == ("failed", "not_a_report")
    assert other.called in reason["message"]
    assert found["cells"] == {}

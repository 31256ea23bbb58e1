"""What cannot be known for certain is not called proved or read: two tables of one kind, lines lost, other units.

The counterpart of test_damage.py: there one table is damaged, here a document holds more, less or other than the form.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.specimens import LAYOUTS, rendered
from tests.specimens.compare import wrong
from tests.specimens.figures import seeded
from tests.specimens.grid import Table
from tests.specimens.report import Cells, Report, plain_report
from tests.specimens.tables import report_tables
from workbench.report import read_bytes

CELLS, LAST_YEAR = seeded(3), seeded(2)
HEAD = '<tr style="mso-yfti-irow:1">'
MATRIX = 3
FEE = "proactive.fees.amount"
TEXTS = ("text_pdf", "text_cells", "text_lines", "markdown_tabs", "markdown_pipes", "html_paragraphs")
LAYOUTS_OF_TWO = (
    *("pdf_drawn", "pdf_plain", "docx", "html_site", "text_cells", "text_lines", "markdown_tabs"),
    *("markdown_pipes", "html_paragraphs"),
)

each_edition = pytest.mark.parametrize("edition", ("2019", "2021"))


def read(layout: str, report: Report) -> dict[str, Any]:
    return read_bytes(rendered(layout, [report], [None])[0], f"report.{LAYOUTS[layout].extension}")


def read_changed(layout: str, change: Callable[[str], str], cells: Cells = CELLS) -> dict[str, Any]:
    encoding = "gb18030" if layout == "html_site" else "utf-8"
    text = rendered(layout, [plain_report(cells)], [None])[0].decode(encoding)
    assert change(text) != text
    return read_bytes(change(text).encode(encoding), f"report.{LAYOUTS[layout].extension}")


# ------------------------------------------------------------------------------------------------ two of a kind


@pytest.mark.parametrize("first", (True, False), ids=("last year's first", "this year's first"))
@pytest.mark.parametrize("layout", LAYOUTS_OF_TWO)
def test_matrices_of_two_years_in_one_document_prove_nothing(layout: str, first: bool) -> None:
    """Nothing in the rows says of which year they are."""
    other = report_tables(plain_report(LAST_YEAR))[MATRIX].rows

    def both(table: Table) -> Table:
        if table.number != MATRIX:
            return table
        return replace(table, rows=(*other, *table.rows) if first else (*table.rows, *other))

    found = read(layout, replace(plain_report(CELLS), damage=both))
    assert wrong(found, CELLS, blanks=False) == []
    assert not [id_ for id_ in found["cells"] if id_[:8] == "requests" and is_sure(found, id_)]
    assert "rows_twice" in [reason["reason"] for reason in found["reasons"]]


def is_sure(found: dict[str, Any], id_: str) -> bool:
    cell = found["cells"][id_]
    return cell["status"] != "doubtful" and cell["value"] is not None


def test_a_heading_that_repeats_numbers_is_not_a_row_beside_its_parts() -> None:
    """（六）其他处理 stands for its three parts only where they are not there."""
    found = read_changed(
        "html_paragraphs",
        lambda text: text.replace("<p>1.申请人无正当理由", "<p>7</p>" * 7 + "<p>1.申请人无正当理由"),
    )
    assert wrong(found, CELLS, blanks=False) == []
    assert not [id_ for id_ in found["cells"] if "other_undivided" in id_]


# ------------------------------------------------------------------------------------------------ lines lost


@each_edition
@pytest.mark.parametrize("layout", TEXTS)
def test_lost_lines_join_no_label_to_another_rows_numbers(layout: str, edition: str) -> None:
    """Wherever in the matrix three or eight lines are gone."""
    cells = seeded(2, edition)
    text = rendered(layout, [plain_report(cells, edition)], [2])[0].decode()
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if "予以公开" in line)
    for at in range(start, min(start + 130, len(lines) - 12), 31):
        for gone in (3, 8):
            damaged = "\n".join(lines[:at] + lines[at + gone :])
            found = read_bytes(damaged.encode(), f"report.{LAYOUTS[layout].extension}")
            matrix = [line for line in wrong(found, cells, blanks=False) if line.startswith("requests")]
            assert matrix == []


def test_a_part_of_the_2021_form_does_not_lend_its_label_to_the_2019_form() -> None:
    """`3.其他` without its numbers, then `（七）总计` with its own: under no edition is that one label."""
    found = read_changed(
        "text_lines", lambda text: re.sub(r"(?<=\n3\.其他\n)(?:\d+\n){7}", "", text), seeded(2)
    )
    assert found["edition"] == "2021"
    assert wrong(found, seeded(2), blanks=False) == []
    assert not [id_ for id_ in found["cells"] if "total_processed" in id_ and is_sure(found, id_)]


@pytest.mark.parametrize("seed", (1, 3, 5))
def test_a_column_of_the_2019_form_is_not_the_same_named_one_of_2021(seed: int) -> None:
    """处理决定数量 is the third column there and the only one here: run together, its row holds three numbers."""
    cells = seeded(seed, "2019")
    assert wrong(read("text_glued", plain_report(cells, "2019")), cells, blanks=False) == []


# ------------------------------------------------------------------------------------------------ numbers and units

UNITS = {
    "元": Decimal("6.63668115"),
    "万元": Decimal("66366.8115"),
    "亿元": Decimal("663668115"),
}


@pytest.mark.parametrize("layout", ("html_site", "text_cells", "markdown_pipes", "text_glued"))
@pytest.mark.parametrize("unit", UNITS)
def test_a_fee_counts_in_the_unit_that_its_header_tells(unit: str, layout: str) -> None:
    """The form prescribes 万元, and offices print what they have: 66366.8115 元 is 6.63668115 万元."""
    assert CELLS[FEE] == UNITS["万元"]
    found = read_changed(layout, lambda text: text.replace("（单位：万元）", f"（单位: {unit}）"))
    cell = found["cells"][FEE]
    assert (Decimal(str(cell["value"])), cell["status"]) == (UNITS[unit], "read")


def test_a_fee_in_an_unusual_unit_is_doubtful() -> None:
    found = read_changed("html_site", lambda text: text.replace("（单位：万元）", "（单位：千元）"))
    assert found["cells"][FEE]["status"] == "doubtful"


def test_two_numbers_in_one_field_are_not_one_number_unless_a_sum_says_so() -> None:
    """`| 24899 734 |` in section two may be one number or two."""
    id_ = "proactive.normative.issued"
    value = str(CELLS[id_])
    found = read_changed(
        "markdown_pipes", lambda text: text.replace(f"| {value} |", f"| {value[:3]} {value[3:]} |")
    )
    assert found["cells"][id_]["status"] == "doubtful"


def test_a_name_over_the_labels_is_no_name_of_a_column() -> None:
    """An empty row more in the header moves the names away from their columns; the numbers stay."""
    found = read_changed("html_site", lambda text: text.replace(HEAD, "<tr>" + HEAD))
    assert wrong(found, CELLS) == []
    assert len(found["cells"]) == len(CELLS)

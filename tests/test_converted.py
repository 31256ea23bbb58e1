"""Reports that went through a converter, an editor or a data frame: marks of those programs inside cells, merged cells
undone, a whole report in one table, tables of HTML inside Markdown. Figures are made up (`seeded`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import pytest

from tests.specimens.blocks import TITLE, Block, document, page
from tests.specimens.blocks import tables as form_tables
from tests.specimens.compare import differences, unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.grid import Table
from tests.specimens.printing import STYLES, lost_sign
from tests.specimens.report import plain_report
from tests.specimens.tables import report_tables
from workbench.report import read_bytes

FULL, MIDDLING = 3, 2
CELLS = seeded(FULL)
FORM = form_tables(CELLS)
WHOLE = document([FORM[2]], [FORM[3]], [FORM[4]])


def rows(table: Table, covered: str = "", repeats: bool = False) -> list[list[str]]:
    """The full grid as texts; a place covered by a merged cell holds `covered`, or the cell's words once more."""
    return [
        [box.text if repeats or not (down or right) else covered for box, down, right in row]
        for row in table.places()
    ]


def text(blocks: list[Block], of_table: Callable[[Table], list[str]], between: str = "\n") -> str:
    parts = [[block] if isinstance(block, str) else ["", *of_table(block), ""] for block in blocks]
    return between.join(line for part in parts for line in part)


def pipes(table: Table, cell: Callable[[str], str] = str, **places: object) -> list[str]:
    return [f"| {' | '.join(map(cell, row))} |" for row in rows(table, **places)]  # type: ignore[arg-type]


def framed(table: Table) -> list[str]:
    """As a data frame writes a table that it read without a header: an index, `Unnamed: 3`, NaN for covered places."""
    width = len(table.widths)
    head = [
        "|    | " + " | ".join(f"Unnamed: {at}" for at in range(width)) + " |",
        "|---:|" + ":---|" * width,
    ]
    return head + [f"|  {at} {line}" for at, line in enumerate(pipes(table, covered="NaN"))]


def halved(words: str) -> str:
    """A long label with a `<br>` in its middle."""
    middle = len(words) // 2
    return f"{words[:middle]}<br>{words[middle:]}" if len(words) > 4 and not words.isascii() else words


def escaped(words: str) -> str:
    return "".join(f"\\{sign}" if sign in ".-()*" else sign for sign in words)


def boxed(table: Table) -> list[str]:
    return [line for row in rows(table) for line in ("├──┼──┼──┤", f"│{'│'.join(row)}│")]


def html_table(table: Table) -> list[str]:
    inner = page([table]).decode()
    return [inner[inner.index("<table") : inner.index("</body>")]]


MARKDOWN = {
    "`<br>` inside labels": lambda table: pipes(table, halved),
    "entities for blanks": lambda table: pipes(table, covered="&nbsp;"),
    "signs with backslashes": lambda table: pipes(table, escaped),
    "NaN for covered places": lambda table: pipes(table, covered="NaN"),
    "a data frame's index": framed,
    "box signs": boxed,
    "HTML": html_table,
    "covered places repeated": lambda table: pipes(table, repeats=True),
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_tables_that_a_converter_wrote_are_read_as_if_there_were_none(name: str) -> None:
    """Section two printed in each place of a merged cell is one number, too."""
    found = read_bytes(text(WHOLE, MARKDOWN[name]).encode(), "report.md")
    assert differences(found, CELLS) == unproved(found, CELLS) == []
    assert (found["title"], found["year"], found["reasons"]) == (TITLE, 2024, [])


@pytest.mark.parametrize("repeats", (True, False))
@pytest.mark.parametrize("style", ("plain", "totals_blank"))
def test_a_page_whose_merged_cells_were_undone_is_read_whole(style: str, repeats: bool) -> None:
    """Blank or repeated: the header's places tell which blanks are cells, and a column of totals may be blank."""
    shown = CELLS if style == "plain" else STYLES[style](CELLS)
    form = form_tables(shown)
    parts = [
        f"<p>{block}</p>"
        if isinstance(block, str)
        else "<table>" + "".join(_flat(row) for row in rows(block, repeats=repeats)) + "</table>"
        for block in document([form[2]], [form[3]], [form[4]])
    ]
    found = read_bytes(f'<html><meta charset="utf-8"><body>{"".join(parts)}</body></html>'.encode(), "x.html")
    assert wrong(found, CELLS, blanks=False) == unproved(found, shown) == []
    assert len(found["cells"]) == len(CELLS)


def _flat(row: list[str]) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"


def test_lines_and_tabs_of_preformatted_text_are_meant() -> None:
    shown = STYLES["totals_blank"](CELLS)
    form = form_tables(shown)
    blocks = document([form[2]], [form[3]], [form[4]])
    lines = text(blocks, lambda table: ["\t".join(row) for row in rows(table)])
    found = read_bytes(f"<html><body><pre>{escape(lines)}</pre></body></html>".encode(), "report.html")
    assert differences(found, shown) == unproved(found, shown) == []
    assert len(found["sections"]) == 6


def test_a_page_that_is_one_table_has_its_sections_and_all_cells() -> None:
    """Headings and paragraphs are rows over the whole width there."""
    inner = page(WHOLE).decode().split("<body>")[1].split("</body>")[0]
    for tag in ("<table>", "</table>"):
        inner = inner.replace(tag, "")
    one = inner.replace("<p>", "<tr><td colspan=15>").replace("</p>", "</td></tr>")
    found = read_bytes(f"<html><body><table>{one}</table></body></html>".encode(), "report.html")
    assert differences(found, CELLS) == unproved(found, CELLS) == []
    assert (found["title"], [section["number"] for section in found["sections"]]) == (
        TITLE,
        [1, 2, 3, 4, 5, 6],
    )
    assert found["sections"][4]["text"] == "公开内容的针对性还不够强。"


@pytest.mark.parametrize("between", ("\n", "\n\n"))
def test_a_bar_behind_each_cell_keeps_blanks_even_with_empty_lines_between(between: str) -> None:
    shown = STYLES["zeros_blank"](seeded(MIDDLING))
    form = form_tables(shown)
    blocks = document([form[2]], [form[3]], [form[4]])
    cells = text(blocks, lambda table: [f"{box.text} |" for row in table.rows for box in row], between)
    found = read_bytes(cells.encode(), "report.txt")
    assert wrong(found, seeded(MIDDLING), blanks=False) == unproved(found, shown) == []
    assert len(found["cells"]) == len(CELLS)


# ------------------------------------------------------------------------------------------------ never guessed


def spaced(table: Table) -> list[str]:
    return [" ".join(box.text for box in row if box.text) for row in table.rows]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("style", ("totals_blank", "zeros_blank"))
def test_numbers_with_spaces_between_are_not_cut_to_fill_blanks_that_left_no_trace(
    style: str, seed: int
) -> None:
    """`0 0 0 0 0 44` under a blank total is not 0, 0, 0, 0, 0, 4, 4, though those add up."""
    cells = {**seeded(seed), "requests.rejected_mass.other": 44, "requests.rejected_mass.total": 44}
    for name in ("natural_person", "commercial", "research", "public_welfare", "legal_service"):
        cells[f"requests.rejected_mass.{name}"] = 0
    form = form_tables(STYLES[style](cells))
    found = read_bytes(text(document([form[2]], [form[3]], [form[4]]), spaced).encode(), "report.txt")
    assert wrong(found, cells, blanks=False) == []


def test_a_short_label_of_another_row_is_no_slip_of_this_one() -> None:
    """（三）不予公开 1. stands before numbers whose label goes on behind them; it is not 予以公开 with a slip."""
    lines = text(WHOLE, spaced).replace("（一）予以公开 ", "").replace("1.属于国家秘密", "1.")
    found = read_bytes(lines.encode(), "report.txt")
    assert wrong(found, CELLS) == []
    assert found["cells"].get("requests.granted.total", {"status": "doubtful"})["status"] == "doubtful"


@pytest.mark.parametrize("size", (2, 3, 4))
def test_of_several_rows_behind_one_text_no_label_proves_any(size: int) -> None:
    """Labels with slips, a few at a time, and behind them the numbers of all of these rows."""
    report = lost_sign(plain_report(CELLS))

    def apart(table: Table) -> list[str]:
        groups = [table.rows[at : at + size] for at in range(table.header_rows, len(table.rows), size)]
        lines = [box.text for row in table.rows[: table.header_rows] for box in row]
        for group in groups:
            lines += [box.text for row in group for box in row if box.role != "value"]
            lines += [box.text for row in group for box in row if box.role == "value"]
        return lines

    form = report_tables(report)
    found = read_bytes(text(document([form[2]], [form[3]], [form[4]]), apart).encode(), "report.txt")
    assert wrong(found, CELLS) == []


def test_fields_left_by_merged_cells_are_not_taken_for_cells_of_section_two() -> None:
    """Four fields for three columns, one of them blank at the end and one inside: which is the cell cannot be told."""
    lines = text(WHOLE, pipes).split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("| 行政规范性文件"))
    lines[at] = "| 行政规范性文件 | 23774 |  | 1 |  |"
    found = read_bytes("\n".join(lines).encode(), "report.md")
    sure = [
        id_ for id_, cell in found["cells"].items() if "normative" in id_ and cell["status"] != "doubtful"
    ]
    assert sure == []


@pytest.mark.parametrize("seed", (1, 2, 4))
def test_last_years_numbers_fill_no_blank_of_this_year(seed: int) -> None:
    """Blank zeros leave no trace between spaces: this year's rows are shorter than those of the year before."""
    cells = seeded(seed)
    now, before = form_tables(STYLES["zeros_blank"](cells)), form_tables(seeded(FULL))
    years: list[list[Block]] = [["2023年度", before[n], "2024年度", now[n]] for n in (2, 3, 4)]
    blocks = document(years[0], years[1], years[2])
    found = read_bytes(text(blocks, spaced).encode(), "report.txt")
    assert wrong(found, cells, blanks=False) == []


def test_the_fee_behind_labels_without_numbers_may_be_another_rows() -> None:
    """行政强制 has no number before the fee's header: the first number behind the fee's label may be its own."""
    lines = text(WHOLE, spaced)
    start = lines.index("行政强制 ") + len("行政强制 ")
    coercion, _, rest = lines[start:].partition("\n")
    fee = rest.index("行政事业性收费 ") + len("行政事业性收费 ")
    moved = f"{lines[:start].rstrip()}\n{rest[:fee].rstrip()}\n{coercion}件\n{rest[fee:]}"
    found = read_bytes(moved.encode(), "report.txt")
    assert wrong(found, CELLS) == []


def folded(table: Table) -> str:
    """A table on one line, as a converter writes one that lies in a cell of another table."""
    rows = ["".join(f" {box.text}{' |' * box.columns}" for box in row) for row in table.rows]
    wide = len(table.widths)
    return " ".join(f"|{row}" for row in ("  |" * wide, " --- |" * wide, *rows))


@pytest.mark.parametrize("style", ("", "zeros_dash", "totals_blank"))
def test_a_table_folded_into_a_cell_of_a_layout_table_has_its_rows_again(style: str) -> None:
    shown = STYLES[style](CELLS) if style else CELLS
    form = form_tables(shown)
    blocks = document([form[2]], [form[3]], [form[4]])
    cell = "   ".join(block if isinstance(block, str) else folded(block) for block in blocks)
    found = read_bytes(f"|  |  |\n| --- | --- |\n| 政府信息公开 | {cell} |\n".encode(), "report.md")
    assert wrong(found, CELLS, blanks=False) == unproved(found, shown) == []
    assert len(found["cells"]) == len(CELLS)


def test_two_numbers_in_one_cell_beside_a_blank_one_are_not_sure() -> None:
    """A converter moved a number over the border: `8<br>7` and a blank, or `0<br>0`, which looks like a zero."""
    for seed in (0, FULL):
        cells = seeded(seed)
        form = form_tables(cells)
        lines = text(document([form[2]], [form[3]], [form[4]]), pipes).split("\n")
        at = next(number for number, line in enumerate(lines) if line.startswith("| 规章"))
        _, name, first, second, rest = lines[at].split("|", 4)
        for part in ("<br>", " ", "" if seed == 0 else "<br/>"):
            lines[at] = f"|{name}|{first.rstrip()}{part}{second.lstrip()}|  |{rest}"
            assert wrong(read_bytes("\n".join(lines).encode(), "report.md"), cells) == []


def test_a_blank_line_below_numbers_of_no_row_may_be_the_end_of_their_label() -> None:
    """`（六） | 216 |` and below it `其他处理 | |`, where a layout table adds fields to both."""
    shown = STYLES["zeros_blank"](seeded(MIDDLING, "2019"))
    form = form_tables(shown, "2019")
    lines = text(document([form[2]], [form[3]], [form[4]]), pipes).split("\n")
    at = next(number for number, line in enumerate(lines) if "（六）其他处理" in line)
    above, below = lines[at].replace("其他处理", ""), re.sub(r"\d+", "", lines[at]).replace("（六）", "")
    lines[at : at + 2] = [f"|  | {above} |", f"|  | {below} |"]  # without the totals, which would tell
    assert wrong(read_bytes("\n".join(lines).encode(), "report.md"), shown) == []

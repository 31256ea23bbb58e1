"""Web pages whose own sheet hides columns, years and words; forms made of fields; parts kept in a saved page."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from tests.specimens.compare import differences, unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.grid import Box, Table
from tests.specimens.report import plain_report
from tests.specimens.tables import report_tables
from workbench.report import read_bytes

CELLS, LAST_YEAR = seeded(3), seeded(2)
REPORT = plain_report(CELLS)
TABLES, TABLES_BEFORE = report_tables(REPORT), report_tables(plain_report(LAST_YEAR))

Fill = Callable[[Box], str]


def shown(box: Box) -> str:
    return escape(box.text)


def table(source: Table, fill: Fill = shown, more: str = "") -> str:
    """The table; `more` stands behind the values of each row that has some."""
    rows = (
        "<tr>"
        + "".join(f"<td colspan={box.columns} rowspan={box.rows}>{fill(box)}</td>" for box in row)
        + (more if any(box.role == "value" for box in row) else "")
        + "</tr>"
        for row in source.rows
    )
    return f"<table>{''.join(rows)}</table>"


def page(tables: dict[int, str], sheet: str = "") -> str:
    parts = (
        f"<h2>{heading}</h2>{tables.get(number, '')}" for number, heading in enumerate(REPORT.headings, 1)
    )
    return (
        f'<html><head><meta charset="utf-8"><style>{sheet}</style></head><body>'
        f"<h1>{REPORT.title}</h1>{''.join(parts)}</body></html>"
    )


def assert_whole(text: str) -> None:
    found = read_bytes(text.encode(), "page.html")
    assert differences(found, CELLS) == unproved(found, CELLS) == []


@pytest.mark.parametrize(
    ("sheet", "more"),
    [
        (".prev{display:none}", "<td class=prev>9</td>"),
        (
            "table td.code , i{ display : none !important } td{display:table-cell}",
            "<td class='a code'>9</td>",
        ),
        ("tr > td:last-child.x{display:none}", "<td class=x>9</td>"),
        ("@media screen{#t .p{display:none}}", "<td class=p id=t></td><td class=q hidden>9</td>"),
    ],
)
def test_a_column_that_the_pages_sheet_hides_is_not_read(sheet: str, more: str) -> None:
    tables = {number: table(source, more=more if number == 3 else "") for number, source in TABLES.items()}
    assert_whole(page(tables, sheet))


@pytest.mark.parametrize(
    ("sheet", "now", "before"),
    [
        (".pane:not(.on){display:none}", "pane on", "pane"),
        (".old{display:none}", "new", "old"),
        ("", "tab-pane active", "tab-pane fade"),
        ("", "layui-tab-item layui-show", "layui-tab-item"),
    ],
)
def test_of_years_in_tabs_the_one_shown_is_read(sheet: str, now: str, before: str) -> None:
    tables = {
        number: f'<div><div class="{before}">{table(TABLES_BEFORE[number])}</div>'
        f'<div class="{now}">{table(source)}</div></div>'
        for number, source in TABLES.items()
    }
    assert_whole(page(tables, sheet))


@pytest.mark.parametrize(
    "sheet",
    [
        "body{display:none!important}",  # until a script has seen that the page is in no frame
        "table{display:none}",  # until a script opens it
        ".x table{display:none}.x.open table{display:table}",
        "@media print{table{display:none}} @media (max-width:600px){td{display:none}}",
        "td:hover{display:none} table::after{display:none}",
    ],
)
def test_what_is_shown_after_all_is_read(sheet: str) -> None:
    tables = {number: f'<div class="x open">{table(source)}</div>' for number, source in TABLES.items()}
    assert_whole(page(tables, sheet))


@pytest.mark.parametrize(
    ("sheet", "before", "behind"),
    [
        (".gone{text-decoration:line-through}", "<span class=gone>4</span>", ""),
        ("i.u{visibility:hidden} .o{opacity:0}", "<i class=u>7</i>", "<b class=o>5</b>"),
        ("", "", "<span style='position:absolute;left:-9999px'>5</span>"),
        (".tip{display:none}td:hover .tip{display:block}", "", "<span class=tip>上年 9</span>"),
        ("", "<span style='font-size:0'>", "</span><input type=hidden value=8>"),
    ],
)
def test_digits_that_are_not_seen_or_struck_are_no_part_of_a_number(
    sheet: str, before: str, behind: str
) -> None:
    def fill(box: Box) -> str:
        own = f"<span style='font-size:12px'>{box.text}</span>"
        return f"{before}{own}{behind}" if box.role == "value" else shown(box)

    assert_whole(page({number: table(source, fill) for number, source in TABLES.items()}, sheet))


def test_a_cell_whose_text_is_not_seen_keeps_its_place() -> None:
    def fill(box: Box) -> str:
        return (
            f"<i style='visibility:hidden'>{box.text}</i>"
            if box.cell and box.cell.endswith("other")
            else shown(box)
        )

    found = read_bytes(
        page({number: table(source, fill) for number, source in TABLES.items()}).encode(), "p.html"
    )
    blank = {
        id_: None if id_.startswith("requests") and id_.endswith("other") else v for id_, v in CELLS.items()
    }
    assert wrong(found, blank) == [] or all("other" in line for line in wrong(found, blank))
    assert found["cells"]["requests.received.total"]["value"] == CELLS["requests.received.total"]


@pytest.mark.parametrize(
    "field",
    [
        "<input value='{}' readonly>",
        "<input type=number value={}>",
        "<textarea>{}</textarea>",
        "<select><option>0</option><option selected>{}</option></select>",
    ],
)
def test_a_form_whose_cells_are_fields_is_read(field: str) -> None:
    def fill(box: Box) -> str:
        return field.format(box.text) if box.role == "value" else shown(box)

    assert_whole(page({number: table(source, fill) for number, source in TABLES.items()}))


def in_frame(text: str) -> str:
    return f'<html><body>首页<iframe srcdoc="{escape(text, quote=True)}"></iframe></body></html>'


def in_template(text: str) -> str:
    return f"<html><body><x-text><template shadowrootmode=open>{text}</template></x-text></body></html>"


@pytest.mark.parametrize("around", [in_frame, in_template])
def test_an_article_that_a_saved_page_keeps_in_itself_is_read(around: Callable[[str], str]) -> None:
    assert_whole(around(page({number: table(source) for number, source in TABLES.items()})))


def test_a_tables_foot_is_read_behind_its_rows() -> None:
    rows = table(TABLES[3]).removeprefix("<table>").removesuffix("</table>").split("</tr>")[:-1]
    foot, body = "</tr>".join(rows[-1:]), "</tr>".join(rows[:-1])
    tables = {number: table(source) for number, source in TABLES.items()}
    tables[3] = f"<table><tfoot>{foot}</tr></tfoot><tbody>{body}</tr></tbody></table>"
    assert_whole(page(tables))


def test_rows_without_end_tags_are_no_part_of_the_cell_before() -> None:
    def opened(source: Table) -> str:
        cells = table(source, lambda box: f"<FONT SIZE=2>{shown(box)}")
        return cells.replace("</td>", "").replace("</tr>", "")

    assert_whole(page({number: opened(source) for number, source in TABLES.items()}))


def test_another_bodys_newer_report_below_makes_nothing_of_it_sure() -> None:
    own = page({number: table(source) for number, source in TABLES.items()})
    below = page({number: table(source) for number, source in TABLES_BEFORE.items()})
    newer = below.replace(REPORT.title, f"临江区柳河镇{REPORT.year + 1}年政府信息公开工作年度报告")
    found = read_bytes((own.replace("</body></html>", "") + newer).encode(), "page.html")
    assert wrong(found, CELLS) == []
    assert "rows_twice" in {reason["reason"] for reason in found["reasons"]}

"""Words where a number of section two belongs (见附件): cells of state text, and the rest of the row is read."""

from __future__ import annotations

import pytest

from tests.specimens import LAYOUTS, rendered
from tests.specimens.blocks import document, page, tables
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.report import read_bytes

WORDS = {
    "2021": {
        "proactive.regulations.issued": "见附件",
        "proactive.normative.repealed": "详见附表",
        "proactive.penalty.decisions": "见附表2",
        "proactive.fees.amount": "见附件",
    },
    "2019": {
        "proactive.regulations.made": "见附件",
        "proactive.licensing.change": "详见附表",
        "proactive.procurement.amount": "见附件",
    },
}
QUICK = (
    "pdf_drawn",
    "docx",
    "html_site",
    "text_pdf",
    "text_cells",
    "text_bars_cells",
    "text_lines",
    "markdown_tabs",
)


@pytest.mark.parametrize("edition", WORDS)
@pytest.mark.parametrize("layout", QUICK)
def test_words_are_the_text_of_their_own_cell_and_its_row_is_read(layout: str, edition: str) -> None:
    cells = {**seeded(3, edition), **WORDS[edition]}
    (content,) = rendered(layout, [plain_report(cells, edition)], [None])

    found = read_bytes(content, f"report.{LAYOUTS[layout].extension}")["cells"]

    of_two = {id_ for id_ in cells if id_.startswith("proactive.")}
    assert of_two <= set(found)
    assert {id_ for id_ in of_two if found[id_]["state"] == "text"} == set(WORDS[edition])
    assert {found[id_]["status"] for id_ in WORDS[edition]} == {"doubtful"}
    others = of_two - set(WORDS[edition])
    assert {found[id_]["status"] for id_ in others} == {"read"}
    assert {id_: found[id_]["value"] for id_ in others} == {id_: cells[id_] for id_ in others}


def test_words_merged_over_all_columns_stand_in_each_of_them() -> None:
    cells = seeded(3)
    now = tables(cells)
    html = page(document([now[2]], [now[3]], [now[4]])).decode()
    start = html.index("</td>", html.index("行政规范性文件")) + len("</td>")
    merged = html[:start] + '<td colspan="3">详见附表</td>' + html[html.index("</tr>", start) :]

    found = read_bytes(merged.encode(), "report.html")["cells"]

    of_row = [found[f"proactive.normative.{column}"] for column in ("issued", "repealed", "in_force")]
    assert [(cell["printed"], cell["state"]) for cell in of_row] == [("详见附表", "text")] * 3

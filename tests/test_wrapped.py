"""Numbers that are wrapped in their cells, where no line shows the cells: their pieces stand above and below others.

What is given as proved or read is the report's own. Figures are made up (`seeded`).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.specimens.blocks import document, tables
from tests.specimens.compare import wrong
from tests.specimens.figures import seeded
from tests.specimens.grid import Table
from tests.specimens.pdf_drawn import Rules, pdf_drawn
from tests.specimens.printing import STYLES
from tests.specimens.report import plain_report
from workbench.report import read_bytes

WRAPPED = ("litigation_after_review.upheld", "litigation_after_review.total")


def spaced(table: Table) -> list[str]:
    return [" ".join(box.text for box in row) for row in table.rows]


@pytest.mark.parametrize(
    "above, beside, below",
    (("8773", "0件", "件"), ("8,77", "0", "3"), ("8,", "0", "773"), ("8773", "0", "（注）")),
)
def test_a_number_wrapped_in_a_text_is_not_given_to_other_columns(
    above: str, beside: str, below: str
) -> None:
    """`8773` and `件` below it, or `8,77` and `3`: beside them stand the zeros of the other columns."""
    cells = seeded(3)
    for id_ in [id_ for id_ in cells if id_.startswith(("review", "litigation"))]:
        cells[id_] = 8773 if id_ in WRAPPED else 0
    form = tables(cells)
    four = [*spaced(form[4])[:-1], f"{above} {above}", " ".join([beside] * 13), f"{below} {below}"]
    found = read_bytes("\n".join(document(spaced(form[2]), spaced(form[3]), four)).encode(), "report.txt")  # type: ignore[arg-type]
    assert wrong(found, cells) == []


@pytest.mark.parametrize("seed", (2, 4, 7, 9))
@pytest.mark.parametrize("style", ("with_units", "with_commas", "with_remarks"))
def test_a_number_wrapped_on_a_page_without_lines_is_not_given_to_other_columns(
    style: str, seed: int
) -> None:
    """`27341030（其中修订16件）` over two lines: the 16 is no cell."""
    cells = seeded(seed)
    report = replace(plain_report(cells), cells=STYLES[style](cells))
    ways: tuple[Rules, ...] = ("none", "framed")
    for rules in ways:
        assert wrong(read_bytes(pdf_drawn(report, rules=rules), "report.pdf"), cells) == []

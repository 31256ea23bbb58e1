"""Text copied from pages and editors: marks for zero in every cell of a row, lines quoted as Markdown does."""

from __future__ import annotations

import pytest

from tests.specimens.compare import differences, unproved
from tests.specimens.figures import seeded
from tests.specimens.report import SECTION_HEADINGS, plain_report
from tests.specimens.tables import report_tables
from workbench.report import read_bytes


def _text(edition: str, seed: int, before: str, zero: str) -> bytes:
    """The report's tables with tabs between the cells, `before` at the head of each row, `zero` for each zero."""
    report = plain_report(seeded(seed, edition), edition)
    lines = [report.title, *report.lead]
    tables = report_tables(report)
    for number, heading in enumerate(SECTION_HEADINGS, 1):
        lines.append(heading)
        for row in tables[number].rows if number in tables else ():
            texts = [zero if box.role == "value" and box.text == "0" else box.text for box in row]
            lines.append(before + "\t".join(texts))
    return "\n".join(lines).encode()


@pytest.mark.parametrize("edition", ("2019", "2021"))
def test_a_row_of_dashes_alone_is_a_row_of_marks(edition: str) -> None:
    found = read_bytes(_text(edition, 5, "", "-"), "report.txt")["cells"]
    assert set(seeded(5, edition)) == set(found)
    zeros = [id_ for id_, value in seeded(5, edition).items() if value == 0]
    assert {(found[id_]["state"], found[id_]["value"]) for id_ in zeros} == {("mark", None)}


@pytest.mark.parametrize("edition", ("2019", "2021"))
def test_quoted_lines_are_read_as_the_others(edition: str) -> None:
    cells = seeded(8, edition)
    found = read_bytes(_text(edition, 8, "> ", "0"), "report.md")
    assert differences(found, cells) == unproved(found, cells) == []

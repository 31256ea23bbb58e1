"""Real reports, cell by cell against what people read off them: a PDF, a page of 2019, two run-together texts, one
Markdown with labels far from their numbers.

They stay outside the repository: WORKBENCH_REPORTS names the folder; without it these tests say so and do not run.
The gold files there (`reports/gold/NAME.json`) say null for a blank cell, and list under `inferred` what a person
worked out where the file has nothing in the cell's place.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.compare import same_value, wrong
from workbench.form import all_cells
from workbench.report import read_report

# a gold file of the edition of 2021 gives these as one number each, where the form has a row and a column
SINGLE = {"licensing": "decisions", "penalty": "decisions", "coercion": "decisions", "fees": "amount"}
RENAMED = {"amount_yuan": "amount"}


@dataclass(frozen=True)
class Real:
    """A report, the engine that it is read with, and how many of its numbers must be proved and read at least."""

    file: str
    edition: str
    proved: int
    read: int
    engine: str = "auto"


# hongze: all that the sums test, and section two, with either engine. shanghai-office: blanks are no numbers.
# pingtan: the rows of section two that can be cut in several ways are not given (three of 2022, seven of 2019).
REALS = (
    Real("hongze-2024.pdf", "2021", 176, 10),
    Real("hongze-2024.pdf", "2021", 176, 10, "pdfium"),
    Real("hongze-2024.pdf", "2021", 176, 10, "pdfminer"),
    Real("shanghai-office-2019.html", "2019", 40, 22),
    Real("pingtan-2022.txt", "2021", 190, 7),
    Real("pingtan-2019.txt", "2019", 176, 3),
    Real("shanghai-kewei-2024.md", "2021", 100, 10),
)

pytestmark = [
    pytest.mark.reports,
    pytest.mark.parametrize("real", REALS, ids=lambda real: f"{real.file}-{real.engine}"),
]


def test_no_cell_called_proved_or_read_is_wrong(real: Real, real_reports: Path) -> None:
    found, expected = reading(real, real_reports), gold(real, real_reports)
    assert wrong(found, expected) == []


def test_numbers_that_are_given_are_the_printed_ones(real: Real, real_reports: Path) -> None:
    found, expected = reading(real, real_reports), gold(real, real_reports)
    given = {id_: cell for id_, cell in found["cells"].items() if expected.get(id_) is not None}
    doubtful = [id_ for id_, cell in given.items() if not same_value(cell, expected[id_])]
    assert doubtful == []


def test_as_many_numbers_are_sure_as_before(real: Real, real_reports: Path) -> None:
    found, expected = reading(real, real_reports), gold(real, real_reports)
    right = [id_ for id_, value in expected.items() if value is not None and id_ in found["cells"]]
    status = Counter(found["cells"][id_]["status"] for id_ in right)
    assert found["edition"] == real.edition
    assert status["proved"] >= real.proved
    assert status["read"] >= real.read
    absent = [id_ for id_, value in expected.items() if value is not None and id_ not in found["cells"]]
    assert {all_cells()[id_].section for id_ in absent} <= {2}


def test_issuer_and_year_are_the_reports_own(real: Real, real_reports: Path) -> None:
    found = reading(real, real_reports)
    told = json.loads(gold_path(real, real_reports).read_text("utf-8"))
    assert (found["issuer"], found["year"]) == (told["issuer"], told["year"])


def reading(real: Real, folder: Path) -> dict[str, Any]:
    return read_report(folder / "reports" / real.file, engine=real.engine)


def gold_path(real: Real, folder: Path) -> Path:
    return folder / "reports" / "gold" / f"{real.file.partition('.')[0]}.json"


def gold(real: Real, folder: Path) -> dict[str, Decimal | None]:
    content = json.loads(gold_path(real, folder).read_text("utf-8"))
    nothing_there = set(content.get("inferred", ()))
    return {
        id_: None if value is None or id_ in nothing_there else Decimal(str(value))
        for id_, value in figures(content)
    }


def figures(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The figures of a gold file under our ids."""
    for row, values in content["proactive"].items():
        columns = values if isinstance(values, Mapping) else {SINGLE[row]: values}
        for column, value in columns.items():
            yield f"proactive.{row}.{RENAMED.get(column, column)}", value
    for row, values in content["requests"].items():
        yield from ((f"requests.{row}.{applicant}", value) for applicant, value in values.items())
    for route in ("review", "litigation_direct", "litigation_after_review"):
        yield from ((f"{route}.{outcome}", value) for outcome, value in content[route].items())

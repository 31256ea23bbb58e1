"""Real texts against figures that people read off them: the folder of reports is given by WORKBENCH_REPORTS.

The gold files there (reports/gold/seed-NNN.json) have ids of their own; the README beside them says how they
map to ours. They stay outside the repository: without the folder these tests say so and do not run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.compare import differences, unproved
from tests.specimens.report import Value
from workbench.report import read_report

# a gold file gives these as one number each, where the form has a row and a column
SINGLE = {"licensing": "decisions", "penalty": "decisions", "coercion": "decisions", "fees": "amount"}

pytestmark = [
    pytest.mark.reports,
    pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"]),
]


def test_every_cell_of_a_seed_is_right(number: str, real_reports: Path) -> None:
    reading, expected = read_seed(real_reports, number), dict(figures_of(gold(real_reports, number)))
    assert len(expected) == 200
    assert differences(reading, expected) == []
    assert unproved(reading, expected) == []


def test_a_seeds_issuer_and_year_are_found(number: str, real_reports: Path) -> None:
    reading, expected = read_seed(real_reports, number), gold(real_reports, number)
    assert (reading["issuer"], reading["year"]) == (expected["issuer"], expected["year"])


def read_seed(folder: Path, number: str) -> dict[str, Any]:
    (path,) = (folder / "seeds").glob(f"{number}_*.txt")
    return read_report(path)


def gold(folder: Path, number: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"reports/gold/seed-{number}.json").read_text("utf-8"))
    return content


def figures_of(content: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """The figures of a gold file under our ids."""
    for row, values in content["proactive"].items():
        if isinstance(values, Mapping):
            yield from ((f"proactive.{row}.{column}", value) for column, value in values.items())
        else:
            yield f"proactive.{row}.{SINGLE[row]}", values if values is None else Decimal(str(values))
    for row, values in content["requests"].items():
        yield from ((f"requests.{row}.{applicant}", value) for applicant, value in values.items())
    for route in ("review", "litigation_direct", "litigation_after_review"):
        yield from ((f"{route}.{outcome}", value) for outcome, value in content[route].items())

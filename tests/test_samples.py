"""The five reports in data/raw/ as the product reads them: 200 of 200 cells, each as sure as it can be.

The expected figures are those that the samples are made from (tests/specimens/samples/).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.specimens import LAYOUTS
from tests.specimens.compare import differences, unproved
from tests.specimens.samples import Sample, load_samples
from workbench.report import read_report

RAW = Path(__file__).parents[1] / "data" / "raw"


@pytest.mark.parametrize("engine", ["auto", "pdfium", "pdfminer"])
@pytest.mark.parametrize("sample", load_samples(), ids=lambda sample: sample.file)
def test_every_cell_of_a_sample_is_right(sample: Sample, engine: str) -> None:
    reading = read_report(RAW / sample.file, engine=engine)
    assert len(reading["cells"]) == 200
    assert differences(reading, sample.report.cells) == []
    assert unproved(reading, sample.report.cells) == []


@pytest.mark.parametrize("sample", load_samples(), ids=lambda sample: sample.file)
def test_a_sample_is_known_by_its_title(sample: Sample) -> None:
    reading = read_report(RAW / sample.file)
    assert reading["container"] == LAYOUTS[sample.layout].container
    assert (reading["year"], reading["issuer"]) == (sample.report.year, sample.report.issuer)
    assert [section["number"] for section in reading["sections"]] == [1, 2, 3, 4, 5, 6]

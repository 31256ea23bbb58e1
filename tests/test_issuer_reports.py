"""Place, level, kind and scope of whole reports: the samples against their rows of the register, real ones as known.

What a real report covers was found by reading it; the reason stands beside it where its words leave a choice.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.specimens.samples import Sample, load_samples
from workbench.report import read_report

RAW = Path(__file__).parents[1] / "data" / "raw"


@pytest.mark.parametrize("sample", load_samples(), ids=lambda sample: sample.file)
def test_the_place_of_a_sample_is_what_its_register_row_says(sample: Sample) -> None:
    place = read_report(RAW / sample.file)["place"]
    told = sample.place
    assert [place[key] for key in ("code_at_year", "level", "kind")] == [
        told[key] for key in ("place", "level", "kind")
    ]
    assert place["scope"] == "own"
    assert " ".join(name for name in place["names"].values() if name) == told["place_name"]


@pytest.mark.reports
@pytest.mark.parametrize(
    ("name", "code", "level", "kind"),
    [
        ("seeds/000_*.txt", "630203202", "township", "township"),
        ("seeds/001_*.txt", "411003202", "township", "township"),
        ("seeds/002_*.txt", "620702207", "township", "township"),
        ("seeds/003_*.txt", "410103", "county", "gov_office"),
        ("seeds/004_*.txt", "640302", "county", "gov_office"),
        ("reports/hongze-2024.pdf", "320813", "county", "gov"),
        ("reports/shanghai-office-2019.html", "310000", "province", "gov_office"),
        ("reports/shanghai-kewei-2024.md", "310000", "province", "department"),
    ],
)
def test_the_place_of_a_real_report_is_found(
    real_reports: Path, name: str, code: str, level: str, kind: str
) -> None:
    (path,) = real_reports.glob(name)
    place = read_report(path)["place"]
    assert (place["code_at_year"], place["level"], place["kind"]) == (code, level, kind)


@pytest.mark.reports
@pytest.mark.parametrize(
    ("name", "scope", "covers"),
    [
        ("seeds/000_*.txt", "own", "level"),
        ("seeds/001_*.txt", "own", "level"),
        ("seeds/002_*.txt", "own", "level"),
        ("seeds/003_*.txt", "own", "level"),  # 本单位共接收、受理
        ("seeds/004_*.txt", "own", "level"),  # 我办共收到
        ("reports/hongze-2024.pdf", "consolidated", "level"),  # 95 requests, 17 of them by the office
        ("reports/shanghai-office-2019.html", "own", "level"),
        ("reports/shanghai-kewei-2024.md", "own", "level"),
        ("reports/pingtan-2019.txt", "consolidated", "level"),  # a zone in its own name
        ("reports/pingtan-2022.txt", "consolidated", "level"),  # 全区收到
    ],
)
def test_what_a_real_report_covers_is_what_a_reader_finds_in_it(
    real_reports: Path, name: str, scope: str, covers: str
) -> None:
    (path,) = real_reports.glob(name)
    place = read_report(path)["place"]
    assert (place["scope"], place["covers"]) == (scope, covers)

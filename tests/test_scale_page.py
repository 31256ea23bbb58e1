"""docs/scale.md carries measured ingests to millions of files: its arithmetic is written from the same figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.scale import PAGE, Measured, arithmetic, renew

DAY = date(2026, 1, 2)
MEASURED = Measured(mix=0.018, ruled=0.036, driver={200: 160.0, 2000: 400.0}, store={200: 0.1, 2000: 0.6})


def test_seconds_a_file_become_hours_of_two_million_by_the_number_of_cores() -> None:
    rows = [line.split(" | ") for line in arithmetic(MEASURED, DAY) if line.startswith("| 0.018")]
    # 2,000,000 x 0.018 s = 36,000 s = 10 core-hours; 10 nodes of 16 lose 5 % to the scheduler: 36,000 / (160 / 1.05) s
    assert rows == [["| 0.018", "the mix of the benchmark", "10", "5.0 h", "38 min", "9 min", "4 min |"]]


def test_the_page_is_renewed_between_its_marks_only(tmp_path: Path) -> None:
    page = tmp_path / "scale.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    renew(MEASURED, page, DAY)
    once = page.read_text("utf-8")
    assert "160 MB at 200 files, 400 MB at 2,000 files" in " ".join(once.split())
    assert "300 bytes a file at 2,000 files" in " ".join(once.split())
    renew(MEASURED, page, DAY)
    assert page.read_text("utf-8") == once
    before, after = PAGE.read_text("utf-8").split("\n## ")[0], PAGE.read_text("utf-8").split("\n## ")[2:]
    assert once.split("\n## ")[0] == before and once.split("\n## ")[2:] == after


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scale.md").write_text("no marks", "utf-8")
    with pytest.raises(SystemExit, match="no place for the arithmetic"):
        renew(MEASURED, tmp_path / "scale.md", DAY)

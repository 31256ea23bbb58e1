"""Random consistent figures through all layouts and back: each cell as printed, and proved where sums can."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.specimens import LAYOUTS, Layout, rendered
from tests.specimens.compare import differences, unproved
from tests.specimens.figures import consistent, seeded
from tests.specimens.report import Report, plain_report
from workbench.report import read_report

WHOLE = [layout for layout in LAYOUTS.values() if layout.keeps_labels]
FAST = [layout for layout in WHOLE if not (layout.word_processor or layout.browser)]
SLOW = [layout for layout in WHOLE if layout.word_processor]
PRINTED = [layout for layout in WHOLE if layout.browser]
KEEP_BLANKS = [layout for layout in WHOLE if layout.keeps_blanks and not layout.browser]
EDITIONS = ("2019", "2021")
REVIEW = ("review.upheld", "review.corrected", "review.other_result", "review.pending", "review.total")
# A failing report is not made smaller: reading the hundreds of tries would take minutes.
ROUND_TRIP = settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def name(layout: Layout) -> str:
    return layout.name


def assert_reads_back(report: Report, content: bytes, layout: Layout, folder: Path) -> None:
    path = folder / f"report.{layout.extension}"
    path.write_bytes(content)
    reading = read_report(path)
    assert differences(reading, report.cells) == []
    told = (reading["container"], reading["edition"], reading["status"])
    assert told == (layout.container, report.edition, "ok")
    if layout.has_grid:
        assert unproved(reading, report.cells) == []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("layout", FAST, ids=name)
@given(data=st.data(), seed=st.one_of(st.none(), st.integers(0, 10_000)))
@ROUND_TRIP
def test_figures_read_back_equal(
    layout: Layout, edition: str, data: st.DataObject, seed: int | None, tmp_path: Path
) -> None:
    report = plain_report(data.draw(consistent(edition)), edition)
    assert_reads_back(report, rendered(layout.name, [report], [seed])[0], layout, tmp_path)


@pytest.mark.office
@pytest.mark.parametrize("layout", SLOW, ids=name)
def test_figures_read_back_equal_from_a_word_processors_pdf(layout: Layout, tmp_path: Path) -> None:
    seeds = range(6)
    reports = [plain_report(seeded(seed, EDITIONS[seed % 2]), EDITIONS[seed % 2]) for seed in seeds]
    for report, content in zip(reports, rendered(layout.name, reports, seeds), strict=True):
        assert_reads_back(report, content, layout, tmp_path)


@pytest.mark.browser
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("layout", PRINTED, ids=name)
def test_figures_read_back_equal_from_a_browsers_pdf(layout: Layout, edition: str, tmp_path: Path) -> None:
    report = plain_report(seeded(3, edition), edition)
    assert_reads_back(report, rendered(layout.name, [report], [1])[0], layout, tmp_path)


@pytest.mark.office
@pytest.mark.parametrize("layout", KEEP_BLANKS, ids=name)
def test_blank_cells_stay_blank(layout: Layout, tmp_path: Path) -> None:
    report = plain_report({**seeded(4), **dict.fromkeys(REVIEW)})
    assert_reads_back(report, rendered(layout.name, [report], [None])[0], layout, tmp_path)

"""The way from a number of a page to its place in the source, on disk: cut-out or row of the list, both to be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence import RECEIVED, evidence_project
from tests.lab import browser
from tests.specimens.figures import seeded
from tests.test_page import MADE_FROM, notebook, shown
from workbench import source_view
from workbench.frames import load
from workbench.matrix import matrix
from workbench.runs.page import render

WRONG = int(str(seeded(3)[RECEIVED])) + 10
INSIDE = """mark => {
    const [inner, outer] = [mark, mark.closest('figure.source > div')].map((one) => one.getBoundingClientRect())
    return inner.left >= outer.left && inner.right <= outer.right && inner.top >= 0 && inner.bottom <= innerHeight
}"""


@pytest.mark.browser
@pytest.mark.parametrize("layout", ["docx", "text_cells"])
def test_a_number_of_the_matrix_leads_to_where_it_stands(tmp_path: Path, layout: str) -> None:
    """A misprinted total, the last of its row, to its cut-out; a proved number to the list, which opens for it."""
    frames = load(evidence_project(tmp_path / "project", layout, requests__received__total=WRONG))
    table = matrix(frames, frames.reports, lang="zh", linked=True)
    flagged = source_view.flagged(frames, frames.reports, lang="zh")
    outputs = [shown({"text/html": part.html}) for part in (table, flagged)]
    path = tmp_path / "page.html"
    path.write_text(render(notebook(*outputs), MADE_FROM), encoding="utf-8")
    with browser() as (page, outside):
        page.set_viewport_size({"width": 1100, "height": 800})
        page.goto(path.as_uri())
        page.get_by_role("link", name=f"{WRONG:,}?").click()
        marked = page.locator(f'figure[id="cell-{RECEIVED}"] mark')
        assert marked.inner_text() == str(WRONG) and marked.evaluate(INSIDE)
        page.screenshot(path=tmp_path / "cut.png")
        page.locator('a[href="#cell-requests.granted.total"]').click()
        row = page.locator('tr[id="cell-requests.granted.total"]')
        assert row.is_visible() and "予以公开" in row.inner_text()
        assert row.evaluate("row => getComputedStyle(row).backgroundColor") != "rgba(0, 0, 0, 0)"
        page.screenshot(path=tmp_path / "place.png")
    assert outside == []

"""Scans are read through the `ocr` extra: nearly all right, nothing wrong called sure, boxes as displayed."""

from __future__ import annotations

import io
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from tests.keeping import made_project, put_bytes
from tests.specimens import rendered
from tests.specimens.compare import differences
from tests.specimens.figures import seeded
from tests.specimens.pdf_writer import HEIGHT, WIDTH
from tests.specimens.report import plain_report
from tests.specimens.scans import DPI, as_file, scanned
from workbench.ingest import ingest
from workbench.readers import ocr, read_document
from workbench.readers.page import Glyph, Page, Ruling
from workbench.readers.picture import contrasted, ruling_lines, straightened
from workbench.readers.recogniser import SPINNING, recogniser
from workbench.readers.turn import laid_down, upright
from workbench.report import read_bytes
from workbench.store import Store

CELLS = seeded(3)
ASKEW = 0.8  # degrees clockwise
RIGHT = 0.995  # of the matrix: what the product promises for scans


@cache
def report() -> bytes:
    return rendered("pdf_drawn", [plain_report(CELLS)], [None])[0]


def test_a_scanned_report_is_read_and_nothing_wrong_in_it_is_called_sure() -> None:
    reading = read_bytes(as_file(scanned(report(), ASKEW), "TIFF"), "report.tif")

    found = reading["cells"]
    matrix = [id_ for id_ in CELLS if id_.startswith("requests.")]
    right = [id_ for id_ in matrix if found.get(id_, {}).get("value") == CELLS[id_]]
    assert len(right) >= RIGHT * len(matrix)
    sure = [id_ for id_, cell in found.items() if cell["status"] in ("proved", "read")]
    assert [line for line in differences(reading, CELLS) if line.split(":")[0] in sure] == []
    assert len(sure) > 0.9 * len(CELLS)
    assert (reading["container"], reading["year"]) == ("scan", 2024)
    assert_same_places(found, read_bytes(report(), "report.pdf")["cells"])


def test_threads_of_the_recogniser_that_wait_take_no_computing_from_others() -> None:
    """For which the library has no setting: an upgrade of it may undo what we do in its place."""
    from rapidocr.inference_engine.onnxruntime.main import OrtInferSession

    options = OrtInferSession._init_sess_opts(recogniser().cfg.EngineConfig.onnxruntime)
    assert options.get_session_config_entry(SPINNING) == "0"


def assert_same_places(found: dict[str, Any], straight: dict[str, Any]) -> None:
    """The boxes' centres against those of the PDF itself, turned about the page's centre as the scan was."""
    sin, cos = math.sin(math.radians(ASKEW)), math.cos(math.radians(ASKEW))
    for id_ in ("requests.received.total", "review.total", "requests.carried_over.natural_person"):
        x0, y0, x1, y1 = straight[id_]["origin"]["box"]
        x, y = (x0 + x1 - WIDTH) / 2, (y0 + y1 - HEIGHT) / 2
        left, top, right, bottom = found[id_]["origin"]["box"]
        centre = ((left + right) / 2, (top + bottom) / 2)
        assert centre == pytest.approx((WIDTH / 2 + x * cos - y * sin, HEIGHT / 2 + x * sin + y * cos), abs=2)


def test_an_ingest_reads_a_scanned_pdf_under_limits_of_its_own(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    (page,) = scanned(report(), -0.5, numbers=[2])
    below = page.crop(
        (0, int(page.height * 0.45), page.width, page.height)
    )  # recognition takes seconds a page
    put_bytes(project, "scan.pdf", as_file([below], "PDF"))

    ingest(project)

    row = Store(project.store).known().row(0, named=True)
    assert row["status"] == "partial", row["reasons"]  # half a page of two, but read


def test_a_page_on_its_side_comes_back_as_it_lay() -> None:
    page = Page(1, 500, 800, [Glyph("甲", 10, 20, 30, 40)], [Ruling(50, 10, 90)], [Ruling(60, 20, 70)])

    for turn in range(1, 4):
        lying = laid_down(page, turn)
        assert (lying.glyphs, lying.turns[turn]) != (page.glyphs, 0)
        back = upright(lying)
        assert (back.glyphs, back.horizontals, back.verticals) == (
            page.glyphs,
            page.horizontals,
            page.verticals,
        )


@pytest.mark.parametrize("darkness", [1.0, 0.35, 0.2], ids=["dark", "light", "faint"])
def test_the_lines_of_a_table_say_how_far_a_page_lies_askew(darkness: float) -> None:
    (picture,) = scanned(report(), ASKEW, numbers=[2])
    faint = 255 - (255 - np.asarray(picture).astype(float)) * darkness

    straight, tilt = straightened(contrasted(faint.astype(np.uint8)))
    horizontals, verticals = ruling_lines(straight, DPI)

    assert tilt == pytest.approx(ASKEW, abs=0.1)  # 0.1 degree is half a point over a table
    assert len(horizontals) >= 15 and len(verticals) >= 8


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_without_the_extra_the_outcome_says_what_to_install(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "PACKAGES", ("no_such_recogniser",))
    data = as_file(scanned(report(), 0, numbers=[2]), kind)

    (reason,) = read_bytes(data, "scan")["reasons"]

    assert reason["reason"] == "needs_ocr"
    assert 'EXTRAS="ocr"' in reason["message"]


def test_a_pictured_page_among_others_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PACKAGES", ("no_such_recogniser",))

    document = read_document(_with_a_pictured_page(), "report.pdf")

    assert [reason for reason, _ in document.remarks] == ["needs_ocr"]
    assert "page 1 is a picture" in document.remarks[0][1]


def _with_a_pictured_page() -> bytes:
    """A PDF whose first page is a scan and whose others are text."""
    merged = pypdfium2.PdfDocument(as_file(scanned(report(), 0, numbers=[1]), "PDF"))
    merged.import_pages(pypdfium2.PdfDocument(report()), [1])
    buffer = io.BytesIO()
    merged.save(buffer)
    merged.close()
    return buffer.getvalue()


def test_a_scan_of_more_pages_than_a_report_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "MOST_PAGES", 0)

    reading = read_bytes(as_file(scanned(report(), 0, numbers=[2]), "TIFF"), "book.tif")

    assert [reason["reason"] for reason in reading["reasons"]] == ["too_large"]

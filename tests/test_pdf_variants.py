"""A PDF is read right however it was written, by both engines; what its paper or its fonts hide is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

import pytest

from tests.specimens import pdf_variants as variants
from tests.specimens import rendered
from tests.specimens.compare import differences, unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.pdf_drawn import Rules, pdf_drawn
from tests.specimens.pdf_writer import HEIGHT, WIDTH, Page, pdf_bytes
from tests.specimens.printing import STYLES
from tests.specimens.report import plain_report
from workbench.errors import Unreadable
from workbench.readers import ocr, read_document
from workbench.readers.document import Box, Engine, TextLine
from workbench.readers.grid import read_page
from workbench.readers.page import LOST, MOST_PAGES, Glyph
from workbench.readers.page import Page as ReadPage
from workbench.report import read_bytes

ENGINES: tuple[Engine, ...] = ("pdfium", "pdfminer")
CELLS = seeded(3)
ALMOST = 0.9

BORDERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "dashes": ("pdf_drawn", partial(variants.in_dashes, dash=3, gap=3)),
    "long dashes": ("pdf_drawn", partial(variants.in_dashes, dash=6, gap=5)),
    "dots": ("pdf_drawn", partial(variants.in_dashes, dash=0.5, gap=2)),
    "doubled lines": ("pdf_drawn", variants.doubled),
    "pale grey, as browsers print #e0e0e0": ("pdf_drawn_rectangles", partial(variants.pale, grey=0.878)),
    "a shaded area and white lines": ("pdf_drawn", variants.shaded),
    "a watermark written aslant": ("pdf_drawn", variants.watermarked),
}
CONTAINERS: dict[str, Callable[[bytes], bytes]] = {
    "a form": partial(variants.in_forms, depth=1),
    "forms in forms": partial(variants.in_forms, depth=3),
    "a form that calls itself": variants.calling_itself,
    "object streams": variants.with_object_streams,
    "RC4 with an empty password": partial(variants.encrypted, method="RC4"),
    "AES-256 with an empty password": partial(variants.encrypted, method="AES"),
    "a wrong startxref": lambda pdf: pdf.replace(b"startxref\n", b"startxref\n9"),
    "no startxref": lambda pdf: pdf[: pdf.rindex(b"startxref")],
    "junk before the header": lambda pdf: b"HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n" + pdf,
}
TURNS = [(content, rotate) for content in range(4) for rotate in range(4) if content or rotate]


@cache
def report(layout: str = "pdf_drawn") -> bytes:
    return rendered(layout, [plain_report(CELLS)], [None])[0]


def assert_right(pdf: bytes, engine: str) -> None:
    reading = read_bytes(pdf, "report.pdf", engine=engine)
    assert reading["reasons"] == []
    assert differences(reading, CELLS) == []
    assert unproved(reading, CELLS) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("borders", BORDERS)
def test_borders_of_any_kind_bound_the_same_cells(borders: str, engine: Engine) -> None:
    layout, change = BORDERS[borders]
    assert_right(change(report(layout)), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("container", CONTAINERS)
def test_content_is_found_wherever_the_file_keeps_it(container: str, engine: Engine) -> None:
    assert_right(CONTAINERS[container](report()), engine)


@pytest.mark.parametrize(("content", "rotate"), TURNS)
def test_a_page_on_its_side_is_read_upright(content: int, rotate: int) -> None:
    for engine in ENGINES if rotate == 1 else ENGINES[:1]:
        assert_right(variants.turned(report(), content, rotate), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_the_boxes_of_a_page_on_its_side_are_those_of_the_page_as_displayed(
    turn: int, engine: Engine
) -> None:
    straight = read_document(report(), "report.pdf", engine)
    turned = read_document(variants.turned(report(), turn, 0), "report.pdf", engine)

    for grid, other in zip(straight.grids, turned.grids, strict=True):
        for cell, moved in zip(grid.cells, other.cells, strict=True):
            assert cell.origin.box is not None
            assert moved.origin.box == pytest.approx(clockwise(cell.origin.box, turn), abs=0.6)


def clockwise(box: Box, quarters: int) -> Box:
    """The box on the page turned clockwise, worked out from its four sides."""
    x0, y0, x1, y1 = box
    return {
        1: (HEIGHT - y1, x0, HEIGHT - y0, x1),
        2: (WIDTH - x1, HEIGHT - y1, WIDTH - x0, HEIGHT - y0),
        3: (y0, WIDTH - x1, y1, WIDTH - x0),
    }[quarters]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("width", [400, 470, 500, 530])
def test_columns_beyond_the_papers_edge_are_told_and_never_read_as_values(width: int, engine: Engine) -> None:
    reading = read_bytes(variants.cut_off(report(), width), "report.pdf", engine=engine)

    assert "cut_off" in [reason["reason"] for reason in reading["reasons"]]
    sure = {id_: c["value"] for id_, c in reading["cells"].items() if c["status"] in ("proved", "read")}
    assert sure == {id_: CELLS[id_] for id_ in sure}


@pytest.mark.parametrize("engine", ENGINES)
def test_glyphs_without_characters_are_not_read_as_anything(engine: Engine) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(variants.without_unicode(report()), "report.pdf", engine)

    assert refused.value.reason == "needs_ocr"
    assert "does not tell which characters" in str(refused.value)


def test_fonts_that_map_to_wrong_characters_ask_for_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """The map is there and wrong, so nothing is missing: the page looks right, and its text is rubbish."""
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    found = read_bytes(variants.with_wrong_unicode(report()), "report.pdf")
    (reason,) = found["reasons"]
    assert (found["status"], reason["reason"]) == ("failed", "needs_ocr")
    assert "wrong characters" in reason["message"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rules", ("strokes", "none"))
def test_what_the_crop_box_hides_is_not_read(rules: Rules, engine: Engine) -> None:
    """The page as displayed ends inside the matrix, though the paper does not."""
    pdf = pdf_drawn(plain_report(CELLS), rules=rules)
    found = read_bytes(variants.cropped(pdf, "0 0 430 842"), "report.pdf", engine=engine)
    assert wrong(found, CELLS) == []
    assert "cut_off" in [reason["reason"] for reason in found["reasons"]]
    assert found["cells"].get("requests.received.total", {"value": None})["value"] is None


@pytest.mark.parametrize("style", ("zeros_blank", "totals_blank"))
def test_a_border_filled_between_two_rectangles_has_four_sides(style: str) -> None:
    """As printers of web pages draw the border of each cell; blanks show that the cells are seen."""
    for edition in ("2019", "2021"):
        cells = seeded(2, edition)
        shown = STYLES[style](cells)
        pdf = pdf_drawn(replace(plain_report(cells, edition), cells=shown), rules="rings")
        found = read_bytes(pdf, "report.pdf")
        assert wrong(found, cells, blanks=False) == unproved(found, shown) == []
        assert len(found["cells"]) == len(cells)


@pytest.mark.parametrize("seed", (2, 3, 8))
@pytest.mark.parametrize("rules", ("framed", "labels"))
def test_a_table_ruled_in_part_is_read_by_its_lines_of_text(rules: Rules, seed: int) -> None:
    """Lines between rows, a frame, lines beside the labels: what they enclose holds several numbers."""
    cells = seeded(seed)
    found = read_bytes(pdf_drawn(plain_report(cells), rules=rules), "report.pdf")
    bare = read_bytes(pdf_drawn(plain_report(cells), rules="none"), "report.pdf")
    assert wrong(found, cells) == []
    assert len(found["cells"]) >= ALMOST * len(bare["cells"])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_crop_box_larger_than_the_paper_moves_nothing(engine: Engine) -> None:
    whole = read_bytes(report(), "report.pdf", engine=engine)
    larger = read_bytes(variants.cropped(report(), "-20 -30 700 900"), "report.pdf", engine=engine)
    assert larger["cells"] == whole["cells"]


def test_a_number_with_one_lost_glyph_is_no_number() -> None:
    page = ReadPage(1, 595, 842)
    for y in (100, 130):
        page.add_shape(100, y, 300, y + 0.5, outlined=False)
    for x in (100, 200, 300):
        page.add_shape(x, 100, x + 0.5, 130, outlined=False)
    page.glyphs += [Glyph("4", 150, 110, 155, 120), Glyph(LOST, 155, 110, 160, 120)]

    (grid,) = read_page(page)

    assert not isinstance(grid, TextLine)
    assert [cell.text for cell in grid.cells] == [f"4{LOST}", ""]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pdf_of_more_pages_than_any_report_is_refused(engine: Engine) -> None:
    pages = [Page() for _ in range(MOST_PAGES + 1)]
    pages[0].text(100, 100, 12, "1")

    with pytest.raises(Unreadable) as refused:
        read_document(pdf_bytes(pages), "book.pdf", engine)

    assert refused.value.reason == "too_large"


def test_a_row_that_a_page_cuts_keeps_its_cells_though_no_line_ends_it() -> None:
    page = ReadPage(1, 595, 842)
    page.add_shape(100, 100, 300, 100.5, outlined=False)
    for x in (100, 200, 300):
        page.add_shape(x, 100, x + 0.5, 150, outlined=False)
    page.glyphs += [Glyph("规", 110, 110, 120, 120), Glyph("7", 210, 110, 215, 120)]

    (grid,) = read_page(page)

    assert not isinstance(grid, TextLine)
    assert [cell.text for cell in grid.cells] == ["规", "7"]

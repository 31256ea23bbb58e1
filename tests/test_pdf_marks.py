"""What is drawn on a page beside its text and numbers changes none of them, or makes them doubtful; both engines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.specimens import pdf_marks as marks
from tests.specimens import rendered
from tests.specimens.blocks import SHAPES, document
from tests.specimens.compare import unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.grid import Box, Table
from tests.specimens.pdf_drawn import pdf_drawn
from tests.specimens.pdf_variants import with_contents
from tests.specimens.report import plain_report
from tests.test_office_layouts import NOW, assert_whole
from tests.test_pdf_variants import CELLS, ENGINES, assert_right
from workbench.errors import Unreadable
from workbench.readers import ocr, pdfium
from workbench.readers.document import Engine, TextLine
from workbench.readers.grid import read_page
from workbench.readers.page import Glyph, Page
from workbench.readers.rulings import tables_of
from workbench.report import read_bytes

UNSEEN: dict[str, Callable[[bytes], bytes]] = {
    "a level watermark in pale grey": partial(marks.with_level_watermark, grey=0.85),
    "white numbers beside the printed ones": partial(marks.beside_numbers, before="1 g", after="0 g"),
    "invisible numbers beside the printed ones": partial(marks.beside_numbers, before="3 Tr", after="0 Tr"),
    "numbers struck out before the printed ones": marks.struck_beside_numbers,
    "the ring of a seal over the tables": marks.sealed,
    "white words on a dark ground": marks.in_white_on_dark,
    "two pages on one sheet": marks.two_on_a_sheet,
}
# Digits written in the file beside the printed ones, and not printed.
HIDDEN: dict[str, Callable[[bytes], bytes]] = {
    "clipped away by a path elsewhere": partial(
        marks.beside_numbers, before="q 20 20 10 10 re W n", after="Q"
    ),
    "clipped away by an empty path": partial(marks.beside_numbers, before="q 0 0 0 0 re W n", after="Q"),
    "in a layer that is switched off": partial(marks.in_layer_beside_numbers, state="OFF"),
    "in forms of a layer that is switched off": partial(
        marks.in_layer_beside_numbers, state="OFF", in_form=True
    ),
    "under white patches": partial(marks.covered_beside_numbers, cover="1 g {x:.2f} {y:.2f} 8 13 re f 0 g"),
    "under coloured patches": partial(
        marks.covered_beside_numbers, cover="0.8 0.9 1 rg {x:.2f} {y:.2f} 8 13 re f 0 g"
    ),
    "under white pictures": partial(
        marks.covered_beside_numbers, cover="q 8 0 0 13 {x:.2f} {y:.2f} cm /Im Do Q"
    ),
}


def _refused(data: bytes, name: str, number: int) -> None:
    raise Unreadable("unreadable", where=name, found="a page", expected="a page", todo="Nothing.")


HEADS = ("编码", "科目名称", "本年预算数", "上年决算数", "增减", "增幅")
BUDGET = Table(
    (
        tuple(map(Box, HEADS)),
        tuple(map(Box, ("201", "教育", "1585", "1500", "85", "5"))),
        tuple(map(Box, ("205", "总计", "1585", "1500", "85", "5"))),
    ),
    (1.0,) * 6,
    1,
    9,
)


@pytest.fixture(scope="module")
def report() -> bytes:
    return rendered("pdf_drawn", [plain_report(CELLS)], [None])[0]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("mark", UNSEEN)
def test_marks_on_a_page_change_no_number(mark: str, engine: Engine, report: bytes) -> None:
    assert_right(UNSEEN[mark](report), engine)


@pytest.mark.parametrize("kind", HIDDEN)
def test_digits_that_are_not_printed_are_not_read(kind: str, report: bytes) -> None:
    changed = HIDDEN[kind](report)
    assert_right(changed, "pdfium")
    assert_right(changed, "pdfminer")
    assert_right(changed, "auto")


@pytest.mark.parametrize("kind", HIDDEN)
def test_digits_that_may_be_hidden_are_never_sure_where_no_page_can_be_drawn(
    kind: str, report: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfium, "look_at", _refused)
    assert wrong(read_bytes(HIDDEN[kind](report), "report.pdf", engine="pdfminer"), CELLS) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_number_that_a_clip_cuts_short_is_never_sure(engine: Engine, report: bytes) -> None:
    """`62` in a field of one digit's width: both digits are in the file, and one is printed."""
    found = read_bytes(marks.narrowed(report), "report.pdf", engine=engine)
    assert wrong(found, CELLS) == []
    cut = [id_ for id_, value in CELLS.items() if len(str(value)) == 2 and str(value).isdigit()]
    assert cut
    assert {found["cells"][id_]["status"] for id_ in cut if id_ in found["cells"]} <= {"doubtful"}
    assert "cut_off" in [reason["reason"] for reason in found["reasons"]]


def test_digits_in_a_layer_that_is_shown_are_read_with_the_others(report: bytes) -> None:
    """Two digits where the report has one: the numbers that are printed then."""
    for in_form in (False, True):
        changed = marks.in_layer_beside_numbers(report, "ON", in_form=in_form)
        found = read_bytes(changed, "report.pdf", engine="pdfium")["cells"]
        doubled = [id_ for id_, value in CELLS.items() if str(value) in set("123456789")]
        assert doubled
        assert {found[id_]["value"] - 11 * int(str(CELLS[id_])) for id_ in doubled} == {0}


def test_digits_inside_a_clip_that_is_no_rectangle_are_read(report: bytes) -> None:
    """A page without its corners: PDFium keeps such a clip on each object."""
    clip = b"60 20 m 535 20 l 575 60 l 575 782 l 535 822 l 60 822 l 20 782 l 20 60 l h W n\n"
    assert_right(with_contents(report, lambda text: clip + text), "pdfium")


def test_digits_on_grounds_of_their_own_are_read(report: bytes) -> None:
    """Shaded cells: each ground is drawn after the cells before it."""
    assert_right(marks.on_grounds(report), "pdfium")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_number_over_another_is_never_sure(engine: Engine, report: bytes) -> None:
    """Which of the two was meant only the eye tells: a patch of white lies between them."""
    found = read_bytes(marks.over_numbers(report), "report.pdf", engine=engine)
    covered = [id_ for id_, value in CELLS.items() if str(value) in set("012345678")]
    assert covered
    assert wrong(found, CELLS) == []
    assert [id_ for id_ in covered if found["cells"].get(id_, {"value": None})["value"] is not None] == []


@pytest.mark.parametrize("edition", ("2019", "2021"))
@pytest.mark.parametrize("numbered", ("{}", "— {} —", "第{}页"))
@pytest.mark.parametrize("head", ("", "青川市临江区政府信息公开 {}"))
def test_page_numbers_and_running_heads_are_no_part_of_a_table(
    head: str, numbered: str, edition: str
) -> None:
    for seed in (4, 6, 7):
        cells = seeded(seed, edition)
        pdf = pdf_drawn(plain_report(cells, edition), numbered=numbered, head=head)
        found = read_bytes(pdf, "report.pdf", engine="pdfium")
        assert wrong(found, cells) == []
        assert unproved(found, cells) == []


def test_a_text_layer_under_a_scan_is_believed_where_sums_hold_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, report: bytes
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    found = read_bytes(marks.over_pictures(report), "report.pdf")
    status = {id_: cell["status"] for id_, cell in found["cells"].items()}
    assert {status[id_] for id_ in status if id_.startswith("proactive.")} == {"doubtful"}
    assert {status[id_] for id_ in status if id_.startswith("requests.")} == {"proved"}
    assert {reason["reason"] for reason in found["reasons"]} == {"needs_ocr"}


def test_the_total_of_a_budget_makes_no_row_of_the_matrix_doubtful() -> None:
    name, render = SHAPES["page"]
    found: dict[str, Any] = read_bytes(render(document([NOW[2]], [NOW[3], BUDGET], [NOW[4]])), name)
    assert_whole(found)


def test_dashes_as_thick_as_long_and_dashes_a_little_longer_are_one_border() -> None:
    """A browser's dashes of 2 and of 3.2 points in one line."""
    page = Page(1, 595, 842)
    for number in range(30):
        page.add_shape(100 + 5 * number, 100, 102.5 + 5 * number + number % 3, 101, outlined=False)
    ((across, _),) = tables_of(page)
    assert [(round(r.start), round(r.end)) for r in across] == [(101, 250)]


def test_names_wrapped_over_columns_without_lines_are_read_column_by_column() -> None:
    page = Page(1, 595, 842)
    names = ("自然人", "商业企业", "科研机构", "公益组织", "法律服务", "其他", "总计")
    for column, name in enumerate(names):
        x = 100 + 40 * column
        for y, half in ((100, name[:2]), (114, name[2:])):
            page.glyphs += [
                Glyph(sign, x + 10 * i, y, x + 10 * i + 10, y + 10) for i, sign in enumerate(half)
            ]
        page.glyphs.append(Glyph("7", x + 7, 130, x + 12, 140))
    lines = [piece.text for piece in read_page(page) if isinstance(piece, TextLine)]
    assert lines == [" ".join(names), "7 7 7 7 7 7 7"]


def test_the_hour_that_a_browser_prints_on_each_page_is_no_title() -> None:
    head = "2025/1/20 10:30 青川市临江区人民政府2024年政府信息公开工作年度报告"
    plain = plain_report(CELLS)
    found = read_bytes(pdf_drawn(plain, head=head), "report.pdf")
    assert (found["title"], found["issuer"]) == (plain.title, plain.issuer)

"""Word files as offices' programs write them: what is hidden is not read, and the numbers stand in odd places."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.specimens.compare import wrong
from tests.specimens.docx import WORD, docx
from tests.specimens.report import plain_report
from tests.test_office_layouts import CELLS, assert_whole
from tests.test_office_signs import RUN, run, word_file
from workbench.readers.document import Document
from workbench.readers.docx import read_docx
from workbench.readers.docx_text import hidden_styles
from workbench.readers.page import LOST
from workbench.report import read_bytes

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
CELL = re.compile(r"(<w:tc>(?:(?!</w:tc>).)*?)<w:gridSpan w:val=\"(\d+)\"/>(.*?</w:tc>)", re.S)


PLACES: dict[str, Callable[[str, str], str]] = {
    "behind white digits": lambda own, _: own + run('<w:color w:val="FFFFFF"/>', "9"),
    "under the reading of a word": lambda own, _: (
        f"<w:r><w:ruby><w:rt>{run('', '9')}</w:rt><w:rubyBase>{own}</w:rubyBase></w:ruby></w:r>"
    ),
    "in a formula": lambda _, digits: f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>{digits}</m:t></m:r></m:oMath>',
    "in a smart tag": lambda own, _: f"<w:smartTag>{own}</w:smartTag>",
    "in a content control": lambda own, _: f"<w:sdt><w:sdtContent>{own}</w:sdtContent></w:sdt>",
    "in a text box": lambda own, _: (
        f"<w:r><w:pict><w:txbxContent><w:p>{own}</w:p></w:txbxContent></w:pict></w:r>"
    ),
}


TWO_RUNS = re.compile(r"(>\d)</w:t></w:r><w:r>(?:(?!<w:t\b).)*<w:t[^>]*>([\d.]+<)")


@pytest.mark.parametrize("place", PLACES)
def test_a_number_is_read_wherever_word_keeps_it(place: str) -> None:
    def moved(found: re.Match[str]) -> str:
        (digits,) = re.findall(r">([\d.]+)</w:t>", found[0])
        return PLACES[place](found[0], digits)

    data = word_file(lambda xml: RUN.sub(moved, TWO_RUNS.sub(r"\1\2", xml)))  # a box holds the whole number
    assert_whole(read_bytes(data, "report.docx"))


def test_what_an_empty_control_asks_for_is_no_value() -> None:
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('', '单击此处输入文字。')}</w:sdtContent></w:sdt>"
    )
    assert_whole(read_bytes(word_file(lambda xml: RUN.sub(rf"{prompt}\g<0>", xml)), "report.docx"))


def test_white_names_on_a_dark_cell_are_read() -> None:
    white = '<w:rPr><w:color w:val="FFFFFF"/>'
    dark = '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/>'
    data = word_file(lambda xml: xml.replace("<w:rPr>", white).replace("<w:tcPr>", dark))
    assert_whole(read_bytes(data, "report.docx"))


def test_cells_merged_across_in_the_old_way_are_one() -> None:
    def spread(found: re.Match[str]) -> str:
        more = "<w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/></w:tc>" * (int(found[2]) - 1)
        return found[1] + '<w:hMerge w:val="restart"/>' + found[3] + more

    whole = docx(plain_report(CELLS))
    old = word_file(lambda xml: CELL.sub(spread, re.sub(r"<w:vMerge(?: [^>]*)?/>", "", xml)))
    new = word_file(lambda xml: re.sub(r"<w:vMerge(?: [^>]*)?/>", "", xml))
    assert whole != old
    assert places(read_docx(old, "old.docx")) == places(read_docx(new, "new.docx"))


def places(document: Document) -> list[list[tuple[str, int, int, int]]]:
    return [[(c.text, c.row, c.column, c.column_span) for c in grid.cells] for grid in document.grids]


def test_a_frame_of_one_cell_inside_a_cell_is_no_table() -> None:
    frame = "<w:tbl><w:tr><w:tc><w:tcPr/>{}</w:tc></w:tr></w:tbl><w:p/>"
    value = re.compile(r"<w:p>(?:(?!</w:p>).)*?<w:t[^>]*>\d+</w:t>(?:(?!</w:p>).)*?</w:p>")
    data = word_file(lambda xml: value.sub(lambda found: frame.format(found[0]), xml))
    assert_whole(read_bytes(data, "report.docx"))


def test_the_strict_form_of_the_format_is_read_as_the_usual_one() -> None:
    assert_whole(read_bytes(word_file(lambda xml: xml.replace(WORD, STRICT)), "report.docx"))


def test_a_picture_in_place_of_a_number_is_no_blank() -> None:
    data = word_file(lambda xml: RUN.sub("<w:r><w:drawing/></w:r>", xml))
    found = read_bytes(data, "report.docx")
    assert wrong(found, {}, blanks=False) == []
    assert {
        cell.text for grid in read_docx(data, "r.docx").grids for cell in grid.cells if LOST in cell.text
    } == {LOST}


def test_styles_hide_their_text_by_themselves_or_through_the_style_that_they_are_based_on() -> None:
    from lxml import etree

    xml = (
        f'<w:styles xmlns:w="{WORD}">'
        '<w:style w:styleId="Hidden"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Below"><w:basedOn w:val="Hidden"/></w:style>'
        '<w:style w:styleId="Shown"><w:basedOn w:val="Hidden"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
        '<w:style w:styleId="Ring"><w:basedOn w:val="Ring"/></w:style>'
        "</w:styles>"
    )
    assert hidden_styles(xml.encode(), etree.XMLParser()) == {"Hidden", "Below"}


def test_borders_that_differ_from_row_to_row_add_no_column() -> None:
    """After dragging, a number's cell in one row spans two of Word's columns and that in the next row does not."""
    cell = re.compile(r"<w:tc><w:tcPr>((?:(?!</w:tc>).)*?<w:t[^>]*>\d+</w:t>.*?</w:tc>)", re.S)
    turns = iter(range(100_000))

    def ragged(found: re.Match[str]) -> str:
        span = "" if next(turns) % 5 or "<w:gridSpan" in found[0] else '<w:gridSpan w:val="2"/>'
        return f"<w:tc><w:tcPr>{span}{found[1]}"

    assert_whole(read_bytes(word_file(lambda xml: cell.sub(ragged, xml)), "report.docx"))

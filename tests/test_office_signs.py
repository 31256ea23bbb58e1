"""Signs behind numbers that are no digits, and tables in the form's words that are not the form's.

Footnote marks, struck digits, two numbers in a cell, a letter for a zero; lists of departments, numbers by channel.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import escape

import pytest

from tests.specimens import rendered
from tests.specimens.blocks import changed, document, labels, page, value, values
from tests.specimens.compare import unproved, wrong
from tests.specimens.grid import Box, Table
from tests.specimens.report import plain_report
from tests.test_office_layouts import CELLS, FORM, NOW, assert_whole, each_shape, read
from workbench.match.found import Found
from workbench.proof import prove
from workbench.readers.document import Origin
from workbench.readers.lines import without_raised
from workbench.readers.page import Glyph
from workbench.report import read_bytes

# ------------------------------------------------------------------------------------------------ numbers and signs


def dressed(mark: str) -> Callable[[Box], str]:
    """The markup of a cell with another around its number; `#` stands for the number."""
    return lambda box: mark.replace("#", box.text) if box.role == "value" and box.text else escape(box.text)


@pytest.mark.parametrize(
    "mark",
    (
        *(
            "#<sup>1</sup>",
            "<s>9</s>#",
            "<del>9</del>#",
            "<strike>9</strike>#",
            "#①",
            "#²",
            "#[1]",
            "#*",
            "#注1",
        ),
        '<span style="text-decoration: line-through">9</span>#',
        *('<span style="color: rgb(255,255,255)">9</span>#', '#<font color="white">9</font>'),
    ),
)
def test_signs_of_footnotes_and_struck_digits_are_no_digits(mark: str) -> None:
    blocks = document([NOW[2]], [NOW[3]], [NOW[4]])
    assert_whole(read_bytes(page(blocks, dressed(mark)), "report.html"))


@pytest.mark.parametrize("mark", ("#<br>12", "<p>#</p><p>12</p>"))
def test_two_numbers_in_one_cell_of_a_page_are_not_read_as_one(mark: str) -> None:
    """Pages and Word files wrap cells by themselves: a break that somebody set divides."""
    found = read_bytes(page(document([NOW[2]], [NOW[3]], [NOW[4]]), dressed(mark)), "report.html")
    assert wrong(found, CELLS) == []


@each_shape
@pytest.mark.parametrize("sign", ("①", "²", "[1]", "〔1〕", "*", "注1"))
def test_footnote_signs_behind_numbers_are_no_digits_in_text_either(sign: str, shape: str) -> None:
    table = changed(
        NOW[2], lambda _, row: (*labels(row), *(replace(b, text=b.text + sign) for b in values(row)))
    )
    assert_whole(read(shape, document([table], [NOW[3]], [NOW[4]])))


@each_shape
def test_a_letter_o_for_a_zero_cuts_no_number_short(shape: str) -> None:
    table = changed(NOW[2], lambda _, row: tuple(replace(b, text=re.sub("0", "O", b.text)) for b in row))
    assert wrong(read(shape, document([table], [NOW[3]], [NOW[4]])), CELLS) == []


@each_shape
def test_labels_behind_their_numbers_lend_themselves_to_no_other_row(shape: str) -> None:
    """Each stands right before the next row's numbers then, and only the first row has no label before it."""
    table = changed(NOW[3], lambda _, row: (*values(row), *labels(row)) if values(row) else row)
    assert wrong(read(shape, document([NOW[2]], [table], [NOW[4]])), CELLS) == []


# ------------------------------------------------------------------------------------------------ PDF


def test_a_digit_much_smaller_than_the_others_of_its_cell_is_a_footnotes_sign() -> None:
    number = [Glyph(sign, 10.0 + 5 * at, 20.0, 15.0 + 5 * at, 30.0) for at, sign in enumerate("38")]
    sign = Glyph("1", 20.5, 18.0, 23.0, 24.0)
    label = [Glyph("款", 0.0, 18.0, 12.0, 34.0)]
    assert list(without_raised([*number, sign])) == number
    assert list(without_raised([*label, *number])) == [*label, *number]


@pytest.mark.parametrize("printed, status", (("13\n16", "read"), ("13\n1", "read"), ("1\n8", "doubtful")))
def test_lines_of_digits_are_one_number_only_where_the_first_fills_the_cell(
    printed: str, status: str
) -> None:
    """`8` under the raised sign of a footnote would be 18, and in section two no sum would show it."""
    id_ = "proactive.licensing.decisions"
    found = {id_: Found(printed, Origin(page=1), labelled=True)}
    assert prove(found, FORM).cells[id_].status == status


# ------------------------------------------------------------------------------------------------ Word files

RUN = re.compile(r"<w:r>(?:(?!</w:r>).)*?<w:t[^>]*>[\d.]+</w:t></w:r>")
ROW = re.compile(r"(<w:tr(?: [^>]*)?>)(.*?</w:tr>)", re.S)


def word_file(change: Callable[[str], str]) -> bytes:
    """The specimen with its body's XML changed."""
    whole, made = io.BytesIO(rendered("docx", [plain_report(CELLS)], [None])[0]), io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            changed_part = change(part.decode()).encode() if name == "word/document.xml" else part
            assert name != "word/document.xml" or changed_part != part
            target.writestr(name, changed_part)
    return made.getvalue()


def run(look: str, text: str) -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    "before, behind",
    (
        *((run(f"<w:{look}/>", "9"), "") for look in ("strike", "dstrike", "vanish")),
        ("<w:del><w:r><w:delText>9</w:delText></w:r></w:del>", ""),
        (f"<w:moveFrom>{run('', '9')}</w:moveFrom>", ""),
        ("", run('<w:vertAlign w:val="superscript"/>', "1")),
    ),
)
def test_struck_hidden_moved_and_raised_digits_of_a_word_file_are_not_read(before: str, behind: str) -> None:
    data = word_file(lambda xml: RUN.sub(lambda found: before + found[0] + behind, xml))
    assert_whole(read_bytes(data, "report.docx"))


def test_two_paragraphs_of_digits_in_a_cell_of_a_word_file_are_not_read_as_one_number() -> None:
    more = "</w:p><w:p>" + run("", "12")
    data = word_file(lambda xml: RUN.sub(lambda found: found[0] + more, xml))
    assert wrong(read_bytes(data, "report.docx"), CELLS) == []


def test_rows_in_content_controls_are_read_and_rows_deleted_under_tracking_are_not() -> None:
    deleted = "<w:trPr><w:del/></w:trPr>"

    def change(xml: str) -> str:
        return ROW.sub(
            lambda row: f"{row[1]}{deleted}{row[2]}<w:sdt><w:sdtContent>{row[0]}</w:sdtContent></w:sdt>", xml
        )

    assert_whole(read_bytes(word_file(change), "report.docx"))


# ------------------------------------------------------------------------------------------------ other tables


@each_shape
def test_tables_of_the_same_words_that_are_not_the_forms_change_nothing_sure(shape: str) -> None:
    """A list of departments under the matrix's header, numbers by channel, a summary of section two."""
    names = [column.zh for column in FORM.tables["requests"].columns]
    departments = Table(
        (
            (Box("单位"), *map(Box, names)),
            *(
                (Box(n, role="label"), *map(value, (1, 2, 0, 0, 0, 0, 3)))
                for n in ("教育局", "公安局", "民政局", "其他", "总计")
            ),
        ),
        (1.0,) * 8,
        1,
        3,
    )
    channels = Table(
        (
            (Box("渠道"), *map(Box, ("当面", "网络", "信函", "合计"))),
            (Box("本年新收政府信息公开申请数量", role="label"), *map(value, (1, 2, 0, 3))),
        ),
        (1.0,) * 5,
        1,
        3,
    )
    summary = Table(
        (
            (Box("指标"), Box("数量")),
            *((Box(n, role="label"), value(99)) for n in ("行政许可", "行政处罚", "规章")),
        ),
        (1.0, 1.0),
        1,
        2,
    )
    for blocks in (
        document([NOW[2]], [departments, NOW[3]], [NOW[4]]),
        document([NOW[2]], [NOW[3]], [NOW[4], "附件：各部门情况", departments]),
        document([NOW[2]], [channels, NOW[3]], [NOW[4]]),
        document([summary, NOW[2]], [NOW[3]], [NOW[4]]),
        document([NOW[2], summary], [NOW[3]], [NOW[4]]),
    ):
        found = read(shape, blocks)
        assert wrong(found, CELLS) == []
        assert len(unproved(found, CELLS)) <= 14  # the rows whose words the other table has too

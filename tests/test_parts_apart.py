"""Tables whose parts stand apart in text: fields between commas, left and right halves, labels far from their numbers.

What is given as proved or read is the report's own; where a label or a number is lost, nothing is told by counting.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

import pytest

from tests.specimens.blocks import document, labels, page, tables, values
from tests.specimens.compare import differences, unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.grid import Box, Table
from tests.specimens.printing import STYLES
from workbench.form import load_edition
from workbench.readers.separated import with_bars
from workbench.report import read_bytes

CELLS = seeded(3)
NOW = tables(CELLS)
NAMES = [column.zh for column in load_edition("2021").tables["requests"].columns]
Lines = list[str]


def read(three: Lines, two: Lines | None = None, four: Lines | None = None) -> dict[str, Any]:
    """The report with these lines for its tables; those that are not given stand between spaces."""
    lines = document(two or spaced(NOW[2]), three, four or spaced(NOW[4]))
    return read_bytes("\n".join(map(str, lines)).encode(), "report.txt")


def spaced(table: Table) -> Lines:
    return [" ".join(box.text for box in row) for row in table.rows]


def head(table: Table = NOW[3]) -> Lines:
    return [" ".join(box.text for box in row) for row in table.rows[: table.header_rows]]


def rows(*, groups: bool = True) -> list[tuple[str, Lines]]:
    """Each row of the matrix as its label and its numbers; `groups`: behind the names of those that begin there."""
    body = NOW[3].rows[NOW[3].header_rows :]
    names = [[box.text for box in labels(row)] for row in body]
    own = ["".join(texts if groups else texts[-1:]) for texts in names]
    return [(name, [box.text for box in values(row)]) for name, row in zip(own, body, strict=True)]


def assert_whole(found: dict[str, Any]) -> None:
    assert differences(found, CELLS) == unproved(found, CELLS) == []


# ------------------------------------------------------------------------------------------------ between commas


def fields(table: Table) -> list[Lines]:
    return [[box.text if down == right == 0 else "" for box, down, right in row] for row in table.places()]


def quoted(table: Table) -> Lines:
    """Names of four signs are broken inside their quotes, as narrow columns of a spreadsheet have them."""
    broken = [
        [f"{text[:2]}\n{text[2:]}" if text in NAMES and len(text) == 4 else text for text in row]
        for row in fields(table)
    ]
    return "\n".join(",".join(f'"{text}"' for text in row) for row in broken).split("\n")


SEPARATED: dict[str, Callable[[Table], Lines]] = {
    "commas": lambda table: [",".join(row) for row in fields(table)],
    "quotes": quoted,
    "semicolons": lambda table: [";".join(row) for row in fields(table)],
    "wide commas": lambda table: ["，".join(box.text for box in row) for row in table.rows],
    "wide semicolons": lambda table: ["；".join(row) for row in fields(table)],
    "a data frame": lambda table: [
        ",".join([str(number), *(f"{text}.0" if text.isdigit() else text or "NaN" for text in row)])
        for number, row in enumerate(fields(table))
    ],
}


@pytest.mark.parametrize("kind", SEPARATED)
def test_fields_between_commas_or_semicolons_are_a_table(kind: str) -> None:
    of = SEPARATED[kind]
    assert_whole(read(of(NOW[3]), of(NOW[2]), of(NOW[4])))


def test_commas_of_thousands_and_of_sentences_part_no_fields() -> None:
    lines = [f"规章 1,{at}34 5,678 9,012" for at in range(9)] + ["收到申请3件,办结3件,结转0件。"] * 9
    lines += ["规章", "15,561,653", "19,070,030", "0"] * 9
    assert with_bars(lines) == lines


# ------------------------------------------------------------------------------------------------ halves


def halves(at: int, *, repeated: bool = True, between: str = " ") -> Lines:
    """The left columns of the matrix, then the right ones, with the labels once more or without them."""
    left = [[label, *numbers[:at]] for label, numbers in rows(groups=False)]
    right = [([label] if repeated else []) + numbers[at:] for label, numbers in rows(groups=False)]
    parts = [["申请人情况", *NAMES[:at]], *left, ["申请人情况", *NAMES[at:]], *right]
    return [between.join(part) for part in parts]


@pytest.mark.parametrize("at", (3, 4))
@pytest.mark.parametrize("repeated", (True, False), ids=("labels twice", "labels once"))
def test_the_left_and_the_right_columns_of_a_broad_matrix_are_put_together(at: int, repeated: bool) -> None:
    assert_whole(read(halves(at, repeated=repeated)))
    assert_whole(read(halves(at, between="\t")))


def test_halves_that_have_not_the_same_rows_are_not_put_together() -> None:
    lines = halves(3)
    for broken in (lines[:40] + lines[41:], [*lines[:27], lines[28], lines[27], *lines[29:]]):
        assert wrong(read(broken), CELLS) == []


def columns_of(table: Table, kept: range) -> Table:
    """The label columns and these of the numbers, every merged cell undone."""
    texts = [[(box, down or right) for box, down, right in row] for row in table.places()]
    picked = [[row[at] for at in (0, 1, 2, *kept)] for row in texts]
    boxes = (tuple(Box("" if covered else box.text, role=box.role) for box, covered in row) for row in picked)
    return replace(table, rows=tuple(boxes), widths=(1.0,) * (len(kept) + 3))


@pytest.mark.parametrize("at", (6, 7))
@pytest.mark.parametrize("style", ("", "zeros_dash"))
def test_a_page_with_the_matrix_in_two_tables_side_by_side_has_it_whole(style: str, at: int) -> None:
    """Merged cells are undone: the header's lines are rows of blanks there, and labels have blanks behind them."""
    form = tables(STYLES[style](CELLS) if style else CELLS)
    three = [columns_of(form[3], range(3, at)), columns_of(form[3], range(at, 10))]
    found = read_bytes(page(document([form[2]], three, [form[4]])), "report.html")
    assert wrong(found, CELLS, blanks=False) == []
    assert len(found["cells"]) == len(CELLS)


# ------------------------------------------------------------------------------------------------ labels and numbers


def labels_first() -> Lines:
    return [*head(), *(label for label, _ in rows()), *(" ".join(numbers) for _, numbers in rows())]


def labels_behind() -> Lines:
    return [*head(), *(" ".join([*numbers, label]) for label, numbers in rows())]


def labels_below() -> Lines:
    return [*head(), *(line for label, numbers in rows() for line in (" ".join(numbers), label))]


def columns_below_each_other() -> Lines:
    columns = [[name, *(numbers[at] for _, numbers in rows())] for at, name in enumerate(NAMES)]
    return [*(label for label, _ in rows()), *(line for column in columns for line in column)]


def columns_in_lines() -> Lines:
    columns = [[name, *(numbers[at] for _, numbers in rows())] for at, name in enumerate(NAMES)]
    return ["\t".join(["", *(label for label, _ in rows())]), *map("\t".join, columns)]


APART = (labels_first, labels_behind, labels_below, columns_below_each_other, columns_in_lines)


@pytest.mark.parametrize("lines", APART, ids=lambda lines: lines.__name__)
def test_all_labels_and_all_numbers_in_their_order_belong_together(lines: Callable[[], Lines]) -> None:
    assert_whole(read(lines()))


@pytest.mark.parametrize("lines", APART, ids=lambda lines: lines.__name__)
@pytest.mark.parametrize(
    "lost", (r"5.属于三类内部事务信息|5\.属于三类内部事务信息", r"(?<=[ \n\t])\d+(?=[ \n\t])")
)
def test_where_a_label_or_a_number_is_lost_nothing_is_told_by_counting(
    lines: Callable[[], Lines], lost: str
) -> None:
    text = re.sub(lost, "", "\n".join(lines()), count=1)
    assert wrong(read(text.split("\n")), CELLS) == []


def test_labels_in_another_order_than_the_forms_belong_to_no_numbers_by_count() -> None:
    lines = labels_first()
    lines[6], lines[9] = lines[9], lines[6]
    assert wrong(read(lines), CELLS) == []


def test_zeros_that_lost_borders_are_no_other_form_by_their_number() -> None:
    """23 times seven of them, as the form with （六）其他处理 undivided has, under the labels of the divided one."""
    zeros = {id_: 0 if id_.startswith("requests") else value for id_, value in CELLS.items()}
    own = tables(zeros)[3]
    lines = head(own) + [
        " ".join([label, *["0"] * (7 - (number < 14))]) for number, (label, _) in enumerate(rows())
    ]
    found = read(lines)
    assert wrong(found, zeros) == []


def test_names_of_columns_behind_the_numbers_are_their_names() -> None:
    def turned(table: Table) -> Lines:
        return spaced(table)[table.header_rows :] + head(table)

    assert_whole(read(turned(NOW[3]), four=turned(NOW[4])))


# ------------------------------------------------------------------------------------------------ names out of place


def test_a_group_between_the_halves_of_a_label_is_no_row_of_its_own() -> None:
    """A page without ruling lines has 1.申请人无正当理由… over （六）其他处理 and its numbers, and the rest below."""
    lines = head()
    for row in NOW[3].rows[NOW[3].header_rows :]:
        *groups, label = labels(row)
        numbers = " ".join(box.text for box in values(row))
        cut = len(label.text) // 2
        beside = "".join(box.text for box in groups)
        lines += [label.text[:cut], f"{beside} {numbers}".strip(), label.text[cut:]]
    found = read(lines)
    assert wrong(found, CELLS) == []
    assert not [
        id_ for id_, cell in found["cells"].items() if "undivided" in id_ and cell["status"] != "doubtful"
    ]


def test_a_name_of_two_lines_stands_around_the_word_beside_it() -> None:
    two = spaced(NOW[2])
    at = next(at for at, line in enumerate(two) if "收费金额" in line)
    assert_whole(
        read(spaced(NOW[3]), [*two[:at], "本年收费金额", "信息内容", "（单位：万元）", *two[at + 1 :]])
    )


@pytest.mark.parametrize("seed", (2, 3, 8))
def test_names_that_lost_spans_moved_sideways_lend_no_number(seed: int) -> None:
    """Without its colspan 总计 stands over 社会公益组织, and 商业企业 under 法人或其他组织."""
    cells = seeded(seed)

    def without_columns(table: Table) -> Table:
        return replace(table, rows=tuple(tuple(replace(box, columns=1) for box in row) for row in table.rows))

    own = tables(cells)
    markup = "".join(
        "<tr>" + "".join(f'<td rowspan="{box.rows}">{escape(box.text)}</td>' for box in row) + "</tr>"
        for row in without_columns(own[3]).rows
    )
    html = (
        page(document([own[2]], ["MATRIX"], [own[4]]))
        .decode()
        .replace("<p>MATRIX</p>", f"<table>{markup}</table>")
    )
    found = read_bytes(html.encode(), "report.html")
    assert wrong(found, cells) == []


def test_names_over_blanks_are_over_their_columns_where_a_page_begins_with_few_numbers() -> None:
    """The first page of a printed table has the header and three rows, most of their cells blank."""
    some = {id_: None if value == 0 else value for id_, value in seeded(1).items()}
    own = tables(some)
    table = own[3]
    undone = tuple(
        tuple(Box(box.text if down == right == 0 else "", role=box.role) for box, down, right in row)
        for row in table.places()
    )
    cut = table.header_rows + 3
    parts = [replace(table, rows=undone[:cut]), replace(table, rows=undone[cut:])]
    found = read_bytes(page(document([own[2]], parts, [own[4]])), "report.html")
    assert wrong(found, some) == []
    assert [id_ for id_ in some if id_.startswith("requests.received") and id_ not in found["cells"]] == []


def test_slashes_between_blanks_part_fields_and_a_slash_in_a_field_is_a_mark() -> None:
    lines = ["规章 / 1 / / / 0"] * 8
    assert with_bars(lines) == ["| 规章 | 1 | / | 0 |"] * 8

"""One normalisation for all: what counts as the same label, and what a printed value says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text import chinese_number, fold, parse_printed, squeeze


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("1. 属于国家秘密", "属于国家秘密"),
        ("（三）不予公开", "不予公开"),
        ("(七) 总计", "总计"),
        ("三、本年度办理结果", "本年度办理结果"),
        ("3.危及“三安全\n一稳定”", "危及三安全一稳定"),
        ("２．重 复 申 请", "重复申请"),
        ("結轉下年度繼續辦理", "结转下年度继续办理"),
    ],
)
def test_labels_fold_to_the_same_words_whatever_their_numbering_width_or_script(
    printed: str, label: str
) -> None:
    assert fold(printed) == fold(label)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", 0),
        ("13\n16", 1316),  # a number wrapped inside a narrow cell
        ("１２", 12),
        ("1,234", 1234),
        ("201件", 201),
        ("增15", 15),
        ("减4", -4),
        ("+19", 19),
        ("22（其中修订16件）", 22),
        ("96171.6", Decimal("96171.6")),
        ("251000元", 251000),
    ],
)
def test_a_number_with_a_unit_sign_or_remark_is_a_number(printed: str, value: Decimal) -> None:
    parsed = parse_printed(printed)

    assert (parsed.state, parsed.value) == ("number", value)


@pytest.mark.parametrize("printed", ["/", "—", "-", "无", "－", "——"])
def test_a_mark_is_not_a_zero(printed: str) -> None:
    parsed = parse_printed(printed)

    assert (parsed.state, parsed.value) == ("mark", None)


@pytest.mark.parametrize("printed", ["", "  ", "\u3000", "\n\t", "\u200b"])
def test_white_space_is_a_blank_and_not_a_zero(printed: str) -> None:
    assert parse_printed(printed).state == "blank"


@pytest.mark.parametrize("printed", ["详见附件", "12,34", "1.2.3", "O", "约5"])
def test_words_and_doubtful_numbers_are_text(printed: str) -> None:
    parsed = parse_printed(printed)

    assert (parsed.state, parsed.value) == ("text", None)


@given(st.integers(0, 10**12))
def test_any_count_reads_back_plain_and_with_thousands_separators(number: int) -> None:
    assert parse_printed(str(number)).value == number
    assert parse_printed(f"{number:,}").value == number


@given(st.text())
def test_any_text_can_be_squeezed_and_parsed(text: str) -> None:
    assert not any(c.isspace() for c in squeeze(text))
    parse_printed(text)


def test_chinese_numerals_are_read_digit_by_digit_and_by_tens() -> None:
    assert [chinese_number(text) for text in ("二〇二三", "十二", "三十一", "二十", "百")] == [
        2023,
        12,
        31,
        20,
        None,
    ]

"""Narratives: themes of problems and measures, and sentences that two reports share."""

from __future__ import annotations

import polars as pl

from workbench.similarity import narratives, nearest, shared
from workbench.themes import MEASURE, OTHER, PROBLEM, load_themes, mentions, themes, told

# In the manner of section five; no office's own words.
FIVE = """（一）存在的主要问题
一是信息更新不够及时，部分栏目滞后；二是工作人员兼职多，业务能力有待提高。
（二）改进措施
下一步，加强业务培训；进一步完善公开制度；解决上述各方面的不足。"""


def sections(*texts: str, number: int = 5) -> pl.DataFrame:
    rows = [
        {"report_id": f"r{n}", "number": number, "heading": "", "text": text} for n, text in enumerate(texts)
    ]
    return pl.DataFrame(rows, schema_overrides={"number": pl.Int32})


def test_what_follows_words_of_improvement_is_a_measure() -> None:
    kinds = [kind for kind, _ in told(FIVE)]
    assert kinds == [PROBLEM, PROBLEM, MEASURE, MEASURE, MEASURE]  # "解决上述…不足" is no new problem


def test_sentences_are_grouped_by_theme_with_counts_and_an_example() -> None:
    found = {(row["kind"], row["theme"]): row for row in themes(sections(FIVE, FIVE)).iter_rows(named=True)}
    training = found[MEASURE, "training"]
    assert (training["sentences"], training["reports"]) == (2, 2) and "业务培训" in training["example"]
    assert (
        (PROBLEM, "timeliness") in found
        and (PROBLEM, "staff") in found
        and (MEASURE, "institutions") in found
    )


def test_a_sentence_that_no_pattern_knows_is_counted_as_other() -> None:
    assert mentions(sections("主要是天气方面存在明显的不足。"))["theme"].to_list() == [OTHER]


def test_only_section_five_is_asked_and_no_text_gives_no_theme() -> None:
    assert themes(sections(FIVE, number=1)).is_empty() and themes(sections("")).is_empty()


def test_themes_have_labels_in_both_languages_and_ids_once() -> None:
    found = load_themes().values()
    assert all(theme.zh and theme.en for theme in found) and OTHER not in load_themes()


def test_the_most_similar_text_is_found_and_a_text_is_not_its_own_neighbour() -> None:
    texts = [FIVE, FIVE.replace("兼职多", "变动大"), "全年行政处罚决定公示四十二件，收到行政复议零件。"]
    found = nearest(narratives(sections(*texts)), k=2)
    assert found.filter(report_id="r0")["other"].to_list() == ["r1", "r2"]
    alike = found.filter(report_id="r0")["similarity"].to_list()
    assert alike[0] > 0.8 > 0.2 > alike[1] and max(found["similarity"]) <= 1 + 1e-9


def test_shared_sentences_stand_side_by_side() -> None:
    found = shared(FIVE, "一是信息更新不够及时，个别栏目滞后。本年度新建公开专区一处，方便群众查阅。")
    assert found["there"].to_list() == ["一是信息更新不够及时，个别栏目滞后"]
    assert shared(FIVE, "").is_empty()


def test_a_sentence_goes_on_over_the_ends_of_printed_lines() -> None:
    printed = "（一）主要问题\n一是形式比较单一，个别信息发\n布不及时。\n（二）平台建设\n新建专区一处。"
    found = [sentence for _, sentence in told(printed)]
    assert found == ["一是形式比较单一，个别信息发布不及时"]


def test_headings_are_no_shared_sentences() -> None:
    assert shared("（一）主动公开情况\n" + FIVE, "（一）主动公开情况\n全年没有申请。").is_empty()


def test_a_single_text_has_no_neighbour() -> None:
    assert nearest(narratives(sections(FIVE))).is_empty()

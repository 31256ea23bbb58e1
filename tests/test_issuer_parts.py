"""The parts that resolve an issuer: what a title says, numbers on a page, kinds of bodies, scope."""

from __future__ import annotations

import pytest

from workbench.issuer import Told
from workbench.issuer.kinds import kind_after
from workbench.issuer.scope import scope_of
from workbench.issuer.told import find_clues, of_title


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("2022年上海市政府信息公开工作年度报告", "上海市"),
        ("许昌市建安区小召乡人民政府关于2022年政府信息公开工作的年度报告", "许昌市建安区小召乡人民政府"),
        ("宝坻区大钟庄镇政府信息公开工作年度报告(2019年)", "宝坻区大钟庄镇"),
        ("2008年张义镇人民政府信息公开工作年度报告", "张义镇人民政府"),
        ("政府信息公开工作年度报告", ""),
    ],
)
def test_the_issuer_is_what_a_title_says_before_its_subject(title: str, issuer: str) -> None:
    assert of_title(title) == issuer


def test_numbers_are_found_however_they_are_written() -> None:
    text = (
        "索引号:11370826004323472M/2021\n电话:(0537)8381002,邮 编:272 000\n传真:0578—2090823 邮政编码：323000"
    )
    clues = find_clues(Told(text=text))
    assert clues.credit_codes == ("370826",)
    assert clues.telephones == ("0537", "0578")
    assert clues.postcodes == ("272000", "323000")


def test_a_sentence_broken_over_lines_is_read_as_one() -> None:
    text = "本报告所列数据的统计期限截至年底，如有疑问，请与五常市\n教育局办公室联系。"
    assert ("contact", "五常市教育局") in list(find_clues(Told(text=text)).names)


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ("", "gov"),
        ("人民政府", "gov"),
        ("政府办", "gov_office"),
        ("人民政府机关", "gov_office"),
        ("外事办公室", "department"),
        ("气象局", "central"),
        ("自来水有限公司", "enterprise"),
        ("高新区管委会", "zone"),
        ("师范学院", "university"),
        ("路18号", None),
    ],
)
def test_the_words_behind_a_place_tell_the_kind(rest: str, kind: str | None) -> None:
    assert kind_after(rest).kind == kind


@pytest.mark.parametrize(
    ("kind", "level", "text", "scope"),
    [
        ("gov", "prefecture", "汇总全市各县（市、区）的年度报告", ("consolidated", "territory")),
        ("gov", "county", "县政府各部门", ("consolidated", "level")),
        ("gov", "county", "", ("consolidated", "unknown")),
        ("gov", "county", "指导各乡镇做好公开。全县收到申请7件,其中县直部门5件", ("consolidated", "level")),
        ("gov", "county", "督促各乡镇上网公开", ("consolidated", "unknown")),
        ("gov_office", "county", "我办共收到申请7件", ("own", "level")),
        ("gov_office", "county", "2022年,全县共收到政府信息公开申请45件", ("consolidated", "unknown")),
        ("gov_office", "county", "全县主动公开信息3000条。本单位收到申请2件", ("own", "level")),
        ("gov_office", "county", "全县主动公开信息3000条", ("own", "level")),
        ("zone", "county", "全区收到申请75件。1.本机关不掌握相关政府信息", ("consolidated", "level")),
        ("gov_office", "prefecture", "综合市政府各部门报告编制", ("consolidated", "level")),
        ("department", "county", "全县各部门", ("own", "level")),
        ("township", "township", "", ("own", "level")),
        (None, None, "全市", ("unknown", "unknown")),
    ],
)
def test_scope_follows_from_kind_and_words(
    kind: str | None, level: str | None, text: str, scope: tuple[str, str]
) -> None:
    assert scope_of(kind, level, text) == scope


def test_a_first_line_that_is_the_reports_title_names_the_issuer() -> None:
    told = Told(text="衡南县泉溪镇2020年政府信息公开年度报告\n(2021年1月15日)\n一、总体情况", year=2020)
    assert ("letterhead", "衡南县泉溪镇") in list(find_clues(told).names)


def test_lines_that_list_titles_of_several_bodies_name_none() -> None:
    lines = [f"{body}2020年政府信息公开工作年度报告" for body in ("泉溪镇", "云集镇")]
    told = list(find_clues(Told(text="\n".join((*lines, "2021-01-15")), year=2020)).names)
    assert not [words for name, words in told if name == "letterhead"]


def test_the_body_whose_work_of_disclosure_is_told_is_the_issuer() -> None:
    text = "按照工作要求,县档案局政务信息公开工作在县政府的指导下,认真做好各项任务。"
    assert ("subject", "县档案局") in list(find_clues(Told(text=text)).names)
    assert not [w for _, w in find_clues(Told(text="认真做好甲县档案局政务公开工作。")).names]


def test_names_are_looked_for_once_and_told_again() -> None:
    clues = find_clues(Told(title="甲县档案局2020年年报", text="请与甲县档案局联系(电话:0000)。"))
    assert next(iter(clues.names)) == ("title", "甲县档案局")
    assert list(clues.names) == list(clues.names) and len(list(clues.names)) > 1

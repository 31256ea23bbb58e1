"""The wordings by which a page says who wrote it: 由 X 编制, 请与 X 联系, 2022年 X 坚持 …, each with its name.

In: nothing; rules as data. Out: patterns, best first, whose group x holds the words that name the body. They are made
for lines without white space that begin with a line break; a pattern begins with a sign or a set of signs where it can,
for the search then skips all other places of a page.
"""

from __future__ import annotations

import re

KIND = "(?:政府信息公开|政务公开|政府信息|信息公开)"
YEAR = r"(?:20\d{2}|二[〇○零O0][〇○零一二][〇○零一二三四五六七八九])年?度?"
_PLAIN_VERB = (
    "认真|坚持|严格|全面|深入|紧扣|紧紧|紧密|紧跟|积极|按照|遵照|依照|在|根据|依据|始终|高度|不断|围绕|持续|切实|扎实|依法|着力|进一步|"
    "深化|聚焦|贯彻|主动|加强|大力|立足|继续|充分|通过|结合|对照|锚定|强化|牢固|落实|推进|把|编制|现|落细|稳步|有序|突出|准确|及时|"
    "依托|采取|统筹|重视|"
    # Words that names of places have too: 呼和浩特, 向阳区, 将乐县, 共和县, 以勒镇.
    "特(?=向|此|公布|发布|将|编|制)|向(?=社会|公众|全社会|广大)|将(?!乐|军)|共(?!和|青|乐)|以(?![^我全各本][^我全各本]?(?:镇|乡|街道))"
)
_SUBJECT_VERB = f"{_PLAIN_VERB}|政务信息公开工作|政务公开工作|政府信息公开工作"
_VERB = f"{_PLAIN_VERB}|政府信息|政务信息|政务公开|信息公开|公开(?!办|科|栏|平台)|政府网|为"


def _one_of(words: str) -> str:
    """The alternatives behind a look at their first signs: most places of a page are passed by that."""
    return f"(?=[{''.join(sorted({word[0] for word in words.split('|')}))}])(?:{words})"


_BODY = r"[一-龥·•]{2,32}?"
LEADS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "announced",
            rf"(?:公布|公开|发布|编制|报告|现将|现就)(?:并?(?:向社会)?(?:发布|公布|公开))?(?!机[构关]|单位|主体|日期|时间)(?:的是|了)?[《\"“]?(?:{YEAR})?[,，]?(?P<x>{_BODY})(?:关于)?(?:{YEAR}|{KIND})",
        ),
        (
            "heading",
            rf"[《\"“](?:{YEAR})?(?P<x>{_BODY})(?:关于)?(?:{YEAR})?(?:的)?{KIND}[^》\n]{{0,8}}(?:年度)?报告",
        ),
        (
            "opens",
            rf"\n(?P<x>{_BODY})(?:关于)?{YEAR}{KIND}[^。，,;；\n]{{0,8}}报告(?:根据|由|按照|依据|是)",
        ),
        (
            "publishes",
            rf"[\n。,;:](?:现?由)?(?P<x>{_BODY})(?=[办党综特现面向根编])(?:(?<!政府)办公室|党政综合办|综合办)?(?:特|现)?(?:面?向社会|根据[^。，,]{{0,40}}编制|编制了?本|编制完成)",
        ),
        (
            "made by",
            rf"由(?P<x>{_BODY})(?:(?<!政府)办公室)?(?:(?<=[局委会厅办队府])[、和与][一-龥]{{4,20}}?[局队委心])?(?:负责)?(?:会同|结合|汇总|综合(?!行政|执法|办|科)|按照|根据|依据|编制|组织|依照|于20)",
        ),
        (
            "contact",
            rf"(?:请与|可与|请(?:及时)?联系[:：]?|请及时与|请直接与|直接与|请向|可向|联系单位[:：]?|与)(?P<x>{_BODY})(?:办公室|(?:人秘|秘书|综合|行政|文秘|法规|办公)[股科室处]|党政[一-龥]{{0,4}}办(?:公室)?|综合[一-龥]{{0,4}}办)?(?:(?:政府信息[和与]政务公开|政务公开|(?:政府)?信息公开)[一-龥、]{{0,14}}?)?(?:联[系络]|反映|咨询|[(（]|(?<=室)[,，]|[,，。;；](?=(?:联系|办公)?(?:地址|电话|方式)|邮编|邮政编码|传真))",
        ),
        (
            "covers",
            rf"(?:涵盖了?|包括了?|综合了?|汇总了?)(?:{YEAR})?(?P<x>{_BODY})(?:各[一-龥]{{1,3}}|{KIND}|的{KIND})",
        ),
        ("work of", rf"(?:{YEAR}(?:以?来)?|今年以来)[,，]?(?P<x>{_BODY})(?:关于)?{_one_of(_VERB)}"),
        ("situation of", rf"结合(?:了)?(?:{YEAR})?(?P<x>{_BODY})(?:实际|{KIND}|工作)"),
        ("address", r"地\s*址[:：](?P<x>[一-龥]{2,16}?(?:人民政府|委员会|街道办事处|办事处|开发区|管委会))"),
        (
            "subject",
            rf"[\n。,](?:(?<=[\n。])|(?<=(?:领导|指导|支持|帮助|关心|部署|安排|带领)下,)|(?<=(?:要求|规定|精神|部署|安排),))(?P<x>{_BODY}){_one_of(_SUBJECT_VERB)}",
        ),
        ("own guide", rf"《(?P<x>{_BODY})(?:{KIND}|政府信息主动公开)(?:基本)?(?:指南|目录|标准)"),
        (
            "first named",
            r"(?:(?<![一-龥])|通过|依托)(?P<x>(?![我本全])[一-龥]{2,8}?(?:镇|乡|街道|苏木)(?:人民政府|政府|办事处))(?!门户|网)",
        ),
        (
            "account",
            r"[“\"用过托的](?:(?<=[“\"的])|(?<=利用|通过|依托))(?P<x>[一-龥]{2,30}?(?:局|委员会|委|厅|办公室|管委会|街道|[镇乡]|人民政府|办事处|医院))[”\"]?(?:官方)?(?:微信|微博|抖音|政务新媒体|公众)",
        ),
        (
            "own work",
            r"(?P<x>[省市县区旗州盟](?<=[了站在].)[一-龥]{2,12}?(?:局|委员会))(?=政府信息|信息公开|专栏|栏目)",
        ),
        ("we", r"(?P<x>我(?:局|镇|乡|街道|委|厅|苏木))"),
        # Its own gazette: only a government (or its office) has one.
        ("gazette", r"(?:印发|编发|编印|编辑|出版|发行|刊印)《(?P<x>[一-龥]{2,12}人民政府)公报》"),
        ("whole", r"(?P<x>[全我][省市县区州旗盟])各(?:地|级|部门|县|市|区|乡|镇|苏木)"),
    )
)
# Its own plan: 制定实施《广州市应急管理局2022年政务公开工作实施方案》.
PLAN = re.compile(
    r"制[定订](?:并|实施|印发|出台|了|完善){0,3}《([一-龥]{2,16}?(?:局|委员会|厅|街道办事处|[镇乡]人民政府|管委会))(?!关于|转发|印发)"
)
A_TOWN = re.compile("(?:镇|乡|街道|苏木)(?:人民政府|政府|办事处)")
# The first leads name the issuer in so many words; letterhead and signature come after them.
SAID_OUTRIGHT = 5

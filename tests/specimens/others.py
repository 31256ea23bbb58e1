"""What stands beside reports on the same pages and is none: an explanation, news, a notice, a list; and a report
whose tables were lost.

LOOK_ALIKES are texts in our own words; each says by its name what it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.specimens.report import Report


@dataclass(frozen=True)
class LookAlike:
    """A text, the name of its file, and a word of what it must be called."""

    file: str
    text: str
    called: str


LISTED = ("市教育局", "市财政局", "临江区人民政府", "市水利局", "石桥镇人民政府")
LOOK_ALIKES = (
    LookAlike(
        "explanation.txt",
        "《青川市2024年政府信息公开工作年度报告》解读\n"
        "发布时间：2025-03-28\n"
        "一、编制背景\n年度报告由六个部分组成，数据统计期限为一个自然年。\n"
        "二、主要内容\n第三部分用表格反映收到和处理政府信息公开申请情况，共计120件，比上年增长5%。\n"
        "三、指标说明\n勾稽关系为：第一项加第二项之和，等于第三项加第四项之和。\n",
        "explanation",
    ),
    LookAlike(
        "explanation-of-form.html",
        "<html><head><meta charset='utf-8'><title>政府信息公开工作年度报告格式填报说明</title></head><body>"
        "<h1>政府信息公开工作年度报告格式填报说明</h1>"
        "<p>行政许可、行政处罚、行政强制按本年处理决定数量填写。行政事业性收费的单位为万元。</p>"
        "<p>“予以公开”包括已经主动公开并告知获取方式的情形。</p></body></html>",
        "explanation",
    ),
    LookAlike(
        "news.txt",
        "青川市发布2024年政府信息公开工作年度报告\n"
        "来源：青川日报　2025-03-30\n"
        "记者从市政府办公室获悉，报告显示全市去年新收申请1320件，办结1298件，予以公开803件。\n",
        "news",
    ),
    LookAlike(
        "notice.txt",
        "关于做好2024年政府信息公开工作年度报告编制和发布工作的通知\n"
        "各乡镇人民政府、各街道办事处，区政府各部门：\n"
        "一、时间要求\n请于2025年1月31日前公布本单位年度报告。\n"
        "二、内容要求\n表格数据须符合勾稽关系，行政复议、行政诉讼数据不得漏报。\n",
        "notice",
    ),
    LookAlike(
        "list.html",
        "<html><head><meta charset='utf-8'><title>政府信息公开年报_青川市人民政府</title></head><body>"
        "<h2>政府信息公开年报</h2><ul>"
        + "".join(f"<li><a href='/{n}.html'>{n}2024年政府信息公开工作年度报告</a></li>" for n in LISTED)
        + "</ul><p>共 5 条 1/1</p></body></html>",
        "list",
    ),
)


def without_tables(report: Report) -> bytes:
    """The report as text whose tables were pictures: headings and narrative only."""
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    lines = [*report.lines_of_title, *report.lead]
    for number, heading in enumerate(report.headings, start=1):
        lines += [heading, *texts.get(number, ())]
    return "\n".join([*lines, *report.signature, ""]).encode()

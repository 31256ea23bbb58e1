"""A page as a county's site serves it: navigation and layout tables around the text, the form's tables pasted
from Word (`MsoNormal`, several `<p>` in a cell, one number in two spans), gb2312 declared and gb18030 sent.

Title, date and site id stand in the meta tags that the national rules for government sites ask for.
"""

from __future__ import annotations

import random
from html import escape

from tests.specimens.grid import Box, Table
from tests.specimens.report import Report
from tests.specimens.tables import report_tables

CHANNELS = ("首页", "走进本地", "新闻中心", "政务公开", "政务服务", "互动交流", "专题专栏")
SIDE_MENU = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
STYLE = """
body{margin:0;font:14px/1.8 "Microsoft YaHei","Noto Sans CJK SC",sans-serif;background:#f4f6f9}
.wrap{width:1100px;background:#fff}.nav td{background:#1b5fa8;color:#fff;text-align:center;height:42px}
.nav a{color:#fff}.side{width:190px;vertical-align:top;padding:16px;background:#eef3fa}
.article{padding:12px 36px 40px;vertical-align:top}
.article h1{font-size:24px;text-align:center;line-height:1.5}
.info{text-align:center;color:#777;border-bottom:1px solid #ddd;padding-bottom:8px}
p.MsoNormal{margin:4px 0}.foot td{background:#e6e6e6;text-align:center;padding:14px;font-size:12px}
a{color:#333;text-decoration:none}
"""


def html_site(report: Report, seed: int | None = None) -> bytes:
    """The page as the server sends it."""
    chance = random.Random(seed or 0)
    page = f"{_head(report)}<body>{_frame(report, _article(report, seed, chance))}</body>\n</html>\n"
    return page.encode("gb18030")


def _head(report: Report) -> str:
    title = escape(report.title)
    metas = {
        "SiteName": f"{report.issuer}门户网站",
        "SiteIDCode": report.site_id,
        "ColumnName": "政府信息公开年报",
        "ColumnType": "政府信息公开",
        "ArticleTitle": report.title,
        "ContentSource": report.issuer,
    }
    if report.published:
        metas["PubDate"] = f"{report.published} 09:30"
    tags = "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in metas.items())
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html>\n<head>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">\n'
        f"<title>{title}</title>\n{tags}<style>{STYLE}</style>\n"
        "<script>var page={rows:[[1,2,3],[4,5,6]],hits:'<table><tr><td>0</td></tr></table>'};</script>\n"
        "</head>\n"
    )


def _frame(report: Report, article: str) -> str:
    """The site around the text: three layout tables, breadcrumbs, share links, related reports, footer."""
    nav = "".join(f'<td><a href="/">{name}</a></td>' for name in CHANNELS)
    side = "".join(f'<tr><td><a href="/zwgk/">{name}</a></td></tr>' for name in SIDE_MENU)
    related = "".join(
        f'<li><a href="/zwgk/nb/{year}.html">{year}年政府信息公开工作年度报告</a></li>'
        for year in range(report.year - 1, report.year - 4, -1)
    )
    return (
        f'<table class="wrap nav" align="center" cellspacing="0"><tr>{nav}</tr></table>\n'
        '<table class="wrap" align="center" cellspacing="0" cellpadding="0"><tr>\n'
        f'<td class="side"><b>政府信息公开</b><table width="100%">{side}</table>'
        f"<p>年度报告</p><ul>{related}</ul></td>\n"
        '<td class="article"><div>当前位置：<a href="/">首页</a> &gt; '
        '<a href="/zwgk/">政务公开</a> &gt; 年度报告</div>\n'
        f"{article}\n<div>【打印本页】 【关闭窗口】 分享到：微信 微博</div></td>\n</tr></table>\n"
        f'<table class="wrap foot" align="center"><tr><td>主办：{escape(report.issuer)}　'
        f"网站标识码：{report.site_id}　<span>您是第 18,206 位访问者</span></td></tr></table>\n"
    )


def _article(report: Report, seed: int | None, chance: random.Random) -> str:
    tables = report_tables(report, seed)
    texts = {1: report.overview, 5: report.problems, 6: report.other}
    heading = "<br>".join(escape(line) for line in report.lines_of_title)
    parts = [
        f"<h1>{heading}</h1>",
        f'<div class="info">发布时间：{report.published or ""}　'
        f"来源：{escape(report.issuer)}　浏览次数：1,208</div>",
        '<div id="zoom">',
        *(_paragraph(line) for line in report.lead),
    ]
    for number, title in enumerate(report.headings, start=1):
        parts.append(_paragraph(f"<strong>{title}</strong>", markup=True))
        parts += [_paragraph(line) for line in texts.get(number, ())]
        if number in tables:
            parts.append(_table(tables[number], chance))
    parts += [f'<p class="MsoNormal" align="right">{escape(line)}</p>' for line in report.signature]
    return "\n".join([*parts, "</div>"])


def _paragraph(text: str, markup: bool = False) -> str:
    inner = text if markup else escape(text)
    font = "font-family:仿宋_GB2312;mso-hansi-font-family:宋体;font-size:16.0pt"
    span = f'<span style="{font}">{inner}</span><o:p></o:p>'
    return f'<p class="MsoNormal" style="text-indent:32.0pt">{span}</p>'


def _table(table: Table, chance: random.Random) -> str:
    rows = "\n".join(
        f'<tr style="mso-yfti-irow:{number}">{"".join(_cell(box, chance) for box in row)}</tr>'
        for number, row in enumerate(table.rows)
    )
    return (
        '<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" width="100%" '
        f'style="border-collapse:collapse;mso-table-layout-alt:fixed"><tbody>\n{rows}\n</tbody></table>'
    )


def _cell(box: Box, chance: random.Random) -> str:
    spans = "".join(
        f' {name}="{count}"' for name, count in (("colspan", box.columns), ("rowspan", box.rows)) if count > 1
    )
    align = "center" if box.role != "label" or box.rows > 1 else "left"
    content = _number(box.text) if box.role == "value" else _label(box.text, chance)
    inner = f'<div align="{align}">{content}</div>'
    return f'<td{spans} valign="middle" style="padding:0cm 2pt 0cm 2pt">{inner}</td>'


def _number(text: str) -> str:
    """As Word pastes it: digits spread over two spans, a blank cell as a space that does not break."""
    if not text:
        return '<p class="MsoNormal"><span lang="EN-US">&nbsp;<o:p></o:p></span></p>'
    rest = f'</span><span lang="EN-US" style="font-size:10.5pt">{text[1:]}' if len(text) > 1 else ""
    return f'<p class="MsoNormal"><span lang="EN-US">{text[:1]}{rest}<o:p></o:p></span></p>'


def _label(text: str, chance: random.Random) -> str:
    """Now and then a label is broken into two paragraphs, where the office pressed Enter to make it fit."""
    whole = len(text) < 6 or chance.random() < 0.7
    middle = len(text) if whole else len(text) // 2
    parts = (part for part in (text[:middle], text[middle:]) if part)
    return "".join(f'<p class="MsoNormal"><span>{escape(part)}</span></p>' for part in parts)

"""The words of pages and index that no notebook says, in Chinese and English."""

from __future__ import annotations

NATION = "000000"  # as in bodies, without its packages

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "index": "目录",
        "code": "显示代码",
        "failed": "本次运行失败，以下内容不完整",
        "stale": "自 {} 起未能更新，以下是此前最后一次成功的页面",
        "widget": "此处是交互控件，请在 JupyterLab 中打开笔记本使用。",
        "no_chart": "图表未能绘制",
        "year": "{} 年度",
        "made_from": "本页依据",
        "colon": "：",
        "report": "{} 份报告",
        "reports": "{} 份报告",
        "content": "数据内容",
        "notebook": "笔记本",
        "package": "程序版本",
        "output": "程序提示",
        "contents": "本页内容",
        "nation": "全国",
    },
    "en": {
        "index": "All pages",
        "code": "Show the code",
        "failed": "This run failed; what follows is not complete",
        "stale": "Could not be made anew since {}; what follows is the last good page",
        "widget": "An interactive control stands here; open the notebook in JupyterLab to use it.",
        "no_chart": "The chart could not be drawn",
        "year": "{}",
        "made_from": "This page was made from",
        "colon": " ",
        "report": "{} report",
        "reports": "{} reports",
        "content": "content of the data",
        "notebook": "notebook",
        "package": "package",
        "output": "Program's remarks",
        "contents": "Contents",
        "nation": "China",
    },
}


def named_nation(lang: str) -> str:
    """The nation's name in the page's language; places below it keep their Chinese names."""
    return WORDS["en" if lang.startswith("en") else "zh"]["nation"]

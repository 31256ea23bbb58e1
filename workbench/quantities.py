"""What a number in the narrative counts: for each quantity the words before the number, and its units.

Serves `telling`, which decides what of it is this year's and the whole. Patterns only; nothing here judges.
"""

from __future__ import annotations

import re

_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_NUMERAL = "[一二两三四五六七八九十百千]+"
_NUMBER = (
    r"(?P<n>{number})(?P<size>[万亿千]?)(?P<more>余|多|以上)?(?P<size2>[万亿]?)"
    r"(?:\()?(?P<unit>{units})(?P<more2>以上|余)?"
)
SIZES = {"": 1, "千": 1000, "万": 10**4, "亿": 10**8}
_ITEMS, _CASES = "条|篇|件|份", "件|宗|起|份|条|例"
_FILLERS = (
    "(?:到|的|了|和|或|及|、|各类|有效|书面|公民|法人|其他|组织|自然人|群众|公众|社会|企业|个人|提出|提交|"
    "依法|新|共|总|办理)"
)
_WAY = "(?:方式|渠道|途径|平台)?(?:收到|接收|受理)?"  # 通过邮寄方式收到申请8件
TOPIC = "(?:的)?(?:政府信息公开|信息公开|依申请公开|公开)"

# quantity, words of which one stands in the sentence, words that come before the number (within a clause), unit pattern
_TELLING: tuple[tuple[str, str, str, str], ...] = (
    (
        "requests_received",
        "收|受理|接到",
        rf"(?:收到|接收|受理|接到|新收|收(?=(?:政府)?信息公开申请))(?:[^。;\d]{{0,24}}?(?:信息公开|依申请|公开申请|申请公开|公开)|{_FILLERS}{{0,9}}申请)"
        r"[^。;,\d]{0,12}?",
        _CASES,
    ),
    (
        "requests_received",
        "收|受理|接到",
        "(?:收到|接收|受理|接到|新收)(?:了|共)?",
        f"(?:{_CASES})(?={TOPIC})",
    ),
    ("requests_received", "信息公开申请", "信息公开申请(?:总数|总量|数量)[为共是]?", _CASES),
    (
        "requests_processed",
        "办|答复",
        rf"(?:(?<!公开)|(?<=申请公开)(?=答复))(?<!延期)(?:办结|答复|回复办结|办理)(?:{TOPIC})?(?:申请)?[^。;,\d]{{0,6}}?",
        _CASES,
    ),
    (
        "requests_carried_in",
        "结转",
        r"(?:(?:上年|上一年|去年|20\d\d年)度?结转|结转(?:自|了)?(?:上年|上一年|去年)度?)[^。;,\d)]{0,14}?",
        _CASES,
    ),
    (
        "requests_carried_over",
        "结转",
        r"结转[至到]?(?:下年|下一年|明年|次年|20\d\d年)度?[^。;,\d)]{0,14}?",
        _CASES,
    ),
    # 剩余2件结转下年度办理: the number stands before its words.
    (
        "requests_carried_over",
        "结转",
        "(?<=[^\\d.])",
        f"(?:{_CASES})(?=(?:申请)?结转[至到]?(?:下|次|明|20\\d\\d)一?年)",
    ),
    ("requests_in_person", "当面|现场", rf"(?:当面|现场){_WAY}(?:申请|提交|递交)?[^。;,\d]{{0,4}}?", _CASES),
    (
        "requests_mail",
        "邮寄|信函|快递|书面|来信|来函|邮政",
        rf"(?:邮寄|信函|快递|书面|来信|来函|邮政寄送){_WAY}(?:申请|提交)?[^。;,\d]{{0,4}}?",
        _CASES,
    ),
    ("requests_email", "邮件", rf"(?:电子邮件|邮件){_WAY}(?:申请|提交)?[^。;,\d]{{0,4}}?", _CASES),
    (
        "requests_online",
        "网络|网上|在线|网站平台|申请系统|线上",
        rf"(?:(?:网络|网上|在线|网站平台|申请系统){_WAY}(?:申请|提交)[^。;,\d]{{0,4}}?|(?<=[(、,])(?:网上|网络|线上))",
        _CASES,
    ),
    ("requests_fax", "传真", r"传真(?:申请|提交)?[^。;,\d]{0,4}?", _CASES),
    (
        "items_published",
        "公开|布",
        r"(?:主动公开|公开发布|(?<![申请以予分不意])公开|[发公]布(?=[^。;,\d]{0,40}信息))"
        r"(?:(?!申请|复议|诉讼)[^。;,\d]|\d+个领域){0,40}?",
        _ITEMS,
    ),
    (
        "wechat_items",
        "公众号|微信",
        r"(?:微信公众号|公众号|微信)(?:[^。;,\d]{0,6}\(\d{1,2}个\))?[^。;,\d]{0,20}?",
        _ITEMS,
    ),
    ("weibo_items", "微博", r"微博(?:[^。;,\d]{0,6}\(\d{1,2}个\))?[^。;,\d]{0,20}?", _ITEMS),
    (
        "followers",
        "粉丝|关注",
        r"(?:粉丝|关注)(?:数量?|人数|总数|量|用户|总量)?[^。;,\d]{0,6}?",
        "万?人|万?名|万?个|万?位",
    ),
    (
        "hotline_cases",
        "热线",
        r"(?:热线[^。;\d]{0,10}?(?:受理|办理|接到|收到|处理|承办|转办|交办|工单|诉求|来电)[^。;,\d]{0,10}?"
        r"|(?:受理|办理|办结|接听|处理|承办)(?:[“\"]?12345[”\"]?)?[^。;,\d]{0,12}热线[^。;,\d]{0,4}?)",
        "件|条|个|起|宗|次",
    ),
    ("reviews", "行政复议", r"行政复议(?:案件|申请)?[^。;,\d]{0,6}?", _CASES),
    ("lawsuits", "行政诉讼", r"行政诉讼(?:案件)?[^。;,\d]{0,6}?", _CASES),
    ("trainings", "培训", r"培训[^。;,\d]{0,8}?", "期|次|场次|场"),
    ("meetings", "会议", r"(?:专题会议|会议)[^。;,\d]{0,4}?", "次|场"),
    ("staff", "人员", r"(?:工作|专职|兼职|专兼职)人员[^。;,\d]{0,4}?", "人(?!次)|名"),
    ("information_fee", "信息处理费", r"信息处理费(?:\d+[件笔],)?[^。;,\d]{0,10}?", "万元|元"),
)
_IN_WORDS = ("requests", "reviews", "lawsuits")  # told with numerals too (收到申请十二件)
PATTERNS = tuple(
    (
        quantity,
        re.compile(
            f"(?P<words>{words})"
            + _NUMBER.format(
                number=f"{_DIGITS}|{_NUMERAL}" if quantity.startswith(_IN_WORDS) else _DIGITS, units=units
            )
        ),
        tuple(signs.split("|")),
    )
    for quantity, signs, words, units in _TELLING
)
# Those that can match where no digit stands.
IN_WORDS = tuple(pattern for pattern in PATTERNS if pattern[0].startswith(_IN_WORDS))

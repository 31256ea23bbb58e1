"""What a report's first page and signature tell of who wrote it: names, telephone, postcode, credit code, host.

In: the report's whole text as it stands (title, issuer as printed, first page, signature, web address). Out: `Clues`:
the strings that name the issuer, best first, and the numbers that tell a region. The addressee line (区政府办：) and
cited notices name others and are left out. What a clue is worth is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice, takewhile

from workbench.issuer.leads import A_TOWN, KIND, LEADS, PLAN, SAID_OUTRIGHT, YEAR
from workbench.text import squeeze

FIRST_PAGE, SIGNATURE = 1500, 300  # signs of the text that are read, from its start and from its end
LOOSE = 2  # so much more is looked at, for white space goes first
MATCHES = 4  # of one wording on a page; who is not named by then is not named


@dataclass(frozen=True)
class Told:
    """A report's own words about its head. `text` is the first page, `end` the signature; host only under gov.cn;
    `site` its id (网站标识码), whose first six digits are the code of the government that it belongs to."""

    title: str | None = None
    issuer: str | None = None
    text: str = ""
    end: str = ""
    host: str | None = None
    year: int | None = None
    site: str | None = None


@dataclass(frozen=True)
class Clues:
    """`text`: first page and signature without notices; `notices`: those; `plans`: bodies whose plans are told as made
    by the issuer; the rest as printed."""

    told: Told
    end: str
    text: str
    notices: str
    telephones: tuple[str, ...]
    postcodes: tuple[str, ...]
    credit_codes: tuple[str, ...]
    plans: tuple[str, ...] = ()

    @cached_property
    def names(self) -> Heard:
        return Heard(self)


_CUT = re.compile(rf"(?:关于)?(?:的)?(?:{YEAR}|{KIND}|年度报告|年报|工作报告|[(（])")
# A remark inside a body's name.
_INSIDE = re.compile(r"[(（][^)）\d]*[)）](?=[一-龥]{0,6}[局委厅办会所队院])")
# A district in brackets behind the zone that is one body with it: 无锡高新区(新吴区).
_TWIN = re.compile(r"\((?<=[发新]区.)(?!经开|高新|开发)([一-龥]{2,4}[区县市])[)）]")
_FREE_TRADE = re.compile("中国[(（]([一-龥]{2,3})[)）](?=自由贸易)")  # 中国(上海)自由贸易试验区
_NOTICE = re.compile(
    r"[《<〈][^《》<>〈〉]{0,12}?[^《》]{0,80}?(?:通知|条例|办法|规定|意见|格式|方案|要点|制度|规范|决定|说明|指引|法|函)[^《》]{0,6}[》>〉]"
)
# A notice that is named without brackets.
_LETTER = re.compile(r"(?:(?<![一-龥])[一-龥]{2,30})?关于[^。;；\n]{4,60}?的(?:通知|意见|函)")
_SENTENCES = re.compile(r"[^。;；\n]+|[。;；\n]+")
_LETTER_END = re.compile("的(?:通知|意见|函)")
_ADDRESSEE = re.compile(
    r"(?:^|(?<=[\n。]))[^\n，。,;；:：]{1,30}?(?:办公室|办公厅|政务办|府办|公开办|委员会|局|政府|小组)[:：](?![\d(（])"
)
_ADDRESSED = re.compile("(?:室|厅|办|会|局|府|组)[:：]")
# (以下简称条例), and in brackets an office behind its government, 贵阳市人民政府(市人民政府办公厅), or the second name
# of a zone's body: 武昌经济开发区管委会(滨江商务区管委会).
_ASIDE = re.compile(
    r"\((?:(?:以下|下同|简称)[^)）]{0,20}|(?<=人民政府.)[一-龥]{2,12}|"
    r"(?:(?<=管委会.)|(?<=委员会.)|(?<=开发区.)|(?<=高新区.))[一-龥]{2,16})[)）]"
)
_SIGNED = re.compile(
    r"[一-龥]{2,30}(?:政府|办公室|办公厅|局|委员会|委|厅|办事处|管委会|中心|公司|总队|支队|大队|大学|学院|医院)"
)
_A_TITLE = re.compile(rf"[一-龥]{{2}}{YEAR}{KIND}(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)(?:$|\(|一、)")
_SIGNED_BY_DEPARTMENT = re.compile(rf"(?!.*政府$){_SIGNED.pattern}")
# A department speaks: then a line 伊州区人民政府 is the name of the site, and 我省 is where it stands.
_OF_A_DEPARTMENT = re.compile("我(?:[局委厅室馆]|中心)")
_LABEL = "发布机[构关]|发布单位|发文机[构关]|公开单位|公开主体|制作单位|责任单位|编制单位|信息来源"
_LABELLED = re.compile(rf"(?:{_LABEL}|来源)[:：]\s*(?P<x>[一-龥]{{2,30}})")
# Where questions are asked, for many bodies at once; the issuer only where nobody else is named.
_HELP_DESK = re.compile(
    "(?:政务服务|政务公开|便民服务|公共服务|信息|大数据)中心$|热线$|(?:政务服务|大数据|行政审批)[一-龥]{0,8}[局办]$"
)
# A sentence's start or a site's name, where a body's name was looked for: 本年度我局门户网站.
_NO_NAME = re.compile("^(?:认真|切实|扎实|全面|积极)|(?<=.)我|本年度|[^一-龥]网$|网站|公众号|平台$|栏目")
_GOES_ON = re.compile(r"[一-龥,、(《“]")
# Patterns begin with a letter or a set of them where they can: the search then skips all other places.
_RUN = re.compile(r"[0-9A-Z]{17,}")
_CREDIT = re.compile(r"(?:1[1239]|5[1239]|9[123]|[ANY]\d)(\d{6})[0-9A-Z]{9}[0-9A-Z]?")
_TELEPHONE = re.compile(
    r"(0(?<!\d0)(?:10|2[0-57-9]|[3-9]\d{2}))\s*[)）]?\s*[-—–―－_ ]{0,3}\s*[2-8]\d{6,7}(?!\d)"
)
_POSTCODE = re.compile(r"邮(?:\s*政?\s*编\s*码?|\s*码)\s*[:：为是]?\s*(\d{6})(?!\d)")


def find_clues(told: Told) -> Clues:
    """What the text tells; every list may be empty."""
    page = _pressed(told.text[: LOOSE * FIRST_PAGE])[:FIRST_PAGE]
    end = _pressed(told.end[-LOOSE * SIGNATURE :])[-SIGNATURE:]
    both = f"{page}\n{end}"
    rest, notices = _parted(both, _NOTICE)
    if "关于" in rest and _LETTER_END.search(rest):
        rest, letters = _without_letters(rest)
        notices += letters
    runs = _RUN.findall(both)
    return Clues(
        told=told,
        end=end,
        text=_ASIDE.sub("", _plain(rest)),
        notices="\n".join(notices),
        telephones=tuple(dict.fromkeys(_TELEPHONE.findall(_RUN.sub("", both) if runs else both))),
        postcodes=tuple(dict.fromkeys(_POSTCODE.findall(both))),
        credit_codes=tuple(dict.fromkeys(m[1] for run in runs if (m := _CREDIT.fullmatch(run)))),
        plans=tuple(dict.fromkeys(PLAN.findall(both))),
    )


def _parted(text: str, pattern: re.Pattern[str]) -> tuple[str, list[str]]:
    """The text without what the pattern finds, and that."""
    found = [match[0] for match in pattern.finditer(text)]
    return (pattern.sub("", text) if found else text), found


def _without_letters(text: str) -> tuple[str, list[str]]:
    """The text without notices named without brackets, and those: looked for in sentences that can hold one."""
    sentences, letters = _SENTENCES.findall(text), []
    for number, sentence in enumerate(sentences):
        if "关于" in sentence and _LETTER_END.search(sentence):
            sentences[number], found = _parted(sentence, _LETTER)
            letters += found
    return "".join(sentences), letters


def _plain(text: str) -> str:
    """The text with names of zones in one piece: 上海自由贸易试验区, 无锡高新区新吴区."""
    return _TWIN.sub(r"\1", _FREE_TRADE.sub(r"\1", text))


def of_title(title: str) -> str:
    """The issuer's words in a title: without years and 关于, cut where the subject starts; may be empty."""
    title = re.sub(r"^(?:[【\[][^】\]]{0,12}[】\]])+", "", title.strip())
    words = re.sub(r"^[^一-龥\d]+", "", _INSIDE.sub("", _plain(squeeze(title))))
    words = re.sub(rf"^(?:关于|发布|印发|报送|上报|转发|现将|公布|{YEAR}|\d+[、.]|[《〈“])+", "", words)
    words = re.sub(r"^(?:关于|的)+", "", words)
    return _trimmed(_CUT.split(words, maxsplit=1)[0])


class Heard:
    """(how it is told, the words that name the issuer), best first; looked for one by one, for the title mostly does,
    and kept: several steps go through them."""

    def __init__(self, clues: Clues) -> None:
        self._more, self._kept = _names_told(clues), list[tuple[str, str]]()

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for number in count():
            if number == len(self._kept):
                if (found := next(self._more, None)) is None:
                    return
                self._kept.append(found)
            yield self._kept[number]


def _names_told(clues: Clues) -> Iterator[tuple[str, str]]:
    told = clues.told
    if told.title:
        yield from _long_enough([("title", of_title(told.title))])
    if told.issuer:
        yield from _long_enough([("issuer", _trimmed(squeeze(told.issuer)))])
    text = _ADDRESSEE.sub("", clues.text) if _ADDRESSED.search(clues.text) else clues.text
    for name, pattern in LEADS[:SAID_OUTRIGHT]:
        yield from _long_enough(_led(name, pattern, text))
    signed = _SIGNED_BY_DEPARTMENT if _OF_A_DEPARTMENT.search(text) else _SIGNED
    heads = [("letterhead", line) for line in _head_lines(text) if signed.fullmatch(line)]
    desks = [head for head in heads if head[1].startswith("请") and _HELP_DESK.search(head[1])]
    yield from (head for head in heads if head not in desks)
    titles = {of_title(line) for line in _head_lines(text) if _A_TITLE.search(line)}
    if len(titles) == 1:  # several are a list of reports
        yield from _long_enough([("letterhead", title) for title in titles])
    yield from (("signature", line) for line in clues.end.split("\n") if signed.fullmatch(line))
    yield from _long_enough(_led("labelled", _LABELLED, text))
    for name, pattern in LEADS[SAID_OUTRIGHT:]:
        if name == "first named" and not A_TOWN.search(text):
            continue
        for told_so, words in _long_enough(_led(name, pattern, text)):
            if told_so == "contact" and _HELP_DESK.search(words):
                desks.append((told_so, words))
            else:
                yield told_so, words
    yield from (("plan", words) for words in clues.plans)
    yield from desks


def _long_enough(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, words) for name, words in names if len(words) >= 2 and not _NO_NAME.search(words)]


def _led(name: str, pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    return [(name, _trimmed(match["x"])) for match in islice(pattern.finditer(f"\n{text}"), MATCHES)]


def _head_lines(text: str) -> list[str]:
    """The lines before the first sentence."""
    lines = text.split("\n")[:6]
    return list(takewhile(lambda line: not re.search("[。,，;；]", line), lines))


def _trimmed(words: str) -> str:
    """Without remarks and joints at the ends; 人民 that lost its 政府 to 政府信息公开 gets it back."""
    words = re.sub(rf"^[^:：]*[:：]|^(?:{_LABEL})(?=..)|[(（].*$|的$|关于$|[·•]", "", words)
    words = re.sub(
        r"^(?:现将|现|完成|形成|本级|全文包括|年度|年|度|了|关于|为|我单位|本报告由|请与|请联系)+(?=..)",
        "",
        words,
    )
    words = re.sub(r"(?<=..)(?:党政综合|综合|党政)$", "", words)  # …经济开发区综合(办公室)
    return words + "政府" if words.endswith("人民") else words


def _pressed(text: str) -> str:
    """The text line by line without white space; lines broken inside a sentence are joined."""
    lines = [squeeze(line).lstrip("#*") for line in text.split("\n")]
    joined: list[str] = []
    for line in lines:
        if not line:
            continue
        if joined and len(joined[-1]) > 18 and _GOES_ON.match(joined[-1], len(joined[-1]) - 1):
            joined[-1] += line
        else:
            joined.append(line)
    return "\n".join(joined)

"""Who reports on which year, when it was published, and what only looks like a report.

Serves the title and the signature of the report (标题、落款). What cannot be told stays null; who the
issuer is and for which place is decided elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from workbench.form import Edition
from workbench.published import DATE, LONGEST_TITLE, WHOLE_BODY, published_on
from workbench.readers.document import Document
from workbench.sections import Section, find_sections
from workbench.text import chinese_number, squeeze

FIRST_YEAR, LAST_YEAR = 2003, 2100  # the first cities reported before the Regulation of 2008
LISTED = 3  # titles of different reports on one page
UNDER = 2  # lines under a title in which its body may stand
TITLE_LINES = 60  # a title stands near the top, after navigation at most
PERIOD_LINES = 120

# With words in another order, as hurried titles have them.
_KIND = r"(?:政府信息公开|政务公开|信息公开|政府公开信息|政府信息工作公开|政府信息(?=(?:工作)?年度报告))"
_MISPRINTS = "告年度报$|年度报$|年度告报$|年度报吿$|年度(?:工作)?报表$"
_TITLE = re.compile(
    rf"{_KIND}.{{0,12}}(?:年度报告|年报|工作报告|情况报告|情况的报告|工作总结|{_MISPRINTS})|年度报告.{{0,6}}{_KIND}"
)
# The title that a text whose lines were lost begins with.
_OPENING = re.compile(r"[^。；;，,：:《》]{4,60}?(?:年度报告|年报)(?![》”」』格编])")
_YEAR = re.compile(
    r"(?<!\d)(20\d{2})(?=年|度|政府信息公开)|(二[〇○零0O][〇○零一二][〇○零一二三四五六七八九])(?=年)"
)
_PLAN = re.compile(r"(?<!现)将|下一步|计划")
_PERIOD = re.compile(r"(20\d{2})年1月1日.{0,5}?(?:\1年)?12月31日")
_LOOK_ALIKES = (
    ("an explanation of a report", re.compile("解读|图解|一图读懂|说明$")),
    ("a notice about such reports", re.compile("关于(?:做好|报送|编制|开展|印发|组织|征集).*|通知$|的函$")),
    (
        "news about a report",
        re.compile("(?:发布|公布|出炉|上线).{0,20}年度报告$|年度报告.{0,6}(?:发布|公布|出炉|上线)"),
    ),
)
_FIELD_OF_TITLE = re.compile(r"^(?:信息)?(?:标题|题目|名称)[:|]*|^称:")  # 称: what a cut left of 名称
# A column of a site, which bears the words of a title: 部门信息公开年报.
_COLUMN = re.compile(rf"(?:各|区直|县直|市直)?(?:部门|单位|街道|乡镇|镇街)+{_KIND}")
_SUBJECT_FIRST = re.compile(rf"(?:关于)?(?:20\d{{2}}年?度?)?(?:的)?(?:{_KIND}|年度报告)")
# A name that the line cut.
_BARE_BODY = re.compile("人民政府|政府办公|办公室|办公厅|管委会|管理委员会|街道办事处")
_BODY = re.compile(r"(?:政府|办公室|办公厅|局|委员会|委|厅|街道|镇|乡|区|市|县)$")
_REST_OF_NAME = re.compile("(?:人民政府|街道办事处|办事处|管委会|管理委员会)(?:办公室|办公厅)?")
_DEPARTMENT = re.compile(r"(?:局|委员会|委|厅|办公室)$")
_PLACE = re.compile("[\u4e00-\u9fff]{2,12}(?:省|市|县|区|自治州|自治县|旗)")
_WITH_PLACE = re.compile(r".{1,12}?[省市县区旗盟州]|20\d{2}")
_SUBJECT = rf"{_KIND}(?!工作领导小组|[办科股处])"
# A caption, the site's name, the year of publication before the body's name.
_BEFORE_NAME = re.compile(
    r"^(?:【[^】]*】|.{2,20}(?:门户网站|官网)[-_|—:]?)?(?:20\d{2}年度?(?:公布|发布|公开|印发)?的?)?"
)
_NOT_ISSUER = re.compile(r"^(?:关于|发布|印发|现将|附件\d*[:：]?)+")


@dataclass(frozen=True)
class Outline:
    """What the report says of itself. `title` None means: nothing in it reads like the title of such a report."""

    title: str | None
    issuer: str | None
    year: int | None
    published: date | None
    sections: tuple[Section, ...]
    doubts: tuple[str, ...] = ()  # what the text tells in two ways


def outline(document: Document, edition: Edition) -> Outline:
    """Title, issuer as printed, year reported on, date published and sections of the document."""
    title = _title(document)
    year, period, published = _year(title, document), _period(document), published_on(document)
    doubts: tuple[str, ...] = ()
    if period is not None and year is not None and period != year:
        doubts = (f"the title tells {year}, the period of the figures {period}",)
        # Nobody reports on a year that is not over: such a title bears the year of its publication.
        year = period if published and published.year == year == period + 1 else year
    sections = find_sections(document.lines, edition)
    return Outline(title, _issuer(title, document), year, published, sections, doubts)


def look_alike(document: Document, told: Outline) -> str | None:
    """What the text is instead of a report, if it has no table and says so itself: None for a report without tables.

    Explanations, notices, news and lists of reports bear the words of a report's title.
    """
    title = told.title or ""
    for what, pattern in _LOOK_ALIKES:
        if pattern.search(title):
            return what
    lines = {squeeze(line.text) for line in document.lines}
    titles = [line for line in lines if _is_title(line) and _YEAR.search(line)]
    return "a list of reports" if len(titles) >= LISTED and not told.sections else None


def _title(document: Document) -> str | None:
    """The line that reads most like the title, joined where it runs over two; else what meta tags tell.

    Site navigation names such reports too, so a year, an issuer and agreement with the meta tags count.
    """
    own = [line.text for line in document.lines if not line.is_link]
    lines = [_undressed(text) for text in own[:TITLE_LINES]]
    told = squeeze(document.head.get("title") or document.head.get("page_title") or "")
    candidates = []
    for index, line in enumerate(lines):
        following, third = [*lines[index + 1 : index + 3], "", ""][:2]
        if _is_title(line):
            candidates.append(_with_line_before(lines, index))
        elif (
            _is_title(line + following)
            and not _names_issuer(following)
            and not re.search("[，,:：]", line + following)
        ):
            candidates.append(_with_line_before([*lines[:index], line + following], index))
        elif (
            _YEAR.search(line) and not _TITLE.search(line + following) and _is_title(line + following + third)
        ):
            candidates.append(line + following + third)
    if _TITLE.search(told):
        candidates.append(told)
    if not candidates:
        candidates = [
            opening[0] for line in lines[:3] if (opening := _OPENING.match(line)) and _is_title(opening[0])
        ]
    period = _period(document) if len(candidates) > 1 else None
    return max(candidates, key=lambda title: _likeness(title, told, period), default=None)


def _undressed(text: str) -> str:
    """The line without the marks around it: of Markdown, or of the field that holds the title in a page's table."""
    line = squeeze(re.sub(r"^[#*\s|]+|[*\s|]+$", "", text))
    return _FIELD_OF_TITLE.sub("", line)


def _likeness(title: str, told: str, period: int | None) -> int:
    """How much the line reads like a report's title; the first of equals is taken.

    Of the reports that a page lists its own is that of the year whose figures it gives.
    """
    own = period is not None and _year_in(title) == period
    year, issuer = bool(_YEAR.search(title)), not _SUBJECT_FIRST.match(title)
    return own + 4 * year + 2 * issuer + 2 * ("年度报告" in title) + (bool(told) and title in told)


def _is_title(line: str) -> bool:
    """Whether the line reads like a title: short, no sentence, and it names such a report."""
    return (
        len(line) <= LONGEST_TITLE
        and ("公开" in line or "政府信息" in line)  # cheap, and most lines are none
        and _TITLE.search(line) is not None
        and not re.search("[。；;>»]|根据|要求|(?:当前|所在|现在的)位置|索引号|组配分类|主题分类", line)
        and not _COLUMN.match(line)
    )


def _names_issuer(line: str) -> bool:
    """Whether a title's line names somebody before its year and subject."""
    return _is_title(line) and not _SUBJECT_FIRST.match(line)


def _with_line_before(lines: list[str], index: int) -> str:
    """The title with the issuer's line above it, if the title's own line does not name one."""
    before = lines[index - 1] if index else ""
    nameless = _SUBJECT_FIRST.match(lines[index]) or _BARE_BODY.match(lines[index])
    if nameless and len(before) < 40 and _BODY.search(before):
        place = lines[index - 2] if index > 1 and _DEPARTMENT.search(before) else ""
        return (place if _PLACE.fullmatch(place) and place not in before else "") + before + lines[index]
    if _PLACE.fullmatch(before) and not nameless and not _WITH_PLACE.match(lines[index]):
        return before + lines[index]  # 高平市 over 住房和城乡建设局2023年…
    return lines[index]


def _issuer(title: str | None, document: Document) -> str | None:
    """The words of the title before the year and the subject; else the signature; else what a head line tells."""
    if title and len(name := _name_in(title)) >= 2:
        return _fuller(name, document)
    if title and (under := _line_under(title, document)):
        return under
    for line in reversed(document.lines[-8:]):
        signature = squeeze(line.text)
        if WHOLE_BODY.fullmatch(signature):
            return signature
    return document.head.get("issuer")


def _name_in(title: str) -> str:
    """Who is named in a title: what stands before its year and subject (2024年公布的甲局2023年度…: 甲局)."""
    bare = _BEFORE_NAME.sub("", title)
    name = re.split(rf"关于|20\d{{2}}年|二[〇○零]|{_SUBJECT}|年度", bare)[0] or re.split(_SUBJECT, bare)[0]
    return re.sub(r"^(?:20\d{2}年度?)+|的$|20\d{2}[-—~至]?$|年度?$", "", _NOT_ISSUER.sub("", name))


def _line_under(title: str, document: Document) -> str | None:
    """The body that stands alone in the line under a title that names none."""
    lines = [_undressed(line.text) for line in document.lines[:TITLE_LINES]]
    at = next((at for at, line in enumerate(lines) if len(line) > 3 and title.endswith(line)), None)
    under = lines[at + 1 : at + 1 + UNDER] if at is not None else []
    return next((line for line in under if WHOLE_BODY.fullmatch(line)), None)


def _fuller(name: str, document: Document) -> str:
    """The name as the letterhead or the signature gives it, if that is the same name and says more."""
    for line in (*document.lines[:8], *document.lines[-8:]):
        text = squeeze(re.sub(r"^[#*\s]+", "", line.text))
        if text.startswith(name) and _REST_OF_NAME.fullmatch(text, len(name)):
            return text
    return name


def _year(title: str | None, document: Document) -> int | None:
    """The year reported on: from the title, else the period that the text names, else the first section."""
    for text in (title or "", document.head.get("title", "")):
        if (year := _year_in(squeeze(text))) is not None:
            return year
    told = [squeeze(line.text) for line in document.lines[:PERIOD_LINES] if not line.is_link]
    # A signature's year is not the year reported on.
    whole = "".join(line for line in told if not DATE.fullmatch(line))
    if (period := _period(document)) is not None:
        return period
    published = published_on(document)
    years = [
        int(match[1])
        for clause in re.split("[。;:]", whole)
        if not _PLAN.search(clause)
        for match in _YEAR.finditer(clause)
        if match[1] and not (published and int(match[1]) >= published.year)
    ]
    if published and published.year - 1 in years:
        return published.year - 1
    return max(set(years), key=lambda year: (years.count(year), -year)) if years else None


def _period(document: Document) -> int | None:
    """The year whose first and last day the text names as those of its figures (统计期限)."""
    found = _PERIOD.search(
        "".join(squeeze(line.text) for line in document.lines[:PERIOD_LINES] if not line.is_link)
    )
    return int(found[1]) if found else None


def _year_in(text: str) -> int | None:
    """The year of a title: of several the one beside the subject (2024年公布的甲局2023年度政府信息公开年报)."""
    subject = re.search(_KIND, text)
    found = list(_YEAR.finditer(text))
    if not found:
        return None
    match = [*found[:1], *(year for year in found if subject and year.end() <= subject.start())][-1]
    year = int(match[1]) if match[1] else chinese_number(re.sub("[○零0O]", "〇", match[2]))
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None

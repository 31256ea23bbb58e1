"""What a table's header says of its columns: which they are, in which order, what they count in, and which are more.

Serves all tables. The sums of the form do not see two columns swapped, so a number counts as proved only under a
header that names the columns in the order in which they are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product

from workbench.form import Line, Table
from workbench.text import fold

# Signs; the longest header seen has 130, and narrative before it must not stand in for it.
HEADER_LENGTH = 220
HEADER_WORD = "信息内容"  # stands in the header of each table of section two
UNITS = ("", "元", "万元", "亿元")  # of money; a header that tells another one leaves its figures doubtful
HALF_A_NAME = 4  # signs of a name cut in two, at least
LONGEST_NAMES = 60  # signs of all names of a table of section two
SLIPS = 2  # signs of a header that may be wrong: the others leave no doubt which header it is
BLOCK = "行政复议"  # heads the first block of outcomes
GROUP = "其他组织"  # 法人或其他组织 heads five columns; it is not the column 其他


def begins_with(header: str, columns: Sequence[Line]) -> bool:
    """Whether the last header of section two in the folded text begins with the table's first column.

    Another edition has other columns before one of the same name (上一年项目数量、本年增减、处理决定数量).
    """
    if HEADER_WORD not in header:
        return False
    names = _names(header, columns)
    return any(names.startswith(fold(word)) for word in columns[0].wordings)


def columns_named(header: str, table: Table) -> tuple[list[str], bool]:
    """The table's columns in the order in which the last header of section two names them; and whether it names all.

    Names that it does not have leave the form's order.
    """
    names = _names(header, table.columns)
    places = {column.id: _place(names, column) for column in table.columns}
    if min(places.values()) < 0:
        return list(places), False
    return sorted(places, key=lambda id_: places[id_]), len(set(places.values())) == len(places)


def _names(header: str, columns: Sequence[Line]) -> str:
    """The text behind the last 信息内容, names that narrow columns cut in two (`本年新 本年新 …`) made whole."""
    names = header[header.rfind(HEADER_WORD) + len(HEADER_WORD) :]
    if len(columns) == 1:
        return _with_half_above(header[: header.rfind(HEADER_WORD)], names, columns[0])
    return _made_whole(names[:LONGEST_NAMES], tuple(column.wordings for column in columns))


def _with_half_above(above: str, names: str, column: Line) -> str:
    """The names, the only one made whole where its first line stands above 信息内容: a name of two lines beside a word
    of one (本年收费金额 over 信息内容 over （单位：万元）).
    """
    if any(names.startswith(name) for name in column.folded):
        return names
    for name in column.folded:
        for cut in range(HALF_A_NAME, len(name) + 1):
            if above.endswith(name[:cut]) and names.startswith(name[cut:]):
                return name + names[len(name) - cut :]
    return names


@lru_cache(maxsize=4096)  # the form's headers come back in every report
def _made_whole(names: str, wordings: tuple[tuple[str, ...], ...]) -> str:
    if any(names.startswith(fold(word)) for word in wordings[0]):
        return names
    for words in product(*(map(fold, several) for several in wordings)):
        length = sum(map(len, words))
        if Counter(names[:length]) == Counter("".join(words)) and _is_cut(names[:length], words):
            return "".join(words) + names[length:]
    return names


def _is_cut(text: str, words: Sequence[str]) -> bool:
    """Whether the text is the beginnings of all words in their order, then the rest of each in that order."""
    for cut in product(*(range(1, len(word) + 1) for word in words)):
        parts = [(word[:at], word[at:]) for word, at in zip(words, cut, strict=True)]
        if text == "".join([first for first, _ in parts] + [rest for _, rest in parts]):
            return True
    return False


def _place(names: str, column: Line) -> int:
    """Where the longest wording of the column stands; -1 if none does."""
    found = (names.find(word) for word in sorted(map(fold, column.wordings), key=len, reverse=True))
    return next((place for place in found if place >= 0), -1)


def unit_told(header: str) -> str:
    """The unit of money that the folded header of a table tells; nothing where it tells none."""
    told = re.findall(r"(?:[百千万亿]+|十)?元", header)
    return told[-1] if told else ""


def has_header(text: str, lines: Iterable[Line], times: int = 1, heads: Iterable[str] = ()) -> bool:
    """Whether the label text before the first values holds the header: each line's wording so many times.

    Sign by sign, because narrow columns and page breaks cut the words of a header and lay the pieces between each
    other in every way (`商业 科研 / 企业 机构`, `社会公 / 益组织`); only the end of the text counts.
    """
    lines = list(lines)
    header = _end_of(text, times)
    there = Counter(header)
    for words in product(*(line.wordings for line in lines)):
        needed = Counter(fold("".join(words)) * times + "".join(heads))
        if sum((needed - there).values()) <= SLIPS:
            return True
    return False


def names_in_order(text: str, lines: Sequence[Line]) -> bool:
    """Whether the header names the columns in the form's order, as far as their words are whole in the text.

    Words of two signs stand elsewhere in a header too: 总计 must not stand before all others in a header of one line,
    其他 not only before the column that it follows.
    """
    header = _end_of(text)
    long = [line for line in lines if len(fold(line.zh)) > 2]
    words = [fold(line.zh) for line in long]
    if len({word[:2] for word in words}) == len(words):
        words = [word[:2] for word in words]  # narrow columns cut a word after its second sign
    places = [place for word in words if (place := header.find(word)) >= 0]
    return places == sorted(places) and _short_ones_follow(header, lines)


def _short_ones_follow(header: str, lines: Sequence[Line]) -> bool:
    """Whether each name of two signs stands behind the one that it must follow: 总计 the first, 其他 that before it."""
    in_lines = GROUP in header  # then the cell of the total may be read before the line of names under it
    header = header.replace(GROUP, "")
    for number, line in enumerate(lines):
        if len(fold(line.zh)) > 2 or number == 0 or (in_lines and number == len(lines) - 1):
            continue
        before = lines[0] if number == len(lines) - 1 else lines[number - 1]
        last = max(header.rfind(fold(word)) for word in line.wordings)
        behind = max(header.find(fold(before.zh)[:2]), header.find(fold(before.zh)))
        if 0 <= last < behind:
            return False
    return True


def totals_come_last(text: str, lines: Sequence[Line]) -> bool:
    """Whether the total stands behind the outcomes that it adds up, in the header of section four.

    Its blocks name the same columns, so the first total is the one of the first block: an outcome must stand before
    it (half a name is enough, narrow columns cut them), and the last outcome not behind it only. A header without a
    total says nothing against the form's order.
    """
    header = _end_of(text, 3)
    header = header[max(header.rfind(BLOCK), 0) :]
    *outcomes, total = lines
    at = min((place for word in total.wordings if (place := header.find(fold(word))) >= 0), default=-1)
    if at < 0:
        return True
    halves = [half for outcome in outcomes for half in (outcome.zh[:2], outcome.zh[2:])]
    return any(half in header[:at] for half in halves) and header.find(outcomes[-1].zh[:2]) <= at


def _end_of(text: str, headers: int = 1) -> str:
    """The last signs of the text, folded: as many as so many headers have."""
    return fold(text[-4 * HEADER_LENGTH :])[-headers * HEADER_LENGTH :]


def is_doubled(text: str, lines: Sequence[Line]) -> bool:
    """Whether the header names the columns twice: two years, or two bodies, beside each other in one row."""
    header = _end_of(text, 2)
    long = [fold(line.zh) for line in lines if len(fold(line.zh)) > 2]
    return sum(header.count(word) > 1 for word in long) * 2 > len(long)

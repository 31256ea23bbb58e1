"""How well a row's label text fits a line of the form: the proof that stands beside the sums.

The sums cannot see two rows swapped, so a row counts as proved only if its own label says which row it is:
written out beside the values, split around them, or with a slip that leaves no doubt which label was meant.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from workbench.form import Line
from workbench.match.rows import Row
from workbench.text import fold, squeeze

SURE = 0.95  # written out, whole
LIKELY = 0.72  # nearer than this, and clearly nearer than to any other label: a slip of the office; itself no proof
CLEAR = 0.15  # how much nearer than the second nearest label
SHORT = 5  # shorter labels (其他, 总计, 重复申请) must begin where a label begins
PIECES = 4  # label cells or lines after a row that the rest of its label may stand in
TAIL = 80  # no label is longer than this

_REMARK = re.compile(r"[（(][^（）()]{2,60}[）)]\s*$")
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]*$")
_HAN = re.compile(r"[\u3400-\u9fff]")


class Context:
    """The text around a row's values, folded once for all comparisons."""

    def __init__(self, row: Row, groups: tuple[str, ...]) -> None:
        self._row = row
        self.groups = groups

    @cached_property
    def tight(self) -> str:
        return squeeze(self._row.before[-4 * TAIL :])[-TAIL:]

    @cached_property
    def stretch(self) -> str:
        return squeeze(self._row.before[-8 * TAIL :])

    @cached_property
    def lines(self) -> set[str]:
        """The lines of the text before the values: a short label counts only as a whole line with its numbering."""
        return {squeeze(line) for line in self._row.before[-8 * TAIL :].split("\n")}

    @cached_property
    def before(self) -> str:
        return fold(self.tight)

    @cached_property
    def cut(self) -> str:
        """The text before the values from its last number of a label on."""
        return fold(re.split(r"[(（]?[一二三四五六七八九十\d]+[)）、.]", self.tight)[-1])

    @cached_property
    def after(self) -> tuple[str, ...]:
        """What follows the values, from the start of each of the next pieces: other labels may come between."""
        pieces = self._row.after[: 2 * TAIL].strip("\n").split("\n")[:PIECES]
        return tuple(fold("".join(pieces[i:])) for i in range(len(pieces)))

    @cached_property
    def leaf(self) -> str:
        return fold(self._row.leaf)

    def ends_with(self, wording: str) -> bool:
        """Whether the text ends in the wording; a short one must start where a label may start."""
        if not self.before.endswith(wording):
            return False
        if len(wording) >= SHORT or self.leaf == wording:
            return True
        if (
            self.leaf
        ):  # its own cell holds more than the short label: the name of its group, or of another row
            ahead = squeeze(self._row.leaf)
            return fold(_NUMBERED.sub("", ahead[: ahead.rfind(wording[0])])) in self.groups
        ahead = self.tight[: self.tight.rfind(wording[0])] if wording in self.tight else ""
        return (
            not ahead
            or not _HAN.match(ahead[-1])
            or any(fold(ahead).endswith(group) for group in self.groups)
        )

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """What may be the start of a label that goes on after the values: the text before them, also without the name
        of a group in its last line (the label's first line, （四）无法提供 and the values, the label's rest).
        """
        above, _, last = self._row.before.rstrip().rpartition("\n")
        is_group = not self.leaf and fold(last) in self.groups
        return (self.before, fold(squeeze(above[-4 * TAIL :])[-TAIL:])) if is_group else (self.before,)

    def is_split(self, wording: str) -> bool:
        """Whether the wording is cut by the values: its beginning before them, the rest after."""
        return any(self._goes_on(start, wording) for start in self.starts)

    def _goes_on(self, start: str, wording: str) -> bool:
        if start[-1:] not in wording:  # cheap, and most labels end in another sign
            return False
        return any(
            start.endswith(wording[:cut]) and any(text.startswith(wording[cut:]) for text in self.after)
            for cut in range(min(len(wording) - 1, len(start)), 1, -1)
        )

    def nearness(self, wording: str) -> float:
        """How alike (0 to 1) the wording and the nearest label text are, whole label against whole label."""
        texts = [self.leaf] if self.leaf else []
        texts.append(self.before[-len(wording) :])
        rest = max(len(wording) - len(self.cut), 0)
        if self.cut:  # the text after the values alone is the next row's label
            texts += [self.cut, *(self.cut + text[:rest] for text in self.after[:1])]
        near = max((_ratio(text, wording) for text in texts if text), default=0.0)
        return near if len(wording) >= SHORT or _has_one_slip(self.leaf, wording) else min(near, LIKELY)


def _has_one_slip(leaf: str, wording: str) -> bool:
    """Whether one sign is another: 予以公开 and 不予公开, both of the form, have more in common than that tells."""
    return len(leaf) == len(wording) and sum(map(str.__ne__, leaf, wording)) == 1


@lru_cache(maxsize=16384)  # the form's labels come back in every report
def _ratio(text: str, wording: str) -> float:
    matcher = SequenceMatcher(None, text, wording, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > LIKELY / 2 else 0.0


def scores(row: Row, lines: tuple[Line, ...], groups: tuple[str, ...]) -> dict[str, float]:
    """How well the row's label fits each line of the form, 0 to 1; at least SURE means it is written out.

    A remark in brackets behind the label (`（七）总计（合计数）`) is left out where the label alone is written out.
    """
    found = _scores(row, lines, groups)
    if max(found.values(), default=0.0) < SURE and (before := without_remark(row.before)) != row.before:
        bare = Row(before, row.values, without_remark(row.leaf), row.after, row.grid)
        alone = _scores(bare, lines, groups)
        if max(alone.values(), default=0.0) >= SURE:
            return alone
    return found


def without_remark(text: str) -> str:
    """The text without brackets at its end, unless they hold a number only: that is the next label's."""
    ends = text.rstrip().endswith(("）", ")"))  # cheap, and few labels do
    match = _REMARK.search(text[-2 * TAIL :]) if ends else None
    if match is None or not fold(match[0]):
        return text
    return text[: len(text) - len(match[0])]


def _scores(row: Row, lines: tuple[Line, ...], groups: tuple[str, ...]) -> dict[str, float]:
    context = Context(row, groups)
    own = {line.id: SURE for line in lines if context.leaf in line.folded} if row.leaf else {}
    if own:
        return own
    exact = {line.id: score for line in lines if (score := _exact(context, line))}
    longest = {id_ for id_, score in exact.items() if score == max(exact.values())}
    several = _several(context, lines) | longest if not row.leaf else set()
    if len(several) > 1:
        return {
            line.id: LIKELY for line in lines if line.id in several
        }  # in the form's order, always the same
    if exact:
        return {line.id: SURE for line in lines if line.id in longest}
    near = {line.id: max(context.nearness(wording) for wording in line.folded) for line in lines}
    return {id_: min(score, SURE - 0.01) for id_, score in near.items()}


def with_labels_owed(rows: list[Row], found: list[dict[str, float]]) -> list[dict[str, float]]:
    """The scores, where rows of running text may belong to labels further up that no numbers have followed yet.

    Text whose labels and numbers lie apart has several labels in one stretch and their numbers one by one after it.
    The first label owed is the likeliest, and none of them is proved. In ordinary text nothing is ever owed.
    """
    owed: list[str] = []
    judged = []
    for row, scores in zip(rows, found, strict=True):
        if row.leaf:
            judged.append(scores)
            continue
        own = [id_ for id_, score in scores.items() if score >= LIKELY]
        if len(own) > 1 and max(scores.values()) < SURE and not owed and min(scores.values()) < LIKELY:
            own = own[:1]  # alike by chance, not written out
        owed += [id_ for id_ in own if id_ not in owed]
        first, *owed = owed or [""]
        likely = dict.fromkeys(owed, LIKELY)
        judged.append({first: LIKELY + CLEAR / 2, **likely} if likely else scores)
    return judged


def _several(context: Context, lines: tuple[Line, ...]) -> set[str]:
    """The rows whose whole labels stand in one stretch of running text before the values.

    Where a PDF was turned into text with labels and numbers far apart, the nearest label need not be the right one;
    a group's label may even lie between the signs of a row's (`没有现成信息需要另 法提供 行制作`).
    """
    text = fold(context.stretch)
    return {
        line.id
        for line in lines
        for word in line.folded
        if word not in context.groups  # （六）其他处理 heads three rows, or is one itself
        and (_lies_in(word, text) if len(word) > SHORT else squeeze(line.number) + word in context.lines)
    }


def _lies_in(word: str, text: str) -> bool:
    """Whether the word's signs stand in the text in order, with at most as many others between them."""
    start = text.find(word[0])
    while start >= 0:
        end = start
        for sign in word[1:]:
            end = text.find(sign, end + 1)
            if end < 0:
                return False
        if end - start < 2 * len(word):
            return True
        start = text.find(word[0], start + 1)
    return False


def _exact(context: Context, line: Line) -> int:
    """The length of the longest wording of the line that is written out beside the values, else 0."""
    found = [
        len(folded)
        for folded in line.folded
        if context.ends_with(folded) or (len(folded) >= SHORT and context.is_split(folded))
    ]
    return max(found, default=0)


def is_proved(id_: str, found: dict[str, float]) -> bool:
    """Whether these scores prove the label: written out, or clearly nearer to this line than to any other."""
    best = found.get(id_, 0.0)
    if best >= SURE or best <= LIKELY:
        return best >= SURE
    return best - max((score for other, score in found.items() if other != id_), default=0.0) >= CLEAR

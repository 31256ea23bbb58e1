"""Every regular expression that reading a report compiles, and strings made to keep each of them busy.

Expressions are caught while all specimens are read, so that those put together on the way are among them. The strings
repeat what the expression itself is made of, and end with a sign that it does not expect.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import islice, permutations
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import process_time
from typing import Any

COMMON = ("1", "1,", " ", "一", "年", "2024年", "（", "(", "、", ",", "件", "|", "\n", "<a ", "a.", "&")
MOST_SIGNS = 6  # of one expression; a class of signs counts as one or two
_OF_CATEGORY = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "w"}


class Caught:
    """While it is entered: the expressions that files of ours compile, each with the file that does."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, int], str] = {}

    def __enter__(self) -> Caught:
        self._whole = re._compile  # type: ignore[attr-defined]
        re._compile = self._compile  # type: ignore[attr-defined]
        return self

    def __exit__(self, *_: object) -> None:
        re._compile = self._whole  # type: ignore[attr-defined]

    def _compile(self, pattern: Any, flags: int) -> Any:
        compiled = self._whole(pattern, flags)
        file = sys._getframe(2).f_code.co_filename
        if "/workbench/" in file and isinstance(pattern, str):
            self.found.setdefault((compiled.pattern, compiled.flags), file.split("/workbench/")[-1])
        return compiled


def strings(expression: re.Pattern[str]) -> Iterator[str]:
    """Short strings to be repeated: signs of the expression, pairs of them, and what reports are full of."""
    signs = list(
        islice(dict.fromkeys(_signs(parser.parse(expression.pattern, expression.flags & ~re.U))), MOST_SIGNS)
    )
    yield from dict.fromkeys((*signs, *COMMON, *("".join(pair) for pair in permutations(signs, 2))))


def _signs(tree: Any) -> Iterator[str]:
    for code, told in tree:
        if code in (codes.LITERAL, codes.NOT_LITERAL):
            yield chr(told) if code is codes.LITERAL else "x"
        elif code is codes.IN:
            yield from _of_class(told)
        elif code is codes.ANY:
            yield "x"
        elif code is codes.BRANCH:
            for branch in told[1]:
                yield from _signs(branch)
        else:
            for part in told if isinstance(told, tuple) else ():
                if isinstance(part, parser.SubPattern):
                    yield from _signs(part)


def _of_class(told: Any) -> Iterator[str]:
    for code, value in told[:2]:
        if code is codes.LITERAL:
            yield chr(value)
        elif code is codes.RANGE:
            yield chr(value[0])
        elif code is codes.NEGATE:
            yield "x"
        elif code is codes.CATEGORY:
            yield _OF_CATEGORY.get(str(value), "x")


def seconds(expression: re.Pattern[str], text: str, tries: int = 1) -> float:
    """The computing that all matches in the text take; of several tries the least."""
    took = []
    for _ in range(tries):
        began = process_time()
        sum(1 for _ in expression.finditer(text))
        took.append(process_time() - began)
    return min(took)

"""Words where a number belongs, in the rows of section two (规章 | 见附件 | 0 | 12): a cell of words, not a label.

In a grid whatever stands behind a row's name is its cell. In running text only words that refer elsewhere are
(见附件, 详见附表): others may be the next line's label. Which names there are comes with the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workbench.match.running import Token, Value
from workbench.readers.document import GridCell
from workbench.text import fold, parse_printed, squeeze

MOST = 4  # cells behind the name: three numbers and a remark
FIRST = 3  # cells that the name may be one of
_REFERS = r"(?:详细?|具体)?(?:情况)?请?参?见.{1,24}|(?:附后|另附|后附).{0,12}|附[件表]\d{0,2}"
_HINT = re.compile("[见附]")  # one of them is in each reference: cheap, and hardly a line has one
_REFERENCE = re.compile(rf"[（(]?(?:{_REFERS})[）)]?")
_BEHIND = re.compile(rf"(?P<name>.{{2,20}}?)(?P<words>[（(]?(?:{_REFERS})[）)]?)")


class Names(NamedTuple):
    """Folded names of rows, and of the columns that stand beside such a name in a header only."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()


def cells_behind(cells: list[GridCell], names: Names) -> int:
    """Where the cells behind a row's name begin, if there are words among them; 0 if it is no such row."""
    for at, cell in enumerate(cells[:FIRST], 1):
        if fold(cell.text) in names.rows:
            behind = cells[at:]
            folded = {fold(cell.text) for cell in behind}
            worded = any(parse_printed(cell.text).state == "text" for cell in behind)
            is_row = worded and len(behind) <= MOST and not folded & (names.rows | names.columns)
            return at if is_row else 0
    return 0


def with_references(tokens: Iterable[Token], names: Names) -> Iterator[Token]:
    """The tokens, words that refer elsewhere made values where they stand behind a row's name."""
    name, worded = "", False
    for kind, value in tokens:
        tight = squeeze(value.text) if kind == "text" else ""
        if not tight:
            if not (worded and kind == "text"):  # the end of a line of words ends no row
                yield kind, value
            worded = False
        elif name and _REFERENCE.fullmatch(tight):
            found = _worded(value, value.text, name)
            worded = found.alone
            yield "value", found
        elif _HINT.search(tight) and (both := _BEHIND.fullmatch(tight)) and fold(both["name"]) in names.rows:
            name = both["name"]
            yield "text", value._replace(text=value.text.replace(both["words"], ""))
            yield "value", _worded(value, " " + both["words"], name)
        else:
            name = tight if fold(tight) in names.rows else ""
            yield kind, value


def _worded(value: Value, text: str, name: str) -> Value:
    """The words as a value; in a line of fields its label is the row's name, like that of the other values."""
    alone = not text.startswith(" ")
    return Value(text.strip(), value.origin, value.column, alone, "" if alone else name)

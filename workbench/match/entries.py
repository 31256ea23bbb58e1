"""A list of figures, one label and its values after another, out of a grid, lines of fields, or a line for each cell.

Serves the statistics sheet of 2014 to 2018. In: a Document. Out: entries in the order of the list: of two lists
beside each other the left one first. Units have a cell of their own and are left out. Nothing here knows the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from workbench.match.running import Value, fields_of_line
from workbench.readers.document import Document, Grid, Origin, TextLine
from workbench.text import is_page_number, parse_printed, squeeze

MOST = 0.8  # of a list's entries have the code of their line
UNITS = "条|件|次|个|人|篇|万元|元|场次|期|人次|项|部|份|处"
_UNIT = re.compile(rf"(?:计量)?(?:单位[:：]?)?(?:{UNITS})?")
# A label, its unit and its number that lost what stood between them: 收到申请数件12.
_GLUED = re.compile(rf"(?P<label>(?:\d[.．、])?\D{{5,60}}?)(?:{UNITS})?(?P<value>\d{{1,7}}(?:\.\d+)?)")

Field = tuple[str, Origin]


@dataclass
class Entry:
    """The pieces of a label, from the first after the last value on, and the values that follow; `slot` is the number
    of the label among those of its line, `region` that of its table.
    """

    pieces: list[str]
    region: int
    slot: int
    values: list[Value] = field(default_factory=list)


def entries(document: Document) -> list[Entry]:
    """The entries of the whole document, those of lists beside each other one list after another."""
    found: list[Entry] = []
    for region, record in records(document):
        _add(found, region, record)
    return sorted(found, key=lambda entry: (entry.region, entry.slot))


def records(document: Document) -> Iterator[tuple[int, list[Field]]]:
    """The rows of grids and the lines of text as fields, each with the number of its table or stretch of text."""
    items: list[Grid | TextLine] = sorted([*document.lines, *document.grids], key=lambda item: item.position)
    region, in_text = 0, False
    for item in items:
        region += isinstance(item, Grid) or not in_text
        in_text = isinstance(item, TextLine)
        if isinstance(item, Grid):
            rows: dict[int, list[Field]] = {}
            for cell in sorted(item.cells, key=lambda cell: (cell.row, cell.column)):
                rows.setdefault(cell.row, []).append((cell.text, cell.origin))
            yield from ((region, row) for row in rows.values())
        elif not is_page_number(item.text):
            parts = fields_of_line(item.text)
            glued = _GLUED.fullmatch(squeeze(parts[0])) if len(parts) == 1 else None
            parts = [glued["label"], glued["value"]] if glued else parts
            yield region, [(part, item.origin) for part in parts]


def _add(found: list[Entry], region: int, record: Iterable[Field]) -> None:
    """Adds the record's labels and values; a blank is a value only behind a label of the same record."""
    slot = -1
    for text, origin in record:
        state = parse_printed(text).state
        last = found[-1] if found else None
        if state == "text" and not _UNIT.fullmatch(squeeze(text)):
            if last is None or last.values or slot >= 0:
                slot += 1
                found.append(Entry([text], region, slot))
            else:
                slot = 0
                last.pieces.append(text)
                last.region = region
        elif state == "text":
            _drop_blanks(last)  # merged places between a label and its unit
        elif last is not None and (state != "blank" or slot >= 0):
            last.values.append(Value(text.strip(), origin))


def _drop_blanks(entry: Entry | None) -> None:
    if entry is not None and all(value.is_blank for value in entry.values):
        entry.values.clear()


def without_codes(found: Sequence[Entry]) -> list[list[Value]]:
    """The values of each entry without the code of its line (代码、序号), which counts up by one from entry to entry.

    An entry that lost its blank number has its code alone: it goes too.
    """
    kept = [list(entry.values) for entry in found]
    for at in (0, -1):
        offset = _offset([values[at].text if values else "" for values in kept])
        if offset is None:
            continue
        for number, values in enumerate(kept):
            if values and values[at].text.strip().isdecimal() and int(values[at].text) == number + offset:
                del values[at]
    return kept


def _offset(texts: Sequence[str]) -> int | None:
    """How far the numbers are ahead of their places in the list, if nearly all of them are so far ahead."""
    ahead = [int(text) - number for number, text in enumerate(texts) if text.strip().isdecimal()]
    offset = max(set(ahead), key=ahead.count, default=0)
    return offset if ahead.count(offset) >= MOST * len(texts) else None

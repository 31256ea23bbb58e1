"""The statistics sheet of 2014 to 2018: a list of lines, each a label, a unit and one number.

The same label stands under reviews and under lawsuits (被依法纠错数), so lines are paired with the form in order.
"""

from __future__ import annotations

import re

from workbench.form import Table
from workbench.match import labels
from workbench.match.align import align
from workbench.match.columns import take
from workbench.match.found import Found
from workbench.match.rows import Row
from workbench.text import fold, squeeze

_UNIT = re.compile(r"^(?:单位[:：]?)?(?:条|件|次|个|人|篇|万元|场次|期)$")


def match_sheet(table: Table, rows: list[Row]) -> dict[str, Found]:
    """The cells of the sheet; without its header (统计数) nothing, since the labels alone are common words."""
    wordings = {line.id: {fold(word) for word in line.wordings} for line in table.rows}
    column = table.columns[0]
    lines = [(row, values[0]) for row in rows if (values := take(row, 1)) is not None]
    if not any(fold(word) in fold(row.before) for row in rows for word in column.wordings[:1]):
        return {}
    scores = [
        {id_: labels.SURE if _label(row) in words else 0.0 for id_, words in wordings.items()}
        for row, _ in lines
    ]
    named = [(line, score) for line, score in zip(lines, scores, strict=True) if any(score.values())]
    placed = align([score for _, score in named], list(wordings), labels.LIKELY)
    return {
        table.cell_id(id_, column.id): Found(named[index][0][1].text, named[index][0][1].origin, True)
        for id_, index in placed.items()
    }


def _label(row: Row) -> str:
    """The last piece of the label text that is not a unit: the unit has a cell of its own before the number."""
    pieces = [squeeze(piece) for piece in row.before.split("\n")]
    words = [piece for piece in pieces if piece and not _UNIT.match(piece)]
    return fold(re.sub(r"(?:条|件|次|个|万元)$", "", words[-1])) if words else ""

"""Reviews and lawsuits (section four): one line of fifteen values, or three lines of five as some offices have it, or
fifteen rows of one where a page is narrow.

Serves 政府信息公开行政复议、行政诉讼情况. Numbers count as labelled under a header that names the outcomes in the
form's order. Two lines that differ prove nothing: nobody can say which one counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workbench.form import Table
from workbench.match.columns import are_in_one_line, take
from workbench.match.found import Found
from workbench.match.header import has_header, names_in_order, totals_come_last
from workbench.match.rows import Row
from workbench.match.running import Value
from workbench.text import fold, squeeze

HEAD_WORDS = ("行政复议", "行政诉讼", "复议后起诉")  # what must stand above the line
BEHIND = 150  # signs; the header has 110
SEAM = "X"  # stands in no name, and folding keeps it


def match_cases(table: Table, rows: list[Row]) -> dict[str, Found]:
    """The cells of the table among the document's rows."""
    width = len(table.rows) * len(table.columns)
    lines = [(row, values) for row in rows if (values := take(row, width)) is not None]
    headed = [(row, values) for row, values in lines if _is_headed(row, table)]
    under = [(row, values) for row, values in headed if not row.is_blank]
    filled = under or [(row, values) for row, values in lines if not row.is_blank]
    chosen = (filled or headed)[:1]
    if not chosen:
        return _in_three_lines(table, rows) or _in_rows_of_one(table, rows)
    proved = bool(under or (headed and not filled)) and len({_texts(values) for _, values in filled}) <= 1
    proved = proved and are_in_one_line(*chosen[0]) and _first_is_longest(chosen[0][1])
    return _cells(table, chosen[0][1], proved)


def _first_is_longest(values: tuple[Value, ...]) -> bool:
    """Whether no line of text has more of the values than the first: numbers wrapped in their cells are few."""
    lines = list(Counter(value.origin for value in values if value.origin.line).values())
    return not lines or max(lines) == lines[0]


def _is_headed(row: Row, table: Table) -> bool:
    """Whether the header stands above the line; in a copy of running text it may stand right behind it."""
    return any(
        has_header(text, table.columns, len(table.rows), HEAD_WORDS) and _in_order(text, row.grid, table)
        for text in (row.before, *([row.after[:BEHIND]] if row.grid is None else []))
    )


def _in_order(text: str, grid: int | None, table: Table) -> bool:
    """In a grid each line of the header is a cell: `结果` and the `纠正` of its neighbour are not one name."""
    header = text if grid is None else text.replace("\n", SEAM)
    return names_in_order(header, table.columns) and totals_come_last(header, table.columns)


def _texts(values: tuple[Value, ...]) -> tuple[str, ...]:
    return tuple(squeeze(value.text) for value in values)


def _cells(table: Table, values: tuple[Value, ...], proved: bool) -> dict[str, Found]:
    ids = [table.cell_id(row.id, column.id) for row in table.rows for column in table.columns]
    return {id_: Found(v.text, v.origin, proved) for id_, v in zip(ids, values, strict=True)}


# ------------------------------------------------------------------------------------------------ three lines of five


def _in_three_lines(table: Table, rows: list[Row]) -> dict[str, Found]:
    """The cells where each route (行政复议、未经复议直接起诉 …) has a line of its own, in the form's order."""
    found = list(_routes(table, rows))
    if [route for route, _ in found] != [line.id for line in table.rows]:
        return {}
    return _cells(table, tuple(value for _, values in found for value in values), proved=True)


def _routes(table: Table, rows: list[Row]) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """The lines of as many values as there are outcomes, each with the route that its label or heading names last."""
    under_header = False
    for row in rows:
        values = take(row, len(table.columns))
        named = has_header(row.before, table.columns)
        under_header = (under_header and values is not None) or named
        if values is None or not under_header or row.is_blank:
            continue
        if named and not _in_order(row.before, row.grid, table):
            return
        # Where `结果维持 … 总计` is the last cell before the numbers, the heading that names the route stands above.
        route = _route_in(fold(row.leaf), table) or _route_in(fold(row.before), table)
        if route is not None:
            yield route, values


def _route_in(text: str, table: Table) -> str | None:
    """The route that the folded text names last."""
    places = {line.id: text.rfind(fold(line.zh)) for line in table.rows}
    last = max(places, key=lambda id_: places[id_])
    return last if places[last] >= 0 else None


# ------------------------------------------------------------------------------------------------ rows of one


def _in_rows_of_one(table: Table, rows: list[Row]) -> dict[str, Found]:
    """The cells where each outcome of each route has a row of its own (行政复议 | 结果维持 | 3): all of them one after
    another in the form's order, and nowhere else.
    """
    wanted = [(route.id, column.id) for route in table.rows for column in table.columns]
    outcomes = {word: column.id for column in table.columns for word in column.folded}
    found: list[tuple[str | None, str, Value]] = []
    route = None
    for row in rows:
        outcome = outcomes.get(fold(row.leaf)) if len(row.values) == 1 and row.grid is not None else None
        if outcome is not None:
            route = _route_in(fold(row.before), table) or route
            found.append((route, outcome, row.values[0]))
    if [(named, outcome) for named, outcome, _ in found] != wanted:
        return {}
    return _cells(table, tuple(value for *_, value in found), proved=True)

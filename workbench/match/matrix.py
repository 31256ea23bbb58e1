"""The matrix of requests (section three): rows of seven values against the rows of the form, by label and order.

In: the document's rows. Out: its cells, each said to be proved by its label or not, and the rows that fit nowhere.
A label counts only under a header that names the columns; what is printed twice with other numbers is not proved.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from workbench.form import Table
from workbench.match import labels
from workbench.match.align import align
from workbench.match.columns import SUBTOTAL, Plan, are_in_one_line
from workbench.match.fields import Fields, fields_in_rows, pick
from workbench.match.found import Found
from workbench.match.header import HEADER_LENGTH, has_header, is_doubled, names_in_order
from workbench.match.left import Fit, left_over, perhaps_halves
from workbench.match.plans import plan_of
from workbench.match.rows import Row
from workbench.match.running import Value
from workbench.readers.document import Document
from workbench.text import fold, parse_printed, squeeze

HEADERS = 3  # rows of the width among which the one under the header stands: others may come first
SEVERAL = 4  # numbers in one row: it is one of a table
BEGINNING = 8  # signs of a label that tell it from all others


@dataclass
class MatrixFound:
    """The cells by id; the rows whose label is a cell or a field of its own; those printed twice; those of no form;
    columns that the office added.
    """

    cells: dict[str, Found] = field(default_factory=dict)
    in_cells: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)
    unknown_rows: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)


def match_matrix(table: Table, rows: list[Row], document: Document) -> MatrixFound:
    """The cells of the matrix among the document's rows."""
    plan = plan_of(table, rows, document)
    whole = _is_whole(rows, len(plan.order))
    found, scores = _labelled(table, _fits(table, plan, rows, whole=whole))
    placed = _placed(table, found, scores)
    twice = _twice(table, rows, found, scores, placed)
    sure = {id_ for id_, index in placed.items() if labels.is_proved(id_, scores[index])}
    cut = {
        id_
        for id_, index in placed.items()
        if (not whole and _may_be_shifted(*found[index]))
        or not are_in_one_line(*found[index])
        or (found[index][0].shared and not found[index][0].leaf)
    }
    unknown = left_over(found, placed)
    halves = perhaps_halves(rows, found, placed, unknown)
    proved = (sure - twice - cut - halves - _divided(table, found)) & _under_header(
        table, plan, found, placed
    )
    return MatrixFound(
        cells={
            table.cell_id(id_, column): Found(value.text, value.origin, id_ in proved)
            for id_, index in placed.items()
            for column, value in zip(plan.order, found[index][1], strict=True)
        },
        in_cells={id_ for id_, index in placed.items() if found[index][0].leaf},
        twice=[line.zh for line in table.rows if line.id in twice],
        unknown_rows=unknown,
        unknown_columns=[*plan.extra, *_wrong_subtotals(table, plan, found, placed)] if placed else [],
    )


def _fits(table: Table, plan: Plan, rows: list[Row], *, whole: bool) -> list[Fit]:
    width = len(plan.order)
    doubled = any(is_doubled(row.before, table.columns) for row in rows if len(row.values) == 2 * width)
    known = fields_in_rows(rows, width)
    return [fit for row in rows for fit in _of_width(row, plan, known, whole=whole, doubled=doubled)]


def _placed(table: Table, found: list[Fit], scores: list[dict[str, float]]) -> dict[str, int]:
    """For each line of the form that is there the number of its row."""
    replacing = [line.id for line in table.rows if line.instead_of]
    placed = align(scores, [line.id for line in table.rows], labels.LIKELY, replacing)
    return _whole_or_parts(placed, found, table)


def _twice(
    table: Table,
    rows: list[Row],
    found: list[Fit],
    scores: list[dict[str, float]],
    placed: dict[str, int],
) -> set[str]:
    """The rows that are printed twice with other numbers; all of them where most are."""
    twice = _differing(found, scores, placed) | _broken(table, rows, found, placed)
    # Whole tables, then: nothing says which of them any row is of.
    return set(placed) if 2 * len(twice) > len(placed) else twice


def _under_header(table: Table, plan: Plan, found: list[Fit], placed: dict[str, int]) -> set[str]:
    """The rows whose columns a header names and whose label is surely their own."""
    head = _headed(table, plan, found)
    if head is None:
        return set()
    behind = _labels_come_behind(table, found[head][0])
    return {id_ for id_, index in placed.items() if found[index][0].leaf or not behind}


def _headed(table: Table, plan: Plan, found: list[Fit]) -> int | None:
    """The row that stands under a header with the columns in the order in which they are read; None without one."""
    if not plan.in_grid and any(_total_is_first(values) for _, values in found):
        return None
    for index, (row, _) in enumerate(found[:HEADERS]):
        if not plan.in_grid and plan.at is None and SUBTOTAL in fold(row.before)[-HEADER_LENGTH:]:
            return None  # a column more than is read
        if has_header(row.before, table.columns) and (
            plan.in_grid or names_in_order(row.before, table.columns)
        ):
            return index
    return len(found) - 1 if found and _is_header_behind(table, found[-1][0]) else None


def _is_header_behind(table: Table, last: Row) -> bool:
    """Whether the names of the columns stand behind the last row, as some copies of a page have them."""
    behind = last.after[:HEADER_LENGTH]
    return last.grid is None and has_header(behind, table.columns) and names_in_order(behind, table.columns)


def _labels_come_behind(table: Table, row: Row) -> bool:
    """Whether the row under the header has no label of its own: then each label may belong to the numbers before it."""
    names = [fold(word) for column in table.columns for word in column.wordings]
    return not row.leaf and fold(row.before).endswith(tuple(names))


def _wrong_subtotals(table: Table, plan: Plan, found: list[Fit], placed: dict[str, int]) -> list[str]:
    """The rows in which an office's own 小计 is not the sum of the kinds of organisations."""
    if plan.extra != (SUBTOTAL,):
        return []
    between = {column.id for column in table.columns[1:-1]}
    wrong = []
    for line in table.rows:
        row, values = found[placed[line.id]] if line.id in placed else (None, ())
        own = row and plan.added_to(row)
        told = own and parse_printed(own.text).value
        parts = [v for id_, v in zip(plan.order, values, strict=False) if id_ in between]
        if told is not None and told != sum(parse_printed(v.text).value or 0 for v in parts):
            wrong.append(f"{SUBTOTAL} is not the sum in {line.zh}")
    return wrong


def _labelled(table: Table, found: list[Fit]) -> tuple[list[Fit], list[dict[str, float]]]:
    """The rows that may be the form's, with how well their labels fit its lines.

    Lines that only another edition has are candidates too: they are told apart from this one's, and never placed.
    A row of blanks is a row of the form only under a whole label; else it is the rest of a row cut by the page.
    """
    groups = _groups(table)
    scored = [(fit, labels.scores(fit[0], table.rows + table.foreign, groups)) for fit in found]
    scored = [(fit, s) for fit, s in scored if not fit[0].is_blank or max(s.values()) >= labels.SURE]
    scored = _without_blank_copies(scored)
    fits = [fit for fit, _ in scored]
    return fits, labels.with_labels_owed([row for row, _ in fits], [s for _, s in scored])


def _without_blank_copies(scored: list[tuple[Fit, dict[str, float]]]) -> list[tuple[Fit, dict[str, float]]]:
    """The rows without blank ones whose label is written out at numbers too: the empty form in front of the report."""
    blank = [max(s, key=lambda id_: s[id_]) if fit[0].is_blank else "" for fit, s in scored]
    if not any(blank):
        return scored
    filled = {id_ for fit, s in scored if not fit[0].is_blank for id_ in s if s[id_] >= labels.SURE}
    return [pair for pair, id_ in zip(scored, blank, strict=True) if id_ not in filled]


def _groups(table: Table) -> tuple[str, ...]:
    return tuple(fold(word) for group in table.groups for word in group.wordings)


def _whole_or_parts(placed: dict[str, int], found: list[Fit], table: Table) -> dict[str, int]:
    """The rows without one that stands in place of others beside those others (（六）其他处理 as their heading);
    without the others where only it holds numbers.
    """
    for line in table.rows:
        parts = [part for part in line.instead_of if part in placed]
        if line.id in placed and parts:
            filled = any(not found[placed[part]][0].is_blank for part in parts)
            gone = {line.id} if filled or found[placed[line.id]][0].is_blank else set(parts)
            placed = {id_: index for id_, index in placed.items() if id_ not in gone}
    return placed


def _divided(table: Table, found: list[Fit]) -> set[str]:
    """The rows named like a group (（六）其他处理) in a table that has labels of the group's parts: they are headings.

    Without ruling lines a group's name may stand beside the numbers of its first row, whose label is cut over lines.
    """
    groups = {fold(word): group.id for group in table.groups for word in group.wordings}
    wholes = {line.id: groups[word] for line in table.rows for word in line.folded if word in groups}
    text = fold("".join(f"{row.before}\n{row.after[:HEADER_LENGTH]}" for row, _ in found)) if wholes else ""
    divided = {
        line.group
        for line in (*table.rows, *table.foreign)
        if line.group in wholes.values()
        and any(len(word) > BEGINNING and word[:BEGINNING] in text for word in line.folded)
    }
    return {id_ for id_, group in wholes.items() if group in divided}


def _differing(found: list[Fit], scores: list[dict[str, float]], placed: dict[str, int]) -> set[str]:
    """The rows whose label is proved at other numbers too: nobody can say which count.

    A table of last year's beside this year's, the parent's report in front of one's own.
    """
    printed: dict[str, set[tuple[str, ...]]] = {id_: set() for id_ in placed}
    for (row, values), score in zip(found, scores, strict=True):
        sure = [id_ for id_ in score if labels.is_proved(id_, score)]
        if len(sure) == 1 and sure[0] in printed and not row.is_blank:
            printed[sure[0]].add(tuple(squeeze(value.text) for value in values))
    return {id_ for id_, texts in printed.items() if len(texts) > 1}


def _broken(table: Table, rows: list[Row], found: list[Fit], placed: dict[str, int]) -> set[str]:
    """The rows whose label is written out at another row too, which has too few or too many numbers to be read."""
    read = {id(value) for _, values in found for value in values}
    rest = [row for row in rows if len(row.values) >= SEVERAL and not any(id(v) in read for v in row.values)]
    groups = _groups(table)
    named: list[tuple[Row, str]] = []
    for row in rest:
        scores = {} if row.is_blank else labels.scores(row, table.rows, groups)
        sure = [id_ for id_, score in scores.items() if score >= labels.SURE]
        named += [(row, id_) for id_ in sure if len(sure) == 1 and id_ in placed]
    # A table with one such row (总计 under a budget) is another one, not the matrix once more.
    in_grids = Counter(row.grid for row, _ in named) + Counter(found[i][0].grid for i in placed.values())
    return {id_ for row, id_ in named if row.grid is None or in_grids[row.grid] > 1}


def _total_is_first(values: tuple[Value, ...]) -> bool:
    """Whether the first number is the sum of the others, and the last is not: the columns stand in another order."""
    numbers = [parse_printed(value.text).value or 0 for value in values]
    return numbers[0] == sum(numbers[1:]) != 0 and numbers[-1] != sum(numbers[:-1])


def _may_be_shifted(row: Row, values: tuple[Value, ...]) -> bool:
    """Whether the first blank of a row of text may be a merged label's field and not a cell: columns cut off behind
    it leave as many fields as the table has columns.
    """
    return row.grid is None and values[0].is_blank and not row.is_blank


# ------------------------------------------------------------------------------------------------ widths


def _is_whole(rows: list[Row], width: int) -> bool:
    """Whether no columns are cut off: some rows of text have exactly the table's columns, the first one filled."""
    return any(row.grid is None and len(row.values) == width and not row.values[0].is_blank for row in rows)


def _of_width(row: Row, plan: Plan, known: Fields, *, whole: bool, doubled: bool) -> list[Fit]:
    """The row once for each full set of values that it holds; only the first has the label before it.

    Under a header that names the columns twice, the second set of values is another year's.
    """
    width = len(plan.order)
    values = plan.pick(row) or (pick(row, width, known) if whole and plan.at is None else None)
    if values is not None:
        return [(row, values)]
    if row.grid is None and len(row.values) > width and len(row.values) % width == 0 and not doubled:
        parts = [row.values[i : i + width] for i in range(0, len(row.values), width)]
        last = len(parts) - 1
        return [
            (
                Row(
                    row.before if i == 0 else "",
                    part,
                    part[0].label,
                    row.after if i == last else "",
                    shared=True,
                ),
                part,
            )
            for i, part in enumerate(parts)
        ]
    return []

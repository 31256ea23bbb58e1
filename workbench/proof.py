"""The form's own arithmetic over a report's cells: checks C1–C5, implied zeros, located misprints, statuses.

C1 rows, C2 columns, C3 in = out, C4 table four are sums printed by law (勾稽关系); C5 says that counts are whole and
not negative. Together they act as a parity code: one wrong cell is always noticed and mostly located. They do not see
swapped rows, so a status needs the label's own proof as well. Nothing is ever corrected here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from workbench.digits import blanks_beside_two, may_be_two_numbers, perhaps_cut
from workbench.form import Cell, Edition, Identity
from workbench.match.found import Found
from workbench.text import State, parse_printed

Status = Literal["proved", "read", "doubtful"]
Outcome = Literal["pass", "fail", "not_testable"]

_PER_TEN_THOUSAND = Decimal(10000)
_ZERO = Decimal(0)


class ReadCell(NamedTuple):
    """A cell with what is printed (state, value) and what we know of it (status)."""

    found: Found
    state: State
    value: Decimal | None
    status: Status = "read"
    implied_zero: bool = False
    but_for: str | None = None  # proved once this located misprint is set aside


@dataclass(frozen=True, slots=True)
class Check:
    """One identity as it stands in this report; `left` and `right` are null when it cannot be tested."""

    id: str
    outcome: Outcome
    left: Decimal | None
    right: Decimal | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The value that closes the tables where the failed checks point at one cell. Never applied."""

    cell: str
    printed: str
    proposed: Decimal
    closes: tuple[str, ...]


@dataclass
class Proof:
    cells: dict[str, ReadCell]
    checks: list[Check] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


def prove(found: dict[str, Found], edition: Edition) -> Proof:
    """Cells with values and statuses, every check with its two sides, and proposals for located misprints."""
    return prove_cells(
        {id_: read_cell(edition.cells[id_], found[id_]) for id_ in edition.cells if id_ in found}, edition
    )


def prove_cells(cells: dict[str, ReadCell], edition: Edition) -> Proof:
    """The same for cells whose values are known already, as after a person's correction."""
    identities = _applicable(edition, cells)
    cells = _with_implied_zeros(cells, identities)
    values = {id_: cell.value for id_, cell in cells.items() if cell.value is not None}
    checks = [_check(identity, values) for identity in identities]
    proposals = locate(checks, identities, cells)
    checks += _check_counts(edition, cells)
    return Proof(_with_statuses(cells, checks, proposals), checks, proposals)


def read_cell(cell: Cell, found: Found) -> ReadCell:
    """The printed text as a state and a value in the form's unit (251000元 under 万元 is 25.1)."""
    printed = parse_printed(found.printed)
    value, unit = printed.value, printed.unit or found.unit
    if value is not None and cell.unit == "cny_10k" and unit == "元":
        value /= _PER_TEN_THOUSAND
    if value is not None and cell.unit == "cny_10k" and unit == "亿元":
        value *= _PER_TEN_THOUSAND
    if value is not None and cell.unit == "cny" and unit in ("万元", "亿元"):
        value *= _PER_TEN_THOUSAND if unit == "万元" else _PER_TEN_THOUSAND**2
    return ReadCell(found, printed.state, value)


def _applicable(edition: Edition, cells: dict[str, ReadCell]) -> list[Identity]:
    """The identities with either the divided rows or the row printed in their place, as the report has it."""
    dropped: set[str] = set()
    for whole, parts in edition.alternatives().items():
        divided = any(part in cells for part in parts)
        dropped |= {whole} if divided or whole not in cells else set(parts)
    kept = []
    for identity in edition.identities:
        if dropped.isdisjoint(identity.left):
            kept.append(identity)
        elif not dropped.issuperset(identity.cells):
            left = tuple(id_ for id_ in identity.left if id_ not in dropped)
            kept.append(replace(identity, left=left))
    return [identity for identity in kept if identity.left and dropped.isdisjoint(identity.right)]


# ------------------------------------------------------------------------------------------------ implied zeros


def _with_implied_zeros(cells: dict[str, ReadCell], identities: list[Identity]) -> dict[str, ReadCell]:
    """Blanks and marks that the identities close with zero and with nothing else are zero, and say so.

    Counts are not negative: where the known cells of one side already make up the other side, whose cells are all
    known, every blank among them can only be zero. Repeated until nothing more follows.
    """
    cells = dict(cells)
    while True:
        zero = {id_ for identity in identities for id_ in _only_zero_fits(identity, cells)}
        if not zero:
            return cells
        for id_ in zero:
            cells[id_] = cells[id_]._replace(value=Decimal(0), implied_zero=True)


def _only_zero_fits(identity: Identity, cells: dict[str, ReadCell]) -> list[str]:
    if not [id_ for id_ in identity.cells if id_ in cells and cells[id_].value is None]:
        return []  # cheap, and most reports print every value
    if any(id_ not in cells or cells[id_].state == "text" for id_ in identity.cells):
        return []
    for side, other in ((identity.left, identity.right), (identity.right, identity.left)):
        unknown = [id_ for id_ in side if cells[id_].value is None]
        if (
            unknown
            and all(cells[id_].value is not None for id_ in other)
            and _sum(side, cells) == _sum(other, cells)
        ):
            return unknown
    return []


def _sum(ids: Iterable[str], cells: dict[str, ReadCell]) -> Decimal:
    """The sum of the known values."""
    return sum([value for id_ in ids if (value := cells[id_].value) is not None], Decimal(0))


# ------------------------------------------------------------------------------------------------ checks


def _check(identity: Identity, values: dict[str, Decimal]) -> Check:
    known = [values[id_] for id_ in identity.cells if id_ in values]
    if len(known) < len(identity.cells):
        return Check(identity.id, "not_testable", None, None, identity.cells)
    at = len(identity.left)
    left, right = sum(known[:at], _ZERO), sum(known[at:], _ZERO)
    return Check(identity.id, "pass" if left == right else "fail", left, right, identity.cells)


def _check_counts(edition: Edition, cells: dict[str, ReadCell]) -> list[Check]:
    """C5: one check over all counts that is passed, or one for each cell that is not a whole number from 0 up."""
    wrong = [
        id_
        for id_, cell in cells.items()
        if cell.value is not None and _is_no_count(edition.cells[id_], cell.value)
    ]
    if not wrong:
        return [Check("C5", "pass" if cells else "not_testable", None, None, ())]
    return [Check(f"C5.{id_}", "fail", cells[id_].value, None, (id_,)) for id_ in wrong]


def _is_no_count(cell: Cell, value: Decimal) -> bool:
    return (value < 0 and not cell.column.signed) or (cell.unit == "count" and value != int(value))


# ------------------------------------------------------------------------------------------------ misprints


def locate(checks: list[Check], identities: list[Identity], cells: dict[str, ReadCell]) -> list[Proposal]:
    """A proposal for each group of failed checks that exactly one cell explains, with the value that closes them.

    A cell explains its failed checks if every testable identity that contains it fails by the same amount.
    """
    failed = {check.id: check for check in checks if check.outcome == "fail"}
    if not failed:
        return []
    containing: dict[str, list[Identity]] = {}
    for identity, check in zip(identities, checks, strict=True):
        if check.outcome != "not_testable":
            for id_ in identity.cells:
                containing.setdefault(id_, []).append(identity)
    explaining: dict[str, Decimal] = {}
    for id_, around in containing.items():
        if all(identity.id in failed for identity in around):
            shifts = {_shift(id_, identity, failed[identity.id]) for identity in around}
            if len(shifts) == 1:
                explaining[id_] = shifts.pop()
    claimed: dict[str, list[str]] = {}
    for id_ in explaining:
        for identity in containing[id_]:
            claimed.setdefault(identity.id, []).append(id_)
    proposals = []
    for id_, shift in explaining.items():
        closes = tuple(identity.id for identity in containing[id_])
        value = (cells[id_].value or Decimal(0)) + shift
        if value >= 0 and all(_stands_out(id_, claimed[name], containing) for name in closes):
            proposals.append(Proposal(id_, cells[id_].found.printed, value, closes))
    return proposals


def _stands_out(id_: str, rivals: list[str], containing: dict[str, list[Identity]]) -> bool:
    """Whether no other cell explains this check as well as this one does, by explaining as many others."""
    own = len(containing[id_])
    return own > 1 and all(len(containing[rival]) < own for rival in rivals if rival != id_)


def _shift(id_: str, identity: Identity, check: Check) -> Decimal:
    """What must be added to the cell to close the check."""
    assert check.left is not None and check.right is not None
    gap = check.right - check.left
    return gap if id_ in identity.left else -gap


# ------------------------------------------------------------------------------------------------ statuses


def _with_statuses(
    cells: dict[str, ReadCell], checks: list[Check], proposals: list[Proposal]
) -> dict[str, ReadCell]:
    located = {name: proposal.cell for proposal in proposals for name in proposal.closes}
    around: dict[str, list[Check]] = {}
    for check in checks:
        for id_ in check.cells:
            around.setdefault(id_, []).append(check)
    gaps = {_row(id_) for id_, cell in cells.items() if cell.value is None and id_ in around}
    passed = [check.cells for check in checks if check.outcome == "pass" and len(check.cells) > 1]
    lost = _blank_where_a_number_is_due(cells, checks)
    lost |= perhaps_cut({id_: cell.found.printed for id_, cell in cells.items()}, passed)
    judged = {
        id_: cell._replace(status="doubtful")
        if id_ in lost
        else _with_status(
            id_, cell, around.get(id_, []), located, beside_gap=bool(gaps) and _row(id_) in gaps
        )
        for id_, cell in cells.items()
    }
    blank = [id_ for id_, cell in judged.items() if cell.value is None and cell.status == "read"]
    if not blank:
        return judged  # most reports print every value
    doubted = {id_: cell.found for id_, cell in judged.items() if cell.status == "doubtful"}
    beside = {id_: judged[id_]._replace(status="doubtful") for id_ in blanks_beside_two(blank, doubted)}
    return {**judged, **beside}


def _blank_where_a_number_is_due(cells: dict[str, ReadCell], checks: list[Check]) -> set[str]:
    """The cells without a value that are the only ones in a sum whose other cells do not close it with zero."""
    lost = set()
    for check in checks:
        if check.outcome == "not_testable" and all(id_ in cells for id_ in check.cells):
            blank = [id_ for id_ in check.cells if cells[id_].value is None]
            lost |= set(blank) if len(blank) == 1 else set()
    return lost


def _row(id_: str) -> str:
    return id_.rpartition(".")[0]


def _with_status(
    id_: str, cell: ReadCell, checks: list[Check], located: dict[str, str], *, beside_gap: bool
) -> ReadCell:
    if not cell.found.labelled or cell.state == "text":
        return cell._replace(status="doubtful")
    outcomes = [check.outcome for check in checks]
    blamed: set[str | None] = set()
    if "fail" in outcomes:
        blamed = {located.get(check.id) for check in checks if check.outcome == "fail"}
        if None in blamed or id_ in blamed or len(blamed) > 1:
            return cell._replace(status="doubtful")
    tested = bool(blamed) or "pass" in outcomes
    if not tested and may_be_two_numbers(cell.found):
        return cell._replace(status="doubtful")  # `730 474`: one number or two, and no sum tells
    if checks and cell.value is not None and not tested and beside_gap:
        return cell._replace(status="doubtful")  # the row may be shifted into its gap, and no sum tells
    if cell.value is None or not tested:
        return cell if cell.status == "read" else cell._replace(status="read")
    but_for = next(iter(blamed), None)
    return ReadCell(cell.found, cell.state, cell.value, "proved", cell.implied_zero, but_for)

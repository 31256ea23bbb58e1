"""Random figures of a report in which all of the form's identities hold (勾稽关系), as real ones look: mostly
zeros, small counts, now and then thousands. Built by adding up, not by the product's own checks.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st

from tests.specimens.report import Value
from workbench.form import load_edition

OUTCOMES = ("upheld", "corrected", "other_result", "pending")
ROUTES = ("review", "litigation_direct", "litigation_after_review")
NOT_DISPOSITIONS = ("received", "carried_in", "total_processed", "carried_over")
MONEY = {
    "proactive.fees.amount": 4,
    "proactive.procurement.amount": 2,
}  # decimals that such an amount may have


# How full a year is and how large its counts: townships, busy offices, a city with a few crowded cells.
# The largest reports known count some 35,000 requests, and decisions under section two by the ten million.
KINDS_OF_YEAR = ((0.0, 1), (0.1, 60), (0.4, 900), (0.9, 60), (0.08, 9_000))
MOST_DECISIONS = 30_000_000


def seeded(seed: int, edition: str = "2021") -> dict[str, Value]:
    """Consistent figures of all cells of `edition`, the same for the same seed."""
    chance = random.Random(seed)
    busy, largest = KINDS_OF_YEAR[seed % len(KINDS_OF_YEAR)]
    filled = [slot for slot in _slots(edition) if chance.random() < busy]
    counts = {
        slot: chance.randint(1, chance.choice((9, MOST_DECISIONS)) if _is_section_two(slot) else largest)
        for slot in filled
    }
    money = chance.randint(0, 10**9) if chance.random() < busy else 0
    for slot in [slot for slot in counts if slot.endswith(".change") and chance.random() < 0.5]:
        counts[slot] = -counts[slot]
    return _complete(edition, counts, chance.randint(0, largest), money)


def consistent(edition: str = "2021") -> st.SearchStrategy[dict[str, Value]]:
    """Strategy of consistent figures; shrinks to a report in which every cell is zero."""
    slots = _slots(edition)
    decided = st.sampled_from([slot for slot in slots if _is_section_two(slot)])
    others = st.sampled_from([slot for slot in slots if not _is_section_two(slot)])
    small = st.one_of(st.integers(0, 9), st.integers(10, 999), st.integers(1_000, 9_999))
    counts = st.builds(
        lambda section_two, rest: {**section_two, **rest},
        st.dictionaries(decided, st.integers(0, MOST_DECISIONS), max_size=4),
        st.dictionaries(others, small, max_size=30),
    )
    return st.builds(_complete, st.just(edition), counts, st.integers(0, 500), st.integers(0, 10**10))


def _is_section_two(cell: str) -> bool:
    return cell.startswith("proactive.")


def _slots(edition: str) -> list[str]:
    """Ids of the cells that may be chosen freely: no totals, and of the balance only what is carried over."""
    derived = {"received", "carried_in", "total_processed"}
    free = []
    for cell in load_edition(edition).standard_cells:
        parts = cell.split(".")
        if parts[0] == "requests" and (parts[1] in derived or parts[2] == "total"):
            continue
        if parts[0] in ROUTES and parts[1] == "total":
            continue
        if cell not in MONEY:
            free.append(cell)
    return free


def _complete(edition: str, counts: Mapping[str, int], carried_in: int, money: int) -> dict[str, Value]:
    """All cells of the edition in form order: the given counts, zeros, and what follows by adding up.

    `money` is the sum of money of section two, in the smallest part of its unit that may be printed.
    """
    standard = load_edition(edition).standard_cells
    values: dict[str, int] = {cell: counts.get(cell, 0) for cell in standard}
    _add_up_requests(values, carried_in)
    for route in ROUTES:
        values[f"{route}.total"] = sum(values[f"{route}.{outcome}"] for outcome in OUTCOMES)
    return {
        cell: _short(Decimal(money).scaleb(-MONEY[cell])) if cell in MONEY else values[cell]
        for cell in standard
    }


def _add_up_requests(values: dict[str, int], carried_in: int) -> None:
    ids = [cell.split(".") for cell in values if cell.startswith("requests.")]
    rows = list(dict.fromkeys(row for _, row, _ in ids))
    applicants = [name for name in dict.fromkeys(name for *_, name in ids) if name != "total"]
    for name in applicants:
        decided = sum(values[f"requests.{row}.{name}"] for row in rows if row not in NOT_DISPOSITIONS)
        balance = decided + values[f"requests.carried_over.{name}"]
        before = min(carried_in, balance // 2)
        values[f"requests.total_processed.{name}"] = decided
        values[f"requests.carried_in.{name}"] = before
        values[f"requests.received.{name}"] = balance - before
    for row in rows:
        values[f"requests.{row}.total"] = sum(values[f"requests.{row}.{name}"] for name in applicants)


def _short(amount: Decimal) -> Decimal:
    """Without the zeros after the last digit, as offices write it (`7545`, `96171.6`)."""
    amount = amount.normalize()
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount

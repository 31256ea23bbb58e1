"""Numbers that the narrative tells (总体情况 and 其他事项): requests, channels, reviews, suits, items published.

Each claim keeps its sentence and says whether it is exact or a lower bound ("300余件"). N1–N3 of the design compare
claims with the tables; they inform and never raise or lower a cell's status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.sections import Section
from workbench.telling import Bound, numbers_in
from workbench.text import squeeze


@dataclass(frozen=True)
class Claim:
    """A number told in words. `agrees` names the check that it passes; null when it fails or none applies."""

    quantity: str
    value: Decimal
    unit: str
    bound: Bound
    sentence: str
    agrees: str | None = None


def find_claims(sections: Iterable[Section], year: int | None = None) -> list[Claim]:
    """The claims of sections one and six, in reading order, each quantity and value once.

    `year` is the year reported on: what a sentence tells of another year is no claim of this report.
    """
    found: dict[tuple[str, Decimal], Claim] = {}
    for section in sections:
        if section.number in (1, 6):
            of_requests = False
            for sentence in re.split(r"(?<=[。！？!?])", re.sub("#+", "", squeeze(section.text))):
                numbers = numbers_in(sentence, year, of_requests=of_requests)
                of_requests = any(told.quantity.startswith("requests") for told in numbers)
                for told in numbers:
                    claim = Claim(told.quantity, told.value, told.unit, told.bound, sentence)
                    found.setdefault((claim.quantity, claim.value), claim)
    return list(found.values())


# ------------------------------------------------------------------------------------------------ N1 to N3

_ACCOUNTS = {  # what a narrative's number of requests may mean; which one it equals is told
    "N1.received": ("received",),
    "N1.received_and_carried_in": ("received", "carried_in"),
    "N1.processed": ("total_processed",),
    "N1.processed_and_carried_over": ("total_processed", "carried_over"),
}
_CHANNELS = ("requests_in_person", "requests_mail", "requests_email", "requests_online", "requests_fax")
_SUITS = ("litigation_direct.total", "litigation_after_review.total")


@dataclass(frozen=True)
class Comparison:
    """A narrative number against the tables: N1, N2 or N3."""

    id: str
    left: Decimal | None
    right: Decimal | None
    cells: tuple[str, ...]
    passes: bool | None  # None: nothing to compare


def compare(claims: list[Claim], values: dict[str, Decimal | None]) -> tuple[list[Claim], list[Comparison]]:
    """The claims with the check that each agrees with, and the comparisons made."""
    told = [_judged(claim, values) for claim in claims]
    comparisons = [_comparison(claim, options) for claim in told
                   if claim.bound == "exact" and (options := _candidates(claim, values))]  # fmt: skip
    return told, comparisons + _channels(told, values)


def _comparison(claim: Claim, options: list[tuple[str, tuple[str, ...], Decimal | None]]) -> Comparison:
    """With the sum that the claim agrees with, else the first that it could mean, after which it is called."""
    _, cells, amount = next((one for one in options if one[0] == claim.agrees), options[0])
    return Comparison(
        f"{options[0][0]}.{claim.quantity}", claim.value, amount, cells, claim.agrees is not None
    )


def _judged(claim: Claim, values: dict[str, Decimal | None]) -> Claim:
    for name, _, amount in _candidates(claim, values):
        if amount is not None and (
            claim.value == amount or (claim.bound == "at_least" and claim.value <= amount)
        ):
            return Claim(claim.quantity, claim.value, claim.unit, claim.bound, claim.sentence, name)
    return claim


def _candidates(
    claim: Claim, values: dict[str, Decimal | None]
) -> list[tuple[str, tuple[str, ...], Decimal | None]]:
    """The checks that this claim could pass: name, cells, their sum."""
    if claim.quantity in ("requests_received", "requests_processed"):
        options = {name: tuple(f"requests.{row}.total" for row in rows) for name, rows in _ACCOUNTS.items()}
    elif claim.quantity == "reviews":
        options = {"N3.reviews": ("review.total",)}
    elif claim.quantity == "lawsuits":
        options = {"N3.lawsuits": _SUITS}
    else:
        return []
    found = [(name, cells, _total(cells, values)) for name, cells in options.items()]
    return [option for option in found if option[2] is not None]


def _total(cells: tuple[str, ...], values: dict[str, Decimal | None]) -> Decimal | None:
    known = [value for id_ in cells if (value := values.get(id_)) is not None]
    return sum(known, Decimal(0)) if len(known) == len(cells) else None


def _channels(claims: list[Claim], values: dict[str, Decimal | None]) -> list[Comparison]:
    """N2: the channels told, if there are several, sum to the requests received."""
    parts = [claim.value for claim in claims if claim.quantity in _CHANNELS]
    received = values.get("requests.received.total")
    if len(parts) < 2 or received is None:
        return []
    total = sum(parts, Decimal(0))
    return [Comparison("N2.channels", total, received, ("requests.received.total",), total == received)]

"""Numbers that the narrative tells (总体情况 and 其他事项): requests, channels, reviews, suits, items published.

Each claim keeps its sentence and says whether it is exact or a lower bound ("300余件"). N1–N3 of the design compare
claims with the tables; they inform and never raise or lower a cell's status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workbench.sections import Section
from workbench.text import squeeze

Bound = Literal["exact", "at_least"]

_NUMBER = r"(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<more>余|多|以上)?\s*(?P<unit>{units})(?P<more2>以上|余)?"
_ITEMS, _CASES = "余?(?:条|篇|件|份)", "(?:余)?(?:件|宗|起|份|条|例)"

# quantity, words that come before the number (within a clause), unit pattern
_TELLING: tuple[tuple[str, str, str], ...] = (
    ("requests_received", r"(?:收到|接收|受理|接到|新收)[^。；;\d]{0,24}?(?:申请|公开)[^。；;，,\d]{0,8}", _CASES),
    ("requests_processed", r"(?:办结|答复|回复办结|办理)(?:申请)?[^。；;，,\d]{0,6}", _CASES),
    ("requests_in_person", r"当面(?:申请|提交)?[^。；;，,\d]{0,4}", _CASES),
    ("requests_mail", r"(?:邮寄|信函|快递|书面)(?:申请|提交)?[^。；;，,\d]{0,4}", _CASES),
    ("requests_email", r"(?:电子邮件|邮件)(?:申请|提交)?[^。；;，,\d]{0,4}", _CASES),
    ("requests_online", r"(?:网络|网上|在线|网站平台)(?:申请|提交)[^。；;，,\d]{0,4}", _CASES),
    ("requests_fax", r"传真(?:申请|提交)?[^。；;，,\d]{0,4}", _CASES),
    (
        "items_published",
        r"(?:主动公开|公开发布|公开|发布(?=[^。；;，,\d]{0,40}信息))(?:(?!申请|复议|诉讼)[^。；;，,\d]|\d+个领域){0,40}?",
        _ITEMS,
    ),
    ("wechat_items", r"(?:微信公众号|公众号)[^。；;，,\d]{0,20}?", _ITEMS),
    ("reviews", r"行政复议(?:案件|申请)?[^。；;，,\d]{0,6}", _CASES),
    ("lawsuits", r"行政诉讼(?:案件)?[^。；;，,\d]{0,6}", _CASES),
    ("trainings", r"培训[^。；;，,\d]{0,8}", "(?:余)?(?:期|次|场|场次)"),
    ("meetings", r"(?:专题会议|会议)[^。；;，,\d]{0,4}", "(?:余)?(?:次|场)"),
)  # fmt: skip
_PATTERNS = tuple(
    (quantity, re.compile(f"(?P<words>{words})" + _NUMBER.format(units=unit)))
    for quantity, words, unit in _TELLING
)
_NONE_RECEIVED = re.compile(r"(?:未|没有|无)(?:收到|接到|接收)[^。；;]{0,12}(?:申请|公开)")


@dataclass(frozen=True)
class Claim:
    """A number told in words. `agrees` names the check that it passes; null when it fails or none applies."""

    quantity: str
    value: Decimal
    unit: str
    bound: Bound
    sentence: str
    agrees: str | None = None


def find_claims(sections: Iterable[Section]) -> list[Claim]:
    """The claims of sections one and six, in reading order, each quantity and value once."""
    found: dict[tuple[str, Decimal], Claim] = {}
    for section in sections:
        if section.number in (1, 6):
            for sentence in re.split(r"(?<=[。！？!?])", squeeze(section.text)):
                for claim in _in_sentence(sentence):
                    found.setdefault((claim.quantity, claim.value), claim)
    return list(found.values())


def _in_sentence(sentence: str) -> Iterable[Claim]:
    for quantity, pattern in _PATTERNS:
        if quantity.startswith("requests") and "申请" not in sentence:
            continue  # hotlines and mailboxes are received and answered too
        for match in pattern.finditer(sentence):
            more = match["more"] or match["more2"] or ("余" if match["unit"].startswith("余") else "")
            yield Claim(
                quantity,
                Decimal(match["n"].replace(",", "")),
                match["unit"].lstrip("余"),
                "at_least" if more else "exact",
                sentence,
            )
    if _NONE_RECEIVED.search(sentence):
        yield Claim("requests_received", Decimal(0), "件", "exact", sentence)


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
    comparisons = [
        Comparison(f"{name}.{claim.quantity}", claim.value, amount, cells, claim.agrees is not None)
        for claim in told
        if claim.bound == "exact"
        for name, cells, amount in _candidates(claim, values)[:1]
    ]
    return told, comparisons + _channels(told, values)


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

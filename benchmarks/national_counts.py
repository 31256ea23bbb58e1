"""The counts of the made nation: what every body would print if it made no mistake.

In: bodies and a random generator. Out: arrays of whole numbers, bodies × years × cells, that satisfy the form's sums
(C1–C4) and, from year to year, that what was carried over is carried in (X1) and the papers in force add up (X2).
Most bodies are never asked; the others differ more than by chance. A consolidated report is the sum of its territory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int32]

YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
APPLICANTS = ("natural_person", "commercial", "research", "public_welfare", "legal_service", "other")
# Weights of a Dirichlet distribution: the national mix of rows, with wide differences between bodies.
DISPOSITIONS = {
    "granted": 4.2,
    "partially_granted": 0.7,
    "denied_state_secret": 0.02,
    "denied_law_forbids": 0.08,
    "denied_three_securities": 0.03,
    "denied_third_party": 0.12,
    "denied_internal_affairs": 0.12,
    "denied_process": 0.15,
    "denied_enforcement_file": 0.10,
    "denied_admin_query": 0.15,
    "unavailable_not_held": 1.6,
    "unavailable_needs_creation": 0.15,
    "unavailable_still_unclear": 0.10,
    "rejected_petition": 0.25,
    "rejected_repeat": 0.15,
    "rejected_publication": 0.03,
    "rejected_mass": 0.02,
    "rejected_reissue": 0.01,
    "other_no_correction": 0.20,
    "other_unpaid_fee": 0.01,
    "other_other": 0.45,
}
ROWS = ("received", "carried_in", *DISPOSITIONS, "total_processed", "carried_over")
ROUTES = {
    "review": 0.07,
    "litigation_direct": 0.012,
    "litigation_after_review": 0.010,
}  # per request concluded
OUTCOMES = ("upheld", "corrected", "other_result", "pending")
CARRIED = 0.04  # of the requests of a year into the next
# Mean requests a year of a body that is asked at all, and the share of bodies that never are.
DEMAND = {
    "gov_office": (45.0, 0.15),
    "department": (9.0, 0.62),
    "township": (4.0, 0.80),
    "street": (6.0, 0.70),
    "central": (400.0, 0.02),
    "gov": (0.0, 1.0),
}
LEVEL_FACTOR = {"county": 1.0, "prefecture": 2.5, "province": 6.0, "township": 1.0, "national": 1.0}


@dataclass(frozen=True)
class Truth:
    """`requests`: bodies × years × ROWS × 7 (the last is the total); `routes`: × 3 × 5 (the last is the total);
    `proactive`: name of a flow or a stock of section two → bodies × years."""

    requests: Counts
    routes: Counts
    proactive: dict[str, Counts]


def truth(found: pl.DataFrame, rng: np.random.Generator) -> Truth:
    """The counts of these bodies, which are sorted by place."""
    requests = _requests(found, rng)
    routes = _routes(requests[:, :, ROWS.index("total_processed"), -1], rng)
    proactive = _proactive(found, rng)
    for whole, start, end in _territories(found):
        for array in (requests, routes, *proactive.values()):
            array[whole] = array[start:end].sum(axis=0) - _governments(found, array, start, end)
    return Truth(requests, routes, proactive)


def _requests(found: pl.DataFrame, rng: np.random.Generator) -> Counts:
    asked = _received(found, rng)  # bodies × years × applicants
    table = np.zeros((found.height, len(YEARS), len(ROWS), len(APPLICANTS) + 1), np.int32)
    some = np.flatnonzero(asked.sum(axis=(1, 2)))
    rates = rng.dirichlet(list(DISPOSITIONS.values()), len(some))[:, None, :]
    carried = np.zeros((len(some), len(APPLICANTS)), np.int64)
    first = ROWS.index("granted")
    for year in range(len(YEARS)):
        new = asked[some, year]
        over = rng.binomial(new + carried, CARRIED)
        done = new + carried - over
        split = rng.multinomial(done, np.broadcast_to(rates, (*done.shape, len(DISPOSITIONS))))
        rows = [new, carried, *np.moveaxis(split, -1, 0), done, over]
        table[some, year, :, :-1] = np.stack(rows, axis=1)
        carried = over
    assert first == 2  # the two rows before the dispositions
    table[..., -1] = table[..., :-1].sum(axis=-1)
    return table


def _received(found: pl.DataFrame, rng: np.random.Generator) -> Counts:
    """Zero-inflated and overdispersed: a body is asked or not, its demand is drawn once, each year around it."""
    demand = np.array([DEMAND[kind] for kind in found["kind"]])
    level = np.array([LEVEL_FACTOR[name] for name in found["level"]])
    asked = rng.random(found.height) >= demand[:, 1]
    mean = demand[:, 0] * level * rng.gamma(0.5, 2.0, found.height) * asked
    yearly = mean[:, None] * 1.05 ** np.arange(len(YEARS)) * rng.gamma(4, 0.25, (found.height, len(YEARS)))
    who = rng.dirichlet([8.0, 0.9, 0.06, 0.04, 0.25, 0.15], found.height)
    return rng.poisson(yearly[:, :, None] * who[:, None, :]).astype(np.int32)


def _routes(done: Counts, rng: np.random.Generator) -> Counts:
    table = np.zeros((*done.shape, len(ROUTES), len(OUTCOMES) + 1), np.int32)
    for number, share in enumerate(ROUTES.values()):
        cases = rng.poisson(done * share)
        table[:, :, number, :-1] = rng.multinomial(cases, [0.45, 0.16, 0.27, 0.12])
    table[..., -1] = table[..., :-1].sum(axis=-1)
    return table


def _proactive(found: pl.DataFrame, rng: np.random.Generator) -> dict[str, Counts]:
    """Section two: papers issued, repealed and in force; decisions of each year; fees."""
    shape = (found.height, len(YEARS))
    scale = np.array([LEVEL_FACTOR[name] for name in found["level"]])[:, None]
    office = np.array([kind in ("gov_office", "central") for kind in found["kind"]])[:, None]
    decides = np.array([kind in ("department", "central") for kind in found["kind"]])[:, None]
    counts = {
        "regulations.issued": rng.poisson(0.2 * office * (scale > 1), shape),
        "normative.issued": rng.poisson(1.5 * scale * (office + 0.2), shape),
        "licensing.decisions": rng.poisson(rng.gamma(0.3, 400, (found.height, 1)) * decides * scale, shape),
        "penalty.decisions": rng.poisson(rng.gamma(0.3, 90, (found.height, 1)) * decides * scale, shape),
        "coercion.decisions": rng.poisson(rng.gamma(0.3, 9, (found.height, 1)) * decides * scale, shape),
        "fees": rng.poisson(rng.gamma(0.2, 300, (found.height, 1)) * decides * scale, shape),
    }
    for name in ("regulations", "normative"):
        issued = counts[f"{name}.issued"]
        before = rng.poisson(6 * scale * (issued.sum(axis=1, keepdims=True) > 0))[:, 0]
        repealed, in_force = np.zeros_like(issued), np.zeros_like(issued)
        for year in range(len(YEARS)):
            repealed[:, year] = rng.binomial(before, 0.06)
            before = before + issued[:, year] - repealed[:, year]
            in_force[:, year] = before
        counts |= {f"{name}.repealed": repealed, f"{name}.in_force": in_force}
    return {name: array.astype(np.int32) for name, array in counts.items()}


def _territories(found: pl.DataFrame) -> list[tuple[int, int, int]]:
    """For each consolidated report its row and the rows of its territory, which stand together."""
    places = found["place"].to_numpy()
    whole = np.flatnonzero((found["scope"] == "consolidated").to_numpy())
    digits = {"county": 6, "prefecture": 4, "province": 2}
    ends = []
    for row in whole:
        prefix = places[row][: digits[found["level"][int(row)]]]
        ends.append(
            (int(row), int(np.searchsorted(places, prefix)), int(np.searchsorted(places, prefix + ":")))
        )
    return ends


def _governments(found: pl.DataFrame, array: Counts, start: int, end: int) -> Counts:
    """What consolidated reports inside the rows hold already: they are never added to their own parts."""
    inside = np.flatnonzero((found["scope"][start:end] == "consolidated").to_numpy()) + start
    return array[inside].sum(axis=0)

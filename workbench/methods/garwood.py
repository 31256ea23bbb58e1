"""The exact interval of one count, in plain Python: a page that prints three of them need not load SciPy for it.

In: a count. Out: the limits that `counts.poisson` gives for a column, to twelve digits. NumPy and SciPy cost a process
0.2 seconds to import, as much as half of a page's figures.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, sqrt

from workbench.methods.proportions import Z95

TAIL = 0.025
CLOSE = 1e-14  # relative; the last two digits of a float are noise here anyway
STEPS = 100  # Newton needs four or five


@lru_cache(maxsize=1024)
def garwood(count: float) -> tuple[float, float]:
    """95 % limits of the mean behind a count: χ² quantiles (F. Garwood, Biometrika 1936); 0 below a count of 0."""
    return (_quantile(count, TAIL, -Z95) if count > 0 else 0.0), _quantile(count + 1, 1 - TAIL, Z95)


def _quantile(shape: float, q: float, z: float) -> float:
    """Where a Gamma(shape, 1) has probability q below it; z is the normal quantile of q.

    Newton's steps from E. B. Wilson and M. M. Hilferty's approximation (PNAS 1931), never past zero.
    """
    x = shape * max(1 - 1 / (9 * shape) + z / (3 * sqrt(shape)), 0.1) ** 3
    for _ in range(STEPS):
        density = exp((shape - 1) * log(x) - x - lgamma(shape))
        step = (_below(shape, x) - q) / density
        x, last = max(x - step, x / 2), x
        if abs(x - last) <= CLOSE * x:
            break
    return x


def _below(shape: float, x: float) -> float:
    """The regularised lower incomplete gamma function: its series, or past the middle Lentz's continued fraction."""
    front = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        while term > total * CLOSE:
            shape += 1
            term *= x / shape
            total += term
        return front * total
    b = x + 1 - shape
    c, d = float("inf"), 1 / b
    fraction, number = d, 0
    factor = 0.0
    while abs(factor - 1) > CLOSE:
        number += 1
        a = -number * (number - shape)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        factor = c * d
        fraction *= factor
    return 1 - front * fraction

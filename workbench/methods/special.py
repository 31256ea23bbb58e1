"""Quantiles and tails of the beta, gamma and beta-binomial distributions: the only file that knows SciPy.

In: numbers or NumPy arrays. Out: the same, in NumPy's types. SciPy is imported when the first of them is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.methods.numpy_later import np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def ready() -> None:
    """Imports SciPy now: 0.2 seconds that a person who waits for a picture need not wait for."""
    _special()


def _special() -> Any:
    from scipy import special

    return special


def beta_quantile(q: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """The value below which a Beta(a, b) lies with probability q; 0 where a is 0, 1 where b is 0."""
    a, b = np.broadcast_arrays(np.asarray(a, float), np.asarray(b, float))
    inside = _special().betaincinv(np.where(a > 0, a, 1.0), np.where(b > 0, b, 1.0), q)
    return np.asarray(np.where(a <= 0, 0.0, np.where(b <= 0, 1.0, inside)), float)


def gamma_quantile(q: ArrayLike, shape: ArrayLike) -> Floats:
    """The value below which a Gamma(shape, 1) lies with probability q; 0 for shape 0."""
    shape = np.asarray(shape, float)
    return np.asarray(
        np.where(shape > 0, _special().gammaincinv(np.where(shape > 0, shape, 1.0), q), 0.0), float
    )


def chi_squared_tail(value: float, freedom: int) -> float:
    """Probability that a chi-squared variable with that many degrees of freedom exceeds the value."""
    return float(_special().gammaincc(freedom / 2, value / 2))


def log_binomial(k: ArrayLike, n: ArrayLike, p: float) -> Floats:
    """Logarithm of the probability of k cases out of n, each with probability p."""
    k, n = np.asarray(k, float), np.asarray(n, float)
    special = _special()
    return np.asarray(_log_choose(k, n) + special.xlogy(k, p) + special.xlog1py(n - k, -p), float)


def log_beta_binomial(k: ArrayLike, n: ArrayLike, a: float, b: float) -> Floats:
    """Logarithm of the probability of k cases out of n, whose own probability is drawn from Beta(a, b)."""
    k, n = np.asarray(k, float), np.asarray(n, float)
    betaln = _special().betaln
    return np.asarray(_log_choose(k, n) + betaln(k + a, n - k + b) - betaln(a, b), float)


def _log_choose(k: Floats, n: Floats) -> Floats:
    return np.asarray(-_special().betaln(n - k + 1, k + 1) - np.log1p(n), float)

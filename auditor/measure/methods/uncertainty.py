"""How far a figure can be trusted: bounds where part is hidden, intervals where chance is at work, and tests.

An interval is never given for a part that chose itself (a capped member list is the most active, not a sample); there
the bounds speak.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Z95 = 1.959963984540054
"""Standard normal quantile of 0.975."""

ALPHA = 0.05


class Interval(NamedTuple):
    """Two ends, both included."""

    low: float
    high: float


def share_bounds(yes: int, unknown: int, listed: int, total: int) -> Interval:
    """What the share must lie within, whatever the unknown are: [k/N, (k+u+N-n)/N]."""
    if total <= 0:
        return Interval(0.0, 1.0)
    return Interval(yes / total, min(1.0, (yes + unknown + max(0, total - listed)) / total))


def wilson(yes: int, known: int) -> Interval:
    """The 95% score interval of a share (Wilson 1927)."""
    share, square = yes / known, Z95**2
    centre = (share + square / (2 * known)) / (1 + square / known)
    half = Z95 * math.sqrt(share * (1 - share) / known + square / (4 * known**2)) / (1 + square / known)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def clopper_pearson(yes: int, known: int) -> Interval:
    """The exact 95% binomial interval."""
    from scipy.special import betaincinv

    low = 0.0 if yes == 0 else float(betaincinv(yes, known - yes + 1, ALPHA / 2))
    high = 1.0 if yes == known else float(betaincinv(yes + 1, known - yes, 1 - ALPHA / 2))
    return Interval(low, high)


def overdispersed_tail(cases: Ints, known: Ints, share: Floats, spread: float) -> Floats:
    """The chance of so many cases or more among the known of a crowd, row by row, where the shares of crowds vary
    around `share` with a correlation of `spread` within each: the upper tail of the beta-binomial."""
    cases, known, share = np.broadcast_arrays(cases, known, share)
    if not len(cases):
        return np.empty(0)

    from scipy.special import betaln, gammaln

    terms = known - cases + 1
    row = np.repeat(np.arange(len(terms)), terms)
    k = np.arange(len(row)) - np.repeat(np.cumsum(terms) - terms, terms) + cases[row]
    n, weight = known[row], (1 - spread) / spread
    yes, no = share[row] * weight, (1 - share[row]) * weight
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    chances = np.exp(ways + betaln(k + yes, n - k + no) - betaln(yes, no))
    return np.asarray(np.minimum(np.bincount(row, chances, minlength=len(terms)), 1.0))


def fisher(one: Floats, other: Floats) -> Floats:
    """Two p-values as one, row by row (Fisher 1932): with their product u, u (1 - ln u). Where one is unknown (NaN) the
    other stands."""
    product = np.maximum(one * other, np.finfo(np.float64).tiny)
    return np.asarray(np.where(np.isnan(one), other, np.where(np.isnan(other), one, product * (1 - np.log(product)))))


def false_discovery(p: Floats, tests: int | None = None) -> Floats:
    """q-values: the false discovery rate at which each would be found (Benjamini and Hochberg 1995). Of more `tests`
    than are given these are the smallest."""
    if not len(p):
        return p
    order = np.argsort(p, kind="stable")
    q = np.minimum.accumulate((p[order] * (len(p) if tests is None else tests) / np.arange(1, len(p) + 1))[::-1])[::-1]
    found = np.empty(len(p))
    found[order] = np.minimum(q, 1.0)
    return found

"""How far a figure can be trusted: bounds where part is hidden, intervals where a part was drawn at random.

Formulas, goals and test vectors: methods 3. An interval is never given for a part that chose itself (a capped
member list is the most active, not a sample); there the bounds speak.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Z95 = 1.959963984540054
"""Standard normal quantile of 0.975."""

ALPHA = 0.05

ENOUGH_COVERAGE = 0.95
"""From this share of members known on, a point with an interval may be the headline (methods 3)."""

FEW = 40
"""Below this many known, and for none or all, the exact inversion replaces the score interval (methods 3)."""

GAMMAS = (1.0, 2.0, 4.0)
"""Odds ratios between the unknown and the known for which the sensitivity of a share is shown (methods 3)."""


class Interval(NamedTuple):
    """Two ends, both included."""

    low: float
    high: float


def share_bounds(yes: int, unknown: int, listed: int, total: int) -> Interval:
    """What the share must lie within, whatever the unknown are: [k/N, (k+u+N-n)/N]."""
    if total <= 0:
        return Interval(0.0, 1.0)
    return Interval(yes / total, min(1.0, (yes + unknown + max(0, total - listed)) / total))


def wilson(yes: int, known: int, total: int | None = None) -> Interval:
    """The 95% score interval of a share seen in a random sample; with `total`, corrected for a finite population
    through the effective sample size n_e = m(N-1)/(N-m)."""
    if total is not None and known >= total:
        return Interval(yes / known, yes / known)
    size = float(known) if total is None else known * (total - 1) / (total - known)
    share, square = yes / known, Z95**2
    centre = (share + square / (2 * size)) / (1 + square / size)
    half = Z95 * math.sqrt(share * (1 - share) / size + square / (4 * size**2)) / (1 + square / size)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def clopper_pearson(yes: int, known: int) -> Interval:
    """The exact 95% binomial interval."""
    from scipy.special import betaincinv

    low = 0.0 if yes == 0 else float(betaincinv(yes, known - yes + 1, ALPHA / 2))
    high = 1.0 if yes == known else float(betaincinv(yes + 1, known - yes, 1 - ALPHA / 2))
    return Interval(low, high)


def jeffreys(yes: int, known: int) -> Interval:
    """The 95% interval of a binomial share under Jeffreys' prior."""
    from scipy.special import betaincinv

    tails = (betaincinv(yes + 0.5, known - yes + 0.5, tail) for tail in (ALPHA / 2, 1 - ALPHA / 2))
    low, high = (float(tail) for tail in tails)
    return Interval(low, high)


def hypergeometric(yes: int, known: int, total: int) -> Interval:
    """The exact 95% interval of a share of `total`, from a random sample without replacement, by inversion."""
    from scipy.stats import hypergeom

    def possible(cases: int, *, upper: bool) -> bool:
        tail = hypergeom.sf(yes - 1, total, cases, known) if upper else hypergeom.cdf(yes, total, cases, known)
        return bool(tail > ALPHA / 2)

    least, most = yes, total - (known - yes)
    low = _first(least, most, lambda cases: possible(cases, upper=True))
    high = total - _first(total - most, total - least, lambda rest: possible(total - rest, upper=False))
    return Interval(low / total, high / total)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number from `low` to `high` for which a property holds that, once true, stays true."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def sample_interval(yes: int, known: int, total: int) -> Interval:
    """The interval of a share when the known are a random part of `total`: a count when all are known, exact when
    they are few or unanimous, else Wilson's with the finite correction."""
    if known >= total:
        return Interval(yes / total, yes / total)
    if known < FEW or yes in (0, known):
        return hypergeometric(yes, known, total)
    return wilson(yes, known, total)


def sensitivity(yes: int, known: int, total: int, gamma: float) -> Interval:
    """The share of all `total` if the odds of the unknown differ from those of the known by up to `gamma`."""
    if known == 0:
        return Interval(0.0, 1.0)
    covered = known / total
    part = wilson(yes, known)
    share = yes / known
    low = _odds_scaled(part.low, 1 / gamma)
    high = _odds_scaled(part.high, gamma)
    return Interval(covered * share + (1 - covered) * low, covered * share + (1 - covered) * high)


def _odds_scaled(share: float, factor: float) -> float:
    if share >= 1.0:
        return 1.0
    odds = factor * share / (1 - share)
    return odds / (1 + odds)


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


def false_discovery(p: Floats) -> Floats:
    """q-values: the false discovery rate at which each would be found (Benjamini and Hochberg 1995)."""
    if not len(p):
        return p
    order = np.argsort(p, kind="stable")
    q = np.minimum.accumulate((p[order] * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1]
    found = np.empty(len(p))
    found[order] = np.minimum(q, 1.0)
    return found

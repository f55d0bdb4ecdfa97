"""Bounds and intervals against published vectors, statsmodels, scipy, and simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from auditor.measure.methods.uncertainty import clopper_pearson, share_bounds, wilson


def test_the_vectors_of_the_method() -> None:
    assert wilson(10, 100) == pytest.approx((0.055229, 0.174366), abs=1e-6)
    assert clopper_pearson(10, 100) == pytest.approx((0.049005, 0.176223), abs=1e-6)


@given(st.integers(1, 3_000).flatmap(lambda known: st.tuples(st.integers(0, known), st.just(known))))
def test_the_intervals_are_those_of_statsmodels_and_scipy(part: tuple[int, int]) -> None:
    yes, known = part
    assert wilson(yes, known) == pytest.approx(proportion_confint(yes, known, method="wilson"), abs=1e-9)
    exact = binomtest(yes, known).proportion_ci(method="exact")
    assert clopper_pearson(yes, known) == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert wilson(yes, known) == pytest.approx(tuple(binomtest(yes, known).proportion_ci(method="wilson")), abs=1e-9)


@pytest.mark.parametrize("odds", [1, 2, 4])
@pytest.mark.parametrize("hidden", [(0.3, 0.3), (0.2, 0.5)])
def test_the_bounds_hold_the_truth_whoever_hides(odds: int, hidden: tuple[float, float]) -> None:
    rng = np.random.default_rng(5)
    held = []
    for truth in (0.3, 0.6, 0.85):
        for _ in range(50):
            inactive = rng.random(8_000) < truth
            listed = rng.random(8_000) < np.where(inactive, 0.1, 0.1 * odds)
            seen = listed & (rng.random(8_000) >= np.where(inactive, hidden[1], hidden[0]))
            yes, unknown = int((seen & inactive).sum()), int((listed & ~seen).sum())
            low, high = share_bounds(yes, unknown, int(listed.sum()), 8_000)
            held.append(low <= inactive.mean() <= high)
    assert all(held)


def test_the_naive_interval_would_have_missed_it() -> None:
    rng = np.random.default_rng(6)
    inactive = rng.random(80_000) < 0.6
    listed = rng.random(80_000) < np.where(inactive, 0.05, 0.2)
    low, high = wilson(int((listed & inactive).sum()), int(listed.sum()))
    assert not low <= inactive.mean() <= high


def test_a_whole_count_has_no_interval() -> None:
    assert share_bounds(7, 0, 20, 20) == (0.35, 0.35)


def test_bounds_of_a_part() -> None:
    assert share_bounds(10, 20, 50, 100) == (0.1, 0.8)
    assert share_bounds(0, 0, 0, 0) == (0.0, 1.0)

"""Bounds and intervals against the vectors of methods 3, statsmodels, scipy, and simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom
from statsmodels.stats.proportion import proportion_confint

from auditor.measure.methods.uncertainty import (
    GAMMAS,
    clopper_pearson,
    hypergeometric,
    jeffreys,
    sample_interval,
    sensitivity,
    share_bounds,
    wilson,
)


def test_the_vectors_of_the_method() -> None:
    assert wilson(10, 100) == pytest.approx((0.055229, 0.174366), abs=1e-6)
    assert clopper_pearson(10, 100) == pytest.approx((0.049005, 0.176223), abs=1e-6)
    assert jeffreys(10, 100) == pytest.approx((0.052585, 0.170124), abs=1e-6)
    assert wilson(10, 100, 400) == pytest.approx((0.059726, 0.162732), abs=1e-6)
    assert hypergeometric(10, 100, 400) == pytest.approx((0.055, 0.165), abs=1e-6)


@given(st.integers(1, 3_000).flatmap(lambda known: st.tuples(st.integers(0, known), st.just(known))))
def test_the_intervals_are_those_of_statsmodels_and_scipy(part: tuple[int, int]) -> None:
    yes, known = part
    assert wilson(yes, known) == pytest.approx(proportion_confint(yes, known, method="wilson"), abs=1e-9)
    assert jeffreys(yes, known) == pytest.approx(proportion_confint(yes, known, method="jeffreys"), abs=1e-9)
    exact = binomtest(yes, known).proportion_ci(method="exact")
    assert clopper_pearson(yes, known) == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert wilson(yes, known) == pytest.approx(tuple(binomtest(yes, known).proportion_ci(method="wilson")), abs=1e-9)


@given(
    st.integers(2, 60).flatmap(
        lambda total: st.integers(1, total - 1).flatmap(
            lambda known: st.tuples(st.integers(0, known), st.just(known), st.just(total))
        )
    )
)
def test_the_exact_interval_holds_every_total_that_could_have_given_the_sample(case: tuple[int, int, int]) -> None:
    yes, known, total = case
    likely = [
        cases
        for cases in range(yes, total - (known - yes) + 1)
        if hypergeom.sf(yes - 1, total, cases, known) > 0.025 and hypergeom.cdf(yes, total, cases, known) > 0.025
    ]
    assert hypergeometric(*case) == (min(likely) / total, max(likely) / total)


@pytest.mark.parametrize(("total", "known", "share"), [(1_000, 300, 0.1), (5_000, 3_000, 0.1), (80_000, 10_000, 0.1)])
def test_a_random_part_covers_the_truth_as_often_as_promised(total: int, known: int, share: float) -> None:
    rng = np.random.default_rng(3)
    cases = round(total * share)
    drawn = rng.hypergeometric(cases, total - cases, known, size=4_000)
    held = [low <= share <= high for low, high in (sample_interval(int(yes), known, total) for yes in drawn)]
    assert 0.93 <= np.mean(held) <= 0.97


def test_a_small_random_part_is_inverted_exactly_and_covers_at_least_as_often() -> None:
    rng = np.random.default_rng(4)
    drawn = rng.hypergeometric(20, 180, 30, size=2_000)
    held = [low <= 0.1 <= high for low, high in (sample_interval(int(yes), 30, 200) for yes in drawn)]
    assert np.mean(held) >= 0.95


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
    assert sample_interval(7, 20, 20) == (0.35, 0.35)
    assert wilson(7, 20, 20) == (0.35, 0.35)
    assert share_bounds(7, 0, 20, 20) == (0.35, 0.35)


def test_bounds_of_a_part() -> None:
    assert share_bounds(10, 20, 50, 100) == (0.1, 0.8)
    assert share_bounds(0, 0, 0, 0) == (0.0, 1.0)


def test_the_sensitivity_of_a_share_widens_with_the_odds() -> None:
    ends = [sensitivity(30, 60, 100, gamma) for gamma in GAMMAS]
    assert [low for low, _ in ends] == sorted((low for low, _ in ends), reverse=True)
    assert [high for _, high in ends] == sorted(high for _, high in ends)
    low, high = wilson(30, 60)
    odds = 4 * high / (1 - high)
    assert ends[2].high == pytest.approx(0.6 * 0.5 + 0.4 * odds / (1 + odds))
    assert ends[0].low == pytest.approx(0.6 * 0.5 + 0.4 * low)
    assert sensitivity(0, 0, 100, 2) == (0.0, 1.0)
    assert sensitivity(60, 60, 100, 4).high == pytest.approx(1.0)

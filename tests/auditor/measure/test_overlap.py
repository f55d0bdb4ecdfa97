"""Overlap of chats beyond chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from auditor.measure.overlap import overlaps_of
from auditor.measure.uncertainty import false_discovery


def test_the_figures_are_those_of_the_formula() -> None:
    people = [np.arange(0, 50), np.arange(30, 80), np.arange(0, 200, 2), np.arange(100, 300)]
    found = overlaps_of(people)
    sets = [set(seen.tolist()) for seen in people]
    total = len(set().union(*sets))
    pairs = [(one, two) for one in range(4) for two in range(one + 1, 4)]
    shared = [len(sets[one] & sets[two]) for one, two in pairs]
    chance = [hypergeom.sf(both - 1, total, len(sets[one]), len(sets[two])) for both, (one, two) in zip(shared, pairs, strict=True)]  # fmt: skip  # noqa: E501

    assert total == found.people
    assert pairs == list(zip(found.one.tolist(), found.two.tolist(), strict=True))
    assert shared == found.shared.tolist()
    assert false_discovery(np.array(chance)) == pytest.approx(found.q)


def test_chats_drawn_at_random_share_no_more_than_chance() -> None:
    rng = np.random.default_rng(5_000)
    worlds = [overlaps_of([rng.choice(5_000, 400, replace=False) for _ in range(10)]) for _ in range(40)]

    assert sum(bool((found.q <= 0.05).any()) for found in worlds) <= 4


def test_two_chats_with_the_same_people_among_others_are_beyond_chance() -> None:
    rng = np.random.default_rng(5_001)
    others = [rng.choice(5_000, 400, replace=False) for _ in range(20)]
    shared = np.arange(100_000, 100_080)
    found = overlaps_of([np.concatenate((others[0], shared)), np.concatenate((others[1], shared)), *others[2:]])

    assert [(0, 1)] == [(found.one[pair], found.two[pair]) for pair in np.flatnonzero(found.q <= 0.05)]


@given(st.lists(st.lists(st.integers(1, 30), min_size=1), min_size=2, max_size=2))
def test_of_two_chats_no_overlap_is_beyond_chance(people: list[list[int]]) -> None:
    found = overlaps_of([np.array(seen, np.int64) for seen in people])

    assert pytest.approx(1.0) == found.q[0]

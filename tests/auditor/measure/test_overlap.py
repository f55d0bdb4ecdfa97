"""Overlap of chats beyond chance."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from auditor.frames.inputs import Ints
from auditor.measure.methods import incidence
from auditor.measure.methods.overlap import Overlaps, Q, overlaps_of, shared_people
from auditor.measure.methods.uncertainty import false_discovery


def test_the_figures_are_those_of_the_formula() -> None:
    people = [np.arange(0, 50), np.arange(30, 80), np.arange(0, 200, 2), np.arange(100, 300)]
    found = overlaps_of(people)
    sets = [set(seen.tolist()) for seen in people]
    total = len(set().union(*sets))
    pairs = [(one, two) for one in range(4) for two in range(one + 1, 4)]
    shared = [len(sets[one] & sets[two]) for one, two in pairs]
    chance = [hypergeom.sf(both - 1, total, len(sets[one]), len(sets[two])) for both, (one, two) in zip(shared, pairs, strict=True)]  # fmt: skip  # noqa: E501

    q = false_discovery(np.array(chance))
    expected = {pair: (both, each) for pair, both, each in zip(pairs, shared, q.tolist(), strict=True) if each <= Q}
    assert total == found.people
    assert expected
    assert {pair: pytest.approx(figures) for pair, figures in expected.items()} == beyond(found)


def beyond(found: Overlaps) -> dict[tuple[int, int], tuple[int, float]]:
    """How many each pair beyond chance shares, and its q."""
    rows = zip(found.one.tolist(), found.two.tolist(), found.shared.tolist(), found.q.tolist(), strict=True)
    return {(one, two): (both, q) for one, two, both, q in rows if q <= Q}


def naive(people: list[Ints]) -> tuple[dict[tuple[int, int], tuple[int, float]], int]:
    """The same by looking at every pair, and how many people are in both chats of one that was found."""
    sets = [set(seen.tolist()) for seen in people]
    total = len(set().union(*sets))
    pairs = list(combinations(range(len(sets)), 2))
    shared = [len(sets[one] & sets[two]) for one, two in pairs]
    chance = [
        float(hypergeom.sf(both - 1, total, len(sets[one]), len(sets[two])))
        for both, (one, two) in zip(shared, pairs, strict=True)
    ]
    rows = zip(pairs, shared, false_discovery(np.array(chance)).tolist(), strict=True)
    found = {pair: (both, q) for pair, both, q in rows if q <= Q}
    return found, len(set().union(*(sets[one] & sets[two] for one, two in found)))


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32),
    chats=st.integers(3, 25),
    common=st.integers(0, 60),
    blocks=st.sampled_from([8, 1 << 22]),
)
def test_the_pairs_found_are_those_of_looking_at_every_pair(seed: int, chats: int, common: int, blocks: int) -> None:
    rng = np.random.default_rng(seed)
    people = [rng.choice(900, rng.integers(1, 200), replace=False) for _ in range(chats)]
    for place in rng.choice(chats, 2, replace=False):
        people[place] = np.union1d(people[place], np.arange(5_000, 5_000 + common))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(incidence, "MEETINGS_AT_ONCE", blocks)
        found = overlaps_of(people)
    pairs, together = naive(people)

    assert {pair: pytest.approx(figures) for pair, figures in pairs.items()} == beyond(found)
    assert together == shared_people(found, np.flatnonzero(found.q <= Q))


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

    assert {} == beyond(found)

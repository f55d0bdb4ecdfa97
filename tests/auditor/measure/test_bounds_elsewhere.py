"""Bounds on chats of a simulator that shares nothing with `tests/worlds`: no truth outside, no reading of the names
outside.

The full size, and the commit before as control: `python -m bench.bounds_elsewhere`.
"""

import asyncio
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from auditor.frames.readings import ends
from auditor.measure.spec import Measure
from bench import elsewhere, elsewhere_readings
from bench.bounds_elsewhere import Exactness, missed, written
from bench.read_exports import read

SEEDS = range(160)

WENT_WRONG = (200053, 200781, 205227, 205457, 206158, 206938, 206982)
"""Chats in which a draw once found a truth or a reading outside: of the second and of the last four it was the search
for the ends of a share, of the others who made the chat."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Measure]]:
    """What is said of each chat."""
    folder = tmp_path_factory.mktemp("elsewhere")
    paths = written([elsewhere.chat(seed) for seed in SEEDS], folder)
    return asyncio.run(read([Path(path) for path in paths], folder / "home"))


def test_where_the_premises_hold_no_truth_is_outside_its_bounds(found: list[dict[str, Measure]]) -> None:
    worlds = [(seed, elsewhere.chat(seed)) for seed in SEEDS]
    resting = [(seed, world) for seed, world in worlds if world.ids != "none" and elsewhere_readings.truth_fits(world)]
    assert len(resting) > 100
    outside = {seed: missed(found[seed], elsewhere_readings.figures(world)) for seed, world in resting}
    assert {seed: figures for seed, figures in outside.items() if figures} == {}


def test_the_bounds_are_the_extremes_of_all_readings(found: list[dict[str, Measure]]) -> None:
    exactness = Exactness()
    for seed in SEEDS[:80]:
        world = elsewhere.chat(seed)
        if world.ids != "none":
            exactness.take(seed, world, found[seed])
    assert exactness.worlds > 50
    assert exactness.outside == 0
    assert exactness.exact >= 0.9 * exactness.figures


def test_where_a_draw_once_found_a_truth_outside_none_is(tmp_path: Path) -> None:
    worlds = [elsewhere.chat(seed) for seed in WENT_WRONG]
    said = asyncio.run(read([Path(path) for path in written(worlds, tmp_path)], tmp_path / "home"))
    exactness = Exactness()
    for seed, world, figures in zip(WENT_WRONG, worlds, said, strict=True):
        assert elsewhere_readings.truth_fits(world)
        assert missed(figures, elsewhere_readings.figures(world)) == []
        exactness.take(seed, world, figures)
    assert exactness.worlds > 0
    assert exactness.outside == 0


def test_what_is_known_lies_between_the_ends(found: list[dict[str, Measure]]) -> None:
    for seed, figures in zip(SEEDS, found, strict=True):
        for name, said in figures.items():
            if said.low is None or said.high is None or said.unit == "share":
                continue
            known = said.count if said.value is None else said.value
            assert known is not None
            assert said.low <= known <= said.high, (seed, name, said)


def test_the_ends_of_a_share_hold_every_choice_that_is_of_somebody() -> None:
    rng = Random(1)
    exact = 0
    for _ in range(2_000):
        of = rng.randint(0, 5)
        count = rng.randint(0, of)
        ways = [
            np.array([(rng.randint(-2, 2), rng.randint(-3, 3)) for _ in range(rng.randint(1, 3))], np.int64)
            for _ in range(rng.randint(1, 3))
        ]
        sums = [(count + sum(c for c, _ in choice), of + sum(b for _, b in choice)) for choice in product(*ways)]
        shares = [min(1.0, max(0.0, cases / base)) for cases, base in sums if base > 0]
        low, high = ends(count, of, ways)
        assert all(low - 1e-9 <= share <= high + 1e-9 for share in shares)
        if shares and all(0 <= cases <= base for cases, base in sums):
            assert (low, high) == pytest.approx((min(shares), max(shares)))
            exact += 1
    assert exact > 50

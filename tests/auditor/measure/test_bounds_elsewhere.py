"""Bounds on chats of a simulator that shares nothing with `tests/worlds`: no truth outside, no reading of the names
outside.

The full size, and the commit before as control: `python -m bench.bounds_elsewhere`.
"""

import asyncio
from pathlib import Path

import pytest

from auditor.measure.spec import Measure
from bench import elsewhere, elsewhere_readings
from bench.bounds_elsewhere import Exactness, missed, written
from bench.read_exports import read

SEEDS = range(160)


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

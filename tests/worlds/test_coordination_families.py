"""The worlds are what they say: planted as drawn, clean where nothing is planted, the same again by the same seed."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from tests.worlds.coordination_families import FAMILIES, REGIMES, SINGLE_ACTS, World

BOTH = FAMILIES | REGIMES
SEEDS = range(300, 302)


@pytest.fixture(scope="module", params=list(BOTH))
def worlds(request: pytest.FixtureRequest) -> list[World]:
    return [BOTH[request.param](seed) for seed in SEEDS]


def test_columns_are_of_one_table_in_order_of_time(worlds: list[World]) -> None:
    for world in worlds:
        many = len(world.at)

        assert {many} == {
            len(column) for column in (world.id, world.author, world.text, world.reply, world.forward, world.given)
        }
        assert all(before <= after for before, after in pairwise(world.at.tolist()))
        assert world.id.tolist() == list(range(len(world.came) + 1, len(world.came) + many + 1))
        assert 0 <= world.author.min() <= world.author.max() < world.people
        assert 1_000 <= many <= 20_000


def test_an_answer_comes_after_what_it_answers(worlds: list[World]) -> None:
    for world in worlds:
        answers = np.flatnonzero(world.reply)
        assert (world.reply[answers] < world.id[answers]).all()
        assert np.isin(world.reply[answers], world.id).all()


def test_only_families_have_anything_planted_and_its_accounts_write(worlds: list[World]) -> None:
    for world in worlds:
        assert (world.family in FAMILIES) == bool(world.planted)
        assert sum(map(len, world.planted)) == len(world.in_concert)
        assert all(len(farm) >= 5 for farm in world.planted)
        assert len(world.in_concert & set(world.author.tolist())) >= 0.5 * len(world.in_concert)


def test_whoever_came_came_before_they_wrote(worlds: list[World]) -> None:
    for world in worlds:
        came = {one.person: one.at for one in world.came}

        assert len(came) == len(world.came)
        assert (world.kind == "chat") == (len(came) == world.people)
        late = sum(came.get(who, 0) > at for who, at in zip(world.author.tolist(), world.at.tolist(), strict=True))
        assert late <= 0.1 * len(world.at)


def test_the_same_seed_is_the_same_world_and_another_another(worlds: list[World]) -> None:
    again = BOTH[worlds[0].family](SEEDS[0])

    assert (again.text, again.at.tolist(), again.planted) == (worlds[0].text, worlds[0].at.tolist(), worlds[0].planted)
    assert len({tuple(world.at[:50].tolist()) for world in worlds}) == len(worlds)


def test_farms_take_part_as_often_as_drawn() -> None:
    drawn, done = [], []
    for world in map(FAMILIES["farms"], range(300, 312)):
        if world.drawn["editing"] != "exact" or float(world.drawn["size"]) < 10:
            continue
        said = Counter(
            text for text, who in zip(world.text, world.author.tolist(), strict=True) if who in world.in_concert
        )
        acts = sum(many for text, many in said.items() if many > 1 and len(text.split()) >= 5)
        done.append(acts / 24 / float(world.drawn["size"]))
        drawn.append(float(world.drawn["turnout"]))

    assert len(drawn) >= 3
    assert np.array(drawn) == pytest.approx(np.array(done), abs=0.1)


@pytest.mark.parametrize("name", sorted(SINGLE_ACTS))
def test_in_a_single_act_everybody_takes_part_once(name: str) -> None:
    world = FAMILIES[name](SEEDS[0])
    (farm,) = world.planted
    steps = np.diff(world.at[[who in farm and bool(world.forward[row] == "1500000001/77" if "reposts" in name else
                     len(world.text[row]) > 60) for row, who in enumerate(world.author.tolist())]])  # fmt: skip

    assert len(steps) >= len(farm) - 1


def test_parameters_cover_their_ranges() -> None:
    drawn = [FAMILIES["farms"](seed).drawn for seed in range(300, 324)]

    turnout, minutes, size = ([float(one[name]) for one in drawn] for name in ("turnout", "minutes", "size"))
    assert (min(turnout) < 0.35, max(turnout) > 0.8) == (True, True)
    assert (min(minutes) < 4, max(minutes) > 20) == (True, True)
    assert (min(size) < 15, max(size) > 80) == (True, True)

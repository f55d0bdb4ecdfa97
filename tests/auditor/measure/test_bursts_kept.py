"""Which episodes of a text in daily use are more than its use, held against the definition counted post by post."""

from random import Random

import numpy as np
import pytest
from scipy.stats import poisson

from auditor.frames.inputs import DAY, Bools, Ints
from auditor.measure.methods.habits import bursts_kept

Posts = list[tuple[int, int, int]]
"""(object, moment, person) of each post."""


def counted_by_hand(posts: Posts, episodes: Posts, lasts: int, days: int, people_least: int) -> list[bool]:
    kept = []
    for what, start, people in episodes:
        mine = [(at, who) for each, at, who in posts if each == what]
        live = {at // DAY for at, _ in mine}
        if len(live) < 3 or len({who for _, who in mine}) < people_least:
            kept.append(True)
            continue
        reach = min(DAY // 2, max(3_600, lasts))
        nearby = sum(start - 6 * lasts <= at < start + 7 * lasts for at, _ in mine) / 13
        sides = [
            sum((at - side) % DAY < reach and not 0 <= at - side < reach for at, _ in mine)
            for side in (start - reach, start)
        ]
        then = max(*(min(1.0, lasts / reach) * side for side in sides), sum(sides) * min(1.0, lasts / (2 * reach)))
        in_use = sum(sides) if len(live) >= 10 else then
        rates = [nearby, then / max(1, days - 1)] + [in_use / (len(live) - 1)] * (len(live) > days / 4)
        kept.append(bool(poisson.sf(people - 1, max(rates) + 0.05) <= 1e-4))
    return kept


def columns(rows: Posts) -> tuple[Ints, Ints, Ints]:
    what, at, who = (np.array([row[place] for row in rows], np.int64) for place in range(3))
    return what, at, who


def kept(posts: Posts, episodes: Posts, lasts: int = 300, people_least: int = 5) -> Bools:
    what, at, who = columns(posts)
    of, start, people = columns(episodes)
    return bursts_kept(what, at, who, of=of, start=start, people=people, lasts=lasts, people_least=people_least)


@pytest.mark.parametrize("lasts", [60, 300, 3_600, DAY])
@pytest.mark.parametrize("seed", range(8))
def test_episodes_are_kept_as_the_definition_says(seed: int, lasts: int) -> None:
    rng = Random(seed)
    beginning = rng.choice((0, 1_700_000_000, -86_400 * 5 + 7))
    posts, episodes = [], []
    for what in range(12):
        usual = rng.randrange(DAY)
        for _ in range(rng.randrange(40)):
            spread = rng.choice((60, 3_000, DAY))
            posts.append((what, beginning + rng.randrange(9) * DAY + usual + rng.randrange(spread), rng.randrange(15)))
        moments = [at for each, at, _ in posts if each == what] or [beginning]
        episodes += [(what, rng.choice(moments), rng.randrange(2, 16)) for _ in range(4)]
    posts += [(-1, beginning + rng.randrange(9) * DAY, 3) for _ in range(50)]
    at = [moment for _, moment, _ in posts]
    days = max(at) // DAY - min(at) // DAY + 1
    by_hand = counted_by_hand(posts, episodes, lasts, days, 5)

    assert by_hand == kept(posts, episodes, lasts).tolist()
    assert True in by_hand
    if lasts <= 3_600:
        assert False in by_hand


def test_a_greeting_is_a_habit_and_a_slogan_is_none() -> None:
    rng = Random("morning")
    greeting = [
        (0, day * DAY + 25_000 + rng.randrange(7_200), who) for day in range(20) for who in rng.sample(range(60), 24)
    ]
    slogan = [(1, day * DAY + 40_000 + rng.randrange(180), who) for day in (1, 3, 5, 7) for who in range(30)]
    crowds = [(0, 25_000 + day * DAY + 3_000, size) for day in range(20) for size in (2, 3, 4)]
    attacks = [(1, day * DAY + 40_000, 30) for day in (1, 3, 5, 7)]

    assert not kept(greeting + slogan, crowds).any()
    assert kept(greeting + slogan, attacks).all()


def test_a_burst_of_the_greeting_itself_stands_out_of_its_use() -> None:
    rng = Random("noon")
    greeting = [
        (0, day * DAY + 25_000 + rng.randrange(7_200), who) for day in range(20) for who in rng.sample(range(60), 24)
    ]
    raid = [(0, 9 * DAY + 60_000 + rng.randrange(200), who) for who in range(60, 80)]

    assert [True] == kept(greeting + raid, [(0, 9 * DAY + 60_000, 20)]).tolist()


def test_midnight_is_no_border_of_what_is_usual() -> None:
    rng = Random("midnight")
    night = [
        (0, day * DAY + rng.randrange(-3_600, 3_600), rng.randrange(50)) for day in range(1, 30) for _ in range(60)
    ]

    assert not kept(night, [(0, day * DAY + 30, 5) for day in range(2, 30)]).any()


def test_without_posts_or_episodes_there_is_nothing_to_keep() -> None:
    assert [] == kept([(-1, 5, 0)], []).tolist()
    assert [] == kept([], []).tolist()

"""Single acts of many: what is told of them, and what is too ordinary to be told."""

from random import Random

import numpy as np
import pytest

from auditor.frames.inputs import DAY, Ints
from auditor.measure.methods.acts import Act as Found
from auditor.measure.methods.acts import acts_of
from auditor.measure.methods.kinds import Kind
from auditor.measure.methods.outstanding import chances, smallest
from auditor.measure.spec import Answer
from tests.auditor.measure.crowd_frames import crowd_frames
from tests.auditor.measure.searched import coordination as searched
from tests.auditor.measure.test_coordination import chat
from tests.worlds.coordination import Act
from tests.worlds.coordination.acts import BEGINS

HOUR = 3_600
COMPLAINT = (
    "Прошу проверить законность строительства на набережной и сообщить мне о принятых мерах в установленный срок"
)
Posts = list[tuple[int, int, int]]
"""(moment, person, thing) of each."""


def found(posts: Posts, kind: Kind = "link", letters: int = 0) -> list[Found]:
    at, person, thing = (np.array(column, np.int64) for column in zip(*sorted(posts), strict=True))
    return acts_of(at, person, np.full(len(at), letters), {kind: thing}).acts


def told(*acts: Act, people: int = 60, days: int = 6) -> Answer:
    return searched(crowd_frames(chat(*acts, people=people, days=days)), draws=3, reshuffles=1)["coordination.acts"]


def raid(thing: int, at: int, people: Ints | range, within: int = 180) -> Posts:
    rng = Random(thing)
    return [(at + rng.randrange(within), int(who), thing) for who in people]


def everyday(things: int, most: int, seed: int = 0) -> Posts:
    """Things that one to `most` people do within minutes, once each."""
    rng = Random(seed)
    return [(at + rng.randrange(240), who, thing)
            for thing in range(1_000, 1_000 + things) for at in (rng.randrange(20 * DAY),)
            for who in rng.sample(range(500), rng.randint(1, most))]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://example.org/join/AbCd1234", "link"),
        ("@an_invented_channel", "mentions"),
        ("🔥🚀🔥🚀🔥🚀", "emoji"),
        (COMPLAINT, "text"),
    ],
)
def test_a_raid_is_told_whatever_it_is_made_of(text: str, kind: str) -> None:
    acts = [Act(BEGINS + 3 * DAY + 50_000 + 5 * place, 30 + place, text) for place in range(30)]
    answer = told(*acts)
    (row,) = answer.evidence

    assert ("mass", kind, 30, 300) == tuple(row[key] for key in ("pattern", "kind", "count", "window"))
    assert answer.finding is not None
    assert ("some", 30) == (answer.finding.strength, answer.finding.facts["mass_people"])
    assert (1, 30) == (answer.measure.count, answer.measure.inside)


def test_what_is_usual_here_is_no_mass() -> None:
    usual = everyday(60, 14)

    assert [] == found(usual)
    assert [] == found([*usual, *raid(1, 9 * DAY, range(600, 616))])
    assert ["mass"] == [act.what for act in found([*everyday(60, 3), *raid(1, 9 * DAY, range(600, 616))])]


def test_a_post_that_goes_round_for_an_hour_is_no_mass() -> None:
    rng = Random("viral")
    viral = [(5 * DAY + int(rng.gammavariate(2, 900)), who, 1) for who in range(120)]

    assert [] == found([*everyday(40, 3), *viral])


def test_a_custom_of_the_morning_is_no_single_act() -> None:
    rng = Random("morning")
    posts = [(day * DAY + 30_000 + rng.randrange(200), who, 1) for day in range(6) for who in rng.sample(range(30), 25)]

    assert [] == found([*everyday(40, 3), *posts])


def test_two_raids_of_different_people_do_not_hide_each_other() -> None:
    acts = found([*everyday(40, 3), *raid(1, 5 * DAY, range(600, 640)), *raid(2, 9 * DAY, range(700, 735))])

    assert [40, 35] == [act.people for act in acts]


@pytest.mark.parametrize(("step", "people"), [(1_200, 12), (300, 9), (18 * HOUR, 33)])
def test_even_steps_are_told(step: int, people: int) -> None:
    rng = Random(step)
    posts = [(3 * DAY + place * step + rng.randrange(step // 50), 600 + place, 1) for place in range(people)]
    (act,) = found([*everyday(40, 3), *posts], "forward")

    assert ("steps", people) == (act.what, act.people)
    assert act.pause is not None
    assert step == pytest.approx(act.pause, rel=0.02)


def test_steps_of_whole_days_are_a_custom_and_random_moments_are_no_steps() -> None:
    rng = Random("steps")
    daily = [(place * DAY + 30_000 + rng.randrange(300), place, 1) for place in range(20)]

    assert [] == found(daily)
    for seed in range(200):
        drawn = Random(seed)
        assert [] == found([(drawn.randrange(10 * DAY), place, 1) for place in range(9)])


def test_complaints_as_they_come_are_said_to_be_there_and_are_no_sign() -> None:
    rng = Random("complaints")
    acts = [
        Act(BEGINS + rng.randrange(25) * DAY + rng.randrange(9 * HOUR, 20 * HOUR), 60 + who, COMPLAINT)
        for who in range(23)
    ]
    answer = told(*acts, people=90, days=26)
    (row,) = answer.evidence

    assert ("spread", "text", 23) == tuple(row[key] for key in ("pattern", "kind", "count"))
    assert answer.finding is not None
    assert "none" == answer.finding.strength


def test_the_chance_of_the_largest_gap_is_that_of_a_power_law() -> None:
    rng = np.random.default_rng(4)
    drawn = np.sort(3 * (1 + rng.pareto(4, (4_000, 200))), axis=1)[:, ::-1].astype(np.int64)
    below = np.mean([chances(row)[0] <= 0.01 for row in drawn])

    assert below <= 0.015
    assert chances(np.array([60, 4, 4, 3]))[0] < 0.001
    assert 1.0 == chances(np.array([5, 5, 5, 5]))[3]


@pytest.mark.parametrize("sizes", [[], [4, 4, 3], [30, 12, 9, 8, 5], [8] * 40])
def test_the_smallest_is_one_that_stands_out(sizes: list[int]) -> None:
    others = np.array(sizes, np.int64)
    least = smallest(others, 0.005, 10)
    beside = np.sort(np.append(others, least))[::-1]

    assert chances(beside)[0] <= 0.005


def test_of_few_writers_nothing_can_be_told() -> None:
    answer = searched(crowd_frames(chat(people=6)), draws=3, reshuffles=1)["coordination.acts"]

    assert ("insufficient", "too-few-writers") == (answer.measure.outcome, answer.measure.why)

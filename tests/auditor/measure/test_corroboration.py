"""What speaks for a group beside what it shares; nothing does in a class, a cohort, or readers of one post."""

from random import Random
from typing import NamedTuple

import msgspec
import numpy as np
import pandas as pd
import pytest

from auditor.frames.inputs import DAY, NO_TIME, NOBODY
from auditor.frames.timeline import timeline_of
from auditor.measure.methods.corroboration import Corroboration, corroborated, fast_writers, forced_adders
from auditor.measure.methods.kinds import objects_by_kind
from tests.auditor.measure.crowd_frames import crowd_frames, pseudonym
from tests.worlds.coordination import Act, Crowd
from tests.worlds.coordination.acts import BEGINS, in_order
from tests.worlds.coordination.clean import said

HOUR, PEOPLE, DAYS = 3_600, 240, 8
POST = BEGINS - 5 * DAY
"""When a post brings people."""


class Came(NamedTuple):
    at: int
    adder: int | None = None


def talk(rng: Random, people: range | list[int], each: int = 12) -> list[Act]:
    return [Act(BEGINS + rng.randrange(DAYS * DAY), who, said(rng)) for who in people for _ in range(each)]


def shared(rng: Random, people: list[int], tasks: int, within: int, **how: float) -> list[Act]:
    """The same texts from most of these people, within so many seconds each time; `turnout`, and how much later."""
    late, turnout = int(how.get("late", 0)), how.get("turnout", 0.8)
    return [
        Act(BEGINS + (task % DAYS) * DAY + 40_000 + 977 * task + late + rng.randrange(within), who, task_text(task))
        for task in range(tasks)
        for who in people
        if rng.random() < turnout
    ]


def task_text(task: int) -> str:
    return f"Задание {chr(1072 + task) * 3} {chr(1073 + task) * 4} для всех жителей нашего города"


def as_others_come(rng: Random, people: range | list[int]) -> dict[int, Came]:
    return {who: Came(BEGINS - rng.randrange(1, 60 * DAY)) for who in people}


def looked_at(
    acts: list[Act],
    came: dict[int, Came],
    group: list[int],
    made: dict[int, int] | None = None,
    *,
    groups: int = 1,
    forced: list[int] | None = None,
) -> Corroboration:
    """As the engine asks; `made` says when accounts were made."""
    frames = crowd_frames(Crowd("beside", PEOPLE, in_order(acts)))
    people = frames.people.copy()
    index = [pseudonym(who) for who in came]
    people["arrived_at"] = pd.Series([each.at for each in came.values()], index).reindex(people.index).fillna(NO_TIME)
    adders = [NOBODY if each.adder is None else pseudonym(each.adder) for each in came.values()]
    people["adder"] = pd.Series(adders, index).reindex(people.index).fillna(NOBODY).astype(np.int64)
    for column, part in (("age_from", -20 * DAY), ("age_to", 20 * DAY)) if made else ():
        known = pd.Series({pseudonym(who): at + part for who, at in (made or {}).items()})
        people[column] = known.reindex(people.index).fillna(NO_TIME).astype(np.int64)
    people["arrived_at"] = people["arrived_at"].astype(np.int64)
    frames = msgspec.structs.replace(frames, people=people)
    assert frames.texts is not None
    timeline = timeline_of(frames.messages, frames.texts)
    object_ = objects_by_kind(timeline, origins="authors")["text"]
    persons = np.array([pseudonym(who) for who in group], np.int64)
    task = np.isin(timeline.id, [act.place for act in acts if act.text.startswith("Задание ")])
    posts = np.flatnonzero(task & np.isin(timeline.people[timeline.person], persons))
    forcing = forced_adders(frames) if forced is None else np.array([pseudonym(who) for who in forced], np.int64)
    return corroborated(frames, timeline, persons, posts=posts, object_=object_, forced=forcing,
                        fast=fast_writers(timeline), groups=groups)  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_readers_whom_one_post_brought_and_who_only_pass_it_on_are_not_strong(seed: int) -> None:
    rng = Random(f"readers {seed}")
    crowd, others = list(range(200, 240)), list(range(200))
    came = as_others_come(rng, others) | {who: Came(POST + rng.randrange(HOUR)) for who in crowd}
    some_share = rng.sample(others, 8)
    acts = [
        *talk(rng, others),
        *shared(rng, crowd, 10, 900),
        *shared(rng, some_share, 10, 30_000, turnout=0.3, late=900),
    ]
    found = looked_at(acts, came, crowd[: rng.choice([15, 40])])

    assert () == found.held
    assert not found.strong


@pytest.mark.parametrize("seed", range(5))
def test_of_readers_of_one_post_the_busiest_are_like_the_rest(seed: int) -> None:
    rng = Random(f"busiest {seed}")
    crowd, others = list(range(160, 240)), list(range(160))
    came = as_others_come(rng, others) | {who: Came(POST + int(rng.expovariate(1 / 1_200))) for who in crowd}
    acts = [*talk(rng, others), *shared(rng, crowd, 12, 900, turnout=0.4)]
    found = looked_at(
        acts, came, rng.sample(crowd, 20), {who: int(rng.gauss(BEGINS - 900 * DAY, 400 * DAY)) for who in range(PEOPLE)}
    )

    assert {"arrival", "age", "adder", "silence"} <= set(found.looked)
    assert () == found.held


@pytest.mark.parametrize("all_of_it", [True, False])
def test_an_added_class_that_greets_daily_is_not_strong(all_of_it: bool) -> None:
    rng = Random(f"class {all_of_it}")
    pupils, others = list(range(200, 230)), list(range(200))
    came = as_others_come(rng, others) | {who: Came(POST + rng.randrange(600), adder=3) for who in pupils}
    acts = [*talk(rng, others), *shared(rng, pupils, 8, 600)]
    found = looked_at(acts, came, pupils if all_of_it else pupils[:18])

    assert () == found.held


def test_a_cohort_of_new_accounts_is_not_strong() -> None:
    rng = Random("cohort")
    cohort, others = list(range(140, 240)), list(range(140))
    came = as_others_come(rng, others) | {who: Came(POST + rng.randrange(2 * DAY)) for who in cohort}
    made = {who: POST - rng.randrange(20 * DAY) for who in cohort} | {
        who: POST - rng.randrange(100 * DAY, 2_000 * DAY) for who in others
    }
    acts = [*talk(rng, range(PEOPLE)), *shared(rng, cohort, 10, 900, turnout=0.3)]
    found = looked_at(acts, came, cohort[:25], made)

    assert {"arrival", "age"} <= set(found.looked)
    assert () == found.held


def test_a_farm_in_a_wave_of_readers_stands_apart_from_them() -> None:
    rng = Random("farm")
    readers, farm, others = list(range(120, 220)), list(range(220, 240)), list(range(120))
    came = as_others_come(rng, others) | {who: Came(POST + rng.randrange(HOUR), adder=None) for who in readers}
    came |= {who: Came(POST + 900 + rng.randrange(50), adder=5) for who in farm}
    made = {who: POST - rng.randrange(2_000 * DAY) for who in range(PEOPLE)} | {
        who: POST - rng.randrange(20 * DAY) for who in farm
    }
    acts = [
        *talk(rng, [*others, *readers]),
        *shared(rng, farm, 12, 200),
        *shared(rng, readers, 12, 30_000, turnout=0.1, late=300),
    ]
    found = looked_at(acts, came, farm, made)

    assert {"arrival", "age", "adder", "silence"} <= set(found.held)
    assert "first" in found.held
    assert "forced" not in found.looked
    assert found.strong
    assert not looked_at(acts, came, farm, made, groups=10**90).held


def test_who_is_added_by_those_whose_people_leave_is_strong_by_itself() -> None:
    rng = Random("forced")
    group, gone, others = list(range(200, 220)), list(range(220, 240)), list(range(200))
    came = as_others_come(rng, others)
    came |= {who: Came(POST + rng.randrange(9 * DAY), adder=7) for who in [*group, *gone]}
    acts = [*talk(rng, others), *shared(rng, group, 10, 200)]
    found = looked_at(acts, came, group, forced=[7])

    assert ("forced",) == found.held
    assert found.strong


def test_an_inhuman_pace_is_strong_by_itself() -> None:
    rng = Random("pace")
    group, others = list(range(235, 240)), list(range(235))
    fast = [
        Act(BEGINS + day * DAY + 60 * place, who, said(rng)) for who in group for day in (1,) for place in range(1_100)
    ]
    acts = [*talk(rng, others), *fast, *shared(rng, group, 10, 200)]
    found = looked_at(acts, as_others_come(rng, range(PEOPLE)), group)

    assert ("pace",) == found.held
    assert found.strong


def test_without_arrivals_and_ages_what_rests_on_them_cannot_be_told() -> None:
    rng = Random("nothing")
    group = list(range(220, 240))
    acts = [*talk(rng, range(220)), *shared(rng, group, 10, 200)]

    assert ("pace",) == looked_at(acts, {}, group).looked


def test_of_many_clean_groups_none_is_strong() -> None:
    rng = Random("many")
    crowd, others = list(range(140, 240)), list(range(140))
    came = as_others_come(rng, others) | {
        who: Came(POST + rng.randrange(HOUR), rng.choice([None, 3, 4])) for who in crowd
    }
    made = {who: POST - rng.randrange(2_000 * DAY) for who in range(PEOPLE)}
    acts = [*talk(rng, [who for who in range(PEOPLE) if who % 3]), *shared(rng, crowd, 20, 3_000, turnout=0.3)]
    found = [looked_at(acts, came, rng.sample(crowd, 15), made) for _ in range(12)]

    assert 0 == sum(bool(each.held) for each in found)
    assert all({"arrival", "age", "adder", "silence"} <= set(each.looked) for each in found)

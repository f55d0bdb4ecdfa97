"""What may not change a group, and what may not weaken it, for every kind of object and every window."""

import numpy as np
import pytest

from auditor.measure.methods.circles import Acting, ActsOf, groups_to_report
from auditor.measure.methods.group_search import search
from auditor.measure.methods.kinds import KINDS, Kind
from auditor.measure.methods.meeting_families import REPLIES_WITHIN, WINDOWS, families_of, presences_of
from tests.auditor.measure.test_group_search import DAY, columns, timeline_of

Post = tuple[int, int, int]

EVERY = pytest.mark.parametrize(
    ("kind", "window"),
    [(kind, window) for kind in KINDS for window in WINDOWS if kind != "reply" or window <= REPLIES_WITHIN],
)


def posts(window: int, acts: int = 4, farm: int = 6, days: int = 30, seed: int = 2) -> list[Post]:
    """A chat of sixty in words of their own, and a farm that does the same, spread over most of a window."""
    rng = np.random.default_rng(seed)
    said = [(-1, int(rng.integers(0, days * DAY)), 20 + int(rng.integers(0, 60))) for _ in range(900)]
    for act in range(acts):
        begin = 2 * DAY + act * 5 * DAY + int(rng.integers(0, DAY // 2))
        said += [(act, begin + who * int(0.9 * window) // farm, who) for who in range(farm)]
    return said


def groups(said: list[Post], kind: Kind, window: int, moved: int = 0) -> list[Acting]:
    what, at, who = columns(said)
    timeline = timeline_of(at + moved, who)
    families = families_of({kind: what}, timeline, (window,))
    searched = search(families, presences_of(families, timeline), seed=3)
    return groups_to_report(searched.circles, searched.least_excess, ActsOf({kind: what}, timeline))


@EVERY
def test_a_farm_is_found_in_its_window_and_kind(kind: Kind, window: int) -> None:
    (group,) = groups(posts(window), kind, window)

    assert (kind, window, list(range(6)), 1.0) == (group.kind, group.window, group.people.tolist(), group.turnout)
    assert (4, 15 * 4) == (group.objects, group.met)


@EVERY
def test_another_calendar_changes_nothing(kind: Kind, window: int) -> None:
    (one,), (two,) = (groups(posts(window), kind, window, moved * DAY) for moved in (0, 4_001))

    assert (one.people.tolist(), one.met, one.excess) == (two.people.tolist(), two.met, two.excess)


@EVERY
def test_one_more_act_of_the_same_people_never_weakens_it(kind: Kind, window: int) -> None:
    (one,), (two,) = (groups(posts(window, acts), kind, window) for acts in (4, 5))

    assert (one.people.tolist(), one.met + 15) == (two.people.tolist(), two.met)
    # Answers count among what people write, so that an act more makes the next a little more likely.
    assert two.excess > 0.99 * one.excess


@EVERY
def test_whoever_writes_more_elsewhere_changes_nobody(kind: Kind, window: int) -> None:
    more = [(-1, 27 * DAY + 1_000 * step, 25) for step in range(40)]
    (one,), (two,) = (groups([*posts(window), *said], kind, window) for said in ([], more))

    assert (one.people.tolist(), one.met) == (two.people.tolist(), two.met)


@EVERY
def test_words_of_ones_own_are_no_group(kind: Kind, window: int) -> None:
    alone = [(place if what >= 0 else -1, at, who) for place, (what, at, who) in enumerate(posts(window))]

    assert [] == groups(alone, kind, window)

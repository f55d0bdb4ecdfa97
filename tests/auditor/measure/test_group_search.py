"""The parts of the search for groups, held against what they are by definition."""

from collections import Counter
from itertools import combinations
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.frames.timeline import Timeline
from auditor.measure.methods.draws import draws_of, draws_of_anybody
from auditor.measure.methods.group_search import PEOPLE_LEAST, search
from auditor.measure.methods.joint import Expected, met_often
from auditor.measure.methods.meeting_families import families_of, presences_of
from auditor.measure.methods.meetings import STRETCH, dealt_to, kept, meetings_of
from auditor.measure.methods.presence import (
    ANY_HOUR,
    BESIDE,
    ELSEWHERE,
    HOURS,
    REACH,
    UNSEEN,
    Presence,
    presence_of,
    present,
    total_in,
)
from auditor.measure.methods.reshuffles import reshuffled
from storage.columns import TextColumns

DAY, BEGINS = 86_400, 1_700_006_400

POSTS = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 3 * DAY), st.integers(0, 5)), min_size=1, max_size=40)


def columns(posts: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Object, time and person of each message, in order of time."""
    posts = sorted(posts, key=lambda post: (post[1], post[2], post[0]))
    what, at, who = (np.array(column, np.int64) for column in zip(*posts, strict=True))
    return what, at + BEGINS, who


def timeline_of(at: np.ndarray, who: np.ndarray) -> Timeline:
    """A timeline without texts, of eighty people of whom not all write."""
    number = np.arange(len(at))
    return Timeline(number, number + 1, at, who, np.arange(80) + 2, cast(TextColumns, None))


def by_hand(posts: list[tuple[int, int, int]], window: int) -> list[tuple[int, int, set[int], int]]:
    """Each episode of at least two people: its object, when it begins, who is in it, and when its act begins."""
    found: list[tuple[int, int, set[int], int]] = []
    for what in sorted({what for what, _, _ in posts if what >= 0}):
        mine = sorted((at, who) for other, at, who in posts if other == what)
        acts = _begins([at for at, _ in mine], max(window, STRETCH))
        for begin in sorted(set(_begins([at for at, _ in mine], window).values())):
            people = {who for at, who in mine if _begins([at for at, _ in mine], window)[at] == begin}
            if len(people) > 1:
                found.append((what, begin + BEGINS, people, acts[begin]))
    return found


def _begins(moments: list[int], window: int) -> dict[int, int]:
    """When the stretch of each moment begins."""
    begins: dict[int, int] = {}
    begin = moments[0]
    for at in moments:
        begin = at if at - begin > window else begin
        begins[at] = begin
    return begins


def acts_by_hand(posts: list[tuple[int, int, int]], window: int) -> list[tuple[int, int, int]]:
    """In how many acts each pair met that met in two or more; an episode is of the act that it begins in."""
    met: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for what, _, people, act in by_hand(posts, window):
        for pair in combinations(sorted(people), 2):
            met.setdefault(pair, set()).add((what, act))
    return sorted((one, two, len(acts)) for (one, two), acts in met.items() if len(acts) > 1)


@settings(max_examples=150)
@given(POSTS, st.sampled_from([60, 300, 3_600, DAY]))
def test_meetings_are_those_of_the_definition(posts: list[tuple[int, int, int]], window: int) -> None:
    meetings = meetings_of(*columns(posts), window)
    people = [set(meetings.person[meetings.episode == n].tolist()) for n in range(meetings.count)]

    expected = [(what, begin, who) for what, begin, who, _ in by_hand(posts, window)]
    assert expected == list(zip(meetings.object.tolist(), meetings.at.tolist(), people, strict=True))
    assert [len(who) for who in people] == meetings.size.tolist()


@settings(max_examples=150)
@given(POSTS, st.sampled_from([60, 300, 3_600, DAY]))
def test_pairs_are_counted_by_acts(posts: list[tuple[int, int, int]], window: int) -> None:
    meetings = meetings_of(*columns(posts), window)
    met = met_often(meetings.episode, meetings.person, meetings.act)

    assert acts_by_hand(posts, window) == list(zip(met.one.tolist(), met.two.tolist(), met.acts.tolist(), strict=True))


@given(POSTS)
def test_the_same_people_dealt_out_again_meet_again(posts: list[tuple[int, int, int]]) -> None:
    what, at, who = columns(posts)
    meetings = meetings_of(what, at, who, 300)

    again = dealt_to(meetings, who)
    assert all(np.array_equal(getattr(meetings, name), getattr(again, name)) for name in meetings.__struct_fields__)
    some = kept(meetings, np.arange(meetings.count) % 2 == 0, who)
    assert meetings.at[::2].tolist() == some.at.tolist()
    assert meetings.size[::2].tolist() == some.size.tolist()


def presence_by_hand(at: np.ndarray, who: np.ndarray, person: int, cell: int) -> float:
    """The formula of presence.py, message by message."""
    day, hour = divmod(cell, HOURS)
    mine = at[who == person]
    local = sum(max(0, REACH + 1 - abs(int(moment) // DAY - day)) / (REACH + 1) ** 2 for moment in mine)
    weights = Counter({0: 1 - 2 * BESIDE, 1: BESIDE, HOURS - 1: BESIDE})
    hours = sum(weights[(hour - int(moment) % DAY // 3600) % HOURS] for moment in mine)
    chat = float(np.mean(at % DAY // 3600 == hour))
    strength = ANY_HOUR * len(mine) + UNSEEN
    share = (hours + strength * chat) / (len(mine) + strength)
    span = int(at.max() // DAY - at.min() // DAY) + 1
    return ((1 - ELSEWHERE) * local + ELSEWHERE * (len(mine) + UNSEEN) / span) * share


def some_presence(seed: int = 3) -> tuple[np.ndarray, np.ndarray, Presence]:
    rng = np.random.default_rng(seed)
    at = np.sort(BEGINS + rng.integers(0, 9 * DAY, 200))
    who = rng.integers(0, 7, 200)
    return at, who, presence_of(at, who, 8, np.ones(200, np.bool_))


def test_presence_is_that_of_the_formula() -> None:
    at, who, presence = some_presence()
    hours = np.array([at[0] // 3600 + 5, at[0] // 3600 + 60, at[-1] // 3600 - 3])
    cells, people = presence.cells(0, hours * 3600), np.arange(8)

    by_formula = [[presence_by_hand(at, who, int(person), int(hour)) for hour in hours] for person in people]
    assert present(presence, people, cells) == pytest.approx(np.array(by_formula))
    assert total_in(presence, cells) == pytest.approx(np.sum(by_formula, 0))


def test_expected_meetings_are_those_of_the_formula() -> None:
    at, who, presence = some_presence()
    meetings = meetings_of(np.arange(200) % 9, at, who, 3_600)
    one, two = np.array([0, 2]), np.array([3, 5])
    cells, m = presence.cells(0, meetings.at), meetings.size
    there = present(presence, np.arange(8), cells)
    share = there / there.sum(0)
    anybody = (m * (m - 1)).sum() / (8 * 7)

    by_formula = [max(anybody, (m * (m - 1) * share[u] * share[v]).sum()) for u, v in zip(one, two, strict=True)]
    assert Expected(meetings, presence).for_pairs(one, two) == pytest.approx(by_formula)


def test_draws_fill_every_place_by_presence_with_different_people() -> None:
    at, who, presence = some_presence()
    meetings = meetings_of(np.arange(200) % 9, at, who, DAY)
    rng, draws = np.random.default_rng(0), 4_000
    parts = list(draws_of(meetings, presence, draws, rng))
    draw, episode, person, _ = (np.concatenate(column) for column in zip(*parts, strict=True))

    slots = np.bincount(draw * meetings.count + episode, minlength=draws * meetings.count)
    # Of eight people hardly any other may be there: after many rounds a place stays empty.
    assert (slots <= np.tile(meetings.size, draws)).all()
    assert slots.sum() > 0.99 * meetings.size.sum() * draws
    assert len(np.unique((draw * meetings.count + episode) * 8 + person)) == len(person)
    small = int(np.argmin(meetings.size))
    there = present(presence, np.arange(8), presence.cells(0, meetings.at[[small]]))[:, 0]
    seen = np.bincount(person[episode == small], minlength=8) / draws
    assert np.corrcoef(seen, there)[0, 1] > 0.9


def test_draws_of_anybody_prefer_nobody() -> None:
    at, who, presence = some_presence()
    meetings = meetings_of(np.arange(200) % 9, at, who, DAY)
    _, episode, person, _ = draws_of_anybody(meetings, presence, 3_000, np.random.default_rng(0))

    assert np.bincount(episode).tolist() == (meetings.size * 3_000).tolist()
    seen = np.bincount(person) / len(person)
    assert seen == pytest.approx(np.full(8, 1 / 8), abs=0.01)


def planted(farm: int, acts: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A chat of sixty in words of their own, and a farm that posts the same within minutes."""
    rng = np.random.default_rng(seed)
    posts = [(-1, int(rng.integers(0, 10 * DAY)), 20 + int(rng.integers(0, 60))) for _ in range(600)]
    for act in range(acts):
        begin = int(rng.integers(0, 10 * DAY - 300))
        posts += [(act, begin + int(rng.integers(0, 200)), who) for who in range(farm)]
    return columns(posts)


def test_a_farm_is_found_and_reshuffles_find_none() -> None:
    what, at, who = planted(6, 5)
    timeline = timeline_of(at, who)
    families = families_of({"text": what}, timeline)
    searched = search(families, presences_of(families, timeline), seed=5)

    assert {tuple(range(6))} == {tuple(circle.people.tolist()) for circle in searched.circles}
    assert 0 == reshuffled(families, searched, timeline, seed=5).with_group


def test_the_same_seed_finds_the_same() -> None:
    what, at, who = planted(6, 5)
    timeline = timeline_of(at, who)
    families = families_of({"text": what}, timeline)
    presences = presences_of(families, timeline)

    one, two = (search(families, presences, seed=7) for _ in range(2))
    assert (one.least_excess, one.expected_pairs) == (two.least_excess, two.expected_pairs)


def test_two_are_no_group() -> None:
    what, at, who = planted(PEOPLE_LEAST - 1, 5)
    timeline = timeline_of(at, who)
    families = families_of({"text": what}, timeline)

    assert [] == search(families, presences_of(families, timeline)).circles


def test_a_table_that_is_nothing_but_shares_is_searched() -> None:
    posts = [(act, 5 * 3_600 + act * DAY + 20 * who, who) for act in range(4) for who in range(6)]
    what, at, who = columns(posts)
    timeline = timeline_of(at, who)
    families = families_of({"given": what}, timeline)
    searched = search(families, presences_of(families, timeline), seed=5)

    assert np.isfinite([circle.excess for circle in searched.circles]).all()

"""The search over several chats as one, held against what it is by definition."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.measure.methods.draws import draws_of, draws_of_anybody
from auditor.measure.methods.joint import ACTS_IN_ONE_CHAT, Expected, met_often
from auditor.measure.methods.meetings import meetings_of
from auditor.measure.methods.places import places_of
from auditor.measure.methods.presence import (
    ELSEWHERE,
    HOURS,
    REACH,
    UNSEEN,
    Presence,
    presence_of,
    present,
    present_in_chats,
    total_in,
)

DAY, BEGINS = 86_400, 1_700_006_400
PEOPLE = 9

SOME = settings(max_examples=40)

Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def some(seed: int, messages: int = 240) -> Columns:
    """Object, time, person and chat of messages. Chats begin and end on days of their own, chat 2 has no
    messages, person 8 is in one alone."""
    rng = np.random.default_rng(seed)
    chat = rng.choice([0, 1, 3], messages)
    at = np.sort(BEGINS + rng.integers(0, 9 * DAY, messages))
    chat[(at < BEGINS + 3 * DAY) & (chat == 1)] = 0
    who = rng.integers(0, PEOPLE, messages)
    chat[who == 8] = 0
    return rng.integers(0, 12, messages), at, who, chat


def presence_in(columns: Columns, counted: np.ndarray | None = None) -> Presence:
    _, at, who, chat = columns
    return presence_of(at, who, PEOPLE, np.ones(len(at), np.bool_) if counted is None else counted, chat)


def by_hand(columns: Columns, presence: Presence, person: int, chat: int, hour: int) -> float:
    """Who writes what in a chat around a day, times their hours; nobody is where they never wrote."""
    _, at, who, where = columns
    mine = at[(who == person) & (where == chat)]
    if not len(mine):
        return 0.0
    day, here = hour // HOURS, at[where == chat]
    local = sum(max(0, REACH + 1 - abs(int(moment) // DAY - day)) / (REACH + 1) ** 2 for moment in mine)
    span = int(here.max() // DAY - here.min() // DAY) + 1
    share = float(presence.hours[person, hour % HOURS])
    return ((1 - ELSEWHERE) * local + ELSEWHERE * (len(mine) + UNSEEN) / span) * share


@pytest.mark.parametrize("seed", range(3))
def test_presence_is_local_to_a_chat(seed: int) -> None:
    columns = some(seed)
    presence = presence_in(columns)
    rng = np.random.default_rng(seed)
    chat = rng.choice([0, 1, 3], 30)
    hours = BEGINS // 3600 + rng.integers(3 * HOURS, 8 * HOURS, 30)
    cells = presence.cells(chat, hours * 3600)

    expected = np.array([
        [by_hand(columns, presence, person, int(room), int(hour)) for room, hour in zip(chat, hours, strict=True)]
        for person in range(PEOPLE)
    ])  # fmt: skip
    assert presence.chat_of(cells).tolist() == chat.tolist()
    assert present_in_chats(presence, np.arange(PEOPLE), cells).toarray() == pytest.approx(expected)
    assert total_in(presence, cells) == pytest.approx(expected.sum(0))
    assert present_in_chats(presence, np.array([5, 2]), cells).toarray() == pytest.approx(expected[[5, 2]])


def test_of_one_chat_the_same_is_said_by_both_ways() -> None:
    what, at, who, _ = some(1)
    one_chat = np.zeros(len(at), np.int64)
    counted = np.random.default_rng(0).random(len(at)) < 0.5
    one, several = (presence_of(at, who, PEOPLE, counted, chat) for chat in (None, one_chat))
    pairs = np.array(list(combinations(range(PEOPLE), 2)))
    plain, numbered = (meetings_of(what, at, who, DAY, chat) for chat in (None, one_chat))
    cells = one.cells(0, at)

    assert present(one, np.arange(PEOPLE), cells) == pytest.approx(
        present_in_chats(several, np.arange(PEOPLE), cells).toarray()
    )
    assert Expected(plain, one).for_pairs(pairs[:, 0], pairs[:, 1]) == pytest.approx(
        Expected(numbered, several).for_pairs(pairs[:, 0], pairs[:, 1])
    )
    drawn = [
        [np.concatenate(column) for column in zip(*draws_of(m, p, 20, np.random.default_rng(4)), strict=True)]
        for m, p in ((plain, one), (numbered, several))
    ]
    assert all(np.array_equal(*columns) for columns in zip(*drawn, strict=True))


@pytest.mark.parametrize("at_once", [1, 50, 1 << 21])
def test_expected_meetings_are_the_sum_over_cells(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.measure.methods.joint.ENTRIES_AT_ONCE", at_once)
    columns = some(2)
    what, at, who, chat = columns
    presence, meetings = presence_in(columns), meetings_of(what, at, who, DAY, chat)
    pairs = np.array(list(combinations(range(PEOPLE), 2)))
    assert meetings.chat is not None
    expected = np.zeros(len(pairs))
    for episode in range(meetings.count):
        rooms, m = np.unique(meetings.chat[meetings.episode == episode], return_counts=True)
        cells = presence.cells(rooms, np.full(len(rooms), meetings.at[episode]))
        share = present_in_chats(presence, np.arange(PEOPLE), cells).toarray() / total_in(presence, cells)
        places = np.outer(m, m) - np.diag(m)
        expected += [share[u] @ places @ share[v] for u, v in pairs]
    anybody = (meetings.size * (meetings.size - 1)).sum() / (PEOPLE * (PEOPLE - 1))

    found = Expected(meetings, presence)
    assert found.for_pairs(pairs[:, 0], pairs[:, 1]) == pytest.approx(np.maximum(expected, anybody))
    for one, two in pairs[:5]:
        few = found.for_pairs(np.array([one]), np.array([two]))
        assert few == pytest.approx(np.maximum(expected, anybody)[(pairs == (one, two)).all(1)])


def test_a_place_is_in_the_chat_of_the_persons_first_post_and_filled_by_people_of_that_chat() -> None:
    columns = some(3)
    what, at, who, chat = columns
    presence, meetings = presence_in(columns), meetings_of(what, at, who, DAY, chat)
    assert meetings.chat is not None
    for row in range(len(meetings.person)):
        posts = meetings.post[meetings.post_episode == meetings.episode[row]]
        mine = posts[who[posts] == meetings.person[row]]
        assert chat[mine[np.argmin(at[mine])]] == meetings.chat[row]
    drawn = [np.concatenate(column) for column in
             zip(*draws_of(meetings, presence, 300, np.random.default_rng(0)), strict=True)]  # fmt: skip
    draw, episode, person, room = drawn

    wrote = {(int(a), int(b)) for a, b in zip(who, chat, strict=True)}
    assert {(int(a), int(b)) for a, b in zip(person, room, strict=True)} <= wrote
    places = places_of(meetings, presence)
    size = dict(zip(zip(places.episode.tolist(), places.chat.tolist(), strict=True), places.size, strict=True))
    seen, often = np.unique(np.stack((draw, episode, room)), axis=1, return_counts=True)
    assert all(count <= size[int(e), int(c)] for (_, e, c), count in zip(seen.T, often, strict=True))
    assert len(np.unique((draw * meetings.count + episode) * PEOPLE + person)) == len(person)
    assert len(person) > 0.95 * 300 * meetings.size.sum()
    anybody = draws_of_anybody(meetings, presence, 50, np.random.default_rng(0))
    assert len(anybody.person) == 50 * meetings.size.sum()


@SOME
@given(st.integers(0, 10_000))
def test_a_pair_met_in_two_chats_or_in_three_acts(seed: int) -> None:
    what, at, who, chat = some(seed, 60)
    meetings = meetings_of(what, at, who, 3_600, chat)
    assert meetings.chat is not None
    plain = met_often(meetings.episode, meetings.person, meetings.act)
    held = met_often(meetings.episode, meetings.person, meetings.act, chat=meetings.chat)
    where: dict[tuple[int, int], set[int]] = {}
    for episode in range(meetings.count):
        rows = np.flatnonzero(meetings.episode == episode)
        for one, two in combinations(rows, 2):
            pair = (int(meetings.person[one]), int(meetings.person[two]))
            where.setdefault(pair, set()).update({int(meetings.chat[one]), int(meetings.chat[two])})

    expected = [
        pair for pair in zip(plain.one.tolist(), plain.two.tolist(), plain.acts.tolist(), strict=True)
        if pair[2] >= ACTS_IN_ONE_CHAT or len(where[pair[:2]]) > 1
    ]  # fmt: skip
    assert expected == list(zip(held.one.tolist(), held.two.tolist(), held.acts.tolist(), strict=True))

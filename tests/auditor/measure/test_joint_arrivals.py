"""People who come to several chats in one order, each time within an hour."""

from itertools import combinations
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.frames.inputs import DAY
from auditor.measure.methods import joint_arrivals
from auditor.measure.methods.joint_acts import ChatInput
from auditor.measure.methods.joint_arrivals import Lines, lines_of
from auditor.measure.spec import Answer
from tests.auditor.measure.searched import farms as searched
from tests.auditor.measure.square_chats import arriving_chats, person_numbers
from tests.worlds import arriving
from tests.worlds.arriving import Arriving, Came
from tests.worlds.coordination.acts import BEGINS

SENT = range(100, 112)


def chats(*sittings: list[Came], others: int = 60) -> list[ChatInput]:
    """Chats to which these came, and others one by one, an hour and a half apart."""
    trickle = [Came(BEGINS + 5_400 * place, place) for place in range(others)]
    return arriving_chats(Arriving(200, tuple((*trickle, *sitting) for sitting in sittings)))


def in_order(at: int, people: Any = SENT, pause: int = 60) -> list[Came]:
    return [Came(BEGINS + at + pause * place, person) for place, person in enumerate(people)]


def people_of(found: Lines) -> list[list[int]]:
    number = person_numbers(200)
    return [sorted(number[person] for person in line.people.tolist()) for line in found.lines]


def test_accounts_that_come_in_one_order_within_an_hour_each_time_are_a_line() -> None:
    found = lines_of(chats(in_order(DAY), in_order(2 * DAY + 9_000), in_order(9 * DAY)))

    assert [list(SENT)] == people_of(found)
    (line,) = found.lines
    assert [0, 1, 2] == list(line.rows)
    assert line.q <= 0.05
    assert pytest.approx(1.0) == line.order


def test_a_line_shows_its_own_arrivals_and_nobody_elses() -> None:
    sent = chats(in_order(DAY), in_order(2 * DAY))
    (row,) = searched(sent, reshuffles=1)["farms.accounts"].evidence
    number = person_numbers(200)

    assert list(SENT) == [number[person] for person in row["people"]]
    for chat, part in zip(sent, row["chats"], strict=True):
        assert chat.arrivals is not None
        shown = chat.arrivals.person[np.isin(chat.arrivals.id, part["messages"])]
        assert set(SENT) == {number[person] for person in shown.tolist()}
        assert (12, 12) == (part["people"], part["messages_total"])
        assert 12 == sum(count for _, count in part["days"])


SHUFFLED = [107, 100, 111, 103, 109, 101, 110, 104, 102, 108, 105, 106]


@pytest.mark.parametrize(
    "sittings",
    [
        [in_order(DAY), in_order(2 * DAY, SHUFFLED)],
        [in_order(DAY), in_order(2 * DAY, reversed(SENT))],
        [in_order(DAY), in_order(2 * DAY, pause=1_800)],
        [in_order(DAY), in_order(DAY + 600)],
        [in_order(DAY, range(100, 104)), in_order(2 * DAY, range(100, 104))],
        [in_order(DAY), in_order(2 * DAY, pause=0)],
        [in_order(DAY), []],
    ],
    ids=["another order", "backwards", "over six hours", "both at once", "four people", "one second", "one chat"],
)
def test_less_is_no_line(sittings: list[list[Came]]) -> None:
    assert [] == lines_of(chats(*sittings)).lines


def test_who_was_added_did_not_choose_the_order() -> None:
    added = [[Came(came.at, came.person, "added") for came in in_order(day * DAY)] for day in (1, 2)]

    assert [] == lines_of(chats(*added)).lines


def test_who_came_in_the_same_hours_out_of_line_is_left_out() -> None:
    early, late = Came(BEGINS + DAY + 10, 150), Came(BEGINS + 2 * DAY + 310, 150)

    assert [list(SENT)] == people_of(lines_of(chats([*in_order(DAY), early], [*in_order(2 * DAY), late])))


def test_two_lists_are_two_lines() -> None:
    other = range(120, 130)
    found = lines_of(
        chats([*in_order(DAY), *in_order(3 * DAY, other)], [*in_order(2 * DAY), *in_order(5 * DAY + 700, other)])
    )

    assert [list(SENT), list(other)] == people_of(found)


def arrivals(given: list[ChatInput]) -> Answer:
    return searched(given, reshuffles=1)["farms.accounts"]


def test_a_line_alone_is_never_a_strong_sign() -> None:
    answer = arrivals(chats(in_order(DAY), in_order(2 * DAY)))

    assert (12, 72) == (answer.measure.count, answer.measure.of)
    assert answer.finding is not None
    assert ("some", 0, 1, 12) == (
        answer.finding.strength, *(answer.finding.facts[key] for key in ("farms", "arriving", "people"))
    )  # fmt: skip


UNTIMED = [msgspec.structs.replace(each, arrivals=None) for each in chats(in_order(DAY), in_order(2 * DAY))]


@pytest.mark.parametrize("given", [chats(in_order(DAY)), UNTIMED], ids=["one chat", "no times of day"])
def test_where_arrivals_cannot_be_told_it_says_why(given: list[ChatInput]) -> None:
    answer = arrivals(given)

    assert ("insufficient", "too-few-chats") == (answer.measure.outcome, answer.measure.why)
    assert answer.finding is not None
    assert "cannot tell" == answer.finding.strength


@given(seed=st.integers(0, 2**32))
@settings(max_examples=15)
def test_renaming_people_changes_no_line(seed: int) -> None:
    given = chats(in_order(DAY), in_order(2 * DAY), in_order(4 * DAY, SHUFFLED))
    known = np.unique(np.concatenate([each.people for each in given]))
    fresh = np.random.default_rng(seed).permutation(len(known)) * 2 + 2

    def renamed(chat: ChatInput) -> ChatInput:
        assert chat.arrivals is not None
        people, came = (fresh[np.searchsorted(known, who)] for who in (chat.people, chat.arrivals.person))
        return msgspec.structs.replace(
            chat, people=people, arrivals=msgspec.structs.replace(chat.arrivals, person=came)
        )

    names = dict(zip(known.tolist(), fresh.tolist(), strict=True))
    (before,), (after,) = (arrivals(some).evidence for some in (given, [renamed(chat) for chat in given]))

    assert before | {"people": [names[who] for who in before["people"]]} == after


def flagged(of: Arriving) -> set[int]:
    number = person_numbers(of.people)
    return {number[person] for line in lines_of(arriving_chats(of)).lines for person in line.people.tolist()}


def test_innocent_lines_are_none() -> None:
    assert [set()] * 6 == [flagged(arriving.clean(seed)) for seed in range(5_000, 5_006)]


def test_planted_lists_are_found_and_hardly_anybody_else() -> None:
    worlds = [arriving.planted(seed, size=(10, 60)) for seed in range(5_000, 5_006)]
    found = [flagged(world) for world in worlds]

    right = sum(len(who & world.ordered) for who, world in zip(found, worlds, strict=True))
    assert right >= 0.97 * sum(map(len, found))
    assert right >= 0.85 * sum(len(world.ordered) for world in worlds)


@pytest.mark.parametrize("seed", range(6))
def test_only_pairs_of_chats_that_hold_a_line_are_looked_at_and_none_of_them_is_missed(seed: int) -> None:
    make = arriving.planted if seed % 2 else arriving.clean
    given_chats = arriving_chats(make(9_000 + seed, arriving.Town(people=800, chats=9)))
    found = lines_of(given_chats)
    with pytest.MonkeyPatch.context() as patched:
        _, people = joint_arrivals._pairs_of_chats([each.arrivals for each in given_chats])
        every = list(combinations(range(len(given_chats)), 2)), people
        patched.setattr(joint_arrivals, "_pairs_of_chats", lambda _: every)
        expected = lines_of(given_chats)

    assert msgspec.json.encode(expected, enc_hook=np.ndarray.tolist) == msgspec.json.encode(
        found, enc_hook=np.ndarray.tolist
    )
    apart = set[int]()
    for one, two in combinations([each.arrivals for each in given_chats], 2):
        assert one is not None
        assert two is not None
        apart |= set(one.person[joint_arrivals._in_both(one, two)[0]].tolist())
    assert len(apart) == found.came

"""What must change no finding of who adds by force, and what must never weaken one."""

import dataclasses
from collections.abc import Callable
from random import Random
from typing import Any

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from auditor.measure.spec import Answer
from tests.auditor.measure.adders_by_hand import BEGAN, DAY, ENDS, HOUR, Told
from tests.auditor.measure.searched import arrivals as searched

FEWER = hypothesis.settings(max_examples=40)


@st.composite
def chats(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Told:
    """People who came by themselves on several days, and adders who force, organise, or something between."""
    told = Told()
    for day in draw(st.lists(st.integers(1, 80), min_size=1, max_size=4, unique=True)):
        size = draw(st.integers(15, 120))
        told.crowd(size, gone=draw(st.integers(0, size // 6)), silent=draw(st.integers(size // 3, size)), day=day)
    for _ in range(draw(st.integers(1, 5))):
        size = draw(st.integers(3, 40))
        gone = draw(st.integers(0, size))
        told.adds(size, gone=gone, silent=draw(st.integers(gone, size)), day=draw(st.integers(1, 80)))
    someone = told.comes(BEGAN + 90)
    told.leaves(someone, ENDS - DAY)
    return told


def answers(told: Told, **facts: Any) -> dict[str, Answer]:
    return searched(told.frames(**facts))


def renamed(told: Told, new: dict[int, int]) -> Told:
    return dataclasses.replace(
        told,
        came=[(at, kind, new[person], new.get(adder, adder), sure) for at, kind, person, adder, sure in told.came],
        went=[(at, new[person], by_self) for at, person, by_self in told.went],
        wrote=[(at, new[person]) for at, person in told.wrote],
    )


def told_of(row: dict[str, Any], new: dict[int, int]) -> dict[str, Any]:
    return row | {"adder": new[row["adder"]]}


@given(chats(), st.randoms(use_true_random=False))
@FEWER
def test_renaming_people_changes_nothing_but_their_names(told: Told, rng: Random) -> None:
    numbers = [2 * number for number in range(1, told.people + 1)]
    new = dict(zip(numbers, rng.sample(range(10, 10**9, 2), len(numbers)), strict=True))
    before, after = answers(told), answers(renamed(told, new))
    assert before.keys() == after.keys()
    for name, answer in before.items():
        assert answer.measure == after[name].measure
        assert answer.finding == after[name].finding
        if name != "arrivals.bursts":
            assert [told_of(row, new) for row in answer.evidence] == after[name].evidence


@given(chats(), st.integers(-14, 14), st.integers(-500, 500))
@FEWER
def test_another_time_zone_or_another_year_changes_no_finding(told: Told, hours: int, days: int) -> None:
    by = hours * HOUR + days * DAY
    moved = dataclasses.replace(
        told,
        came=[(at + by, *rest) for at, *rest in told.came],  # type: ignore[misc]
        went=[(at + by, *rest) for at, *rest in told.went],  # type: ignore[misc]
        wrote=[(at + by, who) for at, who in told.wrote],
    )
    before, after = answers(told), answers(moved, as_of=ENDS + by, first_at=BEGAN + by)
    for name in ("arrivals.forced", "arrivals.bursts"):
        assert before[name].measure == after[name].measure
        assert before[name].finding == after[name].finding
    forced = before["arrivals.forced"].evidence
    expected = [row | {"start": row["start"] + by, "end": row["end"] + by} for row in forced]
    assert expected == after["arrivals.forced"].evidence


@given(chats(), st.randoms(use_true_random=False))
@FEWER
def test_the_order_of_rows_changes_nothing(told: Told, rng: Random) -> None:
    assert answers(told) == searched(told.frames(shuffled=rng))


@given(chats(), st.integers(2, 80), st.integers(1, 30))
@FEWER
def test_a_bystanders_messages_and_a_quiet_stranger_change_no_finding(told: Told, day: int, messages: int) -> None:
    """A bystander is somebody who had written already; the quiet stranger is somebody of unknown arrival."""
    before = answers(told)
    writer = next((who for _, who in told.wrote), None)
    hypothesis.assume(writer is not None)
    assert writer is not None
    for place in range(messages):
        told.writes(writer, BEGAN + day * DAY + place)
    stranger = told.person()
    told.writes(stranger, BEGAN + day * DAY)
    assert before == answers(told)


@given(chats())
@FEWER
def test_a_quiet_member_changes_no_finding(told: Told) -> None:
    """Somebody else's friend is added, stays and says nothing."""
    before = answers(told)["arrivals.forced"]
    friend = told.comes(BEGAN + 120)
    after_friend = answers(told)["arrivals.forced"]
    told.comes(BEGAN + DAY, "added", friend)
    after = answers(told)["arrivals.forced"]
    assert {row["adder"] for row in after_friend.evidence} == {row["adder"] for row in after.evidence}
    assert [row["q"] for row in after_friend.evidence] == [row["q"] for row in after.evidence]
    assert before.measure.outcome == after.measure.outcome


@given(chats())
@FEWER
def test_one_more_who_leaves_at_once_and_is_silent_never_weakens_a_finding(told: Told) -> None:
    before = answers(told)["arrivals.forced"]
    hypothesis.assume(before.evidence)
    for row in before.evidence:
        again = dataclasses.replace(told, came=list(told.came), went=list(told.went))
        person = again.comes(row["end"], "added", row["adder"])
        again.leaves(person, row["end"] + HOUR)
        after = answers(again)["arrivals.forced"]
        (same,) = [each for each in after.evidence if each["adder"] == row["adder"]]
        assert same["q"] <= row["q"] * (1 + 1e-9)
        assert same["p_gone"] <= row["p_gone"] * (1 + 1e-9)
        assert same["share"] >= row["share"]
        assert {each["adder"] for each in before.evidence} <= {each["adder"] for each in after.evidence}
        assert before.finding is not None
        assert after.finding is not None
        assert after.finding.strength in {before.finding.strength, "strong"}

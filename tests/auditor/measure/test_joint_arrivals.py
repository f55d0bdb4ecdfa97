"""Who comes to several chats in one hour, beyond what the weeks of their arrivals explain."""

from random import Random

import numpy as np
import pytest

from auditor.measure.catalogue import Answer
from auditor.measure.farms import searched
from auditor.measure.inputs import DAY, MessageInput
from auditor.measure.joint_acts import ArrivalsInput, ChatInput
from tests.auditor.measure.crowd_frames import text_input

HOUR = 3_600
FARM = range(900, 906)

Came = tuple[int, int]
"""When, who."""


def crowd(chat: int, *, people: int = 300, days: int = 20) -> list[Came]:
    """People who come when they like, half of them to this chat."""
    rng = Random(f"crowd/{chat}")
    return [(rng.randrange(days * DAY), person) for person in range(people) if rng.random() < 0.5]


def together(chat: int, *, at: int = 11 * HOUR, who: range = FARM, step: int = 40, order: int = 1) -> list[Came]:
    """A farm that comes within minutes, on another day to each chat."""
    return [((3 + 2 * chat) * DAY + at + step * place, person) for place, person in enumerate(list(who)[::order])]


def answer(*came: list[Came]) -> Answer:
    """What is found among chats whose people came so; somebody wrote in each, and nothing alike."""
    chats = []
    for place, arrivals in enumerate(came):
        at, person = (np.array(column, np.int64) for column in zip(*sorted(arrivals), strict=True))
        person = 2 * person + 2
        texts = text_input([f"Своё слово номер {place} говорю {word}" for word in ("раз", "два", "три")])
        messages = MessageInput(np.arange(5_000, 5_003), np.arange(3) * DAY, person[:3], texts)
        known = ArrivalsInput(np.arange(1, len(at) + 1), at, person)
        chats.append(ChatInput(name=f"Чат {place}", people=np.unique(person), messages=messages, arrivals=known))
    return searched(chats, shuffles=20)["farms.accounts"]


def test_who_comes_to_four_chats_in_one_hour_and_order_is_found() -> None:
    found = answer(*(crowd(chat) + together(chat) for chat in range(4)))

    (row,) = found.evidence
    assert {2 * person + 2 for person in FARM} == set(row["people"])
    assert ("arrivals", 4, 1.0) == (row["kind"], row["count"], row["order"])
    assert [6, 6, 6, 6] == [part["messages_total"] for part in row["chats"]]
    assert found.finding is not None
    assert ("some", 0, 1) == (found.finding.strength, *(found.finding.facts[key] for key in ("farms", "arriving")))


def test_the_messages_shown_are_the_arrivals_of_the_farms_own_people() -> None:
    came = [crowd(chat) + together(chat) for chat in range(4)]
    (row,) = answer(*came).evidence

    for arrivals, part in zip(came, row["chats"], strict=True):
        shown = {sorted(arrivals)[number - 1][1] for number in part["messages"]}
        assert shown == set(FARM)


def test_another_order_in_each_chat_is_told() -> None:
    (row,) = answer(*(crowd(chat) + together(chat, order=1 if chat % 2 else -1) for chat in range(4))).evidence

    assert row["order"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    "came",
    [
        [crowd(chat) for chat in range(4)],
        [crowd(chat) + (together(chat) if chat < 2 else []) for chat in range(4)],
        [crowd(chat) + together(chat, step=2 * HOUR) for chat in range(4)],
        [crowd(chat) + together(chat, who=range(900, 902)) for chat in range(4)],
        [crowd(chat, days=1) + [((9 + chat) * DAY + 40 * place, person) for place, person in enumerate(range(100))]
         for chat in range(4)],
    ],
    ids=["a crowd", "two chats", "hours apart", "two people", "a link that goes round"],
)  # fmt: skip
def test_less_is_no_farm(came: list[list[Came]]) -> None:
    found = answer(*came)

    assert [] == found.evidence
    assert found.finding is not None
    assert "none" == found.finding.strength

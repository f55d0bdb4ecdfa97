"""A square's chats as storage would hand them over, without the way over exports and a database."""

import numpy as np

from auditor.measure.methods.joint_acts import ArrivalsInput, ChatInput
from storage.columns import MessageColumns
from tests.auditor.measure.crowd_frames import hashed, pseudonym, text_input
from tests.worlds.arriving import Arriving, Came
from tests.worlds.farms import Chat, Square


def square_chats(square: Square) -> list[ChatInput]:
    """Every chat with its whole list. Persons are numbers that say nothing, the same in all chats."""
    return [_chat(chat) for chat in square.chats]


def numbers_of(square: Square) -> dict[int, int]:
    """Which of the square each person is."""
    return person_numbers(square.people)


def person_numbers(people: int) -> dict[int, int]:
    """Which of so many each person is."""
    return {pseudonym(number): number for number in range(people)}


def arriving_chats(of: Arriving) -> list[ChatInput]:
    """Every chat with those who came to it by themselves, and nothing written."""
    return [_arrived(f"Чат {place}", here) for place, here in enumerate(of.chats)]


def _arrived(name: str, came: tuple[Came, ...]) -> ChatInput:
    told = [(number, each) for number, each in enumerate(came, 1) if each.way == "by_link"]
    return ChatInput(
        name=name,
        people=np.unique([pseudonym(each.person) for each in came]),
        arrivals=ArrivalsInput(
            np.array([number for number, _ in told], np.int64),
            np.array([each.at for _, each in told], np.int64),
            np.array([pseudonym(each.person) for _, each in told], np.int64),
        ),
    )


def _chat(chat: Chat) -> ChatInput:
    person = {number: pseudonym(number) for number in chat.people}
    texts = text_input(
        [act.text for act in chat.acts],
        origin=[0 if act.forwarded_from is None else hashed(act.forwarded_from) for act in chat.acts],
    )
    messages = MessageColumns(
        np.arange(1, len(chat.acts) + 1),
        np.array([act.at for act in chat.acts], np.int64),
        np.array([person[act.person] for act in chat.acts], np.int64),
        texts,
    )
    return ChatInput(name=chat.name, people=np.array([*person.values()], np.int64), whole=True, messages=messages)

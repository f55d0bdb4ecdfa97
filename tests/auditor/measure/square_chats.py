"""A square's chats as storage would hand them over, without the way over exports and a database."""

import numpy as np

from auditor.measure.inputs import MessageInput
from auditor.measure.joint_acts import ChatInput
from tests.auditor.measure.crowd_frames import hashed, pseudonym, text_input
from tests.worlds.farms import Chat, Square


def square_chats(square: Square) -> list[ChatInput]:
    """Every chat with its whole list. Persons are numbers that say nothing, the same in all chats."""
    return [_chat(chat) for chat in square.chats]


def numbers_of(square: Square) -> dict[int, int]:
    """Which of the square each person is."""
    return {pseudonym(number): number for number in range(square.people)}


def _chat(chat: Chat) -> ChatInput:
    person = {number: pseudonym(number) for number in chat.people}
    texts = text_input(
        [act.text for act in chat.acts],
        origin=[0 if act.forwarded_from is None else hashed(act.forwarded_from) for act in chat.acts],
    )
    messages = MessageInput(
        np.arange(1, len(chat.acts) + 1),
        np.array([act.at for act in chat.acts], np.int64),
        np.array([person[act.person] for act in chat.acts], np.int64),
        texts,
    )
    return ChatInput(name=chat.name, people=np.array([*person.values()], np.int64), whole=True, messages=messages)

"""Answers that are none: newer than Telethon knows, cut, empty, repeated, of another question."""

import struct
from typing import Any

from telethon.tl import types
from telethon.tl.core import MessageContainer

from tests.telegram.encrypted import serialised
from tests.telegram.faults import Another, Cut, Emptied, Newer, Odd, Repeated, Shaped

UNKNOWN = 0x7E57AB1E
"""A constructor that no layer has."""


class Unknown:
    """An object under a constructor that nobody knows, with all that it holds behind it."""

    def __init__(self, known: Any) -> None:
        self._known = known

    def _bytes(self) -> bytes:
        return struct.pack("<I", UNKNOWN) + serialised(self._known)[4:]

    def __bytes__(self) -> bytes:
        return self._bytes()


def odd_answer(what: Odd, answer: Any, before: Any) -> Any:
    """What comes in the place of an answer; `before` is the last answer to such a request."""
    odd = answer
    match what:
        case Newer(messages, people) if messages or people:
            answer.users = [Unknown(each) if each.id in people else each for each in answer.users]
            if hasattr(answer, "messages"):
                answer.messages = [Unknown(each) if each.id in messages else each for each in answer.messages]
        case Newer():
            odd = Unknown(answer)
        case Cut():
            whole = serialised(answer)
            odd = whole[: len(whole) // 8 * 4]
        case Another():
            odd = types.updates.DifferenceEmpty(1, 1)
        case Emptied():
            for pages in {"messages", "participants"} & set(vars(answer)):
                setattr(answer, pages, [])
        case Shaped(make):
            odd = make(answer)
        case Repeated() if before is not None:
            odd = before
    return odd


def container(body: bytes) -> bytes:
    """A container that holds one message of such a body."""
    return struct.pack("<Ii", MessageContainer.CONSTRUCTOR_ID, 1) + struct.pack("<qii", 1, 1, len(body)) + body

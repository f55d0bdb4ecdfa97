"""Answers that have the right words in the wrong shape: other types, other ids, other dates, other
orders, far too much.

Whatever comes, the reading ends, in one sentence or in figures that hold the truth; nothing of what was read is told;
and once Telegram answers well again, the same command comes to the exact figures.
"""

import asyncio
import datetime as dt
import gzip
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telethon.tl import types as t
from telethon.tl.tlobject import TLObject

from auditor.errors import SourceError
from auditor.report.report import AuditReport
from storage.store import Store
from tests.auditor.collect.live.test_oddities import (
    HISTORY,
    MEMBERS,
    installed,
    lies,
    mended,
    report,
    told,
    undisturbed,
)
from tests.telegram.encrypted import GZIP_PACKED, serialised
from tests.telegram.faults import Fault, Migrate, RpcFault, Shaped, Silence, Twice, What
from tests.telegram.server import LocalTelegram

__all__ = ["told", "undisturbed"]

LONG = 60
"""Seconds in which any reading has to end here, however odd the answers are."""


def with_messages(change: Callable[[Any], None]) -> Callable[[Any], Any]:
    def made(answer: Any) -> Any:
        for each in getattr(answer, "messages", ()):
            change(each)
        return answer

    return made


def setting(**fields: Any) -> Callable[[Any], Any]:
    def made(answer: Any) -> Any:
        for name, value in fields.items():
            if hasattr(answer, name):
                setattr(answer, name, value)
        return answer

    return made


def of_each(**fields: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def change(message: Any) -> None:
        for name, value in fields.items():
            if hasattr(message, name):
                setattr(message, name, value(message))

    return with_messages(change)


def ascending(answer: Any) -> Any:
    if hasattr(answer, "messages"):
        answer.messages = answer.messages[::-1]
    else:
        answer.participants = answer.participants[::-1]
    return answer


def ten_thousand(answer: Any) -> Any:
    name = "messages" if hasattr(answer, "messages") else "participants"
    line = getattr(answer, name)
    setattr(answer, name, (line * (10_000 // max(1, len(line)) + 1))[:10_000])
    return answer


def bomb(megabytes: int) -> Callable[[Any], Any]:
    """A page whose bytes grow a thousandfold when they are unpacked."""

    def made(answer: Any) -> bytes:
        packed = gzip.compress(serialised(answer) + bytes(megabytes << 20), 9)
        return struct.pack("<I", GZIP_PACKED) + bytes(TLObject.serialize_bytes(packed))

    return made


def no_users(answer: Any) -> Any:
    answer.users = []
    return answer


def nobody_at_all(answer: Any) -> Any:
    answer.users = [t.UserEmpty(each.id) for each in answer.users]
    return answer


def emptied(answer: Any) -> Any:
    answer.messages = [t.MessageEmpty(each.id, peer_id=each.peer_id) for each in answer.messages]
    return answer


SHAPES: dict[str, Callable[[Any], Any]] = {
    "updates": lambda _: t.UpdatesTooLong(),
    "true": lambda _: True,
    "false": lambda _: False,
    "a vector of numbers": lambda _: struct.pack("<IiII", 0x1CB5C415, 2, 7, 8),
    "a vector of users": lambda answer: list(answer.users),
    "an empty vector": lambda _: [],
    "a number": lambda _: struct.pack("<I", 5),
    "nothing": lambda _: b"",
    "messages not modified": lambda _: t.messages.MessagesNotModified(3),
    "members not modified": lambda _: t.channels.ChannelParticipantsNotModified(),
    "a count of nothing": setting(count=0),
    "a count below nothing": setting(count=-1),
    "a count of two thousand million": setting(count=2**31 - 1),
    "nobody who is named": no_users,
    "empty people": nobody_at_all,
    "backwards": ascending,
    "ten thousand lines": ten_thousand,
    "negative ids": of_each(id=lambda each: -each.id),
    "one id": of_each(id=lambda _: 7),
    "1970": of_each(date=lambda _: dt.datetime(1970, 1, 1, tzinfo=dt.UTC)),
    "2038": of_each(date=lambda _: dt.datetime(2038, 1, 19, 3, 14, 7, tzinfo=dt.UTC)),
    "of another chat": of_each(peer_id=lambda _: t.PeerChannel(99_999)),
    "empty messages": emptied,
    "a bomb": bomb(200),
    "twenty megabytes": lambda answer: serialised(answer) + bytes(20 << 20),
}


async def ends_well(telegram: LocalTelegram, store: Store, told: list[str]) -> None:
    """The reading ends in one sentence, or says no untruth."""
    try:
        found = await report(telegram, store)
    except SourceError as error:
        sentence = str(error)
    else:
        assert lies(found) == {}
        return
    told.append(sentence)
    assert "\n" not in sentence
    assert "@someone" not in sentence
    assert "kept" in sentence
    assert len(sentence) < 400


OF_LISTS = ("true", "nothing", "members not modified", "a count of nothing", "a count below nothing", "backwards")
"""Shapes that a member list is tried in."""


@pytest.mark.parametrize(
    ("request_name", "shape"),
    [(HISTORY, each) for each in SHAPES if "members" not in each] + [(MEMBERS, each) for each in OF_LISTS],
)
async def test_the_reading_ends_and_says_no_untruth(
    tmp_path: Path, undisturbed: AuditReport, told: list[str], shape: str, request_name: str
) -> None:
    async with installed(tmp_path) as (telegram, store), asyncio.timeout(LONG):
        for nth in range(2, 300):
            telegram.faults.add(Fault(request_name, nth, Shaped(SHAPES[shape])))
        await ends_well(telegram, store, told)
        await mended(telegram, store, undisturbed)


ERRORS: dict[str, What] = {
    "a name that is a person's": RpcFault(400, "RPC_CALL_FAIL @someone"),
    "a name of lines": RpcFault(400, "ONE\nTWO\r\n\x1b[31mAİГУЛЬ"),
    "no name": RpcFault(400, ""),
    "code 0": RpcFault(0, "CHANNEL_PRIVATE"),
    "code 999": RpcFault(999, "SOMETHING"),
    "code 200": RpcFault(200, "OK"),
    "code of two thousand million": RpcFault(2**31 - 1, "X" * 5_000),
    "FLOOD_WAIT_0": RpcFault(420, "FLOOD_WAIT_0"),
    "FLOOD_WAIT_-5": RpcFault(420, "FLOOD_WAIT_-5"),
    "FLOOD_WAIT without a number": RpcFault(420, "FLOOD_WAIT_"),
    "FLOOD_WAIT of words": RpcFault(420, "FLOOD_WAIT_SOON"),
    "FLOOD_PREMIUM_WAIT without a number": RpcFault(420, "FLOOD_PREMIUM_WAIT_"),
    "SLOWMODE_WAIT": RpcFault(420, "SLOWMODE_WAIT_1"),
    "FLOOD_WAIT as a 400": RpcFault(400, "FLOOD_WAIT_1"),
    "FILE_MIGRATE": Migrate(77, "FILE"),
    "PHONE_MIGRATE": Migrate(2, "PHONE"),
    "USER_MIGRATE to nowhere": Migrate(999, "USER"),
    "NETWORK_MIGRATE": Migrate(3, "NETWORK"),
    "STATS_MIGRATE": Migrate(4, "STATS"),
    "MIGRATE without a number": RpcFault(303, "PHONE_MIGRATE_"),
    "an answer twice": Twice(),
    "no answer": Silence(),
}


@pytest.mark.parametrize("error", ERRORS)
async def test_any_error_ends_the_same(tmp_path: Path, undisturbed: AuditReport, told: list[str], error: str) -> None:
    async with installed(tmp_path) as (telegram, store), asyncio.timeout(LONG):
        for nth in range(2, 300):
            telegram.faults.add(Fault(HISTORY, nth, ERRORS[error]))
        await ends_well(telegram, store, told)
        await mended(telegram, store, undisturbed)

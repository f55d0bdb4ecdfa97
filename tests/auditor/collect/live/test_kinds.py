"""Whatever the client raises becomes one of our errors, in one line, with nothing of its words."""

import asyncio
import gzip
import struct
import zlib

import pytest
from telethon import errors
from telethon.errors import rpc_message_to_error
from telethon.errors.rpcerrorlist import rpc_errors_dict
from telethon.tl import functions
from telethon.tl.types import RpcError

from auditor.collect.live.faults import LONGEST_WAIT, attempt, error_of, fault_of, with_what_is_kept
from auditor.errors import (
    AnswerUnreadable,
    AuditParked,
    ChatUnreachable,
    RequestRefused,
    Sentence,
    SourceError,
    TelegramRefused,
)

SECRET = "Айгуль Сейткали, +77012345678"
REQUEST = functions.help.GetConfigRequest()


def answered(code: int, text: str) -> errors.RPCError:
    return rpc_message_to_error(RpcError(code, text), REQUEST)


RAISED = [
    errors.TypeNotFoundError(0x7E57AB1E, SECRET.encode()),
    errors.InvalidBufferError(SECRET.encode()),
    errors.InvalidBufferError(struct.pack("<i", -429)),
    errors.InvalidBufferError(struct.pack("<i", -404)),
    errors.AuthKeyNotFound(),
    errors.SecurityError(SECRET),
    errors.BadMessageError(REQUEST, 64),
    ConnectionError(SECRET),
    TimeoutError(SECRET),
    asyncio.IncompleteReadError(SECRET.encode(), 10),
    gzip.BadGzipFile(SECRET),
    zlib.error(SECRET),
    struct.error(SECRET),
    UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET),
    BufferError(SECRET),
    AttributeError(SECRET),
    RuntimeError(SECRET),
    KeyError(SECRET),
    *(answered(code, SECRET) for code in (-503, -500, 0, 303, 400, 401, 403, 404, 406, 420, 500, 777)),
    *(answered(code, "FLOOD_WAIT_" + "9" * 40) for code in (420, 400)),
]


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: type(raised).__name__)
def test_nothing_of_its_words_is_told(raised: BaseException) -> None:
    error = error_of(fault_of(raised), times=3)
    told = str(with_what_is_kept(error, Sentence("What was read is kept.")))
    assert isinstance(error, SourceError)
    assert SECRET.split(",", maxsplit=1)[0] not in f"{told} {error.facts}"
    assert "\n" not in told
    assert "What was read is kept." in told
    assert told[-1] in ".n"


@pytest.mark.parametrize("name", sorted(rpc_errors_dict))
def test_every_error_that_telethon_knows_has_a_kind(name: str) -> None:
    error = error_of(fault_of(rpc_errors_dict[name](request=REQUEST)))
    assert isinstance(error, AuditParked | TelegramRefused | ChatUnreachable | AnswerUnreadable)
    if isinstance(error, RequestRefused):
        assert name == error.name
        assert name in str(error)


def test_what_is_answered_is_told_by_its_name_and_not_by_its_code_alone() -> None:
    kinds = {
        "CHANNEL_PRIVATE": (406, "refused"),
        "AUTH_KEY_DUPLICATED": (406, "signed-out"),
        "UPDATE_APP_TO_LOGIN": (406, "outdated"),
        "FROZEN_METHOD_INVALID": (420, "frozen"),
        "FLOOD_WAIT_7": (420, "wait"),
        "SESSION_REVOKED": (401, "signed-out"),
        "CHAT_ADMIN_REQUIRED": (400, "refused"),
        "USER_MIGRATE_4": (303, "elsewhere"),
        "NO_WORKERS_RUNNING": (-500, "busy"),
    }
    assert {name: kind for name, (_, kind) in kinds.items()} == {
        name: fault_of(answered(code, name)).kind for name, (code, _) in kinds.items()
    }
    assert 7 == fault_of(answered(420, "FLOOD_WAIT_7")).seconds
    assert LONGEST_WAIT == fault_of(answered(420, "FLOOD_WAIT_" + "9" * 40)).seconds


async def test_a_request_that_the_client_gives_up_is_lost_and_one_that_we_give_up_is_cancelled() -> None:
    async def given_up() -> None:
        future = asyncio.get_running_loop().create_future()
        future.cancel()
        await future

    _, fault = await attempt(given_up(), 1)
    assert fault is not None
    assert "lost" == fault.kind
    task = asyncio.create_task(attempt(asyncio.sleep(10), 20))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

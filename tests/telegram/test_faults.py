"""Each fault reaches the client as Telegram's own does."""

import asyncio
import time
from typing import Any

import pytest
from telethon.errors import (
    AuthKeyUnregisteredError,
    BadRequestError,
    ChatAdminRequiredError,
    FloodWaitError,
    SessionRevokedError,
    UserMigrateError,
)
from telethon.tl import functions

from tests.telegram.__main__ import fault as read_fault
from tests.telegram.dispatch import HANDLERS
from tests.telegram.faults import Drop, Fault, FloodWait, Migrate, Revoked, RpcFault, ServerError, Silence, Slow
from tests.telegram.server import LocalTelegram
from tests.telegram.visitor import newcomer, visitor
from tests.worlds.live import LiveChat, Operator, private_live

HISTORY = "GetHistoryRequest"


@pytest.fixture(scope="module")
def chat() -> LiveChat:
    return private_live(1, username="small_talk")


async def ids(client: Any) -> list[int]:
    return [each.id async for each in client.iter_messages("small_talk", wait_time=0)]


async def test_a_short_flood_wait_is_slept_and_a_long_one_raised(chat: LiveChat) -> None:
    faults = [Fault(HISTORY, 2, FloodWait(1)), Fault("GetFullChannelRequest", None, FloodWait(900))]
    async with LocalTelegram([chat], faults=faults) as telegram, visitor(telegram) as client:
        assert await ids(client) == [event.id for event in chat.written][::-1]
        with pytest.raises(FloodWaitError) as waited:
            await client(functions.channels.GetFullChannelRequest("small_talk"))

    assert waited.value.seconds == 900


async def test_an_error_at_the_nth_call_only(chat: LiveChat) -> None:
    fault = Fault(HISTORY, 2, RpcFault(400, "CHAT_ADMIN_REQUIRED"))
    async with LocalTelegram([chat], faults=[fault]) as telegram, visitor(telegram) as client:
        await client.get_messages("small_talk", limit=1)
        with pytest.raises(ChatAdminRequiredError):
            await client.get_messages("small_talk", limit=1)
        await client.get_messages("small_talk", limit=1)


async def test_a_cut_connection_loses_and_doubles_nothing(chat: LiveChat) -> None:
    faults = [Fault(HISTORY, 3, Drop()), Fault(HISTORY, 6, Drop())]
    async with LocalTelegram([chat], faults=faults) as telegram, visitor(telegram, retry_delay=0) as client:
        assert await ids(client) == [event.id for event in chat.written][::-1]


async def test_internal_issues_pass(chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        telegram.faults.add(Fault(HISTORY, 1, ServerError()))
        assert len(await client.get_messages("small_talk", limit=1)) == 1
    assert telegram.counts[HISTORY] == 2


async def test_slow_answers_and_latency(chat: LiveChat) -> None:
    async with LocalTelegram([chat], faults=[Fault(HISTORY, 1, Slow(0.2))]) as telegram, visitor(telegram) as client:
        begin = time.monotonic()
        await client.get_messages("small_talk", limit=1)
        slow = time.monotonic() - begin
        telegram.faults.latency = 0.05
        begin = time.monotonic()
        await client.get_messages("small_talk", limit=1)
        late = time.monotonic() - begin

    assert slow >= 0.2
    assert late >= 0.05


async def test_silence_lasts_while_others_are_answered(chat: LiveChat) -> None:
    async with LocalTelegram([chat], faults=[Fault(HISTORY, 1, Silence())]) as telegram, visitor(telegram) as client:
        await client.get_entity("small_talk")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.get_messages("small_talk", limit=1), 0.3)
        assert len(await client.get_messages("small_talk", limit=1)) == 1


async def test_a_session_that_was_ended(chat: LiveChat) -> None:
    faults = [Fault(HISTORY, 1, Revoked()), Fault(HISTORY, 2, Revoked("AUTH_KEY_UNREGISTERED"))]
    async with LocalTelegram([chat], faults=faults) as telegram, visitor(telegram) as client:
        with pytest.raises(SessionRevokedError):
            await client.get_messages("small_talk", limit=1)
        with pytest.raises(AuthKeyUnregisteredError):
            await client.get_messages("small_talk", limit=1)


async def test_sent_to_another_data_centre() -> None:
    fault = Fault("SendCodeRequest", 1, Migrate(5, "PHONE"))
    async with LocalTelegram(faults=[fault]) as telegram, newcomer(telegram) as client:
        await client.send_code_request(Operator().phone)
        assert client.session.dc_id == 5
        assert telegram.counts["SendCodeRequest"] == 2


async def test_an_account_that_lives_elsewhere(chat: LiveChat) -> None:
    fault = Fault(HISTORY, None, Migrate(4))
    async with LocalTelegram([chat], faults=[fault]) as telegram, visitor(telegram, request_retries=1) as client:
        with pytest.raises((ValueError, UserMigrateError, AuthKeyUnregisteredError)):
            await client.get_messages("small_talk", limit=1)
        assert client.session.dc_id == 4


async def test_a_mistake_of_a_handler_is_not_hidden(chat: LiveChat, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(HANDLERS, functions.messages.GetHistoryRequest, broken)

    async def visit() -> None:
        async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
            with pytest.raises(BadRequestError, match="THIS_TELEGRAM_IS_BROKEN"):
                await client.get_messages("small_talk", limit=1)

    with pytest.raises(ExceptionGroup, match="broke") as raised:
        await visit()
    assert raised.group_contains(ZeroDivisionError)


def test_the_command_line_reads_faults() -> None:
    assert read_fault("GetHistoryRequest:3:flood:7") == Fault(HISTORY, 3, FloodWait(7))
    assert read_fault("*:*:slow:0.5") == Fault(None, None, Slow(0.5))
    assert str(read_fault("*:2:error:400:CHANNEL_PRIVATE").what) == "400 CHANNEL_PRIVATE"

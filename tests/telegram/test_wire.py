"""An unmodified Telethon client connects, over each transport, with a stored key and with a new one."""

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest
from telethon.errors import AuthKeyNotFound, AuthKeyUnregisteredError
from telethon.network import ConnectionTcpAbridged, ConnectionTcpFull, ConnectionTcpIntermediate
from telethon.network.connection.tcpintermediate import RandomizedIntermediatePacketCodec
from telethon.sessions import StringSession
from telethon.tl import functions

from tests.telegram.server import LocalTelegram
from tests.telegram.visitor import connected, newcomer, visitor
from tests.worlds.live import LiveChat, Operator, private_live


class PaddedCodec(RandomizedIntermediatePacketCodec):  # type: ignore[misc] # Telethon has no types
    """The padded transport says what it is, as it would without the proxy that Telethon uses it behind."""

    tag = b"\xdd" * 4


class ConnectionTcpPadded(ConnectionTcpIntermediate):  # type: ignore[misc] # Telethon has no types
    """A connection without a proxy over the padded transport."""

    packet_codec = PaddedCodec


@pytest.fixture(scope="module")
def chat() -> LiveChat:
    return private_live(1, username="small_talk")


@pytest.mark.parametrize(
    "transport", [ConnectionTcpFull, ConnectionTcpAbridged, ConnectionTcpIntermediate, ConnectionTcpPadded]
)
async def test_every_transport_carries_small_and_large(chat: LiveChat, transport: Any) -> None:
    async with LocalTelegram([chat]) as telegram, visitor(telegram, connection=transport) as client:
        me = await client.get_me()
        messages = await client.get_messages("small_talk", limit=100)

    assert me.id == Operator().id
    assert [each.id for each in messages] == [event.id for event in chat.written[:-101:-1]]


async def test_a_session_file_is_signed_in_and_nobody_elses(tmp_path: Path, chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as telegram:
        path = telegram.session_file(tmp_path / "audit")
        async with connected(path) as client:
            assert await client.is_user_authorized()

    assert path == tmp_path / "audit.session"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_string_session_is_signed_in() -> None:
    async with LocalTelegram() as telegram, connected(StringSession(telegram.string_session())) as client:
        assert await client.is_user_authorized()


async def test_a_client_without_a_key_agrees_on_one_and_is_nobody() -> None:
    async with LocalTelegram() as telegram, newcomer(telegram) as client:
        assert not await client.is_user_authorized()
        with pytest.raises(AuthKeyUnregisteredError):
            await client(functions.updates.GetStateRequest())


async def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    async with LocalTelegram() as telegram:
        path = telegram.session_file(tmp_path / "old")
        telegram.accounts.forget(telegram.accounts.newest_key)
        with pytest.raises(AuthKeyNotFound):
            async with connected(path):
                pass


async def test_requests_are_counted_as_they_are_after_unwrapping(chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as telegram, visitor(telegram, receive_updates=False) as client:
        await client.get_messages("small_talk", limit=1)

    assert telegram.log == [
        "GetConfigRequest",
        "GetUsersRequest",
        "GetStateRequest",
        "GetDifferenceRequest",
        "ResolveUsernameRequest",
        "GetHistoryRequest",
    ]
    assert telegram.counts["GetHistoryRequest"] == 1


async def test_another_salt_and_a_cut_connection_are_survived(chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as telegram, visitor(telegram, retry_delay=0) as client:
        await client.get_messages("small_talk", limit=1)
        telegram.change_salt()
        assert len(await client.get_messages("small_talk", limit=5)) == 5
        telegram.drop_all_connections()
        assert len(await client.get_messages("small_talk", limit=5)) == 5


async def test_many_requests_at_once_come_in_containers(chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        entity = await client.get_input_entity("small_talk")
        pages = await asyncio.gather(*(client.get_messages(entity, limit=3, offset_id=each) for each in range(10, 90)))

    assert all(len(page) == 3 for page in pages)


async def test_two_servers_of_one_process_do_not_mix(chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as one, LocalTelegram([chat]) as other, visitor(one) as client:
        await client.get_messages("small_talk", limit=1)

        assert one.counts["GetHistoryRequest"] == 1
        assert not other.log


async def test_kept_pages_are_the_same_pages(chat: LiveChat) -> None:
    async with LocalTelegram([chat], cache_pages=True) as telegram, visitor(telegram) as client:
        first = await client.get_messages("small_talk", limit=50)
        second = await client.get_messages("small_talk", limit=50)

    assert [each.to_dict() for each in first] == [each.to_dict() for each in second]

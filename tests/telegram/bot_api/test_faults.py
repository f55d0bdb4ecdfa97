"""What goes wrong on purpose reaches a real bot as Telegram's own does, and the bot goes on."""

import asyncio
import json
import time
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import MessageHandler, filters

from tests.telegram.bot_api.http import LONGEST_BODY, LONGEST_HEAD, ask
from tests.telegram.bot_api.methods import METHODS
from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.running import polling
from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.faults import Drop, Fault, FloodWait, RpcFault, ServerError, Silence, Slow, What

SEND = "sendMessage"


async def echo(update: Update, _: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(f"You said: {update.message.text}")


ECHO = MessageHandler(filters.TEXT, echo)


@pytest.mark.parametrize(
    ("what", "seen"),
    [
        (FloodWait(7), (RetryAfter, "Retry in 0:00:07")),
        (RpcFault(400, "Bad Request: have no rights to send a message"), (BadRequest, "Have no rights to send")),
        (RpcFault(403, "Forbidden: user is deactivated"), (Forbidden, "user is deactivated")),
        (ServerError(), (NetworkError, "Internal Server Error")),
        (RpcFault(502, "Bad Gateway"), (NetworkError, "Bad Gateway")),
        (Drop(), (NetworkError, "Server disconnected")),
    ],
)
async def test_only_the_second_call_goes_wrong(
    api: LocalBotApi, bot: Bot, aigul: Person, what: What, seen: tuple[type[TelegramError], str]
) -> None:
    api.faults.add(Fault(SEND, 2, what))
    await bot.send_message(aigul.id, "one")
    with pytest.raises(seen[0], match=seen[1]):
        await bot.send_message(aigul.id, "two")
    await bot.send_message(aigul.id, "three")

    assert [each.text for each in aigul.messages] == ["one", "three"]
    assert len(api.called(SEND)) == 3


async def test_a_slow_answer_to_a_client_that_gives_up_is_lost_but_the_message_is_there(
    api: LocalBotApi, bot: Bot, aigul: Person
) -> None:
    api.faults.add(Fault(SEND, 1, Slow(0.5)))
    with pytest.raises(TimedOut):
        await bot.send_message(aigul.id, "one", read_timeout=0.05)
    api.faults.add(Fault(SEND, 1, Silence()))
    with pytest.raises(TimedOut):
        await bot.send_message(aigul.id, "two", read_timeout=0.05)

    assert [each.text for each in aigul.messages] == ["one"]


async def test_a_storm_holds_up_what_is_sent_and_nothing_else(api: LocalBotApi, bot: Bot, aigul: Person) -> None:
    api.storm(3)
    with pytest.raises(RetryAfter):
        await bot.send_message(aigul.id, "one")
    assert (await bot.get_me()).id == api.bot.id
    api.storm(None)
    await bot.send_message(aigul.id, "two")

    assert [each.text for each in aigul.messages] == ["two"]


async def test_after_an_outage_the_bot_hears_what_was_said_meanwhile(api: LocalBotApi, aigul: Person) -> None:
    async with polling(api, ECHO):
        await api.down()
        aigul.says("in the dark")
        await api.up()

        assert (await aigul.answer()).text == "You said: in the dark"


async def test_a_cut_poll_loses_and_doubles_nothing(api: LocalBotApi, aigul: Person) -> None:
    async with polling(api, ECHO):
        for number in range(3):
            aigul.says(f"number {number}")
            await aigul.answer(f"number {number}")
            api.drop_all_connections()

    assert [each.text for each in aigul.messages] == [f"You said: number {number}" for number in range(3)]


async def test_a_second_poller_ends_the_first_and_one_who_comes_again_does_not_disturb(
    api: LocalBotApi, aigul: Person
) -> None:
    address = f"{api.base_url}{api.token}/getUpdates?timeout=5"
    first = asyncio.create_task(ask("GET", address))
    await api.until(lambda: len(api.called("getUpdates")) == 1)
    second = asyncio.create_task(ask("GET", address))
    ended = await first
    assert ended.status == 409
    assert b"terminated by other getUpdates request" in ended.body

    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    third = asyncio.create_task(ask("GET", address))
    await api.until(lambda: len(api.called("getUpdates")) == 3)
    aigul.says("hello")
    answer = json.loads((await third).body)
    assert [each["message"]["text"] for each in answer["result"]] == ["hello"]


async def test_the_bot_is_told_of_a_second_one(api: LocalBotApi) -> None:
    heard: list[TelegramError] = []
    async with polling(api, ECHO, error_callback=heard.append):
        before = len(api.called("getUpdates"))
        other = asyncio.create_task(ask("GET", f"{api.base_url}{api.token}/getUpdates?timeout=5"))
        await api.until(lambda: len(api.called("getUpdates")) > before)
        await api.until(lambda: heard)
        assert isinstance(heard[0], Conflict)
        await other


async def test_updates_are_confirmed_by_the_next_offset_only(api: LocalBotApi, bot: Bot, aigul: Person) -> None:
    for text in ("a", "b", "c"):
        aigul.says(text)
    first = await bot.get_updates(limit=2)
    again = await bot.get_updates()
    assert [each.update_id for each in again[:2]] == [each.update_id for each in first]
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [each.message.text for each in rest if each.message] == ["c"]
    assert await bot.get_updates(offset=-1) == rest
    assert await bot.get_updates(offset=rest[-1].update_id + 1, timeout=0) == ()


async def test_what_is_no_request_is_refused(api: LocalBotApi) -> None:
    place = f"{api.base_url}{api.token}/{SEND}"
    form = {"Content-Type": "application/json"}
    assert (await ask("POST", place, b"{", form)).status == 400
    assert (await ask("POST", place, b"[1]", form)).status == 400
    assert (await ask("POST", place, b"x", {"Content-Type": "multipart/form-data"})).status == 400
    assert (await ask("POST", place, headers={"Content-Length": str(LONGEST_BODY + 1)})).status == 413
    assert (await ask("POST", place, headers={"Transfer-Encoding": "chunked"})).status == 411
    assert (await ask("POST", place, headers={"Content-Length": "many"})).status == 400
    assert (await ask("GET", place + "?text=" + "x" * LONGEST_HEAD)).status == 431


async def test_a_mistake_of_a_method_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(METHODS, "getMe", broken)

    async def visit() -> None:
        async with LocalBotApi() as api:
            assert (await ask("GET", f"{api.base_url}{api.token}/getMe")).status == 500

    with pytest.raises(ExceptionGroup, match="broke") as raised:
        await visit()
    assert raised.group_contains(ZeroDivisionError)


async def test_a_core_serves_a_thousand_messages_a_second(api: LocalBotApi, aigul: Person) -> None:
    messages = 2_000
    body = json.dumps({"chat_id": aigul.id, "text": "<b>hello</b>", "parse_mode": "HTML"}).encode()
    lines = [f"POST /bot{api.token}/{SEND} HTTP/1.1", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    head = "\r\n".join([*lines, "", ""])
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    begin = time.process_time()
    for _ in range(messages):
        writer.write(head.encode() + body)
        said = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(said.split(b"Content-Length: ")[1].split(b"\r\n")[0]))
    spent = time.process_time() - begin
    writer.close()
    await writer.wait_closed()

    assert len(aigul.messages) == messages
    assert messages / spent >= 1_000

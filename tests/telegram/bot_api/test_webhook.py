"""Updates that are brought to a real bot's own HTTP server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import Conflict
from telegram.ext import Application, ApplicationBuilder, MessageHandler, filters

from tests.telegram.bot_api.http import Connection, Request, Response
from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.server import LocalBotApi

SECRET = "a-secret_of-ours"


class Door:
    """Where a bot takes its updates: hands them on, or answers as it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.came: list[Request] = []
        self.answers: list[Response] = []
        self.application: Application[Any, Any, Any, Any, Any, Any] | None = None

    def take(self, request: Request) -> Response:
        self.came.append(request)
        if self.answers:
            return self.answers.pop(0)
        if self.application is not None:
            update = Update.de_json(json.loads(request.body), self.application.bot)
            self.application.update_queue.put_nowait(update)
        return Response(200)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    made, connections = Door(), set[Connection]()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(made.take, connections), "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    yield made
    server.close()
    for connection in list(connections):
        connection.abort()
    await server.wait_closed()


@asynccontextmanager
async def listening(api: LocalBotApi, door: Door, *handlers: Any) -> AsyncIterator[None]:
    builder = ApplicationBuilder().token(api.token).base_url(api.base_url).base_file_url(api.base_file_url)
    door.application = builder.updater(None).build()
    door.application.add_handlers(handlers)
    async with door.application as application:
        await application.start()
        try:
            await application.bot.set_webhook(door.url, secret_token=SECRET)
            yield
        finally:
            await application.bot.delete_webhook()
            await application.stop()


async def echo(update: Update, _: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(f"You said: {update.message.text}")


async def test_updates_are_brought_with_the_secret(api: LocalBotApi, aigul: Person, door: Door) -> None:
    aigul.says("before")
    async with listening(api, door, MessageHandler(filters.TEXT, echo)):
        await aigul.answer("before")
        aigul.says("after")
        await aigul.answer("after")

    assert [each.headers["x-telegram-bot-api-secret-token"] for each in door.came] == [SECRET, SECRET]
    assert not api.updates.waiting


async def test_what_is_not_taken_is_brought_again(api: LocalBotApi, bot: Bot, aigul: Person, door: Door) -> None:
    door.answers = [Response(500), Response(404)]
    await bot.set_webhook(door.url)
    aigul.says("hello")
    await api.until(lambda: len(door.came) == 2)
    about = await bot.get_webhook_info()
    await api.until(lambda: not api.updates.waiting)

    assert (about.url, about.pending_update_count) == (door.url, 1)
    assert about.last_error_message is not None
    assert "Wrong response from the webhook" in about.last_error_message
    assert len({each.body for each in door.came}) == 1


async def test_a_method_in_the_answer_is_obeyed(api: LocalBotApi, bot: Bot, aigul: Person, door: Door) -> None:
    said = {"method": "sendMessage", "chat_id": aigul.id, "text": "by return"}
    door.answers = [Response(200, json.dumps(said).encode())]
    await bot.set_webhook(door.url)
    aigul.says("hello")

    assert (await aigul.answer()).text == "by return"


async def test_while_updates_are_brought_they_cannot_be_fetched(
    api: LocalBotApi, bot: Bot, aigul: Person, door: Door
) -> None:
    await bot.set_webhook(door.url, allowed_updates=["message"])
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).allowed_updates == ("message",)
    await bot.delete_webhook()
    aigul.says("one")
    assert len(await bot.get_updates()) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_nobody_at_the_door(api: LocalBotApi, bot: Bot, aigul: Person) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")
    aigul.says("hello")
    await api.until(lambda: api.webhook and api.webhook.error)

    assert (await bot.get_webhook_info()).last_error_message == "Connection refused"

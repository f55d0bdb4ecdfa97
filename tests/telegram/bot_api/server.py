"""The Bot API of a local Telegram, all of it together."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.telegram.accounts import LOOPBACK
from tests.telegram.bot_api.chats import Chats, Where
from tests.telegram.bot_api.control import control
from tests.telegram.bot_api.faults import Refusal, as_refusal, granted, in_time, refused, too_many
from tests.telegram.bot_api.files import Files
from tests.telegram.bot_api.forms import Form, read_form
from tests.telegram.bot_api.http import Answer, Connection, Request, Response, later
from tests.telegram.bot_api.messages import Message, Messages, Tap
from tests.telegram.bot_api.methods import BY_ANY_CASE, METHODS
from tests.telegram.bot_api.methods.profile import Profile
from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.shown import Bot, api_id
from tests.telegram.bot_api.updates import Updates
from tests.telegram.bot_api.webhook import Webhook, deliver
from tests.telegram.faults import Drop, Fault, Faults, Held, Silence, Slow
from tests.telegram.server import LocalTelegram
from tests.telegram.world import LiveWorld
from tests.worlds.live import Operator, Standing

TOKEN = "7000000001:AAlocal-telegram-knows-this-token-only"
FIRST_PERSON = 5_000_000_001
LOOK_AGAIN = 0.01
"""Seconds until a condition is looked at again that may come true without a call or a message."""


@dataclass(frozen=True)
class Call:
    """A call of the bot: when, which method by Telegram's spelling, and with what."""

    at: float
    method: str
    form: Form


class LocalBotApi:
    """The Bot API on loopback, for one bot. Use it as an asynchronous context; it outlives the bots that come and go.

    The chats are those of `telegram`: a `LocalTelegram`, its world, or nothing for a bot in private chats only.
    `clock` is its time in seconds since 1970; a tap must be answered within `query_lifetime` seconds.
    """

    def __init__(
        self,
        telegram: LocalTelegram | LiveWorld | None = None,
        *,
        token: str = TOKEN,
        faults: Iterable[Fault] = (),
        query_lifetime: float = 900.0,
        clock: Callable[[], float] = time.time,
        port: int = 0,
    ) -> None:
        world = telegram.world if isinstance(telegram, LocalTelegram) else telegram or LiveWorld((), (Operator(),))
        self.token = token
        self.bot = Bot(int(token.partition(":")[0]))
        self.chats = Chats(world, self.bot)
        self.messages = Messages()
        self.files = Files()
        self.updates = Updates()
        self.profile = Profile()
        self.webhook: Webhook | None = None
        self.taps: dict[str, Tap] = {}
        self.faults = Faults(faults)
        self.calls: list[Call] = []
        self.clock, self.query_lifetime = clock, query_lifetime
        self.port = port
        self.broken: list[Exception] = []
        """What methods stumbled over: mistakes of this server, not of the bot."""
        self._storm: int | None = None
        self._ids = itertools.count(FIRST_PERSON)
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None
        self._bringing: asyncio.Task[None] | None = None
        self._happened = asyncio.Event()

    @property
    def url(self) -> str:
        """The API's root, scheme and host."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def base_url(self) -> str:
        """For python-telegram-bot's `base_url`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """For python-telegram-bot's `base_file_url`."""
        return f"{self.url}/file/bot"

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bring_to(None)
        await self.down()
        if self.broken:
            raise ExceptionGroup("methods of the local Bot API broke", self.broken)

    async def up(self) -> None:
        """Listens, at the same port as before an outage."""
        loop = asyncio.get_running_loop()
        made = await loop.create_server(lambda: Connection(self.answer, self._connections), LOOPBACK, self.port)
        self._server = made
        self.port = int(made.sockets[0].getsockname()[1])

    async def down(self) -> None:
        """An outage: every connection is cut and none is taken, until it is `up` again. Updates wait meanwhile."""
        assert self._server is not None, "it is up"
        self._server.close()
        self.drop_all_connections()
        await self._server.wait_closed()
        await asyncio.sleep(0)  # those who were cut off are told of it in the next turn of the loop

    def drop_all_connections(self) -> None:
        """Cuts every connection without a word; clients may come again."""
        for connection in list(self._connections):
            connection.abort()

    def storm(self, retry_after: int | None) -> None:
        """Everything that is sent or edited gets a 429 with this wait, until None calms it."""
        self._storm = retry_after

    def answer(self, request: Request) -> Answer:
        """For connections: a request came."""
        _, first, *rest = request.path.split("/")
        if first == "person":
            return control(self, rest, request)
        if first == "file" and rest and rest[0] == f"bot{self.token}":
            file = self.files.by_path("/".join(rest[1:]))
            return (
                refused(Refusal(404, "Not Found"))
                if file is None
                else Response(200, file.data, "application/octet-stream")
            )
        if first != f"bot{self.token}":
            is_token = first.removeprefix("bot").partition(":")[0].isdigit()
            return refused(Refusal(401, "Unauthorized") if is_token else Refusal(404, "Not Found"))
        method = BY_ANY_CASE.get("/".join(rest).lower())
        if method is None:
            return refused(Refusal(404, "Not Found: method not found"))
        try:
            return self._called(method, read_form(request))
        except Refusal as refusal:
            return refused(refusal)

    def _called(self, method: str, form: Form) -> Answer:
        self.calls.append(Call(self.clock(), method, form))
        self._happened.set()
        fault = self.faults.strike(method)
        match fault:
            case Drop():
                return later(None)
            case Silence():
                return later(None, seconds=1e6)
            case None | Slow() | Held():
                pass
            case _:
                refusal = as_refusal(fault)
                assert refusal is not None, f"{fault} is nothing that the Bot API knows"
                raise refusal
        if self._storm is not None and method.startswith(("send", "edit")):
            raise too_many(self._storm)
        delay = self.faults.latency + (fault.seconds if isinstance(fault, Slow) else 0)
        answer = self._performed(method, form)
        if isinstance(fault, Held):
            return later(answer, opened=fault.opened)
        return later(answer, delay) if delay else answer

    def _performed(self, method: str, form: Form) -> Answer:
        try:
            result = METHODS[method](self, form)
        except Refusal as refusal:
            return refused(refusal)
        except Exception as broken:  # noqa: BLE001 - kept, and raised when the server ends
            self.broken.append(broken)
            return refused(Refusal(500, "this Bot API is broken"))
        self._happened.set()
        return in_time(result) if isinstance(result, Awaitable) else granted(result)

    def obey(self, method: str, fields: Mapping[str, Any]) -> None:
        """A method that came in the answer of a webhook; nobody is told how it went."""
        if method.lower() in BY_ANY_CASE:
            self._performed(BY_ANY_CASE[method.lower()], Form(fields))

    def bring_to(self, webhook: Webhook | None) -> None:
        """From now on updates are brought there, or wait to be fetched."""
        if self._bringing is not None:
            self._bringing.cancel()
            self._bringing = None
        self.webhook = webhook
        if webhook is not None:
            bringing = deliver(self.updates, webhook, self.obey, self.now)
            self._bringing = asyncio.get_running_loop().create_task(bringing)

    def now(self) -> int:
        """The time in whole seconds."""
        return int(self.clock())

    def person(self, first_name: str = "Aigul", language_code: str = "en", *, id: int | None = None) -> Person:  # noqa: A002
        """Somebody new, or the one who has this id already."""
        person_id = next(self._ids) if id is None else id
        return self.chats.people.setdefault(person_id, Person(self, person_id, first_name, language_code))

    def messages_in(self, room: Where) -> list[Message]:
        """What was said in a chat while the server runs."""
        return list(self.messages.of(api_id(self.chats.room(room))))

    def close_topic(self, room: Where, topic: int, *, closed: bool = True) -> None:
        """Nobody but admins writes in this topic any longer, or everybody does again; 0 is General."""
        where = api_id(self.chats.room(room)), topic
        (self.messages.closed_topics.add if closed else self.messages.closed_topics.discard)(where)

    def delete_topic(self, room: Where, topic: int) -> None:
        """A topic goes, with all that was said there."""
        chat = api_id(self.chats.room(room))
        for message in list(self.messages.of(chat)):
            if message.more.get("message_thread_id") == topic:
                self.messages.delete(message)
        self.messages.deleted_topics.add((chat, topic))

    def make_admin(self, room: Where, by: Person | None = None) -> bool:
        """The bot becomes an admin there, by its creator if nobody is named. Says whether the bot hears of it."""
        return self.bot_becomes("admin", room, None if by is None else by.shown())

    def make_member(self, room: Where, by: Person | None = None) -> bool:
        """The bot is added, or is no admin any more."""
        return self.bot_becomes("member", room, None if by is None else by.shown())

    def remove_bot(self, room: Where, by: Person | None = None) -> bool:
        """The bot is thrown out."""
        return self.bot_becomes("banned", room, None if by is None else by.shown())

    def bot_becomes(self, standing: Standing, room: Where, by: dict[str, Any] | None = None) -> bool:
        """The bot gets another place in a chat, and hears of it."""
        changed = self.chats.changed(self.chats.room(room), self.bot.id, standing, by, self.now())
        return self.updates.push("my_chat_member", changed)

    def called(self, method: str) -> list[Call]:
        """The calls of a method so far."""
        return [call for call in self.calls if call.method == method]

    async def until(self, predicate: Callable[[], Any], timeout: float = 120.0) -> None:  # noqa: ASYNC109
        """Waits until this holds; raises `TimeoutError`. It is looked at after every call, and every 10 ms."""
        async with asyncio.timeout(timeout):
            while not predicate():
                self._happened.clear()
                try:
                    async with asyncio.timeout(LOOK_AGAIN):
                        await self._happened.wait()
                except TimeoutError:
                    continue

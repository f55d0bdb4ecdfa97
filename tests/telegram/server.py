"""A local Telegram, all of it together."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from telethon import TelegramClient
from telethon.crypto import AuthKey
from telethon.crypto.rsa import add_key
from telethon.tl import types

from tests.telegram import handlers
from tests.telegram.accounts import LOOPBACK, MAIN_DC, Accounts
from tests.telegram.dispatch import HANDLERS, Caller, Dispatch
from tests.telegram.encrypted import Connection
from tests.telegram.faults import Fault, Faults
from tests.telegram.handlers.invites import let_in
from tests.telegram.handshake import public_key_pem
from tests.telegram.world import LiveWorld
from tests.worlds.live import LiveChat, Operator, Standing

assert handlers.__all__, "the themes make their answers known by being imported"
assert HANDLERS, "there are answers"

SALT = 0x1122334455667788
LONGEST_PACKET = 1 << 22


class LocalTelegram:
    """Telegram on loopback, with these chats and accounts. Use it as an asynchronous context.

    `accounts` may sign in; the first is meant where none is named, and the `standing` of the chats is its. With
    `cache_pages` a page of members or messages is made once only, for measuring a client. `latency` in seconds is
    what every answer takes at least.
    """

    def __init__(
        self,
        worlds: Sequence[LiveChat] = (),
        *,
        accounts: Sequence[Operator] = (Operator(),),
        faults: Iterable[Fault] = (),
        latency: float = 0.0,
        cache_pages: bool = False,
        port: int = 0,
    ) -> None:
        self.accounts = Accounts(accounts)
        self.world = LiveWorld(worlds, accounts)
        self.faults = Faults(faults, latency)
        self.salt = SALT
        self.port = port
        self._dispatch = Dispatch(self.faults, cache_pages=cache_pages)
        self._connections: dict[Connection, asyncio.Task[Any]] = {}
        self._servers: list[asyncio.Server] = []

    @property
    def counts(self) -> Counter[str]:
        """How often each request came, by its class name, unwrapped."""
        return self._dispatch.counts

    @property
    def pages(self) -> Counter[tuple[str, int, int]]:
        """How often each page of members or messages was asked for, by whichever account: its request, chat, begin."""
        return self._dispatch.pages

    @property
    def log(self) -> list[str]:
        """The class names of all requests, in their order."""
        return self._dispatch.log

    async def __aenter__(self) -> Self:
        self.port = await self._listen(MAIN_DC, self.port)
        for dc in sorted({each.home_dc for each in self.accounts.operators.values()} - {MAIN_DC}):
            await self._listen(dc, 0)
        _forget_configuration()
        add_key(public_key_pem(), old=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.close()
        tasks = list(self._connections.values())
        self.drop_all_connections()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        _forget_configuration()
        if self._dispatch.broken:
            raise ExceptionGroup("handlers of the local Telegram broke", self._dispatch.broken)

    async def _listen(self, dc: int, port: int) -> int:
        async def serve(reader: StreamReader, writer: StreamWriter) -> None:
            connection = Connection(self, reader, writer, dc)
            task = asyncio.current_task()
            assert task is not None, "connections are served in tasks"
            self._connections[connection] = task
            try:
                await connection.serve()
            finally:
                del self._connections[connection]

        server = await asyncio.start_server(serve, LOOPBACK, port, limit=LONGEST_PACKET)
        self._servers.append(server)
        self.accounts.ports[dc] = int(server.sockets[0].getsockname()[1])
        return self.accounts.ports[dc]

    def key(self, key_id: int) -> AuthKey | None:
        """For connections: the key of this id."""
        return self.accounts.key(key_id)

    def learn(self, key: AuthKey) -> None:
        """For connections: a new key was agreed on."""
        self.accounts.learn(key)

    def answer(self, connection: Connection, message_id: int, request: Any) -> None:
        """For connections: a request came."""
        self._dispatch.take(Caller(connection, self.accounts, self.world), message_id, request)

    def session_file(self, path: Path, account: int | None = None) -> Path:
        """Writes a signed-in session that Telethon opens as it is, mode 0600. Returns where, with its ending."""
        return self.accounts.session_file(path, account)

    def unsigned_session_file(self, path: Path) -> Path:
        """Writes a session that knows only where this Telegram is, for signing in.

        Another process must know this server's key: `telethon.crypto.rsa.add_key(public_key_pem(), old=False)`.
        """
        return self.accounts.unsigned_session_file(path)

    def string_session(self, account: int | None = None) -> str:
        """A signed-in session as one line of text."""
        return self.accounts.string_session(account)

    def drop_all_connections(self) -> None:
        """Cuts every connection without a word."""
        for connection in list(self._connections):
            connection.abort()

    def change_salt(self) -> None:
        """Clients come with the old salt once more, and are told the new one."""
        self.salt += 1

    def accept_qr(self, account: int | None = None) -> int:
        """Accepts every QR token shown now, as a phone that scans it; the clients are told. Returns how many."""
        whose = self.accounts.default.id if account is None else account
        keys = set()
        for token, key_id in self.accounts.tokens.items():
            self.accounts.accepted[token] = whose
            keys.add(key_id)
        update = types.UpdateShort(types.UpdateLoginToken(), self.world.now)
        for connection in self._connections:
            if connection.key is not None and connection.key.key_id in keys:
                connection.push(update)
        return len(keys)

    def revoke(self, account: int | None = None) -> None:
        """All sessions of an account end: from now on they get 401."""
        self.accounts.sign_out_everywhere(self.accounts.default.id if account is None else account)

    def approve(self, chat_id: int, account: int | None = None) -> None:
        """An admin lets in an account that asked to join, or that the guard bot is looking at."""
        operator = self.accounts.default if account is None else self.accounts.operators[account]
        let_in(self.world.rooms[chat_id], operator, "join_by_request")

    def seat(self, chat_id: int, standing: Standing, account: int | None = None) -> None:
        """Makes an account a stranger, member, admin, creator or banned in a chat, silently."""
        operator = self.accounts.default if account is None else self.accounts.operators[account]
        self.world.rooms[chat_id].sit(operator, standing)


def _forget_configuration() -> None:
    """Telethon keeps the data centres on the class: those of another server of this process would be asked."""
    TelegramClient._config = None

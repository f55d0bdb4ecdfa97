"""A real Telethon client that visits a local Telegram."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from telethon import TelegramClient

from tests.telegram.server import LocalTelegram

API_ID, API_HASH = 1, "0" * 32


@asynccontextmanager
async def visitor(telegram: LocalTelegram, *, account: int | None = None, **options: Any) -> AsyncIterator[Any]:
    """A connected client, signed in as `account`; `options` are Telethon's."""
    with tempfile.TemporaryDirectory() as folder:
        session = telegram.session_file(Path(folder, "visitor.session"), account)
        async with connected(session, **options) as client:
            yield client


@asynccontextmanager
async def newcomer(telegram: LocalTelegram, **options: Any) -> AsyncIterator[Any]:
    """A connected client that has no key yet and is nobody."""
    with tempfile.TemporaryDirectory() as folder:
        async with connected(telegram.unsigned_session_file(Path(folder, "nobody.session")), **options) as client:
            yield client


@asynccontextmanager
async def connected(session: Any, **options: Any) -> AsyncIterator[Any]:
    """A client on a session, connected until the end of the block."""
    client = TelegramClient(str(session) if isinstance(session, Path) else session, API_ID, API_HASH, **options)
    try:
        await client.connect()
        yield client
    finally:
        await client.disconnect()

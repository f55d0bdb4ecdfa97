"""The installation that a command works in."""

import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from auditor.settings import Settings
    from storage.store import Store

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Does what waits for a database or for Telegram, to its end; asyncio is loaded where there is such work."""
    import asyncio

    return asyncio.run(work)


def opened(settings: "Settings") -> contextlib.AbstractAsyncContextManager["Store"]:
    """The open database, as it is."""
    from auditor.settings import passphrase_of
    from storage.opening import open_store

    return open_store(settings.home, passphrase=passphrase_of(settings))


@contextlib.asynccontextmanager
async def installation(settings: "Settings", now: int) -> AsyncIterator["Store"]:
    """The open database; whose time is over goes first."""
    from storage.audited.retention import retain

    async with opened(settings) as store:
        await retain(store, now=now, text_days=settings.retain_text_days, row_days=settings.retain_rows_days)
        yield store

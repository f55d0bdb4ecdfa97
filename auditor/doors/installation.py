"""The installation that a command works in."""

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from auditor.settings import Settings, passphrase_of

if TYPE_CHECKING:
    from storage.store import Store


def opened(settings: Settings) -> contextlib.AbstractAsyncContextManager["Store"]:
    """The open database, as it is."""
    from storage.opening import open_store

    return open_store(settings.home, passphrase=passphrase_of(settings))


@contextlib.asynccontextmanager
async def installation(settings: Settings, now: int) -> AsyncIterator["Store"]:
    """The open database; whose time is over goes first."""
    from storage.audited.retention import retain

    async with opened(settings) as database:
        await retain(database, now=now, text_days=settings.retain_text_days, row_days=settings.retain_rows_days)
        yield database

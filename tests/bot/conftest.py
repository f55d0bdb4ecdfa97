"""One running companion for a module, and the chats that it is asked about."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from auditor.work import reading
from storage.companion import watches
from tests.bot.running import Running, companion
from tests.bot.square import EVERY_CHAT
from tests.bot.watches.watched import WATCHED, Clock


@pytest.fixture(autouse=True)
def _spans_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns of times that will be no numbers any more; warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """Open to everybody; nothing that a test does here is in the way of another one."""
    async with companion(tmp_path_factory.mktemp("companion"), EVERY_CHAT) as open_one:
        yield open_one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A companion with a clock of its own, which a test sets on."""
    async with companion(tmp_path_factory.mktemp("companion"), WATCHED) as open_one:
        open_one.companion.clock = Clock()
        yield open_one


@pytest_asyncio.fixture(loop_scope="module")
async def nothing_is_watched_afterwards(watched: Running, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """And an account goes home soon."""
    monkeypatch.setattr(reading, "HOME_SECONDS", 0.5)
    yield
    for each in await watches.every(watched.companion.store):
        await watches.remove(watched.companion.store, each.watch)
